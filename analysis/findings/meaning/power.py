"""What could have been seen: which move of the assets the rule would have found. The verdict is computed from it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import StudyError
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.meaning.power_tables import (
    CURVES,
    FUNDS,
    OF_WEIGHTS,
    beyond_words,
    funds_table,
    implied_table,
)
from analysis.findings.meaning.reach import (
    NO_LIST,
    WHOLE,
    Implied,
    Pair,
    Reach,
    implied_by,
    judged_move,
    needed_words,
    power_of_rule,
    power_of_t,
    reach_of_each,
    return_by_close,
)
from analysis.findings.piece import Piece
from analysis.findings.unusual.joint import portfolio_marked
from analysis.findings.unusual.placebo import move_of_assets
from analysis.market.holdings import Holdings
from analysis.measure.case import Case
from analysis.measure.deciding import Deciding, deciding
from analysis.measure.effects import Effect, Measured, measure
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.filters import size
from analysis.words.numbers import listing, percent, span
from analysis.words.study_words import assets_of, looked_for
from analysis.words.tables import Table

CURVE_POINTS = 121


@dataclass(frozen=True, eq=False, repr=False)
class Power(Piece):
    """What the rule of the verdict could have seen.

    Attributes
    ----------
    effect : Effect
        The portfolio's in the primary window, with the smallest effects that its t test and its placebo test find.
    tests : Deciding
        The tests of the rule.
    portfolio : Reach
    funds : tuple of Reach
        Every fund with a known weight.
    effects : ndarray, shape (G,)
        Effects on the portfolio (log, decimal, 0 and up).
    by_t, by_rule : ndarray, shape (G,)
        Probability that the t test, and the whole rule, finds each.
    implied : tuple of Implied
        For each move of interest, the judged one among them, in order of size.
    judged_pct : float
        The judged one, percent (:func:`judged_move`).
    marked : callable
        Gives the windows in which the portfolio's t test is out of its calibration band. Asked when the text needs
        it: no verdict rests on it.
    setting : Setting
    by_close : float
        Log return of the portfolio to the close of the session whose opening the primary window ends with, nan of none.
    """

    effect: Effect
    tests: Deciding
    portfolio: Reach
    funds: tuple[Reach, ...]
    effects: Floats
    by_t: Floats
    by_rule: Floats
    implied: tuple[Implied, ...]
    judged_pct: float
    marked: Callable[[], frozenset[str]]
    setting: Setting
    by_close: float = math.nan

    @property
    def detectable(self) -> float:
        """Smallest effect (log, decimal) that the whole rule finds with the declared power."""
        return self.portfolio.detectable

    @property
    def weight_pct(self) -> Pair:
        """Lowest and highest weight of the assets in the portfolio, in percent."""
        return self.portfolio.weight_pct

    @property
    def proxy(self) -> bool:
        """Whether the prices are of something else than the claim's assets."""
        return self.weight_pct != WHOLE

    @property
    def all_or_nothing(self) -> bool:
        """Whether the portfolio is the assets themselves, and each fund is too, or holds none."""
        return not self.proxy and {weight for reach in self.funds for weight in reach.weight_pct} <= {0.0, 100.0}

    @property
    def judged(self) -> Implied:
        """The move that "not found" needs to have been able to see."""
        return next(i for i in self.implied if i.move_pct == self.judged_pct)

    @property
    def declared(self) -> Implied:
        """The move whose power is told: the judged one; where that is the observed move, the next larger declared."""
        rule = self.setting.rule
        larger = (i for i in self.implied if i.move_pct > self.judged_pct)
        return self.judged if self.judged_pct == rule.judged_move_pct else next(larger, self.judged)

    @property
    def ruled_out(self) -> float:
        """Every larger effect on the portfolio (log, decimal, in the direction looked at) is ruled out at alpha."""
        alpha = self.setting.rule.alpha
        # For a move either way both bounds count: the larger is said.
        signs = (self.tests.looking.sign,) if self.setting.claim.sign else (1, -1)
        return max(s * t.effect + t.critical_value(alpha, -s) for t in self.tests.tests for s in signs)

    def needed(self, asset: str) -> Pair:
        """By how many percent an asset of the claim would have had to move to be seen.

        Returns
        -------
        (float, float)
            At the portfolio's highest and at its lowest weight; infinite at weight 0.

        Raises
        ------
        StudyError
            If the claim does not name the asset.
        """
        if asset not in (named := self.setting.claim.assets):
            what = f"the claim is not about {asset!r}"
            raise StudyError("power.needed", what, allowed=", ".join(named), remedy="name one of these")
        return self.portfolio.needed_pct

    def _barred_words(self) -> str:
        barred = float(np.mean(np.isinf(self.tests.needed)))  # dates on which no effect is found
        return percent(barred) if 0 < barred < 1 else ""

    def _detectable_by(self, test: SampleQuantileTest | None) -> float | None:
        """Smallest effect in basis points that one test alone finds with the declared power; None of no test."""
        asked = self.setting.level, self.setting.rule.power, self.tests.looking.sign
        return 1e4 * test.minimum_detectable_effect(*asked) if test else None

    @property
    def needed_words(self) -> str:
        """How far the assets themselves would have had to move to be seen, in one sentence."""
        return needed_words(self.portfolio, assets_of(self.setting.claim), percent(self.setting.rule.power))

    @once
    def record(self) -> dict[str, Any]:
        """Power at the effects that moves of the assets imply, what is ruled out, and the moves that it takes.

        ``detectable_bp`` is that of the whole rule; ``detectable_by`` those of its tests alone. ``power_low`` and
        ``power_high`` are those of the rule at the lowest and the highest weight; ``t_power_`` those of the t test;
        ``p_equivalence`` and ``ruled_out`` are of the effect at the lowest weight. The weights stand with the holdings.
        """
        return {
            "detectable_bp": 1e4 * self.detectable,
            "detectable_by_difference_bp": self._detectable_by(self.tests.difference),
            "detectable_by_neighbours_bp": self._detectable_by(self.tests.beside),
            "implied": [
                i.record() | {"needed_weight_pct": self.weight_for(i.move_pct), "judged": i is self.judged}
                for i in self.implied
            ],
            "ruled_out_from_bp": 1e4 * self.tests.looking.sign * self.ruled_out,
            "ruled_out_move_low_pct": self._ruled_out_move(self.weight_pct[1]),
            "ruled_out_move_high_pct": self._ruled_out_move(self.weight_pct[0]),
            "needed": [
                {"series": reach.key, "low_pct": reach.needed_pct[0], "high_pct": reach.needed_pct[1]}
                for reach in (self.portfolio, *self.funds)
            ],
        }

    def _ruled_out_move(self, weight_pct: float) -> float:
        return move_of_assets(self.tests.looking.sign * self.ruled_out, weight_pct)

    @property
    def _looked_for(self) -> str:
        return looked_for(self.setting.claim, self.tests.looking.sign)

    @once
    def tables(self) -> Mapping[str, Table]:
        """The two power curves."""
        curves = {"effect_bp": 1e4 * self.effects, "by_t": self.by_t, "by_rule": self.by_rule}
        return {"power": Table(CURVES, pd.DataFrame(curves))}

    @once
    def numbers(self) -> Table:
        """The portfolio and each fund: weight, smallest detectable effect, needed move."""
        return funds_table((self.portfolio, *self.funds))

    @once
    def shown(self) -> Mapping[str, Table]:
        """The funds and, last, the portfolio; and what moves of interest imply."""
        lines = self.numbers()
        portfolio = lines.frame.head(1).assign(fund=self.setting.portfolio.label)
        order = Table(lines.columns, pd.concat([lines.frame.iloc[1:], portfolio], ignore_index=True))
        names = [c.name for c in FUNDS if c.head and not (self.all_or_nothing and c.name in OF_WEIGHTS)]
        return {
            "funds": order.only(*names, needed=f"{self._looked_for} needed"),
            "implied": implied_table(self.implied, self._looked_for, self.tests.looking.sign),
        }

    def context(self) -> Mapping[str, Any]:
        """Words around the numbers."""
        effect, tests, told = self.effect, self.tests, self.declared
        beyond = map(self._ruled_out_move, reversed(self.weight_pct))
        return {
            "assets": assets_of(self.setting.claim),
            "proxy": self.proxy,
            "needed": self.needed_words,
            "by_t": size(1e4 * effect.detectable_by_t),
            "by_targets": _size(1e4 * effect.detectable(tests.looking.sign)),
            "by_difference": _size(self._detectable_by(tests.difference)),
            "by_neighbours": _size(self._detectable_by(tests.beside)),
            "by_rule": _size(1e4 * self.detectable),
            "likes": listing(tests.likes) if tests.likes else "",
            "by_comparison": tests.by_comparison,
            "ceiling": self._barred_words(),
            "marked": self.setting.primary.name in self.marked(),
            "rules_alone": any(reach.lists == NO_LIST for reach in self.funds),
            "move": told if told.effect[1] > 0 else None,
            "observed": self.judged_pct if told is not self.judged else None,
            "by_chance": percent(float(self.by_rule[0])),
            "chance": span(*map(percent, told.power)),
            "chance_by_t": span(*map(percent, told.t_power)),
            "or_hold": self._weight_words(),
            "beyond": beyond_words(*beyond, way=self._looked_for) if self.ruled_out > 0 else "",
        }

    def _weight_words(self) -> str:
        """Weight at which the judged move would be seen; nothing where none would do, or the prices are no proxy."""
        share = self.weight_for(self.judged.move_pct) / 100
        if not self.proxy or share > 1:
            return ""
        return f"at the same noise a weight of {percent(share)} would show a move of {self.judged.move_pct:g} %"

    def weight_for(self, move_pct: float) -> float:
        """Weight of the assets, in percent, at which a move of them has the smallest detectable effect."""
        return move_of_assets(self.tests.looking.sign * self.detectable, move_pct)


