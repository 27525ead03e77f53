"""What a reader sees first: how each condition of the rule was decided, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.findings.itself.conclusion import Conclusion
from analysis.findings.meaning.rule import Condition
from analysis.findings.meaning.verdict import MET, Verdict
from analysis.words.filters import level
from analysis.words.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

BRIEF: Mapping[str, str] = {
    "window": "no other major news, or common",
    "observed": "every price quoted",
    "steps": "no unexplained step",
    "comparison": "like series to compare with",
    "targets": "own move",
    "difference": "less like series",
    "neighbours": "less neighbours",
    "members": "without any one member",
    "aside": "no member stands out",
    "possible": "its size is possible",
    "issuers": "targets can hold all of it",
    "ruled out": "an effect is ruled out",
}
"""The conditions of the rule in a few words; one that is not here is said whole."""
NOT_AGAINST = "own move not the other way"
"""What the rule asks of the targets' own move where the comparison alone decides."""
COLUMNS = (
    Column("asks", "the condition", "condition"),
    Column("value", "what was found", "found"),
    Column("met", "whether it is met", "met"),
)
STEM = "reasons"
"""Name of the table's files."""
BELOW = "named below"
NOTHING = ("not checked", "none exists")
"""How what was found begins where nothing can be named: no calendar lists news, or no series is alike."""


def conditions(answer: Verdict | Conclusion) -> Table:
    """The conditions that decided, of the answer that stands first."""
    judged = answer.issuers.whole.verdict if isinstance(answer, Conclusion) else answer
    lines = [(_asks(c), _found(c), MET[c.met]) for c in judged.conditions if c.met is not None]
    frame = pd.DataFrame(lines, columns=[c.name for c in COLUMNS], dtype=object)
    least = level(judged.setting.rule.alpha)
    return Table(COLUMNS, frame, STEM, f"What the verdict asks; a test asks p of at most {least}", whole=True)


def _asks(condition: Condition) -> str:
    if condition.name == "targets" and condition.threshold.startswith("above"):
        return NOT_AGAINST
    return BRIEF.get(condition.name, condition.asks)


def _found(condition: Condition) -> str:
    """What was found, without the names of news or series that are many words."""
    if nothing := next((words for words in NOTHING if condition.value.startswith(words)), ""):
        return nothing
    if condition.name == "window":
        return condition.value.rpartition(": ")[2]  # what is said of the news, which are named below
    return BELOW if condition.long else condition.value
