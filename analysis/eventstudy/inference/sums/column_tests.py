"""The tests of the table METHODS, each on one event day or window of a panel. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.eventstudy.inference import cross_section, nonparametric, parametric, resampling, signs
from analysis.eventstudy.inference.outcome import Outcome
from analysis.eventstudy.inference.sums.samples import PanelColumn
from analysis.eventstudy.numeric import Alternative, Floats


@dataclass(frozen=True, slots=True, eq=False)
class TestRun:
    """What the tests need besides a column.

    Attributes
    ----------
    side : str
        Of the p-values.
    seed, replications : int
        Of the bootstraps.
    """

    side: Alternative
    seed: int
    replications: int

    def rank_test(self, scores: tuple[Floats, Floats], days: int) -> Outcome:
        """Corrado's test, from the sums of scores of the estimation days and then the column's own."""
        return nonparametric.rank_test_of_sums(*scores, np.arange(-days, 0), alternative=self.side)

    def grank_z(self, c: PanelColumn) -> Outcome:
        """Test by generalised ranks, as if they were independent."""
        sums, _ = c.generalised_scores
        return nonparametric.grank_z_of_sum(sums[0], c.sample.nobs + 1, alternative=self.side)

    def rng(self, test: int, c: PanelColumn) -> np.random.Generator:
        """A generator of the test's and the window's own: no number depends on what else is asked for."""
        return np.random.default_rng([self.seed, test, c.measure == "CAR", c.first % 2**32, c.last % 2**32])


def _wild_bootstrap(c: PanelColumn, run: TestRun) -> Outcome:
    return resampling.wild_bootstrap(
        c.values, c.clusters, rng=run.rng(0, c), replications=run.replications, alternative=run.side
    )


def _block_bootstrap(c: PanelColumn, run: TestRun) -> Outcome:
    return resampling.block_bootstrap(
        c.mean,
        c.portfolio,
        rng=run.rng(1, c),
        days=c.days,
        replications=run.replications,
        alternative=run.side,
    )


def _portfolio_t(c: PanelColumn, run: TestRun) -> Outcome:
    scale = c.bse[0] / c.sample.sigma[0]
    return parametric.portfolio_t(c.mean, c.portfolio, scale, c.sample.df[0], alternative=run.side)


def _joint_f(c: PanelColumn, run: TestRun) -> Outcome:  # noqa: ARG001 - it has no side
    parametric.require_degrees_of_freedom(c.sample.size, c.sample.df[0])
    return parametric.joint_f(c.scar, c.sample.resid, c.sample.df[0])


COLUMN_TESTS: dict[str, Callable[[PanelColumn, TestRun], Outcome]] = {
    "t": lambda c, run: parametric.t_test(c.values[0], c.bse[0], c.sample.df[0], alternative=run.side),
    "cross-sectional t": lambda c, run: cross_section.cross_sectional_t(c.values, alternative=run.side),
    "crude dependence": lambda c, run: parametric.crude_dependence(
        c.mean, c.portfolio, days=c.days, alternative=run.side
    ),
    "portfolio t": _portfolio_t,
    "Patell": lambda c, run: parametric.patell(c.scar, c.sample.df, alternative=run.side),
    "adjusted Patell": lambda c, run: parametric.adjusted_patell(
        c.scar, c.sample.df, c.mean_correlation, alternative=run.side
    ),
    "BMP": lambda c, run: cross_section.bmp(c.scar, alternative=run.side),
    "adjusted BMP": lambda c, run: cross_section.adjusted_bmp(c.scar, c.mean_correlation, alternative=run.side),
    "Corrado rank": lambda c, run: run.rank_test(c.corrado_scores, c.days),
    "Corrado-Zivney": lambda c, run: run.rank_test(c.restandardised_scores, c.days),
    "GRANK-T": lambda c, run: nonparametric.grank_t_of_sums(*c.generalised_scores, c.sample.size, alternative=run.side),
    "GRANK-Z": lambda c, run: run.grank_z(c),
    "sign": lambda c, run: signs.sign_test(c.values, alternative=run.side),
    "generalised sign": lambda c, run: signs.generalised_sign_test(
        c.values, c.sample.positive_share, alternative=run.side
    ),
    "Wilcoxon": lambda c, run: signs.wilcoxon(c.values, alternative=run.side),
    "skewness-adjusted t": lambda c, run: cross_section.skewness_adjusted_t(c.values, alternative=run.side),
    "jackknife": lambda c, run: cross_section.jackknife_t(c.scar, alternative=run.side),
    "wild bootstrap": _wild_bootstrap,
    "block bootstrap": _block_bootstrap,
    "joint F": _joint_f,
}
