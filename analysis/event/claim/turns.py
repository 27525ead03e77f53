"""What a subject did besides its first move: it turned back, or did better than others and fell all the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.event.claim.assets import Mention
from analysis.event.claim.denials import FINITE, is_denied
from analysis.event.claim.senses import verbs

_JOINED = re.compile(r"[^,;.]{0,40}\b(?:and|then|before|but)\b[^,;.]{0,30}$", re.IGNORECASE)
_TURNED = re.compile(
    r"[^;]{0,60}?\b(?:but|then|before|only to)\s+(?:(?:later|then|soon|quickly|promptly|subsequently|eventually|"
    r"again|still|nonetheless|nevertheless|yet|also)\s+)*$",
    re.IGNORECASE,
)
"""Between two moves of one subject that is not named again: "rose on Monday but later", "rose, only to"."""
_AFTER_ALL = re.compile(r"[^;]{0,60}?\b(?:but|yet|still|though)\s+(?:they|it)\s+(?:\w+\s+){0,2}", re.IGNORECASE)
"""Between what was denied and what happened: "few expected stocks to rise, but they gained"."""
_INSTEAD = re.compile(
    r"[^;]{0,80}?(?:\b(?:but|yet|though|only)|\.\.\.|—|-)\s+(?:(?:they|it|instead|then|in fact|later|soon|actually|"
    r"unexpectedly|rather|both|all|have|had|has|\w+ly),?\s+)*|[^,;]{0,40}[,;]\s+(?:and\s+)?instead,?\s+(?:(?:they|it)\s+)?",
    re.IGNORECASE,
)
"""Between what was expected and what happened: "had been expected to fall but rose", "but instead they rose"."""
_STATE = re.compile(r"(?:is|are|remains?)\b", re.IGNORECASE)
_TRAILING = re.compile(r"[^,;]{0,40},\s*")
"""Before a participle: "did not fall, rising 2%"."""
_DOING = re.compile(r"\w+ing\b", re.IGNORECASE)
BESIDE_OTHERS = re.compile(r"(?:out|under)perform|.*\bperformers?$", re.IGNORECASE)
"""A move that is only told beside those of others."""


def side_of(match: re.Match[str]) -> str:
    """Which way a word of moving goes: the name of its group."""
    return next(name for name, words in match.groupdict().items() if words is not None)


def own_behind(text: str, first: re.Match[str], others: Sequence[Mention]) -> re.Match[str] | None:
    """What an asset did that did better or worse than others: "outperformed, falling only half a cent"."""
    later = next(verbs(text, first.end()), None)
    if later is None or any(first.end() <= start < later.start() for start in subjects(others)):
        return None
    between = text[first.end() : later.start()]
    joined = (_TRAILING.fullmatch(between) and _DOING.match(later[0])) or _TURNED.fullmatch(between)
    return later if joined else None


def turned(text: str, moves: Sequence[re.Match[str]], others: Sequence[Mention], denied: bool) -> re.Match[str] | None:
    """The opposite move of the same subject: "rose and then fell"; behind a denied one, what happened instead."""
    first, inside = moves[0], {m.start() for m in moves}
    subject = min((start for start in subjects(others) if start > first.end()), default=len(text))
    for later in verbs(text, first.end()):
        between = text[first.end() : later.start()]
        if denied and _AFTER_ALL.fullmatch(between) and FINITE.match(later[0]):
            return later
        if {side_of(first), side_of(later)} != {"gain", "loss"}:
            continue
        joined = (later.start() in inside and _JOINED.fullmatch(between)) or (
            later.start() < subject and _TURNED.fullmatch(between) and not _STATE.match(later[0])
        )
        if denied and not FINITE.match(later[0]):
            participle = _DOING.match(later[0]) and (joined or _TRAILING.fullmatch(between))
            joined = participle or between.endswith(" to ")
        if joined and (denied or not is_denied(between, later[0], text[later.end() :])):
            return later
    return None


def instead(text: str, end: int, others: Sequence[Mention]) -> re.Match[str] | None:
    """What came of a move that was only expected, behind its ``end``: "was tipped to fall, but it rose"."""
    subject = min((start for start in subjects(others) if start > end), default=len(text))
    for later in verbs(text, end, subject):
        if _INSTEAD.fullmatch(text, end, later.start()):
            return later if FINITE.match(later[0]) or side_of(later) == "still" else None
    return None


def subjects(others: Sequence[Mention]) -> list[int]:
    """Where assets stand that may be the subject of a clause, and not what another one is counted in."""
    return [o.start for o in others if not o.scale and not o.rival]
