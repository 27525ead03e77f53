"""Had the factors reacted themselves: models that no reaction can touch, and a bound on what it could have hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.design import PlaceboDesign
from analysis.measure.effects import Effect, measure
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.numbers import count, listing
from analysis.words.plain import records
from analysis.words.tables import Column, Table

MODELS = (
    Column("model", "what takes the place of the factors", "factors"),
    Column("abnormal_bp", "abnormal return of the portfolio in the primary window, basis points", "abnormal, bp", "bp"),
    Column("t", "its t value", "t", "t"),
    Column("p", "its one-sided rank p-value in the claimed direction among the placebo dates", "p", "p"),
    Column("finding", "what the primary test finds with it, at the level of the rule", "finding"),
    Column("dates", "placebo dates on which it can be measured"),
)
REACTIONS = (
    Column("factors", "factors whose whole move in the window is taken for the news' own work", "factors that reacted"),
    Column("part_bp", "their part of the portfolio's move, which the model takes out, bp", "taken out, bp", "bp"),
    Column("abnormal_bp", "abnormal return with this part put back, basis points", "abnormal, bp", "bp"),
    Column("p", "its one-sided rank p-value in the claimed direction among the placebo dates", "p", "p"),
    Column("finding", "what the primary test finds with it, at the level of the rule", "finding"),
    Column("own_bp", "the factor's own move in the window, basis points", "own move, bp", "bp"),
    Column("turning_bp", "reaction of this factor alone at which the finding turns, bp", "turns at, bp", "bp"),
)
OWN = "as declared"
CONSTANT = "no factor (constant mean)"


@dataclass(frozen=True, slots=True, repr=False)
class Alternative:
    """The portfolio's effect in the primary window by a model with other factors.

    Attributes
    ----------
    name : str
    abnormal, tvalue : float
        Abnormal return (log, decimal) and its t.
    test : SampleQuantileTest
        Its rank among the placebo dates on which the model can be measured.
    """

    name: str
    abnormal: float
    tvalue: float
    test: SampleQuantileTest

    def __repr__(self) -> str:
        return f"<Alternative {self.name}: {1e4 * self.abnormal:+.1f} bp, t = {self.tvalue:.2f}>"


@dataclass(frozen=True, eq=False, repr=False)
class Reaction(Piece):
    r"""What the primary test would have found had the news moved the factors too.

    Attributes
    ----------
    effect : Effect
        The portfolio's in the primary window, by its declared model.
    alternatives : tuple of Alternative
        Without contemporaneous factors, and without each of them; none where the model has no factor.
    coefficients, moves : dict of str to float
        By factor: its coefficient in the declared model, and its log return in the window.
    lag : int
        Sessions by which the lagged factors precede the portfolio.
    setting : Setting

    Notes
    -----
    Without the news the factors would have moved by :math:`r_f - \rho_f`, with :math:`\rho_f` their own reaction, and
    the portfolio by :math:`a + \sum_f \beta_f (r_f - \rho_f)`. Its whole reaction, by way of the factors and past
    them, is therefore

    .. math:: y - a - \sum_f \beta_f (r_f - \rho_f) = AR + \sum_f \beta_f \rho_f

    The model, which holds the factors' own reactions fixed, takes the last sum for noise: the factors are then bad
    controls. With :math:`\rho_f = q_f r_f` and shares q between 0 and 1 it is linear in each q, and so its extremes lie
    at shares of 0 and 1: the sums of all positive and of all negative :math:`\beta_f r_f`. The factors' moves on the
    placebo dates are not the news' work: the statistic is ranked among the same values.

    References
    ----------
    Angrist, J. D. and Pischke, J.-S. (2009), Mostly Harmless Econometrics, Princeton University Press, section 3.2.3,
    "Bad control".
    """

    effect: Effect
    alternatives: tuple[Alternative, ...]
    coefficients: Mapping[str, float]
    moves: Mapping[str, float]
    lag: int
    setting: Setting

    def finding(self, test: SampleQuantileTest) -> int:
        """1 where a test finds a gain at the level of the rule, -1 where it finds a loss, 0 where it finds neither."""
        alpha = self.setting.rule.alpha
        return int(test.pvalue("greater") <= alpha) - int(test.pvalue("less") <= alpha)

    def reacted(self, factors: Sequence[str]) -> SampleQuantileTest:
        """The primary test if the news caused the whole move of some factors."""
        # The event's statistic with the effect put back, among the same placebo values.
        test = self.effect.placebo
        return replace(test, statistic=test.statistic + self.part(factors))

    def part(self, factors: Sequence[str]) -> float:
        """Part of the portfolio's move that some factors explain (log, decimal)."""
        return sum(self.effect.parts[f] for f in factors)

    @property
    def sets(self) -> list[tuple[str, ...]]:
        """Each factor alone, then all that raise the abnormal return, and all that lower it."""
        several = (s for s in (self.pulling(1), self.pulling(-1)) if len(s) > 1)
        return [*((f,) for f in self.moves), *several]

    def pulling(self, sign: int) -> tuple[str, ...]:
        """Factors whose part of the portfolio's move has a sign."""
        return tuple(f for f in self.moves if sign * self.effect.parts[f] > 0)

    def turning(self, factor: str) -> float:
        """Reaction of one factor alone (log, decimal) at which the primary test finds the claimed move, or no more.

        Infinite when there are too few placebo dates to find anything.
        """
        test, alpha = self.effect.placebo, self.setting.rule.alpha
        sign = self.finding(test) or self.setting.claim.sign
        return (sign * test.critical_value(alpha, sign) - self.effect.abnormal) / self.coefficients[factor]

    @once
    def record(self) -> dict[str, Any]:
        """Alternatives to the declared factors, and the abnormal return if the news caused whole moves of theirs.

        ``finding`` is "a gain", "a loss" or "nothing" at the level of the rule. The declared model's own numbers, and
        the factors' moves and single parts, stand with the effects and the decomposition: ``part_bp`` is None for one
        factor. ``turning_bp`` is None for several, and where there are too few dates to find anything. ``changes``
        names what alters the finding.
        """
        tables = self.tables()
        models, reactions = tables["reaction"].frame, tables["reaction-bound"].frame
        own = models["finding"].iloc[0]
        part, several = reactions["part_bp"], reactions["own_bp"].isna()
        return {
            "dates": self.effect.placebo.nobs,
            "lag": self.lag,
            "finding": own,
            "models": records(models.iloc[1:]),
            "reactions": records(reactions.assign(part_bp=part.where(several)).drop(columns="own_bp")),
            "changes": [
                *models.loc[models["finding"] != own, "model"],
                *(f"a reaction of {name}" for name in reactions.loc[reactions["finding"] != own, "factors"]),
            ],
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """The models with other factors, the declared one first; and the bound, one line a set of factors."""
        own = Alternative(OWN, self.effect.abnormal, self.effect.tvalue, self.effect.placebo)
        models = [
            (a.name, 1e4 * a.abnormal, a.tvalue, *self._told(a.test), a.test.nobs) for a in (own, *self.alternatives)
        ]
        reactions = [self._reaction(factors) for factors in self.sets]
        return {
            "reaction": Table(MODELS, pd.DataFrame(models, columns=[c.name for c in MODELS])),
            "reaction-bound": Table(REACTIONS, pd.DataFrame(reactions, columns=[c.name for c in REACTIONS])),
        }

    def _told(self, test: SampleQuantileTest) -> tuple[float, str]:
        words = {1: "a gain", -1: "a loss", 0: "nothing"}
        return test.pvalue(self.setting.claim.side), words[self.finding(test)]

    def _reaction(self, factors: tuple[str, ...]) -> tuple[Any, ...]:
        part, alone = self.part(factors), len(factors) == 1
        name = listing([self.setting.label(f) for f in factors])
        moves = (self.moves[factors[0]], self.turning(factors[0])) if alone else (np.nan, np.nan)
        told = self._told(self.reacted(factors))
        return (name, 1e4 * part, 1e4 * (self.effect.abnormal + part), *told, *(1e4 * x for x in moves))

    def shown(self) -> Mapping[str, Table]:
        """Both tables."""
        return {"models": self.tables()["reaction"], "reactions": self.tables()["reaction-bound"]}

    def context(self) -> Mapping[str, Any]:
        """The factors in words, and the ends of the bound."""
        low, high = self.pulling(-1), self.pulling(1)
        return {
            "factors": [self.setting.label(f) for f in self.moves],
            "least_bp": 1e4 * (self.effect.abnormal + self.part(low)),
            "greatest_bp": 1e4 * (self.effect.abnormal + self.part(high)),
            "lag": count(self.lag, "session"),
            "fewer": any(a.test.nobs < self.effect.placebo.nobs for a in self.alternatives),
        }


def reaction(case: Case) -> Reaction:
    """Measure the portfolio without factors that the news may have moved, and bound what their reaction could hide.

    Raises
    ------
    WindowError, EstimationError
        If a model cannot be estimated, or the session before the window lacks a factor.

    References
    ----------
    As for :class:`Reaction`.
    """
    measured, series = case.once(measure), case.portfolio
    kind, (first, last) = case.setting.primary.returns, case.setting.span
    table, row = case.table_of(kind, series), case.design_of(kind, series).event_row
    model = measured.fits[series.key, kind].model
    return Reaction(
        effect=measured.primary,
        alternatives=tuple(_alternatives(case)) if series.factors else (),
        coefficients=dict(zip(series.factors, model.params[1:].tolist(), strict=True)),
        moves={f: float(table[f].iloc[row + first : row + last + 1].sum()) for f in series.factors},
        lag=_lag(case.setting),
        setting=case.setting,
    )


def _lag(setting: Setting) -> int:
    """Sessions by which factors precede the portfolio: the window's last day too is predicted from before the news."""
    return max(1, setting.span[1] + 1)


def _alternatives(case: Case) -> Iterator[Alternative]:
    """The portfolio by earlier factors, by none, and by all but one of several."""
    kind, series, lag = case.setting.primary.returns, case.portfolio, _lag(case.setting)
    factors = case.table_of(kind, series)[list(series.factors)]
    # Of a whole session, whatever part of one the window is: all that was known of the factors on its eve.
    earlier = case.table("close-to-close", series.factors, series.exchange).shift(lag)
    yield _alternative(case, f"{OWN}, {count(lag, 'session')} earlier", earlier)
    yield _alternative(case, CONSTANT, factors[[]])
    for factor in series.factors if len(series.factors) > 1 else ():
        yield _alternative(case, f"all but {case.setting.label(factor)}", factors.drop(columns=factor))


def _alternative(case: Case, name: str, factors: pd.DataFrame) -> Alternative:
    """The primary test with other factors: the same estimation window, window and placebo dates."""
    kind, series, span = case.setting.primary.returns, case.portfolio, case.setting.span
    design = case.design_of(kind, series)
    panel = event_panel(
        case.table_of(kind, series)[[series.key]].to_numpy(),
        factors.to_numpy(),
        design.events(1),
        estimation=case.setting.estimation,
        windows=[span],
        usable=design.usable,
        keep_residuals=False,
    )
    cars = np.full(len(design.dates), np.nan)
    cars[panel.included] = panel.car[:, 0]
    test = _among(cars, design, span[1] - span[0] + 1)
    return Alternative(name, test.statistic, float(panel.tvalues[0, 0]), test)


def _among(values: NDArray[np.float64], design: PlaceboDesign, length: int) -> SampleQuantileTest:
    """The event's value among those of the placebo dates whose windows do not overlap, of those that have one."""
    keep = design.apart(length) & np.isfinite(values[1:])
    return SampleQuantileTest(float(values[0]), values[1:][keep], design.rows[keep])
