"""Scores of the rank tests, summed over events: a rank is a count of smaller values. Arrays in, results out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference.ranks import midranks
from analysis.eventstudy.inference.sums.tile import Tile
from analysis.eventstudy.numeric import Floats

_ROWS = 255
"""Events counted at once: so many fit into a byte."""
_AT_ONCE = 8

Integers = NDArray[np.intp]
Counts = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True, eq=False, repr=False)
class Thresholds(Displayed):
    """Values on event days that are ranked among each event's estimation residuals, for C columns.

    Attributes
    ----------
    values : ndarray, shape (Q, n)
        NaN where an event is not in the sample.
    use : ndarray of int, shape (K,)
        Which of the Q are the K days of all columns, one column after the other.
    start : ndarray of int, shape (C,)
        The first of each column's days among the K.
    """

    _line: ClassVar = ("values", "use")

    values: Floats
    use: Integers
    start: Integers

    @cached_property
    def lengths(self) -> Integers:
        """Days of each column, shape (C,)."""
        return np.diff(self.start, append=len(self.use))

    @cached_property
    def own_ranks(self) -> list[tuple[slice, Floats]]:
        """Of each column of several days: which of the K they are, and their ranks among each other, (n, m)."""
        several = [slice(a, a + m) for a, m in zip(self.start.tolist(), self.lengths.tolist(), strict=True) if m > 1]
        return [(days, np.nan_to_num(midranks(self.values[self.use[days]].T))) for days in several]

    @classmethod
    def of_days(cls, tile: Tile, scale: Floats) -> Thresholds:
        """Abnormal returns of each column's days, divided by the scale of the day in the column, shape (K,)."""
        days = [np.arange(span.start, span.stop) for span in tile.spans]
        start = np.cumsum([0, *[len(d) for d in days[:-1]]])
        use, column = np.concatenate(days), np.repeat(np.arange(len(days)), [len(d) for d in days])
        here = tile.here
        if here.all() and np.array_equal(scale, scale[use]):
            return cls(tile.ar.T / scale[: tile.ar.shape[1], None], use, start)
        values = np.where(here[column], tile.ar.T[use] / scale[:, None], np.nan)
        return cls(values, np.arange(len(use)), start)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RankSums(Displayed):
    """Sums over events of K / (M + 1), K the rank among the M estimation days and days of the column.

    Attributes
    ----------
    estimation : ndarray, shape (C, L)
        On each estimation day.
    event : ndarray, shape (K,)
        On each of the columns' days.
    """

    _line: ClassVar = ("estimation", "event")

    estimation: Floats
    event: Floats

    def __add__(self, other: RankSums) -> RankSums:
        return RankSums(self.estimation + other.estimation, self.event + other.event)


def rank_sums(tile: Tile, several: list[Thresholds]) -> list[RankSums]:
    r"""Sum the scores of the events of a tile, for each set of thresholds.

    Parameters
    ----------
    tile : Tile
    several : list of Thresholds

    Notes
    -----
    With midranks :math:`K_{is}` among the estimation days alone, which are computed once, the rank of an estimation
    day among them and m other days is

    .. math:: K_{is} + \sum_{d=1}^{m} \Big([e_{is} > a_{id}] + \tfrac12 [e_{is} = a_{id}]\Big)

    where a comparison of ranks stands for one of values: :math:`e_{is} > a_{id}` just where more values are at most
    :math:`e_{is}` than are at most :math:`a_{id}`. Sums of such truths over events are whole numbers.
    """
    by_count = np.argsort(tile.nobs, kind="stable")
    nobs = np.unique(tile.nobs)
    counts = [_Counts.none(thresholds, nobs, tile.resid.shape[1]) for thresholds in several]
    for rows in np.split(by_count, range(_ROWS, len(by_count), _ROWS)):
        ranked = _Ranked.of(tile.resid[rows], tile.nobs[rows])
        for of in counts:
            of.add(ranked, rows)
    return [of.scores() for of in counts]


