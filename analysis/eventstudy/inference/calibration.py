"""How often does each test cry wolf on these very series? Every test of one date, on every placebo date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.abnormal.panel import PanelResult
from analysis.eventstudy.inference import cross_section, nonparametric, parametric
from analysis.eventstudy.inference.clustering import mean_correlation_one_date
from analysis.eventstudy.inference.outcome import Outcome
from analysis.eventstudy.models.fitted import Alternative, Floats, tail_probability


@dataclass(frozen=True, slots=True, eq=False)
class DateSample:
    """Several securities on each of B dates, in one window.

    Attributes
    ----------
    car, bse, sigma : ndarray, shape (B, N)
        Cumulative abnormal return, its prediction error, residual standard deviation.
    ar : ndarray, shape (B, N, m)
        Abnormal returns of the window's m days.
    resid : ndarray, shape (B, N, L)
        Residuals of the estimation window, zero on days that do not serve in it.
    served : ndarray of bool, shape (B, L)
        Which days serve in it.
    df : ndarray, shape (B,)
        Residual degrees of freedom.
    """

    car: Floats
    bse: Floats
    sigma: Floats
    ar: Floats
    resid: Floats
    served: NDArray[np.bool_]
    df: Floats

    @property
    def scar(self) -> Floats:
        """Standardised CAR, shape (B, N)."""
        return self.car / self.bse

    def complete(self) -> Iterator[tuple[NDArray[np.intp], DateSample]]:
        """Dates with equally many days that serve, and their sample without the days that do not.

        No test minds in which order the days of an estimation window come, but some count them.
        """
        count = self.served.sum(axis=1)
        for length in np.unique(count):
            rows = np.flatnonzero(count == length)
            first = np.argsort(~self.served[rows], axis=1, kind="stable")[:, :length]
            parts = {f.name: getattr(self, f.name)[rows] for f in fields(self)}
            parts["resid"] = np.take_along_axis(parts["resid"], first[:, None, :], axis=2)
            parts["served"] = np.ones(first.shape, dtype=bool)
            yield rows, DateSample(**parts)


def date_sample(panel: PanelResult, dates: int, window: int) -> DateSample:
    """Arrange a panel whose events run date by date within security, all dates for each security.

    Raises
    ------
    EstimationError
        If an event of the panel was excluded, the events come in another order, or the securities of a date do not
        share its estimation days and its factors: their weighted mean would then be no portfolio.
    """
    where = "calibration"
    if panel.excluded:
        raise EstimationError(where, f"event excluded: {panel.excluded[0].reason}", remedy="use common dates")
    n, rest = divmod(len(panel.security), dates)
    if rest:
        raise EstimationError(where, f"{len(panel.security)} events on {dates} dates", remedy="repeat every date")

    def by_date(values: NDArray[Any]) -> NDArray[Any]:
        return np.moveaxis(values.reshape(n, dates, *values.shape[1:]), 0, 1)

    def shared(values: NDArray[Any]) -> bool:
        return bool(np.allclose(by_date(values), by_date(values)[:, :1], rtol=1e-9, atol=0))

    if not shared(panel.position) or np.ptp(by_date(panel.security), axis=0).any():
        raise EstimationError(where, "events in another order", allowed="all dates of a security, then of the next")
    first, last = panel.windows[window]
    inside = slice(first - int(panel.days[0]), last - int(panel.days[0]) + 1)
    resid = by_date(panel.resid)
    served = np.asarray(np.isfinite(resid).all(axis=1))
    if not (shared(np.isfinite(panel.resid)) and shared(panel.exog) and shared(panel.normalized_cov)):
        raise EstimationError(
            where,
            "securities with other estimation days or factors than the first",
            remedy="leave out the days that one of them lacks, and give all the same factors",
        )
    return DateSample(
        by_date(panel.car)[..., window],
        by_date(panel.car_bse)[..., window],
        by_date(panel.sigma),
        by_date(panel.ar)[..., inside],
        np.nan_to_num(resid),
        served,
        by_date(panel.df.astype(float))[:, 0],
    )


def weighted_t(sample: DateSample, weights: Floats, alternative: Alternative = "two-sided") -> Outcome:
    r"""Exact t of a weighted portfolio of securities with common regressors, on each date.

    Parameters
    ----------
    sample : DateSample
    weights : ndarray, shape (N,) or (B, N)
        Scaled to sum to one.

    Raises
    ------
    EstimationError
        If weights do not sum to a positive number.

    Notes
    -----
    .. math:: t = \frac{w'CAR}{h \sqrt{w' \hat\Sigma w}}, \qquad h = bse_i / \hat\sigma_i

    where h, the root of the window length plus the leverage of its factor returns, is the same for all securities.
    Exact for weights that do not depend on the returns; those of :func:`inverse_variance` do, a little.

    References
    ----------
    Jaffe, J. F. (1974), Journal of Business 47, 410-428, for the portfolio; Campbell, Lo and MacKinlay (1997), ch. 4.
    """
    w = np.broadcast_to(weights, sample.car.shape)
    total = w.sum(axis=-1, keepdims=True)
    if not np.all(total > 0):
        raise EstimationError("weighted t", f"weights that sum to {np.min(total):g}", allowed="a positive sum")
    w = w / total
    mean = (w * sample.car).sum(axis=-1)
    residual = np.einsum("bn,bnl->bl", w, sample.resid)
    scale = (sample.bse / sample.sigma)[:, 0]
    t = mean / (scale * np.sqrt((residual**2).sum(axis=-1) / sample.df))
    return Outcome(t, tail_probability(t, sample.df, alternative), (float(sample.df[0]),))


def inverse_variance(sample: DateSample) -> Floats:
    """Weights that are proportional to one over each security's residual variance, shape (B, N)."""
    precision = 1 / sample.sigma**2
    return np.asarray(precision / precision.sum(axis=-1, keepdims=True))


def _rank(s: DateSample, side: Alternative) -> Outcome:
    days = s.ar.shape[-1]
    scores = nonparametric.rank_scores(np.concatenate([s.resid, s.ar], axis=-1))
    return nonparametric.rank_test(scores, np.arange(-days, 0), alternative=side)


def _grank(s: DateSample, side: Alternative) -> Outcome:
    scores = nonparametric.generalised_rank_scores(s.scar, s.resid / s.sigma[..., None])
    return nonparametric.grank_t(scores, alternative=side)


def _crude(s: DateSample, side: Alternative) -> Outcome:
    days = s.ar.shape[-1]
    return parametric.crude_dependence(s.car.mean(axis=-1), s.resid.mean(axis=1), days=days, alternative=side)


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


@dataclass(frozen=True, slots=True)
class CalibratedTest:
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


def binomial_band(nobs: int, alpha: float, level: float = 0.95) -> tuple[float, float]:
    """Central interval of the share of ``nobs`` independent tests of size ``alpha`` that reject."""
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
