"""Assets that a sentence names: bonds, shares, currencies, raw materials, indices; and what moves against them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.event.claim.currencies import any_currency, currencies
from analysis.event.claim.issuers import any_country, country_of, is_name, issuers_by_asset, known_countries
from analysis.event.claim.spreads import BONDS, DIFFERENCES, WANTED, is_of_a_curve, is_verb, without_bases
from analysis.event.claim.words import MOVE

_SHARES = (
    r"(?:(?<!market )shares?(?! of the (?:vote|market))|stocks?(?! exchange)|equities)"
    r"(?: prices?| index(?:es)?| market)?|"
    r"(?:stock |share |benchmark )?(?:index|indices|indexes|gauge)"
)
_INDICES = (
    r"(?:Wall Street|Dow(?: Jones)?(?: Industrial Average)?|S&P/(?:ASX 200|TSX(?: Composite)?)|S&P 500|"
    r"Nasdaq(?: (?:Composite|100))?|Russell 2000|FTSE(?: (?:100|250|MIB))?|M?DAX|CAC(?: 40)?|IBEX(?: 35)?|AEX|BEL 20|"
    r"OMXS30|Euro Stoxx(?: 50)?|Stoxx(?: (?:50|600))?|WIG20|BIST(?: 100)?|Nikkei(?: 225)?|Topix|Kospi|Kosdaq|Taiex|"
    r"Hang Seng|(?:Shanghai|Shenzhen|Jakarta) Composite|CSI 300|Straits Times Index|ASX 200|Sensex|Nifty(?: 50)?|"
    r"KSE[- ]100|Tadawul|EGX ?30|Ibovespa|Bovespa|Merval|MOEX|TSX(?: Composite)?)"
    r"(?: (?:(?:share |stock )?index|average|gauge))?"
)
_CURRENCIES = (
    r"dollar(?: index)?(?![ -](?:bonds?|debt|denominated))|greenback|euro(?!zone|bond| zone| area)|currency|"
    rf"{any_currency()}"
)
_RAW = (
    r"(?:crude |brent |oil )?(?:oil|crude|brent|wti|gold|silver|copper|platinum|palladium|natural gas|"
    r"gas prices|wheat|corn|cocoa|"
    r"coffee|iron ore|bitcoin|ether)(?: prices?| futures| crude| contracts?)?"
)
_AGAINST = (
    rf"{DIFFERENCES}|(?:default )?insurance costs?|(?<!dividend )(?<!crop )(?<!earnings )(?<!harvest )yields?|"
    r"borrowing costs?|"
    r"costs?(?:\s+(?:[$€£]?\d[\d,.]*%?|[a-z'’-]+)){0,7}?\s+to\s+(?:insure|protect)|"
    r"(?:cost|price) of (?:insuring|insurance|protection|protecting)|"
    r"(?:credit[ -])?default[ -]swaps?|\bCDS\b|(?:default|credit) risk"
)
_ASSET = re.compile(
    rf"(?<![\w-])(?:(?P<inverse>{_AGAINST})|(?P<bonds>{BONDS})|(?P<shares>{_SHARES})|(?P<index>{_INDICES})|"
    rf"(?P<currency>{_CURRENCIES})|(?P<raw>{_RAW}))(?![\w-])",
    re.IGNORECASE,
)
_INVERSE = re.compile(rf"(?<![\w-])(?:{_AGAINST})(?![\w-])", re.IGNORECASE)
_LINK = re.compile(
    rf"(?:\s+(?:on|of|over|for|to|in|between|against)|{WANTED})\s+(?:[\w'’.,-]+\s+){{0,9}}?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:['’]s?)?\s+(?:(?:[\w-]+-year|benchmark|market|credit|government|default|five-year|"
    r"risk)\s+){0,2}",
    re.IGNORECASE,
)
"""Between an asset and what is quoted on it, directly behind it: "bond market yields"."""
_YIELDED = re.compile(
    r"(?P<gap>\s+(?:(?!(?:that|which|who|and)\b)[\w'’.-]+\s+){0,4}?)(?:yielded|(?:is|are|was|were|been)\s+(?:\w+\s+)?"
    r"yielding)(?=\s+(?:[a-z]+\s+){0,3}\d)",
    re.IGNORECASE,
)
"""Behind a bond: the verb of its yield ("yielded more than 20%")."""
_ALIKE = re.compile(r"(?<=[\w'’-])(?:\s+and\s+|,\s+(?=[^,;:]*[^,;:\s]\s+and\s))", re.IGNORECASE)
"""Between two that one yield is quoted on: "yields on Italian and Spanish bonds", "yields on Bunds and gilts"."""
_DOES = re.compile(r"(?<![\w-])(?:drew|took|gave|went|came|made|saw|met|was|were|is|are|\w+ed)(?![\w-])", re.IGNORECASE)
"""Between a yield and an asset that is joined by "and": another verb, behind which a clause begins."""
_INSURED = re.compile(r"insur|protect", re.IGNORECASE)
_OWNED = re.compile(r"\s+(?:against\s+|on\s+|for\s+)?(?:[\w'’.-]+\s+){0,6}?", re.IGNORECASE)
_QUOTED_IN = re.compile(
    r"\b(?:against|versus|vs\.?|to|per|on|than)\s+(?:the|a|its|one)?\s*(?:[\w.'’-]+\s+)?$", re.IGNORECASE
)
_RIVAL = re.compile(r"\b(?:against|versus|vs\.?)\s+(?:the\s+|a\s+|its\s+)?(?:[\w'’-]+\s+){0,2}$", re.IGNORECASE)
_THE = re.compile(
    r"(?:\b(?:the|its|a|an)\s+)(?:(?:stronger|weaker|firmer|strong|weak|strengthening|weakening|battered|local)\s+)?$|"
    r"\b(?:stronger|weaker|firmer)\s+$",
    re.IGNORECASE,
)
"""Before a currency whose name is an ordinary word: "the real", "a stronger won"."""
_BY_NAME = re.compile(r"['’]s?\s+(?:(?!and\b)[a-z][\w-]*\s+)?")
"""Between a country's name and its currency: "South Korea's won", while "South Korea won" a match."""
_WHOSE = re.compile(r"(?:['’]s?)?\s+(?:(?!and\b)[a-z][\w-]*\s+)?")
_NOUN_BEHIND = re.compile(
    r"\W*$|[,.;:!?)]|['’]s\b|\s+(?:to|against|versus|per|on|in|at|by|after|before|as|while|when|but|with|from|amid|and|was|"
    r"were|is|has|had|led|which|that|traded|trades|could|may|might|will|would|should|did|does|can|again|also|then|"
    r"further|sharply|slightly|hurt|hit|sent|made|left|helped|lifted|boosted|weighed)\b",
    re.IGNORECASE,
)
"""Behind a currency whose name is an ordinary word: "the real was", not "the real problem"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An asset as a sentence names it.

    ``start`` and ``end`` span its words, with those of what is quoted on it ("yield on Egypt's 2040 bond"); ``inverse``
    is whether that moves against the asset's price; ``kind`` is bonds, shares, index, currency or raw, ``rival``
    whether it is what another currency is counted in ("against the lira").
    """

    text: str
    start: int
    end: int
    kind: str
    inverse: bool = False
    rival: bool = False
    scale: bool = False


