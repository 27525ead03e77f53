"""Companies as they are written around an asset: one or several, and names of theirs that hold "and" or a country."""

from __future__ import annotations

import re

_NAMES_WITH_AND = (
    "Abercrombie and Fitch",
    "Bang and Olufsen",
    "Barnes and Noble",
    "Bath and Body Works",
    "Bed Bath and Beyond",
    "Black and Decker",
    "Brown and Brown",
    "Church and Dwight",
    "Crate and Barrel",
    "Dun and Bradstreet",
    "Harland and Wolff",
    "Johnson and Johnson",
    "Larsen and Toubro",
    "Legal and General",
    "Mahindra and Mahindra",
    "Marks and Spencer",
    "Marsh and McLennan",
    "Procter and Gamble",
    "Smith and Nephew",
    "Smith and Wesson",
    "Standard and Poor",
    "Tate and Lyle",
)
"""Companies whose name holds "and": of these it says nothing of two."""
_WITH_AND = re.compile("|".join(_NAMES_WITH_AND), re.IGNORECASE)
_AND_OTHERS = re.compile(
    r"\sand\s(?=(?:Co|Company|Sons?|Daughters?|Brothers|Bros|Partners|Associates|Gas|Oil|Steel|Mining|Power|Light|Electric|"
    r"Chemicals?|Insurance|Trust|Shipping|Telegraph|Telecom\w*|Railway|Exploration|Resources|Technology|Technologies)\b)"
)
"""Before the rest of one name: "and Sons", "Oil and Gas"."""
_KEPT = "\0"
_LEGAL = re.compile(r"(?:Inc|Ltd|Corp|Co|LLC|PLC|AG|SA|SE|NV)\.?", re.IGNORECASE)
_ABBREVIATED = re.compile(rf"(?:\.\w|\b(?:{_LEGAL.pattern}))\.?$")
_LEADING = re.compile(
    r"^(?:(?:The|An?|While|As|But|And|Although|Though|When|After|Since|Because|Meanwhile|However|Both|In|On|Also|Even|Only|"
    r"Elsewhere|Overall|If|For|With|Then|Yet|So|Still|Today|Yesterday|\w+day)\s+)+"
)
"""Words that have a capital because they begin a sentence."""

_WORD = r"(?:[A-Z]|\d+[A-Z])[\w&.-]*"
NAME = rf"(?<![\w&'’-])(?:(?:Royal\s+)?Bank\s+of\s+(?:the\s+)?)?(?:(?:{_WORD}|&)\s+){{0,3}}{_WORD}"
_HOME = r"[A-Z]\w+['’]s\s+(?:[a-z][\w-]*\s+){0,3}"
NAMES = rf"{NAME}(?:(?:,| and|, and)\s+(?:{_HOME})?{NAME})*"
TWO_OR_MORE = rf"{NAME}(?:['’]s)?(?:(?:,\s+{NAME}(?:['’]s)?)+,?\s+and\s+|\s+and\s+){NAME}"
"""Several names whose last is joined by "and": before an asset a comma alone begins another clause."""
_OWNER = re.compile(rf"(?P<names>{TWO_OR_MORE}|{NAME})['’]s?\s+(?:[\w.-]+\s+){{0,3}}$")
_NAMED_BEFORE = re.compile(rf"(?P<names>{TWO_OR_MORE}|{NAME})\s+$")
_AT_HOME = re.compile(r"['’]s\s+(?:[a-z][\w-]*\s+){0,3}[A-Z][a-z]{2,}")
"""Behind an owner: another name ("Japan's Toyota")."""
_OF_MANY = re.compile(
    r"(?:Bank(?:ing)?|Lenders?|Tech(?:nology)?|Min(?:ing|ers?)|Energy|Oil|Gas|Realty|Property|Real Estate|"
    r"Auto(?:mobile)?s?|Automakers?|Carmakers?|Airlines?|Insur(?:ance|ers?)|Chip(?:makers?)?|Semiconductor|"
    r"Defen[cs]e|Retail(?:ers?)?|Telecoms?|Utilit(?:y|ies)|Financials?|Health ?care|Pharma(?:ceutical)?|Travel|"
    r"Tourism|Leisure|Media|Steel|Metals?|Gold|Copper|"
    r"Chemicals?|Consumer|Industrials?|Infrastructure|Construction|Growth|Value|Small-cap|Mid-cap|Large-cap|Blue-chip|"
    r"Internet|Software|Biotech|Shipping|Transport|Food|Tobacco|Luxury|Solar|Bonds?|Preferred|Local|Foreign|Domestic|"
    r"Most|Many|Some|All|Other|Such|These|Those|Few|Several|Its|Their|His|Her|Our|No|World|Global|Emerging|European|Asian|"
    r"African|Latin American|Nordic|Gulf|Asia-Pacific|Euro|Middle Eastern)",
)
"""Before "shares" at the head of a sentence: those of a trade or a region, which are no company's."""
_BREAK = re.compile(r"[,;:—]|\b(?:and|while|as|but|after|hurt|lifted)\b")
_PART_OF_NAME = re.compile(r"(?:['’]s\s+(?:[a-z][\w-]*\s+){0,3})?\s*[A-Z][a-z]{2,}")
_AIR_OR_BANK = re.compile(r"(?:\bAir|\bBank of(?: the)?)\s+$")


def companies(written: str) -> list[str]:
    """Companies of a list, each by its name: "Exxon, Chevron and Shell".

    Names that are known to hold "and" stay whole; so does what holds "and" more than once, since nothing says where one
    name ends. Behind a comma without "and" stands no other company, but an apposition.
    """
    kept = _AND_OTHERS.sub(f" and{_KEPT}", _WITH_AND.sub(lambda m: m[0].replace(" and ", f" and{_KEPT}"), written))
    joins = len(re.findall(r" and(?= )", kept))
    if joins > 1:
        return [_plain(written)]
    parts = [p.replace(_KEPT, " ") for p in re.split(r",\s*(?:and\s+)?|\s+and\s+", kept)]
    named = [_plain(p) for p in parts if not _LEGAL.fullmatch(p)]
    return named if joins else named[:1]


def owning_companies(before: str, by_name: bool) -> list[str]:
    """Companies that own what follows, or (``by_name``) whose name stands directly before it."""
    found = _OWNER.search(before)
    if by_name and (found is None or _AT_HOME.match(before, found.end("names"))):
        found = _NAMED_BEFORE.search(before) or found
    if found and _OF_MANY.fullmatch(_plain(found["names"])):
        return []
    if not found or _BREAK.search(before, found.end("names")):
        return []
    return companies(found["names"])


def _plain(name: str) -> str:
    """A name without the words that begin its sentence, where it is at home, and the stop or genitive that ends it."""
    plain = _LEADING.sub("", re.sub(r"\s+", " ", name), count=1) or name
    plain = re.sub(rf"^{_HOME}(?=[A-Z])|['’]s$", "", plain)
    return plain if _ABBREVIATED.search(plain) else plain.rstrip(".")


def is_of_company(text: str, start: int, end: int) -> bool:
    """Whether a country is part of a company's name, or only where it is at home: "Air France", "Japan's Toyota"."""
    return bool(_PART_OF_NAME.match(text, end) or _AIR_OR_BANK.search(text, 0, start))
