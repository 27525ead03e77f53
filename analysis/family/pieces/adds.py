"""What many events add to one: how the smallest effect that is found shrinks, and what stays out of sight."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.eventstudy.placebo.pooled import detectable_by_number
from analysis.family.events import Placed
from analysis.family.judged import FamilyCase, Judged, Pooled
from analysis.family.pieces.family_piece import FamilyPiece
from analysis.once import once
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import listing, share_of
from analysis.words.tables import Column, Table

HEADING = "What many events add to one, and what they would still not show"
NUMBERS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50)
"""Of events, for which the smallest effect is computed."""
WHOLE_PCT = 100.0
COMPARED = (
    Column("prices", "set of prices", "prices"),
    Column("events", "one, those that decide, or all", "events"),
    Column("count", "number of events", "N", "count"),
    Column("effect_bp", "in the claimed direction", "effect, bp", "bp"),
    Column("low_bp", "lower end of its interval", "from", "bp"),
    Column("high_bp", "upper end of its interval", "to", "bp"),
    Column("p_claim", "one-sided for the claim", "p", "p"),
    Column("detectable_bp", "smallest effect that is found with the declared power", "detectable, bp", "amount"),
)
CURVE = (
    Column("series", "the portfolio, or the portfolio less a group", "series"),
    Column("count", "number of separate events", "N", "count"),
    Column("detectable_bp", "smallest common effect that is found with the declared power", "detectable, bp", "size"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Adds(FamilyPiece):
    """One event beside the family, and the smallest effect by the number of events.

    Attributes
    ----------
    case : FamilyCase
    curves : mapping of str to ndarray
        On the prices that decide, by test: smallest effect (decimal) for each of ``NUMBERS``.
    """

    case: FamilyCase
    curves: Mapping[str, np.ndarray[Any, np.dtype[np.float64]]]

    @once
    def record(self) -> dict[str, Any]:
        """The comparison, the curves, and how many events it takes."""
        return {
            "compared": self.tables()["family-compared"].frame.to_dict("records"),
            "by_number": self.numbers().frame.to_dict("records"),
            "needed": self.needed(),
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """One event beside the family, on each set of prices."""
        rows = [row for judged in self.case.judged for row in _compared(judged)]
        return {"family-compared": Table(COMPARED, pd.DataFrame(rows, columns=[c.name for c in COMPARED]))}

    @once
    def shown(self) -> Mapping[str, Table]:
        """The same."""
        return {"compared": self._own_table()}

    def numbers(self) -> Table:
        """The curves of the figure."""
        rows = [
            (key, number, 1e4 * size)
            for key, sizes in self.curves.items()
            for number, size in zip(NUMBERS, sizes, strict=True)
        ]
        return Table(CURVE, pd.DataFrame(rows, columns=[c.name for c in CURVE]))

    def needed(self) -> list[dict[str, float]]:
        """Events that it takes to find each declared size with the portfolio alone, and with all tests."""
        one = {key: sizes[-1] * math.sqrt(NUMBERS[-1]) for key, sizes in self.curves.items()}
        sizes = self.case.family.declared.rule.sizes_bp
        return [
            {
                "size_bp": size,
                "portfolio": math.ceil((1e4 * one[PORTFOLIO] / size) ** 2),
                "all_tests": math.ceil((1e4 * max(one.values()) / size) ** 2),
            }
            for size in sizes
        ]

    def context(self) -> Mapping[str, Any]:
        """The one event, and what the funds' sight means for what they hold."""
        first = self.case.judged[0]
        own = own_event(first)
        return {
            "own": own.event.name if own else "",
            "alone": 1e4 * detectable_alone(first, own) if own else None,
            "by_family": 1e4 * first.detectable(first.primary) if first.primary.test else None,
            "hardest": 1e4 * max(first.detectable(test) for test in first.deciding),
            "count": len(first.primary.events),
            "all_count": len(first.pooled(PORTFOLIO).events),
            "by_all": 1e4 * first.detectable(first.pooled(PORTFOLIO)),
            "implied": [found for judged in self.case.judged if (found := _implied(judged))],
        }


def adds(case: FamilyCase) -> Adds:
    """Compute the smallest effects at the usual noise of the events' eves."""
    first = case.judged[0]
    m, rule = first.measured, case.family.declared.rule
    curves = {
        key: detectable_by_number(
            m.scores[key].scaled[m.placebo_of(key)],
            NUMBERS,
            first.noise(m.chosen(key), key),
            alpha=rule.alpha,
            power=rule.power,
            draws=rule.draws,
            rng=first.rng("by number", key),
        )
        for key in m.tests
    }
    return Adds(case, curves)


def own_event(judged: Judged) -> Placed | None:
    """The event of the study whose prices they are, where the family has it."""
    m = judged.measured
    day0 = m.case.timing.day0[m.case.timing.home]
    return next((p for p in m.events if m.days[p.row] == day0), None)


def detectable_alone(judged: Judged, placed: Placed) -> float:
    """Smallest effect in the claimed direction that one event by itself would let be found (decimal)."""
    rule = judged.family.declared.rule
    test = judged.measured.single(PORTFOLIO, placed)
    return test.minimum_detectable_effect(rule.alpha, rule.power, judged.sign(placed))


def _compared(judged: Judged) -> list[tuple[object, ...]]:
    m, rule = judged.measured, judged.family.declared.rule
    rows: list[tuple[object, ...]] = []
    if own := own_event(judged):
        test, sign = m.single(PORTFOLIO, own), judged.sign(own)
        ends = sorted(sign * end for end in test.conf_int(rule.alpha))
        p = test.pvalue("greater" if sign > 0 else "less")
        least = 1e4 * detectable_alone(judged, own)
        rows.append((m.plan.name, own.event.name, 1, 1e4 * sign * test.effect, *(1e4 * end for end in ends), p, least))
    whole = judged.pooled(PORTFOLIO)
    named = [("clean", judged.pooled(PORTFOLIO, clean=True)), ("all", whole)]
    rows += [(m.plan.name, name, *_of(judged, line)) for name, line in named if line.test]
    return rows


def _of(judged: Judged, line: Pooled) -> tuple[object, ...]:
    assert line.test is not None
    low, high = line.test.conf_int(judged.family.declared.rule.alpha)
    least = 1e4 * judged.detectable(line)
    return len(line.events), 1e4 * line.test.effect, 1e4 * low, 1e4 * high, line.pvalue(), least


def _implied(judged: Judged) -> dict[str, Any]:
    """Of proxies: the average move of what they hold that their smallest effect stands for; empty of own prices."""
    m = judged.measured
    low, high = m.case.holdings.weight_of(m.members)
    if judged.primary.test is None or not 0 < high < WHOLE_PCT:
        return {}
    least = judged.detectable(judged.primary)
    return {
        "prices": m.plan.name,
        "assets": listing(m.case.study.claim.assets),
        "weight": share_of(low, high),
        "detectable_bp": 1e4 * least,
        "move_pct": 100 * least / (high / 100),
    }
