"""Events that a panel leaves out, of all windows or of one, each with its reason. Arrays in, results out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.abnormal.excluded import Exclusions
from analysis.eventstudy.abnormal.panel_data import Integers, PanelData, own_rows
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.windows import Days

NO_RETURN = "no return on any event day"
_MISSING = (
    "event day {} lies outside the data",
    "no factor return on event day {}",
    "no risk-free rate, or what else is subtracted, on event day {}",
    "no return on event day {}",
)
_NEVER = (
    "all event days lie outside the data",
    "no factor return on any event day",
    "no risk-free rate, or what else is subtracted, on any event day",
    NO_RETURN,
)


def reasons_of(
    fields: dict[str, NDArray[Any]], early: NDArray[np.bool_], late: NDArray[np.bool_], least: int, *, masked: bool
) -> NDArray[np.object_]:
    """Why an event cannot be measured at all, the first reason that holds; empty where it can. Shape (E0,), strings.

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
        NO_RETURN: np.isnan(fields["ar"]).all(axis=1),
    }
    reasons = np.full(len(early), "", dtype=object)
    for reason, holds in reversed(cases.items()):
        reasons[holds] = reason
    return reasons


def missing_days(result: PanelResult, data: PanelData) -> list[Exclusions]:
    """Measured events with a day without an abnormal return, for each window that contains it.

    Parameters
    ----------
    result : PanelResult
        Without its exclusions.
    data : PanelData
        What it was measured on.
    """
    found = []
    for w, window in enumerate(result.windows):
        rows = np.flatnonzero(np.isnan(result.car[:, w]))
        columns = slice(window[0] - int(result.days[0]), window[1] - int(result.days[0]) + 1)
        first = columns.start + np.isnan(result.ar[rows, columns]).argmax(axis=1)
        cause = _causes(data, result.security[rows], result.position[rows] + result.days[first])
        texts = np.array([[text.format(day) for day in result.days] for text in _MISSING], dtype=object)
        numbers = (result.included[rows], result.security[rows], result.position[rows])
        found.append(Exclusions(*numbers, texts[cause, first], np.full(len(rows), w), result.windows))
    return found


def name_causes(
    reasons: NDArray[np.object_], security: Integers, position: Integers, days: Days, data: PanelData
) -> NDArray[np.object_]:
    """The same reasons, where NO_RETURN is what is missing on all event days, if that is one thing. Shape (E0,).

    Parameters
    ----------
    reasons : ndarray of object, shape (E0,)
    security, position : ndarray of int, shape (E0,)
        Column of the security and row of day 0 of each event.
    days : ndarray of int, shape (D,)
    data : PanelData
    """
    rows = np.flatnonzero(reasons == NO_RETURN)
    if not len(rows):
        return reasons
    causes = _causes(data, security[rows, None], position[rows, None] + days)
    one = (causes == causes[:, :1]).all(axis=1)
    named = reasons.copy()
    named[rows[one]] = np.array(_NEVER, dtype=object)[causes[one, 0]]
    return named


def _causes(data: PanelData, security: Integers, row: Integers) -> Integers:
    """What is missing of a security on a row, as its number in _MISSING."""
    at = data.before + row
    without_factor = np.isnan(data.factors[own_rows(security, data.factors), :, at]).any(axis=-1)
    cases = [(row < 0) | (row >= data.sessions), without_factor]
    if data.subtracted is not None:
        cases.append(np.isnan(data.subtracted[own_rows(security, data.subtracted), at]))
    return np.asarray(np.select(cases, list(range(len(cases))), default=len(_MISSING) - 1), dtype=np.intp)
