"""Quotes that come when they come: a series of the study's own with gaps, and the calendar that its days make.

A bond is not traded every day. Its file has a row for each day on which it was quoted and for no other; a return runs
from one quote to the next. In study.toml::

    [[instruments]]
    ticker   = "AZE32"               # prices/AZE32.csv: date,close or date,bid,ask, and perhaps dividend
    source   = "csv"
    sessions = "quoted"
    valued   = "16:00 Europe/London" # the hour of the quotes
    price    = "clean"               # or "dirty": with accrued interest; needed with a coupon
    coupon   = 3.5                   # percent a year; with maturity it gives coupon days, and interest of clean prices
    maturity = 2032-09-01
    frequency = 2                    # coupons a year
    day_count = "30/360"             # or "act/act"

Windows are from close to close, and event day 0 is the first quote after the news. One that is struck in the very
minute of the news is before it: it cannot hold what became known only then.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import StudyError
from analysis.exchanges import EARLIEST, LATEST, quoted_calendar
from analysis.files import read_text, shown
from analysis.study.declarations import Instrument
from analysis.study.faults import Fault, refuse
from analysis.study.own_files import own_file
from analysis.study.quoted.accrual import Bond, accrued_and_paid
from analysis.study.tables import Tables

FORMS = (("close",), ("bid", "ask"))
"""Columns beside ``date`` of which a file needs the one or the other."""
SPARE = ("open", "high", "low", "volume", "adj_close", "dividend")
"""Columns of an exchange's bars that a file may have as well; of them only ``dividend`` is used."""
ALLOWED = "date and close, or date, bid and ask; besides " + ", ".join(SPARE)


@dataclass(frozen=True, slots=True, eq=False)
class Quotes:
    """Quotes of one series.

    Attributes
    ----------
    table : DataFrame
        Index `date`, ascending; columns ``price`` (with accrued interest where the instrument declares a coupon and
        clean prices; the middle of bid and ask), ``paid`` (coupons or dividends that the holder received after the
        quote before, up to this one) and ``spread`` (ask less bid; NaN where the file has not both).
    weekends : DatetimeIndex
        Saturdays and Sundays of the file, which are not in the table: nobody quotes then, such rows only accrue. What
        they say was paid counts with the next quote.
    """

    table: pd.DataFrame
    weekends: pd.DatetimeIndex

    def __repr__(self) -> str:
        return f"<Quotes: {len(self.table)} days, {len(self.weekends)} of weekends left out>"


def read_quotes(path: Path, instrument: Instrument) -> Quotes:
    """Read the quotes of one series.

    Raises
    ------
    StudyError
        Naming file, row and column of all that is wrong.
    """
    table = read_closes(path)
    weekday = pd.DatetimeIndex(table.index).day_of_week < SATURDAY
    if not weekday.any():
        raise StudyError(shown(path), "all rows are of weekends, on which nobody quotes", remedy="correct the dates")
    received = np.bincount(weekday.cumsum() - weekday, weights=table["paid"])[: weekday.sum()]
    found = table[weekday].assign(paid=received)
    return Quotes(_with_coupons(path, found, instrument), pd.DatetimeIndex(table.index[~weekday]))


def read_closes(path: Path) -> pd.DataFrame:
    """Read a file of closing prices, or of bids and asks: columns ``price``, ``paid`` and ``spread``, all its rows.

    Raises
    ------
    StudyError
        Naming file, row and column of all that is wrong.
    """
    text = read_text(path, StudyError, remedy="put the quotes of the series there")
    return _table_of(shown(path), text)


@lru_cache(maxsize=256)
def _table_of(name: str, text: str) -> pd.DataFrame:
    """The same of a file's text, parsed once though calendar, prices and checks all ask for it. Not to be changed."""
    header, rows = _rows(name, text)
    form = next((f for f in FORMS if set(f) <= set(header)), None)
    strange = [c for c in header if c not in ("date", "close", "bid", "ask", *SPARE)]
    if form is None or strange or header[:1] != ["date"] or len(set(header)) < len(header):
        raise StudyError(name, f"columns {', '.join(header)}", allowed=ALLOWED, remedy="give these")
    both = {"bid", "ask"} <= set(header)
    table = _numbers(name, header, rows, tuple(dict.fromkeys((*form, *("bid", "ask") * both))))
    if both:
        crossed = table.index[table["ask"] < table["bid"]]
        remedy = "leave these rows out, or correct them"
        refuse(name, [Fault("", f"ask below bid on {day:%Y-%m-%d}", remedy=remedy) for day in crossed])
    spread = table["ask"] - table["bid"] if both else np.nan
    columns = {"price": table[list(form)].mean(axis=1), "paid": table.get("dividend", 0.0), "spread": spread}
    return pd.DataFrame(columns, index=table.index)


