"""Chunks put together: one panel of all events, on the days that their clocks have in common. Arrays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.abnormal.excluded import Exclusions
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.windows import event_days
from analysis.panels.measure.clocks import Clock, Integers
from analysis.panels.measure.large import BLOCK, closed_up, let_go, room_for
from analysis.panels.measure.place import Places
from analysis.panels.measure.store import Store
from analysis.panels.measure.tasks import FIELDS, Arrays
from analysis.panels.settings import Settings


def merge(
    names: Sequence[str],
    store: Store,
    clocks: Sequence[Clock],
    places: Places,
    settings: Settings,
    security: Integers,
    *,
    folder: Path | None = None,
) -> PanelResult:
    """One result of all chunks, in the order of the events.

    ``position`` counts the days of all clocks together, and where these differ so do the columns of ``resid``: an
    event's residuals then stand on their calendar days, so that tests pair those of one day, and not those of one
    distance from two events.

    Parameters
    ----------
    names : sequence of str
        Of the chunks in the store.
    store : Store
    clocks, places, settings
    security : ndarray of int, shape (E0,)
        Number of each event's security.
    folder : Path, optional
        For the residuals, where they are too large for memory.
    """
    est_days, days = event_days(settings.estimation, settings.windows, "panel")
    fields: dict[str, NDArray[Any]] = {}
    excluded: list[Exclusions] = []
    measured = np.zeros(len(security), dtype=bool)
    for name in names:  # one after the other: the residuals of all events are large
        chunk = store.get(name)
        rows = chunk["included"]
        measured[rows] = True
        for field in FIELDS:
            values = chunk[field]
            if field not in fields:
                shape = (len(security), *values.shape[1:])
                fields[field] = room_for(shape, folder) if field == "resid" else np.zeros(shape, values.dtype)
            fields[field][rows] = values
        let_go(fields["resid"])
        excluded.append(_exclusions(chunk, security, places, settings))
    included = np.flatnonzero(measured)
    if not measured.all():
        fields = {field: closed_up(values, included) for field, values in fields.items()}
    used = [clocks[n] for n in np.unique(places.clock[places.clock >= 0])]
    position = places.position[included]
    if any(len(c.sessions) != len(used[0].sessions) or (c.sessions != used[0].sessions).any() for c in used):
        est_days, position, fields["resid"] = _on_common_days(
            clocks, places, included, est_days, fields["resid"], folder
        )
    return PanelResult(
        included,
        security[included],
        position,
        days,
        est_days,
        settings.windows,
        other_events_masked=settings.mask,
        excluded=Exclusions.joined(excluded, settings.windows),
        **fields,
    )


def _exclusions(chunk: Arrays, security: Integers, places: Places, settings: Settings) -> Exclusions:
    event, reason = chunk["out_event"], chunk["out_reason"].astype(object)
    return Exclusions(event, security[event], places.position[event], reason, chunk["out_window"], settings.windows)


def _on_common_days(
    clocks: Sequence[Clock],
    places: Places,
    included: Integers,
    est_days: Integers,
    resid: Floats,
    folder: Path | None,
) -> tuple[Integers, Integers, Floats]:
    """Event days, positions and residuals on the days on which any clock has a session."""
    every = np.unique(np.concatenate([clock.sessions for clock in clocks]))
    rows = [np.searchsorted(every, clock.sessions) for clock in clocks]
    owner, own = places.clock[included], places.position[included]
    position, ends = np.empty(len(included), dtype=np.intp), np.empty((len(included), 2), dtype=np.intp)
    groups = [(rows[number], np.flatnonzero(owner == number)) for number in np.unique(owner)]
    for row, here in groups:
        position[here] = row[own[here]]
        ends[here] = row[own[here, None] + est_days[[0, -1]]] - position[here, None]
    if not resid.shape[1]:
        return est_days, position, resid
    common = np.arange(ends[:, 0].min(initial=0), ends[:, 1].max(initial=0) + 1)
    wide = room_for((len(included), len(common)), folder)
    for row, here in groups:
        for start in range(0, len(here), BLOCK):
            some = here[start : start + BLOCK]
            offset = row[own[some, None] + est_days] - position[some, None]
            placed = np.full((len(some), len(common)), np.nan)
            np.put_along_axis(placed, offset - common[0], resid[some], axis=1)
            wide[some] = placed
            let_go(resid)
            let_go(wide)
    return common, position, wide
