"""Which way a sentence says that an asset moved: by the verb of the clause whose subject (or object) it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.event.claim.assets import Mention
from analysis.event.claim.denials import (
    EXCEPTED,
    FINITE,
    OVER,
    OWN_MOVE,
    TURNED_BACK,
    is_denied,
    is_hedged,
    is_undone,
)
from analysis.event.claim.words import MOVE, NOUN, PUSH, SEND, SENT

Said = Literal["gain", "loss", "move", "none", "denied", "hedged", "mixed"]
"""``move`` is either way ("moved"), ``none`` stood still, ``hedged`` only may happen, ``mixed`` both ways."""

_RELATIVE = re.compile(
    r",\s*(?:which|who|whose|where|that)\b[^,;]*(?:,|$)|\([^)]*\)|"
    r",\s*(?:already |still )?(?:up|down)\s+[\d.]+\s?(?:%|percent|per cent)?\s+(?:so far )?(?:this|since|in|"
    r"over|for)\b[^,]*,"
)
_BACKGROUND = re.compile(
    r"\b(?:after|despite|following|since|having)\s+(?:[a-z]+ly\s+)?(?:[a-z]+ing|the|a|an|its|their|early|"
    r"earlier|steep|sharp|"
    r"heavy|two|three|four|five|several|days|weeks)\b[^,;.]*",
    re.IGNORECASE,
)
_END = re.compile(
    r"[;:]|—|,\s*(?:while|but|as|though|although|whereas|with|sending|(?:its|their)\b(?! (?:weakest|lowest|"
    r"strongest|highest))|his|pushing|driving|even|after|"
    r"helping)\b|"
    r"\b(?:while|whereas|although|though|but|because|when|even as|as(?! (?:much|low|high|well|far|many|of)\b))\b",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s+and\b|,", re.IGNORECASE)
_NO_ASSET = re.compile(
    r"['’]?s?\s+(?:sales?|auctions?|issues?|issuance|offerings?|holders?|holdings|investors?|traders?|buyback|"
    r"purchases?|"
    r"buying|programme|program|managers?|funds?|analysts?|options?|exchange)\b",
    re.IGNORECASE,
)
_NO_PRICE = re.compile(
    r"\b(?:sales?|issuance|supply|holdings?|purchases?|volumes?|turnover|numbers?|trading|ownership|"
    r"stocks?piles?)\s+(?:of|in)\s+"
    r"(?:[\w'’.-]+\s+){0,3}$",
    re.IGNORECASE,
)
"""Before an asset: its amount is what rises or falls."""
_JOINED = re.compile(r"[^,;.]{0,40}\b(?:and|then|before|but)\b[^,;.]{0,30}$", re.IGNORECASE)
_TURNED = re.compile(
    r"[^;]{0,60}?\b(?:but|then|before|only to)\s+(?:(?:later|then|soon|quickly|promptly|subsequently|eventually|"
    r"again)\s+)*$",
    re.IGNORECASE,
)
"""Between two moves of one subject that is not named again: "rose on Monday but later", "rose, only to"."""
_STATE = re.compile(r"(?:is|are|remains?)\b", re.IGNORECASE)
_TRAILING = re.compile(r"[^,;]{0,40},\s*")
"""Before a participle: "did not fall, rising 2%"."""
_DOING = re.compile(r"\w+ing\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Move:
    """What is said of an asset, and the words that say it, by their place in the sentence."""

    said: Said
    start: int
    end: int


def read_move(
    sentence: str, mention: Mention, others: Sequence[Mention] = (), own: re.Pattern[str] | None = None
) -> Move | None:
    """Read what a sentence says of one of its assets; None where it says nothing of its price.

    Parameters
    ----------
    sentence : str
    mention : Mention
        The asset. What is quoted on it and moves against its price (a yield, a spread, a swap) turns the sign.
    others : sequence of Mention
        Other assets of the sentence: "and" before one of them begins another clause.
    own : pattern, optional
        Further verbs, which a study names.
    """
    if _NO_ASSET.match(sentence, mention.end) or _NO_PRICE.search(sentence[: mention.start]):
        return None
    masked = _masked(sentence, mention)
    if EXCEPTED.search(masked[: mention.start]):
        return _excepted(masked, mention, own)
    if mention.rival:
        return _of_rival(masked, mention, own)
    noun = NOUN.search(masked[: mention.start])
    if noun and any(noun.start() <= o.start < mention.start for o in others):
        noun = None
    if ended := _ended(masked, mention, noun):
        return ended
    if noun:
        return _judged(masked, mention, _side(noun), noun.start(), noun.start() + len(noun[0].split()[0]))
    return _behind(masked, mention, others, own) or _as_object(masked, mention, others)


def _excepted(text: str, mention: Mention, own: re.Pattern[str] | None) -> Move | None:
    """What is said of others but not of an asset: "all but Egypt's bonds fell"."""
    moves = _moves(text, mention.end, len(text), own) or _moves(text, 0, mention.start, own)
    return Move("denied", moves[0].start(), moves[0].end()) if moves else None


def _ended(text: str, mention: Mention, noun: re.Match[str] | None) -> Move | None:
    """A move of an asset that is over or was undone: "the rally in bonds faded", "buying stemmed the lira's fall"."""
    own_move = None if noun else OWN_MOVE.match(text, mention.end)
    if not (noun or own_move):
        return None
    start, end = noun.start() if noun else mention.start, own_move.end() if own_move else mention.end
    if OVER.match(text, end) or is_undone(text[:start]):
        return Move("mixed", start, end)
    return None


def _masked(sentence: str, mention: Mention) -> str:
    """The sentence with blanks for what its asset only did before: relative clauses, "after falling for a week"."""

    def blank(match: re.Match[str]) -> str:
        inside = match.start() <= mention.start < match.end()
        return match[0] if inside else " " * len(match[0])

    return _BACKGROUND.sub(blank, _RELATIVE.sub(blank, sentence))


def _behind(text: str, mention: Mention, others: Sequence[Mention], own: re.Pattern[str] | None) -> Move | None:
    end = _clause_end(text, mention, others)
    moves = [m for m in _moves(text, mention.end, end, own) if _side(m) not in ("wide", "narrow") or mention.inverse]
    if not moves:
        return None
    first = moves[0]
    judged = _judged(text, mention, _side(first), first.start(), first.end())
    if judged.said == "hedged":
        return judged
    turned = _turned(text, moves, others, judged.said == "denied")
    if judged.said == "denied":
        asserted = turned and _judged(text, mention, _side(turned), turned.start(), turned.end(), since=first.end())
        return asserted if asserted and asserted.said != "denied" else judged
    if turned or re.search(r"\b(?:mixed|sideways)\b", first[0], re.IGNORECASE):
        return Move("mixed", first.start(), (turned or first).end())
    if (back := TURNED_BACK.match(text, first.end())) and not any(first.end() <= o.start < back.end() for o in others):
        return Move("mixed", first.start(), back.end())
    return judged


def _turned(text: str, moves: Sequence[re.Match[str]], others: Sequence[Mention], denied: bool) -> re.Match[str] | None:
    """The opposite move of the same subject: "rose and then fell"; behind a denied one, what happened instead."""
    first, inside = moves[0], {m.start() for m in moves}
    subject = min((start for start in _subjects(others) if start > first.end()), default=len(text))
    for later in MOVE.finditer(text, first.end()):
        if {_side(first), _side(later)} != {"gain", "loss"}:
            continue
        between = text[first.end() : later.start()]
        joined = (later.start() in inside and _JOINED.fullmatch(between)) or (
            later.start() < subject and _TURNED.fullmatch(between) and not _STATE.match(later[0])
        )
        if denied and not FINITE.match(later[0]):
            participle = _DOING.match(later[0]) and (joined or _TRAILING.fullmatch(between))
            joined = participle or between.endswith(" to ")
        if joined:
            return later
    return None


def _subjects(others: Sequence[Mention]) -> list[int]:
    """Where assets stand that may be the subject of a clause, and not what another one is counted in."""
    return [o.start for o in others if not o.scale and not o.rival]


def _moves(text: str, start: int, end: int, own: re.Pattern[str] | None) -> list[re.Match[str]]:
    found = [*MOVE.finditer(text, start, end), *(own.finditer(text, start, end) if own else ())]
    return sorted(found, key=lambda m: m.start())


def _side(match: re.Match[str]) -> str:
    return next(name for name, words in match.groupdict().items() if words is not None)


def _judged(text: str, mention: Mention, side: str, start: int, end: int, since: int = 0) -> Move:
    """The move with what denies or doubts it (from ``since`` on), and with the sign of what is quoted."""
    before = text[since:start]
    if is_denied(before, text[start:end], text[end:]) and side != "still":
        return Move("denied", start, end)
    if is_hedged(text, before):
        return Move("hedged", start, end)
    if side == "still":
        return Move("none", start, end)
    if side == "either":
        return Move("move", start, end)
    gain = (side in ("gain", "wide")) is not mention.inverse
    return Move("gain" if gain else "loss", start, end)


def _clause_end(text: str, mention: Mention, others: Sequence[Mention]) -> int:
    """Where the asset's own clause ends: at "while" or a semicolon, or where another asset's clause begins."""
    hard = _END.search(text, mention.end)
    end = hard.start() if hard else len(text)
    moves = [m.start() for m in MOVE.finditer(text, mention.end)]
    subjects = _subjects(others)
    for link in _AND.finditer(text, mention.end, end):
        if not moves or moves[0] >= link.start():
            continue  # its own verb is still to come: "bonds and shares fell"
        ahead = next((start for start in moves if start >= link.end()), len(text))
        if any(link.end() <= start < ahead for start in subjects):
            return link.start()
    return end


def _of_rival(text: str, mention: Mention, own: re.Pattern[str] | None) -> Move | None:
    """The move of a currency in which another one is counted: the other's, turned round."""
    moves = _moves(text, 0, mention.start, own)
    if not moves or _side(moves[-1]) not in ("gain", "loss"):
        return None
    turned = "loss" if _side(moves[-1]) == "gain" else "gain"
    return _judged(text, mention, turned, moves[-1].start(), moves[-1].end())


def _as_object(text: str, mention: Mention, others: Sequence[Mention]) -> Move | None:
    """The move of an asset to which something was done: "investors dumped Egypt's bonds"."""
    before = text[: mention.start]
    if SEND.search(before) and (sent := SENT.match(text, mention.end)):
        return _judged(text, mention, _side(sent), sent.start(), sent.end())
    pushed = PUSH.search(before)
    if pushed and not any(pushed.start() <= o.start < mention.start for o in others):
        return _judged(text, mention, _side(pushed), pushed.start(), pushed.end())
    return None
