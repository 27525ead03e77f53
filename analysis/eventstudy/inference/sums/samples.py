"""The events with an abnormal return in one column of a panel, and what tests need. Arrays in, results out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference.clustering import Clustering, cluster_labels, find_clusters
from analysis.eventstudy.inference.outcome import finite_sample, require_portfolio_variance
from analysis.eventstudy.inference.parametric import t_variance
from analysis.eventstudy.inference.sums.events import EventColumns
from analysis.eventstudy.inference.sums.passes import DaySums, Dispersions, Scores
from analysis.eventstudy.inference.sums.rank_sums import RankSums
from analysis.eventstudy.numeric import Floats


class Sample:
    """A set of events of a panel, without their abnormal returns: what is computed once for many columns."""

    def __init__(self, events: EventColumns, here: NDArray[np.bool_]) -> None:
        rows = slice(None) if here.all() else np.flatnonzero(here)
        self.rows = rows
        self.sigma: Floats = events.sigma[rows]
        self.df: Floats = events.df[rows].astype(np.float64)
        self.nobs = events.nobs[rows]
        self.position = events.position[rows]
        self._events = events
        self._clusterings: dict[int, Clustering] = {}

    @property
    def size(self) -> int:
        """Number of events."""
        return len(self.sigma)

    def clustering(self, days: int) -> Clustering:
        """Return how windows of so many days overlap."""
        if days not in self._clusterings:
            self._clusterings[days] = find_clusters(self.position, days)
        return self._clusterings[days]

    @cached_property
    def alike(self) -> bool:
        """Whether all events have the same date and regressors."""
        return bool((self.position == self.position[0]).all() and self._events.alike[self.rows].all())

    @cached_property
    def mean_square(self) -> float:
        """Mean square of all estimation residuals."""
        return float(self._events.squares[self.rows].sum() / self.nobs.sum())

    @cached_property
    def t_variance(self) -> float:
        """Mean variance of the t distributions of the events' own models."""
        return float(t_variance(self.df).mean())

    @cached_property
    def positive_share(self) -> Floats:
        """Share of each event's residuals that are positive, shape (N,)."""
        return np.asarray(self._events.positive[self.rows] / self.nobs)

    @cached_property
    def resid(self) -> Floats:
        """Estimation residuals of events of one date on the days that they share, shape (N, L).

        Raises
        ------
        NotApplicableError
            If they were not kept.
        """
        if not self._events.resid.shape[1]:
            raise NotApplicableError("joint F", "needs the residuals, which are not kept of so many events")
        resid = self._events.resid[self.rows]
        return resid[:, np.isfinite(resid).any(axis=0)]

    @cached_property
    def excess_kurtosis(self) -> float:
        """Mean over events of the residuals' excess kurtosis."""
        m2 = np.nanmean(self.resid**2, axis=1)
        return float(np.mean(np.nanmean(self.resid**4, axis=1) / m2**2) - 3)


