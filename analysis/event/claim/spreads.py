"""Differences of yields as they are quoted on bonds: their nouns, who asks for them, and what they are over."""

from __future__ import annotations

import functools
import re

from analysis.event.claim.words import MOVE

BONDS = (
    r"(?:euro|dollar |government |sovereign |corporate |junk |treasury |state )?(?:bonds?|notes|debt(?! crisis)|"
    r"securities)|gilts?|bunds?|"
    r"oats\b|btps?|jgbs?|treasur(?:ys|ies)|treasury(?= (?:prices?|yields?))|(?<=-year )treasury|assets|warrants|"
    r"eurobonds?|(?:treasury |t-)bills?"
)
_WORD = r"[\w'’.-]+\s+"
_WHO = (
    r"(?:(?:bond|foreign|global|international|private|some|most|many)\s+){0,2}(?:investors?|traders?|buyers|lenders?|"
    r"markets?|funds|(?:bond)?holders|creditors|managers|they)"
)
_ASK = (
    r"(?:(?:demand|want|require|ask|expect|need|insist on)(?:s|ed)?|seeks?|sought|"
    r"(?:(?:are|were|is|was|have been)\s+(?:\w+\s+)?)?(?:demand|want|requir|ask|expect|seek)ing)"
)
_GET = r"(?:(?:charge|receive|earn)(?:s|d|ed)?|gets?|got)"
_TO_HOLD = (
    r"(?:to\s+(?:hold|own|buy|keep|lend|take|carry|bear)|"
    r"for\s+(?:the\s+risk\s+of\s+)?(?:hold|own|buy|keep|lend|tak|carry|bear)ing)"
)


def _wanted(active: str, passive: str) -> str:
    return (
        rf"(?:\s+(?:(?:that|which)\s+)?{_WHO}\s+(?:\w+\s+){{0,2}}?{active}(?:\s+for)?|\s+{passive}(?:\s+by\s+{_WHO})?)"
        rf"(?:\s+in\s+(?:return|exchange))?\s+(?:{_TO_HOLD}(?:\s+(?:on|to|in|of))?|on|for|from|of|by)"
    )


_DEMANDED = r"(?:demanded|required|wanted|asked|sought|needed)"
_PAYS = (
    r"\s+(?:(?:that|which)\s+)?(?:(?:the|its|their)\s+)?(?-i:[A-Z][\w.]*|country|state|government|company)(?:\s+(?-i:[A-Z])\w+)?"
    r"\s+(?:now\s+)?(?:(?:must|has\s+to|had\s+to)\s+pay|pays|paid|offers|offered)\s+on"
)
WANTED = rf"(?:{_wanted(f'(?:{_ASK}|{_GET})', f'(?:{_DEMANDED}|paid|offered)')}|{_PAYS})"
"""Behind a yield or a difference: who asks for or pays it on what follows ("investors demand to own")."""
_ASKED = _wanted(_ASK, _DEMANDED)
"""Behind a return, which is also what somebody got from bonds: that it is asked for."""
_MEASURED = (
    r"(?:(?:bonds?|notes|debt|bills|paper|gilts?|bunds?|oats|btps?|jgbs?|treasur(?:ys|ies|y)|eurobonds?|yields?|"
    r"(?:borrowing|funding) costs?)(?![\w-]))"
)
_BEFORE_MEASURED = rf"\s+(?:(?!(?:for|supply|demand)\b){_WORD}){{0,7}}?{_MEASURED}"
_GAPS = r"(?:premi(?:ums?|a)|gaps?|differentials?|differences?|pick-?ups?)"
_NOT_PAID = "".join(
    f"(?<!{w} )" for w in ("at a", "pay a", "paid a", "pays a", "paying a", "funding", "financing", "budget")
)
"""Before a premium that is a price, or a gap between sums."""
_OF_ANOTHER_THING = (
    r"(?!\s+of\s+(?:[\w'’-]+\s+){0,2}?(?:virus|coronavirus|covid|disease|infections?|flu|outbreak|epidemic|pandemic|variant|"
    r"fighting|war|conflict|violence|unrest|protests?|fires?|wildfires?|rumou?rs|news|fears?|panic|contagion)\b)"
)
"""Behind "spread": what else spreads."""
DIFFERENCES = (
    rf"(?:yield|borrowing|credit|country|term|(?<!equity )risk|bond)\s+{_GAPS}|spreads?{_OF_ANOTHER_THING}|"
    r"(?:extra|additional|added)\s+yields?|"
    rf"{_NOT_PAID}{_GAPS}(?:\s+in\s+(?:yields?|borrowing costs))?"
    rf"(?=\s+(?:on|of|for|over|versus|between|to (?:hold|own|buy)){_BEFORE_MEASURED}|"
    rf"{WANTED}{_BEFORE_MEASURED})|"
    rf"(?:(?:extra|additional)\s+)?(?:compensation|returns?|rewards?|interest(?:\s+rates?)?)"
    rf"(?=(?:{_ASKED}|\s+to\s+(?:hold|own|buy)){_BEFORE_MEASURED})"
)
"""Nouns of a difference of yields; those that mean other things, too, only where they are one of bonds."""

