"""How far a test reaches: the move of the assets that an effect takes, and the chance of seeing it. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.power import power_of
from analysis.findings.unusual.placebo import move_of_assets
from analysis.market.holdings import Holdings
from analysis.measure.deciding import Deciding
from analysis.measure.effects import Effect, Measured
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.numbers import percent

Pair = tuple[float, float]
"""A number at the lowest and at the highest weight of the assets that the sources allow."""
WHOLE = (100.0, 100.0)
"""Weight of the portfolio in what the claim is about when it is no proxy."""
NO_LIST = "none"
"""What stands for the lists of a fund whose rules alone say what it holds."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What one fund, or the portfolio, could have shown.

    Attributes
    ----------
    key : str
        Ticker, or "portfolio".
    weight_pct : (float, float)
        Of the assets in it.
    detectable : float
        Smallest effect (log, decimal, positive) that is found: a fund's by its own test, the portfolio's by the whole
        rule. Infinite where none is; not a number where the fund was not measured in the primary window.
    lists : str
        Days of the lists of holdings that a fund's weight rests on.
    sign : {1, -1}
        Direction of the effect.
    """

    key: str
    weight_pct: Pair
    detectable: float
    lists: str = ""
    sign: int = 1

    @property
    def needed_pct(self) -> Pair:
        """Least and greatest move of the assets, in percent, that it takes."""
        return needed_moves(self.sign * self.detectable, self.weight_pct)


@dataclass(frozen=True, slots=True)
class Implied:
    """What a move of the assets would have added to the portfolio, by the funds' weights.

    Attributes
    ----------
    move_pct : float
        Size of the move, in the direction in which the report looks.
    effect : (float, float)
        Log returns as decimals, positive in that direction.
    power, t_power : (float, float)
        Probability that the whole rule, and the t test alone, finds such an effect.
    pvalue : float
        Of the hypothesis that the true effect is as large as that at the lowest weight; nan at weight 0.
    ruled_out : bool
        Whether it can be rejected.
    """

    move_pct: float
    effect: Pair
    power: Pair
    t_power: Pair
    pvalue: float
    ruled_out: bool

    def record(self) -> dict[str, float | bool]:
        """The numbers by name; effects in basis points."""
        return {
            "move_pct": self.move_pct,
            "low_bp": 1e4 * self.effect[0],
            "high_bp": 1e4 * self.effect[1],
            "power_low": self.power[0],
            "power_high": self.power[1],
            "t_power_low": self.t_power[0],
            "t_power_high": self.t_power[1],
            "p_equivalence": self.pvalue,
            "ruled_out": self.ruled_out,
        }


def needed_moves(effect: float, weight_pct: Pair) -> Pair:
    """Moves of the assets, in percent, that give a fund this effect (log, with sign), at highest and lowest weight.

    Infinite where none does.
    """
    low, high = weight_pct
    return move_of_assets(effect, high), move_of_assets(effect, low)


def effect_of_move(move_pct: float, weight_pct: float, sign: int) -> float:
    """Log return of a fund, positive in the direction ``sign``, when the assets in it move by so many percent.

    Infinite when nothing is left.
    """
    left = 1 + sign * move_pct * weight_pct / 1e4
    return sign * math.log(left) if left > 0 else math.inf


def reach_of_each(measured: Measured, holdings: Holdings, tests: Deciding) -> tuple[Reach, ...]:
    """The portfolio by the whole rule, then every fund with a known weight by its own test in the primary window."""
    setting, sign = measured.setting, tests.looking.sign
    found = {e.series.key: e.detectable(sign) for e in measured.within(setting.primary)}
    portfolio = Reach(PORTFOLIO, holdings.weight_of(setting.study.portfolio.members), tests.detectable, sign=sign)
    lists = {t: ", ".join(map(str, days)) or NO_LIST for t, days in holdings.lists.items()}
    shown = set(setting.study.tickers("witness"))  # in no test, so they could have seen nothing
    funds = {t: w for t, w in holdings.weights.items() if t not in shown}
    return (portfolio, *(Reach(t, w, found.get(t, math.nan), lists[t], sign) for t, w in funds.items()))


def implied_by(move_pct: float, weight_pct: Pair, effect: Effect, tests: Deciding) -> Implied:
    """What a move implies, the power of the rule and of the t test at it, and whether it is ruled out.

    It is ruled out when all deciding tests reject the hypothesis of the effect at the lowest weight, towards less; for
    a claim of a move either way, that of both signs.
    """
    sign, setting = tests.looking.sign, tests.setting
    low, high = (effect_of_move(move_pct, weight, sign) for weight in weight_pct)
    signs = (sign,) if setting.claim.sign else (1, -1)
    p = math.nan
    if low > 0:
        p = max(t.pvalue_of(s * low, "less" if s > 0 else "greater") for t in tests.tests for s in signs)
    by_rule, by_t = power_of_rule(tests, (low, high)), power_of_t(effect, (low, high), setting)
    rule, t = ((float(x[0]), float(x[1])) for x in (by_rule, by_t))
    return Implied(move_pct, (low, high), rule, t, p, p <= setting.rule.alpha)


def power_of_t(effect: Effect, sizes: Sequence[float] | Floats, setting: Setting) -> Floats:
    """Probability that the t test in one direction finds effects of some sizes."""
    return power_of(sizes, effect.bse, effect.df_resid, alpha=setting.level, sided=1)


def power_of_rule(tests: Deciding, sizes: Sequence[float] | Floats) -> Floats:
    """Share of the placebo dates on which each effect, once added to all members, is found by the whole rule."""
    return np.asarray(np.mean(tests.needed[:, None] < np.asarray(sizes), axis=0))


def judged_move(effect: Effect, weight_pct: Pair) -> float:
    """The move of the assets, in percent, that "not found" must rule out.

    As declared; of the assets' own prices no more than they moved themselves, where that was as claimed: what they did
    is not refuted by ruling out ten times as much. The power at such a move is observed power, which follows from the
    p-value alone: texts tell that of a declared move (:attr:`analysis.findings.meaning.power.Power.declared`).

    References
    ----------
    Hoenig, J. M. and Heisey, D. M. (2001), "The abuse of power: the pervasive fallacy of power calculations for data
    analysis", The American Statistician 55(1), 19-24.
    """
    setting = effect.setting
    declared, sign = setting.rule.judged_move_pct, setting.claim.sign
    own = 100 * math.expm1(effect.raw)
    moved = float(f"{sign * own if sign else abs(own):.2g}")
    return moved if weight_pct == WHOLE and 0 < moved < declared else declared


def return_by_close(measured: Measured) -> float:
    """Log return of the portfolio to the close of day 0, where the primary window ends at its opening; else nan."""
    if measured.primary.window.returns != "overnight":
        return math.nan
    of_day = (e for e in measured.effects if e.series.key == PORTFOLIO and e.window.returns == "close-to-close")
    return next((e.raw for e in of_day if e.window.first == e.window.last == 0), math.nan)


def needed_words(portfolio: Reach, assets: str, chance: str) -> str:
    """How far the assets themselves would have had to move to be seen, in one sentence.

    ``assets`` as texts call them; ``chance``: the declared power in words.
    """
    nearest = portfolio.needed_pct[0]
    if math.isinf(nearest):
        held = "the least one that could is more than the whole value" if portfolio.weight_pct[1] else "none is held"
        reason = "there are too few placebo dates" if math.isinf(portfolio.detectable) else held
        return f"No move of the {assets} could have been seen: {reason}."
    amount = percent(nearest / 100) + ("" if portfolio.weight_pct == WHOLE else " or more")
    return f"The rule finds a move of the {assets} by {amount} with {chance} probability."
