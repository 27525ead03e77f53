"""Every event by itself: what was abnormal of its session, and how unusual that was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.eventstudy.placebo.corrections import holm
from analysis.family.judged import FamilyCase, Judged
from analysis.family.pieces.family_piece import FamilyPiece
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.words.tables import Column, Table

HEADING = "Event by event"
COLUMNS = (
    Column("prices", "set of prices"),
    Column("event", "its short name", "event"),
    Column("kind", "its kind", "kind"),
    Column("session", "first session that could follow", "session"),
    Column(
        "clean",
        "1 where no other large news is declared near the event",
        "clean",
        lambda line: "yes" if line["clean"] else "no",
    ),
    Column("series", "ticker, the portfolio, or the portfolio less a group", "series"),
    Column("abnormal_bp", "abnormal return (log)", "abnormal, bp", "bp"),
    Column("low_bp", "lower end of its interval", "from", "bp"),
    Column("high_bp", "upper end of its interval", "to", "bp"),
    Column("noise_bp", "volatility known on the eve", "volatility, bp", "size"),
    Column("score", "abnormal return over that volatility", "score", "t"),
    Column("p_claim", "placebo p, one-sided for the claim", "p (claim)", "p"),
    Column("detectable_bp", "smallest effect that this one event would let be found", "detectable, bp", "size"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Each(FamilyPiece):
    """Abnormal returns of every series on every event that is in."""

    case: FamilyCase

    @once
    def record(self) -> dict[str, Any]:
        """Each event and series."""
        return {"effects": self._own_table().frame.to_dict("records")}

    @once
    def tables(self) -> Mapping[str, Table]:
        """Each event and series on each set of prices."""
        rows = [row for judged in self.case.judged for row in _rows(judged)]
        return {"family-each-event": Table(COLUMNS, pd.DataFrame(rows, columns=[c.name for c in COLUMNS]))}

    @once
    def shown(self) -> Mapping[str, Table]:
        """The portfolio on the prices that decide."""
        table = self._own_table()
        frame = table.frame
        keep = (frame["prices"] == self.case.judged[0].measured.plan.name) & (frame["series"] == PORTFOLIO)
        names = ("event", "kind", "session", "clean", "abnormal_bp", "low_bp", "high_bp", "score", "p_claim")
        return {"each": table.where(keep).only(*names)}

    def numbers(self) -> Table:
        """What the figure shows: the prices that decide."""
        table = self._own_table()
        return table.where(table.frame["prices"] == self.case.judged[0].measured.plan.name)

    def context(self) -> Mapping[str, Any]:
        """How many stand out alone, which, and the prices' words."""
        judged = self.case.judged[0]
        frame = self.shown()["each"].frame
        alpha = judged.family.declared.rule.alpha
        out = frame[frame["p_claim"] <= alpha]
        return {
            "portfolio": judged.measured.label(PORTFOLIO),
            "count": len(frame),
            "significant": out["event"].tolist(),
            "by_chance": alpha * len(frame),
            "corrected": [e for e, p in zip(frame["event"], holm(frame["p_claim"]), strict=True) if p <= alpha],
            "remarks": _remarks(judged),
            "within_one": int((frame["score"].abs() < 1).sum()),
        }


def each(case: FamilyCase) -> Each:
    """Measure them."""
    return Each(case)


def _remarks(judged: Judged) -> list[str]:
    """What the checks of the prices say of a series of the portfolio on the session of an event."""
    m = judged.measured
    sessions = {f"{m.days[p.row]:%Y-%m-%d}": p.event.name for p in m.events}
    return [
        f"{found.ticker} on {day} ({sessions[day]}): {found.message.removesuffix(f': {day}')}"
        for found in m.case.snapshot.warnings
        if found.ticker in m.members
        for day in found.dates
        if day in sessions
    ]


def _rows(judged: Judged) -> list[tuple[object, ...]]:
    m, rule = judged.measured, judged.family.declared.rule
    rows: list[tuple[object, ...]] = []
    for placed in m.events:
        sign = judged.sign(placed)
        for key in (*m.tests, *m.apart, *m.plan.shown):
            if not np.isfinite(m.scores[key].scaled[placed.row]):
                continue
            test = m.single(key, placed)
            low, high = test.conf_int(rule.alpha)
            rows.append(
                (
                    m.plan.name,
                    placed.event.name,
                    placed.event.kind,
                    f"{m.days[placed.row]:%Y-%m-%d}",
                    int(placed.event.clean),
                    key,
                    1e4 * test.effect,
                    1e4 * low,
                    1e4 * high,
                    1e4 * test.scale,
                    test.statistic,
                    test.pvalue("greater" if sign > 0 else "less"),
                    1e4 * test.minimum_detectable_effect(rule.alpha, rule.power, sign),
                )
            )
    return rows
