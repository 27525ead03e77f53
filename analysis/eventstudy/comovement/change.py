"""Comovement around an event: did correlations change, and how much of it is only a rise in variance? Arrays only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.blocks import cluster_block
from analysis.eventstudy.comovement.correlation import (
    correlations,
    fisher_z,
    mean_off_diagonal,
    require_periods,
)
from analysis.eventstudy.comovement.equality import jennrich
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.hypothesis import HypothesisTest, check_alternative
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability
from analysis.eventstudy.placebo.corrections import romano_wolf

if TYPE_CHECKING:
    import pandas as pd

_CHUNK = 256
_VOLATILITY = (
    "rejects when volatility alone changes: where that of a common source comes in clusters, on {} of samples over 60 "
    "and 30 sessions and on {} over 250 and 250 (nominal 5 %)"
)
PAIRS_SIZES = ("7 to 8 %", "12 to 29 %")
MEAN_CAUTION = _VOLATILITY.format("16 to 17 %", "14 to 35 %")
PAIRS_CAUTION = _VOLATILITY.format(*PAIRS_SIZES)
EQUALITY_CAUTION = (
    "hardly ever rejects with many series over few sessions (13 over 60 and 30: 0.4 % of a nominal 5 %); with few over "
    "many it rejects when volatility alone changes (5 over 250 and 250: 10 to 24 %)"
)
"""Sizes in simulation, by blocks of 5 sessions and of the default length: see tests/eventstudy/comovement."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CorrelationChange(Displayed):
    """Correlations of N series before and after an event. Arrays have shape (N, N); tests are nan on the diagonal.

    Attributes
    ----------
    names : tuple of str
    before, after : ndarray
        Correlation matrices.
    nobs : (int, int)
        Sessions before and after.
    zvalues, pvalues : ndarray
        Fisher's z of each pair's change and its normal p-value, which assumes independent sessions and normal returns.
    bootstrap_pvalues, familywise_pvalues : ndarray
        P-values of the same z by the bootstrap: of each pair by itself, and stepped down over all pairs.
    alternative : {"two-sided", "greater", "less"}
        Side of the pairs' tests and of ``mean``; "greater": correlations rose.
    equality, equality_bootstrap : HypothesisTest
        Jennrich's test that the matrices are equal, with its chi-square and with its bootstrap p-value.
    mean : HypothesisTest
        Change of the mean correlation, with its bootstrap p-value.
    block : int
        Mean length of the bootstrap's blocks in sessions.
    replications : int
        Number of bootstrap draws.
    caution : str
        In what way the bootstrap's p-values of the pairs are known to mislead.
    """

    _line: ClassVar = ("names", "nobs", "alternative", "block", "replications")

    names: tuple[str, ...]
    before: Floats
    after: Floats
    nobs: tuple[int, int]
    zvalues: Floats
    pvalues: Floats
    bootstrap_pvalues: Floats
    familywise_pvalues: Floats
    alternative: Alternative
    equality: HypothesisTest
    equality_bootstrap: HypothesisTest
    mean: HypothesisTest
    block: int
    replications: int
    caution: str = PAIRS_CAUTION

    @property
    def change(self) -> Floats:
        """``after - before``, shape (N, N)."""
        return self.after - self.before

    def summary(self) -> str:
        """The tests of the mean correlation and of the equality of the matrices, one a line, and the pairs' caution."""
        tests = [test.summary() for test in (self.mean, self.equality, self.equality_bootstrap)]
        return "\n".join([*tests, f"pairs: caution: {self.caution}"])

    def to_frame(self) -> pd.DataFrame:
        """One row a pair: both correlations, their change, Fisher's z and the p-values."""
        import pandas as pd

        i, j = np.triu_indices(len(self.names), 1)
        values = {
            "before": self.before,
            "after": self.after,
            "change": self.change,
            "z": self.zvalues,
            "pvalue": self.pvalues,
            "bootstrap_pvalue": self.bootstrap_pvalues,
            "familywise_pvalue": self.familywise_pvalues,
        }
        labels = {"first": [self.names[k] for k in i], "second": [self.names[k] for k in j]}
        return pd.DataFrame(labels | {name: matrix[i, j] for name, matrix in values.items()})


