"""Names of issuers: of countries with their adjectives and other names, of companies as they are written."""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.event.claim.currencies import currencies

ALTERNATIVES = "|"
"""Between names of one issuer in study.toml: "Ivory Coast|Côte d'Ivoire"."""
_ENDING = r"(?:['’]s|['’]|s|n|i)?"


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its code, its name in English, all names, its adjectives, and beginnings of words for its bonds."""

    code: str
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    assets: tuple[str, ...]


@functools.cache
def known_countries() -> Mapping[str, Country]:
    """Countries by every name of theirs, in small letters.

    Names are those of the Unicode Common Locale Data Repository (through Babel); adjectives and other names are those
    of countries.csv beside this module, by the nationalities of the CIA's World Factbook and the usage of agencies.
    """
    from babel import Locale

    official = Locale("en").territories
    found: dict[str, Country] = {}
    with Path(__file__).with_name("countries.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name = str(official[row["code"]]).split(" SAR")[0].split(" (")[0].replace(" & ", " and ")
            names = tuple(dict.fromkeys([name, *filter(None, row["other_names"].split(";"))]))
            country = Country(
                row["code"], name, names, *(tuple(filter(None, row[c].split(";"))) for c in ("adjectives", "assets"))
            )
            found |= {n.lower(): country for n in names}
    return found


def issuer_pattern(declared: str) -> re.Pattern[str]:
    """Pattern of an issuer as study.toml names it: of a country every name and adjective, else the name itself.

    The name may have an ending: Armenia, Armenia's, Armenian. ``|`` parts names that mean the same issuer.
    """
    names: list[str] = []
    exact: list[str] = []
    for written in (part.strip() for part in declared.split(ALTERNATIVES)):
        country = known_countries().get(written.lower())
        names += [written, *(country.names if country else ())]
        exact += country.adjectives if country else ()
    written = "|".join(map(re.escape, sorted(set(names), key=len, reverse=True)))
    adjectives = "|".join(map(re.escape, sorted(set(exact), key=len, reverse=True)))
    either = rf"(?:{written}){_ENDING}" + (rf"|(?:{adjectives})" if adjectives else "")
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


@functools.cache
def any_country() -> re.Pattern[str]:
    """Pattern of any country's name or adjective, as it is written with capitals."""
    every = set(known_countries().values())
    words = {w for c in every for w in (*c.names, *c.adjectives)}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?!\w)")


def country_of(word: str) -> str:
    """Name of the country that a name or an adjective means; the word itself where it means none."""
    for country in known_countries().values():
        if word in country.names or word in country.adjectives:
            return country.name
    return word


def is_name(word: str) -> bool:
    """Whether a word is a country's name, and no adjective."""
    return word.lower() in known_countries()


def same_issuer(one: str, other: str) -> bool:
    """Whether two names are of the same issuer: of one country by its names and adjectives, or the same words.

    So a country's adjective in a claim fits the country in a file ("Turkish", "Turkey"), "South Korea" does not fit
    "South Africa", and a company is who it is written to be. Accents, hyphens and capitals do not count; ``|`` parts
    names that mean the same issuer.
    """
    return not _meant(one).isdisjoint(_meant(other))


@functools.cache
def _meant(name: str) -> frozenset[str]:
    """What a name means: for each of its alternatives the country, or the words as they are, in plain small letters."""
    return frozenset(_by_plain_name().get(plain, plain) for plain in map(_plain, name.split(ALTERNATIVES)))


@functools.cache
def _by_plain_name() -> Mapping[str, str]:
    every = set(known_countries().values())
    return {_plain(word): c.name for c in every for word in (*c.names, *c.adjectives)}


def _plain(name: str) -> str:
    letters = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\s-]+", letters.casefold()))


def issuers_by_asset(asset: str) -> list[str]:
    """Countries whose asset a word names by itself: gilts, the lira."""
    word, every = asset.lower(), dict.fromkeys(known_countries().values())
    currency = currencies().get(word)
    if currency:
        return [c.name for c in every if c.code == currency.alone]
    return [c.name for c in every if word.startswith(c.assets) and c.assets]
