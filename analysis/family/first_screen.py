"""What a reader of a family sees first: what the rule asks and found, and what speaks for it or against it beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.findings.meaning.verdict import MET
from analysis.report.first_screen import COLUMNS, STEM
from analysis.words.filters import level
from analysis.words.numbers import bp, capital, out_of, p_value
from analysis.words.tables import Table

if TYPE_CHECKING:
    from analysis.family.pieces.answer import FamilyAnswer

BESIDE = "Not asked:"
"""How conditions begin that the rule does not ask for: no answer rests on them."""


def family_conditions(answer: FamilyAnswer) -> Table:
    """The tests of the rule, and whether the answer needs some event or calm event days."""
    judged = answer.first
    alpha, against = judged.family.declared.rule.alpha, answer.outcome == "the opposite"
    lines = [
        (
            capital(judged.measured.label(test.key)),
            f"{bp(test.test.effect)}, {p_value(test.pvalue())}" if test.test else test.reason,
            MET[test.pvalue() <= alpha],
        )
        for test in judged.deciding
    ]
    if judged.without_each and answer.outcome != "not found":
        carrying = f"{out_of(len(answer.hangs_on), len(judged.without_each))} carry it"
        lines.append((f"{BESIDE} no one event carries it", carrying, MET[not answer.hangs_on]))
    if answer.steady and not against:
        confirming = sum(p <= alpha for p in answer.steady.values())
        found = f"{out_of(confirming, len(answer.steady))} significant"
        lines.append((f"{BESIDE} tests that allow for wild days", found, MET[confirming == len(answer.steady)]))
    frame = pd.DataFrame(lines, columns=[c.name for c in COLUMNS], dtype=object)
    return Table(COLUMNS, frame, STEM, f"Tests ask a one-sided p of at most {level(alpha)}", whole=True)
