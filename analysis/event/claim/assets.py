"""Assets that a sentence names: bonds, shares, currencies, raw materials, indices; and what moves against them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.event.claim.issuers import issuers_by_asset
from analysis.event.claim.words import MOVE

_BONDS = (
    r"(?:euro|dollar |government |sovereign |corporate |junk |treasury |state )?(?:bonds?|notes|debt(?! crisis)|"
    r"securities)|gilts?|bunds?|"
    r"oats\b|btps?|jgbs?|treasur(?:ys|ies)|treasury(?= (?:prices?|yields?))|(?<=-year )treasury|assets|warrants|"
    r"eurobonds?"
)
_SHARES = (
    r"(?:(?<!market )shares?(?! of the (?:vote|market))|stocks?(?! exchange)|equities)"
    r"(?: prices?| index(?:es)?| market)?|"
    r"(?:stock |share |benchmark )?(?:index|indices|indexes|gauge)"
)
_INDICES = (
    r"Wall Street|Dow(?: Jones)?(?: Industrial Average)?|S&P 500|Nasdaq(?: Composite)?|FTSE(?: 100)?|DAX|"
    r"CAC(?: 40)?|Nikkei(?: 225)?|"
    r"Hang Seng|Sensex|Kospi|Stoxx(?: 600)?|Bovespa|BIST(?: 100)?|Topix"
)
_CURRENCIES = (
    r"lira|rou?ble|dollar(?![ -](?:bonds?|debt|denominated))|greenback|euro(?!zone|bond| zone| area)|yen|pound|"
    r"sterling|yuan|renminbi|"
    r"peso|rand|rupee|krona|krone|zloty|forint|franc|hryvnia|naira|cedi|dram|manat|tenge|shekel|baht|ringgit|"
    r"rupiah|koruna|"
    r"currency|won(?= (?:fell|rose|weakened|strengthened|gained|dropped|slid|slipped|eased|firmed))"
)
_RAW = (
    r"(?:crude |brent |oil )?(?:oil|crude|brent|wti|gold|silver|copper|platinum|palladium|natural gas|"
    r"gas prices|wheat|corn|cocoa|"
    r"coffee|iron ore|bitcoin|ether)(?: prices?| futures| crude| contracts?)?"
)
_AGAINST = (
    r"yield premium|(?:default )?insurance costs?|(?<!dividend )(?<!crop )(?<!earnings )(?<!harvest )yields?|"
    r"spreads?|risk premi(?:um|ums|a)|borrowing costs?|"
    r"costs?(?:\s+(?:[$€£]?\d[\d,.]*%?|[a-z'’-]+)){0,7}?\s+to\s+(?:insure|protect)|"
    r"premium(?= that investors| of (?:[\w'’.-]+ ){1,4}over\b)|"
    r"(?:cost|price) of (?:insuring|insurance|protection|protecting)|"
    r"(?:credit[ -])?default[ -]swaps?|\bCDS\b|(?:default|credit) risk"
)
_ASSET = re.compile(
    rf"(?<![\w-])(?:(?P<inverse>{_AGAINST})|(?P<bonds>{_BONDS})|(?P<shares>{_SHARES})|(?P<index>{_INDICES})|"
    rf"(?P<currency>{_CURRENCIES})|(?P<raw>{_RAW}))(?![\w-])",
    re.IGNORECASE,
)
_INVERSE = re.compile(rf"(?<![\w-])(?:{_AGAINST})(?![\w-])", re.IGNORECASE)
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
_LINK = re.compile(
    r"\s+(?:on|of|over|for|to|in|between|against|that investors (?:demand|ask|want)(?:ed)? (?:to hold|for|"
    r"on))\s+(?:[\w'’.,-]+\s+){0,9}?$",
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
_INSURED = re.compile(r"insur|protect", re.IGNORECASE)
_OWNED = re.compile(r"\s+(?:against\s+|on\s+|for\s+)?(?:[\w'’.-]+\s+){0,6}?", re.IGNORECASE)
_QUOTED_IN = re.compile(
    r"\b(?:against|versus|vs\.?|to|per|on|than)\s+(?:the|a|its|one)?\s*(?:[\w.'’-]+\s+)?$", re.IGNORECASE
)
_RIVAL = re.compile(r"\b(?:against|versus|vs\.?)\s+(?:the\s+|a\s+|its\s+)?(?:[\w'’-]+\s+){0,2}$", re.IGNORECASE)
_BETWEEN_TWO = re.compile(r"\bbetween\b", re.IGNORECASE)
_OVER = re.compile(r"\s(?:over|against|to|versus|and)\s+(?:(?!(?:of|in|on|for)\b)[\w'’.-]+\s+){0,3}$", re.IGNORECASE)
"""Between a spread and the asset over which it is measured."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An asset as a sentence names it.

    ``start`` and ``end`` span its words, with those of what is quoted on it ("yield on Egypt's 2040 bond"); ``inverse``
    is whether that moves against the asset's price; ``kind`` is bonds, shares, index, currency or raw, ``rival``
    whether it is what another currency is counted in ("against the lira"), ``reference`` whether a spread is over it.
    """

    text: str
    start: int
    end: int
    kind: str
    inverse: bool = False
    rival: bool = False
    scale: bool = False
    reference: bool = False


def mentions(sentence: str, words: Sequence[str] = ()) -> list[Mention]:
    """Assets of a sentence in order; with ``words`` (a study's own), those alone and what is quoted on them."""
    own = _own(words) if words else _ASSET
    plain = [m for m in own.finditer(sentence) if words or not m["inverse"]]
    against = [m for m in _INVERSE.finditer(sentence) if not _is_verb(sentence, m)]
    found = [_with_instrument(sentence, m, against, _kind(m) if not words else "") for m in plain]
    alone = [m for m in against if not any(f.inverse and f.start <= m.start() < f.end for f in found)]
    if not words:
        found += [Mention(m[0], m.start(), m.end(), "bonds", inverse=True) for m in alone]
    kept = _without_inner(sorted(found, key=lambda f: (f.start, -f.end)))
    return [_without_base(sentence, m) if m.reference and not words else m for m in kept]


def _is_verb(sentence: str, match: re.Match[str]) -> bool:
    """Whether "spread" is what a move does: "the rout in gilts spread to shares"."""
    goes_on = _SPREADS.match(match[0]) and _SPREADING.match(sentence, match.end())
    return bool(goes_on) and not _BEFORE_A_SPREAD.search(sentence[: match.start()])


def _without_base(sentence: str, mention: Mention) -> Mention:
    """A spread of which only the base is named ("the spread over Bunds"): it is quoted on another asset than that."""
    instrument = _INVERSE.match(sentence, mention.start)
    if instrument is None or _BETWEEN_TWO.search(sentence, mention.start, mention.end):
        return mention
    return replace(mention, text=instrument[0])


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
    if _INVERSE.fullmatch(asset[0]):
        return Mention(asset[0], start, end, kind or "bonds", inverse=True)
    for other in against:
        gap = sentence[end : other.start()]
        if other.start() >= end and _BETWEEN.fullmatch(gap) and not _has_verb(gap):
            return Mention(asset[0], start, other.end(), kind, inverse=True)
        gap = sentence[other.end() : start]
        if (
            other.end() <= start
            and (_LINK if not _INSURED.search(other[0]) else _OWNED).fullmatch(gap)
            and not _has_verb(gap)
        ):
            return Mention(asset[0], other.start(), end, kind, inverse=True, reference=bool(_OVER.search(gap)))
    yielded = _YIELDED.match(sentence, end) if kind in ("bonds", "") else None
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
    """Mentions that lie in no other one; of a spread, the asset whose it is ("of Italian bonds over Bunds")."""
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif kept[-1].reference and mention.inverse and mention.start == kept[-1].start:
            kept[-1] = replace(mention, end=kept[-1].end)
    return kept


def implied_issuers(sentence: str) -> Iterator[str]:
    """Issuers that the assets of a sentence name by themselves: gilts are British."""
    for match in _ASSET.finditer(sentence):
        yield from issuers_by_asset(match[0])
