"""Correlations of events that share days, summed over all pairs tile by tile. Arrays in, results out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference.sums.date_rows import PAIRED, Edge, Kind, between_dates, sums_by_date
from analysis.eventstudy.inference.sums.event_pairs import between_events, pairs_by_date
from analysis.eventstudy.inference.sums.tile import Tile
from analysis.eventstudy.numeric import Floats

PAIRS = 5_000_000
"""Pairs of events up to which correlations with missing residuals are computed pair by pair."""


def kind_of_correlation(position: NDArray[np.intp], longest: int, *, complete: bool) -> Kind:
    """How the correlations of a panel are summed.

    Parameters
    ----------
    position : ndarray of int, shape (E,)
        Row of day 0 of every event.
    longest : int
        Days of the longest window.
    complete : bool
        Whether no estimation residual is missing.

    Returns
    -------
    str
        "complete": from sums of standardised residuals, one for each date and lag, exact and linear in the events.
        "pairs": with missing residuals a pair's moments are of its own common days, which needs each pair, at most
        PAIRS of them. "pooled": with more, the products of all pairs of two dates over their number of common days.
    """
    if complete:
        return "complete"
    rows = np.sort(position)
    pairs = np.searchsorted(rows, rows + longest) - np.arange(len(rows)) - 1
    return PAIRED if pairs.sum() <= PAIRS else "pooled"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Correlations(Displayed):
    """Sums over all pairs i != j of events of their correlation times the share of the window in common.

    Attributes
    ----------
    total : ndarray, shape (C,)
        The sum, for each event day and window.
    fewest : ndarray, shape (C,)
        The least number of residuals on common days of two events that share an event day; infinite where none do.
    edge : Edge
        The first and last dates of a tile, for pairs with other tiles' events.
    pooled : bool
        Whether they are means over all pairs of two dates, not of each pair's own correlation.
    """

    _line: ClassVar = ("total", "fewest")

    total: Floats
    fewest: Floats
    edge: Edge | None = None
    pooled: bool = False

    def mean(self, column: int, events: int) -> float:
        """Mean correlation over the pairs of one column; 0 for a single event.

        Parameters
        ----------
        column : int
        events : int
            Events with a value in it.

        Raises
        ------
        NotApplicableError
            If two events that share an event day have fewer than 3 residuals on common days.
        EstimationError
            If an event's residuals do not vary.
        """
        if events < 2:
            return 0.0
        if self.fewest[column] < 3:
            what = f"two events have {self.fewest[column]:.0f} residuals on common days"
            raise NotApplicableError("mean correlation", what)
        if not np.isfinite(self.total[column]):
            remedy = "leave a security whose price does not change out"
            raise EstimationError("residuals", "constant for a security", remedy=remedy)
        return float(self.total[column]) / (events * (events - 1))


def tile_correlations(tile: Tile, kind: Kind) -> Correlations:
    """Sum the correlations of the events of a tile.

    Parameters
    ----------
    tile : Tile
    kind : str
        Of :func:`kind_of_correlation`, the same for all tiles.

    References
    ----------
    Kolari and Pynnonen (2010), Review of Financial Studies 23, 3996-4025, for one date; for windows that overlap in
    part Kolari, Pape and Pynnonen (2018), working paper.
    """
    total, fewest, edge = pairs_by_date(tile) if kind == PAIRED else sums_by_date(tile, kind)
    more, least = _between(edge, edge, tile.lengths, kind)
    position, reach = edge.position, int(tile.lengths.max()) - 1
    first, last = position[[0, -1]] if len(position) else (0, 0)
    outer = (position < first + reach) | (position > last - reach)
    return Correlations(total + more, np.minimum(fewest, least), edge.among(outer))


def joined_correlations(parts: list[Correlations], lengths: NDArray[np.intp], kind: Kind) -> Correlations:
    """Add the tiles in the order of their dates, with the pairs whose events lie in different ones.

    Parameters
    ----------
    parts : list of Correlations
    lengths : ndarray of int, shape (C,)
        Days of each column.
    kind : str
        The one that they were computed with.
    """
    total, fewest = np.zeros(len(lengths)), np.full(len(lengths), np.inf)
    reach = int(lengths.max()) - 1
    before: Edge | None = None
    for part in parts:
        edge = part.edge
        total, fewest = total + part.total, np.minimum(fewest, part.fewest)
        if edge is None or not len(edge.position):
            continue
        if before is not None:
            before = before.among(before.position >= edge.position[0] - reach)
            early = edge.among(edge.position < edge.position[0] + reach)
            more, least = _between(before, early, lengths, kind)
            total, fewest = total + more, np.minimum(fewest, least)
        late = edge.among(edge.position > edge.position[-1] - reach)
        before = late if before is None else Edge.joined([before, late])
    return Correlations(total, fewest, pooled=kind == "pooled")


def _between(first: Edge, second: Edge, lengths: NDArray[np.intp], kind: Kind) -> tuple[Floats, Floats]:
    return between_events(first, second, lengths) if kind == PAIRED else between_dates(first, second, lengths, kind)
