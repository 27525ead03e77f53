"""Dose-response: whether funds that hold more of the claim's assets moved more, and what funds that hold none did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import NotApplicableError, NothingToTestError
from analysis.eventstudy.funds.dose_response import DoseResponse, PlaceboSlopes, dose_response, placebo_slopes
from analysis.eventstudy.inference.date_sample import date_sample
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.deciding import looking
from analysis.measure.effects import Effect, Measured, measure
from analysis.measure.looking import Looking
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.numbers import count, listing, probability
from analysis.words.study_words import assets_of
from analysis.words.tables import Column, Table

HEADING = "Dose-response"
COLUMNS = (
    Column("fund", "ticker of the fund"),
    Column("weight_low_pct", "lowest weight of the claim's assets that the fund's lists allow, percent"),
    Column("weight_high_pct", "highest weight that they allow, percent"),
    Column("abnormal_bp", "abnormal return in the primary window, basis points"),
    Column("bse_bp", "its standard error, basis points"),
    Column("low_bp", "low end of its 95 % interval, basis points"),
    Column("high_bp", "high end of its 95 % interval, basis points"),
)
FEWEST = 2
"""A line needs so many funds."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Slopes:
    """Lines through the abnormal returns of N funds on their weights, which are shares of the fund.

    Returns are simple ones: a slope is then the abnormal simple return of the assets themselves.

    Attributes
    ----------
    gls, ols : DoseResponse
        By generalised and by ordinary least squares.
    placebo : PlaceboSlopes
        The slope by ordinary least squares among those of the placebo dates.
    """

    gls: DoseResponse
    ols: DoseResponse
    placebo: PlaceboSlopes

    def __repr__(self) -> str:
        return f"<Slopes through {self.gls.nobs} funds: {self.gls.params[1]:+.3f}, {self.ols.params[1]:+.3f} by OLS>"


@dataclass(frozen=True, eq=False, repr=False)
class Dose(Piece):
    """Funds by what they hold of the claim's assets, with the line through their abnormal returns.

    Attributes
    ----------
    funds : tuple of Effect, length N
        Funds with a listed weight, in the primary window: those with the portfolio's model and exchange.
    weights_pct : ndarray, shape (N, 2)
        Lowest and highest weight of the assets in each, in percent.
    slopes : Slopes or None
        None where no line can be drawn.
    reason : str
        Why there is none.
    portfolio : Effect
        The portfolio's in the primary window.
    placebo_funds : tuple of Effect
        Funds that hold none of the assets, in the primary window: a placebo in space.
    looking : Looking
        Direction of the p-values.
    setting : Setting
    """

    funds: tuple[Effect, ...]
    weights_pct: NDArray[np.float64]
    slopes: Slopes | None
    reason: str
    portfolio: Effect
    placebo_funds: tuple[Effect, ...]
    looking: Looking
    setting: Setting

    @property
    def as_strong(self) -> tuple[Effect, ...]:
        """Placebo funds whose t value is at least the portfolio's, in the direction looked at."""
        sign, bar = self.looking.sign, self.portfolio.tvalue
        return tuple(e for e in self.placebo_funds if sign * e.tvalue >= sign * bar)

    @once
    def record(self) -> dict[str, Any]:
        """Slopes in percent of the price of the assets, each with its bounds over all admissible weights.

        ``least_pct``, ``greatest_pct``, ``t_least`` and ``t_greatest`` are these bounds; ``p`` looks in the
        direction of the report, ``p_opposite`` in the other, and both are the largest over all admissible weights.
        Without a slope ``reason`` says why. The funds' abnormal returns stand with the effects, their weights with
        the holdings.
        """
        return {
            "reason": self.reason,
            "funds": [e.series.key for e in self.funds],
            "gls": self._slope(self.slopes.gls) if self.slopes else None,
            "ols": self._slope(self.slopes.ols) if self.slopes else None,
            "placebo": self._placebo(self.slopes.placebo) if self.slopes else None,
            "placebo_funds": [e.series.key for e in self.placebo_funds],
            "as_strong": [e.series.key for e in self.as_strong],
        }

    def _slope(self, fit: DoseResponse) -> dict[str, float]:
        low, high = fit.conf_int(0.05)[1]
        return {
            "intercept_bp": 1e4 * float(fit.params[0]),
            "slope_pct": 100 * float(fit.params[1]),
            "bse_pct": 100 * float(fit.bse[1]),
            "low_pct": 100 * float(low),
            "high_pct": 100 * float(high),
            "least_pct": 100 * fit.slope_bounds[0],
            "greatest_pct": 100 * fit.slope_bounds[1],
            "t": float(fit.tvalues[1]),
            "t_least": fit.tvalue_bounds[0],
            "t_greatest": fit.tvalue_bounds[1],
            "df": fit.df_resid,
            "p": fit.pvalue(self.looking.alternative),
            "p_two_sided": fit.pvalue("two-sided"),
            "p_opposite": fit.pvalue(self.looking.opposite),
        }

    def _placebo(self, found: PlaceboSlopes) -> dict[str, Any]:
        side = self.looking.alternative
        return {"dates": found.middle.nobs, "p": found.pvalue(side), "p_at_middle": found.middle.pvalue(side)}

    @once
    def tables(self) -> Mapping[str, Table]:
        """The funds with their weights and abnormal returns."""
        lines = [
            (e.series.key, low, high, *(1e4 * x for x in (e.abnormal, e.bse, *e.interval)))
            for e, (low, high) in zip(self.funds, self.weights_pct.tolist(), strict=True)
        ]
        return {"dose-response": Table(COLUMNS, pd.DataFrame(lines, columns=[c.name for c in COLUMNS]))}

    def context(self) -> Mapping[str, Any]:
        """The assets in words, and abnormal returns of the funds that hold none beside the portfolio's."""
        bounds = self.slopes.gls.slope_bounds if self.slopes else (np.nan, np.nan)
        return {
            "assets": assets_of(self.setting.claim),
            "zero_allowed": bounds[0] <= 0 <= bounds[1],
            "bounded_weights": self.bounded_weights,
            "sided": self.looking.sided,
            "or_two_sided": self._two_sided_words(),
            "direction": self.looking.direction,
            "without": [_move(e) for e in self.placebo_funds],
            "strong": self._strong_words(),
            "own": _move(self.portfolio),
        }

    def _strong_words(self) -> str:
        """Which of the series that hold none of the assets moved as strongly as the portfolio."""
        names, strong = ([e.series.key for e in found] for found in (self.placebo_funds, self.as_strong))
        none_held = f"with none of the {assets_of(self.setting.claim)}"
        if names == strong or not strong:
            return f"{listing(names)}, {none_held}, {'moved at least' if strong else 'did not move'}"
        return f"of {listing(names)}, {none_held}, {listing(strong)} moved at least"

    @property
    def bounded_weights(self) -> bool:
        """Whether some weight is known between bounds only."""
        return bool((self.weights_pct[:, 0] < self.weights_pct[:, 1]).any())

    def _two_sided_words(self) -> str:
        """The two-sided p-value beside the other; nothing where the report's own is two-sided."""
        if self.slopes is None or self.looking.alternative == "two-sided":
            return ""
        return f" and {probability(self.slopes.gls.pvalue('two-sided'))} (two-sided)"


