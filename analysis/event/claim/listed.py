"""All that an article claims about markets, found without being told the words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.event.article import Article
from analysis.event.claim.assets import Mention, mentions
from analysis.event.claim.companies import NAME, NAMES, companies, is_of_company, owning_companies
from analysis.event.claim.issuers import any_country, country_of, issuers_by_asset
from analysis.event.claim.moves import Said, read_move
from analysis.event.claim.spreads import without_bases
from analysis.event.reading.sentences import quotations, sentences

LONGEST = 600
"""Letters of a sentence that is read: what is longer is a table or a list."""
NEAR = 160
"""Letters before an asset in which its issuers stand."""
MOST_ASSETS = 12
"""Of a sentence that is read, for the same reason."""
_OF = re.compile(
    r"\s+(?:issued\s+by|of|in|from|between|sold\s+by)\s+(?:both\s+)?(?:the\s+)?"
    rf"(?:(?P<home>(?:[A-Z][\w.]*\s+){{0,2}}[A-Z]\w+['’]s\s+(?:[a-z][\w-]*\s+){{0,3}})(?={NAME}))?(?P<names>{NAMES})"
)
_INDEX = re.compile(r"(?:index|indices|indexes|gauge)$", re.IGNORECASE)
"""What nobody issued: whose name stands before it, computes it."""
_ADVERBIAL = re.compile(
    r"(?:as|after|while|when|although|though|because|since|with|if|even as|except|unlike|apart from|aside from|"
    r"other than|in contrast|contrary|excluding|barring|rather than|instead of)\b[^,]*,",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:['’]s|['’])?\s+(?:(?!and\b|hurt\b|lifted\b|as\b|but\b|while\b)(?:[\w.-]+|[a-z]\w*s['’])\s+){0,4}"
)
_LISTED = re.compile(r"(?:['’]s|['’])?(?:,\s*(?:and\s+)?|\s+and\s+)")


@dataclass(frozen=True, slots=True)
class MarketClaim:
    """A claim about a market: its sentence and where it stands, the asset and its kind, its issuers, what is said."""

    sentence: str
    position: int
    asset: str
    kind: str
    issuers: tuple[str, ...]
    direction: Said
    quoted: bool = False


def list_claims(article: Article) -> tuple[MarketClaim, ...]:
    """Market claims of an article in order; of one sentence, that of its main clause and with an issuer first.

    Sentences of more than 600 letters or twelve assets are tables or lists, and are not read. What only may happen is
    among the claims as "hedged", what is denied as "denied", what stood still as "none".
    """
    text, found = article.text, []
    marks = quotations(text)
    for start, end in sentences(text):
        if end - start > LONGEST:
            continue
        sentence = text[start:end]
        every = mentions(sentence)
        if len(every) > MOST_ASSETS:
            continue
        here = []
        for mention in every:
            if mention.scale or (move := read_move(sentence, mention, [m for m in every if m != mention])) is None:
                continue
            quoted = any(a < start + mention.start < b for a, b in marks)
            issuers = issuers_of(sentence, mention)
            words = " ".join(sentence.split())
            claim = MarketClaim(words, start + mention.start, mention.text, mention.kind, issuers, move.said, quoted)
            here.append((_rank(sentence, mention, issuers), claim))
        found += [claim for _, claim in sorted(here, key=lambda pair: pair[0])]
    return tuple(found)


def _rank(sentence: str, mention: Mention, issuers: Sequence[str]) -> tuple[bool, bool, int]:
    adverbial = _ADVERBIAL.match(sentence)
    return (bool(adverbial and mention.start < adverbial.end()), not issuers, mention.start)


def issuers_of(sentence: str, mention: Mention) -> tuple[str, ...]:
    """Who issued an asset, by the words around it: countries by their name, companies as they are written."""
    if mention.kind == "raw":
        return ()
    sentence = without_bases(sentence)
    before, inside = sentence[max(0, mention.start - NEAR) : mention.start], sentence[mention.start : mention.end]
    shares = mention.kind == "shares" and not _INDEX.search(mention.text)
    behind = _OF.match(sentence, mention.end)
    named = [*_countries_before(before, shares), *(m[0] for m in any_country().finditer(inside))]
    if behind:
        named += _named_behind(behind, shares)
    if not named and not _INDEX.search(mention.text):
        prose = sentence.rstrip().endswith((".", "!", "?"))  # in a headline every word has a capital
        named = owning_companies(before, shares and prose)
    return tuple(dict.fromkeys(map(country_of, named or issuers_by_asset(mention.text))))


def _named_behind(behind: re.Match[str], shares: bool) -> list[str]:
    """Issuers that follow: "of Italy and Spain", "of Acme"; of "Japan's Toyota" the company."""
    if not shares:
        home = behind["home"] or ""
        return [m[0] for m in any_country().finditer(home + behind["names"])] or companies(behind["names"])
    country = any_country()
    return [
        m[0] if (m := country.match(name)) and not is_of_company(name, 0, m.end()) else name
        for name in companies(behind["names"])
    ]


def _countries_before(before: str, shares: bool) -> list[str]:
    """Countries that belong to what follows: "Italian, Spanish and Portuguese ten-year"."""
    named: list[str] = []
    end = len(before)
    for match in reversed(list(any_country().finditer(before))):
        between = (_LISTED if named else _BEFORE).fullmatch(before, match.end(), end)
        if not between or (shares and not named and is_of_company(before, *match.span())):
            break
        named.insert(0, match[0])
        end = match.start()
    return named
