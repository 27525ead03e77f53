"""Events that a panel leaves out, of all windows or of one, each with its reason. Arrays in, results out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.abnormal.excluded import Exclusions
from analysis.eventstudy.abnormal.panel_data import PanelData
from analysis.eventstudy.abnormal.panel_result import PanelResult

_MISSING = (
    "event day {} lies outside the data",
    "no factor return on event day {}",
    "no return on event day {}",
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
        "no return on any event day": np.isnan(fields["ar"]).all(axis=1),
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
        row = result.position[rows] + result.days[first]
        outside = (row < 0) | (row >= data.sessions)
        own = result.security[rows] if len(data.factors) > 1 else np.zeros_like(rows)
        of_a_factor = np.isnan(data.factors[own, :, data.before + row]).any(axis=1)
        case = np.select([outside, of_a_factor], [0, 1], default=2)
        reasons = np.array([[text.format(day) for day in result.days] for text in _MISSING], dtype=object)[case, first]
        numbers = (result.included[rows], result.security[rows], result.position[rows])
        found.append(Exclusions(*numbers, reasons, np.full(len(rows), w), result.windows))
    return found
