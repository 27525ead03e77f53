"""The first primary test: the portfolio's abnormal return among those of other dates, clear of the event's story."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.eventstudy.numeric import tail_probability
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.deciding import Deciding, deciding
from analysis.measure.effects import Effect, measure
from analysis.measure.looking import Looking
from analysis.measure.on_dates import OnDates
from analysis.once import once
from analysis.study.declarations import Window
from analysis.study.setting import Setting
from analysis.words.filters import level
from analysis.words.numbers import bp, bp_interval, listing, percent
from analysis.words.study_words import assets_of, verdict_words
from analysis.words.tables import Column, Table

COLUMNS = (
    Column("session", "first session that could react, had the news come then"),
    Column("abnormal_bp", "abnormal return of the portfolio in the primary window, basis points"),
    Column("eve_sd_bp", "volatility known on the eve of that window, basis points"),
    Column("standardised", "the one over the other"),
)
YARDSTICKS = (
    Column("yardstick", "whose noise the event is measured by", "measured by"),
    Column("p", "p-value", "p", "p"),
    Column("critical_bp", "effect that is significant", "significant from, bp", "bp"),
    Column("detectable_bp", "smallest effect found", "detectable, bp", "size"),
    Column("needed_pct", "move that it takes", "move that it takes", "whole_pct"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Placebo(Piece):
    """Where the event stands among the placebo dates, and how much their noise depends on which dates they are.

    Attributes
    ----------
    effect : Effect
        The portfolio's in the primary window; it holds the test that counts, and those of the abnormal return as it is
        and of its t value.
    sessions : DatetimeIndex, shape (M,)
        The placebo dates.
    near : SampleQuantileTest
        The abnormal return as it is among the dates at most ``placebo.near`` sessions from the event; perhaps of no
        date.
    days : int
        Calendar days from the event's eve to the end of its window.
    as_long : SampleQuantileTest
        The test that counts among the dates whose window spans just so many; perhaps of no date.
    weight_pct : (float, float)
        Lowest and highest weight of the claim's assets in the portfolio, in percent.
    tests : Deciding
        The tests of the verdict, of which this is the first.
    setting : Setting
    """

    effect: Effect
    sessions: pd.DatetimeIndex
    near: SampleQuantileTest
    days: int
    as_long: SampleQuantileTest
    weight_pct: tuple[float, float]
    tests: Deciding
    setting: Setting

    @property
    def looking(self) -> Looking:
        """Direction of the test."""
        return self.tests.looking

    @property
    def test(self) -> SampleQuantileTest:
        """The abnormal return over the volatility known on the eve, among those of the placebo dates."""
        return self.effect.placebo

    @property
    def pvalue(self) -> float:
        """Its p-value."""
        return self.test.pvalue(self.looking.alternative)

    @property
    def as_far(self) -> int:
        """On how many placebo dates this is as far out as the event's, in the direction looked at."""
        return self.test.as_far(self.looking.sign)

    @property
    def critical(self) -> float:
        """Abnormal return from which on an effect in that direction is significant, with its sign."""
        return self._critical(self.test)

    def _critical(self, test: SampleQuantileTest) -> float:
        return self.looking.sign * test.critical_value(self.setting.level, self.looking.sign)

    @once
    def record(self) -> dict[str, Any]:
        """Rank, p-value, critical value and noise.

        ``beside`` holds the same by other measures of noise, ``t`` by the t test, ``as_long`` among the dates whose
        window spans as many calendar days; ``least_p`` is the smallest that so many dates can give. The event's own
        abnormal return, its interval and what could have been detected stand with the effects.
        """
        measures = self.shown()["yardsticks"].frame.to_dict("records")
        return {
            "dates": self.test.nobs,
            "first": f"{self.sessions.min():%Y-%m-%d}",
            "last": f"{self.sessions.max():%Y-%m-%d}",
            "side": self.looking.alternative,
            "as_far": self.as_far,
            "p": self.pvalue,
            "critical_bp": 1e4 * self.critical,
            "decay": self.setting.study.placebo.decay,
            "variance_factor": self.tests.variance_factor,
            "beside": measures[1:-1],
            "t": {"p": measures[-1]["p"], "critical_bp": measures[-1]["critical_bp"]},
            "near_dates": self.near.nobs,
            "least_p": self._least,
            "as_long": {
                "days": self.days,
                "dates": self.as_long.nobs,
                "p": self.as_long.pvalue(self.looking.alternative) if self.as_long.nobs else None,
            },
            "years": self._years(),
        }

    @property
    def _least(self) -> float:
        """The smallest p-value that so many dates can give."""
        return min(1.0, (2 if self.looking.alternative == "two-sided" else 1) / (1 + self.test.nobs))

    def _years(self) -> list[dict[str, Any]]:
        """By calendar year: noise of the placebo dates, and on what share of them the test that counts rejects."""
        found, sign = [], self.looking.sign
        beyond = sign * self.test.placebo_effects > sign * self.critical
        if self.looking.alternative == "two-sided":
            beyond |= -sign * self.test.placebo_effects > self.test.critical_value(self.setting.level, -sign)
        for year in np.unique(self.sessions.year):
            chosen = self.sessions.year == year
            values = self.effect.placebo_plain.placebo[chosen]
            spread = float(values.std(ddof=1)) * 1e4 if len(values) > 1 else None
            rejects = float(beyond[chosen].mean())
            found.append({"year": int(year), "dates": len(values), "sd_bp": spread, "rejects": rejects})
        return found

    @once
    def tables(self) -> Mapping[str, Table]:
        """The placebo dates in order of time."""
        plain, test = self.effect.placebo_plain.placebo, self.test.placebo
        with np.errstate(invalid="ignore"):
            columns = (self.sessions.strftime("%Y-%m-%d"), 1e4 * plain, 1e4 * plain / test, test)
        frame = pd.DataFrame(dict(zip((c.name for c in COLUMNS), columns, strict=True)))
        return {"placebo": Table(COLUMNS, frame)}

    @once
    def shown(self) -> Mapping[str, Table]:
        """P-value, critical value and what could have been detected, by each yardstick of noise."""
        study, effect = self.setting.study, self.effect
        lines = [
            (self._eve(), self.test),
            (f"all {effect.placebo_plain.nobs} placebo dates alike", effect.placebo_plain),
        ]
        if self.near.nobs:
            lines.append((f"the {self.near.nobs} within {study.placebo.near} sessions alike", self.near))
        lines.append(("each date's own estimation window (rank of t)", effect.placebo_t))
        rows = [(name, *self._by_rank(test)) for name, test in lines]
        rows.append((f"{study.estimation.length} sessions of the estimation window (t test)", *self._by_t()))
        names = [c.name for c in YARDSTICKS]
        low, high = self.weight_pct
        head = f"move in the {assets_of(self.setting.claim)}{' at the highest weight' if low < high else ''}"
        return {"yardsticks": Table(YARDSTICKS, pd.DataFrame(rows, columns=names)).only(*names, needed_pct=head)}

    def _eve(self) -> str:
        decay = self.setting.study.placebo.decay
        eve = f"volatility known on the eve (decay {decay:g})"
        return eve if decay < 1 else "errors of the estimation window"

    def _by_rank(self, test: SampleQuantileTest) -> tuple[float, float, float, float]:
        sign = self.looking.sign
        detectable = test.minimum_detectable_effect(self.setting.level, self.setting.rule.power, sign)
        p = test.pvalue(self.looking.alternative)
        return p, 1e4 * self._critical(test), 1e4 * detectable, self._needed(detectable)

    def _by_t(self) -> tuple[float, float, float, float]:
        from scipy.special import stdtrit

        effect, sign = self.effect, self.looking.sign
        critical = sign * float(stdtrit(effect.df_resid, 1 - self.setting.level)) * effect.bse
        p = float(tail_probability(effect.tvalue, effect.df_resid, self.looking.alternative))
        return p, 1e4 * critical, 1e4 * effect.detectable_by_t, self._needed(effect.detectable_by_t)

    def _needed(self, effect: float) -> float:
        return move_of_assets(self.looking.sign * effect, self.weight_pct[1])

    def context(self) -> Mapping[str, Any]:
        """Words around the numbers."""
        return {
            "event": bp(self.test.effect),
            "eve": bp(self.test.scale, sign=False),
            "sided": self.looking.sided,
            "interval": bp_interval(*self.test.conf_int(0.05)),
            "bounded": bool(np.isfinite(self.test.conf_int(0.05)).all()),
            "level": level(self.setting.rule.alpha),
            "chance": percent(self.setting.rule.power),
            "raised": self.told["variance_factor"],
            "verdict": verdict_words(self.setting.study),
            "by_comparison": self.tests.by_comparison,
            "compared": listing(
                ["like series"] * (self.tests.difference is not None) + ["neighbours"] * (self.tests.beside is not None)
            ),
            "at_the_least": self.as_far <= 1,
            # Where most dates are as long, they are what the test is among already.
            "rarely_as_long": 0 < 2 * self.as_long.nobs < self.test.nobs,
            "recent": self.setting.study.placebo.decay < 1,
            "own_days": self.setting.event_days,
        }


