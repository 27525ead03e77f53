"""Whether a sentence tells of prices, and whether they only moved with what the lead tells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from analysis.event.claim.assets import mentions
from analysis.event.claim.moves import read_move
from analysis.event.dating.wording.causes import DAY_NAME, has_other_cause
from analysis.event.dating.wording.content import content
from analysis.event.dating.wording.untensed import past_verbs

_CLOSED = re.compile(
    r"\b(?:markets?|exchanges?|trading)\b[^,;]{0,60}\b(?:closed|shut|halted|suspended|(?:re)?opened|resumed)\b", re.I
)
"""News of the market itself: what prices did later may be the same story."""
_IDLE = re.compile(
    r"met|gathered|convened|debated|discussed|received|visited|toured|travelled|arrived|attended|spoke|landed|dined|"
    r"hosted|greeted|addressed|celebrated",
    re.IGNORECASE,
)
"""The lead's verb where nothing has come of it yet that moves a price."""
_TOO = re.compile(
    r"\band (?:the )?(?:\w+ )?central bank (?:raised|lifted|cut|lowered|sold|bought|intervened)\b|"
    r"\band (?:(?:then|later) )?(?:closed|ended|settled|finished|traded|touched|hit|reached|led|posted|recovered|stood|"
    r"wiped|lost|gained)\b",
    re.IGNORECASE,
)
"""What goes with a move of prices: their level, and what a central bank does about it."""
_AND = re.compile(r"(?:\band|\bwhile|;)\s")
_BESIDE = re.compile(
    r"\d|\b(?:lows?|highs?|levels?|fall|drop|rise|gain|loss(?:es)?|decline|jump|slump|worst|best|biggest|sharpest|largest|"
    r"said|says|showed|according to|percent|per cent|points?|cents?|trade|trading|most)\b",
    re.IGNORECASE,
)
"""Between commas, what belongs to a move of prices: how large it was, and who says so."""
_WEEKDAYS = 5


def moved_with(sentence: str, named: Collection[dt.date], first: str, before: str, day: dt.date) -> bool:
    """Whether a sentence of prices tells only how they moved at once with what the lead tells."""
    of_market = tells_of_prices(first) or _opens_with_asset(first) or _CLOSED.search(first) is not None
    verbs = past_verbs(before)
    idle = verbs and _IDLE.fullmatch(verbs[-1][0])
    later = [d for d in named if d > day]
    at_once = bool(later) and min(later) <= _next_session(day)
    if of_market or idle or not at_once or _tells_more(sentence):
        return False
    return not has_other_cause(sentence, first, of_prices=True)


def tells_of_prices(sentence: str, *, at_once: bool = False) -> bool:
    """Whether an asset moves in a sentence; ``at_once`` by its first verb, so that nothing else is told before it."""
    found, verbs = mentions(sentence), past_verbs(sentence)
    last = verbs[0].start() if at_once and verbs else len(sentence)
    for mention in found:
        move = read_move(sentence, mention, [o for o in found if o is not mention])
        if move and move.said not in ("denied", "hedged") and min(mention.start, move.start) <= last:
            return True
    return False


def _opens_with_asset(sentence: str) -> bool:
    """Whether an asset is the subject of a sentence, whatever is said of it."""
    verbs = past_verbs(sentence)
    return any(m.start < verbs[0].start() for m in mentions(sentence)) if verbs else False


def _next_session(day: dt.date) -> dt.date:
    """The first weekday after a day: prices react then, and a later move has a cause of its own."""
    after = day + dt.timedelta(days=1)
    return after + dt.timedelta(days=max(0, 7 - after.weekday()) if after.weekday() >= _WEEKDAYS else 0)


def _tells_more(sentence: str) -> bool:
    """Whether something besides prices is told behind "and" or a comma: "fell on Monday, its peg gone"."""
    beside = [part for part in DAY_NAME.sub("", sentence).split(",") if content(part)]
    if any(not (_BESIDE.search(part) or mentions(part)) for part in beside):
        return True
    joined = _AND.search(sentence)
    if joined is None or _TOO.match(sentence, joined.start()):
        return False
    rest = sentence[joined.end() :]
    return bool(past_verbs(rest)) and not tells_of_prices(rest, at_once=True)
