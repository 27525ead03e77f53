"""Two passes over tiles of events, and what is left of each: sums that the tests need, small whatever the events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference.sums.correlations import Correlations, joined_correlations, tile_correlations
from analysis.eventstudy.inference.sums.date_rows import Kind
from analysis.eventstudy.inference.sums.events import EventColumns
from analysis.eventstudy.inference.sums.rank_sums import RankSums, Thresholds, rank_sums
from analysis.eventstudy.inference.sums.tile import Tile
from analysis.eventstudy.numeric import Floats

if TYPE_CHECKING:
    from analysis.eventstudy.abnormal.panel_result import PanelResult


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DaySums(Displayed):
    """What the first pass leaves of the residuals of a tile, or of all tiles.

    Attributes
    ----------
    total : ndarray, shape (C, L)
        Sum of the residuals of each estimation day over the events of each column.
    count : ndarray, shape (C, L)
        How many there are.
    correlations : Correlations
    """

    _line: ClassVar = ("total", "count")

    total: Floats
    count: Floats
    correlations: Correlations

    @classmethod
    def joined(cls, parts: list[DaySums], lengths: NDArray[np.intp], kind: Kind) -> DaySums:
        """Add tiles, in the order of their dates; ``lengths`` are the days of each column."""
        total, count = parts[0].total, parts[0].count
        for part in parts[1:]:
            total, count = total + part.total, count + part.count
        return cls(total, count, joined_correlations([part.correlations for part in parts], lengths, kind))


def day_sums(tile: Tile, kind: Kind) -> DaySums:
    """First pass: sums over the events of a tile.

    Parameters
    ----------
    tile : Tile
    kind : str
        Of :func:`kind_of_correlation`, the same for all tiles.
    """
    here, events = tile.here, len(tile.nobs)
    zero = tile.resid if tile.complete else np.where(tile.seen, tile.resid, 0.0)
    if here.all():
        shape = (len(here), zero.shape[1])
        total = np.broadcast_to(zero.sum(axis=0), shape)
        count = np.broadcast_to(float(events) if tile.complete else tile.seen.sum(axis=0, dtype=np.float64), shape)
    else:
        mask = here.astype(np.float64)
        total, count = mask @ zero, mask @ tile.seen.astype(np.float64)
    return DaySums(total, count, tile_correlations(tile, kind))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dispersions(Displayed):
    """By what event days are divided before they are ranked: their dispersion over all events. NaN where there is none.

    Attributes
    ----------
    scar : ndarray, shape (C,)
        Of the standardised abnormal returns of each column.
    days : ndarray, shape (K,)
        Of the abnormal returns over sigma on the days of each column, one column after the other.
    """

    _line: ClassVar = ("scar", "days")

    scar: Floats
    days: Floats

    @classmethod
    def of(cls, events: EventColumns) -> Dispersions:
        """Over all events of a panel."""
        scar, days = [], []
        for column, span in enumerate(events.spans):
            there = np.isfinite(events.values[column])
            here = slice(None) if there.all() else there  # no copies where all are there
            scar.append(_dispersion(events.values[column, here] / events.bse[column, here]))
            days += [_dispersion(day[here] / events.sigma[here]) for day in events.values[span]]
        return cls(np.array(scar), np.array(days))


def _dispersion(values: Floats) -> float:
    spread = values.std(ddof=1) if len(values) > 1 and np.ptp(values) > 0 else 0.0
    return float(spread) if spread > 0 else np.nan


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scores(Displayed):
    """What the second pass leaves: sums of the scores of the rank tests, each as :class:`RankSums`.

    Attributes
    ----------
    corrado, restandardised, generalised : RankSums
        Of Corrado, of Corrado and Zivney, of Kolari and Pynnonen.
    """

    _line: ClassVar = ("corrado",)

    corrado: RankSums
    restandardised: RankSums
    generalised: RankSums

    @classmethod
    def joined(cls, parts: list[Scores]) -> Scores:
        """Add tiles, in the order of their dates."""
        whole = parts[0]
        for part in parts[1:]:
            whole = cls(
                whole.corrado + part.corrado,
                whole.restandardised + part.restandardised,
                whole.generalised + part.generalised,
            )
        return whole


def scores(tile: Tile, dispersions: Dispersions) -> Scores:
    """Second pass: sums of scores over the events of a tile.

    Parameters
    ----------
    tile : Tile
    dispersions : Dispersions
        Over the events of all tiles.
    """
    columns = np.arange(len(tile.values))
    # Of residuals over sigma, so that the values are in units of the residuals themselves.
    generalised = tile.values / tile.bse * tile.sigma / dispersions.scar[:, None]
    return Scores(
        *rank_sums(
            tile,
            [
                Thresholds.of_days(tile, np.ones(len(dispersions.days))),
                Thresholds.of_days(tile, dispersions.days),
                Thresholds(generalised, columns, columns),
            ],
        )
    )


def first_pass(part: PanelResult, kind: Kind, *, keep_residuals: bool = False) -> tuple[EventColumns, DaySums] | None:
    """Columns and sums of a part of a panel; None where none of its events could be measured.

    Parameters
    ----------
    part : PanelResult
        Events of one tile, of :meth:`analysis.eventstudy.PanelPlan.measure`.
    kind : str
        Of :func:`kind_of_correlation`, the same for all tiles.
    keep_residuals : bool
        Whether the columns hold the residuals, which a joint test of a few events on one date needs.
    """
    if not len(part.included):
        return None
    events = EventColumns.of(part)
    sums = day_sums(events.tile(part.resid), kind)
    if not keep_residuals:
        events = replace(events, resid=np.empty((len(part.included), 0)))  # an empty view would hold them all
    return events, sums


def second_pass(part: EventColumns, resid: Floats, dispersions: Dispersions) -> Scores:
    """Scores of the events of a tile.

    Parameters
    ----------
    part : EventColumns
        Of these events, sorted by date.
    resid : ndarray, shape (n, L)
        Their estimation residuals; NaN where missing.
    dispersions : Dispersions
        Over the events of all tiles.
    """
    return scores(part.tile(resid), dispersions)
