"""A file of several days' lists without their heads, each row with the day on which it was pulled.

The day of a pull is not the day of the list: a site that was not renewed gives yesterday's list again, and always gives
one of an earlier evening. Which pulls hold one list is told by comparing them, and interest tells the day to which it
was accrued; on which side of a night or a weekend the list's own day lies, it does not. So the reader says the days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import ListError
from analysis.market.lists.cells import WRITTEN_OUT
from analysis.market.lists.ishares_csv import CALLED, PULLED, Lines, columns_of, is_header, split_lines
from analysis.market.lists.pricing import DayList, price_list
from analysis.market.lists.published import AGAIN, publish
from analysis.study.faults import Fault, refuse

NONE: Mapping[dt.date, dt.date] = {}


@dataclass(frozen=True, slots=True, repr=False)
class Pulled:
    """One list among those of a file.

    Attributes
    ----------
    pulls : tuple of datetime.date
        Days on which it was pulled.
    candidates : tuple of datetime.date
        Working days that it may be of: that to which interest is accrued, and those beside it, up to the first pull.
    found : DayList
        The list, priced as if of the day to which interest is accrued.
    """

    pulls: tuple[dt.date, ...]
    candidates: tuple[dt.date, ...]
    found: DayList

    def __str__(self) -> str:
        pulls = ", ".join(map(str, self.pulls))
        return f"pulled {pulls}: one of {', '.join(map(str, self.candidates)) or 'no day'}"


def split_pulls(text: str, where: str) -> tuple[Pulled, ...]:
    """Tell the lists of a file apart; pulls of the same rows, one after the other, are one list.

    Raises
    ------
    ListError
        If it is no such file, or a list in it cannot be read or priced.
    """
    header, *rows = [line for line in split_lines(text, where) if len(line) > 1] or [[]]
    if not is_header(header) or PULLED not in header:
        raise ListError(where, f"no table with a column {PULLED}", remedy=AGAIN)
    if short := [n for n, line in enumerate(rows, 2) if len(line) != len(header)]:
        raise ListError(where, f"row {short[0]}: {len(rows[short[0] - 2])} cells of {len(header)}", remedy=AGAIN)
    at = header.index(PULLED)
    by_pull: dict[str, Lines] = {}
    for row in rows:
        by_pull.setdefault(row[at].strip(), []).append(row[:at] + row[at + 1 :])
    days = {_day(said, where): lines for said, lines in by_pull.items()}
    lists: list[tuple[list[dt.date], Lines]] = []
    for pull, lines in sorted(days.items()):
        if lists and sorted(lists[-1][1]) == sorted(lines):
            lists[-1][0].append(pull)
        else:
            lists.append(([pull], lines))
    names = header[:at] + header[at + 1 :]
    return tuple(_read(pulls, names, lines, where) for pulls, lines in lists)


def read_pulls(text: str, where: str, days: Mapping[dt.date, dt.date] = NONE) -> tuple[DayList, ...]:
    """Lists of a file of several pulls, each under its own day.

    Parameters
    ----------
    text : str
    where : str
        The file, for messages.
    days : mapping of date to date
        The day of each list by its first pull. Needed wherever more than one day is possible.

    Raises
    ------
    ListError
        If a list may be of several days and none was named, or one that it cannot be of: with all candidates.
    """
    lists = split_pulls(text, where)
    faults: list[Fault] = []
    found: list[DayList] = []
    for pulled in lists:
        day = days.get(pulled.pulls[0], pulled.candidates[0] if len(pulled.candidates) == 1 else None)
        if day not in pulled.candidates or day in [f.as_of for f in found]:
            named = f", and not of {day}" if day else ""
            remedy = f'name its day in study.toml: pulls = {{ "{pulled.pulls[0]}" = ... }}'
            faults.append(Fault("", f"a list without its day, {pulled}{named}", remedy=remedy))
            continue
        table = pulled.found.table.assign(as_of=np.datetime64(day, "s"))
        found.append(replace(pulled.found, as_of=day, table=table))
    refuse(where, faults, kind=ListError)
    return tuple(found)


def _read(pulls: list[dt.date], names: list[str], lines: Lines, where: str) -> Pulled:
    columns = columns_of(names, lines, where)
    rows = range(1, len(lines) + 1)
    place = f"{where}, pulled {pulls[0]}"
    # Pulled on a Monday, a list is of the Friday before at the latest: priced as of two days ago, all are in reach.
    guess = pulls[0] - dt.timedelta(2)
    found = price_list(publish(place, guess, "", columns, called=CALLED, form=WRITTEN_OUT, rows=rows), place)
    around = pd.bdate_range(found.accrued_to - dt.timedelta(4), found.accrued_to + dt.timedelta(4)).date
    before, after = (around[around < found.accrued_to][-1:], around[around > found.accrued_to][:1])
    beside = (*before, *around[around == found.accrued_to], *after)
    candidates = tuple(day for day in beside if day <= pulls[0])
    return Pulled(tuple(pulls), candidates, found)


def _day(said: str, where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        raise ListError(where, f"{PULLED} is {said!r}", allowed="a day, as 2025-10-01", remedy=AGAIN) from None
