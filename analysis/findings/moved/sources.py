"""Who says so: the source of the event's moment and of each piece of news that the report speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

from analysis.event.news import is_the_event
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
    Column("what", "what happened", "news"),
    Column("weight", "major or minor"),
    Column("sure", "official, press, secondary or unverified", "sure"),
    Column("publisher", "who published it, by the address"),
    Column("source", "address, or words of the study where there is none", "publisher, address"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Sources(Piece):
    """Sources of what the report says of the event and of other news.

    Attributes
    ----------
    entries : tuple of CalendarEntry
        The event itself, and news in any window of any series, of its story and other, in order of time.
    named : frozenset of CalendarEntry
        Of these the event, and major other news in the window of the verdict.
    setting : Setting
    """

    entries: tuple[CalendarEntry, ...]
    named: frozenset[CalendarEntry]
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """One line a piece of news."""
        return {"sources": records(self.table())}

    def table(self) -> pd.DataFrame:
        """One line a piece of news."""
        lines = [(day_and_hour(e), e.what, e.weight, e.sure, publisher(e.source), e.source) for e in self.entries]
        return pd.DataFrame(lines, columns=[c.name for c in COLUMNS])

    @once
    def shown(self) -> Mapping[str, Table]:
        """The event itself, and major other news in the window of the verdict."""
        named = pd.Series([e in self.named for e in self.entries], dtype=bool)
        return {"sources": Table(COLUMNS, self.table()).where(named)}

    def context(self) -> Mapping[str, Any]:
        """How many there are."""
        return {"found": self.summary(), "shown": bool(self.named)}

    def summary(self) -> str:
        """How many there are, and how many of them are of a first hand."""
        official = sum(e.sure == "official" for e in self.entries)
        return f"{capital(count(len(self.entries), 'piece'))} of news, {some(official)} from an official source"


def publisher(source: str) -> str:
    """Who published it, as its address says; nothing where it has none."""
    place = urlsplit(source.partition(" ")[0])
    return place.hostname.removeprefix("www.") if place.scheme in ("http", "https") and place.hostname else ""


def sources(case: Case) -> Sources:
    """Collect the sources of the event and of all news in any window."""
    found = case.timing.once(news)
    event = {e for e in case.timing.calendar if is_the_event(e, case.study)}
    named = frozenset({*event, *found.chosen.major})
    entries = named | {e for one in found.measured for e in (*one.other, *one.story)}
    return Sources(tuple(sorted(entries, key=lambda e: (e.start, e.end, e.what))), named, case.setting)
