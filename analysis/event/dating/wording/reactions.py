"""Whether a sentence only tells how prices or people reacted to what the lead tells."""

from __future__ import annotations

import re

from analysis.event.claim.assets import mentions
from analysis.event.claim.moves import read_move
from analysis.event.dating.wording.content import content
from analysis.event.dating.wording.told import HARM
from analysis.event.dating.wording.untensed import past_verbs

_CLOSED = re.compile(
    r"\b(?:markets?|exchanges?|trading)\b[^,;]{0,60}\b(?:closed|shut|halted|suspended|(?:re)?opened|resumed)\b", re.I
)
"""News of the market itself: what prices did later may be the same story."""
_CAUSE = re.compile(r"\b(?:after|when|because|(?P<while>as))\b(?P<what>[^,;]*)", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:another|second|third)\b", re.IGNORECASE)
_SAYING = r"(?:statements?|claims?|accusations?|allegations?|criticism|suggestions?|reports?|charges?|blame)"
_INQUIRY = r"(?:inquiry|inquiries|investigations?|probes?|review)"
_REACTED = re.compile(
    r"(?P<verb>\b(?:condemned|denounced|decried|deplored|congratulated|welcomed|hailed|praised|applauded|critici[sz]ed|"
    r"slammed|blamed|urged|appealed|warned|vowed|mourned|thronged|queued|protested|demonstrated|searched|combed|sifted|toured|"
    r"visited|inspected|surveyed|apologi[sz]ed|arrested|detained|questioned|summoned|recalled|evacuated|suspended|"
    r"responded|reacted))\b|"
    r"\bcalled (?:for|on(?! \w+day))\b|\blaid (?:flowers|wreaths)\b|"
    r"\b(?:offered|sent|expressed) (?:[\w-]+ ){0,2}(?:condolences|help|aid)\b|"
    r"\bdeclared (?:[\w-]+ ){0,4}(?:mourning|emergency)\b|"
    rf"\b(?:rejected|denied|dismissed|disputed) (?:[\w-]+ ){{0,2}}{_SAYING}\b|"
    rf"\b(?:opened|ordered|began|launched|announced) an? (?:[\w-]+ ){{0,2}}{_INQUIRY}\b",
    re.IGNORECASE,
)
_RESIGNED = re.compile(r"\b(?:resigned|quit|stepped down|was (?:dismissed|fired|sacked))\b", re.IGNORECASE)
"""A reaction to harm alone: after a vote or a court's ruling it may be the news."""
_STAGE = re.compile(
    r"\b(?:agreed|signed|approved|passed|adopted|ratified|voted|struck|reached|sealed|ended|succumbed|died|dead|killed|toll|won|lost|"
    r"overturned|lifted|reversed|seized|captured|invaded|declared war|default(?:ed)?)\b",
    re.IGNORECASE,
)
"""What may be the news itself, a later stage of the same story."""
_GOES_ON = re.compile(r"\W*(?:(?:late |early )?on \w+day,? )?(?:he|she|it|they)\b", re.IGNORECASE)
"""The subject of the lead acts again: what it does may be the news."""
_BEGUN = re.compile(
    r"met|gathered|convened|began|started|opened|resumed|debated|discussed|held|launched|travelled|arrived|offered|proposed|"
    r"marched|went|called|sought|visited|threatened|warned|urged|vowed",
    re.IGNORECASE,
)
"""The lead's verb where its story has only begun: what comes of it may be the news."""


def is_reaction(sentence: str, first: str, before: str) -> bool:
    """Whether a sentence that names a later day than the lead only tells of reactions to the lead's news.

    Parameters
    ----------
    sentence, first : str
        That sentence, and the one of the lead that dates the news.
    before : str
        The words of ``first`` before the day that it names.
    """
    if _tells_of_prices(sentence, at_once=True):
        of_market = _tells_of_prices(first) or _opens_with_asset(first) or _CLOSED.search(first) is not None
        return not of_market and not _has_other_cause(sentence, first)
    verbs = past_verbs(before)
    begun = verbs and _BEGUN.fullmatch(verbs[-1][0])
    if begun or _GOES_ON.match(sentence) or _STAGE.search(sentence) or _has_other_cause(sentence, first):
        return False
    reacted = [m for m in _REACTED.finditer(sentence) if not content(m["verb"] or "") & content(first)]
    return bool(reacted) or (HARM.search(first) is not None and _RESIGNED.search(sentence) is not None)


def _tells_of_prices(sentence: str, *, at_once: bool = False) -> bool:
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


def _has_other_cause(sentence: str, first: str) -> bool:
    """Whether a sentence tells of a cause that is not the lead's: "fell on Monday after the bank's head was sacked"."""
    for cause in _CAUSE.finditer(sentence):
        what = cause["what"]
        weighs = not cause["while"] or _STAGE.search(what) or HARM.search(what)
        same = content(what) & content(first) and not _ANOTHER.search(what)
        if weighs and past_verbs(what) and not same:
            return True
    return False
