"""iShares' list as CSV: some lines about the fund, a line of columns, the rows, a disclaimer.

Seen in the wild: a byte-order mark; a dash for what is missing; commas between thousands; columns in another order; the
whole table twice; a day without data, whose head says ``Fund Holdings as of,-``. The day is the head's, nobody else's:
lists were stored under the day on which they were pulled.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.errors import ListError, NoListError
from analysis.market.lists.cells import NOTHING, WRITTEN_OUT
from analysis.market.lists.published import AGAIN, Published, publish
from analysis.study.faults import Fault, refuse

AS_OF = "Fund Holdings as of"
CALLED = {
    "name": "Name",
    "sector": "Sector",
    "asset_class": "Asset Class",
    "market_value": "Market Value",
    "par": "Par Value",
    "isin": "ISIN",
    "price": "Price",
    "country": "Location",
    "currency": "Currency",
    "duration": "Duration",
    "yield_pct": "YTM (%)",
    "maturity": "Maturity",
    "coupon_pct": "Coupon (%)",
    "accrues_from": "Accrual Date",
}
"""What the file calls each column."""
NEEDED = tuple(word for name, word in CALLED.items() if name not in ("sector", "currency", "accrues_from"))
PULLED = "date_of_pull"
Lines = list[list[str]]


def parse_csv(text: str, where: str) -> Published:
    """Read a list of one day.

    Parameters
    ----------
    text : str
    where : str
        The file, for messages.

    Raises
    ------
    NoListError
        If the head says that there are no data.
    ListError
        If it is no such list, is cut off, has no date, or holds two tables that differ.
    """
    lines = split_lines(text, where)
    heads = [n for n, line in enumerate(lines) if is_header(line)]
    if not heads:
        as_of = day_of(lines, where)
        what = f"no table of holdings below the head of {as_of}"
        raise ListError(where, what, allowed=f"columns {', '.join(NEEDED)}", remedy=AGAIN)
    first = lines[: heads[0]]
    as_of = day_of(first, where)
    tables = [_rows(lines, n, where) for n in heads]
    later = [line for n, m in pairwise(heads) for line in lines[n:m] if line[0] == AS_OF]
    if any(day_of([line], where) != as_of for line in later) or any(t[1] != tables[0][1] for t in tables[1:]):
        what = f"{len(tables)} tables that differ"
        raise ListError(where, what, allowed="one list of one day, be it printed twice", remedy=AGAIN)
    places, rows = tables[0]
    columns = columns_of(lines[heads[0]], rows, where)
    fund = next((line[0].strip() for line in first if line[0].strip() and line[0] != AS_OF), "")
    return publish(where, as_of, fund, columns, called=CALLED, form=WRITTEN_OUT, rows=places)


def split_lines(text: str, where: str) -> Lines:
    """Cells of each line; an empty line is one empty cell.

    Raises
    ------
    ListError
        If a quotation mark is never closed: the file is cut off.
    """
    try:
        return [line or [""] for line in csv.reader(text.splitlines(keepends=True), strict=True)]
    except csv.Error as error:
        raise ListError(where, f"cut off, or no CSV table ({error})", remedy=AGAIN) from error


def is_header(line: Sequence[str]) -> bool:
    """Whether a line is that of the columns, in whatever order."""
    return {"Name", "ISIN", "Market Value"} <= {cell.strip() for cell in line}


def day_of(head: Lines, where: str) -> dt.date:
    """The day that the head says the list is of.

    Raises
    ------
    NoListError
        If it says that there is none.
    ListError
        If it says nothing, or no day.
    """
    said = next((line[1].strip() for line in head if line[0].strip() == AS_OF and len(line) > 1), None)
    example = f'{AS_OF},"Sep 20, 2023"'
    if said is None:
        what = "does not say which day it is of"
        remedy = f"take the file with its head; without it, give the line {example} where the day is known"
        raise ListError(where, what, allowed=example, remedy=remedy)
    if said in NOTHING:
        raise NoListError(where, "a list without a day: none was published for it", remedy="choose another day")
    try:
        return dt.datetime.strptime(said, WRITTEN_OUT).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ListError(where, f"{AS_OF} is {said!r}", allowed=example, remedy=AGAIN) from None


def columns_of(header: Sequence[str], rows: Sequence[Sequence[str]], where: str) -> dict[str, Sequence[str]]:
    """Cells by our names, wherever in the line the file has them.

    Raises
    ------
    ListError
        If columns are missing or stand twice.
    """
    names = [cell.strip() for cell in header]
    faults = [Fault(f"column {n}", "missing", ", ".join(NEEDED), AGAIN) for n in NEEDED if n not in names]
    faults += [Fault(f"column {n}", "stands twice", remedy=AGAIN) for n in NEEDED if names.count(n) > 1]
    refuse(where, faults, kind=ListError)
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    return {ours: cells[names.index(theirs)] for ours, theirs in CALLED.items() if theirs in names}


def _rows(lines: Lines, head: int, where: str) -> tuple[list[int], Lines]:
    """Rows below a line of columns, with their places in the file; they end where a line is no row any more.

    Raises
    ------
    ListError
        If a row has lost cells: the file is cut off.
    """
    wide = len(lines[head])
    found = list(_until_the_end(lines, head + 1))
    if short := [n for n, line in found if len(line) != wide]:
        what = f"row {short[0]}: {len(lines[short[0] - 1])} cells of {wide}: cut off"
        raise ListError(where, what, remedy=AGAIN)
    return [n for n, _ in found], [line for _, line in found]


def _until_the_end(lines: Lines, start: int) -> Iterator[tuple[int, list[str]]]:
    for n in range(start, len(lines)):
        if len(lines[n]) <= 1 or is_header(lines[n]) or lines[n][0].strip() == AS_OF:
            return  # an empty line, the disclaimer, or the table once more
        yield n + 1, lines[n]