def compare_correlations(
    before: ArrayLike,
    after: ArrayLike,
    *,
    rng: np.random.Generator,
    names: Sequence[str] | None = None,
    alternative: Alternative = "two-sided",
    block: int | None = None,
    replications: int = 999,
) -> CorrelationChange:
    r"""Test whether the correlations of N series changed between two periods.

    H0: each pair's correlation, their mean, or the whole matrix is the same in both periods. Assumes: nothing but the
    correlations differs, such as the tails of the returns. Invalid: Fisher's and Jennrich's p-values when returns have
    fat tails; those of the bootstrap when the volatility of a common source changes: correlations then change with it.

    Parameters
    ----------
    before, after : array_like, shapes (T1, N) and (T2, N)
        Returns, one row a session in time order; leave the event window itself out of both.
    rng : numpy.random.Generator
        Source of the bootstrap's blocks.
    names : sequence of str, optional
        Names of the series; "series 1", ... by default.
    alternative : {"two-sided", "greater", "less"}
        For the pairs and the mean correlation. The equality of the matrices has no direction.
    block : int, optional
        Mean length of the blocks; by default :func:`analysis.eventstudy.cluster_block` of all sessions, which holds
        clusters of volatility as far as they allow.
    replications : int
        Number B of draws.

    Raises
    ------
    EstimationError
        If a value is missing, a series is constant, or a period has fewer than 10 or not more than N sessions.
    NotApplicableError
        If a series is a combination of the others in one of the periods.

    Notes
    -----
    Each period is standardised by itself, so that a change of mean or variance is no change of correlation; the two are
    then joined, and each draw resamples both periods from the joined sessions in blocks (the stationary bootstrap):
    the correlations are then equal, and the cross-section and short dependence in time are those of the data.

    .. math:: p = \frac{1 + \#\{\text{draws at least as extreme}\}}{B + 1}

    References
    ----------
    Politis, D. N. and Romano, J. P. (1994), "The stationary bootstrap", Journal of the American Statistical
    Association 89(428), 1303-1313. Family: :func:`analysis.eventstudy.romano_wolf`.
    """
    from scipy.special import chdtrc

    check_alternative(alternative)
    first, second, labels = require_periods(before, after, names, "comovement")
    if replications < 1:
        raise EstimationError("comovement: replications", f"{replications}", allowed="at least 1")
    nobs = (len(first), len(second))
    r1, r2 = correlations(first), correlations(second)
    if max(np.linalg.cond(r1), np.linalg.cond(r2)) > 1e12:
        raise NotApplicableError("comovement", "a series is a combination of the others", remedy="leave it out")
    i, j = pairs = np.triu_indices(len(labels), 1)
    z, equal = fisher_z(r1[pairs], r2[pairs], nobs), float(jennrich(r1, r2, nobs))
    mean = float(mean_off_diagonal(r2) - mean_off_diagonal(r1))

    joined = np.concatenate([_standardised(first), _standardised(second)])
    block = cluster_block(len(joined)) if block is None else block
    z_draws, equal_draws, mean_draws = _draws(joined, nobs, pairs, block, replications, rng)

    def matrix(values: Floats) -> Floats:
        out = np.full(r1.shape, np.nan)
        out[i, j] = out[j, i] = values
        return out

    equality = HypothesisTest(
        statistic=equal,
        pvalue=float(chdtrc(len(i), equal)),
        null="the correlations before and after are equal",
        alternative="greater",
        method=f"Jennrich, chi-square with {len(i)} degrees of freedom",
        nobs=sum(nobs),
        caution="rejects too often when returns have fat tails or volatility comes in clusters",
        reference="Jennrich (1970)",
    )
    return CorrelationChange(
        names=labels,
        before=r1,
        after=r2,
        nobs=nobs,
        zvalues=matrix(z),
        pvalues=matrix(tail_probability(z, np.inf, alternative)),
        bootstrap_pvalues=matrix(_exceedance(z, z_draws, alternative)),
        familywise_pvalues=matrix(romano_wolf(z, z_draws, alternative=alternative)),
        alternative=alternative,
        equality=equality,
        equality_bootstrap=replace(
            equality,
            pvalue=float(_exceedance(equal, equal_draws, "greater")),
            method="Jennrich, stationary bootstrap",
            caution=EQUALITY_CAUTION,
        ),
        mean=HypothesisTest(
            statistic=mean,
            pvalue=float(_exceedance(mean, mean_draws, alternative)),
            null="the mean correlation is the same before and after",
            alternative=alternative,
            method="change of the mean correlation, stationary bootstrap",
            nobs=sum(nobs),
            caution=MEAN_CAUTION,
            reference="Politis and Romano (1994)",
        ),
        block=block,
        replications=replications,
    )


def _standardised(x: Floats) -> Floats:
    return np.asarray((x - x.mean(axis=0)) / x.std(axis=0))


def _draws(
    joined: Floats,
    nobs: tuple[int, int],
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]],
    block: int,
    replications: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats, Floats]:
    """Fisher's z of each pair (B, H), Jennrich's statistic (B,) and the change of the mean (B,) in each draw."""
    from arch.bootstrap import StationaryBootstrap

    sessions = len(joined)
    if not 1 <= block <= sessions:
        raise EstimationError("comovement: block", f"{block} sessions", allowed=f"1 to {sessions}, the sessions")
    bootstrap = StationaryBootstrap(block, np.arange(sessions), seed=rng)
    rows = np.array([sample[0] for sample, _ in bootstrap.bootstrap(replications)])
    (i, j), z, equal, mean = pairs, [], [], []
    for start in range(0, replications, _CHUNK):
        drawn = joined[rows[start : start + _CHUNK]]
        r1, r2 = correlations(drawn[:, : nobs[0]]), correlations(drawn[:, nobs[0] :])
        z.append(fisher_z(r1[:, i, j], r2[:, i, j], nobs))
        equal.append(jennrich(r1, r2, nobs))
        mean.append(mean_off_diagonal(r2) - mean_off_diagonal(r1))
    return np.concatenate(z), np.concatenate(equal), np.concatenate(mean)


def _exceedance(observed: ArrayLike, draws: Floats, alternative: Alternative) -> Floats:
    """P-value of each observed statistic (H,) among its draws (B, H)."""
    t = np.asarray(observed)
    if alternative == "two-sided":
        t, draws = np.abs(t), np.abs(draws)
    elif alternative == "less":
        t, draws = -t, -draws
    return np.asarray((1 + np.count_nonzero(draws >= t, axis=0)) / (1 + len(draws)))