def _size(effect_bp: float | None) -> str:
    return "" if effect_bp is None else size(effect_bp if math.isfinite(effect_bp) else None)


def power(case: Case) -> Power:
    """What the rule could have seen: a grid of effects, the effects that moves of the assets imply, each fund.

    References
    ----------
    Bloom, H. S. (1995), "Minimum detectable effects", Evaluation Review 19(5), 547-556.
    """
    return power_by(case.once(measure), case.once(deciding), case.holdings, partial(portfolio_marked, case))


def power_by(measured: Measured, tests: Deciding, holdings: Holdings, marked: Callable[[], frozenset[str]]) -> Power:
    """The same from measured effects, the rule's tests and the funds' weights; ``marked`` as in :class:`Power`."""
    setting, effect = measured.setting, measured.primary
    portfolio, *funds = reach_of_each(measured, holdings, tests)
    # With so few placebo dates that none is significant, the t test alone says how far the curves reach.
    reach = portfolio.detectable if math.isfinite(portfolio.detectable) else effect.detectable_by_t
    grid = np.linspace(0, 2 * reach, CURVE_POINTS)
    judged = judged_move(effect, portfolio.weight_pct)
    moves = {*setting.rule.moves_of_interest_pct, judged}
    return Power(
        effect=effect,
        tests=tests,
        portfolio=portfolio,
        funds=tuple(funds),
        effects=grid,
        by_t=power_of_t(effect, grid, setting),
        by_rule=power_of_rule(tests, grid),
        implied=tuple(implied_by(move, portfolio.weight_pct, effect, tests) for move in sorted(moves)),
        judged_pct=judged,
        marked=marked,
        setting=setting,
        by_close=return_by_close(measured),
    )
