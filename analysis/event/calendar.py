"""Other news around the event: what else could have moved a price in a window, and which days a placebo must avoid."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from analysis.errors import StudyError

Weight = Literal["major", "minor"]
Sure = Literal["official", "press", "secondary", "unverified"]

COLUMNS = ("utc", "until", "what", "topic", "region", "affects", "weight", "sure", "source")
MARKETS = frozenset(
    {
        "rates",  # government bonds of the large economies
        "credit",  # companies' bonds
        "dollar",
        "equities",  # of developed markets
        "oil",
        "emerging-debt",  # in dollars
        "local-debt",  # of emerging markets in their own currencies
        "emerging-currencies",
        "emerging-equities",
    }
)
"""What an entry may affect, in lower case. Upper-case words in that column are tickers, for news of one fund."""

_TICKER = re.compile(r"[A-Z0-9][A-Z0-9.=^-]*")
_BARE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """News that may have moved prices.

    ``start`` and ``end`` (UTC) enclose it: they are equal for an instant, and a whole day (UTC) where only the day is
    known (``day_only``). ``end`` is otherwise the end of what lasts, or the latest moment of what has no known minute.
    """

    start: dt.datetime
    end: dt.datetime
    day_only: bool
    what: str
    topic: str
    region: str
    affects: tuple[str, ...]
    weight: Weight
    sure: Sure
    source: str

    def falls_in(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether any of it lies in the interval ``(start, end]``; a day known without its minute may, so it does."""
        return self.start <= end and self.end > start

    def days(self) -> tuple[dt.date, ...]:
        """Days (UTC) that it touches."""
        first = self.start.date()
        return tuple(first + dt.timedelta(days=i) for i in range((self.end.date() - first).days + 1))


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of a CSV file with exactly these columns, each with its place ("calendar.csv: row 3") for errors.

    Raises
    ------
    StudyError
        If the file is missing, not UTF-8, empty, or has other columns or a row with too few or too many cells.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(str(path), f"byte {error.start} is not UTF-8", remedy="save the file as UTF-8") from error
    except OSError as error:
        raise StudyError(
            str(path), "cannot be read", remedy=f"create it with the columns {','.join(columns)}"
        ) from error
    rows = [row for row in csv.reader(text.splitlines()) if any(cell.strip() for cell in row)]
    if not rows or tuple(rows[0]) != tuple(columns):
        got = ",".join(rows[0]) if rows else "nothing"
        raise StudyError(f"{path}: row 1", f"columns are {got}", allowed=",".join(columns), remedy="correct the header")
    for number, cells in enumerate(rows[1:], start=2):
        where = f"{path}: row {number}"
        if len(cells) != len(columns):
            what = f"{len(cells)} cells, {len(columns)} needed"
            raise StudyError(where, what, remedy="quote cells that contain a comma")
        yield where, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}


def one_of(where: str, row: dict[str, str], column: str, allowed: Collection[str]) -> str:
    """Return the cell of a column, which must be one of the allowed words."""
    if row[column] not in allowed:
        raise StudyError(
            f"{where}: {column}", f"{row[column]!r}", allowed=", ".join(sorted(allowed)), remedy="correct it"
        )
    return row[column]


def filled(where: str, row: dict[str, str], columns: Collection[str]) -> None:
    """Refuse empty cells in these columns."""
    for column in columns:
        if not row[column]:
            raise StudyError(f"{where}: {column}", "empty", remedy="fill it in")


def read_calendar(path: Path | str) -> tuple[CalendarEntry, ...]:
    """Read calendar.csv.

    Columns: ``utc`` (an instant with Z, or a bare date where the minute is not known), ``until`` (the same, or empty),
    ``what``, ``topic``, ``region``, ``affects`` (words of `MARKETS`, or tickers), ``weight`` (major, minor), ``sure``
    (official, press, secondary, unverified) and ``source``.

    Returns
    -------
    tuple of CalendarEntry
        In order of time.

    Raises
    ------
    StudyError
        Naming file, row and column of what is wrong.
    """
    entries = [_entry(where, row) for where, row in read_rows(Path(path), COLUMNS)]
    return tuple(sorted(entries, key=lambda e: (e.start, e.end, e.what)))


