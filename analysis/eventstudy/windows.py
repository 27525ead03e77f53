"""Windows in event time: day 0 is the first session that could react; both ends count. Arrays in and out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.errors import WindowError
from analysis.eventstudy.numeric import Floats

EventWindow = tuple[int, int]
Days = NDArray[np.int_]


def event_days(estimation: EventWindow, windows: Sequence[EventWindow], where: str) -> tuple[Days, Days]:
    """Event days of the estimation window, (L,), and from the first to the last day of all windows, (D,).

    Parameters
    ----------
    estimation, windows : (int, int), sequence of (int, int)
        First and last event day, both included.
    where : str
        Name of the security, for messages.

    Raises
    ------
    WindowError
        If there is no window, one ends before it starts, or the estimation window reaches into the event days.
    """
    if not windows:
        raise WindowError(where, "no event window", remedy="name at least one, such as (0, 0)")
    for first, last in (estimation, *windows):
        if last < first:
            raise WindowError(where, f"window [{first}, {last}] ends before it starts", remedy="swap its ends")
    first, last = min(w[0] for w in windows), max(w[1] for w in windows)
    if estimation[0] <= last and first <= estimation[1]:
        before = f"the estimation window [{estimation[0]}, {estimation[1]}]"
        raise WindowError(
            where,
            f"{before} reaches into the event days [{first}, {last}]",
            remedy="end it earlier: an effect must not be estimated as normal",
        )
    return np.arange(estimation[0], estimation[1] + 1), np.arange(first, last + 1)


def require_sessions(sessions: int, day0: int, est_days: Days, days: Days, where: str) -> None:
    """Refuse windows that leave the ``sessions`` rows of the data.

    Parameters
    ----------
    sessions : int
        Rows of the data.
    day0 : int
        Row of event day 0.
    est_days, days : ndarray of int, shapes (L,) and (D,)
        Of :func:`event_days`.
    where : str
        Name of the security, for messages.

    Raises
    ------
    WindowError
        Says how many sessions there are before or after day 0, and how many are needed.
    """
    if not 0 <= day0 < sessions:
        raise WindowError(where, f"day 0 is row {day0}", allowed=f"0 to {sessions - 1}, the rows of the returns")
    before, after = -min(est_days[0], days[0], 0), max(est_days[-1], days[-1], 0)
    for side, there, needed, remedy in (
        ("before", day0, before, "start the prices earlier or shorten the estimation window"),
        ("after", sessions - 1 - day0, after, "end the prices later or shorten the event windows"),
    ):
        if there < needed:
            raise WindowError(where, f"{there} sessions {side} day 0, {needed} needed", remedy=remedy)


LONG_HOLDING = 60
"""Sessions of the longest window over which buy-and-hold abnormal returns are given without a caution."""


def holding_caution(window: EventWindow) -> str:
    """Say how buy-and-hold abnormal returns of single securities mislead over a long window; empty for a short one.

    Parameters
    ----------
    window : (int, int)
        First and last event day, both included.

    References
    ----------
    Barber, B. M. and Lyon, J. D. (1997), Journal of Financial Economics 43(3), 341-372. Kothari, S. P. and Warner,
    J. B. (1997), Journal of Financial Economics 43(3), 301-339, on the size of tests over long horizons.
    """
    if (sessions := window[1] - window[0] + 1) <= LONG_HOLDING:
        return ""
    return (
        f"buy-and-hold abnormal returns over {sessions} sessions are skewed and can be below -100 %: "
        "neither their mean nor its t is a test; read car, or compare with firms of like size and risk"
    )


def buy_and_hold(returns: Floats, log_returns: bool) -> Floats:
    """Compounded simple return over the last axis, plus one; from log or from simple returns.

    Parameters
    ----------
    returns : ndarray, shape (..., m)
    log_returns : bool
        Whether they are log returns.
    """
    return np.asarray(np.exp(returns.sum(axis=-1)) if log_returns else np.prod(1 + returns, axis=-1))
