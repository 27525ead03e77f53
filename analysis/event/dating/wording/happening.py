"""Whether a sentence that names a day tells of the same happening as an article's first sentence."""

from __future__ import annotations

import re

from analysis.event.dating.wording.content import content
from analysis.event.dating.wording.told import HARM, OTHER, tells
from analysis.event.dating.wording.untensed import FRONTED, INSERTED, past_verbs

_DISASTER = re.compile(
    r"\b(?:(?:earth)?quake|tremor|tsunami|storm|cyclone|hurricane|typhoon|tornado|flood|landslide|mudslide|avalanche|"
    r"fire|blaze|wildfire|eruption|raid|massacre|shelling|air ?strike|missile)s?\b",
    re.IGNORECASE,
)
"""What harms by its name, beside the verbs of harm."""
_AUXILIARY = re.compile(
    r"\b(?:has|have|is|are|was|were)\b(?:\s+(?:not|now|also|already|just|once|again|been|being|\w+ly)\b)*\s+"
)
_BESIDE = re.compile(
    r"\b(?:who|whom|whose|which|where|when|after|following|since|before|despite|over|because|amid|until|"
    r"(?<!say )(?<!says )(?<!said )that)\b"
)
"""Where the first sentence turns from its news to what was before: "has been charged over a fire"."""
_GOES_ON = re.compile(r"(?:\band|,|\bbeen|\bto)\s+(?:\w+ly\s+)?$")
"""Before a further verb of the news itself: "has sacked the governor and named"."""
_OWN_CLAUSE = re.compile(r"[;:]|\b(?:after|before|when|because|since|while|who|which|that|as|until)\b")
_WEAK = re.compile(
    r"was|were|been|has|have|had|is|are|did|said|told|made|took|taken|went|came|gave|given|got|held|became|put|set|kept|saw|"
    r"seen|found|called|began|begun|started|reported|announced|added|went|known|expected",
    re.IGNORECASE,
)
"""Verbs that any two happenings can have in common."""
_ALIKE = tuple(
    re.compile(rf"\b(?:{verbs})", re.IGNORECASE)
    for verbs in (
        r"found guilty|convict",
        r"acquit|cleared|found not guilty",
        r"sentenc|jail|(?:given|sent) (?:[\w-]+ ){1,4}(?:years?|prison)|sent to prison",
        r"resign|quit|step(?:s|ped|ping)? (?:down|aside)|le(?:ft|aves?|aving) office|gone\b",
        r"sack|fired\b|dismiss|oust|remove|toppl|depose|overthr",
        r"w[oi]n(?:s|ning)?\b|(?:re-)?elect|chos(?:e|en)\b|beat|defeat",
        r"approv|pass(?:es|ed)\b|back(?:s|ed)\b|adopt|ratif|vot(?:es|ed) (?:for|to|in favour)",
        r"reject|turn(?:s|ed)? (?:\w+ )?down|threw (?:\w+ )?out|thrown out|vot(?:es|ed) (?:down|against)",
        r"str(?:uck|ikes?|icken) (?:\w+ )?down|overturn|annul|void|quash|threw (?:\w+ )?out|thrown out",
        r"agree|deal\b|accord\b|sign(?:s|ed)?\b|clinch|seal(?:s|ed)|"
        r"reach(?:es|ed)? (?:\w+ ){0,3}(?:deal|accord|agreement|truce)",
        r"buy(?:s|ing)?\b|bought|acquir|purchas|t(?:ook|aken?|akes|aking) over",
        r"expel|ordered (?:[\w-]+ ){1,4}to leave",
        r"free[sd]\b|freeing|releas|let go",
        r"arrest|detain|t(?:ook|aken) into custody",
        r"seiz|captur|overr[au]n|t(?:ook|aken?) (?:control|power)",
        r"rais|increas|hik(?:e[sd]?|ing)\b",
        r"cut(?:s|ting)?\b|lower|reduc|slash",
        r"default|miss(?:es|ed) (?:\w+ ){0,3}(?:payment|coupon)|failed to pay|did not pay",
        r"clos|shut",
        r"(?:go(?:ne|es|ing)?|went) on strike|walk(?:ed|ing)? (?:out|off)",
        r"fire[sd]? (?:[\w-]+ ){1,3}(?:missile|rocket)|launch|test-fire",
        r"collaps|g[ai]ven? way|caved? in|fail(?:s|ed)?\b|went bust|fil(?:es|ed) for (?:bankruptcy|protection)",
    )
)
"""Verbs for one and the same act: "has been found guilty", "was convicted on Monday"."""
_NOUN = re.compile(r"^\W*(?:the|this|that|his|her|its|their)\s+", re.IGNORECASE)
"""At the beginning of a clause, before a noun that names the act: "the increase on Tuesday"."""
_NAMED = re.compile(
    r"\b(?:the|this|that|his|her|its|their|\w+day['’]s)\s+(?:[\w-]+\s+)?(?:ruling|decision|verdict|judge?ment|announcement|"
    r"move|step|incident|accident|disaster|measure)\b|"
    r"\b(?:it|this|that|all of (?:it|this))\s+(?:happened|occurred|took place|came)\b",
    re.IGNORECASE,
)
"""What goes by a word for any happening is the one told before: "the ruling came on Monday"."""
_GIVEN = re.compile(
    r"announced|issued|delivered|handed|made|took|published|unveiled|gave|read|was|were|reached|caused|witnessed|survived",
    re.IGNORECASE,
)
"""Verbs whose object happens by them: "issued the ruling"."""
_OCCURRED = re.compile(
    r"(?P<what>[a-z]{4,})(?:\s+[\w-]+ly)?\s+"
    r"(?:happened|occurred|took place|came|hit|struck|erupted|broke out|began|started)\b"
)
_CALLED = re.compile(
    r",\s+(?:its|his|her|their|the|an?)\s+(?:\w+est|worst|most \w+|first|second|third|fourth|fifth)(?: ever)?\s+"
    r"(?P<what>[a-z]{4,})\b"
)
"""What the later sentence calls its own news: "lost a fifth on Friday, its worst slide"."""
_ACTS_OF = (
    (r"\b(?:court|judges?|tribunal|justices)\b", r"\b(?:ruled|(?:in|with) (?:its|his|her|their|a|the) ruling)\b"),
    (r"\b(?:voters|electorate)\b", r"\b(?:election|referendum|plebiscite|ballot|runoff|run-off|vote)\b"),
)
"""Who acts in the first sentence, and by what words the later one tells of any act of theirs."""
_UNDOES = re.compile(
    r"end|over\b|halt|lift|call(?:s|ed)? (?:off|for)|stop|put out|contain|block|reject|revers|overturn|str\w+ down|"
    r"condemn|denounc|welcom|prais|critici[sz]|vow|urg|warn|demand|order|investigat|charg|accus|arrest|mourn",
    re.IGNORECASE,
)
"""A first verb that makes an end of what stands behind it or answers it, so that it came before."""