def placebo(case: Case) -> Placebo:
    """Rank the portfolio's abnormal return in the primary window among the placebo dates.

    References
    ----------
    Gelbach, J. B., Helland, E. and Klick, J. (2013), "Valid inference in single-firm, single-event studies", American
    Law and Economics Review 15(2), 495-541. J.P. Morgan and Reuters (1996), RiskMetrics Technical Document, 4th
    edition, section 5.2, for the volatility.
    """
    effect = case.once(measure).primary
    days = case.sessions(effect.series.exchange)
    event_row = case.design_of(case.setting.primary.returns, effect.series).event_row
    near = effect.placebo_plain.within(case.study.placebo.near, event_row)
    dates = case.once(measure).dates[effect.series.key, effect.window.returns]
    spans = calendar_days(dates, effect.window, days)
    own, others = int(spans[0]), spans[1:][np.isin(dates.rows, effect.placebo.rows)]
    weights = case.holdings.weight_of(case.members)
    alike = as_long(effect.placebo, own, others)
    sessions = days[effect.placebo.rows]
    return Placebo(effect, sessions, near, own, alike, weights, case.once(deciding), case.setting)


def calendar_days(dates: OnDates, window: Window, days: pd.DatetimeIndex) -> NDArray[np.int64]:
    """Calendar days from the eve of a window to its end, on the event date and on every placebo date, shape (1 + M,).

    ``days`` are those of the rows, shape (T,). Meaningless on dates on which the window does not fit into the quotes.
    """
    ends = np.append(dates.event_row, dates.rows) + window.last
    eves = dates.starts[:, dates.windows.index(window)] - 1
    return np.asarray((days[ends] - days[eves]).days, dtype=np.int64)


