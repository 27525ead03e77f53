"""How often each test cries wolf: every test of one date, on every placebo date. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference import cross_section, nonparametric, parametric, ranks
from analysis.eventstudy.inference.clustering import mean_correlation_one_date
from analysis.eventstudy.inference.date_sample import DateSample, inverse_variance, weighted_t
from analysis.eventstudy.inference.outcome import Outcome, require_portfolio_variance
from analysis.eventstudy.numeric import Alternative, Floats


def _rank(s: DateSample, side: Alternative) -> Outcome:
    days = s.ar.shape[-1]
    scores = ranks.rank_scores(np.concatenate([s.resid, s.ar], axis=-1))
    return nonparametric.rank_test(scores, np.arange(-days, 0), alternative=side)


def _grank(s: DateSample, side: Alternative) -> Outcome:
    scores = ranks.generalised_rank_scores(s.scar, s.resid / s.sigma[..., None])
    return nonparametric.grank_t(scores, alternative=side)


def _crude(s: DateSample, side: Alternative) -> Outcome:
    days, portfolio = s.ar.shape[-1], s.resid.mean(axis=1)
    require_portfolio_variance(portfolio, s.resid)
    return parametric.crude_dependence(s.car.mean(axis=-1), portfolio, days=days, alternative=side)


def _mean_correlation(s: DateSample) -> Floats:
    dates, securities = s.car.shape
    return mean_correlation_one_date(s.resid) if securities > 1 else np.zeros(dates)


def _positive(s: DateSample) -> Floats:
    return np.asarray((s.resid > 0).mean(axis=-1))


def _joint(s: DateSample) -> Outcome:
    # Dates with equally many estimation days and the same regressors have the same degrees of freedom.
    return parametric.joint_f(s.scar, s.resid, float(s.df[0]))


class SidedTest(Protocol):
    """A test of every date of a sample."""

    def __call__(self, s: DateSample, /, side: Alternative) -> Outcome:
        """Statistic and p-value of each date, shape (B,)."""


SIDED: Mapping[str, SidedTest] = {
    "portfolio t": lambda s, side: weighted_t(s, np.ones(s.car.shape[1]), side),
    "inverse-variance portfolio t": lambda s, side: weighted_t(s, inverse_variance(s), side),
    "crude dependence": _crude,
    "adjusted Patell": lambda s, side: parametric.adjusted_patell(
        s.scar, s.df[:, None], _mean_correlation(s), alternative=side
    ),
    "adjusted BMP": lambda s, side: cross_section.adjusted_bmp(s.scar, _mean_correlation(s), alternative=side),
    "Corrado rank": _rank,
    "GRANK-T": _grank,
    "cross-sectional t": lambda s, side: cross_section.cross_sectional_t(s.car, alternative=side),
    "Patell": lambda s, side: parametric.patell(s.scar, s.df[:, None], alternative=side),
    "BMP": lambda s, side: cross_section.bmp(s.scar, alternative=side),
    "sign": lambda s, side: nonparametric.sign_test(s.car, alternative=side),
    "generalised sign": lambda s, side: nonparametric.generalised_sign_test(s.car, _positive(s), alternative=side),
    "Wilcoxon": lambda s, side: nonparametric.wilcoxon(s.car, alternative=side),
}
"""Tests with a direction, by their names in :data:`analysis.eventstudy.METHODS`; of complete samples."""

INDEPENDENT = ("cross-sectional t", "Patell", "BMP", "sign", "generalised sign", "Wilcoxon")
"""Tests that take the securities for independent: no tests at all on one shared date."""
SHARED = "the securities share the event date, and it takes them for independent"


@dataclass(frozen=True, slots=True, repr=False)
class CalibratedTest(Displayed):
    """A test of the event date, and how often the same test rejects on the placebo dates.

    Attributes
    ----------
    name, reason : str
        ``reason`` is empty, or says why the p-value is nan: the test is not one in this design.
    statistic, pvalue : float
        On the event date.
    rejections : float
        Share of the placebo dates on which the test rejects at ``alpha``, valid or not.
    band : (float, float)
        Where that share lies with 95 % probability if the test's size is ``alpha``, counting only as many dates as
        have windows that do not overlap.
    nobs : int
        Number of placebo dates.
    """

    _line: ClassVar = ("name", "statistic", "pvalue", "rejections", "band", "nobs")

    name: str
    statistic: float
    pvalue: float
    reason: str
    rejections: float
    band: tuple[float, float]
    nobs: int

    @property
    def calibrated(self) -> bool:
        """Whether the rejection rate lies inside the band."""
        return self.band[0] <= self.rejections <= self.band[1]

    def summary(self) -> str:
        """The p-value, or the reason why there is none, and the rate of rejections in one line."""
        found = f"not applicable: {self.reason}" if self.reason else f"{self.statistic:.3f}, p = {self.pvalue:.4f}"
        low, high = self.band
        rate = f"rejects on {self.rejections:.1%} of {self.nobs} placebo dates (sound: {low:.1%} to {high:.1%})"
        return f"{self.name}: {found}; {rate}"


def binomial_band(nobs: int, alpha: float, level: float = 0.95) -> tuple[float, float]:
    """Central interval of the share of ``nobs`` independent tests of size ``alpha`` that reject.

    Parameters
    ----------
    nobs : int
        Number of tests.
    alpha : float
        Their size.
    level : float
        Probability that the share lies inside.
    """
    from scipy.stats import binom

    low, high = binom.ppf([(1 - level) / 2, (1 + level) / 2], nobs, alpha)
    return float(low / nobs), float(high / nobs)


def calibrate(
    sample: DateSample, alternative: Alternative, alpha: float, extra: Mapping[str, Floats] | None = None
) -> tuple[CalibratedTest, ...]:
    """Run every test on the event date (row 0 of the sample) and on the placebo dates (the other rows).

    Parameters
    ----------
    sample : DateSample
    alternative : {"greater", "less", "two-sided"}
        Side of the tests that have one; the joint F has none.
    alpha : float
    extra : mapping of name to weights, optional
        Further portfolios, each with weights (N,), tested by their exact t.

    Raises
    ------
    EstimationError
        If there are fewer placebo dates than days in the window: none could be told from its neighbours.

    References
    ----------
    Brown, S. J. and Warner, J. B. (1985), Journal of Financial Economics 14, 3-31, for size on random event dates.
    """
    nobs, days = len(sample.car) - 1, sample.ar.shape[-1]
    if nobs < days:
        raise EstimationError("calibration", f"{nobs} placebo dates", allowed=f"at least {days}, the window's days")
    tests: dict[str, Callable[[DateSample], Outcome]] = {n: partial(run, side=alternative) for n, run in SIDED.items()}
    for name, weights in (extra or {}).items():
        tests[name] = partial(weighted_t, weights=weights, alternative=alternative)
    tests["joint F"] = _joint
    parts, band = list(sample.complete()), binomial_band(nobs // days, alpha)
    naive = INDEPENDENT if sample.car.shape[1] > 1 else ()
    return tuple(
        _calibrated(name, run, parts, SHARED if name in naive else "", alpha, band) for name, run in tests.items()
    )


def _calibrated(
    name: str,
    run: Callable[[DateSample], Outcome],
    parts: Sequence[tuple[NDArray[np.intp], DateSample]],
    reason: str,
    alpha: float,
    band: tuple[float, float],
) -> CalibratedTest:
    statistic, p = np.empty((2, sum(len(rows) for rows, _ in parts)))
    try:
        for rows, part in parts:
            outcome = run(part)
            statistic[rows], p[rows] = outcome.statistic, outcome.pvalue
    except NotApplicableError as error:
        return CalibratedTest(name, np.nan, np.nan, error.what, np.nan, (np.nan, np.nan), 0)
    own = np.nan if reason else float(p[0])
    return CalibratedTest(name, float(statistic[0]), own, reason, float(np.mean(p[1:] <= alpha)), band, len(p) - 1)
