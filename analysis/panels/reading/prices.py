"""SecurityPrices or returns of many securities, wide or long, as one array with what was left out of it. No files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.eventstudy.numeric import Floats
from analysis.panels.reading.dates import Days, read_days
from analysis.panels.reading.events import Words, words_in
from analysis.panels.reading.numbers import read_numbers
from analysis.panels.reading.roles import Form, column_of, require
from analysis.panels.reading.table import CellTable, read_cells
from analysis.panels.reading.units import Unit, refuse_codes
from analysis.study.faults import Fault, refuse

if TYPE_CHECKING:
    import pandas as pd

FEW_NEGATIVE = 0.02
"""Share of negative values up to which a wide table may be either prices or returns: it must be said."""
LEFT_OUT = ("file", "line", "security", "date", "reason")


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
        SecurityPrices, or returns as decimals.
    returns : bool
        Whether they are returns.
    splits, dividends : ndarray, shape (T, N), or None
        New shares for one old, and cash a share, on the first day without them.
    exchange, currency : dict of str to str
        By security, where the table has such a column.
    left_out : DataFrame
        Rows that were not used, each with its reason.
    said : tuple of str
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
    said: tuple[str, ...]


def read_prices(source: Any, form: Form, *, kind: str = "", percent: bool | None = None) -> SecurityPrices:
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

    Raises
    ------
    TableError
        If the table is not what it says, with line and column.
    """
    roles = form.roles
    table = read_cells(source, "prices", words=form.holds_words("prices"), delimiter=form.delimiter)
    date = _date_column(table, roles)
    days, said = read_days(table, date, order=form.order)
    security = column_of(table, "prices", "security", roles)
    values = _value_columns(table, roles, kind) if security else {c: c for c in table.columns if c != date}
    if not values or not len(days):
        raise TableError(table.name, "no prices", allowed="a column and rows of prices", remedy="complete the table")
    used = list(dict.fromkeys(values.values()))
    numbers, more = read_numbers(table, used, decimal=form.decimal, missing=form.missing)
    returns = _are_returns(table, numbers, kind) if not security else "return" in values
    main = [values["return" if returns else "price"]] if security else used
    done = ""
    if returns:
        refuse_codes(table, {c: numbers[c] for c in main})
        pooled = numbers[main[0]] if security else np.concatenate([numbers[c] for c in main])
        _, done = Unit(percent, "--returns-percent").decimals(table, {"returns" if not security else main[0]: pooled})
        numbers |= {c: numbers[c] / 100 for c in main if percent}
    elif percent:
        raise TableError(table.name, "holds prices, which are not in percent", remedy="leave --returns-percent out")
    told = tuple(dict.fromkeys([*table.said, *said, *more, *filter(None, [done]), _what(bool(security), returns)]))
    if security:
        return _long(table, words_in(table.frame[security]), days, numbers, values, returns, roles, told)
    return _wide(table, days, numbers, returns, told)


def _what(long: bool, returns: bool) -> str:
    return f"a {'long' if long else 'wide'} table of {'returns' if returns else 'prices'}"


def _date_column(table: CellTable, roles: Mapping[tuple[str, str], str]) -> str:
    if name := column_of(table, "prices", "date", roles):
        return name
    first = table.columns[0]
    if not first or first.lower().startswith("unnamed"):  # a table that was saved with its index
        return first
    return require(table, "prices", "date", roles)


def _value_columns(table: CellTable, roles: Mapping[tuple[str, str], str], kind: str) -> dict[str, str]:
    """Columns by role of a long table: one of prices or of returns, splits and dividends."""
    price, ret = (column_of(table, "prices", role, roles) for role in ("price", "return"))
    if price and ret and not kind:
        what = f"holds prices ({price}) and returns ({ret})"
        raise TableError(table.name, what, remedy="say which count with --values prices or --values returns")
    chosen = {"prices": {"price": price}, "returns": {"return": ret}}.get(kind, {"price": price, "return": ret})
    found = {role: name for role, name in chosen.items() if name}
    if not found:
        require(table, "prices", "return" if kind == "returns" else "price", roles)
    if "price" in found:
        found |= {r: n for r in ("split", "dividend") if (n := column_of(table, "prices", r, roles))}
    return found


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