def is_same_happening(first: str, sentence: str, at: int, *, said: bool) -> bool:
    """Whether the day that a later sentence names may be taken for that of an undated first sentence.

    Both tell of harm, share a verb (or its noun, or verbs for one act), or the later one calls what happened "the
    ruling", or tells when the first one's subject came. Who and what both are about does not count: a court that has
    acquitted somebody heard him on another day.

    Parameters
    ----------
    first, sentence : str
    at : int
        Where the day stands in ``sentence``.
    said : bool
        Whether it is that of a statement, which is the news itself where ``first`` tells only of plans or figures.
    """
    subject, predicate = _news_of(first)
    news, clause = f"{subject} {predicate}", _clause_of_day(sentence, at)
    if predicate.startswith("had "):  # The past perfect tells what was before: the news follows.
        return True
    if said and not tells(first) and not _is_harm(news):
        return True
    if OTHER.search(sentence):
        return False
    if _is_named(clause) or any(re.search(who, subject, re.I) and re.search(act, clause) for who, act in _ACTS_OF):
        return True
    if _shares_act(subject, predicate, clause):
        return True
    return _UNDOES.match(predicate) is None and _goes_on_telling(subject, news, sentence, at)


def _is_named(clause: str) -> bool:
    """Whether a clause is about what a word for any happening names, and not what somebody made of it.

    "The ruling came on Monday", "announced the decision on Monday"; not "welcomed the ruling on Monday".
    """
    named = _NAMED.search(clause)
    before = [v for v in past_verbs(clause) if named and v.start() < named.start()]
    return named is not None and (not before or _GIVEN.fullmatch(before[-1][0]) is not None)


def _goes_on_telling(subject: str, news: str, sentence: str, at: int) -> bool:
    """Whether both tell of harm, or the later sentence tells of what the first one names by a noun."""
    if _is_harm(news) and _is_harm(sentence):
        return True
    clause = _clause_of_day(sentence, at)
    called, came = _CALLED.search(sentence, at), _OCCURRED.search(clause)
    if any(content(v[0]) & content(news) for v in past_verbs(clause) if not _WEAK.fullmatch(v[0])):
        return True
    if called and content(called["what"]) & content(news):
        return True
    return came is not None and any(w.startswith(s) for s in content(came["what"]) for w in content(subject))


def _is_harm(words: str) -> bool:
    return HARM.search(words) is not None or _DISASTER.search(words) is not None


def _news_of(first: str) -> tuple[str, str]:
    """Subject and predicate of a first sentence without what is told beside its news; no subject where no verb is."""
    words = INSERTED.sub(" ", FRONTED.sub("", first))
    if found := _AUXILIARY.search(words):
        return _own(words[: found.start()]), _own(words[found.end() :])
    verbs = past_verbs(words)
    start = verbs[0].start() if verbs else 0
    return words[:start], _own(words[start:])


def _own(words: str) -> str:
    """Words up to a clause or a participle behind a noun: "has freed hostages" of "has freed hostages seized in"."""
    ends = [m.start() for m in past_verbs(words) if m.start() and not _GOES_ON.search(words, 0, m.start())]
    if beside := _BESIDE.search(words):
        ends.append(beside.start())
    return words[: min(ends, default=len(words))]


def _clause_of_day(sentence: str, at: int) -> str:
    """The clause of a sentence that names the day, without what is told between commas."""
    start = max((m.end() for m in _OWN_CLAUSE.finditer(sentence, 0, at)), default=0)
    end = next((m.start() for m in _OWN_CLAUSE.finditer(sentence, at)), len(sentence))
    return INSERTED.sub(" ", sentence[start:end])


def _shares_act(subject: str, predicate: str, clause: str) -> bool:
    """Whether a clause tells of the act of the news by its verb or the verb's noun, or by other verbs for it."""
    main = predicate.split(maxsplit=1)[0] if predicate.strip() else ""
    verbs = past_verbs(clause)
    if subject and not _WEAK.fullmatch(main):
        same = any(word.startswith(stem) for stem in content(main) for word in content(clause))
        if same or any(v[0].lower() == main.lower() for v in verbs):
            return True
    noun = _NOUN.match(clause)
    starts = [v.start() for v in verbs] + ([noun.end()] if noun else [])
    alike = [a for a in _ALIKE if (a.match(predicate) if subject else a.search(predicate))]
    return any(a.match(clause, start) for a in alike for start in starts)
