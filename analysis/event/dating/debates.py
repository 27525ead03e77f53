"""General debates of the UN General Assembly: the days on which an address to it can have been given."""

from __future__ import annotations

import csv
import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.event.dating.cue import Cue

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Debate:
    """A general debate of the UN General Assembly: its days, and how sure they are."""

    opens: dt.date
    closes: dt.date
    no_debate: frozenset[dt.date]
    sure: str

    def days(self, weekday: int) -> tuple[dt.date, ...]:
        """Days of the debate that are this weekday."""
        every = (self.opens + i * DAY for i in range((self.closes - self.opens).days + 1))
        return tuple(d for d in every if d.weekday() == weekday and d not in self.no_debate)

    def __str__(self) -> str:
        without = f", none on {', '.join(f'{d:%-d %B}' for d in sorted(self.no_debate))}" if self.no_debate else ""
        first = "%-d" if self.opens.month == self.closes.month else "%-d %B"
        return f"general debate {self.opens:{first}} to {self.closes:%-d %B %Y}{without} ({self.sure})"


@functools.cache
def general_debates() -> Mapping[int, Debate]:
    """General debates by year, from un_general_debates.csv beside this module."""
    with Path(__file__).with_name("un_general_debates.csv").open(encoding="utf-8", newline="") as lines:
        return {
            int(row["year"]): Debate(
                dt.date.fromisoformat(row["opens"]),
                dt.date.fromisoformat(row["closes"]),
                frozenset(map(dt.date.fromisoformat, row["no_debate"].split())),
                row["sure"],
            )
            for row in csv.DictReader(lines)
        }


def address_days(cue: Cue, year: int) -> tuple[dt.date, ...]:
    """Days of that year's general debate on which the address may have been given.

    Where the weekday occurs twice in the debate and the speaker is a leader, it is the first: heads of state and
    government speak in the first days, ministers and ambassadors after them.
    """
    debate = general_debates().get(year)
    days = debate.days(cue.weekday or 0) if debate else ()
    return days[:1] if cue.leader else days
