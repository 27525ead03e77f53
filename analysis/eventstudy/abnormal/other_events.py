"""Estimation windows that hold another event of the same security. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.eventstudy.abnormal.panel_data import Integers, PanelData
from analysis.eventstudy.windows import Days


def other_events(
    data: PanelData, security: Integers, position: Integers, est_days: Days, days: Days, *, mask: bool
) -> tuple[Integers, PanelData]:
    """Count estimation sessions that are event days of another event of the same security, and mask them if asked to.

    An event's own days never lie in its own estimation window, so that all found there are those of others.

    Parameters
    ----------
    data : PanelData
    security, position : ndarray of int, shape (E,)
        Column of the security and row of day 0 of each event.
    est_days, days : ndarray of int, shapes (L,) and (D,)
        Event days of the estimation window, and from the first to the last day of the event windows.
    mask : bool
        Whether they are left out.

    Returns
    -------
    ndarray of int, shape (E,)
        Sessions of each estimation window, whether or not there is a return on them.
    PanelData
        The data, on which, if masked, no event day of a security serves in its estimation windows.
    """
    # Securities one after the other on one line, far enough apart for no event to reach the next.
    line = security * (data.returns.shape[1] + len(days)) + position + data.before
    order = np.argsort(line)
    line = line[order]
    count = np.empty_like(line)
    count[order] = _covered(line + days[0], len(days), line + est_days[0], len(est_days))
    if not mask or not count.any():
        return count, data
    there = np.bincount(security, minlength=len(data.returns)) > 0
    columns, own = np.flatnonzero(there), (there.cumsum() - 1)[security]
    width = data.returns.shape[1] + 1
    start = own * width + position + data.before + days[0]
    starts, ends = (np.bincount(x, minlength=len(columns) * width) for x in (start, start + len(days)))
    inside = (starts - ends).reshape(-1, width).cumsum(axis=1, dtype=np.int32)[:, :-1] > 0
    if len(data.usable) == 1 and (inside == inside[0]).all():
        # Securities with the same events go on sharing what they are regressed on.
        return count, replace(data, usable=data.usable & ~inside[0])
    usable = np.repeat(data.usable, len(data.returns), axis=0) if len(data.usable) == 1 else data.usable.copy()
    usable[columns] &= ~inside
    return count, replace(data, usable=usable)


def _covered(starts: Integers, length: int, first: Integers, width: int) -> Integers:
    """How many of the ``width`` places from each ``first`` lie in one of the runs from the starts; both are sorted."""
    fresh = np.minimum(length, np.diff(starts, append=starts[-1] + length))  # what the next run does not cover itself
    before = np.cumsum(fresh) - fresh

    def up_to(place: Integers) -> Integers:
        run = np.searchsorted(starts, place) - 1
        within = np.minimum(length, place - starts[np.maximum(run, 0)])
        return np.where(run < 0, 0, before[run] + within)

    return np.asarray(up_to(first + width) - up_to(first), dtype=np.intp)


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
