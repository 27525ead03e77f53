"""Do funds with more of the bonds do better? Dose-response, synthetic control, and what could have been seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import NotApplicableError
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.funds.dose_response import DoseResponse, PlaceboSlopes, dose_response, placebo_slopes
from analysis.eventstudy.funds.synthetic import SyntheticControl, synthetic_control
from analysis.eventstudy.funds.synthetic_placebo import (
    PlaceboInSpace,
    PlaceboInTime,
    placebo_in_space,
    placebo_in_time,
)
from analysis.eventstudy.inference.date_sample import date_sample
from analysis.eventstudy.placebo.equivalence import EquivalenceTest, equivalence
from analysis.eventstudy.placebo.power import power_of
from analysis.eventstudy.placebo.sample_quantile import apart
from analysis.findings.verdict import Verdict
from analysis.market.returns import Returns
from analysis.measure.design import Timing, placebo_design
from analysis.measure.effects import PORTFOLIO, Effects, series_of, table_for
from analysis.study.study import Study

CURVE_POINTS = 121


@dataclass(frozen=True, slots=True, eq=False)
class Dose:
    """Abnormal returns of funds in the primary window, on their weight in the issuers' bonds.

    ``low``, ``high`` (N,) are shares of the fund, so that a slope is the abnormal return of the bonds themselves.
    ``reason`` says why there is no slope; the fits are then None.
    """

    funds: tuple[str, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    abnormal: NDArray[np.float64]
    bse: NDArray[np.float64]
    gls: DoseResponse | None
    ols: DoseResponse | None
    placebo: PlaceboSlopes | None
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Synthetic:
    """Synthetic control of the portfolio in the primary window, and its placebos."""

    control: SyntheticControl
    in_time: PlaceboInTime
    in_space: PlaceboInSpace


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What the primary test could have seen.

    Attributes
    ----------
    effects : ndarray, shape (G,)
        Effects on the portfolio in the claimed direction (decimal, 0 and up).
    analytic, empirical : ndarray, shape (G,)
        Probability that the t test, and the placebo test, finds each.
    equivalence : tuple of (gain in percent, EquivalenceTest or None)
        Whether the effect that a gain in the bonds implies, at the highest weight, can be ruled out; None at weight 0.
    """

    effects: NDArray[np.float64]
    analytic: NDArray[np.float64]
    empirical: NDArray[np.float64]
    equivalence: tuple[tuple[float, EquivalenceTest | None], ...]


def dose(returns: Returns, timing: Timing, weights: Mapping[str, tuple[float, float]], study: Study) -> Dose:
    """Regress the funds' abnormal returns on their weights; all funds share the portfolio's model and exchange."""
    portfolio = series_of(study, study.portfolio.members)[0]
    funds = [t for t in weights if study.instrument(t).model == portfolio.model]
    funds = [t for t in funds if study.instrument(t).exchange == portfolio.exchange and t in returns.closes]
    if not funds:
        nothing = np.empty(0)
        reason = "no fund with a listed weight has the model and the exchange of the portfolio"
        return Dose((), nothing, nothing, nothing, nothing, None, None, None, reason)
    factors = table_for(returns, study.primary.returns, portfolio, study).iloc[:, 1:]
    table = pd.concat([returns.of(study.primary.returns)[funds].loc[factors.index], factors], axis=1)
    design = placebo_design(table, "dose-response", portfolio.exchange, timing, study)
    panel = event_panel(
        table[funds].to_numpy(),
        factors.to_numpy(),
        design.events(len(funds)),
        estimation=(study.estimation.first, study.estimation.last),
        windows=((study.primary.first, study.primary.last),),
        usable=design.usable,
    )
    sample = date_sample(panel, len(design.dates), 0)
    car, bse, resid, df = sample.car[0], sample.bse[0], sample.resid[0], float(sample.df[0])
    stretch = bse / sample.sigma[0]  # the same for all: they share the factors
    cov = resid @ resid.T / df * np.outer(stretch, stretch)
    low, high = (np.array([weights[t][side] / 100 for t in funds]) for side in (0, 1))
    found = (tuple(funds), low, high, car, bse)
    keep = apart(design.rows, design.event_row, study.primary.last - study.primary.first + 1)
    try:
        if len(funds) < 2:
            raise NotApplicableError("dose-response", f"no slope: {len(funds)} fund", allowed="at least 2 funds")
        gls = dose_response(car, low, high, cov, df, names=funds)
        ols = dose_response(car, low, high, cov, df, method="ols", names=funds)
        others, rows = sample.car[1:][keep], design.rows[keep]
        placebo = placebo_slopes(car, others, rows, low, high, cov, method="ols", names=funds)
    except NotApplicableError as error:
        return Dose(*found, None, None, None, str(error))
    return Dose(*found, gls, ols, placebo, "")


def synthetic(returns: Returns, timing: Timing, study: Study) -> Synthetic:
    """Build the portfolio from the declared donors before the event, and compare on the event days."""
    portfolio = series_of(study, study.portfolio.members)[0]
    kind, donors = study.primary.returns, list(study.synthetic.donors)
    own = table_for(returns, kind, portfolio, study)
    table = pd.concat([own[PORTFOLIO], returns.of(kind)[donors].loc[own.index]], axis=1)
    design = placebo_design(table, "synthetic control", portfolio.exchange, timing, study)
    estimation, window = (study.estimation.first, study.estimation.last), (study.primary.first, study.primary.last)
    y, X = table[PORTFOLIO].to_numpy(), table[donors].to_numpy()
    # Weights are fitted to whole windows: dates whose estimation window holds the event's own period are left out.
    before = design.rows + estimation[1] < design.event_row + min(w.first for w in study.windows)
    after = design.rows + estimation[0] > design.event_row + max(w.last for w in study.windows)
    rows = design.rows[(before | after) & apart(design.rows, design.event_row, window[1] - window[0] + 1)]
    options = {"estimation": estimation, "window": window, "demean": study.synthetic.demean, "names": donors}
    where = study.portfolio.name
    return Synthetic(
        synthetic_control(y, X, design.event_row, where=where, **options),  # type: ignore[arg-type]
        placebo_in_time(y, X, design.event_row, rows, where=where, **options),  # type: ignore[arg-type]
        placebo_in_space(y, X, design.event_row, where=where, **options),  # type: ignore[arg-type]
    )


def sight(effects: Effects, verdict: Verdict, study: Study) -> Sight:
    """Power of the primary test over a grid of effects, and equivalence to the effects that the weights imply."""
    primary = effects.get(PORTFOLIO, study.primary.name)
    rule, sign = study.decision, study.claim.sign
    # With so few placebo dates that none is significant, the t test alone says how far the curves reach.
    reach = verdict.detectable if np.isfinite(verdict.detectable) else primary.detectable
    grid = np.linspace(0, 2 * reach, CURVE_POINTS)
    analytic = power_of(grid, primary.bse, primary.df_resid, alpha=rule.alpha, sided=1)
    test = primary.placebo
    critical = test.critical_value(rule.alpha, sign)
    empirical = np.mean(sign * test.placebo[:, None] + grid > critical, axis=0)
    bounds = [(i.gain_pct, i.high) for i in verdict.implied]
    tests = tuple(
        (gain, equivalence(primary.abnormal, primary.bse, primary.df_resid, bound, rule.alpha) if bound > 0 else None)
        for gain, bound in bounds
    )
    return Sight(grid, analytic, empirical, tests)
