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
    NEVER_CAME,
    OVER,
    OWN_MOVE,
    TURNED_BACK,
    is_denied,
    is_hedged,
    is_undone,
)
from analysis.event.claim.senses import describes, is_of_level, names_no_price, of_asset, verbs
from analysis.event.claim.spreads import without_bases
from analysis.event.claim.turns import BESIDE_OTHERS, instead, own_behind, side_of, subjects, turned
from analysis.event.claim.words import DEMAND, NOUN, PUSH, QUIET, SEND, SENT, UNDO

Said = Literal["gain", "loss", "move", "none", "denied", "hedged", "mixed"]
"""``move`` is either way ("moved"), ``none`` stood still, ``hedged`` only may happen, ``mixed`` both ways."""

_RELATIVE = re.compile(
    r",\s*(?:which|who|whose|where|that)\b[^,;]*(?:,|$)|\([^)]*\)|"
    r",\s*(?:once |long |widely )?(?:seen|expected|tipped|forecast|predicted|supposed)\b[^,;]*,|"
    r",\s*(?:already |still )?(?:up|down)\s+[\d.]+\s?(?:%|percent|per cent)?\s+(?:so far )?(?:this|since|in|"
    r"over|for)\b[^,]*,"
)
_BACKGROUND = re.compile(
    r"\b(?:after|despite|following|since|having)\s+(?:[a-z]+ly\s+)?(?:[a-z]+ing|the|a|an|its|their|early|"
    r"earlier|steep|sharp|"
    r"heavy|two|three|four|five|several|days|weeks)\b(?:(?!\bbut\b)[^,;.])*",
    re.IGNORECASE,
)
_END = re.compile(
    r"[;:]|—|,\s*(?:while|but|as|though|although|whereas|with|sending|(?:its|their)\b(?! (?:weakest|lowest|"
    r"strongest|highest))|his|pushing|driving|even|after|"
    r"helping)\b|"
    r"\b(?:while|whereas|although|though|but|because|when|even as|"
    r"(?<!such )as(?! (?:much|low|high|well|far|many|of)\b))\b",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s+and\b|,", re.IGNORECASE)
_RESULT = re.compile(r"[^,;]{0,60}\bto\s+(?:(?:settle|end|close|finish|trade|stand|be)\s+)?", re.IGNORECASE)
_NO_RESULT = re.compile(rf"(?:{UNDO}\b|shrugged off)", re.IGNORECASE)
"""A move that another may follow as its result: "pared gains to end higher"."""
_WHICH = re.compile(r",\s*(?:which|who)\s+")
_ADVERBS = 2
"""Words that may stand between "which" and its verb."""
_ALSO = re.compile(
    r"(?:['’]s?)?(?:,|,?\s+and)\s+(?:(?!\w+ed\b|s[ae]nk?t?\b|hurt\b|hit\b|drove\b|sold\b|bought\b|fled\b)(?!(?:and|that|which)\b)[\w'’-]+\s+){0,2}"
)
"""Between two assets that are objects of one verb."""
_NEXT_VERB = re.compile(
    r"\s+(?:\w+ly\s+)?(?:\w+ed|sent|sank|drove|hit|hurt|cut|put|left|drew|sold|bought|fled|led|kept|fell|rose)\b(?!-)",
    re.IGNORECASE,
)


_OWN_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|drew|took|gave|went|came|made|saw|kept|began|won|met|paid|found|stood)\b"
)
"""Of a clause in which nothing moves: "yields above 9% drew buyers, and shares rose"."""


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
    if names_no_price(sentence, mention):
        return None
    masked = _masked(sentence, mention)
    if EXCEPTED.search(masked[: mention.start]):
        return _of_itself(sentence, mention) or _excepted(masked, mention, own)
    if mention.rival:
        return _of_rival(masked, mention, own)
    noun = NOUN.search(masked[: mention.start])
    if noun and _is_of_another(masked, noun, mention, others):
        noun = None
    if ended := _ended(masked, mention, noun, others) or _untouched(masked, mention, others):
        return ended
    if noun:
        end = noun.start() + len(noun[0].split()[0])
        judged = _judged(masked, mention, side_of(noun), noun.start(), end, noun=True)
        return _asserted(masked, mention, judged, mention.end, instead(masked, mention.end, others))
    return _behind(masked, mention, others, own) or _as_object(masked, mention, others)


