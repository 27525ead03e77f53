"""From the measured fields of all events to a panel's result: those that are kept, and why the others are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.abnormal.excluded import OF_ALL, Exclusions
from analysis.eventstudy.abnormal.exclusions import missing_days, name_causes
from analysis.eventstudy.abnormal.panel_data import Integers, PanelData
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.windows import Days, EventWindow

_OF_THE_FIT = ("constant", "collinear", "exact")


def gather(
    fields: Mapping[str, NDArray[Any]],
    reasons: NDArray[np.object_],
    events: Integers,
    security: Integers,
    position: Integers,
    days: tuple[Days, Days],
    windows: tuple[EventWindow, ...],
    data: PanelData,
    masked: bool,
) -> PanelResult:
    """Keep the events without a reason against them, which may be none.

    Parameters
    ----------
    fields : mapping of str to ndarray
        Arrays with the leading axis n, as a PanelResult has them.
    reasons : ndarray of object, shape (n,)
        Why an event cannot be measured, as a string; empty where it can.
    events, security, position : ndarray of int, shape (n,)
        Number of each event, column of its security and row of day 0.
    days : pair of ndarrays of int
        Event days of the estimation window, and of all windows.
    windows : tuple of (int, int)
    data : PanelData
        What was measured.
    masked : bool
        Whether the days of other events were left out of the estimation.
    """
    est_days, event_days = days
    reasons = name_causes(reasons, security, position, event_days, data)
    against = reasons.astype(bool)
    gone, keep = np.flatnonzero(against), np.flatnonzero(~against)
    left_out = Exclusions(
        events[gone], security[gone], position[gone], reasons[gone], np.full(len(gone), OF_ALL), windows
    )
    rows = slice(None) if len(keep) == len(security) else keep  # no copy where nothing is left out
    kept = {name: values[rows] for name, values in fields.items() if name not in _OF_THE_FIT}
    result = PanelResult(
        events[rows],
        security[rows],
        position[rows],
        event_days,
        est_days,
        windows,
        excluded=left_out,
        other_events_masked=masked,
        **kept,
    )
    return replace(result, excluded=Exclusions.joined([left_out, *missing_days(result, data)], windows))
