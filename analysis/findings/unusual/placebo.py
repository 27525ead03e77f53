"""The primary test: the portfolio's abnormal return among those of other dates, clear of the event's own story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.effects import Effect, measure
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.filters import level, signed
from analysis.words.numbers import listing, percent
from analysis.words.tables import Column, Table

COLUMNS = (
    Column("session", "first session that could react, had the news come then"),
    Column("abnormal_bp", "abnormal return of the portfolio in the primary window, basis points"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Placebo(Piece):
    """Where the event stands among the placebo dates, and how much their noise depends on which dates they are.

    Attributes
    ----------
    effect : Effect
        The portfolio's in the primary window; it holds the test of the abnormal return and that of its t value.
    sessions : DatetimeIndex, shape (M,)
        The placebo dates.
    near : SampleQuantileTest
        The same test among the dates at most ``placebo.near`` sessions from the event, where noise is most like the
        event's own; perhaps of no date.
    weight_pct : (float, float)
        Lowest and highest weight of the claim's assets in the portfolio, in percent.
    setting : Setting
    """

    effect: Effect
    sessions: pd.DatetimeIndex
    near: SampleQuantileTest
    weight_pct: tuple[float, float]
    setting: Setting

    @property
    def test(self) -> SampleQuantileTest:
        """The sample-quantile test of the abnormal return."""
        return self.effect.placebo

    @property
    def side(self) -> Literal["greater", "less"]:
        """Side on which the event is compared: the claim's, unless it is significant on the other side only."""
        claim, alpha = self.setting.claim, self.setting.rule.alpha
        against = self.test.pvalue(claim.other_side) <= alpha < self.test.pvalue(claim.side)
        return claim.other_side if against else claim.side

    @property
    def as_far(self) -> int:
        """How many placebo dates lie as far out as the event, on that side."""
        test = self.test
        beyond = test.placebo >= test.statistic if self.side == "greater" else test.placebo <= test.statistic
        return int(np.count_nonzero(beyond))

    @property
    def critical(self) -> float:
        """Abnormal return from which on an effect in the claimed direction is significant, with its sign."""
        return self._critical(self.test)

    def _critical(self, test: SampleQuantileTest) -> float:
        sign = self.setting.claim.sign
        return sign * test.critical_value(self.setting.rule.alpha, sign)

    @once
    def record(self) -> dict[str, Any]:
        """Rank, p-values, critical values and noise.

        ``t`` ranks the t value instead of the abnormal return, so that each date is measured by the noise of its own
        estimation window. ``near`` is None where there is no near date. The event's own abnormal return and what could
        have been detected stand with the effects.
        """
        by_t = self.effect.placebo_t
        return {
            "dates": self.test.nobs,
            "first": f"{self.sessions.min():%Y-%m-%d}",
            "last": f"{self.sessions.max():%Y-%m-%d}",
            "side": self.side,
            "as_far": self.as_far,
            "p": self.test.pvalue(self.side),
            "critical_bp": 1e4 * self.critical,
            "needed_by_t_pct": self._needed(self.effect.detectable_by_t),
            "needed_by_placebo_pct": self._needed(self.effect.detectable_by_placebo),
            "p_of_t": by_t.pvalue(self.side),
            "near": self._near() if self.near.nobs else None,
            "years": self._years(),
        }

    def _near(self) -> dict[str, Any]:
        detectable, (low, high) = self._detectable_near(), self.weight_pct
        return {
            "dates": self.near.nobs,
            "p": self.near.pvalue(self.side),
            "critical_bp": 1e4 * self._critical(self.near),
            "detectable_bp": 1e4 * detectable,
            "needed_low_pct": move_of_assets(detectable, high),
            "needed_high_pct": move_of_assets(detectable, low),
        }

    def _detectable_near(self) -> float:
        rule = self.setting.rule
        return self.near.minimum_detectable_effect(rule.alpha, rule.power, self.setting.claim.sign)

    def _needed(self, effect: float) -> float:
        return move_of_assets(effect, self.weight_pct[1])

    def _years(self) -> list[dict[str, Any]]:
        """Standard deviation of the placebo values by calendar year; none for a year of one date."""
        found = []
        for year in np.unique(self.sessions.year):
            values = self.test.placebo[self.sessions.year == year]
            spread = float(values.std(ddof=1)) * 1e4 if len(values) > 1 else None
            found.append({"year": int(year), "dates": len(values), "sd_bp": spread})
        return found

    @once
    def tables(self) -> Mapping[str, Table]:
        """The placebo dates in order of time."""
        frame = pd.DataFrame({"session": self.sessions.strftime("%Y-%m-%d"), "abnormal_bp": 1e4 * self.test.placebo})
        return {"placebo": Table(COLUMNS, frame)}

    @once
    def shown(self) -> Mapping[str, Table]:
        """What could have been detected, by each yardstick of noise."""
        told, length = self.record(), self.setting.study.estimation.length
        assets = listing(self.setting.claim.assets)
        lines = [
            (f"t test: the {length} sessions of the estimation window", self.effect.detectable_by_t),
            (f"all {told['dates']} placebo dates", self.effect.detectable_by_placebo),
        ]
        if self.near.nobs:
            reach = self.setting.study.placebo.near
            lines.append((f"the {self.near.nobs} placebo dates within {reach} sessions", self._detectable_near()))
        columns = (
            Column("yardstick", "whose noise the event is measured by", "yardstick"),
            Column("detectable_bp", "smallest effect found", "smallest detectable effect, bp", "size"),
            Column("needed_pct", "move that it takes", f"move in the {assets} at their highest weight", "whole_pct"),
        )
        frame = pd.DataFrame([(name, 1e4 * x, self._needed(x)) for name, x in lines], columns=[c.name for c in columns])
        return {"yardsticks": Table(columns, frame)}

    def context(self) -> Mapping[str, Any]:
        """Words around the numbers."""
        rises = self.side == "greater"
        return {
            "event": signed(1e4 * self.test.statistic),
            "or_more": "more" if rises else "less",
            "looking_for": "rise" if rises else "fall",
            "level": level(self.setting.rule.alpha),
            "chance": percent(self.setting.rule.power),
        }


def placebo(case: Case) -> Placebo:
    """Rank the portfolio's abnormal return in the primary window among the placebo dates.

    References
    ----------
    Gelbach, J. B., Helland, E. and Klick, J. (2013), "Valid inference in single-firm, single-event studies", American
    Law and Economics Review 15(2), 495-541.
    """
    effect = case.once(measure).primary
    days = case.sessions(effect.series.exchange)
    event_row = case.design_of(case.setting.primary.returns, effect.series).event_row
    near = effect.placebo.within(case.study.placebo.near, event_row)
    return Placebo(effect, days[effect.placebo.rows], near, case.holdings.weight_of(case.members), case.setting)


def move_of_assets(effect: float, weight_pct: float) -> float:
    """Move in the assets, in percent, that moves a fund by ``effect`` (decimal); infinite at weight 0."""
    return 1e4 * effect / weight_pct if weight_pct > 0 else float("inf")
