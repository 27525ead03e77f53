"""Events that a panel leaves out, of all windows or of one, each with its reason. Arrays in, results out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.abnormal.panel_result import Exclusion, PanelResult
from analysis.eventstudy.windows import EventWindow


def reasons_of(
    fields: dict[str, NDArray[Any]], early: NDArray[np.bool_], late: NDArray[np.bool_], least: int, *, masked: bool
) -> NDArray[np.str_]:
    """Why an event cannot be measured at all, the first reason that holds; empty where it can. Shape (E0,).

    Parameters
    ----------
    fields : dict
        Arrays (E0, ...) of :func:`analysis.eventstudy.measure_events`, and ``other_events``.
    early, late : ndarray of bool, shape (E0,)
        Whether the estimation window starts before the data, or ends after it.
    least : int
        Observations needed in it.
    masked : bool
        Whether the days of other events were left out of it.
    """
    few = fields["nobs"] < least
    cases = {
        "the estimation window starts before the data": early,
        "the estimation window ends after the data": late,
        f"fewer than {least} observations in the estimation window outside other events' days": few
        & (masked & (fields["other_events"] > 0)),
        f"fewer than {least} observations in the estimation window": few,
        "a factor that is constant in the estimation window": fields["constant"],
        "collinear factors in the estimation window": fields["collinear"],
        "returns that are constant or explained exactly in the estimation window": fields["exact"],
        "no return on any event day": np.isnan(fields["ar"]).all(axis=1),
    }
    return np.select(list(cases.values()), [np.array(reason) for reason in cases], default=np.array(""))


def missing_days(result: PanelResult, sessions: int) -> list[Exclusion]:
    """Windows of measured events that contain a day without an abnormal return.

    Parameters
    ----------
    result : PanelResult
        Without its exclusions.
    sessions : int
        Rows of the data.
    """
    return [
        Exclusion(
            int(result.included[e]),
            int(result.security[e]),
            int(result.position[e]),
            _missing_day(result, e, result.windows[w], sessions),
            result.windows[w],
        )
        for e, w in np.argwhere(np.isnan(result.car))
    ]


def _missing_day(result: PanelResult, row: int, window: EventWindow, sessions: int) -> str:
    start = window[0] - int(result.days[0])
    d = start + int(np.argmax(np.isnan(result.ar[row, start : start + window[1] - window[0] + 1])))
    day = int(result.days[d])
    if not 0 <= result.position[row] + day < sessions:
        return f"event day {day} lies outside the data"
    return f"no {'factor return' if np.isnan(result.exog[row, d]).any() else 'return'} on event day {day}"
