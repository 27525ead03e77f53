"""Sums of standardised residuals by date: whose products are sums of correlations. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference.sums.tile import Tile
from analysis.eventstudy.numeric import Floats

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
        In "pooled" the events that have a residual on each day, shape (P, W, L).
    """

    _line: ClassVar = ("position", "first")

    position: NDArray[np.intp]
    first: Floats
    second: Floats
    events: Floats
    count: Floats

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
    seen = np.isfinite(tile.resid)
    here = tile.here
    masks = np.ones((1, len(seen))) if here.all() else here.astype(np.float64)
    z, scale = _standardised(tile.resid, seen)
    unit = z * scale[:, None]
    rows = _by_date(masks.T, unit, start)
    events = np.add.reduceat(masks, start, axis=1).T
    products = (rows**2).sum(axis=-1) - np.add.reduceat(masks * (unit**2).sum(axis=-1), start, axis=1).T
    days = np.full(events.shape, float(seen.shape[1]))
    count = np.empty(0)
    if kind == "pooled":
        count = _by_date(masks.T, seen.astype(np.float64), start)
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
    sums = [_lagged_rows(side, masks[of], z, tile, start) for side in (1, -1)]
    return total, fewest, Edge(position, sums[0], sums[1], events[:, of], count)


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
            i, j, pairs = i[pairs > 0], j[pairs > 0], pairs[pairs > 0]
            common = np.full(len(i), float(max(width - lag, 0)))
            r = w if kind == "pooled" else row
            products = np.einsum("pl,pl->p", first.first[i, r, lag:], second.second[j, r, : max(width - lag, 0)])
            if kind == "pooled":
                days = np.einsum("pl,pl->p", first.count[i, w, lag:], second.count[j, w, : max(width - lag, 0)])
                with np.errstate(invalid="ignore", divide="ignore"):
                    products = products / days * pairs
                common = days / pairs
            if len(i):
                total[column] += 2 * (1 - lag / m) * products.sum()
                fewest[column] = min(fewest[column], common.min())
            row += 1
    return total, fewest


def _standardised(resid: Floats, seen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Residuals less their mean, zero where missing, (n, L); and one over their standard deviation, (n,).

    Complete residuals are divided by their norm; nan where they do not vary.
    """
    zero = np.where(seen, resid, 0.0)
    count = seen.sum(axis=-1)
    z = np.where(seen, zero - (zero.sum(axis=-1) / count)[:, None], 0.0)
    norm = np.sqrt((z**2).sum(axis=-1))
    norm[norm <= _CONSTANT * np.abs(zero).max(axis=-1)] = np.nan
    return z, (1.0 if seen.all() else np.sqrt(count)) / norm


def _by_date(weights: Floats, z: Floats, start: NDArray[np.intp]) -> Floats:
    """Weighted sums over the events of each date, shape (P, R, L), of weights (n, R)."""
    out = np.empty((len(start), weights.shape[1], z.shape[1]))
    ends = [*start[1:].tolist(), len(z)]
    for p, (a, b) in enumerate(zip(start.tolist(), ends, strict=True)):
        np.matmul(weights[a:b].T, z[a:b], out=out[p])
    return out


def _lagged_rows(side: int, masks: Floats, z: Floats, tile: Tile, start: NDArray[np.intp]) -> Floats:
    """Sums of residuals standardised over the days that a date l sessions later (side 1) or earlier (-1) has too."""
    lengths = tile.lengths[-len(masks) :]
    longest = int(lengths.max())
    weight, mean = _moments(z[:, ::side], longest)
    lags = np.concatenate([np.arange(1, m) for m in lengths.tolist()]).astype(np.intp)
    of = np.repeat(np.arange(len(masks)), lengths - 1)
    weights = weight[:, lags] * masks[of].T
    sums = _by_date(weights, z, start)
    sums -= np.add.reduceat(weights * mean[:, lags], start, axis=0)[..., None]
    return sums


def _moments(z: Floats, longest: int) -> tuple[Floats, Floats]:
    """One over the norm, and the mean, of z without its first l days, for l below the longest window, (n, longest)."""
    count = z.shape[1] - np.arange(longest, dtype=np.float64)
    # Only sums: what is left after few days is never the difference of two large numbers.
    sums, squares = (_sums_from(power, longest) for power in (z, z**2))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums / count
        rest = squares - count * mean**2
        rest[rest <= (_CONSTANT * np.abs(z).max(axis=1, keepdims=True)) ** 2] = np.nan
        return 1 / np.sqrt(rest), mean


def _sums_from(z: Floats, longest: int) -> Floats:
    """Sums over all days from the l-th on, for l from 0 to longest - 1."""
    head, tail = z[:, : longest - 1], z[:, longest - 1 :]
    sums = np.zeros((len(z), longest))
    sums[:, : head.shape[1]] = head[:, ::-1].cumsum(axis=1)[:, ::-1]
    return np.asarray(sums + tail.sum(axis=1, keepdims=True))
