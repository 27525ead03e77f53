"""The events with an abnormal return in one column of a panel, and what tests need. Arrays in, results out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference.clustering import Clustering, find_clusters, mean_correlation
from analysis.eventstudy.inference.outcome import require_portfolio_variance
from analysis.eventstudy.inference.parametric import t_variance
from analysis.eventstudy.inference.ranks import generalised_rank_scores, midranks, rank_scores, restandardise
from analysis.eventstudy.numeric import Floats

if TYPE_CHECKING:
    from analysis.eventstudy.abnormal.panel_result import PanelResult


class Sample:
    """A set of events of a panel, without their abnormal returns: what is computed once for many columns."""

    def __init__(self, panel: PanelResult, events: NDArray[np.bool_]) -> None:
        resid: Floats = panel.resid[events]
        # A day that was no estimation day for any of the events is no observation.
        observed = np.isfinite(resid).any(axis=0)
        self.resid: Floats = resid[:, observed]
        self.sigma: Floats = panel.sigma[events]
        self.df: Floats = panel.df[events].astype(np.float64)
        self.position = panel.position[events]
        self.est_days = panel.est_days[observed]
        self._design = (panel.normalized_cov[events], panel.exog[events])
        self._correlation: dict[int, float] = {}

    @property
    def size(self) -> int:
        """Number of events."""
        return len(self.sigma)

    def mean_correlation(self, days: int) -> float:
        """Return the mean correlation of the events over a window of so many days."""
        if days not in self._correlation:
            self._correlation[days] = mean_correlation(self.resid, self.position, self.est_days, days)
        return self._correlation[days]

    @cached_property
    def complete(self) -> bool:
        """Whether no estimation residual is missing."""
        return bool(np.isfinite(self.resid).all())

    @cached_property
    def one_design(self) -> bool:
        """Whether all events have the same date, estimation days and regressors."""
        same = all(bool(np.allclose(d, d[:1], rtol=1e-9, atol=0, equal_nan=True)) for d in self._design)
        return self.complete and same and bool((self.position == self.position[0]).all())

    @cached_property
    def portfolio(self) -> Floats:
        """Mean residual of each estimation day over the events that have one, shape (L,).

        Raises
        ------
        NotApplicableError
            If the factors explain the portfolio exactly.
        """
        portfolio = np.asarray(np.nanmean(self.resid, axis=0))
        require_portfolio_variance(portfolio, self.resid)
        return portfolio

    @cached_property
    def standardised(self) -> Floats:
        """Residuals divided by sigma, shape (N, L)."""
        return self.resid / self.sigma[:, None]

    @cached_property
    def ranks(self) -> Floats:
        """Ranks of the standardised residuals of each event, shape (N, L)."""
        return midranks(self.standardised)

    @cached_property
    def positive_share(self) -> Floats:
        """Share of each event's residuals that are positive, shape (N,)."""
        share: Floats = (self.resid > 0).sum(axis=1) / np.isfinite(self.resid).sum(axis=1)
        return share

    @cached_property
    def excess_kurtosis(self) -> float:
        """Mean over events of the residuals' excess kurtosis."""
        m2 = np.nanmean(self.resid**2, axis=1)
        return float(np.mean(np.nanmean(self.resid**4, axis=1) / m2**2) - 3)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PanelColumn(Displayed):
    """Abnormal returns of one event day ("AR") or cumulative ones of one window ("CAR").

    ``values`` and ``bse`` have the shape (N,) of the sample, ``ar`` (N, m) the abnormal returns of its m days.
    """

    _line: ClassVar = ("measure", "first", "last", "values")

    measure: str
    first: int
    last: int
    values: Floats
    bse: Floats
    ar: Floats
    sample: Sample
    clustering: Clustering

    @property
    def days(self) -> int:
        """Length of the window."""
        return self.last - self.first + 1

    @property
    def mean(self) -> float:
        """Average (cumulative) abnormal return."""
        return float(self.values.mean())

    @property
    def scar(self) -> Floats:
        """Standardised abnormal returns, shape (N,)."""
        return self.values / self.bse

    @property
    def mean_correlation(self) -> float:
        """Mean correlation of the events' abnormal returns."""
        return self.sample.mean_correlation(self.days)

    @property
    def generalised_rank_scores(self) -> Floats:
        """Scores of the event and the estimation days, shape (N, L + 1)."""
        return generalised_rank_scores(self.scar, self.sample.standardised, self.sample.ranks)

    @property
    def rank_scores(self) -> Floats:
        """Corrado's scores of these events over the estimation days and the m days, shape (N, L + m)."""
        return rank_scores(np.concatenate([self.sample.resid, self.ar], axis=1))

    @property
    def restandardised_scores(self) -> Floats:
        """The same after the m days were divided by their own dispersion over the events."""
        abnormal = np.concatenate([self.sample.resid, self.ar], axis=1)
        days = np.arange(self.sample.resid.shape[1], abnormal.shape[1])
        return rank_scores(restandardise(abnormal, self.sample.sigma, days))

    def variance_ratio(self) -> float:
        """Variance of the SCARs over events, as a multiple of what the estimation window lets expect."""
        expected = (1 - self.mean_correlation) * t_variance(self.sample.df).mean()
        return float(np.var(self.scar, ddof=1) / expected)


def panel_columns(panel: PanelResult) -> list[PanelColumn]:
    """Return the columns of a panel, event days first, after checking that it can be tested.

    Raises
    ------
    EstimationError
        If the panel has no residuals, an infinite number, a standard error that is not positive, or an event twice.
    """
    _check(panel)
    samples: dict[bytes, Sample] = {}
    places = [("AR", int(d), int(d), panel.ar[:, i], panel.ar_bse[:, i]) for i, d in enumerate(panel.days)]
    places += [("CAR", a, b, panel.car[:, w], panel.car_bse[:, w]) for w, (a, b) in enumerate(panel.windows)]
    columns = []
    for measure, first, last, values, bse in places:
        here = np.isfinite(values)
        key = here.tobytes()
        if key not in samples:
            samples[key] = Sample(panel, here)
        ar = panel.ar[here, first - int(panel.days[0]) : last - int(panel.days[0]) + 1]
        clustering = find_clusters(samples[key].position, last - first + 1)
        columns.append(PanelColumn(measure, first, last, values[here], bse[here], ar, samples[key], clustering))
    return columns


def _check(panel: PanelResult) -> None:
    if panel.resid.shape[1] == 0:
        raise EstimationError("battery", "the panel has no residuals", remedy="call event_panel(keep_residuals=True)")
    for name in ("ar", "ar_bse", "car", "car_bse", "resid", "sigma"):
        if infinite := int(np.isinf(getattr(panel, name)).sum()):
            raise EstimationError(
                f"battery: {name}", f"{infinite} infinite numbers", remedy="check the prices for zeros"
            )
    for name in ("sigma", "ar_bse", "car_bse"):
        if np.any(getattr(panel, name) <= 0):
            raise EstimationError(f"battery: {name}", "not positive", remedy="leave constant returns out")
    events = np.column_stack([panel.security, panel.position])
    unique, count = np.unique(events, axis=0, return_counts=True)
    if np.any(count > 1):
        security, position = unique[np.argmax(count > 1)]
        raise EstimationError(
            "battery", f"security {security} has its event at row {position} twice", remedy="list each event once"
        )
