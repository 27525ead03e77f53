"""Series that a study may look at, from series.csv beside this module: what each is of, and what it can explain."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from analysis.event.claim.issuers import known_countries
from analysis.study.csv_tables import Row, read_table

TABLE = Path(__file__).with_name("series.csv")
INDICES = Path(__file__).with_name("indices.csv")
"""Whose shares an index is of, by the beginning of its name."""
DEVELOPED = frozenset(
    {"Australia", "Austria", "Belgium", "Canada", "Denmark", "Finland", "France", "Germany", "Hong Kong", "Ireland"}
    | {"Israel", "Italy", "Japan", "Netherlands", "New Zealand", "Norway", "Portugal", "Singapore", "Spain", "Sweden"}
    | {"Switzerland", "United Kingdom", "United States"}
)
"""Developed markets as MSCI classes them (Market Classification Framework, 2023); all others count as emerging."""
OF_NOBODY = ("oil", "gold", "silver", "dollar", "euro", "pound", "yen", "franc")
"""Families that are one asset: who issued it, if anybody, is part of its name."""
OWN_MARKETS = {"emerging currency": ("emerging-currencies",), "raw material": ("metals",)}
"""Markets of families of which the table has no series."""


def _words(cell: Any) -> Any:
    return tuple(cell.split()) if isinstance(cell, str) else cell


def _families(cell: Any) -> Any:
    return tuple(filter(None, cell.split(";"))) if isinstance(cell, str) else cell


class Index(Row):
    """An index of shares, by the beginning of its name, and the country whose shares they are."""

    name: str
    country: str


class KnownSeries(Row):
    """A fund or a share that is widely known.

    ``family``: series of one family are alike but for what they are ``of``: a country, a company, a group of markets,
    or World where no one country issues it. ``explains``: families whose returns it explains as a factor. ``source``:
    who says what it is of.
    """

    may_be_empty = frozenset({"explains"})

    ticker: str
    name: str
    family: str
    of: str
    markets: Annotated[tuple[str, ...], BeforeValidator(_words)]
    exchange: str
    currency: str
    explains: Annotated[tuple[str, ...], BeforeValidator(_families)]
    source: str

    def is_of(self, issuer: str) -> bool:
        """Whether it is of that issuer alone."""
        return country(self.of) == country(issuer)

    @property
    def is_a_mixture(self) -> bool:
        """Whether it is of several issuers, so that its weight in one must be looked up."""
        return self.of.casefold() not in known_countries() and self.of[0].islower()


@functools.cache
def known_series() -> tuple[KnownSeries, ...]:
    """All of the table, in its order: those come first that are the better known."""
    return tuple(row for _, row in read_table(TABLE, KnownSeries))


def country(name: str) -> str:
    """One name for each country, whatever it is called; other names as they are."""
    found = known_countries().get(name.casefold())
    return found.name if found else name


@functools.cache
def _indices() -> tuple[Index, ...]:
    return tuple(row for _, row in read_table(INDICES, Index))


def country_of_index(asset: str) -> tuple[str, ...]:
    """The country whose shares an index is of, where its name is known."""
    return tuple(i.country for i in _indices() if asset.casefold().startswith(i.name.casefold()))[:1]


def markets_of(family: str) -> tuple[str, ...]:
    """Words of the calendar for news of a family's market."""
    listed = (row.markets for row in known_series() if row.family == family)
    return next(listed, OWN_MARKETS.get(family) or ("equities",))


def family_of(kind: str, asset: str, issuers: tuple[str, ...], sentence: str = "") -> str:
    """Family of the series that are of a claim's asset.

    Parameters
    ----------
    kind : {"bonds", "shares", "index", "currency", "raw"}
    asset : str
        As the article calls it.
    issuers : tuple of str
    sentence : str
        Of the claim: of no issuer's assets it may say that they are of emerging markets.
    """
    known, named = {row.family for row in known_series()}, asset.casefold()
    if kind == "raw":
        own = "oil" if any(word in named for word in ("oil", "crude", "brent", "wti")) else named.split()[0]
        return own if own in known else "raw material"
    if kind == "currency":
        own = {"greenback": "dollar", "dollar index": "dollar", "sterling": "pound"}.get(named, named)
        return own if own in known else "emerging currency"
    what = "bonds" if kind == "bonds" else "shares"
    countries = [country(i) for i in issuers or country_of_index(asset) if i.casefold() in known_countries()]
    if what == "bonds" and issuers and not countries:
        return "company bonds"
    emerging = not issuers and re.search(r"\bemerging[ -](?:markets?|economies)\b", sentence, re.IGNORECASE)
    if emerging or (countries and not any(c in DEVELOPED for c in countries)):
        return f"emerging {what}"
    return "government bonds" if what == "bonds" else "developed shares"
