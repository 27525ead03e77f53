"""Other news around the event: what else could have moved a price in a window, and which days a placebo must avoid."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationInfo

from analysis.errors import StudyError
from analysis.event.moments import DatedRow
from analysis.study.csv_tables import CellError, Sure, read_table
from analysis.study.faults import closest
from analysis.study.markets import MARKETS

Weight = Literal["major", "minor"]
_TICKER = re.compile(r"[A-Z0-9][A-Z0-9.=^-]*")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, repr=False)
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

    def __repr__(self) -> str:
        when = f"{self.start:%Y-%m-%d}" if self.day_only else f"{self.start:%Y-%m-%d %H:%M} UTC"
        return f"<CalendarEntry {when}, {self.weight}: {shorten(self.what, 80)}>"

    def falls_in(self, start: dt.datetime, end: dt.datetime) -> bool:
        """Whether any of it lies in the interval ``(start, end]``; a day known without its minute may, so it does.

        A day that begins at ``end`` does not: what happens on it happens later.
        """
        return self.end > start and (self.start < end if self.day_only else self.start <= end)

    def days(self) -> tuple[dt.date, ...]:
        """Days (UTC) that it touches."""
        first = self.start.date()
        return tuple(first + dt.timedelta(days=i) for i in range((self.end.date() - first).days + 1))


def _markets(cell: Any, info: ValidationInfo) -> Any:
    if not isinstance(cell, str):
        return cell
    words, tickers = tuple(cell.split()), (info.context or {}).get("tickers")
    for word in words:
        # News of a misspelt market would concern nobody, and the window that holds it would pass for clean.
        if word not in MARKETS and not _is_ticker(word, tickers):
            allowed = f"{', '.join(sorted(MARKETS))}, or a ticker{'' if tickers is None else ' of the study'}"
            remedy = closest(word, [*MARKETS, *(tickers or ())]) or "correct it"
            raise CellError(repr(word), allowed=allowed, remedy=remedy)
    return words


def _is_ticker(word: str, tickers: Collection[str] | None) -> bool:
    """Whether a word is one of some tickers; where they are not known, whether it could be one."""
    if tickers is not None:
        return word in tickers
    return word.lower() not in MARKETS and _TICKER.fullmatch(word) is not None


class CalendarRow(DatedRow):
    """A row of calendar.csv as it is written; :attr:`entry` is what it means."""

    what: str
    topic: str
    region: str
    affects: Annotated[tuple[str, ...], BeforeValidator(_markets)]
    weight: Weight
    sure: Sure
    source: str

    @property
    def entry(self) -> CalendarEntry:
        """The news that the row reports."""
        return CalendarEntry(
            self.utc.first,
            (self.until or self.utc).last,
            self.utc.day_only,
            self.what,
            self.topic,
            self.region,
            self.affects,
            self.weight,
            self.sure,
            self.source,
        )


COLUMNS = tuple(CalendarRow.model_fields)


def read_calendar(path: Path | str, tickers: Collection[str] | None = None) -> tuple[CalendarEntry, ...]:
    """Read calendar.csv.

    Columns: ``utc`` (an instant with Z, or a bare date where the minute is not known), ``until`` (the same, or empty),
    ``what``, ``topic``, ``region``, ``affects`` (words of `MARKETS`, or tickers), ``weight`` (major, minor), ``sure``
    (official, press, secondary, unverified) and ``source``.

    Parameters
    ----------
    path : path
    tickers : collection of str, optional
        Of the study: news can concern these and the markets. When not given, whatever looks like a ticker.

    Returns
    -------
    tuple of CalendarEntry
        In order of time.

    Raises
    ------
    StudyError
        Naming file, row and column of what is wrong.
    """
    entries = [row.entry for _, row in read_table(Path(path), CalendarRow, tickers=tickers)]
    return tuple(sorted(entries, key=lambda e: (e.start, e.end, e.what)))


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
    days: list[dt.date] = []
    for start, end in sorted((e.start.date(), e.end.date()) for e in chosen):
        first = max(start, days[-1] + DAY) if days else start
        days += [first + i * DAY for i in range((end - first).days + 1)]
    return tuple(days)
