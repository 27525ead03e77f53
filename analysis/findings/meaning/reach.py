"""How far a test reaches: the move of the assets that an effect takes, and the chance of seeing it. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.equivalence import EquivalenceTest, equivalence
from analysis.eventstudy.placebo.power import power_of
from analysis.findings.unusual.placebo import move_of_assets
from analysis.market.holdings import Holdings
from analysis.measure.effects import Effect, Measured
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting

Pair = tuple[float, float]
"""A number at the lowest and at the highest weight of the assets that the sources allow."""
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
        Smallest effect (log, decimal) that its own tests find, infinite where they find none; not a number where it
        was not measured in the primary window.
    lists : str
        Days of the lists of holdings that a fund's weight rests on.
    """

    key: str
    weight_pct: Pair
    detectable: float
    lists: str = ""

    @property
    def needed_pct(self) -> Pair:
        """Least and greatest move of the assets, in percent, that it takes."""
        return needed_moves(self.detectable, self.weight_pct)


@dataclass(frozen=True, slots=True)
class Implied:
    """What a move of the assets would have added to the portfolio, by the funds' weights.

    Attributes
    ----------
    gain_pct : float
        Size of the move, in the claimed direction.
    effect : (float, float)
        Log returns as decimals.
    power, t_power : (float, float)
        Probability that the placebo test, and the t test, finds such an effect.
    equivalence : EquivalenceTest or None
        Whether the effect at the highest weight can be ruled out; None at weight 0.
    """

    gain_pct: float
    effect: Pair
    power: Pair
    t_power: Pair
    equivalence: EquivalenceTest | None


def needed_moves(effect: float, weight_pct: Pair) -> Pair:
    """Moves of the assets, in percent, that give a fund this effect (decimal), at its highest and its lowest weight.

    Infinite at weight 0.
    """
    low, high = weight_pct
    return move_of_assets(effect, high), move_of_assets(effect, low)


def reach_of_each(measured: Measured, holdings: Holdings) -> tuple[Reach, ...]:
    """The portfolio, then every fund with a known weight, by its own tests in the primary window."""
    setting = measured.setting
    found = {e.series.key: e.detectable for e in measured.within(setting.primary)}
    portfolio = Reach(PORTFOLIO, holdings.weight_of(setting.study.portfolio.members), found[PORTFOLIO])
    lists = {t: ", ".join(map(str, days)) or NO_LIST for t, days in holdings.lists.items()}
    return (portfolio, *(Reach(t, w, found.get(t, math.nan), lists[t]) for t, w in holdings.weights.items()))


def implied_by(gain_pct: float, weight_pct: Pair, effect: Effect, setting: Setting) -> Implied:
    """What a move implies, the power of both tests at it, and whether it is ruled out at the highest weight."""
    low, high = (gain_pct * weight / 1e4 for weight in weight_pct)
    test = equivalence(effect.abnormal, effect.bse, effect.df_resid, high, setting.rule.alpha) if high > 0 else None
    powers = (of(effect, (low, high), setting) for of in (power_of_placebo, power_of_t))
    by_placebo, by_t = ((float(p[0]), float(p[1])) for p in powers)
    return Implied(gain_pct, (low, high), by_placebo, by_t, test)


def power_of_t(effect: Effect, sizes: Sequence[float] | Floats, setting: Setting) -> Floats:
    """Probability that the one-sided t test finds effects of some sizes."""
    return power_of(sizes, effect.bse, effect.df_resid, alpha=setting.rule.alpha, sided=1)


def power_of_placebo(effect: Effect, sizes: Sequence[float] | Floats, setting: Setting) -> Floats:
    """Share of the placebo dates on which each effect, once added, exceeds the critical value."""
    test, sign = effect.placebo, setting.claim.sign
    critical = test.critical_value(setting.rule.alpha, sign)
    return np.asarray(np.mean(sign * test.placebo[:, None] + np.asarray(sizes) > critical, axis=0))
