"""Had the factors reacted themselves: models that no reaction can touch, and a bound on what it could have hidden."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.piece import Piece
from analysis.findings.sure.reaction_models import OWN, OtherModel, alternatives, lag_of
from analysis.measure.case import Case
from analysis.measure.deciding import Deciding, deciding, significant
from analysis.measure.effects import DRIFT, Effect, fit_series, measure
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.numbers import count, listing
from analysis.words.plain import records
from analysis.words.tables import Column, Table

HEADING = "Had the factors reacted themselves"
ABNORMAL = "abnormal return of the portfolio in the primary window, basis points"
TESTED = (
    Column("p", "p-value of the portfolio's own primary test with it", "p", "p"),
    Column("p_difference", "p-value of the portfolio less the like series", "p, less like series", "p"),
    Column("own_test", "what the portfolio's own test alone finds with it, at the level of the rule"),
    Column("finding", "what the tests that decide, that less neighbours aside, find with it", "finding"),
)
FOUND = {"a gain": "gain", "a loss": "loss"}
"""Findings as a table says them."""
MODELS = (
    Column("model", "what takes the place of the factors", "factors"),
    Column("abnormal_bp", ABNORMAL, "abnormal, bp", "bp"),
    Column("t", "its t value", "t", "t"),
    *TESTED,
    Column("dates", "placebo dates on which it can be measured"),
)
REACTIONS = (
    Column("factors", "factors whose whole move in the window is taken for the news' own work", "factors that reacted"),
    Column("part_bp", "their part of the portfolio's move, which the model takes out, bp", "taken out, bp", "bp"),
    Column("abnormal_bp", f"{ABNORMAL}, with this part put back", "abnormal, bp", "bp"),
    *TESTED,
    Column("own_bp", "the factor's own move in the window, basis points", "own move, bp", "bp"),
    Column("turning_bp", "its reaction alone at which the portfolio's own test turns, bp", "turns at, bp", "bp"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Reaction(Piece):
    r"""What the primary tests would have found had the news moved the factors too.

    Attributes
    ----------
    effect : Effect
        The portfolio's in the primary window, by its declared model.
    tests : Deciding
        The tests on which the verdict rests.
    alternatives : tuple of OtherModel
        Without contemporaneous factors, and without each of them; none where the model has no factor.
    coefficients, moves, like_parts : dict of str to float
        By factor: its coefficient in the declared model, its log return in the window, and its part of the like
        funds' mean move.
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
    tests: Deciding
    alternatives: tuple[OtherModel, ...]
    coefficients: Mapping[str, float]
    moves: Mapping[str, float]
    like_parts: Mapping[str, float]
    lag: int
    setting: Setting

    def finding(self, tests: Sequence[SampleQuantileTest | None]) -> str:
        """What all of some tests find at the level of the rule: "a gain", "a loss" or "nothing"."""
        level, asked = self.setting.level, [t for t in tests if t is not None]
        found = (
            word for sign, word in ((1, "a gain"), (-1, "a loss")) if all(significant(t, sign, level) for t in asked)
        )
        return next(found, "nothing")

    def reacted(self, factors: Sequence[str]) -> tuple[SampleQuantileTest, SampleQuantileTest | None]:
        """The primary tests if the news caused the whole move of some factors."""
        part, difference = self.part(factors), self.tests.difference
        less_like = part - math.fsum(self.like_parts[f] for f in factors)
        return _shifted(self.tests.targets, part), None if difference is None else _shifted(difference, less_like)

    def part(self, factors: Sequence[str]) -> float:
        """Part of the portfolio's move that some factors explain (log, decimal)."""
        return math.fsum(self.effect.parts[f] for f in factors)

    def pulling(self, sign: int) -> tuple[str, ...]:
        """Factors whose part of the portfolio's move has a sign."""
        return tuple(f for f in self.moves if sign * self.effect.parts[f] > 0)

    @property
    def sets(self) -> list[tuple[str, ...]]:
        """Each factor alone, then all that raise the abnormal return, and all that lower it."""
        several = (s for s in (self.pulling(1), self.pulling(-1)) if len(s) > 1)
        return [*((f,) for f in self.moves), *several]

    def turning(self, factor: str) -> float:
        """Reaction of one factor alone (log, decimal) at which the portfolio's own test begins, or ceases, to find.

        Infinite when there are too few placebo dates to find anything.
        """
        sign, bar = self.tests.looking.sign, self.tests.targets.critical_value
        return (sign * bar(self.setting.level, sign) - self.effect.abnormal) / self.coefficients[factor]

    @once
    def record(self) -> dict[str, Any]:
        """Alternatives to the declared factors, and the abnormal return if the news caused whole moves of theirs.

        ``finding`` is "a gain", "a loss" or "nothing" at the level of the rule. The declared model's own numbers, and
        the factors' moves and single parts, stand with the effects and the decomposition: ``part_bp`` is None for one
        factor. ``turning_bp`` is None for several, and where there are too few dates to find anything. ``changes``
        names what alters the finding, ``own_test_changes`` what alters that of the portfolio's own test alone.
        """
        tables = self.tables()
        models, reactions = tables["reaction"].frame, tables["reaction-bound"].frame
        part, several = reactions["part_bp"], reactions["own_bp"].isna()
        return {
            "dates": self.tests.targets.nobs,
            "lag": self.lag,
            "finding": models["finding"].iloc[0],
            "models": records(models.iloc[1:]),
            "reactions": records(reactions.assign(part_bp=part.where(several)).drop(columns="own_bp")),
            "changes": self._changing("finding"),
            "own_test_changes": self._changing("own_test"),
        }

    def _changing(self, column: str) -> list[str]:
        """Lines of both tables whose finding is not that of the declared model."""
        models, reactions = (table.frame for table in self.tables().values())
        own = models[column].iloc[0]
        reacted = (f"a reaction of {name}" for name in reactions.loc[reactions[column] != own, "factors"])
        return [*models.loc[models[column] != own, "model"], *reacted]

    @once
    def tables(self) -> Mapping[str, Table]:
        """The models with other factors, the declared one first; and the bound, one line a set of factors."""
        own = OtherModel(OWN, self.effect.tvalue, self.tests.targets, self.tests.difference)
        models = [
            (a.name, 1e4 * a.targets.effect, a.tvalue, *self._told(a.targets, a.difference), a.targets.nobs)
            for a in (own, *self.alternatives)
        ]
        reactions = [self._reaction(factors) for factors in self.sets]
        return {
            "reaction": Table(MODELS, pd.DataFrame(models, columns=[c.name for c in MODELS])),
            "reaction-bound": Table(REACTIONS, pd.DataFrame(reactions, columns=[c.name for c in REACTIONS])),
        }

    def _told(
        self, targets: SampleQuantileTest, difference: SampleQuantileTest | None
    ) -> tuple[float, float, str, str]:
        side, asked = (
            self.tests.looking.alternative,
            [difference] if self.tests.by_comparison else [targets, difference],
        )
        p_difference = np.nan if difference is None else difference.pvalue(side)
        return targets.pvalue(side), p_difference, self.finding([targets]), self.finding(asked)

    def _reaction(self, factors: tuple[str, ...]) -> tuple[Any, ...]:
        part, alone = self.part(factors), len(factors) == 1
        name = listing([self.setting.label(f) for f in factors])
        moves = (self.moves[factors[0]], self.turning(factors[0])) if alone else (np.nan, np.nan)
        told = self._told(*self.reacted(factors))
        return (name, 1e4 * part, 1e4 * (self.effect.abnormal + part), *told, *(1e4 * x for x in moves))

    def shown(self) -> Mapping[str, Table]:
        """Both tables, without what none or all lines have."""
        tables, left_out = self.tables(), [] if self.tests.difference else ["p_difference"]
        if not self._changing("finding"):
            left_out.append("finding")  # one for all, which the paragraph says
        shown = {"models": tables["reaction"], "reactions": tables["reaction-bound"]}
        brief = {k: replace(t, frame=t.frame.replace({"finding": FOUND})) for k, t in shown.items()}
        return {k: t.only(*(c.name for c in t.columns if c.name not in left_out)) for k, t in brief.items()}

    def context(self) -> Mapping[str, Any]:
        """The factors in words, and the ends of the bound."""
        low, high = self.pulling(-1), self.pulling(1)
        return {
            "factors": [self.setting.label(f) for f in self.moves],
            "least_bp": 1e4 * (self.effect.abnormal + self.part(low)),
            "greatest_bp": 1e4 * (self.effect.abnormal + self.part(high)),
            "lag": count(self.lag, "session"),
            "fewer": any(a.targets.nobs < self.tests.targets.nobs for a in self.alternatives),
            "sided": self.tests.looking.sided,
            "beside": self.tests.beside is not None,
        }