_SPREADS = re.compile(r"spreads?$", re.IGNORECASE)
_SPREADING = re.compile(
    r"\s+(?:(?:\w+ly|further|also|then|next|soon)\s+)*(?:to|into|across|from|through(?:out)?|beyond|among|around|"
    r"elsewhere|worldwide|globally|overseas)\b"
    r"(?!\s+(?:(?:about|around|almost|nearly|over|a|more than|just)\s+)?(?:[$€£]?\d|record))"
)
"""Behind "spread" where it may be a verb: "the sell-off in gilts spread to"."""
_BEFORE_A_SPREAD = re.compile(
    r"(?:^|[,;:(]|\b(?:the|an?|its|their|his|this|that|these|those|and|in|of|on|as|with|by|for|yield|credit|bond|bund|gilt|"
    r"swap|cds|basis|risk|sovereign|corporate|government|market|default|note|year|treasury|grade|wider|narrower)|['’]s?|"
    r"\b(?-i:[A-Z])\w*(?:an|ish|ese|ch|ek|i|ss))\W*$",
    re.IGNORECASE,
)
"""Before "spread" where it is a noun for all that: "the Italian bond spread to Bunds"."""

_NOUN = re.compile(rf"(?<![\w-])(?:{DIFFERENCES}|yields?(?={WANTED}))(?![\w-])", re.IGNORECASE)
_WANTED = re.compile(WANTED, re.IGNORECASE)
_NO_PART = (
    r"(?!(?:but|while|as|that|which|who|since|in|on|at|for|from|after|before|by|hold|own|buy|rose|fell|was|were|is|are|"
    r"has|have|had|hit|blew|came|shrank|grew|stood|slid|sank|its|record|and|\d[\d.,]*|\w+ed|\w+ing)(?![\w-]))"
)
_NAME = r"(?-i:[A-Z])[\w.]*(?:\s+(?-i:[A-Z])[\w.]*){0,2}(?:['’]s?)?"
_ENDS = (
    r"(?=\s*(?:[,.;:!?)]|$)|\s+(?:to|by|on|in|at|after|as|and|or|but|while|when|was|were|is|are|has|had|have|rose|fell|hit|"
    r"blew|came|shrank|grew|stood|slid|sank|\w+ed|\w+s)(?![\w-]))"
)
"""Behind a name that stands for its bonds: "over Germany widened", not "over Germany trade"."""
_WHOSE = rf"(?:\s+(?:of|from|issued by)\s+(?:the\s+)?{_NAME}(?:\s+and\s+{_NAME})?{_ENDS})?"
_PARTY = (
    rf"(?:(?:{_NO_PART}{_WORD}){{0,5}}?(?:{_MEASURED}(?:\s+{_MEASURED})*|(?:ones?|peers?|equivalents?|counterparts?|benchmarks?|swaps?|"
    rf"libor|those)(?![\w-])){_WHOSE}|(?:the\s+)?{_NAME}{_ENDS})"
)
_BASE = re.compile(
    rf"(?:\s+[\w'’.-]+){{0,10}}?(?P<base>\s+"
    rf"(?:over|above|versus|vs\.?|against|to|with|relative to|compared (?:with|to)|instead of|rather than)\s+"
    rf"{_PARTY}(?:\s+(?:and|or)\s+{_PARTY})?)",
    re.IGNORECASE,
)
"""Behind a difference: what it is measured against ("of Italian bonds over German ones")."""
_POINTS_OVER = re.compile(
    rf"\b(?:points|bps?)(?P<base>\s+(?:over|above)\s+(?:{_NO_PART}{_WORD}){{0,5}}?{_MEASURED}{_WHOSE})", re.IGNORECASE
)
"""Behind the level of a difference: "rose to 400 points over Treasuries"."""
_BETWEEN = re.compile(
    rf"(?:\s+[\w'’.-]+){{0,4}}?(?P<pair>\s+between\s+(?:[\w'’.-]+\s+){{1,8}}?(?P<second>and\s+{_PARTY}))", re.IGNORECASE
)
_CURVE = re.compile(
    r"(?:\s+[\w'’.-]+){0,4}?\s+between\s+(?:[\w'’.-]+\s+){0,4}?[\w-]+-(?:(?:year|month|term|dated)s?)?\s+and\s+"
    r"(?:[\w'’.]+\s+)?[\w-]+-(?:year|month|term|dated)s?\b",
    re.IGNORECASE,
)
"""Behind a difference of one issuer's yields, which tells of no price: "between two-year and ten-year"."""
_SAFE = re.compile(
    r"\b(?:safer|safest|safe-haven|haven|risk-free|(?:higher|better|top|triple-A|AAA)-rated)\b", re.IGNORECASE
)
"""In one of two between which a difference is: it is the one over which the other is measured."""
_PAIR = re.compile(
    rf"(?-i:[A-Z])[\w.]+[-/–](?-i:[A-Z])[\w.]+(?=\s+(?:{_WORD}){{0,3}}?(?:{DIFFERENCES})(?![\w-]))", re.IGNORECASE
)
"""Two whose difference is named by both: "the Italian-German yield gap"."""