def _of_itself(text: str, mention: Mention) -> Move | None:
    """What a relative clause says of an excepted asset: "except for defence shares, which rallied"."""
    relative = _WHICH.match(text, mention.end)
    move = next(verbs(text, relative.end()), None) if relative else None
    if relative is None or move is None or text[relative.end() : move.start()].count(" ") > _ADVERBS:
        return None
    return _judged(text, mention, side_of(move), move.start(), move.end(), since=relative.end())


def _excepted(text: str, mention: Mention, own: re.Pattern[str] | None) -> Move | None:
    """What is said of others but not of an asset: "all but Egypt's bonds fell"."""
    moves = _moves(text, mention.end, len(text), own) or _moves(text, 0, mention.start, own)
    return Move("denied", moves[0].start(), moves[0].end()) if moves else None


def _ended(text: str, mention: Mention, noun: re.Match[str] | None, others: Sequence[Mention]) -> Move | None:
    """A move of an asset that is over or was undone: "the rally in bonds faded", "buying stemmed the lira's fall"."""
    own_move = None if noun else OWN_MOVE.match(text, mention.end)
    last = mention
    for other in others:
        if noun is None and own_move is None and other.end <= mention.start:
            noun = _ALSO.fullmatch(text, other.end, mention.start) and NOUN.search(text[: other.start])
        if other.start >= last.end and _ALSO.fullmatch(text, last.end, other.start):
            last = other
    if not (noun or own_move):
        return None
    start, end = noun.start() if noun else mention.start, own_move.end() if own_move else last.end
    if OVER.match(text, end) or is_undone(text[:start]):
        return Move("mixed", start, end)
    return Move("denied", start, end) if NEVER_CAME.match(text, end) else None


def _untouched(text: str, mention: Mention, others: Sequence[Mention]) -> Move | None:
    """That nothing happened to an asset, or to one beside it: "there was no reaction in bonds and shares"."""
    ahead = [] if any(verbs(text, mention.end)) else [o for o in others if o.end <= mention.start]
    joined = [o.start for o in ahead if _ALSO.fullmatch(text, o.end, mention.start)]
    quiet = next(filter(None, (QUIET.search(text[:at]) for at in (mention.start, *joined))), None)
    if quiet is None or (not joined and _is_of_another(text, quiet, mention, others)):
        return None
    return _judged(text, mention, "still", quiet.start(), quiet.end())


def _masked(sentence: str, mention: Mention) -> str:
    """The sentence with blanks for bases of spreads, and for what its asset only did before ("after falling")."""

    def blank(match: re.Match[str]) -> str:
        inside = match.start() <= mention.start < match.end()
        return match[0] if inside else " " * len(match[0])

    return _BACKGROUND.sub(blank, _RELATIVE.sub(blank, without_bases(sentence)))


def _behind(text: str, mention: Mention, others: Sequence[Mention], own: re.Pattern[str] | None) -> Move | None:
    end = _clause_end(text, mention, others)
    moves = [m for m in _moves(text, mention.end, end, own) if side_of(m) not in ("wide", "narrow") or mention.inverse]
    moves = of_asset(text, mention.end, moves)
    if not moves or is_of_level(text, mention, moves[0], others):
        return None
    first = moves[0]
    if _NO_RESULT.match(first[0]):
        results = [m for m in moves[1:] if _RESULT.fullmatch(text, first.end(), m.start())]
        moves = results[:1] or moves
        first = moves[0]
    if BESIDE_OTHERS.match(first[0]) and (own_move := own_behind(text, first, others)):
        moves, first = [own_move], own_move
    judged = _judged(text, mention, side_of(first), first.start(), first.end())
    hedged = judged.said == "hedged"
    after = instead(text, first.end(), others) if hedged else turned(text, moves, others, judged.said == "denied")
    if judged.said in ("denied", "hedged"):
        return _asserted(text, mention, judged, first.end(), after)
    if after or re.search(r"\b(?:mixed|sideways)\b", first[0], re.IGNORECASE):
        return Move("mixed", first.start(), (after or first).end())
    if (back := TURNED_BACK.match(text, first.end())) and not any(first.end() <= o.start < back.end() for o in others):
        return Move("mixed", first.start(), back.end())
    return judged