def _shifted(test: SampleQuantileTest, effect: float) -> SampleQuantileTest:
    """The test with an effect put back on the event date, among the same placebo values."""
    return replace(test, statistic=(test.effect + effect) / test.scale)


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
    measured, tests, portfolio = case.once(measure), case.once(deciding), case.portfolio
    kind, (first, last) = case.setting.primary.returns, case.setting.span
    table, row = case.table_of(kind, portfolio), case.design_of(kind, portfolio).event_row
    model = measured.fits[portfolio.key, kind].model
    funds = [replace(s, exchange=case.timing.home) for s in case.series if s.key in tests.likes]
    cars = [fit_series(case, s, kind, [(first, last)]).car(first, last) for s in funds]
    likes = [
        dict(zip((DRIFT, *s.factors), c.contributions.tolist(), strict=True)) for s, c in zip(funds, cars, strict=True)
    ]
    return Reaction(
        effect=measured.primary,
        tests=tests,
        alternatives=tuple(alternatives(case, tests.likes)) if portfolio.factors else (),
        coefficients=dict(zip(portfolio.factors, model.params[1:].tolist(), strict=True)),
        moves={f: float(table[f].iloc[row + first : row + last + 1].sum()) for f in portfolio.factors},
        like_parts={f: float(np.mean([p.get(f, 0.0) for p in likes] or [0.0])) for f in portfolio.factors},
        lag=lag_of(case.setting),
        setting=case.setting,
    )
