"""Who says so: the source of the event's moment and of each piece of news that the report speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

from analysis.findings.piece import Piece
from analysis.findings.when.news import day_and_hour, news
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.filters import some
from analysis.words.numbers import capital, count
from analysis.words.plain import records
from analysis.words.tables import Column, Table

if TYPE_CHECKING:
    from analysis.event.calendar import CalendarEntry

HEADING = "Sources"
COLUMNS = (
    Column("when", "day, and hour where it is known, UTC", "when, UTC"),
    Column("what", "what happened"),
    Column("sure", "official, press, secondary or unverified", "sure"),
    Column("publisher", "who published it, by the address"),
    Column("source", "address, or words of the study where there is none", "publisher and address"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Sources(Piece):
    """Sources of what the report says of the event and of other news.

    Attributes
    ----------
    entries : tuple of CalendarEntry
        News in any window of any series, of the event's story and other, in order of time.
    setting : Setting
    """

    entries: tuple[CalendarEntry, ...]
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """One line a piece of news."""
        return {"sources": records(self.table())}

    def table(self) -> pd.DataFrame:
        """One line a piece of news."""
        lines = [(day_and_hour(e), e.what, e.sure, publisher(e.source), e.source) for e in self.entries]
        return pd.DataFrame(lines, columns=[c.name for c in COLUMNS])

    @once
    def shown(self) -> Mapping[str, Table]:
        """The same."""
        return {"sources": Table(COLUMNS, self.table())}

    def context(self) -> Mapping[str, Any]:
        """How many there are."""
        return {"found": self.summary()}

    def summary(self) -> str:
        """How many there are, and how many of them are of a first hand."""
        official = sum(e.sure == "official" for e in self.entries)
        return f"{capital(count(len(self.entries), 'piece'))} of news, {some(official)} from an official source"


def publisher(source: str) -> str:
    """Who published it, as its address says; nothing where it has none."""
    place = urlsplit(source.partition(" ")[0])
    return place.hostname.removeprefix("www.") if place.scheme in ("http", "https") and place.hostname else ""


def sources(case: Case) -> Sources:
    """Collect the sources of all news in any window."""
    measured = case.timing.once(news).measured
    entries = {e for found in measured for e in (*found.other, *found.story)}
    return Sources(tuple(sorted(entries, key=lambda e: (e.start, e.end, e.what))), case.setting)
