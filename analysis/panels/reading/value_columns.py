"""Which columns of a table of prices hold prices, returns, splits and dividends. No files."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.errors import TableError
from analysis.panels.reading.collect import DIVIDEND, SPLIT
from analysis.panels.reading.roles import UNNAMED, column_of, require
from analysis.panels.reading.table import CellTable
from analysis.words.numbers import listing

ADJUSTED = ("adj_close", "adjclose", "adjusted_close", "adj close", "total_return_index")
"""Names of prices in which splits and dividends are already."""


def security_columns(table: CellTable, date: str) -> tuple[list[str], tuple[str, ...]]:
    """Columns of a wide table that are securities, and what is said of one without a name.

    Raises
    ------
    TableError
        If such a column has values: an index of rows that was saved looks like prices.
    """
    names = [c for c in table.columns if c != date]
    unnamed = [c for c in names if not c or c.lower().startswith(UNNAMED)]
    for name in unnamed:
        cells = table.frame[name]
        if not (cells.isna() | (cells == "")).all():
            where = f"{table.head}, column {table.columns.index(name) + 1}"
            remedy = "name its security, or delete it: an index of rows that was saved is such a column"
            raise TableError(where, "no name above values", allowed="a security's name", remedy=remedy)
    said = "a column without a name and without values is left out"
    return [c for c in names if c not in unnamed], (said,) * bool(unnamed)


def value_columns(table: CellTable, roles: Mapping[tuple[str, str], str], kind: str) -> dict[str, str]:
    """Columns by role of a long table: one of prices or of returns, splits and dividends."""
    price, ret = (column_of(table, "prices", role, roles) for role in ("price", "return"))
    if price and ret and not kind:
        what = f"holds prices ({price}) and returns ({ret})"
        raise TableError(table.name, what, remedy="say which count with --values prices or --values returns")
    chosen = {"prices": {"price": price}, "returns": {"return": ret}}.get(kind, {"price": price, "return": ret})
    found = {role: name for role, name in chosen.items() if name}
    if not found:
        _refuse_valueless(table, "return" if kind == "returns" else "price", roles)
    if "price" in found:
        found |= {r: n for r in (SPLIT, DIVIDEND) if (n := column_of(table, "prices", r, roles))}
        _refuse_adjusted(table, found)
    return found


def _refuse_valueless(table: CellTable, role: str, roles: Mapping[tuple[str, str], str]) -> None:
    """Refuse a long table without values: or a wide one, in which a security is called as such columns are."""
    try:
        require(table, "prices", role, roles)
    except TableError as error:
        if ("prices", "security") in roles:
            raise
        name = column_of(table, "prices", "security", roles)
        remedy = f"{error.remedy}; where {name} is a security itself, say --column prices.security=none"
        raise TableError(error.where, error.what, allowed=error.allowed, remedy=remedy) from error


def _refuse_adjusted(table: CellTable, values: Mapping[str, str]) -> None:
    """Refuse splits and dividends beside prices that hold them already."""
    again = [role for role in (SPLIT, DIVIDEND) if role in values]
    if again and values["price"].strip().lower() in ADJUSTED:
        what = f"{values['price']} is adjusted, and {listing([values[r] for r in again])} would count twice"
        remedy = f"say {' '.join(f'--column prices.{r}=none' for r in again)}, or name the quoted prices"
        raise TableError(table.head, what, remedy=remedy)
