"""How the series move together: before and after the event, and over time. And whether the models fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import WindowError
from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.comovement.change import CorrelationChange, compare_correlations
from analysis.eventstudy.comovement.contagion import Contagion, contagion
from analysis.eventstudy.comovement.correlation import EffectiveNumber, effective_number, rolling_correlation
from analysis.eventstudy.diagnostics.diagnostics import Diagnostics, diagnose
from analysis.findings.single_sessions import SingleSession, without_one_session
from analysis.market.returns import Returns
from analysis.measure.design import Timing, placebo_design, row_of
from analysis.measure.effects import PORTFOLIO, Effects, Series, kinds_measured, series_of, table_for
from analysis.study.study import Study

VARIANTS = ("huber", "garch")
ITERATED = ("garch",)
"""Estimators whose optimum is found by search, which stops a little elsewhere with another processor."""
ROLLING = 60
"""Sessions of the rolling coefficients, or half of the estimation window where that is shorter."""


@dataclass(frozen=True, slots=True, eq=False)
class Comovement:
    """Correlations of daily returns.

    Attributes
    ----------
    change : CorrelationChange
        Before against after, the event's own windows left out of both.
    contagions : tuple of Contagion
        For each factor of the portfolio's model as the source: correlations corrected for its variance.
    members : EffectiveNumber
        How many independent series the portfolio's members are worth: by the correlation of what their models leave
        unexplained in the primary window's kind of return; nan when there is one member.
    sessions : DatetimeIndex
        Of the rolling correlation.
    rolling : ndarray, shape (S, P)
        Rolling correlation of each pair in ``pairs``.
    pairs : tuple of str
        "mean of the targets", if there are several, and the portfolio with each factor.
    singles : tuple of SingleSession
        For each pair whose correlation changed, all pairs accounted for: the same without one session.
    """

    change: CorrelationChange
    contagions: tuple[Contagion, ...]
    members: EffectiveNumber
    sessions: pd.DatetimeIndex
    rolling: NDArray[np.float64]
    pairs: tuple[str, ...]
    singles: tuple[SingleSession, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """Abnormal return of the portfolio in the primary window by another estimator of the same model."""

    model: str
    abnormal: float
    bse: float
    tvalue: float
    pvalue: float


def comovement(
    returns: Returns, effects: Effects, timing: Timing, study: Study, rng: np.random.Generator
) -> Comovement:
    """Compare correlations before and after the event, and follow them over time.

    Raises
    ------
    WindowError
        If the prices hold fewer sessions before or after the event's windows than the study compares.
    """
    plan = study.comovement
    names = list(plan.series)
    portfolio = series_of(study, study.portfolio.members)[0]
    table = returns.close_to_close[names].dropna()
    row = row_of(table, timing.day0[portfolio.exchange], "comovement")
    first, last = min(w.first for w in study.windows), max(w.last for w in study.windows)
    eve, then = row + first, row + last + 1
    if eve < plan.before or len(table) - then < plan.after:
        raise WindowError(
            "comovement",
            f"{max(0, eve)} sessions before and {max(0, len(table) - then)} after the event's windows",
            allowed=f"at least {plan.before} and {plan.after}",
            remedy="use prices that reach further, or shorten comovement.before or comovement.after",
        )
    periods = table.iloc[eve - plan.before : eve], table.iloc[then : then + plan.after]
    before, after = (p.to_numpy() for p in periods)
    change = compare_correlations(before, after, rng=rng, names=names, block=plan.block, replications=plan.draws)
    sources = [f for f in portfolio.factors if f in names]
    members = [t for t in study.portfolio.members if t in names]
    return Comovement(
        change,
        tuple(contagion(before, after, names.index(f), names=names, alternative="two-sided") for f in sources),
        _worth(effects, study),
        *_rolling(returns, portfolio, members, study),
        without_one_session(*periods, change, study),
    )


def _worth(effects: Effects, study: Study) -> EffectiveNumber:
    """Effective number of the members, from what their models leave unexplained in the primary window's kind of return.

    A single one is worth itself and has no mean correlation.
    """
    residuals = [effects.fits[t, study.primary.returns].model.resid for t in study.portfolio.members]
    n = len(residuals)
    return effective_number(np.corrcoef(residuals)) if n > 1 else EffectiveNumber(n, np.nan, n, n)


def _rolling(
    returns: Returns, portfolio: Series, members: list[str], study: Study
) -> tuple[pd.DatetimeIndex, NDArray[np.float64], tuple[str, ...]]:
    """Sessions, rolling correlations and their names, from the day on which the portfolio and its factors exist."""
    own = table_for(returns, "close-to-close", portfolio, study).dropna()
    wide = returns.close_to_close.loc[own.index, members]
    rolled = rolling_correlation(np.column_stack([wide.to_numpy(), own.to_numpy()]), study.comovement.rolling)
    n = len(members)
    pairs = {f"{PORTFOLIO} and {f}": rolled[:, n, n + 1 + k] for k, f in enumerate(portfolio.factors)}
    if n > 1:
        i, j = np.triu_indices(n, 1)
        pairs = {"mean of the targets": rolled[:, i, j].mean(axis=1)} | pairs
    table = pd.DataFrame(pairs, index=own.index[-len(rolled) :])
    return pd.DatetimeIndex(table.index), table.to_numpy(), tuple(table.columns)


def diagnostics(returns: Returns, effects: Effects, study: Study) -> dict[str, Diagnostics]:
    """Check the model of every series that is measured in the primary window's kind of return."""
    found = {}
    measured = [
        s for s in series_of(study, returns.closes.columns) if study.primary.returns in kinds_measured(study, s)
    ]
    for series in measured:
        fit = effects.fits[series.key, study.primary.returns]
        X = table_for(returns, study.primary.returns, series, study).iloc[:, 1:]
        row = row_of(X, pd.Timestamp(effects.day0[series.exchange]), series.key)
        event = X.iloc[row + study.primary.first : row + study.primary.last + 1].to_numpy()
        rolling = min(ROLLING, fit.model.nobs // 2)
        found[series.key] = diagnose(fit.model, event, alpha=study.decision.alpha, rolling=rolling)
    return found


def variants(returns: Returns, timing: Timing, study: Study) -> tuple[Variant, ...]:
    """Measure the portfolio in the primary window by estimators that forgive outliers and changing variance."""
    portfolio: Series = series_of(study, study.portfolio.members)[0]
    table = table_for(returns, study.primary.returns, portfolio, study)
    design = placebo_design(table, portfolio.key, portfolio.exchange, timing, study)
    window = (study.primary.first, study.primary.last)
    found = []
    for model in ("ols", *VARIANTS):
        car = abnormal_returns(
            table.iloc[:, 0].to_numpy(),
            table.iloc[:, 1:].to_numpy(),
            design.event_row,
            estimation=(study.estimation.first, study.estimation.last),
            windows=[window],
            model=model,
            names=portfolio.factors,
            where=portfolio.key,
            usable=design.usable,
        ).car(*window)
        numbers = (car.value, car.bse, car.tvalue, car.pvalue())
        found.append(Variant(model, *(rounded(x) if model in ITERATED else x for x in numbers)))
    return tuple(found)


def rounded(value: float) -> float:
    """Five significant digits: what an iterated optimum gives alike on every processor."""
    return float(f"{value:.5g}")
