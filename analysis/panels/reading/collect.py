"""Cells of prices, returns, splits and dividends put where they belong; those that cannot be, with reasons. Arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.numeric import Floats
from analysis.panels.reading.dates import Days
from analysis.panels.reading.events import Words
from analysis.panels.reading.table import CellTable

if TYPE_CHECKING:
    import pandas as pd

LEFT_OUT = ("file", "line", "security", "date", "reason")
LEAST_LOG = -20.0
"""Log return below which nothing is left of a price: two billionths."""
PRICE, RETURN, LOG_RETURN, SPLIT, DIVIDEND = "price", "return", "log return", "split", "dividend"
_TOO_LOW = {
    PRICE: "a price that is not above zero",
    RETURN: "a simple return below -100 %",
    LOG_RETURN: f"a log return below {LEAST_LOG:g}, which leaves nothing of a price",
    SPLIT: "a split below zero",
    DIVIDEND: "a dividend below zero",
}
LARGEST, SMALLEST = 1e15, 1e-12
"""Of a price: beyond, it is none, and its returns are too large to be squared."""
_HIGHEST = {PRICE: LARGEST, RETURN: float(np.expm1(-LEAST_LOG)), LOG_RETURN: -LEAST_LOG, SPLIT: 1e6, DIVIDEND: LARGEST}
_INFINITE = {PRICE: "infinite", RETURN: "infinite", LOG_RETURN: "infinite", SPLIT: "an infinite split",
             DIVIDEND: "an infinite dividend"}  # fmt: skip


def is_bad(values: Floats, kind: str) -> NDArray[np.bool_]:
    """Values that cannot be of their kind; what is missing is none of them."""
    absurd = values >= _HIGHEST[kind]
    if kind == PRICE:
        absurd |= values < SMALLEST
    return absurd | np.isinf(values) | _too_low(values, kind)


def _too_low(values: Floats, kind: str) -> NDArray[np.bool_]:
    if kind == PRICE:
        return values <= 0
    return values < {RETURN: -1.0, LOG_RETURN: LEAST_LOG}.get(kind, 0.0)


def reasons_against(values: Floats, kind: str) -> Words:
    """Why bad values are bad."""
    absurd = [f"{v:g} is no {kind}" for v in values]
    low = np.where(_too_low(values, kind), _TOO_LOW[kind], absurd)
    return np.where(np.isinf(values), _INFINITE[kind], low).astype(object)


def rows_left_out(
    table: CellTable, rows: NDArray[np.intp], days: Days, securities: Words, reasons: Words
) -> pd.DataFrame:
    """Rows of a table that are left out, each with its reason."""
    return left_out(table.label, table.lines[rows], securities, days, reasons)


def left_out(
    name: str, lines: NDArray[np.integer], securities: Words, days: Days, reasons: Words | str
) -> pd.DataFrame:
    """The same, of the lines of a file."""
    import pandas as pd

    columns = {
        "file": name,
        "line": lines,
        "security": securities,
        "date": np.datetime_as_string(days),
        "reason": reasons,
    }
    return pd.DataFrame(columns, columns=list(LEFT_OUT), index=range(len(lines)))


@dataclass(frozen=True, slots=True, eq=False)
class Collected:
    """Values of all securities on all days.

    Attributes
    ----------
    days : ndarray of datetime64[D], shape (T,)
        Increasing.
    tables : dict of str to ndarray, shape (T, N)
        By kind, nan where there is none.
    rows : ndarray of int, shape (T, N)
        Row of the table that each value is from; -1 where it is from none.
    left_out : DataFrame
    """

    days: Days
    tables: dict[str, Floats]
    rows: NDArray[np.intp]
    left_out: pd.DataFrame


def collect(
    table: CellTable, days: Days, codes: NDArray[np.intp], securities: Words, cells: Mapping[str, Floats],
    rows: NDArray[np.intp],
) -> Collected:  # fmt: skip
    """Put cells where they belong, and list those that cannot be used.

    Parameters
    ----------
    table : CellTable
    days, codes, rows : ndarray, shape (C,)
        Day, number of the security and row of the table of each cell.
    securities : ndarray of str, shape (N,)
    cells : mapping of str to ndarray, shape (C,)
        By kind, the price or return first.

    Notes
    -----
    A split or dividend counts on a day without a price too: it belongs to the next trade.
    """
    main, *actions = cells
    bad = np.full(len(days), "", dtype=object)
    for kind in (*actions, main):
        wrong = is_bad(cells[kind], kind)
        bad[wrong] = reasons_against(cells[kind][wrong], kind)
    bad[np.isnat(days)] = "no date"
    bad[np.array([s == "" for s in securities])[codes]] = "no security"
    acts = [np.isfinite(cells[kind]) & (cells[kind] != 0) & ((kind != SPLIT) | (cells[kind] != 1)) for kind in actions]
    told = np.logical_or.reduce([np.isfinite(cells[main]), *acts]) & (bad == "")
    all_days = np.unique(days[~np.isnat(days)])
    day = np.searchsorted(all_days, days)
    origin = np.full((len(all_days), len(securities)), -1, dtype=np.intp)
    origin[day[told], codes[told]] = rows[told]
    used = told
    if (origin >= 0).sum() < told.sum():
        _refuse_twice(bad, told, {"code": codes, "day": days, **cells})
        used = told & (bad == "")
        origin[:] = -1
        origin[day[used], codes[used]] = rows[used]
    place = day[used], codes[used]
    tables = {kind: np.full(origin.shape, np.nan) for kind in cells}
    for kind, numbers in cells.items():
        tables[kind][place] = numbers[used]
    gone = np.flatnonzero(bad != "")
    return Collected(
        all_days, tables, origin, rows_left_out(table, rows[gone], days[gone], securities[codes[gone]], bad[gone])
    )


def _refuse_twice(bad: Words, told: NDArray[np.bool_], columns: Mapping[str, NDArray[np.generic]]) -> None:
    """Write a reason against all but the first of rows that are equal, and against all of those that differ."""
    import pandas as pd

    frame = pd.DataFrame(dict(columns))[told]
    again = frame.duplicated(["code", "day"]).to_numpy()
    same = frame.duplicated(list(frame.columns), keep=False).to_numpy()
    odd = frame.duplicated(["code", "day"], keep=False).to_numpy() & ~same
    pairs = pd.MultiIndex.from_frame(frame[["code", "day"]])
    differ = pairs.isin(pairs[odd])
    reasons = bad[told]
    reasons[again & ~differ] = "the same row twice: the first one counts"
    reasons[differ] = "two values for one day that differ: neither counts"
    bad[told] = reasons