@dataclass(frozen=True, slots=True, eq=False)
class _Ranked:
    """Residuals (n, L) of events with their nobs in order, sorted with a margin, their places from 1 and midranks."""

    nobs: Integers
    start: Integers  # of each class of events with as many observations
    ordered: Floats
    place: Counts
    doubled: Floats  # midranks, zero where missing

    @classmethod
    def of(cls, resid: Floats, nobs: Integers) -> _Ranked:
        count, width = resid.shape
        missing = np.isnan(resid) if nobs[0] < width else None  # in order: none other is smaller
        # NumPy sorts four times faster without nan; those that stand for it come last as well.
        order = np.argsort(resid if missing is None else np.where(missing, np.inf, resid), axis=-1)
        flat = order + (np.arange(count) * width)[:, None]
        ordered = np.full((count, 2 ** int(width).bit_length() - 1), np.inf)
        np.take(resid.ravel(), flat, out=ordered[:, :width])
        kind = np.uint8 if width <= np.iinfo(np.uint8).max else np.uint16
        place = np.empty(count * width, dtype=kind)
        place[flat.ravel()] = np.tile(np.arange(1, width + 1, dtype=kind), count)
        place = place.reshape(count, width)
        if missing is not None:
            place[missing] = 0
        tied = (ordered[:, 1:width] == ordered[:, : width - 1]).any()
        doubled = 2 * (np.nan_to_num(midranks(resid)) if tied else place.astype(np.float64))
        return cls(nobs, np.unique(nobs, return_index=True)[1], ordered, place, doubled)

    def at_most(self, values: Floats, *, less: bool) -> Integers:
        """How many residuals of each event are at most (or less than) each value (Q, n)."""
        width = self.ordered.shape[1]
        flat, base = self.ordered.ravel(), np.arange(len(self.ordered)) * width - 1
        found = np.zeros(values.shape, dtype=np.intp)
        step = (width + 1) // 2
        while step:
            probe = flat[base + found + step]
            found += step * (probe < values if less else probe <= values)
            step //= 2
        return found

    def above(self, values: Floats) -> Floats:
        """Twice the number of events of each class whose residual is above the value, equal ones once, (k, Q, L)."""
        less = self.at_most(values, less=True)
        following = np.take_along_axis(self.ordered, np.minimum(less, self.ordered.shape[1] - 1).T, axis=1).T
        if not (following == values).any():
            return np.asarray(2 * self._higher(less, values).astype(np.float64))
        ties = self._higher(self.at_most(values, less=False), values).astype(np.float64)
        return np.asarray(self._higher(less, values) + ties)

    def _higher(self, places: Integers, values: Floats) -> NDArray[np.uint8]:
        never = np.iinfo(self.place.dtype).max
        limit = np.where(np.isnan(values), never, places).astype(self.place.dtype)
        out = np.empty((len(self.start), len(values), self.place.shape[1]), dtype=np.uint8)
        for q in range(0, len(values), _AT_ONCE):
            higher = (self.place > limit[q : q + _AT_ONCE, :, None]).view(np.uint8)
            for k, of in enumerate(self.classes):
                np.add.reduce(higher[:, of], axis=1, dtype=np.uint8, out=out[k, q : q + _AT_ONCE])
        return out

    @property
    def classes(self) -> list[slice]:
        """The events of each class."""
        return [slice(a, b) for a, b in pairwise([*self.start.tolist(), len(self.nobs)])]


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Sums over the events of each class, those with as many observations, of k in all: weights differ between them.

    Attributes
    ----------
    thresholds : Thresholds
    nobs : ndarray, shape (k,)
    above : ndarray, shape (k, Q, L)
        Twice the events whose residual is above a value.
    base : ndarray, shape (k, C, L), or (k, 1, L) where all events are in all columns
        Twice the midranks.
    count : ndarray, shape (k, Q)
        Events with a value.
    own : ndarray, shape (k, K)
        Twice the rank of a day among the days of its own column.
    """

    thresholds: Thresholds
    nobs: Integers
    above: Floats
    base: Floats
    count: Floats
    own: Floats

    @classmethod
    def none(cls, thresholds: Thresholds, nobs: Integers, width: int) -> _Counts:
        """Before the first event."""
        k, q = len(nobs), len(thresholds.values)
        columns = 1 if np.isfinite(thresholds.values).all() else len(thresholds.start)
        shapes = (k, q, width), (k, columns, width), (k, q), (k, len(thresholds.use))
        return cls(thresholds, nobs, *(np.zeros(shape) for shape in shapes))

    def add(self, ranked: _Ranked, rows: Integers) -> None:
        """Count the events of some rows."""
        values = self.thresholds.values[:, rows]
        here = np.isfinite(values)
        first = int(np.searchsorted(self.nobs, ranked.nobs[0]))
        of = slice(first, first + len(ranked.start))
        self.above[of] += ranked.above(values)
        self.count[of] += np.add.reduceat(here, ranked.start, axis=1, dtype=np.float64).T
        if self.base.shape[1] == 1:
            self.base[of] += np.add.reduceat(ranked.doubled, ranked.start, axis=0)[:, None]
        else:
            inside = here[self.thresholds.use[self.thresholds.start]].astype(np.float64)
            self.base[of] += np.stack([inside[:, c] @ ranked.doubled[c] for c in ranked.classes])
        for days, ranks in self.thresholds.own_ranks:
            self.own[of, days] += 2 * np.add.reduceat(ranks[rows], ranked.start, axis=0)

    def scores(self) -> RankSums:
        """Ranks over one more than there are days, summed over all classes."""
        start, lengths, use = self.thresholds.start, self.thresholds.lengths, self.thresholds.use
        weight = 0.5 / (self.nobs[:, None] + lengths + 1.0)
        several = np.repeat(lengths > 1, lengths)
        # Among the estimation days, then among the days of the column itself.
        below = (2.0 * self.nobs[:, None] * self.count - self.above.sum(axis=-1))[:, use]
        below += np.where(several, self.own, 2 * self.count[:, use])
        above = self.above[:, use] if lengths.max() > 1 else self.above
        by_column = np.add.reduceat(above, start, axis=1) if lengths.max() > 1 else above
        return RankSums(
            np.einsum("kc,kcl->cl", weight, by_column + self.base),
            (np.repeat(weight, lengths, axis=1) * below).sum(axis=0),
        )
