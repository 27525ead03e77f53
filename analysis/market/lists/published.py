"""A fund's list as it was published: its bonds row by row, and how many other rows there were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import ListError, NoListError
from analysis.market.lists.cells import days, numbers, texts
from analysis.study.faults import Fault, refuse

TEXTS = ("isin", "name", "country", "currency")
DAYS = ("maturity", "accrues_from")
NUMBERS = ("coupon_pct", "par", "market_value", "price", "duration", "yield_pct")
COLUMNS = (*TEXTS, *DAYS, *NUMBERS)
"""Of the bonds of a list. Percent a year, days, currency units; ``price`` is clean, per 100 of par."""
OPTIONAL = ("accrues_from", "currency", "sector")
CASH = ("cash", "money market")
DERIVATIVES = ("future", "forward", "swap", "option", "fx", "derivative", "rates")
SECTOR_OF_CASH = "cash and/or derivatives"
BONDS = "fixed income"
AGAIN = "fetch it again, or get the file anew from the issuer"


@dataclass(frozen=True, slots=True, repr=False)
class Published:
    """What a fund published of one day.

    Attributes
    ----------
    as_of : datetime.date
        The day that the list itself says it is of.
    fund : str
        What the list calls the fund: its name, or its ticker.
    bonds : DataFrame
        Columns `COLUMNS`, a row an ISIN; texts, days (NaT where missing) and float64.
    cash, derivatives, other : int
        Rows that are no bonds: cash and money market funds; futures, forwards, swaps; the rest.
    unidentified : int
        Bonds without an ISIN, which cannot be followed from day to day, and are left out.
    repeated : int
        Rows that stood twice, and were taken once.
    """

    as_of: dt.date
    fund: str
    bonds: pd.DataFrame
    cash: int
    derivatives: int
    other: int
    unidentified: int
    repeated: int

    def __repr__(self) -> str:
        return f"<Published {self.fund} {self.as_of}: {len(self.bonds)} bonds>"


def publish(
    where: str,
    as_of: dt.date,
    fund: str,
    columns: Mapping[str, Sequence[Any]],
    *,
    called: Mapping[str, str],
    form: str,
    rows: Sequence[int],
) -> Published:
    """Sort the rows of a list and read their cells.

    Parameters
    ----------
    where : str
        The file, for messages.
    as_of : datetime.date
    fund : str
    columns : mapping of str to sequence
        Cells by our names (`COLUMNS`, "asset_class", "sector"); all of one length.
    called : mapping of str to str
        What the file calls each column.
    form : str
        Form of its days.
    rows : sequence of int
        Where in the file each row stands.

    Raises
    ------
    ListError
        If cells cannot be read, each told; or an ISIN has two prices.
    NoListError
        If there is no row.
    """
    if not rows:
        raise NoListError(where, "a list without rows: none was published for the day", remedy="choose another day")
    table = pd.DataFrame({name: texts(cells) for name, cells in columns.items()})
    for name in OPTIONAL:
        table[name] = table.get(name, "-")
    kind, sector = table["asset_class"].str.lower(), table["sector"].str.lower()
    derivatives = kind.apply(lambda word: any(part in word for part in DERIVATIVES))
    cash = ~derivatives & (kind.apply(lambda word: any(part in word for part in CASH)) | sector.eq(SECTOR_OF_CASH))
    bond = ~derivatives & ~cash & kind.eq(BONDS)
    named = bond & table["isin"].str.fullmatch(r"[A-Z]{2}[A-Z0-9]{9}\d")
    bonds = _bonds(
        where, table[named].reset_index(drop=True), called, form, [rows[int(n)] for n in np.flatnonzero(named)]
    )
    once = bonds.drop_duplicates()
    return Published(
        as_of,
        fund,
        _lots(where, once),
        int(cash.sum()),
        int(derivatives.sum()),
        int((~bond & ~cash & ~derivatives).sum()),
        int((bond & ~named).sum()),
        len(bonds) - len(once),
    )


def _bonds(where: str, rows: pd.DataFrame, called: Mapping[str, str], form: str, places: Sequence[int]) -> pd.DataFrame:
    """Cells of the bonds as numbers and days; all that are wrong are told at once."""
    faults: list[Fault] = []
    read: dict[str, Any] = {name: rows[name] for name in TEXTS}
    read |= {name: days(called.get(name, name), rows[name], form, places, faults) for name in DAYS}
    read |= {name: numbers(called[name], rows[name], places, faults) for name in NUMBERS}
    if not len(rows):
        faults.append(Fault("", "no bond with an ISIN among its rows", remedy="name a fund that holds bonds"))
    refuse(where, faults, kind=ListError)
    return pd.DataFrame(read)[list(COLUMNS)]


def _lots(where: str, bonds: pd.DataFrame) -> pd.DataFrame:
    """Add up lots of one bond; two prices of one bond are no list of a day."""
    if bonds["isin"].is_unique:
        return bonds.reset_index(drop=True)
    groups = bonds.groupby("isin", sort=False)
    lowest, highest = groups["price"].min(), groups["price"].max()
    if (unlike := lowest.ne(highest) & lowest.notna()).any():
        twice = ", ".join(unlike.index[unlike][:4])
        what = f"two prices of one bond: {twice}"
        raise ListError(where, what, allowed="one list of one day", remedy=AGAIN)
    added = groups.agg({name: "first" for name in COLUMNS if name != "isin"})
    added[["par", "market_value"]] = groups[["par", "market_value"]].sum(min_count=1)
    return added.reset_index()[list(COLUMNS)]
