"""Days as people write them: the one format that all rows fit, said; refused where rows fit two. No files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.instants import FIRST_YEAR, LAST_YEAR
from analysis.panels.reading.numbers import NOTHING
from analysis.panels.reading.table import CellTable
from analysis.study.faults import Fault, refuse

if TYPE_CHECKING:
    pass

Days = NDArray[np.datetime64]
_SEP = r"[/.-]"
_MONTH = r"[A-Za-z]{3,9}\.?"
EXCEL = "Excel's serial numbers"
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?\s*(Z|[+-]\d\d:?\d\d)?$")
_MOST = 8


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a day: how it is called, its order, what it looks like, and the codes of strptime."""

    name: str
    order: str
    pattern: str
    codes: str


FORMATS = (
    Format("YYYY-MM-DD", "ymd", r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
    Format("YYYYMMDD", "ymd", r"(?:19|20)\d{6}", "%Y%m%d"),
    Format("YYYY/MM/DD", "ymd", r"\d{4}[/.]\d{1,2}[/.]\d{1,2}", "%Y-%m-%d"),
    Format("DD/MM/YYYY", "dmy", rf"\d{{1,2}}{_SEP}\d{{1,2}}{_SEP}\d{{4}}", "%d-%m-%Y"),
    Format("MM/DD/YYYY", "mdy", rf"\d{{1,2}}{_SEP}\d{{1,2}}{_SEP}\d{{4}}", "%m-%d-%Y"),
    Format("DD/MM/YY", "dmy", rf"\d{{1,2}}{_SEP}\d{{1,2}}{_SEP}\d\d", "%d-%m-%y"),
    Format("MM/DD/YY", "mdy", rf"\d{{1,2}}{_SEP}\d{{1,2}}{_SEP}\d\d", "%m-%d-%y"),
    Format("YY/MM/DD", "ymd", rf"\d\d{_SEP}\d{{1,2}}{_SEP}\d{{1,2}}", "%y-%m-%d"),
    Format("DD Month YYYY", "dmy", rf"\d{{1,2}}[ -]?{_MONTH}[ -]?\d{{4}}", "%d-%b-%Y"),
    Format("DD Month YY", "dmy", rf"\d{{1,2}}[ -]?{_MONTH}[ -]?\d\d", "%d-%b-%y"),
    Format("Month DD, YYYY", "mdy", rf"{_MONTH}[ -]?\d{{1,2}},?[ -]\d{{4}}", "%b-%d-%Y"),
)
SERIAL = re.compile(r"[2-7]\d{4}(?:\.0+)?")
EXCEL_ZERO = np.datetime64("1899-12-30")


def read_days(table: CellTable, column: str, *, order: str = "") -> tuple[Days, tuple[str, ...]]:
    """Days of a column, not-a-time where there is none, and what was recognised.

    Parameters
    ----------
    table : CellTable
    column : str
    order : {"", "dmy", "mdy", "ymd"}
        Where the rows do not settle it.

    Raises
    ------
    TableError
        If no one format fits all rows, or two do that differ: with line and column.
    """
    import pandas as pd

    cells = table.frame[column]
    if pd.api.types.is_datetime64_any_dtype(cells):
        naive = cells.dt.tz_localize(None)  # the date on the clock that the column itself names
        timed = (naive != naive.dt.normalize()).to_numpy() & naive.notna().to_numpy()
        if timed.any() and cells.dt.tz is not None:
            row = int(np.argmax(timed))
            remedy = "convert the column to the exchange's clock, and give dates"
            allowed = "midnight, since elsewhere it may be another day"
            refuse(table.name, [table.fault(row, column, allowed, remedy)], kind=TableError)
        said = (f"{column}: times of day were left away",) * bool(timed.any())
        return _within(table, column, naive.to_numpy().astype("datetime64[D]")), said
    codes, distinct = pd.factorize(cells.map(_as_text) if cells.dtype != object else cells.astype(str).str.strip())
    words = [_MIDNIGHT.sub("", str(d).strip()) for d in distinct]
    empty = np.array([w.lower() in NOTHING for w in words], dtype=bool)
    told = sorted({w for w, none in zip(words, empty, strict=True) if not none})
    read = [(f.name, f.order, _read(f, told)) for f in FORMATS]
    fits = [found for found in read if not np.isnat(found[2]).any()]
    if told and all(SERIAL.fullmatch(w) for w in told):
        days = [EXCEL_ZERO + np.timedelta64(int(float(w)), "D") for w in told]
        fits.append((EXCEL, "excel", np.array(days, dtype="datetime64[D]")))
    if order:
        fits = [f for f in fits if f[1] in (order, "excel")] or fits
    name, values = _only(table, column, fits, told, codes, words)
    known = dict(zip(told, values, strict=True))
    each = np.array([known.get(w, np.datetime64("NaT")) for w in words], dtype="datetime64[D]")
    return _within(table, column, each[codes]), (f"{column}: dates are {name}",) * (name != FORMATS[0].name)


def _as_text(value: Any) -> str:
    """A cell of a column of numbers or objects as text: 20070109.0 is 20070109."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _read(form: Format, cells: list[str]) -> Days:
    """Days of cells in one format, not-a-time where it does not fit."""
    import pandas as pd

    pattern = re.compile(form.pattern)
    plain = [_plain(cell, form) if pattern.fullmatch(cell) else "" for cell in cells]
    found = pd.to_datetime(pd.Series(plain, dtype=object), format=form.codes, errors="coerce")
    return np.asarray(found.to_numpy().astype("datetime64[D]"))


def _plain(cell: str, form: Format) -> str:
    """A cell with dashes between its parts, and the month by three letters."""
    if form.codes == "%Y%m%d":
        return cell
    return "-".join(part[:3] if part.isalpha() else part for part in re.findall(r"\d+|[A-Za-z]+", cell))


def _only(
    table: CellTable, column: str, fits: list[tuple[str, str, Days]], cells: list[str], codes: Any, words: list[str]
) -> tuple[str, Days]:
    if not cells:
        return FORMATS[0].name, np.array([], dtype="datetime64[D]")
    if not fits:
        refuse(table.name, _strangers(table, column, cells, codes, words), kind=TableError)
    name, _, values = fits[0]
    for other, _, read in fits[1:]:
        if (differs := read != values).any():
            n = int(np.argmax(differs))
            what = f"all rows fit {name} and {other}: {cells[n]!r} is {values[n]} or {read[n]}"
            raise TableError(f"{table.name}: column {column}", what, remedy="say which with --dates dmy, mdy or ymd")
    return name, values


def _strangers(table: CellTable, column: str, cells: list[str], codes: Any, words: list[str]) -> list[Fault]:
    """Rows that the format which most rows fit does not fit."""
    best, days = max(((f, _read(f, cells)) for f in FORMATS), key=lambda found: (~np.isnat(found[1])).sum())
    fitting = {cell for cell, known in zip(cells, ~np.isnat(days), strict=True) if known}
    wrong = [n for n, word in enumerate(words) if word in set(cells) - fitting]
    rows = np.flatnonzero(np.isin(codes, wrong))[:_MOST]
    allowed = f"{best.name}, as the other rows" if fitting else "a date, such as YYYY-MM-DD"
    return [table.fault(int(row), column, allowed) for row in rows]


def _within(table: CellTable, column: str, days: Days) -> Days:
    first, last = np.datetime64(f"{FIRST_YEAR}-01-01"), np.datetime64(f"{LAST_YEAR}-12-31")
    if (outside := (days < first) | (days > last)).any():
        row = int(np.argmax(outside))
        allowed = f"the years {FIRST_YEAR} to {LAST_YEAR}"
        refuse(table.name, [table.fault(row, column, allowed)], kind=TableError)
    return days