def mentions(sentence: str, words: Sequence[str] = ()) -> list[Mention]:
    """Assets of a sentence in order; with ``words`` (a study's own), those alone and what is quoted on them.

    What a spread is measured against is none of them: "the spread over Bunds" says nothing of Bunds.
    """
    own = _own(words) if words else _ASSET
    against = [m for m in _INVERSE.finditer(sentence) if not (is_verb(sentence, m) or is_of_a_curve(sentence, m))]
    sentence = without_bases(sentence)
    plain = [m for m in own.finditer(sentence) if words or (not m["inverse"] and _is_meant(sentence, m))]
    found = [_with_instrument(sentence, m, against, _kind(m) if not words else "") for m in plain]
    alone = [m for m in against if not any(f.inverse and f.start <= m.start() < f.end for f in found)]
    if not words:
        found += [Mention(m[0], m.start(), m.end(), "bonds", inverse=True) for m in alone if sentence[m.start()] != " "]
    return _without_inner(sorted(found, key=lambda f: (f.start, -f.end)))


def _is_meant(sentence: str, match: re.Match[str]) -> bool:
    """Whether a name of a currency that is an ordinary word means it: "Brazil's real fell", not "a real fall"."""
    currency = currencies().get(match[0].lower()) if match["currency"] else None
    if currency is None or not currency.known_by or match[0] == sentence:
        return True
    if not (_NOUN_BEHIND.match(sentence, match.end()) or MOVE.match(sentence[match.end() :].lstrip())):
        return False
    before = sentence[: match.start()]
    if currency.known_by == "the" and _THE.search(before):
        return True
    whose = (
        m for m in any_country().finditer(before) if (_BY_NAME if is_name(m[0]) else _WHOSE).fullmatch(before, m.end())
    )
    owners = {country_of(m[0]) for m in whose}
    return any(c.name in owners for c in known_countries().values() if c.code in currency.countries)


