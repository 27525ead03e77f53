"""The day before as a control inside the study: news of the other sign, on the same series; and the two yardsticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import NothingToTestError
from analysis.eventstudy.numeric import Alternative
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.measure.compared import likes_of
from analysis.measure.deciding import deciding
from analysis.measure.effects import measure
from analysis.measure.itself import require_own
from analysis.measure.on_dates import OnDates, mean_of, on_dates
from analysis.once import once
from analysis.study.declarations import Window
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.numbers import bp, moment
from analysis.words.tables import Column, Table

HEADING = "The day before"
EVE = Window(name="the day before", returns="close-to-close", first=-1, last=-1)
MOVES = (
    Column("series", "ticker, or the portfolio", "series"),
    Column("raw_bp", "log return of the day before", "move, bp", "bp"),
    Column("abnormal_bp", "what drift and factors do not explain", "abnormal, bp", "bp"),
    Column("p_gain", "placebo p, one-sided upwards", "p, upwards", "p"),
    Column("p_loss", "placebo p, one-sided downwards", "p, downwards", "p"),
)
YARDSTICKS = (
    Column("test", "of the verdict", "test"),
    Column("with_bp", "volatility known on the eve, the story's own days in it", "noise with them, bp", "size"),
    Column("p_with", "p by that: the declared one", "p (declared)", "p"),
    Column("without_bp", "the same without the story's days", "noise without, bp", "size"),
    Column("p_without", "p by that", "p", "p"),
)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One test of the verdict by the volatility of its eve, with and without the story's own days (log, decimal)."""

    test: str
    declared: SampleQuantileTest
    without: SampleQuantileTest


@dataclass(frozen=True, eq=False, repr=False)
class Control(Piece):
    """What the same series did on the day before, and how its noise weighs on the test of the day.

    Attributes
    ----------
    eve : mapping of str to SampleQuantileTest
        By series: its abnormal return of the day before among other dates.
    raw : mapping of str to float
        Log return of that day.
    yardsticks : tuple of Yardstick
    alternative : {"greater", "less", "two-sided"}
        Of the tests of the verdict.
    story : tuple of str
        What of the story's own news fell into the day before.
    setting : Setting
    """

    eve: Mapping[str, SampleQuantileTest]
    raw: Mapping[str, float]
    yardsticks: tuple[Yardstick, ...]
    alternative: Alternative
    story: tuple[str, ...]
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """The day before by series, and both yardsticks."""
        return {name: table.frame.to_dict("records") for name, table in self.tables().items()}

    @once
    def tables(self) -> Mapping[str, Table]:
        """The day before; both yardsticks."""
        moves = [
            (key, 1e4 * self.raw[key], 1e4 * t.effect, t.pvalue("greater"), t.pvalue("less"))
            for key, t in self.eve.items()
        ]
        sticks = [
            (
                y.test,
                1e4 * y.declared.scale,
                y.declared.pvalue(self.alternative),
                1e4 * y.without.scale,
                y.without.pvalue(self.alternative),
            )
            for y in self.yardsticks
        ]
        return {
            "day-before": Table(MOVES, pd.DataFrame(moves, columns=[c.name for c in MOVES])),
            "yardsticks-of-the-eve": Table(YARDSTICKS, pd.DataFrame(sticks, columns=[c.name for c in YARDSTICKS])),
        }

    @once
    def shown(self) -> Mapping[str, Table]:
        """The same."""
        return {name.replace("-", "_"): table for name, table in self.tables().items()}

    def context(self) -> Mapping[str, Any]:
        """What happened then, and which topics the story's days are of."""
        return {
            "happened": "; ".join(self.story),
            "topics": ", ".join(self.setting.study.placebo.keep_clear_of),
            "wild": any(y.declared.scale > y.without.scale for y in self.yardsticks),
            "whole": bp(self.eve[PORTFOLIO].effect),
            "p_loss": self.eve[PORTFOLIO].pvalue("less"),
            "p_gain": self.eve[PORTFOLIO].pvalue("greater"),
        }

    def summary(self) -> str:
        """The portfolio on the day before."""
        return f"On the day before {bp(self.eve[PORTFOLIO].effect)} of abnormal return"


def control(case: Case) -> Control:
    """Measure the day before like the day itself.

    Raises
    ------
    NotApplicableError
        If the study has no own prices, or (NothingToTestError) no news of the story itself fell into the day before:
        then it is no control.
    """
    own = require_own(case)
    story = own.timing.story_news(EVE, own.portfolio) if own.study.placebo.keep_clear_of else ()
    if not story:
        raise NothingToTestError("the day before", "no major news of the same story fell on it")
    eve, raw = {}, {}
    for series in (s for s in own.series if s.role in ("portfolio", "target", "placebo")):
        design = own.design("close-to-close", series.columns, series.exchange, where=series.key)
        columns, where = [series.key], series.exchange
        (dates,) = on_dates(own, "close-to-close", columns, series.factors, [EVE], design, exchange=where)
        eve[series.key] = dates.standardised(EVE)
        raw[series.key] = float(own.table("close-to-close", columns, where)[series.key].iloc[dates.event_row - 1])
    told = tuple(f"{e.what} ({moment(e.start)} UTC)" for e in story)
    return Control(eve, raw, tuple(_yardsticks(own)), own.once(deciding).looking.alternative, told, own.setting)


def _yardsticks(own: Case) -> list[Yardstick]:
    """Each test of the verdict with and without the errors of the story's own days."""
    window, tests = own.setting.primary, own.once(deciding)
    kind, portfolio = window.returns, own.once(measure).dates[PORTFOLIO, window.returns]
    found: dict[str, OnDates] = {"own move": portfolio}
    likes = [dates for t, dates in likes_of(own).items() if t in tests.likes]
    if likes:
        found["less like series"] = portfolio.less(mean_of(likes))
    days = own.timing.days_and_reactions(own.study.placebo.keep_clear_of)
    sessions = own.table(kind, [PORTFOLIO]).index
    inside = pd.DatetimeIndex([d for d in days if sessions[0] <= d <= sessions[-1]])
    rows = np.unique(sessions.get_indexer(inside, method="backfill"))
    rows = rows[rows != portfolio.event_row]
    return [
        Yardstick(name, one.standardised(window), one.without_errors_of(rows).standardised(window))
        for name, one in found.items()
    ]