def _entry(where: str, row: dict[str, str]) -> CalendarEntry:
    filled(where, row, set(COLUMNS) - {"until"})
    start, end, day_only = _moment(f"{where}: utc", row["utc"])
    if row["until"]:
        _, end, _ = _moment(f"{where}: until", row["until"])
        if end < start:
            raise StudyError(
                f"{where}: until", f"{row['until']} lies before {row['utc']}", remedy="correct one of them"
            )
    affects = tuple(row["affects"].split())
    for word in affects:
        if word not in MARKETS and not _TICKER.fullmatch(word):
            allowed = f"{', '.join(sorted(MARKETS))}, or a ticker"
            raise StudyError(f"{where}: affects", f"{word!r}", allowed=allowed, remedy="correct it")
    return CalendarEntry(
        start,
        end,
        day_only,
        row["what"],
        row["topic"],
        row["region"],
        affects,
        cast(Weight, one_of(where, row, "weight", get_args(Weight))),
        cast(Sure, one_of(where, row, "sure", get_args(Sure))),
        row["source"],
    )


def _moment(where: str, cell: str) -> tuple[dt.datetime, dt.datetime, bool]:
    """First and last moment of a cell: the same for an instant, a whole day for a bare date."""
    try:
        moment = dt.datetime.fromisoformat(cell)
    except ValueError as error:
        allowed = "2024-01-31T18:00:00Z, or 2024-01-31 where the minute is not known"
        raise StudyError(where, f"{cell!r} is no time", allowed=allowed, remedy="correct it") from error
    if _BARE_DATE.fullmatch(cell):
        day = moment.replace(tzinfo=dt.UTC)
        return day, day + dt.timedelta(days=1, microseconds=-1), True
    if moment.tzinfo is None:
        raise StudyError(where, f"{cell!r} has no time zone", remedy="write it in UTC with Z")
    moment = moment.astimezone(dt.UTC)
    return moment, moment, False


def confounders_in(
    entries: Sequence[CalendarEntry],
    start: dt.datetime,
    end: dt.datetime,
    *,
    except_topics: Collection[str] = (),
    affects: Collection[str] = (),
    weight: Weight | None = None,
) -> tuple[CalendarEntry, ...]:
    """Entries of which some part lies in the interval ``(start, end]``.

    News at ``start``, the moment of the previous close, could still be traded before the window; news at ``end`` could
    move the price of that moment. Where only the day is known, the whole day counts.

    Parameters
    ----------
    entries : sequence of CalendarEntry
    start, end : datetime.datetime
        Time-zone aware: such as the previous close and the open.
    except_topics : collection of str
        Topics that are no confounders: the event's own.
    affects : collection of str
        Only entries that affect one of these; all when empty.
    weight : {"major", "minor"}, optional
        Only entries of this weight.

    Raises
    ------
    StudyError
        If a bound has no time zone, or they are in the wrong order.
    """
    if start.tzinfo is None or end.tzinfo is None or end < start:
        raise StudyError(f"window {start} to {end}", "needs two times with zones, in order", remedy="correct the call")
    return tuple(
        e
        for e in entries
        if e.falls_in(start, end)
        and e.topic not in except_topics
        and (not affects or set(affects) & set(e.affects))
        and weight in (None, e.weight)
    )


def entries_on(entries: Sequence[CalendarEntry], topic: str) -> tuple[dt.date, ...]:
    """All days (UTC) on which entries of a topic lie, in order; days within something that lasts are among them.

    Raises
    ------
    StudyError
        If no entry has that topic.
    """
    chosen = [e for e in entries if e.topic == topic]
    if not chosen:
        topics = ", ".join(sorted({e.topic for e in entries}))
        raise StudyError(
            f"calendar.csv: topic {topic!r}",
            "no entry has it",
            allowed=topics,
            remedy="correct placebo.keep_clear_of, estimation.leave_out or multiverse.leave_out in study.toml",
        )
    return tuple(sorted({day for entry in chosen for day in entry.days()}))
