"""Correlations of events with missing residuals, each pair over its own common days. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.inference.clustering import pair_correlations
from analysis.eventstudy.inference.sums.date_rows import Edge
from analysis.eventstudy.inference.sums.tile import Tile
from analysis.eventstudy.numeric import Floats

_BLOCK = 48
"""Events whose pairs with later ones are formed at once: more would form pairs that share no day."""


def pairs_by_date(tile: Tile) -> tuple[Floats, Floats, Edge]:
    """Sum the correlations of events of the same date, and prepare those of different dates.

    Parameters
    ----------
    tile : Tile

    Returns
    -------
    total, fewest : ndarray, shape (C,)
        As in :class:`analysis.eventstudy.inference.sums.correlations.Correlations`.
    edge : Edge
        All events that have a value in a window.
    """
    here = tile.here
    masks = np.ones((1, here.shape[1])) if here.all() else here.astype(np.float64)
    total, fewest = np.zeros(len(masks)), np.full(len(masks), np.inf)
    start, events = np.unique(tile.position, return_index=True, return_counts=True)[1:]
    for n in np.unique(events[events > 1]).tolist():  # dates of as many events are measured together
        rows = start[events == n][:, None] + np.arange(n)
        resid = tile.resid[rows]
        more, least = _over_masks(*pair_correlations(resid, resid), np.moveaxis(masks[:, rows], 0, 1))
        total, fewest = total + more, np.minimum(fewest, least)
    windows = here[tile.ar.shape[1] :]
    inside = windows.any(axis=0)
    resid = tile.resid[inside]
    edge = Edge(tile.position[inside], resid, resid, windows[:, inside].T.astype(np.float64), np.empty(0))
    return np.broadcast_to(total, len(here)), np.broadcast_to(fewest, len(here)), edge


def between_events(first: Edge, second: Edge, lengths: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Sum over pairs of one of the first events with one of a later date of the second.

    Parameters
    ----------
    first, second : Edge
    lengths : ndarray of int, shape (C,)
        Days of each column, the windows last.
    """
    total, fewest = np.zeros(len(lengths)), np.full(len(lengths), np.inf)
    windows = first.events.shape[1]
    longest = int(lengths[-windows:].max())
    for start in range(0, len(first.position) if longest > 1 else 0, _BLOCK):
        here = slice(start, start + _BLOCK)
        rows = first.position[here]
        there = slice(*np.searchsorted(second.position, [rows[0] + 1, rows[-1] + longest]).tolist())
        lag = second.position[there] - rows[:, None]
        near = (lag > 0) & (lag < longest)
        if not near.any():
            continue
        days = slice(int(rows[0]), int(second.position[there][-1]) + first.first.shape[1])
        on_calendar = [_on_calendar(e.first[s], e.position[s], days) for e, s in ((first, here), (second, there))]
        r, common = pair_correlations(*on_calendar)
        for w, m in enumerate(lengths[-windows:].tolist()):
            both = near & (lag < m) & (first.events[here, w][:, None] * second.events[there, w] > 0)
            if both.any():
                column = len(lengths) - windows + w
                total[column] += 2 * ((1 - lag[both] / m) * r[both]).sum()
                fewest[column] = min(fewest[column], common[both].min())
    return total, fewest


def _over_masks(r: Floats, common: Floats, masks: Floats) -> tuple[Floats, Floats]:
    """Sum of r (D, n, n) off its diagonals over the events of each mask (D, C, n), and the least of the common days."""
    events = masks.sum(axis=-1)
    least = np.where(np.eye(r.shape[-1], dtype=bool), np.inf, common)
    shortest = least.min(axis=(1, 2))
    whole = np.isfinite(r).all(axis=(1, 2)) & (shortest >= 3)
    total = np.where(events > 1, ((masks @ r) * masks).sum(axis=-1) - events, 0.0)
    fewest = np.where(events > 1, shortest[:, None], np.inf)
    for d in np.flatnonzero(~whole).tolist():  # what an event outside of a mask has must not reach its sum
        for c, inside in enumerate(masks[d] > 0):
            if events[d, c] > 1:
                pairs = np.ix_(inside, inside)
                total[d, c], fewest[d, c] = r[d][pairs].sum() - events[d, c], least[d][pairs].min()
    return total.sum(axis=0), fewest.min(axis=0)


def _on_calendar(resid: Floats, position: NDArray[np.intp], days: slice) -> Floats:
    """Residuals of each event at its own place among common days, nan elsewhere."""
    out = np.full((len(resid), days.stop - days.start), np.nan)
    columns = (position - days.start)[:, None] + np.arange(resid.shape[1])
    out[np.arange(len(resid))[:, None], columns] = resid
    return out