def _move(effect: Effect) -> dict[str, Any]:
    return {"fund": effect.series.key, "abnormal_bp": 1e4 * effect.abnormal, "t": effect.tvalue}


def dose(case: Case) -> Dose:
    r"""Regress the funds' abnormal returns in the primary window on the weight of the claim's assets in them.

    Raises
    ------
    NothingToTestError
        If there are fewer than two funds with a listed weight that share the portfolio's model and exchange, all have
        the same weight, or each holds all or nothing of the assets.
    WindowError, EstimationError
        If the funds share too few placebo dates, or the line cannot be estimated.

    Notes
    -----
    The abnormal log returns are turned into simple ones, of which the weight times the move of the assets is a part:
    :math:`e^{a_i} - 1 = \alpha + w_i R`. About zero, where the null hypothesis has them, both have the same covariance.

    References
    ----------
    As for :func:`analysis.eventstudy.dose_response`.
    """
    measured = case.once(measure)
    funds = _funds(case, measured)
    weights = np.array([case.holdings.weights[e.series.key] for e in funds])
    if why := _no_doses(weights, assets_of(case.setting.claim)):
        raise NothingToTestError("dose-response", why)
    slopes, reason = None, ""
    try:
        slopes = _slopes(case, [e.series.key for e in funds], weights / 100)
    except NotApplicableError as error:
        reason = f"{error.what} (allowed: {error.allowed})" if error.allowed else error.what
    without = measured.within(case.setting.primary, "placebo")
    return Dose(funds, weights, slopes, reason, measured.primary, without, case.once(looking), case.setting)


def _no_doses(weights_pct: NDArray[np.float64], assets: str) -> str:
    """Why the weights make no line, shape (N, 2); empty where they do.

    With all or nothing in each fund the slope is only the difference of two means: a comparison that is made elsewhere,
    and no dose.
    """
    if len(weights_pct) < FEWEST:
        number = count(len(weights_pct), "series", "series")
        return f"{number} with a listed weight and the portfolio's model and exchange, which make no line"
    if np.ptp(weights_pct) == 0:
        return f"all weights are {weights_pct[0, 0]:g} %"
    if np.isin(weights_pct, (0.0, 100.0)).all() and (weights_pct[:, 0] == weights_pct[:, 1]).all():
        return f"each series holds nothing but the {assets}, or none: two groups, and no doses"
    return ""


def _funds(case: Case, measured: Measured) -> tuple[Effect, ...]:
    """Funds on the line: the engine asks that all share their factors and their sessions."""
    portfolio = case.portfolio
    found = {e.series.key: e for e in measured.within(case.setting.primary)}
    listed = [found[ticker] for ticker in case.holdings.weights if ticker in found]
    alike = (e for e in listed if e.series.model == portfolio.model and e.series.exchange == portfolio.exchange)
    return tuple(alike)


def _slopes(case: Case, funds: Sequence[str], weights: NDArray[np.float64]) -> Slopes:
    """Lines through the funds on the event date, and the slope among those of the placebo dates.

    Raises
    ------
    NotApplicableError
        If all may have the same weight.
    """
    kind, factors, span = case.setting.primary.returns, case.portfolio.factors, case.setting.span
    design = case.design_alike(kind, (*funds, *factors), [case.setting.primary], where="dose-response")
    panel = case.panel(kind, funds, factors, [span], design, residuals=True)
    sample = date_sample(panel, len(design.dates), 0)
    resid, df = sample.resid[0], float(sample.df[0])
    stretch = sample.bse[0] / sample.sigma[0]  # the same for all: they share the factors
    cov = resid @ resid.T / df * np.outer(stretch, stretch)
    low, high = weights.T
    simple = np.expm1(sample.car)
    event, others = simple[0], simple[1:]
    keep = design.apart(span[1] - span[0] + 1)
    return Slopes(
        dose_response(event, low, high, cov, df, names=funds),
        dose_response(event, low, high, cov, df, method="ols", names=funds),
        placebo_slopes(event, others[keep], design.rows[keep], low, high, cov, method="ols", names=funds),
    )