def _asserted(text: str, mention: Mention, judged: Move, since: int, after: re.Match[str] | None) -> Move:
    """What happened ``after`` a move that was denied or only expected, where that is said without a doubt."""
    if after is None or judged.said not in ("denied", "hedged"):
        return judged
    asserted = _judged(text, mention, side_of(after), after.start(), after.end(), since=since)
    return judged if asserted.said in ("denied", "hedged") else asserted


def _moves(text: str, start: int, end: int, own: re.Pattern[str] | None) -> list[re.Match[str]]:
    found = [*verbs(text, start, end), *(own.finditer(text, start, end) if own else ())]
    return sorted(found, key=lambda m: m.start())


def _judged(text: str, mention: Mention, side: str, start: int, end: int, since: int = 0, noun: bool = False) -> Move:
    """The move with what denies or doubts it (from ``since`` on), and with the sign of what is quoted."""
    before = text[since:start]
    if mention.inverse and since <= mention.start and mention.end <= start:  # whoever wants a yield doubts no move
        before = f"{text[since : mention.start]}{mention.text}{text[mention.end : start]}"
    if is_denied(before, text[start:end], text[end:], of_another=noun) and side != "still":
        return Move("denied", start, end)
    if is_hedged(text, before, noun):
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
    moves = list(verbs(text, mention.end))
    pushed = _done_to(text, mention, others)
    for link in _AND.finditer(text, mention.end, end):
        following = next((m for m in moves if m.start() >= link.end()), None)
        if not moves or moves[0].start() >= link.start():
            done, joins = pushed or _does_to(text, mention, link.start(), others), link[0].endswith("and")
            if not (done or (joins and _OWN_VERB.search(text, mention.end, link.start()))):
                continue  # its own verb is still to come: "bonds and shares fell"
            if done and joins and _NEXT_VERB.match(text, link.end()):
                return link.start()
            if done and following and not FINITE.match(following[0]):
                continue
        ahead = following.start() if following else len(text)
        if any(link.end() <= start < ahead for start in subjects(others)):
            return link.start()
    return end


def _of_rival(text: str, mention: Mention, own: re.Pattern[str] | None) -> Move | None:
    """The move of a currency in which another one is counted: the other's, turned round."""
    moves = _moves(text, 0, mention.start, own)
    if not moves or side_of(moves[-1]) not in ("gain", "loss"):
        return None
    turned = "loss" if side_of(moves[-1]) == "gain" else "gain"
    return _judged(text, mention, turned, moves[-1].start(), moves[-1].end())


def _as_object(text: str, mention: Mention, others: Sequence[Mention]) -> Move | None:
    """The move of an asset to which something was done: "investors dumped Egypt's bonds"."""
    done = _done_to(text, mention, others)
    if done is None:
        return None
    if done.re is SEND:
        sent = SENT.match(text, mention.end)
        return _judged(text, mention, side_of(sent), sent.start(), sent.end()) if sent else None
    return _judged(text, mention, side_of(done), done.start(), done.end())


def _done_to(text: str, mention: Mention, others: Sequence[Mention]) -> re.Match[str] | None:
    """The verb whose object an asset is, by itself or beside another one: "lifted bonds and stocks"."""
    before = text[: mention.start]
    if (sent := SEND.search(before)) and SENT.match(text, mention.end):
        return sent
    pushed = PUSH.search(before) or (mention.inverse and DEMAND.search(before)) or None
    if pushed and not _is_of_another(text, pushed, mention, others):
        return pushed
    for other in others:
        if other.end <= mention.start and _ALSO.fullmatch(text, other.end, mention.start):
            return _done_to(text, other, [o for o in others if o.end <= other.start])
    return None


def _does_to(text: str, mention: Mention, end: int, others: Sequence[Mention]) -> bool:
    """Whether an asset is the subject of what is done to another one: "the dollar hurt gold and copper fell"."""
    objects = (o for o in others if mention.end <= o.start < end)
    return any((done := _done_to(text, o, ())) and done.start() >= mention.end for o in objects)


def _is_of_another(text: str, match: re.Match[str], mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether another asset stands between a word of moving and this one, and does not just describe it."""
    return any(match.start() <= o.start < mention.start and not describes(text, o) for o in others)
