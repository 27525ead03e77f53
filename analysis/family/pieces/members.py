"""Which events are in, on which session, and which are out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.family.events import Placed
from analysis.family.judged import FamilyCase, Judged
from analysis.family.pieces.family_piece import FamilyPiece
from analysis.once import once
from analysis.words.numbers import capital, listing
from analysis.words.tables import Column, Table

HEADING = "Which events"
COLUMNS = (
    Column("day", "day of the event, as events.csv has it", "day"),
    Column("event", "its short name", "event"),
    Column("kind", "its kind", "kind"),
    Column("what", "what happened"),
    Column("prices", "set of prices"),
    Column("session", "first session or valuation that could follow; empty where prices do not reach", "first session"),
    Column("is_in", "1 in, 0 out", "in", lambda line: "yes" if line["is_in"] else "no"),
    Column("out", "why it is out", "why not"),
    Column("contaminated", "other large news near it, by declaration", "other news"),
    Column("sure", "how sure the source is"),
    Column("source", "who says so"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Members(FamilyPiece):
    """All listed events on each set of prices."""

    case: FamilyCase

    @once
    def record(self) -> dict[str, Any]:
        """Counts by set of prices, and each event."""
        counts = [
            {
                "prices": j.measured.plan.name,
                "in": len(j.measured.events),
                "clean": _count(j),
                "by_kind": {
                    kind: [
                        _count(j, kind, clean=False),
                        _count(j, kind),
                    ]
                    for kind in j.family.declared.kinds
                },
                "placebo_dates": len(j.measured.placebo),
                "first": f"{j.measured.days[0]:%Y-%m-%d}",
                "last": f"{j.measured.days[-1]:%Y-%m-%d}",
            }
            for j in self.case.judged
        ]
        return {"listed": len(self.case.family.events), "counts": counts, "events": self._frame().to_dict("records")}

    def _frame(self) -> pd.DataFrame:
        rows = [_line(judged, placed) for judged in self.case.judged for placed in judged.measured.placed]
        return pd.DataFrame(rows, columns=[c.name for c in COLUMNS])

    @once
    def tables(self) -> Mapping[str, Table]:
        """All events on all prices."""
        return {"family-events": Table(COLUMNS, self._frame())}

    @once
    def shown(self) -> Mapping[str, Table]:
        """The events on the prices that decide: those that are in, and those that are not."""
        table = self._own_table()
        first = table.frame["prices"] == self.case.judged[0].measured.plan.name
        inside = first & (table.frame["is_in"] == 1)
        return {
            "events_in": table.where(inside).only("day", "event", "kind", "session", "contaminated"),
            "events_out": table.where(first & ~inside).only("day", "event", "kind", "out"),
        }

    def context(self) -> Mapping[str, Any]:
        """What is out on the other prices and not on the first, with the reasons."""
        first = {p.event.name for p in self.case.judged[0].measured.events}
        others = []
        for judged in self.case.judged[1:]:
            names: dict[str, list[str]] = {}
            for placed in judged.measured.placed:
                for why in placed.out if placed.event.name in first else ():
                    names.setdefault(why, []).append(placed.event.name)
            others.append(
                {
                    "name": judged.measured.plan.name,
                    "count": len(judged.measured.events),
                    "out": [f"{listing(named)} ({w})" for w, named in names.items()],
                }
            )
        return {"others": others, "clearance": self.case.judged[0].measured.case.study.placebo.clearance}


def _count(judged: Judged, kind: str = "", *, clean: bool = True) -> int:
    """Events that are in: of a kind, and without contamination."""
    events = (p.event for p in judged.measured.events)
    return len([e for e in events if (not kind or e.kind == kind) and (e.clean or not clean)])


def _line(judged: Judged, placed: Placed) -> tuple[object, ...]:
    event, days = placed.event, judged.measured.days
    return (
        f"{event.on:%Y-%m-%d}",
        event.name,
        event.kind,
        event.what,
        judged.measured.plan.name,
        " or ".join(f"{days[r]:%Y-%m-%d}" for r in placed.rows),
        int(not placed.out),
        capital("; ".join(placed.out)),
        event.contaminated,
        event.sure,
        event.source,
    )


def members(case: FamilyCase) -> Members:
    """List them."""
    return Members(case)