def ends_asset(text: str) -> bool:
    """Whether a text ends with the name of an asset."""
    return any(match.end() == len(text) for match in _ASSET.finditer(text))


def kind_by_word(word: str) -> str:
    """The kind of an asset by its word alone; empty for a name of a study's own."""
    match = _ASSET.fullmatch(word)
    return _kind(match) if match and not match["inverse"] else ""


def _own(words: Sequence[str]) -> re.Pattern[str]:
    every = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{every})(?:['’]s|s|n|i)?(?!\w)", re.IGNORECASE)


def _kind(match: re.Match[str]) -> str:
    return next(k for k in ("bonds", "shares", "index", "currency", "raw") if match[k])


def _with_instrument(sentence: str, asset: re.Match[str], against: Sequence[re.Match[str]], kind: str) -> Mention:
    """The mention with a yield, a spread or a swap that is quoted on the asset, before or directly behind it."""
    start, end = asset.span()
    if any(other.span() == asset.span() for other in against):
        return Mention(asset[0], start, end, kind or "bonds", inverse=True)
    bonds = kind in ("bonds", "")
    for other in against:
        gap = sentence[end : other.start()]
        if other.start() >= end and _BETWEEN.fullmatch(gap) and not _has_verb(gap):
            return Mention(asset[0], start, other.end(), kind, inverse=True)
        gap = sentence[other.end() : start]
        if (
            other.end() <= start
            and (_LINK if not _INSURED.search(other[0]) else _OWNED).fullmatch(gap)
            and not _has_verb(_ALIKE.sub(" ", gap) if bonds and not _DOES.search(gap) else gap)
        ):
            return Mention(asset[0], start if bonds and _ASSET.search(gap) else other.start(), end, kind, inverse=True)
    yielded = _YIELDED.match(sentence, end) if bonds else None
    if yielded and not _has_verb(yielded["gap"]):
        return Mention(asset[0], start, yielded.end(), kind, inverse=True)
    before = sentence[:start]
    return Mention(
        asset[0],
        start,
        end,
        kind,
        rival=bool(_RIVAL.search(before)),
        scale=kind == "currency" and bool(_QUOTED_IN.search(before[-40:])),
    )


def _has_verb(gap: str) -> bool:
    return bool(MOVE.search(gap)) or bool(re.search(r"[,;:]|\b(?:and|while|as|but)\b", gap))


def _without_inner(found: Sequence[Mention]) -> list[Mention]:
    """Mentions that lie in no other one."""
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def implied_issuers(sentence: str) -> Iterator[str]:
    """Issuers that the assets of a sentence name by themselves: gilts are British."""
    for match in _ASSET.finditer(sentence):
        if _is_meant(sentence, match):
            yield from issuers_by_asset(match[0])
