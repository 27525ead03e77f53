"""Factor returns and rates of exchange by day: as decimals, with the risk-free rate apart. No files of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import TableError
from analysis.eventstudy.numeric import Floats
from analysis.files import shown
from analysis.panels.reading.collect import LARGEST
from analysis.panels.reading.dates import Days, read_days
from analysis.panels.reading.ken_french import CODES, looks_published, published_table
from analysis.panels.reading.numbers import read_numbers
from analysis.panels.reading.roles import Form, date_column
from analysis.panels.reading.table import CellTable, path_of, read_cells, read_words
from analysis.panels.reading.units import LARGEST_FREE, Unit, refuse_codes, refuse_yearly
from analysis.study.faults import closest
from analysis.words.numbers import digits

FREE_NAMES = ("rf", "risk_free", "risk-free", "riskfree", "r_f")
_EXCESS = re.compile(r"(?:[^a-z]|mkt|market|rm)rf(?![a-z])|excess")
KEN_FRENCH, COLUMNS = "ken-french", "columns"
NOTHING = "none"
LEAST_FACTOR = -0.9
"""Return of a day below which it is none: the worst of a market was -23 %, in October 1987."""

LARGEST_DAY = 0.5
"""Return of a factor from which on a single day is said: beyond twice the worst of a market."""
NO_RETURN = 1e6
"""From here on a number is no return in any unit, nor of a day on which money lost its worth."""
_MOST = 4


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """Returns of q factors on T days as decimals.

    Attributes
    ----------
    name : str
    days : ndarray of datetime64[D], shape (T,)
        Increasing.
    columns : dict of str to ndarray, each of shape (T,)
        By name; the risk-free rate is not among them.
    free : ndarray, shape (T,), or None
        The risk-free rate that is subtracted.
    said : tuple of str
    """

    name: str
    days: Days
    columns: dict[str, Floats]
    free: Floats | None
    said: tuple[str, ...]

    def on(self, days: Days, values: Floats) -> Floats:
        """Values of these days; not a number on days that the table does not have."""
        place = np.minimum(np.searchsorted(self.days, days), len(self.days) - 1)
        return np.where(self.days[place] == days, values[place], np.nan)


def read_factors(
    source: Any, form: Form, *, layout: str = COLUMNS, percent: bool | None = None, free: str = ""
) -> Factors:
    """Read factor returns.

    Parameters
    ----------
    source : path or DataFrame
        A column of dates and one a factor.
    form : Form
        Of the published layout the codes for what is missing are known.
    layout : {"columns", "ken-french"}
        Any table, or the text file that Kenneth French publishes.
    percent : bool, optional
        Whether they are in percent; the published layout is.
    free : str
        Column of the risk-free rate, which is subtracted; "none" where one that looks so shall not be.

    Raises
    ------
    TableError
        If the table is not what it says, with line and column; if percents, missing codes or a risk-free rate are
        seen that nobody declared.
    """
    published = layout == KEN_FRENCH
    if published and not hasattr(source, "columns"):
        path = path_of(source, "factors")
        table, date = published_table(read_words(path), shown(path)), "date"
    else:
        table, date = _columns(source, form)
    days, said = read_days(table, date, order=form.order)
    names = [c for c in table.columns if c != date]
    codes = (*form.missing, *CODES) if published else form.missing
    numbers, more = read_numbers(table, names, decimal=form.decimal, missing=codes)
    refuse_codes(table, numbers)
    _refuse_endless(table, numbers)
    rate = _free_column(table, names, free, published)
    scaled, done = Unit(True if published else percent, "--factors-percent").decimals(table, numbers, rate)
    _refuse_total_losses(table, scaled)
    if rate:
        refuse_yearly(table, rate, scaled[rate])
    order_of_days = _in_order(table, date, days)
    columns = {n.strip(): scaled[n][order_of_days] for n in names if n != rate}
    if not columns:
        raise TableError(table.name, "no factors", allowed="a column for each factor", remedy="complete the table")
    holes = {n.strip(): int(np.isnan(scaled[n]).sum()) for n in names}
    told = [*table.said, *said, *more, *filter(None, [done if not published else ""])]
    told += [f"{n}: {digits(count, 'day')} without a value" for n, count in holes.items() if count]
    told += _say_extremes(table, scaled, rate)
    told += [f"the risk-free rate {rate} is subtracted from the returns"] * bool(rate)
    found = scaled[rate][order_of_days] if rate else None
    return Factors(table.label, days[order_of_days], columns, found, tuple(dict.fromkeys(told)))


def is_excess(name: str) -> bool:
    """Whether a factor's name says that its return is in excess of the risk-free rate: Mkt-RF, but not Performance."""
    return bool(_EXCESS.search(name.strip().lower()))


