"""Quotes that come when they come: a series of the study's own with gaps, and the calendar that its days make.

A bond is not traded every day. Its file has a row for each day on which it was quoted and for no other; a return runs
from one quote to the next.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from analysis.errors import StudyError
from analysis.exchanges import quoted_calendar
from analysis.files import shown
from analysis.study.accrual import Bond, accrued_and_paid
from analysis.study.declarations import Instrument
from analysis.study.faults import Fault, refuse
from analysis.study.tables import Tables

FORMS = (("close",), ("bid", "ask"))
"""Columns beside ``date`` of which a file needs the one or the other."""
SPARE = ("open", "high", "low", "volume", "adj_close", "dividend")
"""Columns of an exchange's bars that a file may have as well; of them only ``dividend`` is used."""
ALLOWED = "date and close, or date, bid and ask; besides " + ", ".join(SPARE)


def quote_file(study_folder: Path, ticker: str) -> Path:
    """File of a quoted series."""
    return study_folder / "prices" / f"{ticker}.csv"


def read_quotes(path: Path, instrument: Instrument) -> pd.DataFrame:
    """Read the quotes of one series.

    Returns
    -------
    DataFrame
        Index `date`, ascending; columns ``price`` (with accrued interest where the instrument declares a coupon and
        clean prices; the middle of bid and ask) and ``paid`` (coupons or dividends that the holder received after the
        quote before, up to this one). Weekend rows are not among them: nobody quotes then, they only accrue.

    Raises
    ------
    StudyError
        Naming file, row and column of all that is wrong.
    """
    rows = _rows(path)
    header = rows[0]
    form = next((f for f in FORMS if set(f) <= set(header)), None)
    strange = [c for c in header if c not in ("date", "close", "bid", "ask", *SPARE)]
    if form is None or strange or header[:1] != ["date"] or len(set(header)) < len(header):
        raise StudyError(shown(path), f"columns {', '.join(header)}", allowed=ALLOWED, remedy="give these")
    table = _numbers(path, header, rows[1:], form)
    if form == ("bid", "ask") and (crossed := table.index[table["ask"] < table["bid"]]).size:
        raise StudyError(shown(path), f"ask below bid on {crossed[0]:%Y-%m-%d}", remedy="correct the file")
    price = table[list(form)].mean(axis=1)
    paid = table["dividend"] if "dividend" in table else pd.Series(0.0, index=table.index)
    found = pd.DataFrame({"price": price, "paid": paid})[pd.DatetimeIndex(table.index).dayofweek < SATURDAY]
    if instrument.coupon is None or instrument.maturity is None:
        return found
    bond = Bond(instrument.coupon, instrument.maturity, instrument.frequency, instrument.day_count)
    accrued, coupons = accrued_and_paid(bond, pd.DatetimeIndex(found.index))
    clean = instrument.price == "clean"
    return found.assign(price=found["price"] + accrued * clean, paid=found["paid"] + coupons)


SATURDAY = 5


def _rows(path: Path) -> list[list[str]]:
    try:
        rows = [r for r in csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True) if r]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        missing = not path.is_file()
        what = "no such file" if missing else f"not a CSV table ({error})"
        remedy = "put the quotes of the series there" if missing else "correct it"
        raise StudyError(shown(path), what, remedy=remedy) from error
    if len(rows) < 2:
        raise StudyError(shown(path), "no quotes", remedy="give a row for each day on which it was quoted")
    return rows


def _numbers(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], form: tuple[str, ...]) -> pd.DataFrame:
    """Days and numbers of the columns in use; every cell that is none is named."""
    used = [c for c in header if c in (*form, "dividend")]
    faults, days, values, seen = [], [], [], ""
    for number, row in enumerate(rows, 2):
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
    refuse(path, faults)
    return pd.DataFrame(values, columns=used, index=pd.DatetimeIndex(days, name="date").as_unit("us"), dtype=float)


def _is_day(cell: str) -> bool:
    try:
        return len(cell) == len("2024-01-31") and 1900 <= dt.date.fromisoformat(cell).year < 2200
    except ValueError:
        return False


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def calendars_of_quotes(study: Tables, folder: Path) -> dict[str, str]:
    """Calendar of each quoted series, by ticker.

    Members of the portfolio and like funds that are valued at the same hour share one: the days on which all of them
    were quoted. Every other series has the days of its own file.

    Raises
    ------
    StudyError
        If a file is missing or wrong, or members of the portfolio are valued at different hours.
    """
    quoted = [i for i in study.instruments if i.sessions == "quoted"]
    days = {i.ticker: pd.DatetimeIndex(read_quotes(quote_file(folder, i.ticker), i).index) for i in quoted}
    shared = _on_one_calendar(study, folder)
    common = reduce(pd.DatetimeIndex.intersection, [days[t] for t in shared]) if shared else None
    codes = {}
    for i in quoted:
        own = common if common is not None and i.ticker in shared else days[i.ticker]
        if own.empty:
            what = f"no day on which all of {', '.join(shared)} were quoted"
            raise StudyError(str(folder / "study.toml"), what, remedy="leave one of them out")
        time, zone = str(i.valued).split(" ", 1)
        codes[i.ticker] = quoted_calendar(own, dt.time.fromisoformat(time), ZoneInfo(zone))
    return codes


def _on_one_calendar(study: Tables, folder: Path) -> list[str]:
    """Members of a portfolio of quoted series, and the like funds that are valued at the same hour."""
    named = {i.ticker: i for i in study.instruments}
    members = [named[t] for t in study.portfolio.members]
    quoted = [i for i in members if i.sessions == "quoted"]
    if not quoted:
        return []
    where = f"{folder / 'study.toml'}: portfolio.members"
    if len(quoted) < len(members):
        what = "series with gaps and series of an exchange in one portfolio"
        raise StudyError(where, what, remedy="take all members from the one or from the other")
    if len(hours := sorted({str(i.valued) for i in quoted})) > 1:
        raise StudyError(where, f"valued at different hours: {', '.join(hours)}", remedy="one hour for all members")
    alike = [i for i in study.instruments if i.sessions == "quoted" and i.role == "placebo" and i.valued in hours]
    return [i.ticker for i in (*quoted, *alike)]
