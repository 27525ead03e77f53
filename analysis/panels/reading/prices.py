"""Prices or returns of many securities, wide or long, as one array with what was left out of it. No files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.eventstudy.numeric import Floats
from analysis.panels.reading.collect import (
    DIVIDEND,
    LOG_RETURN,
    PRICE,
    RETURN,
    SPLIT,
    collect,
    is_bad,
    left_out,
    reasons_against,
    rows_left_out,
)
from analysis.panels.reading.dates import Days, read_days
from analysis.panels.reading.events import Words, words_in
from analysis.panels.reading.numbers import read_numbers
from analysis.panels.reading.roles import Form, column_of, date_column
from analysis.panels.reading.splits import refuse_unseen_splits
from analysis.panels.reading.table import CellTable, read_cells
from analysis.panels.reading.units import Unit, refuse_codes, say_units
from analysis.panels.reading.value_columns import security_columns, value_columns
from analysis.study.faults import Fault, refuse
from analysis.words.numbers import listing

if TYPE_CHECKING:
    import pandas as pd

FEW_NEGATIVE = 0.02
"""Share of negative values up to which a wide table may be either prices or returns: it must be said."""


@dataclass(frozen=True, slots=True, eq=False)
class SecurityPrices:
    """Values of N securities on T days, not-a-number where there is none.

    Attributes
    ----------
    name : str
    days : ndarray of datetime64[D], shape (T,)
        Increasing.
    securities : ndarray of str, shape (N,)
    cells : ndarray, shape (T, N)
        Prices, or returns as decimals.
    returns : bool
        Whether they are returns.
    splits, dividends : ndarray, shape (T, N), or None
        New shares for one old, and cash a share, on the first day without them.
    exchange, currency : dict of str to str
        By security, where the table has such a column.
    left_out : DataFrame
        Rows that were not used, each with its reason.
    lines : ndarray of int, shape (T, N)
        Line of the file, or row of the frame, that each cell is from.
    said : tuple of str
    unit : str
        "line" or "row".
    """

    name: str
    days: Days
    securities: Words
    cells: Floats
    returns: bool
    splits: Floats | None
    dividends: Floats | None
    exchange: dict[str, str]
    currency: dict[str, str]
    left_out: pd.DataFrame
    lines: NDArray[np.int32]
    said: tuple[str, ...] = ()
    unit: str = "line"

    def without(self, rows: NDArray[np.intp], columns: NDArray[np.intp], reasons: Words | str) -> pd.DataFrame:
        """Some cells as rows that were left out, for a reason found later."""
        return left_out(self.name, self.lines[rows, columns], self.securities[columns], self.days[rows], reasons)


def read_prices(
    source: Any, form: Form, *, kind: str = "", percent: bool | None = None, log: bool = False
) -> SecurityPrices:
    """Read the prices or returns.

    Parameters
    ----------
    source : path or DataFrame
        Long: columns for the security, the date and the price or return; or wide: dates, and a column a security.
    form : Form
    kind : {"", "prices", "returns"}
        What the values are, where the table does not settle it.
    percent : bool, optional
        Whether returns are in percent.
    log : bool
        Whether returns are log returns.

    Raises
    ------
    TableError
        If the table is not what it says, with line and column.
    """
    roles = form.roles
    table = read_cells(source, "prices", words=form.holds_words("prices"), delimiter=form.delimiter)
    date = date_column(table, "prices", roles)
    days, said = read_days(table, date, order=form.order)
    security = column_of(table, "prices", "security", roles)
    wide, empty = ([], ()) if security else security_columns(table, date)
    values = value_columns(table, roles, kind) if security else dict(zip(wide, wide, strict=True))
    if not values or not len(days):
        raise TableError(table.name, "no prices", allowed="a column and rows of prices", remedy="complete the table")
    used = list(dict.fromkeys(values.values()))
    numbers, more = read_numbers(table, used, decimal=form.decimal, missing=form.missing)
    returns = _are_returns(table, numbers, kind) if not security else "return" in values
    main = [values["return" if returns else "price"]] if security else used
    if security and not returns and not kind:
        _refuse_negative(table, main[0], numbers[main[0]])
    done = ""
    if returns:
        refuse_codes(table, {c: numbers[c] for c in main})
        pooled = numbers[main[0]] if security else np.concatenate([numbers[c] for c in main])
        _, done = Unit(percent, "--returns-percent").decimals(table, {"returns" if not security else main[0]: pooled})
        numbers |= {c: numbers[c] / 100 for c in main if percent}
    elif percent:
        raise TableError(table.name, "holds prices, which are not in percent", remedy="leave --returns-percent out")
    what = (LOG_RETURN if log else RETURN) if returns else PRICE
    told = (*table.said, *said, *empty, *more, *filter(None, [done]), _what(bool(security), returns))
    if security:
        found = _long(table, words_in(table.frame[security]), days, numbers, values, what, roles)
    else:
        found = _wide(table, days, numbers, what)
    units = say_units(table, found.securities, found.cells, declared=percent is not None) if returns else ()
    told = (*told, *_actions(values if security else {}), *units)
    return replace(found, said=tuple(dict.fromkeys(told)), unit=table.unit)


def _actions(values: Mapping[str, str]) -> tuple[str, ...]:
    """What is said of splits and dividends, which count on the day of their row."""
    columns = [values[role] for role in (SPLIT, DIVIDEND) if role in values]
    return (f"counted: {listing(columns)}; prices are taken to be those that were quoted",) * bool(columns)


def _refuse_negative(table: CellTable, column: str, values: Floats) -> None:
    """Refuse a column of prices of which too many are below zero to be faults."""
    negative, known = int((values < 0).sum()), int(np.isfinite(values).sum())
    if negative > FEW_NEGATIVE * known:
        row = int(np.argmax(values < 0))
        what = f"{negative} of {known} prices are below zero: returns, or a sign that says something else"
        remedy = f"say --column prices.return={column}, or --values prices, which leaves them out"
        raise TableError(f"{table.name}: {table.where(row, column)}", what, remedy=remedy)


def _what(long: bool, returns: bool) -> str:
    return f"a {'long' if long else 'wide'} table of {'returns' if returns else 'prices'}"


def _are_returns(table: CellTable, numbers: Mapping[str, Floats], kind: str) -> bool:
    """Whether a wide table holds returns: prices are never below zero, and returns often are."""
    if kind:
        return kind == "returns"
    known = sum(int(np.isfinite(v).sum()) for v in numbers.values())
    negative = sum(int((v < 0).sum()) for v in numbers.values())
    if negative == 0:
        return False
    if negative > FEW_NEGATIVE * known:
        return True
    what = f"{negative} of {known} values are below zero: prices with faults, or returns"
    raise TableError(table.name, what, remedy="say which with --values prices or --values returns")


def _wide(table: CellTable, days: Days, numbers: Mapping[str, Floats], what: str) -> SecurityPrices:
    securities = np.array([c.strip() for c in numbers], dtype=object)
    cells, returns = np.column_stack(list(numbers.values())), what != PRICE
    if len(np.unique(days)) < len(days) or np.isnat(days).any():
        rows, columns = (found.ravel() for found in np.indices(cells.shape))
        found = collect(table, days[rows], columns, securities, {what: cells.ravel()}, rows)
        days, cells, gone, lines = found.days, found.tables[what], found.left_out, _lines(table, found.rows)
        return SecurityPrices(table.label, days, securities, cells, returns, None, None, {}, {}, gone, lines)
    order = np.argsort(days)
    rows, columns = np.nonzero(is_bad(cells, what))
    gone = rows_left_out(table, rows, days[rows], securities[columns], reasons_against(cells[rows, columns], what))
    cells[rows, columns] = np.nan
    lines = np.broadcast_to(_lines(table, order)[:, None], cells.shape)
    return SecurityPrices(table.label, days[order], securities, cells[order], returns, None, None, {}, {}, gone, lines)


def _lines(table: CellTable, rows: NDArray[np.intp]) -> NDArray[np.int32]:
    """Lines of rows; of no row (-1) any line, since nothing is there to be told of."""
    return table.lines.astype(np.int32)[rows]


def _long(
    table: CellTable,
    names: Words,
    days: Days,
    numbers: Mapping[str, Floats],
    values: Mapping[str, str],
    what: str,
    roles: Mapping[tuple[str, str], str],
) -> SecurityPrices:
    import pandas as pd

    codes, every = pd.factorize(pd.Series(names, dtype=object), sort=True)
    securities = np.array(list(every), dtype=object)
    cells = {what: numbers[values["price" if what == PRICE else "return"]]}
    cells |= {role: numbers[values[role]] for role in (SPLIT, DIVIDEND) if role in values}
    one = {role: _one_each(table, names, role, roles) for role in ("exchange", "currency")}
    found = collect(table, days, codes, securities, cells, np.arange(len(days)))
    if SPLIT in values:
        prices, splits = found.tables[what], found.tables[SPLIT]
        refuse_unseen_splits(table, values[SPLIT], prices, splits, found.rows, securities)
    keep = securities != ""
    tables = {kind: cells[:, keep] for kind, cells in found.tables.items()}
    return SecurityPrices(
        table.label,
        found.days,
        securities[keep],
        tables[what],
        what != PRICE,
        tables.get(SPLIT),
        tables.get(DIVIDEND),
        one["exchange"],
        one["currency"],
        found.left_out,
        _lines(table, found.rows)[:, keep],
    )


def _one_each(table: CellTable, names: Words, role: str, roles: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """What a column says of each security, which must be one thing."""
    import pandas as pd

    column = column_of(table, "prices", role, roles)
    if not column:
        return {}
    said = pd.DataFrame({"name": names, "word": words_in(table.frame[column])})
    pairs = said[said["word"] != ""].drop_duplicates()
    twice = pairs[pairs["name"].duplicated()]
    faults = [
        Fault(
            table.where(int(row), column), f"{line['name']} has another {role} before: {line['word']!r} is its second"
        )
        for row, line in zip(twice.index.to_list(), twice.to_dict("records"), strict=True)
    ]
    refuse(table.name, faults, kind=TableError)
    return dict(zip(pairs["name"], pairs["word"], strict=True))
