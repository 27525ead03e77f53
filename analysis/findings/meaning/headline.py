"""The verdict in one sentence. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.findings.meaning.power import Power
from analysis.findings.meaning.rule import Name, Ruling
from analysis.study.setting import Setting
from analysis.words.numbers import count
from analysis.words.study_words import RISEN, assets_of

WHY_NOT: Mapping[Name, str] = {
    "window": "other major news fell into these hours",
    "observed": "a price was not observed",
    "steps": "a step that nothing explains lies in the prices before",
    "comparison": "nothing similar was at hand to compare with",
    "targets": "the move may be chance",
    "difference": "beside like series the move may be chance",
    "neighbours": "beside their neighbours the move may be chance",
    "members": "the result hangs on one member",
    "aside": "one member moved farther than the others",
    "possible": "the move that it takes is not possible",
    "issuers": "of one issuer there is nothing to see",
}
"""What a condition that is not met means, in the order of the rule."""


def headline(ruling: Ruling, power: Power) -> str:
    """One sentence."""
    if ruling.outcome == "cannot tell":
        return _undecided(ruling, power)
    claim = power.setting.claim
    verb, assets = RISEN[claim.direction], assets_of(claim)
    what = f"series that hold some of the {assets}" if power.proxy else assets
    known = "chance and the market explain" if power.setting.portfolio.factors else "chance explains"
    spanning = _spanning(power.setting)
    return {
        "supported": f"Supported: the {what} {verb} more than {known}{spanning}{_beside(power)}.",
        "contradicted": f"Contradicted: the {what} moved the other way{spanning}{_beside(power)}.",
        "not found": f"Not found: no such move of the {what}{spanning}, and one of {power.judged.move_pct:g} % is "
        "ruled out.",
    }[ruling.outcome]


def _undecided(ruling: Ruling, power: Power) -> str:
    """Why nothing can be told: the first condition that is not met."""
    unmet = next((c for c in ruling.conditions if c.met is False and c.name in WHY_NOT), None)
    if unmet is None:
        return "Cannot tell."
    if unmet.name == "window" and unmet.value.startswith("not checked"):
        return "Cannot tell: whether other news fell into these hours was not checked."
    if unmet.name == "targets" and power.tests.by_comparison:
        return "Cannot tell: by themselves the prices moved the other way."
    return f"Cannot tell: {WHY_NOT[unmet.name]}."


def _spanning(setting: Setting) -> str:
    """Over how many weekdays a return from quote to quote runs, where it is more than one: part of its size."""
    around = setting.between_quotes
    return f", over {count(around.weekdays, 'weekday')} between two quotes" if around and around.weekdays > 1 else ""


def _beside(power: Power) -> str:
    """What a headline owes to what was compared."""
    if power.tests.difference is None:
        return "; nothing similar was at hand to compare with"
    if not power.tests.by_comparison:
        return ""
    return f", measured {'against like series and neighbours' if power.tests.beside else 'against like series'} alone"
