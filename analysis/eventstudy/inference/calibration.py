"""How often each test cries wolf: every test of one date, on every placebo date. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.blocks import cluster_block
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference import cross_section, nonparametric, parametric, ranks, signs
from analysis.eventstudy.inference.clustering import mean_correlation_one_date
from analysis.eventstudy.inference.date_sample import DateSample, inverse_variance, weighted_t
from analysis.eventstudy.inference.methods import METHODS
from analysis.eventstudy.inference.outcome import Outcome, require_portfolio_variance, size_if_variance_rises
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
    require_portfolio_variance(portfolio, np.mean(s.resid**2, axis=(-1, -2)))
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
    "sign": lambda s, side: signs.sign_test(s.car, alternative=side),
    "generalised sign": lambda s, side: signs.generalised_sign_test(s.car, _positive(s), alternative=side),
    "Wilcoxon": lambda s, side: signs.wilcoxon(s.car, alternative=side),
}
"""Tests with a direction, by their names in :data:`analysis.eventstudy.METHODS`; of complete samples."""

INDEPENDENT = ("cross-sectional t", "Patell", "BMP", "sign", "generalised sign", "Wilcoxon")
"""Tests that take the securities for independent: no tests at all on one shared date."""
STEADY = frozenset(m.name for m in METHODS if m.steady_variance) | {"inverse-variance portfolio t"}
"""Tests that take the variance for that of the estimation window."""
SHARED = "the securities share the event date, and the test takes them for independent"


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
        Where that share lies with 95 % probability if the test's size is ``alpha``: see :func:`size_band`.
    nobs, block : int
        Number of placebo dates, and of those in a block of the band's bootstrap.
    size_if_doubled : float
        Size of the test, without any effect, if the event doubled the variance; nan where it does not take it for
        unchanged. See :func:`size_if_variance_rises`.
    """

    _line: ClassVar = ("name", "statistic", "pvalue", "rejections", "band", "nobs")

    name: str
    statistic: float
    pvalue: float
    reason: str
    rejections: float
    band: tuple[float, float]
    nobs: int
    block: int = 0
    size_if_doubled: float = np.nan

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


def size_band(
    pvalues: ArrayLike,
    alpha: float,
    *,
    rng: np.random.Generator,
    block: int | None = None,
    level: float = 0.95,
    replications: int = 1999,
) -> Floats:
    r"""Central interval of the share of dates on which tests of size ``alpha`` reject, by a circular block bootstrap.

    Parameters
    ----------
    pvalues : array_like, shape (..., T)
        Of each test on T dates in time order.
    alpha : float
        Size that the tests should have.
    rng : numpy.random.Generator
        Source of the blocks, which are the same for all tests, and of the order of equal p-values.
    block : int, optional
        Dates in a block; by default :func:`cluster_block`.
    level : float
        Probability that the share of a sound test lies inside.
    replications : int
        Number of draws.

    Returns
    -------
    ndarray, shape (..., 2)

    Raises
    ------
    EstimationError
        If the block is not 1 to T dates long.

    Notes
    -----
    The null is imposed: each test is taken to reject on the share ``alpha`` of the dates on which its p-value is
    smallest, whatever it is. So only the way in which its rejections cluster comes from the data. Each draw puts whole
    blocks of dates together until there are T:

    .. math:: r_t = 1\{p_t \text{ among the } \alpha T \text{ smallest}\}, \qquad
              \text{band} = \text{quantiles of } \tfrac1T \sum_b \sum_{s=0}^{l-1} r^{}_{(i_b + s) \bmod T}

    In simulation of 509 dates, a one-sided t and 250 estimation days the band covers the share in 96 % of samples under
    independence and in 94 % under GARCH(0.08, 0.90), where the binomial's covers 99 and 84 %.

    References
    ----------
    Politis, D. N. and Romano, J. P. (1992), "A circular block-resampling procedure for stationary data", in LePage
    and Billard (eds.), Exploring the Limits of Bootstrap, Wiley, 263-270.
    """
    p = np.asarray(pvalues, dtype=np.float64)
    dates = p.shape[-1]
    size = cluster_block(dates) if block is None else block
    if not 1 <= size <= dates:
        raise EstimationError("calibration: block", f"{size} dates", allowed=f"1 to {dates}, the dates")
    order = np.lexsort((np.broadcast_to(rng.random(dates), p.shape), p), axis=-1)
    rank = np.argsort(order, axis=-1)
    # The date at the margin counts by the fraction that makes the share alpha exactly.
    rejects = np.clip(alpha * dates - rank, 0, 1)
    passed = np.pad(np.concatenate([rejects, rejects], axis=-1).cumsum(axis=-1), [(0, 0)] * (p.ndim - 1) + [(1, 0)])
    blocks = -(-dates // size)
    starts = rng.integers(0, dates, (replications, blocks))
    ends = starts + np.minimum(size, dates - size * np.arange(blocks))
    share = (passed[..., ends] - passed[..., starts]).sum(axis=-1) / dates
    return np.moveaxis(np.quantile(share, [(1 - level) / 2, (1 + level) / 2], axis=-1), 0, -1)


def calibrate(
    sample: DateSample,
    alternative: Alternative,
    alpha: float,
    extra: Mapping[str, Floats] | None = None,
    *,
    rng: np.random.Generator,
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
    rng : numpy.random.Generator
        For the bands.

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
    parts = list(sample.complete())
    found = {name: _outcome(run, parts) for name, run in tests.items()}
    run = {name: outcome for name, outcome in found.items() if isinstance(outcome, Outcome)}
    # In time order: blocks of dates keep what neighbours have in common.
    order = 1 + np.argsort(sample.position[1:], kind="stable")
    block = max(days, cluster_block(nobs))
    bands = size_band([outcome.pvalue[order] for outcome in run.values()], alpha, rng=rng, block=block)
    band = dict(zip(run, bands, strict=True))
    naive = INDEPENDENT if sample.car.shape[1] > 1 else ()
    steady = STEADY | set(extra or {})

    def told(name: str, outcome: Outcome | str) -> CalibratedTest:
        if isinstance(outcome, str):
            return CalibratedTest(name, np.nan, np.nan, outcome, np.nan, (np.nan, np.nan), 0)
        return CalibratedTest(
            name=name,
            statistic=float(outcome.statistic[0]),
            pvalue=np.nan if name in naive else float(outcome.pvalue[0]),
            reason=SHARED if name in naive else "",
            rejections=float(np.mean(outcome.pvalue[1:] <= alpha)),
            band=(float(band[name][0]), float(band[name][1])),
            nobs=nobs,
            block=block,
            size_if_doubled=size_if_variance_rises(outcome.df, alternative, alpha=alpha) if name in steady else np.nan,
        )

    return tuple(told(name, outcome) for name, outcome in found.items())


def _outcome(
    run: Callable[[DateSample], Outcome], parts: Sequence[tuple[NDArray[np.intp], DateSample]]
) -> Outcome | str:
    """Statistics and p-values of all dates and the event date's degrees of freedom, or why there are none."""
    statistic, p = np.empty((2, sum(len(rows) for rows, _ in parts)))
    df: tuple[float, ...] = ()
    try:
        for rows, part in parts:
            outcome = run(part)
            statistic[rows], p[rows] = outcome.statistic, outcome.pvalue
            df = outcome.df if rows[0] == 0 else df
    except NotApplicableError as error:
        return error.what
    return Outcome(statistic, p, df)