def is_verb(sentence: str, match: re.Match[str]) -> bool:
    """Whether "spread" is what a move does: "the rout in gilts spread to shares"."""
    goes_on = _SPREADS.match(match[0]) and _SPREADING.match(sentence, match.end())
    return bool(goes_on) and not _BEFORE_A_SPREAD.search(sentence[: match.start()])


def is_of_a_curve(sentence: str, match: re.Match[str]) -> bool:
    """Whether a difference is one of maturities: "the gap between two- and ten-year yields"."""
    return bool(_CURVE.match(sentence, match.end()))


@functools.lru_cache(maxsize=256)
def without_bases(sentence: str) -> str:
    """A sentence with blanks for what its differences of yields are measured against, of which they say nothing.

    Of a difference between two, the measured one is that which stands beside a safer one; where neither does, the
    sentence does not say which of both it is, and both are blank.
    """
    spans = [*(m.span() for m in _PAIR.finditer(sentence)), *(m.span("base") for m in _POINTS_OVER.finditer(sentence))]
    for noun in _NOUN.finditer(sentence):
        if not is_verb(sentence, noun):
            spans += _bases(sentence, noun.end())
    for start, end in spans:
        sentence = f"{sentence[:start]}{' ' * (end - start)}{sentence[end:]}"
    return sentence


def _bases(sentence: str, end: int) -> list[tuple[int, int]]:
    """Where the base of a difference stands that ends there, if it is named."""
    two = _BETWEEN.match(sentence, end)
    if two and not MOVE.search(two[0]):
        return [two.span("second" if _SAFE.search(two["second"]) else "pair")]
    wanted = _WANTED.match(sentence, end)
    start = wanted.end() if wanted else end
    base = _BASE.match(sentence, start)
    return [base.span("base")] if base and not MOVE.search(sentence, start, base.end()) else []
