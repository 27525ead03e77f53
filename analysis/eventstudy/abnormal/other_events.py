"""Estimation windows that hold another event of the same security. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.eventstudy.abnormal.panel_data import Integers, PanelData
from analysis.eventstudy.windows import Days


def other_events(
    data: PanelData, security: Integers, position: Integers, est_days: Days, days: Days
) -> tuple[Integers, PanelData]:
    """Count estimation sessions that are event days of another event of the same security, and mask them.

    An event's own days never lie in its own estimation window, so that all found there are those of others.

    Parameters
    ----------
    data : PanelData
    security, position : ndarray of int, shape (E,)
        Column of the security and row of day 0 of each event.
    est_days, days : ndarray of int, shapes (L,) and (D,)
        Event days of the estimation window, and from the first to the last day of the event windows.

    Returns
    -------
    ndarray of int, shape (E,)
        Sessions of each estimation window, whether or not there is a return on them.
    PanelData
        The data, on which no event day of a security serves in its estimation windows.
    """
    columns, own = np.unique(security, return_inverse=True)
    start = position + data.before + days[0]
    edges = np.zeros((len(columns), data.returns.shape[1] + 1), dtype=np.int32)
    np.add.at(edges, (own, start), 1)
    np.add.at(edges, (own, start + len(days)), -1)
    inside = edges.cumsum(axis=1, dtype=np.int32)[:, :-1] > 0
    before = np.pad(inside.cumsum(axis=1, dtype=np.int32), [(0, 0), (1, 0)])
    first = position + data.before + est_days[0]
    count = (before[own, first + len(est_days)] - before[own, first]).astype(np.intp)
    if not count.any():
        return count, data
    if len(data.usable) == 1 and (inside == inside[0]).all():
        # Securities with the same events go on sharing what they are regressed on.
        return count, replace(data, usable=data.usable & ~inside[0])
    usable = np.repeat(data.usable, len(data.returns), axis=0) if len(data.usable) == 1 else data.usable.copy()
    usable[columns] &= ~inside
    return count, replace(data, usable=usable)


def other_events_warning(count: Integers, masked: bool) -> tuple[str, ...]:
    """Say how many estimation windows hold event days of another event of their security; nothing if none does.

    Parameters
    ----------
    count : ndarray of int, shape (E,)
        Of :func:`other_events`.
    masked : bool
        Whether these days were left out of the estimation.
    """
    if not (events := int(np.count_nonzero(count))):
        return ()
    done = (
        "these days are left out"
        if masked
        else "their effects count as ordinary days: mask_other_events leaves them out"
    )
    return (
        f"estimation windows of {events} of {len(count)} events hold days of another event of the same security "
        f"(up to {count.max()} sessions); {done}",
    )