def _with_coupons(path: Path, found: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Quotes with accrued interest, where it is not in them, and with coupons."""
    if instrument.coupon is None or instrument.maturity is None:
        return found
    if found["paid"].any():
        what = "payments in the column dividend beside the coupon that study.toml declares"
        raise StudyError(shown(path), what, remedy="leave out the column, or the coupon: they would count twice")
    bond = Bond(instrument.coupon, instrument.maturity, instrument.frequency, instrument.day_count)
    accrued, coupons = accrued_and_paid(bond, pd.DatetimeIndex(found.index), shown(path))
    clean = instrument.price == "clean"
    if (large := coupons > LARGEST_COUPON * found["price"].to_numpy()).any():
        day = pd.Timestamp(found.index[np.flatnonzero(large)[0]])
        what = f"a coupon of {coupons[large].max():.4g} on a price of {found['price'][day]:.4g} on {day:%Y-%m-%d}"
        remedy = "give prices per 100 of face value and no yields; coupon is percent a year"
        raise StudyError(shown(path), what, allowed="at most a third", remedy=remedy)
    if not clean:
        refuse(shown(path), _asks_without_coupon(found["spread"], coupons))
    return found.assign(price=found["price"] + accrued * clean, paid=coupons)


def _asks_without_coupon(spread: pd.Series[float], coupons: npt.NDArray[np.float64]) -> list[Fault]:
    """Quotes whose ask has lost a coupon that the bid still has: their middle falls days before the coupon is paid.

    Seen of a bank's quotes, up to seven days before the coupon. The spread is then narrower than usual by about it.
    """
    usual, faults = float(spread.median()), []
    days, apart = spread.index.to_numpy(), spread.to_numpy()
    for paid in np.flatnonzero(coupons > 0):
        near = (days >= days[paid] - LAST_DAYS) & (days < days[paid])
        for row in np.flatnonzero(near & (usual - apart >= HALF * coupons[paid])):
            day = pd.Timestamp(days[row])
            what = f"on {day:%Y-%m-%d} the ask is without the coupon that the bid still has: {apart[row]:.3g} apart"
            remedy = "leave out the rows of the days before a coupon on which this is so"
            faults.append(Fault("", what, f"about {usual:.3g}", remedy))
    return faults


LARGEST_COUPON = 1 / 3
"""Of a price: the dearest bonds of issuers near default pay a quarter of it in half a year."""
LAST_DAYS = np.timedelta64(7, "D")
HALF = 0.5
"""Share of a coupon by which a spread is narrower, from which on it is that."""
SATURDAY = 5
Row = tuple[int, list[str]]
"""Line of a file, and its cells."""


def _rows(name: str, text: str) -> tuple[list[str], list[Row]]:
    """Header, and the rows that are not empty."""
    try:
        rows = [(number, row) for number, row in enumerate(csv.reader(text.splitlines(), strict=True), 1) if row]
    except csv.Error as error:
        raise StudyError(name, f"not a CSV table ({error})", remedy="correct it") from error
    if len(rows) < 2:
        raise StudyError(name, "no quotes", remedy="give a row for each day on which it was quoted")
    return rows[0][1], rows[1:]


def _numbers(name: str, header: Sequence[str], rows: Sequence[Row], form: tuple[str, ...]) -> pd.DataFrame:
    """Days and numbers of the columns in use; every cell that is none is named."""
    used = [c for c in header if c in (*form, "dividend")]
    faults, days, values, seen = [], [], [], ""
    for number, row in rows:
        where = f"row {number}"
        if len(row) != len(header):
            faults.append(Fault(where, f"{len(row)} cells", allowed=str(len(header)), remedy="correct it"))
            continue
        cells = dict(zip(header, row, strict=True))
        day = cells["date"]
        if not _is_day(day):
            faults.append(Fault(f"{where}, column date", repr(day), allowed="YYYY-MM-DD", remedy="correct it"))
        elif day <= seen:
            what = f"{day} {'stands twice' if day == seen else f'after {seen}'}"
            faults.append(Fault(f"{where}, column date", what, remedy="one row a day, in order"))
        seen = max(day, seen)
        for column in used:
            value = _number(cells[column])
            if value is None or (column in form and value <= 0) or value < 0:
                allowed = "a number above zero; a day without a quote has no row" if column in form else "0 or more"
                what = repr(cells[column])
                faults.append(Fault(f"{where}, column {column}", what, allowed=allowed, remedy="correct it"))
        days.append(day)
        values.append([_number(cells[c]) for c in used])
    refuse(name, faults)
    return pd.DataFrame(values, columns=used, index=pd.DatetimeIndex(days, name="date").as_unit("us"), dtype=float)


def _is_day(cell: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        return False
    try:
        return EARLIEST <= dt.date.fromisoformat(cell) <= LATEST
    except ValueError:
        return False


def _number(cell: str) -> float | None:
    try:
        value = float(cell.replace("_", "-"))  # Python reads 1_000 as a number; nobody else does
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def calendars_of_quotes(study: Tables, folder: Path) -> dict[str, str]:
    """Calendar of each quoted series, by ticker.

    Members of the portfolio and like funds that are valued at the same hour share one: the days on which all of them
    were quoted. Peers valued at that hour share another, the days on which all peers and all members were: so members
    and peers can be compared, and no day is lost to the portfolio. Every other series has the days of its own file.

    Raises
    ------
    StudyError
        If a file is missing or wrong, or there is no day on which all members were quoted.
    """
    quoted = [i for i in study.instruments if i.sessions == "quoted"]
    files = {i.ticker: own_file(folder, study.prices, i.ticker) for i in quoted}
    days = {i.ticker: pd.DatetimeIndex(read_quotes(files[i.ticker], i).table.index) for i in quoted}
    shared = _on_one_calendar(study)
    members = [t for t in shared if t in study.portfolio.members]
    hours = {i.valued for i in quoted if i.ticker in members}
    day = pd.Timestamp(study.event.instant.date())
    # One whose quotes end before the event, or begin after it, would take all days from the others.
    peers = [
        i.ticker
        for i in quoted
        if i.role == "peer" and i.valued in hours and days[i.ticker][0] < day <= days[i.ticker][-1]
    ]
    days_of = dict.fromkeys(shared, shared) | {t: [*members, *peers] for t in peers}
    codes = {}
    for i in quoted:
        group = days_of.get(i.ticker, [i.ticker])
        own = reduce(pd.DatetimeIndex.intersection, [days[t] for t in group])
        if own.empty:
            what = f"no day on which all of {', '.join(group)} were quoted"
            raise StudyError(str(folder / "study.toml"), what, remedy="leave one of them out")
        codes[i.ticker] = calendar_of(i, own)
    return codes


def calendar_of(instrument: Instrument, days: pd.DatetimeIndex) -> str:
    """Code of the calendar of some days at the hour, or between the hours, at which an instrument is valued."""
    first, *until, zone = str(instrument.valued).replace(" to ", " ").split(" ")
    times = [dt.time.fromisoformat(time) for time in (first, *until)]
    return quoted_calendar(days, times[0], ZoneInfo(zone), until=times[-1])


def _on_one_calendar(study: Tables) -> list[str]:
    """Members of a portfolio of quoted series, and the like funds that are valued at the same hour."""
    named = {i.ticker: i for i in study.instruments}
    members = [named[t] for t in study.portfolio.members]
    quoted = [i for i in members if i.sessions == "quoted"]
    if not quoted:
        return []
    hours = {i.valued for i in quoted}
    alike = [i for i in study.instruments if i.sessions == "quoted" and i.role == "placebo" and i.valued in hours]
    return [i.ticker for i in (*quoted, *alike)]
