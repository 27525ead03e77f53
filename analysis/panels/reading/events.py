"""The table of events: securities and dates or instants, with group, weight and characteristics. No files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.eventstudy.numeric import Floats
from analysis.panels.reading.dates import Days, read_days
from analysis.panels.reading.numbers import MISSING_CODES, NOTHING, read_numbers
from analysis.panels.reading.roles import Form, column_of, require
from analysis.panels.reading.table import CellTable, read_cells
from analysis.study.faults import Fault, refuse
from analysis.words.numbers import digits

if TYPE_CHECKING:
    import pandas as pd

Words = NDArray[np.object_]
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(Z|[+-]\d\d:?\d\d)?")
_MIDNIGHT = re.compile(r"00:00(:00(\.0+)?)?")
_WITHOUT_SUMMER = ("EST", "MST", "HST")
"""Names of zones that people give to clocks with summer time, and that have none."""
INSTANTS = "each belongs to the first session that ends after it, whatever --closed says of dates"
_MOST = 8


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """E0 events as they were handed in.

    Attributes
    ----------
    table : CellTable
    security, exchange, currency, group : ndarray of str, shape (E0,)
        Empty where none is given.
    day : ndarray of datetime64[D], shape (E0,)
        Not-a-time where there is an instant instead, or nothing.
    instant : ndarray of datetime64[ns], shape (E0,)
        UTC; not-a-time where there is a day.
    weight : ndarray, shape (E0,), or None
    said : tuple of str
        What was recognised.
    """

    table: CellTable
    security: Words
    exchange: Words
    currency: Words
    group: Words
    day: Days
    instant: NDArray[np.datetime64]
    weight: Floats | None
    said: tuple[str, ...]
    others: tuple[str, ...] = ()
    form: Form = field(default_factory=Form)

    def __len__(self) -> int:
        return len(self.security)

    def characteristics(self, names: tuple[str, ...]) -> tuple[dict[str, Floats], tuple[str, ...]]:
        """Columns of numbers about the events, by name, and what was recognised, or seems to be no number.

        Raises
        ------
        TableError
            If there is no such column, or a cell is no number.
        """
        for name in names:
            if name not in self.table.columns:
                allowed = ", ".join(self.others) or "the events have no further column"
                raise TableError(self.table.name, f"no column {name!r}", allowed=allowed, remedy="correct --on")
        found, said = read_numbers(self.table, list(names), decimal=self.form.decimal, missing=self.form.missing)
        told = list(said)
        for name, values in found.items():
            codes, counts = np.unique(values[np.isin(values, MISSING_CODES)], return_counts=True)
            told += [
                f"{name}: {count} x {code:g} counts as a number; --missing={code:g} where it says that there is none"
                for code, count in zip(codes, counts, strict=True)
            ]
            if without := int((~np.isfinite(values)).sum()):
                told.append(f"{name}: {digits(without, 'event')} without a number")
        return found, tuple(told)


def of_each(
    securities: Words, known: Mapping[str, str], events: Events, column: Words, default: str, said: str, remedy: str
) -> Words:
    """What the prices or else the events say of each security, such as its exchange; the default where none does.

    Parameters
    ----------
    securities : ndarray of str, shape (N,)
    known : mapping of str to str
        By security, of the prices.
    events : Events
    column : ndarray of str, shape (E0,)
        Of the events; empty where they say nothing.
    default : str
    said : {"on", "in"}
        Before it in a sentence.
    remedy : str

    Raises
    ------
    TableError
        If two are said of one security.
    """
    found = dict(known)
    for row, (security, own) in enumerate(zip(events.security, column, strict=True)):
        if own and found.setdefault(security, own) != own:
            where = f"{events.table.name}: {events.table.unit} {events.table.lines[row]}"
            what = f"{security} is {said} {own}, and elsewhere {said} {found[security]}"
            raise TableError(where, what, remedy=remedy)
    return np.array([found.get(s, default) for s in securities], dtype=object)


def read_events(source: Any, form: Form, *, group: str = "") -> Events:
    """Read the events.

    Parameters
    ----------
    source : path or DataFrame
    form : Form
    group : str, optional
        The column by which events are grouped; one that is called "group" when not given.

    Raises
    ------
    TableError
        All faults of the table at once.
    """
    holds_words = form.holds_words("events")
    table = read_cells(source, "events", words=lambda c: holds_words(c) or c == group, delimiter=form.delimiter)
    roles = dict(form.roles) | ({("events", "group"): group} if group else {})
    security, date = require(table, "events", "security", roles), require(table, "events", "date", roles)
    if not len(table.frame):
        raise TableError(table.name, "no events", allowed="a row for each event", remedy="add rows below the header")
    optional = {role: column_of(table, "events", role, roles) for role in ("zone", "exchange", "currency", "group")}
    days, instants, said = _times(table, date, optional["zone"], form.order)
    weight, more = _weights(table, roles, form.decimal)
    used = {security, date, column_of(table, "events", "weight", roles), *optional.values()}
    words_of = {role: words_in(table.frame[c]) if c else _none(len(table.frame)) for role, c in optional.items()}
    return Events(
        table,
        words_in(table.frame[security]),
        words_of["exchange"],
        words_of["currency"],
        words_of["group"],
        days,
        instants,
        weight,
        tuple(dict.fromkeys([*table.said, *said, *more])),
        tuple(c for c in table.columns if c not in used),
        form,
    )


def _weights(
    table: CellTable, roles: Mapping[tuple[str, str], str], decimal: str
) -> tuple[Floats | None, tuple[str, ...]]:
    name = column_of(table, "events", "weight", roles)
    if not name:
        return None, ()
    numbers, said = read_numbers(table, [name], decimal=decimal)
    weight = numbers[name]
    if (bad := ~(np.isfinite(weight) & (weight >= 0))).any():
        faults = [table.fault(int(r), name, "a number of zero or more") for r in np.flatnonzero(bad)[:_MOST]]
        refuse(table.name, faults, kind=TableError)
    return weight, said


def words_in(column: pd.Series) -> Words:
    """Cells as text without the blanks around them: a whole number has no decimals, what is missing is empty."""
    import pandas as pd

    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    return np.array([_word(d) for d in distinct], dtype=object)[codes]


def _word(cell: Any) -> str:
    import pandas as pd

    if pd.isna(cell):
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _none(count: int) -> Words:
    return np.full(count, "", dtype=object)


def _times(table: CellTable, date: str, zone: str, order: str) -> tuple[Days, NDArray[np.datetime64], tuple[str, ...]]:
    """Days and instants (UTC) of the events: each has one of the two, or neither where its cell is empty."""
    import pandas as pd

    cells = table.frame[date]
    instants = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[ns]")
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        return _none_day(len(cells)), cells.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[ns]"), ()
    # Tables write a date as midnight: where no row has another time, they are dates, in files and frames alike.
    text = words_in(cells.dt.strftime("%Y-%m-%d %H:%M:%S") if pd.api.types.is_datetime64_dtype(cells) else cells)
    codes, distinct = pd.factorize(text)
    matches = np.array([_INSTANT.fullmatch(t) for t in distinct], dtype=object)
    midnight = np.array([bool(m and _MIDNIGHT.fullmatch(m[2]) and not m[3]) for m in matches], dtype=bool)
    others = np.array([bool(m) for m in matches], dtype=bool) & ~midnight
    dates_only = bool(zone and midnight.any() and not others.any())
    timed = (others if dates_only or not zone else others | midnight)[codes]
    rest = np.array([m[1] if m else t for m, t in zip(matches, distinct, strict=True)], dtype=object)[codes]
    zones = words_in(table.frame[zone]) if zone else _none(len(cells))
    faults: list[Fault] = []
    rest[timed] = ""
    for row in np.flatnonzero(timed):
        try:
            instants[row] = _instant(matches[codes[row]], zones[row])
        except ValueError as error:
            faults.append(Fault(table.where(int(row), date), f"{text[row]!r} {error}", remedy="correct it"))
    refuse(table.name, faults, kind=TableError)
    days, said = read_days(_with(table, date, rest), date, order=order)
    told = [f"{date}: {digits(int(timed.sum()), 'row')} with an instant; {INSTANTS}"] * bool(timed.any())
    told += [f"{date}: always midnight, so these are dates; an instant at midnight has an offset, as Z"] * dates_only
    told += [
        f"{zone}: {name} has no summer time, unlike America/New_York or America/Denver"
        for name in _WITHOUT_SUMMER
        if name in zones[timed]
    ]
    return days, instants, (*said, *told)


def _with(table: CellTable, column: str, cells: Words) -> CellTable:
    import pandas as pd

    return CellTable(
        table.name, table.frame.assign(**{column: pd.Series(cells, dtype=object)}), table.lines, table.unit
    )


def _none_day(count: int) -> Days:
    return np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")


def _instant(found: Any, zone: str) -> np.datetime64:
    """UTC of a cell with its own offset, or on the clock of a zone."""
    day, time, offset = found.groups()
    local = dt.datetime.fromisoformat(f"{day}T{time}{offset or ''}")
    if local.tzinfo is None:
        if zone.lower() in NOTHING:
            raise ValueError("is an instant without a time zone: add Z, an offset, or a column zone")
        try:
            clock = ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"is on the clock of {zone!r}, which is no time zone such as Europe/London") from error
        first, second = local.replace(tzinfo=clock), local.replace(tzinfo=clock, fold=1)
        if first.utcoffset() != second.utcoffset():
            raise ValueError(f"does not exist once on the clock of {zone}: write it with an offset")
        local = first
    utc = local.astimezone(dt.UTC).replace(tzinfo=None)
    return np.datetime64(utc, "ns")