def as_long(test: SampleQuantileTest, own: int, others: NDArray[np.int64]) -> SampleQuantileTest:
    """The same test among the placebo dates whose window spans as many calendar days as the event's.

    Parameters
    ----------
    test : SampleQuantileTest
    own : int
        Calendar days of the event's window.
    others : ndarray of int, shape (M,)
        Those of the placebo dates.

    Notes
    -----
    The return over a weekend holds the news of three days, though prices move less in them than in three sessions: its
    noise need not be that of a weekday. Among dates of one length the rank asks only that these are exchangeable.

    References
    ----------
    French, K. R. and Roll, R. (1986), "Stock return variances: The arrival of information and the reaction of traders",
    Journal of Financial Economics 17(1), 5-26.
    """
    chosen = others == own
    return replace(test, placebo=test.placebo[chosen], rows=test.rows[chosen])


def move_of_assets(effect: float, weight_pct: float) -> float:
    """Size of the move of the assets, in percent of their price, that moves a fund by ``effect`` (log, with its sign).

    The log return of the fund is turned into a simple one first. Infinite where no move does it: at weight 0, and for
    a loss of more than all that the assets are worth.
    """
    if weight_pct <= 0 or math.isinf(effect):
        return math.inf
    move = 1e4 * math.expm1(effect) / weight_pct
    return math.inf if move < -100 else abs(move)