def _wide(
    table: CellTable, days: Days, numbers: Mapping[str, Floats], returns: bool, said: tuple[str, ...]
) -> SecurityPrices:
    securities = np.array([c.strip() for c in numbers], dtype=object)
    cells = np.column_stack(list(numbers.values()))
    if len(np.unique(days)) < len(days) or np.isnat(days).any():
        rows, columns = (found.ravel() for found in np.indices(cells.shape))
        return _collect(table, days[rows], columns, securities, {"value": cells.ravel()}, rows, returns, {}, {}, said)
    order = np.argsort(days)
    rows, columns = np.nonzero(_is_bad(cells, returns))
    left_out = _listed(table, rows, days[rows], securities[columns], _reasons(cells[rows, columns]))
    cells[rows, columns] = np.nan
    return SecurityPrices(
        table.label, days[order], securities, cells[order], returns, None, None, {}, {}, left_out, said
    )


def _is_bad(cells: Floats, returns: bool) -> NDArray[np.bool_]:
    """Values that are no prices, or no returns; what is missing is neither."""
    return np.isinf(cells) if returns else np.isinf(cells) | (cells <= 0)


def _reasons(cells: Floats) -> Words:
    return np.where(np.isinf(cells), "infinite", "a price that is not above zero").astype(object)


def _listed(table: CellTable, rows: NDArray[np.intp], days: Days, securities: Words, reasons: Words) -> pd.DataFrame:
    """Rows that are left out, each with its reason."""
    import pandas as pd

    columns = {
        "file": table.label,
        "line": table.lines[rows],
        "security": securities,
        "date": np.datetime_as_string(days),
        "reason": reasons,
    }
    return pd.DataFrame(columns, columns=list(LEFT_OUT), index=range(len(rows)))


def _long(
    table: CellTable,
    names: Words,
    days: Days,
    numbers: Mapping[str, Floats],
    values: Mapping[str, str],
    returns: bool,
    roles: Mapping[tuple[str, str], str],
    said: tuple[str, ...],
) -> SecurityPrices:
    import pandas as pd

    codes, found = pd.factorize(pd.Series(names, dtype=object), sort=True)
    securities = np.array(list(found), dtype=object)
    cells = {"value": numbers[values["return" if returns else "price"]]}
    cells |= {role: numbers[values[role]] for role in ("split", "dividend") if role in values}
    one = {role: _one_each(table, names, role, roles) for role in ("exchange", "currency")}
    rows = np.arange(len(days))
    return _collect(table, days, codes, securities, cells, rows, returns, one["exchange"], one["currency"], said)


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


def _collect(
    table: CellTable, days: Days, codes: Any, securities: Words, cells: Mapping[str, Floats], rows: Any, returns: bool,
    exchange: dict[str, str], currency: dict[str, str], said: tuple[str, ...],
) -> SecurityPrices:  # fmt: skip
    """Put cells where they belong, and list those that cannot be used."""
    import pandas as pd

    value = cells["value"]
    bad = np.full(len(value), "", dtype=object)
    wrong = _is_bad(value, returns)
    bad[wrong] = _reasons(value[wrong])
    bad[np.isnat(days)] = "no date"
    bad[np.array([s == "" for s in securities])[codes]] = "no security"
    known = np.isfinite(value) & (bad == "")
    frame = pd.DataFrame({"code": codes, "day": days, "value": value})
    again = np.zeros(len(value), dtype=bool)
    again[known] = frame[known].duplicated(["code", "day"]).to_numpy()
    if again.any():
        whole = frame[known].duplicated(["code", "day"], keep=False).to_numpy()
        same = frame[known].duplicated(["code", "day", "value"], keep=False).to_numpy()
        differ = np.zeros(len(value), dtype=bool)
        differ[known] = whole & ~same
        pairs = pd.MultiIndex.from_frame(frame[["code", "day"]])
        differ = known & pairs.isin(pairs[differ])
        bad[again & ~differ] = "the same row twice: the first one counts"
        bad[differ] = "two values for one day that differ: neither counts"
    used = known & (bad == "")
    all_days = np.unique(days[~np.isnat(days)])
    place = np.searchsorted(all_days, days)
    tables = {name: np.full((len(all_days), len(securities)), np.nan) for name in cells}
    for name, numbers in cells.items():
        tables[name][place[used], np.asarray(codes)[used]] = numbers[used]
    gone = np.flatnonzero(bad != "")
    left_out = _listed(table, rows[gone], days[gone], securities[np.asarray(codes)[gone]], bad[gone])
    keep = np.array([s != "" for s in securities])
    return SecurityPrices(
        table.label,
        all_days,
        securities[keep],
        tables["value"][:, keep],
        returns,
        tables["split"][:, keep] if "split" in tables else None,
        tables["dividend"][:, keep] if "dividend" in tables else None,
        exchange,
        currency,
        left_out,
        said,
    )
