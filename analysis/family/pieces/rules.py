"""What was declared: the family's rules, and what each set of prices takes from its study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.family.judged import FamilyCase, Judged
from analysis.family.pieces.family_piece import FamilyPiece
from analysis.once import once
from analysis.words.numbers import exchange_name, listing
from analysis.words.tables import Column, Table

HEADING = "The rules"
COLUMNS = (
    Column("prices", "set of prices", "prices"),
    Column("study", "whose they are", "study"),
    Column("members", "of the portfolio", "portfolio"),
    Column("window", "of that study, and its kind of return", "window"),
    Column("calendar", "whose sessions count", "sessions"),
    Column("model", "factors of the return model", "factors"),
    Column("estimation", "event days of the estimation window", "estimation"),
    Column("decay", "of the volatility known on the eve", "decay", "hundredths"),
    Column("placebo_dates", "clear of all listed events", "placebo dates", "count"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Rules(FamilyPiece):
    """All choices of the family."""

    case: FamilyCase

    @once
    def record(self) -> dict[str, Any]:
        """The rule, the claimed directions, and each set of prices."""
        declared = self.case.family.declared
        return {
            "rule": declared.rule.model_dump(),
            "kinds": dict(declared.kinds),
            "known": declared.known,
            "seed": declared.seed,
            "zone": declared.zone,
            "prices": self._own_table().frame.to_dict("records"),
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """Each set of prices."""
        rows = [_row(judged) for judged in self.case.judged]
        return {"family-prices": Table(COLUMNS, pd.DataFrame(rows, columns=[c.name for c in COLUMNS]))}

    @once
    def shown(self) -> Mapping[str, Table]:
        """The same."""
        return {"prices": self._own_table()}

    def context(self) -> Mapping[str, Any]:
        """The claimed directions in words."""
        kinds = self.case.family.declared.kinds
        return {
            "claimed": listing([f"a {way} on every {kind} event" for kind, way in kinds.items()]),
            "groups": [
                f"{plan.name}: less {listing([f'{name} ({listing(group)})' for name, group in plan.less.items()])}"
                for plan in self.case.family.declared.panels
                if plan.less
            ],
        }


def rules(case: FamilyCase) -> Rules:
    """Say them."""
    return Rules(case)


def _row(judged: Judged) -> tuple[object, ...]:
    m = judged.measured
    study, setting = m.case.study, m.case.setting
    first, last = setting.estimation
    labels = [setting.label(f) for f in m.case.portfolio.factors]
    return (
        m.plan.name,
        study.name,
        listing(m.members),
        f"{m.window.name}, {m.window.returns}" if m.window.name != m.window.returns else m.window.name,
        exchange_name(m.case.timing.home),
        listing(labels) if labels else "constant mean",
        f"{first} to {last}",
        study.placebo.decay,
        len(m.placebo),
    )
