"""Sums of standardised residuals by date: whose products are sums of correlations. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference.sums.tile import Tile
from analysis.eventstudy.numeric import Floats, as_slice

Kind = Literal["complete", "pairs", "pooled"]
PAIRED: Kind = "pairs"
_CONSTANT = 1e-12


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Edge(Displayed):
    """What pairs of events of different dates need, of P dates; in "pairs" of P events.

    Attributes
    ----------
    position : ndarray of int, shape (P,), sorted
    first, second : ndarray
        A date's part in pairs with later and with earlier dates: standardised residuals summed over its events, for
        each window and lag ("complete") or each window ("pooled"), shape (P, R, L). In "pairs" an event's residuals,
        shape (P, L).
    events : ndarray, shape (P, W)
        Events that have a value in each window; in "pairs" 0 or 1.
    count : ndarray
        In "pooled" the events that have a residual on each day, shape (P, W, L); in "complete" the means of ``first``
        and ``second`` over the common days, shape (P, 2, R).
    """

    _line: ClassVar = ("position", "first")

    position: NDArray[np.intp]
    first: Floats
    second: Floats
    events: Floats
    count: Floats

    @classmethod
    def joined(cls, edges: list[Edge]) -> Edge:
        """Dates of several, in their order."""
        return cls(*(np.concatenate([getattr(edge, f.name) for edge in edges]) for f in fields(cls)))

    def among(self, chosen: NDArray[np.bool_]) -> Edge:
        """The chosen dates."""
        count = self.count[chosen] if len(self.count) else self.count
        return Edge(self.position[chosen], self.first[chosen], self.second[chosen], self.events[chosen], count)


def sums_by_date(tile: Tile, kind: Kind) -> tuple[Floats, Floats, Edge]:
    r"""Sum the correlations of events of the same date, and prepare those of different dates.

    Parameters
    ----------
    tile : Tile
    kind : {"complete", "pooled"}

    Returns
    -------
    total, fewest : ndarray, shape (C,)
        As in :class:`analysis.eventstudy.inference.sums.correlations.Correlations`.
    edge : Edge
        All dates of the tile.

    Notes
    -----
    With :math:`u_i` the centred residuals of event i divided by their norm, the correlations over pairs of a date sum
    to :math:`\lVert \sum_i u_i \rVert^2 - N`; for two dates that are l sessions apart to the product of two such sums,
    over the days that both estimation windows have, with the moments of those days. No pair is ever formed.
    """
    position, start = np.unique(tile.position, return_index=True)
    here = tile.here
    masks = np.ones((1, len(tile.nobs))) if here.all() else here.astype(np.float64)
    z, norm = _centred(tile)
    scale = (np.sqrt(tile.nobs) if kind == "pooled" else 1.0) / norm
    rows = _by_date(masks.T * scale[:, None], z, start)
    events = np.add.reduceat(masks, start, axis=1).T
    own = tile.nobs if kind == "pooled" else np.ones(len(z))  # of an event with itself
    products = np.einsum("prl,prl->pr", rows, rows) - np.add.reduceat(masks * own, start, axis=1).T
    days = np.full(events.shape, float(tile.resid.shape[1]))
    count = np.empty(0)
    if kind == "pooled":
        count = _by_date(masks.T, tile.seen.astype(np.float64), start)
        common = (count**2 - count).sum(axis=-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            products = products / common * events * (events - 1)
            days = common / (events * (events - 1))
    paired = events > 1
    total = np.where(paired, products, 0.0).sum(axis=0)
    fewest = np.where(paired, days, np.inf).min(axis=0)
    total, fewest = (np.broadcast_to(x, len(here)) for x in (total, fewest))
    windows = len(tile.spans) - tile.ar.shape[1]
    of = slice(-windows, None) if len(masks) > 1 else np.zeros(windows, dtype=np.intp)
    if kind == "pooled":
        return total, fewest, Edge(position, rows[:, of], rows[:, of], events[:, of], count[:, of])
    first, second = (_lagged_rows(side, masks[of], z, tile, start) for side in (1, -1))
    means = np.stack([first[1], second[1]], axis=1)
    return total, fewest, Edge(position, first[0], second[0], events[:, of], means)


def between_dates(first: Edge, second: Edge, lengths: NDArray[np.intp], kind: Kind) -> tuple[Floats, Floats]:
    """Sum over pairs of an event of one of the first dates with one of a later date of the second.

    Parameters
    ----------
    first, second : Edge
    lengths : ndarray of int, shape (C,)
        Days of each column, the windows last.
    kind : {"complete", "pooled"}
    """
    total, fewest = np.zeros(len(lengths)), np.full(len(lengths), np.inf)
    windows = first.events.shape[1]
    width = first.first.shape[-1]
    row = 0
    for column, m in zip(range(len(lengths) - windows, len(lengths)), lengths[-windows:].tolist(), strict=True):
        w = column - len(lengths) + windows
        for lag in range(1, m):
            at = np.searchsorted(second.position, first.position + lag)
            found = np.flatnonzero(second.position[np.minimum(at, len(second.position) - 1)] == first.position + lag)
            i, j = found, at[found]
            pairs = first.events[i, w] * second.events[j, w]
            a, b, pairs = as_slice(i[pairs > 0]), as_slice(j[pairs > 0]), pairs[pairs > 0]
            common = np.full(len(pairs), float(max(width - lag, 0)))
            r = w if kind == "pooled" else row
            products = np.einsum("pl,pl->p", first.first[a, r, lag:], second.second[b, r, : max(width - lag, 0)])
            if kind == "complete":
                products -= common * first.count[a, 0, row] * second.count[b, 1, row]
            if kind == "pooled":
                days = np.einsum("pl,pl->p", first.count[a, w, lag:], second.count[b, w, : max(width - lag, 0)])
                with np.errstate(invalid="ignore", divide="ignore"):
                    products = products / days * pairs
                common = days / pairs
            if len(pairs):
                total[column] += 2 * (1 - lag / m) * products.sum()
                fewest[column] = min(fewest[column], common.min())
            row += 1
    return total, fewest


def _centred(tile: Tile) -> tuple[Floats, Floats]:
    """Residuals less their mean, zero where missing, (n, L); and their norm, nan where they do not vary, (n,)."""
    zero = tile.resid if tile.complete else np.where(tile.seen, tile.resid, 0.0)
    z = zero - (zero.sum(axis=-1) / tile.nobs)[:, None]
    if not tile.complete:
        z[~tile.seen] = 0.0
    norm = _norm(z)
    norm[norm <= _CONSTANT * _norm(zero)] = np.nan
    return z, norm


def _norm(z: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("nl,nl->n", z, z)))


def _by_date(weights: Floats, z: Floats, start: NDArray[np.intp]) -> Floats:
    """Weighted sums over the events of each date, shape (P, R, L), of weights (n, R)."""
    out = np.empty((len(start), weights.shape[1], z.shape[1]))
    ends = [*start[1:].tolist(), len(z)]
    for p, (a, b) in enumerate(zip(start.tolist(), ends, strict=True)):
        np.matmul(weights[a:b].T, z[a:b], out=out[p])
    return out


def _lagged_rows(side: int, masks: Floats, z: Floats, tile: Tile, start: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Sums of residuals over their norm on the days that a date l sessions later (side 1) or earlier (-1) has too.

    Shape (P, R, L); and the means of the sums over these days, (P, R), which are not taken off.
    """
    lengths = tile.lengths[-len(masks) :]
    weight, mean = _moments(z[:, ::side], int(lengths.max()))
    lags = np.concatenate([np.arange(1, m) for m in lengths.tolist()]).astype(np.intp)
    weights = weight[:, lags] * masks[np.repeat(np.arange(len(masks)), lengths - 1)].T
    return _by_date(weights, z, start), np.add.reduceat(weights * mean[:, lags], start, axis=0)


def _moments(z: Floats, longest: int) -> tuple[Floats, Floats]:
    """One over the norm, and the mean, of z without its first l days, for l below the longest window, (n, longest)."""
    count = z.shape[1] - np.arange(longest, dtype=np.float64)
    head, tail = z[:, : longest - 1], z[:, longest - 1 :]
    # Only sums: what is left after few days is never the difference of two large numbers.
    sums = _from_each_on(head) + tail.sum(axis=1, keepdims=True)
    squares = _from_each_on(head**2) + np.einsum("nl,nl->n", tail, tail)[:, None]
    # Windows longer than the estimation window leave no days.
    missing = [(0, 0), (0, longest - sums.shape[1])]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.pad(sums, missing) / count
        rest = np.pad(squares, missing) - count * mean**2
        rest[rest <= _CONSTANT**2 * squares[:, :1]] = np.nan
        return 1 / np.sqrt(rest), mean


def _from_each_on(head: Floats) -> Floats:
    """Sums of the columns (n, h) from each on, and a last one of none, (n, h + 1)."""
    sums = np.zeros((len(head), head.shape[1] + 1))
    sums[:, :-1] = head[:, ::-1].cumsum(axis=1)[:, ::-1]
    return sums
