"""Days on which an exchange was open or shut other than the library's calendar says, each with its source."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CORRECTIONS = Path(__file__).with_name("corrections.csv")
"""The project's own table: exchange, date, state, hours on the exchange's own clock, why, source."""
HOURS = ("open", "break_start", "break_end", "close")


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """One day of one exchange as it was.

    ``hours`` are on the exchange's own clock: none where it was closed; open and close; or open, start and end of a
    break, close.
    """

    exchange: str
    date: dt.date
    hours: tuple[dt.time, ...]
    why: str
    source: str

    @property
    def closed(self) -> bool:
        """Whether there was no session."""
        return not self.hours

    def at(self, name: str) -> dt.time | None:
        """Hour of that name, one of ``HOURS``; None where the session had no break."""
        named = dict(zip(HOURS if len(self.hours) == len(HOURS) else ("open", "close"), self.hours, strict=True))
        return named.get(name)

    def describe(self) -> str:
        """Say it in words: "closed", or "open 09:15 to 10:00, 11:30 to 12:30"."""
        if self.closed:
            return "closed"
        pairs = zip(self.hours[::2], self.hours[1::2], strict=True)
        return "open " + ", ".join(f"{start:%H:%M} to {end:%H:%M}" for start, end in pairs)


@cache
def corrections() -> tuple[CalendarChange, ...]:
    """The project's corrections of the library's calendars, by exchange and date.

    Sources: notices of the exchanges and their supervisors, or the press where it quotes them; row by row in
    ``corrections.csv``. A row goes when the library has caught up, which a test reports.
    """
    with CORRECTIONS.open(encoding="utf-8", newline="") as file:
        return tuple(_change(row) for row in csv.DictReader(file))


def _change(row: dict[str, str]) -> CalendarChange:
    hours = tuple(dt.time.fromisoformat(row[name]) for name in HOURS if row[name])
    return CalendarChange(row["exchange"], dt.date.fromisoformat(row["date"]), hours, row["why"], row["source"])
