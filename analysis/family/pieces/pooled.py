"""The events together: one common effect, by kind and series, with and without contamination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.family.judged import FamilyCase, Judged, Pooled
from analysis.family.pieces.family_piece import FamilyPiece
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.words.tables import Column, Table

HEADING = "The events together"
ALL = "all"
COLUMNS = (
    Column("prices", "set of prices", "prices"),
    Column("series", "ticker, the portfolio, or the name of a group that it is less"),
    Column("what", "the series in words", "series"),
    Column("kind", "kind of the events, or all", "kind"),
    Column("events", "clean, or all", "events"),
    Column("count", "number of events", "N", "count"),
    Column("episodes", "groups of events that lie close together", "episodes", "count"),
    Column("effect_bp", "one effect common to all, positive in the claimed direction", "effect, bp", "bp"),
    Column("low_bp", "lower end of its interval", "from", "bp"),
    Column("high_bp", "upper end of its interval", "to", "bp"),
    Column("score", "mean of the signed scores", "score", "t"),
    Column("p_claim", "randomisation p, one-sided for the claim", "p (claim)", "p"),
    Column("p_against", "the same against it", "p (against)", "p"),
    Column("detectable_bp", "smallest common effect that is found with the declared power", "detectable, bp", "amount"),
    Column("spread", "standard deviation of the events' signed scores", "spread", "hundredths"),
    Column("p_spread", "randomisation p of a spread as large", "p (spread)", "p"),
    Column("reason", "why there is no test"),
)


@dataclass(frozen=True, eq=False, repr=False)
class PooledPiece(FamilyPiece):
    """All pooled tests on all prices."""

    case: FamilyCase

    @once
    def record(self) -> dict[str, Any]:
        """Each test."""
        return {"tests": self._own_table().frame.to_dict("records")}

    @once
    def tables(self) -> Mapping[str, Table]:
        """Each test."""
        rows = [_row(judged, line) for judged in self.case.judged for line in judged.lines()]
        return {"family-pooled": Table(COLUMNS, pd.DataFrame(rows, columns=[c.name for c in COLUMNS]))}

    @once
    def shown(self) -> Mapping[str, Table]:
        """The portfolio and the comparisons, kind by kind; issuers apart; the other prices."""
        table = self._own_table()
        frame, first = table.frame, self.case.judged[0]
        names = ("what", "kind", "events", "count", "effect_bp", "low_bp", "high_bp", "p_claim", "detectable_bp")
        own = frame["prices"] == first.measured.plan.name
        tests = frame["series"].isin(first.measured.tests)
        portfolios = frame["series"].isin([PORTFOLIO, *(g for j in self.case.judged for g in j.measured.plan.less)])
        return {
            "pooled_tests": table.where(own & tests).only(*names),
            "pooled_apart": table.where(own & ~tests & frame["reason"].eq("")).only(*names),
            "pooled_others": table.where(~own & portfolios & frame["kind"].eq(ALL)).only("prices", *names),
        }

    def context(self) -> Mapping[str, Any]:
        """Words of the series."""
        first = self.case.judged[0]
        m = first.measured
        spread = first.primary.spread
        return {
            "names": {key: m.label(key) for key in (*m.apart, *m.plan.shown)},
            "spread": spread and spread.statistic,
            "spread_usual": spread and float(pd.Series(spread.placebo).median()),
            "p_spread": spread and spread.pvalue("greater"),
            "episodes": first.primary.episodes,
            "deciding": len(first.primary.events),
        }


def pooled(case: FamilyCase) -> PooledPiece:
    """Test them."""
    return PooledPiece(case)


def _what(judged: Judged, key: str) -> str:
    return f"portfolio less {key}" if key in judged.measured.plan.less else key


def _row(judged: Judged, line: Pooled) -> tuple[object, ...]:
    nan, test, spread = float("nan"), line.test, line.spread
    low, high = test.conf_int(judged.family.declared.rule.alpha) if test else (nan, nan)
    return (
        judged.measured.plan.name,
        line.key,
        _what(judged, line.key),
        line.kind or ALL,
        "clean" if line.clean else ALL,
        len(line.events),
        line.episodes,
        1e4 * test.effect if test else nan,
        1e4 * low,
        1e4 * high,
        test.statistic if test else nan,
        line.pvalue(),
        line.pvalue(-1),
        1e4 * judged.detectable(line),
        spread.statistic if spread else nan,
        spread.pvalue("greater") if spread else nan,
        line.reason,
    )
