"""Currencies by their names in English, from currencies.csv: whose each is, and how a name that means more is known."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from analysis.study.csv_tables import Row, read_table

TABLE = Path(__file__).with_name("currencies.csv")


def _names(cell: Any) -> Any:
    return tuple(cell.split("|")) if isinstance(cell, str) else cell


def _codes(cell: Any) -> Any:
    return tuple(filter(None, cell.split(";"))) if isinstance(cell, str) else cell


class Currency(Row):
    """A currency of ISO 4217, but for the dollar and the euro, which describe bonds and countries, too.

    ``alone`` is the country that its name means where none is named, empty where several have it and none is meant;
    ``known_by`` is what must stand before a name that is an ordinary word: "the" (or such a country), or a "country".
    """

    may_be_empty = frozenset({"alone", "known_by"})

    name: Annotated[tuple[str, ...], BeforeValidator(_names)]
    alone: str
    countries: Annotated[tuple[str, ...], BeforeValidator(_codes)]
    known_by: Literal["", "the", "country"]


@functools.cache
def currencies() -> Mapping[str, Currency]:
    """Currencies by each of their names."""
    return {name: row for _, row in read_table(TABLE, Currency) for name in row.name}


def any_currency() -> str:
    """Pattern of any of their names, without those of the dollar and the euro."""
    return "|".join(map(re.escape, sorted(currencies(), key=len, reverse=True)))
