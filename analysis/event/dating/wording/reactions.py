"""Whether a sentence only tells how prices or people reacted to what the lead tells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from analysis.event.dating.wording.causes import DAY_NAME, has_other_cause, is_foreign, is_of_lead
from analysis.event.dating.wording.content import content
from analysis.event.dating.wording.priced import moved_with, tells_of_prices
from analysis.event.dating.wording.told import HARM
from analysis.event.dating.wording.untensed import past_verbs

_INQUIRY = r"(?:inquiry|inquiries|investigations?|probes?|review)"
_JUDGED = re.compile(
    r"\b(?:(?:was|were) (?:\w+ly )?)?(?P<verb>condemned|denounced|decried|deplored|congratulated|welcomed|hailed|"
    r"praised|applauded|critici[sz]ed|reacted \w+ly(?!.*\bwith\b)(?: to)?)\b",
    re.IGNORECASE,
)
"""Words about the news; who responds to it, or reacts "with" something, may do anything."""
_DENIED = re.compile(
    r"\b(?:rejected|denied|dismissed|disputed) (?:[\w-]+ ){0,2}"
    r"(?:statements?|claims?|accusations?|allegations?|criticism|suggestions?|reports?|charges?|blame)\b",
    re.IGNORECASE,
)
_HIM = re.compile(r"\b(?:him|her|it|them)\b", re.IGNORECASE)
_CALMED = re.compile(
    r"\b(?:called|appealed|urged)(?: on \w+day)?(?: for)? (?:calm|restraint|unity|dialogue)\b", re.IGNORECASE
)
_MOURNED = re.compile(r"\b(?:declared (?:[\w-]+ ){0,4}mourning|mourned)\b(?: for)?", re.IGNORECASE)
_HELPED = re.compile(
    r"\b(?:laid (?:flowers|wreaths|candles)|appealed for (?:[\w-]+ )?(?:help|aid|blood)|"
    r"(?:offered|sent|expressed) (?!military\b)(?:[\w-]+ ){0,2}(?:condolences|sympathy|help))\b",
    re.IGNORECASE,
)
_ACTED = re.compile(
    r"\b(?:thronged|searched|combed|sifted|toured|visited|inspected|surveyed|"
    r"arrested (?:the|its|his|her) (?:captain|driver|pilot|owner|operator|builder)s?)\b",
    re.IGNORECASE,
)
"""What is done about harm, hardly ever the news where nobody is named: the arrest of an attacker often is."""
_LEFT = re.compile(r"\b(?:resigned|quit|stepped down|was (?:dismissed|fired|sacked))\b", re.IGNORECASE)
_INQUIRED = re.compile(
    rf"\b(?:opened|ordered|began|launched|announced) an? (?:[\w-]+ ){{0,2}}{_INQUIRY}\b(?: into)?", re.IGNORECASE
)
_OF_HARM = (_MOURNED, _HELPED, _ACTED, _LEFT, _INQUIRED)
"""Without any harm somebody else is mourned, help is a bailout, and an inquiry is the news."""
_NAMED = re.compile(r"(?<=[\w,] )[A-Z]")
_POWER = re.compile(
    r"\b(?:president|premier|prime minister|chancellor|king|queen|emir|government|cabinet|governor|generals?|"
    r"opposition|leaders?|rebels|palace|square|embassy|prison|banks?|finance|trade|foreign|defen[cs]e)\b",
    re.IGNORECASE,
)
"""Who holds power, or is after it, and where: what is done there is news of its own."""
_DECIDES = re.compile(
    r"\b(?:courts?|judges?|justices|magistrates?|tribunals?|jury|parliament|lawmakers|senate|senators|congress|deputies|"
    r"commission|commissioners|regulators?|watchdog|board|committee|panel|authority|authorities|arbitrators?)\b",
    re.IGNORECASE,
)
"""What these say settles a matter."""
_STAGE = re.compile(
    r"\b(?:agreed|signed|approved|passed|adopted|ratified|voted|struck|reached|sealed|ended|succumbed|died|dead|killed|toll|won|lost|"
    r"overturned|lifted|reversed|seized|captured|invaded|declared war|default(?:ed)?)\b",
    re.IGNORECASE,
)
"""What may be the news itself, a later stage of the same story."""
_GOES_ON = re.compile(r"\W*(?:(?:late |early )?on \w+day,? )?(?:he|she|it|they)\b", re.IGNORECASE)
"""The subject of the lead acts again: what it does may be the news."""
_NAME = re.compile(r"\b(?!(?:The|This|His|Her|Its)\b)[A-Z][\w-]+")
_BEGUN = re.compile(
    r"met|gathered|convened|began|started|opened|resumed|debated|discussed|held|launched|travelled|arrived|offered|proposed|"
    r"marched|went|called|sought|visited|threatened|warned|urged|vowed",
    re.IGNORECASE,
)
"""The lead's verb where its story has only begun: what comes of it may be the news."""
_DOES = re.compile(r"(?:,|\bby) (?:\w+ly )?(?!calling\b|saying\b|describing\b)\w{2,}ing\b", re.IGNORECASE)
"""What somebody did as well: "condemned the test, expelling the envoy", "welcomed it by marching"."""
_ONE_PLACE = 3
"""Words of "the harbour." behind a verb: a longer name may be of another thing."""
_EARLIER = re.compile(r"\bhad (?:been )?\w+")