def _columns(source: Any, form: Form) -> tuple[CellTable, str]:
    """A table of columns and its dates; of a file that Kenneth French published the option that reads it is named."""
    try:
        return _dated(source, "factors", form)
    except TableError as error:
        if isinstance(source, str | Path) and Path(source).is_file() and looks_published(read_words(Path(source))):
            remedy = f"a file of Kenneth French is read with --factors-format {KEN_FRENCH}"
            raise TableError(error.where, error.what, allowed=error.allowed, remedy=remedy) from error
        raise


def _free_column(table: CellTable, names: list[str], free: str, published: bool) -> str:
    """The column that is the risk-free rate; empty where there is none."""
    alike = next((n for n in names if n.strip().lower() in FREE_NAMES), "")
    if free == NOTHING:
        return ""
    if free:
        if free not in names:
            remedy = closest(free, names) or "correct --risk-free"
            raise TableError(table.name, f"no column {free!r}", allowed=", ".join(names), remedy=remedy)
        return free
    if published:
        return alike
    excess = next((n for n in names if is_excess(n)), "")
    if alike or excess:
        what = f"column {alike} looks like a risk-free rate" if alike else f"column {excess} is an excess return"
        remedy = f"subtract it with --risk-free {alike or 'COLUMN'}, or say --risk-free none"
        raise TableError(
            table.name, what, allowed="returns and factors that are both raw or both in excess", remedy=remedy
        )
    return ""


def _refuse_endless(table: CellTable, numbers: Mapping[str, Floats]) -> None:
    for name, values in numbers.items():
        if (bad := np.abs(values) >= NO_RETURN).any():
            row = int(np.argmax(bad))
            what = "infinite" if np.isinf(values[row]) else f"{values[row]:g} is no return"
            raise TableError(f"{table.name}: {table.where(row, name)}", what, remedy="correct it")


def _refuse_total_losses(table: CellTable, columns: Mapping[str, Floats]) -> None:
    """Refuse what no market ever lost in a day, such as a code for what is missing that was divided by 100."""
    for name, values in columns.items():
        if (below := values < LEAST_FACTOR).any():
            where = f"{table.name}: {table.where(int(np.argmax(below)), name)}"
            what = f"a return of {100 * values[below][0]:.4g} % a day"
            raise TableError(where, what, remedy="correct it, or declare with --missing what stands for none")


def _say_extremes(table: CellTable, columns: Mapping[str, Floats], rate: str) -> Iterator[str]:
    """Say which single days a market, or a risk-free rate, hardly ever had."""
    for name, values in columns.items():
        most, of = (LARGEST_FREE, "a risk-free rate") if name == rate else (LARGEST_DAY, "a factor")
        rows = np.flatnonzero(np.abs(values) > most)
        for row in rows[:_MOST]:
            yield f"{table.where(int(row), name)}: {100 * values[row]:+.4g} % in one day, hardly {of}: is it right?"
        if (more := len(rows) - _MOST) > 0:
            yield f"{name}: and {more} more such days"


def _in_order(table: CellTable, date: str, days: Days) -> np.ndarray:
    """Rows by day, each day once."""
    if not len(days):
        raise TableError(table.name, "no rows", allowed="a row for each day", remedy="add rows below the header")
    if np.isnat(days).any():
        row = int(np.argmax(np.isnat(days)))
        raise TableError(f"{table.name}: {table.where(row, date)}", "no date", remedy="fill it in")
    order = np.argsort(days, kind="stable")
    again = np.flatnonzero(days[order][1:] == days[order][:-1])
    if len(again):
        row = int(order[again[0] + 1])
        raise TableError(f"{table.name}: {table.where(row, date)}", f"{days[row]} a second time", remedy="keep one row")
    return order


def _dated(source: Any, kind: str, form: Form) -> tuple[CellTable, str]:
    """A table, and its column of dates."""
    table = read_cells(source, kind, words=form.holds_words(kind), delimiter=form.delimiter)
    return table, date_column(table, kind, form.roles)


def read_rates(source: Any, form: Form) -> Factors:
    """Rates of exchange by day: a column a currency, in units of the currency that results are in.

    Raises
    ------
    TableError
        If the table is not what it says, or a rate is not above zero.
    """
    table, date = _dated(source, "rates", form)
    days, said = read_days(table, date, order=form.order)
    names = [c for c in table.columns if c != date]
    numbers, more = read_numbers(table, names, decimal=form.decimal)
    for name, values in numbers.items():
        if (bad := (values <= 0) | (values >= LARGEST)).any():
            row = int(np.argmax(bad))
            what = "a rate that is not above zero" if values[row] <= 0 else f"{values[row]:g} is no rate of exchange"
            raise TableError(f"{table.name}: {table.where(row, name)}", what, remedy="correct it")
    rows = _in_order(table, date, days)
    return Factors(table.label, days[rows], {n.strip(): v[rows] for n, v in numbers.items()}, None, (*said, *more))