@dataclass(frozen=True, eq=False, repr=False)
class PanelColumn(Displayed):
    """Abnormal returns of one event day ("AR") or cumulative ones of one window ("CAR").

    ``values`` and ``bse`` have the shape (N,) of the sample, the sums over its events one entry for each estimation
    day on which one of them has a residual.
    """

    _line: ClassVar = ("measure", "first", "last", "values")

    measure: str
    first: int
    last: int
    values: Floats
    bse: Floats
    sample: Sample
    column: int
    start: int
    sums: DaySums
    scores: Scores
    dispersions: Dispersions

    @property
    def days(self) -> int:
        """Length of the window."""
        return self.last - self.first + 1

    @cached_property
    def mean(self) -> float:
        """Average (cumulative) abnormal return."""
        return float(self.values.mean())

    @cached_property
    def scar(self) -> Floats:
        """Standardised abnormal returns, shape (N,)."""
        return self.values / self.bse

    @property
    def clustering(self) -> Clustering:
        """How the windows of these events overlap."""
        return self.sample.clustering(self.days)

    @property
    def clusters(self) -> NDArray[np.intp]:
        """Number of each event's group of overlapping windows, shape (N,)."""
        return cluster_labels(self.sample.position, self.days)

    @property
    def mean_correlation(self) -> float:
        """Mean correlation of the events' abnormal returns."""
        return self.sums.correlations.mean(self.column, self.sample.size)

    @cached_property
    def _observed(self) -> NDArray[np.bool_]:
        # A day that was no estimation day for any of the events is no observation.
        return np.asarray(self.sums.count[self.column] > 0)

    @property
    def count(self) -> Floats:
        """Events that have a residual on each estimation day, shape (L,)."""
        return np.asarray(self.sums.count[self.column][self._observed])

    @property
    def complete(self) -> bool:
        """Whether no estimation residual is missing."""
        return bool((self.count == self.sample.size).all())

    @property
    def one_design(self) -> bool:
        """Whether all events have the same date, estimation days and regressors."""
        return self.complete and self.sample.alike

    @property
    def portfolio(self) -> Floats:
        """Mean residual of each estimation day over the events that have one, shape (L,).

        Raises
        ------
        NotApplicableError
            If the factors explain the portfolio exactly.
        """
        portfolio = self.sums.total[self.column][self._observed] / self.count
        require_portfolio_variance(portfolio, self.sample.mean_square)
        return np.asarray(portfolio)

    @property
    def corrado_scores(self) -> tuple[Floats, Floats]:
        """Sum of Corrado's scores of each estimation day and then each of the m days, and how many events have one."""
        return self._scores(self.scores.corrado, self.start, self.days)

    @property
    def restandardised_scores(self) -> tuple[Floats, Floats]:
        """The same after the m days were divided by their own dispersion over the events.

        Raises
        ------
        NotApplicableError
            If there is one event, or all have the same standardised return on one of the days.
        """
        if self.sample.size < 2:
            raise NotApplicableError("Corrado-Zivney", "1 event on some event day, at least 2 needed")
        if np.isnan(self.dispersions.days[self.start : self.start + self.days]).any():
            raise NotApplicableError("Corrado-Zivney", "all standardised returns of an event day are equal")
        return self._scores(self.scores.restandardised, self.start, self.days)

    @property
    def generalised_scores(self) -> tuple[Floats, Floats]:
        """Sum of generalised ranks' scores of the event and then each estimation day, and how many events have one.

        Raises
        ------
        NotApplicableError
            If there is one event, or all have the same standardised abnormal return.
        """
        finite_sample(self.scar, "GRANK", minimum=2, spread=True)
        sums, counts = self._scores(self.scores.generalised, self.column, 1)
        return np.roll(sums, 1), np.roll(counts, 1)

    def _scores(self, sums: RankSums, start: int, days: int) -> tuple[Floats, Floats]:
        whole = np.concatenate([sums.estimation[self.column][self._observed], sums.event[start : start + days]])
        count = np.concatenate([self.count, np.full(days, float(self.sample.size))])
        return whole - count / 2, count

    @cached_property
    def variance_ratio(self) -> float:
        """Variance of the SCARs over events, as a multiple of what the estimation window lets expect."""
        expected = (1 - self.mean_correlation) * self.sample.t_variance
        return float(np.var(self.scar, ddof=1) / expected)


def panel_columns(events: EventColumns, sums: DaySums, scores: Scores, dispersions: Dispersions) -> list[PanelColumn]:
    """Return the columns of a panel, event days first, after checking that it can be tested.

    Parameters
    ----------
    events : EventColumns
    sums, scores, dispersions
        Over all tiles of the events.

    Raises
    ------
    EstimationError
        If an event is there twice.
    """
    require_distinct_events(events)
    samples: dict[bytes, Sample] = {}
    columns = []
    start = 0
    for column, span in enumerate(events.spans):
        here = np.isfinite(events.values[column])
        key = here.tobytes()
        if key not in samples:
            samples[key] = Sample(events, here)
        sample = samples[key]
        columns.append(
            PanelColumn(
                "AR" if column < len(events.days) else "CAR",
                int(events.days[span.start]),
                int(events.days[span.stop - 1]),
                events.values[column, sample.rows],
                events.bse[column, sample.rows],
                sample,
                column,
                start,
                sums,
                scores,
                dispersions,
            )
        )
        start += span.stop - span.start
    return columns


def require_distinct_events(events: EventColumns) -> None:
    """Refuse an event that is there twice.

    Parameters
    ----------
    events : EventColumns

    Raises
    ------
    EstimationError
        If one is.
    """
    order = np.lexsort((events.position, events.security))
    security, position = events.security[order], events.position[order]
    again = (np.diff(security) == 0) & (np.diff(position) == 0)
    if again.any():
        k = int(np.argmax(again))
        what = f"security {security[k]} has its event at row {position[k]} twice"
        raise EstimationError("battery", what, remedy="list each event once")