def is_reaction(sentence: str, named: Collection[dt.date], first: str, before: str, day: dt.date) -> bool:
    """Whether a sentence that names a later day than the lead only tells of reactions to the lead's news.

    Parameters
    ----------
    sentence : str
    named : collection of datetime.date
        Days that it names, whatever they are for.
    first, before : str
        The sentence of the lead that dates the news, and its words before the day that it names.
    day : datetime.date
        That day.
    """
    if tells_of_prices(sentence, at_once=True):
        return moved_with(sentence, named, first, before, day)
    verbs = past_verbs(before)
    begun = verbs and _BEGUN.fullmatch(verbs[-1][0])
    if begun or len(named) > 1 or _goes_on(sentence, before) or _STAGE.search(sentence):
        return False
    found = [m for kind in (_JUDGED, _DENIED, _CALMED, *_OF_HARM) for m in kind.finditer(sentence)]
    return bool(found) and not _tells_more(sentence, found) and all(_answers(m, first) for m in found)


def _goes_on(sentence: str, before: str) -> bool:
    """Whether the subject of the lead is that of a sentence too, by a pronoun, a name or a noun."""
    if _GOES_ON.match(sentence):
        return True
    mine, leads = (DAY_NAME.sub("", _subject(words)) for words in (sentence, before))
    return bool(content(mine) & content(leads) or set(_NAME.findall(mine)) & set(_NAME.findall(leads)))


def _subject(words: str) -> str:
    """What stands before the first verb in the past."""
    verbs = past_verbs(words)
    return words[: verbs[0].start()] if verbs else words


def _tells_more(sentence: str, found: Collection[re.Match[str]]) -> bool:
    """Whether a sentence has other verbs in the past than those of reactions, and of what had been before."""
    if _DOES.search(sentence):
        return True
    others = past_verbs(_EARLIER.sub(lambda m: " " * len(m[0]), sentence))
    return any(all(not m.start() <= v.start() < m.end() for m in found) for v in others)


def _answers(match: re.Match[str], first: str) -> bool:
    """Whether a reaction is one to what the lead tells."""
    sentence, what, kind = match.string, match.string[match.end() :], match.re
    decides = _DECIDES.search(sentence, 0, match.start()) is not None
    if kind in _OF_HARM and not HARM.search(first):
        return False
    if kind in (_ACTED, _LEFT, _INQUIRED):
        power = _NAMED.search(DAY_NAME.sub("", sentence)) or _POWER.search(sentence)
        alone = len(DAY_NAME.sub("", what).split()) <= (_ONE_PLACE if kind is _ACTED else 1)
        of_harm = is_of_lead(what, first) if kind is _INQUIRED else alone and not is_foreign(what, first)
        return of_harm and not power and not has_other_cause(sentence, first, of_prices=True)
    if decides or has_other_cause(sentence, first):
        return False
    if kind is _JUDGED:
        return is_of_lead(what, first) and not content(match["verb"]) & content(first)
    if kind is _HELPED:
        return not is_foreign(what, first)
    return kind is _CALMED or is_of_lead(what, first) or (kind is _DENIED and _HIM.search(what) is not None)
