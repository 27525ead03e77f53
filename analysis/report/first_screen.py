"""What a reader sees first: who said what and when, whether it happened, and how each condition was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analysis.findings.itself.conclusion import Conclusion
from analysis.findings.itself.happened import Happened
from analysis.findings.meaning.rule import COMMON, WAIVED, Condition
from analysis.findings.meaning.verdict import MET, Verdict
from analysis.words.filters import level
from analysis.words.numbers import day
from analysis.words.study_words import assets_of
from analysis.words.tables import Column, Table

if TYPE_CHECKING:
    from analysis.event.dates import EventDate
    from analysis.findings.piece import Piece

BRIEF: Mapping[str, str] = {
    "window": "no other major news",
    "observed": "prices are fresh",
    "steps": "no unexplained jump before",
    "comparison": "like series",
    "targets": "own move significant",
    "difference": "significant beside like series",
    "neighbours": "significant beside neighbours",
    "members": "without any one series",
    "aside": "none stands out",
    "possible": "size is plausible",
    "issuers": "all issuers covered",
    "ruled out": "a move is ruled out",
}
"""The conditions of the rule in a few words."""
TOUCHED = "other news touches like series too"
OTHER_WAY = {"gain": "no significant fall", "loss": "no significant gain", "move": "own move, either way"}
"""What the rule asks of the news and of the own move, by the claim's direction, where comparisons alone decide."""
QUIET = ("observed", "steps", "issuers")
"""Conditions that are said only where they are not met: that nothing is amiss with the prices."""
COLUMNS = (
    Column("asks", "the condition", "condition"),
    Column("value", "what was found", "found"),
    Column("met", "whether it is met", "met"),
)
LET_PASS = "waived"
STEM = "reasons"
"""Name of the table's files."""
TERMS: Mapping[str, str] = {
    "comparison": "Like series: similar prices without the claim's {assets}.",
    "neighbours": "Neighbours: prices of the same region.",
}
"""Words of the table that only this project uses, by the condition that uses them."""


def _judged(answer: Verdict | Conclusion) -> Verdict:
    """The verdict that stands first: by the assets' own prices, where a study has them."""
    return answer.issuers.whole.verdict if isinstance(answer, Conclusion) else answer


def claimed(event: EventDate) -> str:
    """Who made the claim and when, as far as the article says: " (Reuters, 15 May 2023)"."""
    when = day(event.published[0]) if len(event.published) == 1 else ""
    said = ", ".join(filter(None, (event.publisher, when)))
    return f" ({said})" if said else ""


def did_it_happen(answer: Verdict | Conclusion, happened: Piece | None) -> str:
    """The first of both questions with its answer, and the second, where the headline does not say what it answers."""
    if isinstance(answer, Conclusion) or not isinstance(happened, Happened) or not happened.moves:
        return ""
    then = " More than chance and the market?" if answer.outcome == "cannot tell" else ""
    return f"Did it happen? {happened.words}{then}"


def conditions(answer: Verdict | Conclusion) -> Table:
    """The conditions that decided, of the answer that stands first."""
    verdict = _judged(answer)
    asked = (c for c in verdict.conditions if c.met is False or (c.met and c.name not in QUIET))
    lines = [(_asks(c, verdict), c.brief or c.value, _met(c)) for c in asked]
    frame = pd.DataFrame(lines, columns=[c.name for c in COLUMNS], dtype=object)
    return Table(COLUMNS, frame, STEM, f"What the verdict asks. {_terms(verdict)}", whole=True)


def _terms(verdict: Verdict) -> str:
    """What the words of that table mean, for a reader who knows no statistics."""
    used = {c.name for c in verdict.conditions if c.met is not None and _met(c) != LET_PASS}
    least, assets = level(verdict.setting.rule.alpha), assets_of(verdict.setting.claim)
    first = f"p: share of days, this one counted, that showed as much (significant: at most {least})."
    said = " ".join([first, *(words.format(assets=assets) for name, words in TERMS.items() if name in used)])
    return said.removesuffix(".")


def _met(condition: Condition) -> str:
    """Whether a condition is met; that there is nothing to compare with meets none, and is let pass."""
    return LET_PASS if condition.brief == WAIVED else MET[condition.met]


def _asks(condition: Condition, verdict: Verdict) -> str:
    if condition.name == "targets" and condition.threshold.startswith("above"):
        return OTHER_WAY[verdict.setting.claim.direction]
    if condition.brief == COMMON:
        return TOUCHED
    return BRIEF.get(condition.name, condition.asks)
