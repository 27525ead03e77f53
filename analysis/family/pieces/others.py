"""Tests that rest on other assumptions: the battery's, of the signed portfolio, and the kinds against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import NotApplicableError
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.inference.battery import battery
from analysis.eventstudy.inference.battery_result import BatteryResult
from analysis.eventstudy.placebo.permutation import permute_groups
from analysis.eventstudy.placebo.pooled import near_sets, pooled_test
from analysis.family.judged import FamilyCase, Judged
from analysis.family.pieces.family_piece import FamilyPiece
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import p_value
from analysis.words.tables import Column, Table

HEADING = "Other tests of the same events"
LEAST_OBSERVED = 0.8
"""Share of an estimation window that must be observed."""
COLUMNS = (
    Column("prices", "set of prices"),
    Column("events", "clean, or all", "events"),
    Column("count", "number of events", "N", "count"),
    Column("test", "name in the battery", "test"),
    Column("statistic", "of the signed abnormal returns", "statistic", "t"),
    Column("p", "one-sided, for the claim", "p", "p"),
    Column("remark", "why it is not given, or what it is known to mislead in", "remark"),
)
SHOWN = ("BMP", "sign", "Wilcoxon", "wild bootstrap", "Corrado rank", "crude dependence")
"""Of the battery, tests whose p-values rest on different things; the table's file has all that are valid."""


@dataclass(frozen=True, eq=False)
class Kinds:
    """Events of a claimed gain against those of a claimed loss: do the first have the higher scores?

    Attributes
    ----------
    gains, losses : int
        Number of events.
    pvalue : float
        One-sided; NaN without events of both.
    least : float
        The smallest that so many events allow.
    """

    gains: int
    losses: int
    pvalue: float
    least: float


@dataclass(frozen=True, eq=False, repr=False)
class Others(FamilyPiece):
    """The battery on each set of prices and of events, and the kinds against each other.

    Attributes
    ----------
    case : FamilyCase
    batteries : mapping of (str, str) to BatteryResult
        By the name of the prices, and by "clean" or "all".
    kinds : mapping of (str, str) to Kinds
        By the same.
    near : mapping of (str, str) to float
        By the same: p of the portfolio's test among placebo dates near each event; where there are enough of them.
    """

    case: FamilyCase
    batteries: Mapping[tuple[str, str], BatteryResult]
    kinds: Mapping[tuple[str, str], Kinds]
    near: Mapping[tuple[str, str], float]

    @once
    def record(self) -> dict[str, Any]:
        """All tests, and the kinds."""
        kinds = [
            {"prices": p, "events": e, "gains": k.gains, "losses": k.losses, "p": k.pvalue, "least_p": k.least}
            for (p, e), k in self.kinds.items()
        ]
        near = [{"prices": p, "events": e, "p": found} for (p, e), found in self.near.items()]
        return {"tests": self._own_table().frame.to_dict("records"), "kinds": kinds, "near": near}

    @once
    def tables(self) -> Mapping[str, Table]:
        """All tests."""
        rows = [
            (prices, events, row.test.nobs, row.test.method, row.test.statistic, row.test.pvalue, _remark(row.test))
            for (prices, events), found in self.batteries.items()
            for row in found.rows
            if row.measure == "CAR"
        ]
        return {"family-battery": Table(COLUMNS, pd.DataFrame(rows, columns=[c.name for c in COLUMNS]))}

    @once
    def shown(self) -> Mapping[str, Table]:
        """Of the prices that decide, tests that rest on different things."""
        table = self._own_table()
        keep = (table.frame["prices"] == self.case.judged[0].measured.plan.name) & table.frame["test"].isin(SHOWN)
        return {"battery": table.where(keep).only("events", "count", "test", "statistic", "p", "remark")}

    def context(self) -> Mapping[str, Any]:
        """The kinds against each other on the prices that decide."""
        name = self.case.judged[0].measured.plan.name
        return {
            "clean": self.kinds[name, "clean"],
            "all": self.kinds[name, "all"],
            "within": self.case.judged[0].measured.case.study.placebo.near,
            "near": [
                f"{p_value(p)} for {words}"
                for events, words in (("clean", "the clean events"), ("all", "all events"))
                if (p := self.near.get((name, events))) is not None
            ],
        }


def _remark(test: Any) -> str:
    return str(test.reason or test.caution)


def others(case: FamilyCase) -> Others:
    """Run them on the events with and without contamination."""
    batteries, kinds, near = {}, {}, {}
    for judged in case.judged:
        name = judged.measured.plan.name
        for events, clean in (("clean", True), ("all", False)):
            kinds[name, events] = kinds_of(judged, clean=clean)
            if (found := near_events(judged, clean=clean)) is not None:
                near[name, events] = found
            if len(judged.measured.chosen(PORTFOLIO, clean=clean)) > 1:
                batteries[name, events] = battery_of(judged, clean=clean)
    return Others(case, batteries, kinds, near)


def battery_of(judged: Judged, *, clean: bool) -> BatteryResult:
    """The battery on the portfolio's signed returns: a claimed loss is a gain of the portfolio sold short."""
    m = judged.measured
    case, events = m.case, m.chosen(PORTFOLIO, clean=clean)
    table = case.table(m.window.returns, (*m.members, *case.portfolio.factors), case.timing.home)
    long = table[list(m.members)].mean(axis=1, skipna=False).to_numpy()
    panel = event_panel(
        np.column_stack([long, -long]),
        table[list(case.portfolio.factors)].to_numpy(),
        [(0 if judged.sign(p) > 0 else 1, p.row) for p in events],
        estimation=case.setting.estimation,
        windows=[(0, 0)],
        usable=m.usable,
        spans=case.spans(case.timing.home),
        min_obs=int(LEAST_OBSERVED * case.study.estimation.length),
    )
    return battery(panel, alternative="greater", rng=judged.rng("battery", clean))


def near_events(judged: Judged, *, clean: bool) -> float | None:
    """P of the portfolio's test among placebo dates near each event; None where they are too few, or no event is in."""
    m, rule = judged.measured, judged.family.declared.rule
    events, scores = m.chosen(PORTFOLIO, clean=clean), m.scores[PORTFOLIO]
    if not events:
        return None
    rows, within = np.array([p.row for p in events]), m.case.study.placebo.near
    try:
        sets = near_sets(rows, m.placebo, within=within, draws=rule.draws, rng=judged.rng("near", clean))
    except NotApplicableError:
        return None
    test = pooled_test(scores.scaled, rows, [judged.sign(p) for p in events], scores.noise[rows], sets)
    return test.pvalue("greater")


def kinds_of(judged: Judged, *, clean: bool) -> Kinds:
    """Permute which of the events are of which kind; all ways where they are not too many."""
    m = judged.measured
    events = m.chosen(PORTFOLIO, clean=clean)
    scores = m.scores[PORTFOLIO].scaled
    gains, losses = ([float(scores[p.row]) for p in events if judged.sign(p) == sign] for sign in (1, -1))
    if not gains or not losses:
        return Kinds(len(gains), len(losses), float("nan"), 1.0)
    found = permute_groups(gains, losses, rng=judged.rng("kinds", clean), draws=judged.family.declared.rule.draws)
    return Kinds(len(gains), len(losses), float(found.pvalue), 1 / comb(len(events), len(gains)))
