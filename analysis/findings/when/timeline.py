"""The event's story, other news and the exchanges' opening hours on one clock; which hours the verdict rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from analysis.event.calendar import CalendarEntry
from analysis.event.news import Span, is_the_event, on_the_timeline
from analysis.event.timing import Timing
from analysis.exchanges import FirstSession
from analysis.findings.piece import Piece
from analysis.findings.when.dating import latest_session, shut
from analysis.findings.when.news import names, news
from analysis.findings.when.news_windows import WindowNews
from analysis.once import once
from analysis.study.setting import Setting
from analysis.study.study import Study
from analysis.words.numbers import moment, time_span, window_words
from analysis.words.study_words import verdict_words
from analysis.words.tables import Column, Table

HEADING = "Timeline"
Kind = Literal["event", "story", "major", "minor"]
COLUMNS = (
    Column("kind", "event, story, major or minor (other news by its weight), session of an exchange, window"),
    Column("start", "start, UTC"),
    Column("end", "end, UTC"),
    Column("day_only", "whether the hour is not known, only the day"),
    Column("what", "what happened; code of the exchange; name of the window"),
    Column("source", "who says so"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Timeline(Piece):
    """What happened on the days around the event, by the clock. Times are UTC.

    Attributes
    ----------
    story : tuple of CalendarEntry
        The event's own story, the event itself among it.
    other : tuple of CalendarEntry
        Other news.
    hours : mapping of exchange to spans
        When each exchange was open.
    first : FirstSession
        First session of the portfolio's exchange that could react.
    shut : bool
        Whether that exchange did not trade at any moment at which the news may have come.
    primary : WindowNews
        The window on which the verdict rests, by the clock, and the other news in it.
    crowded : tuple of str
        Windows of the figures that hold other major news.
    setting : Setting
    """

    story: tuple[CalendarEntry, ...]
    other: tuple[CalendarEntry, ...]
    hours: Mapping[str, tuple[Span, ...]]
    first: FirstSession
    shut: bool
    primary: WindowNews
    crowded: tuple[str, ...]
    setting: Setting

    def entries(self) -> Iterator[tuple[Kind, CalendarEntry]]:
        """All news with its kind: the story, then other news, each in order of time."""
        for entry in self.story:
            yield "event" if is_the_event(entry, self.setting.study) else "story", entry
        for entry in self.other:
            yield entry.weight, entry

    @once
    def record(self) -> dict[str, Any]:
        """The story and other news on the days of the timeline; the windows by the clock stand with the other news."""
        return {"entries": [_told(entry) for _, entry in self.entries()]}

    @once
    def numbers(self) -> Table:
        """What the figure shows."""
        lines: list[tuple[object, ...]] = [
            (kind, e.start.isoformat(), e.end.isoformat(), e.day_only, e.what, e.source) for kind, e in self.entries()
        ]
        for exchange, hours in self.hours.items():
            source = "exchange calendar"
            lines += [("session", a.isoformat(), b.isoformat(), False, exchange, source) for a, b in hours]
        for start, end in self.primary.spans:
            window = self.primary.window.name
            lines.append(("window", start.isoformat(), end.isoformat(), False, window, "study.toml"))
        return Table(COLUMNS, pd.DataFrame(lines, columns=[c.name for c in COLUMNS]))

    def table(self) -> pd.DataFrame:
        """What the figure shows, one line an item; times are UTC."""
        return self.numbers().frame.copy(deep=False)

    def context(self) -> Mapping[str, Any]:
        """The primary window in words, and the other news in it."""
        return {
            "words": window_words(self.primary.window, self.setting.between_quotes),
            "hours": ", ".join(f"{moment(start)} to {moment(end)}" for start, end in self.primary.spans),
            "major": names(self.primary.major),
            "verdict": verdict_words(self.setting.study),
        }


def _told(entry: CalendarEntry) -> dict[str, Any]:
    return {
        "start": entry.start,
        "end": entry.end,
        "when": time_span(entry.start, entry.end, day_only=entry.day_only),
        "what": entry.what,
        "topic": entry.topic,
        "weight": entry.weight,
        "sure": entry.sure,
        "source": entry.source,
    }


def _declared(entry: CalendarEntry, study: Study) -> CalendarEntry:
    """The event between its declared ends, where the calendar has only a day for it: UTC's, not that of the place."""
    if study.event.until is None or not entry.day_only or not is_the_event(entry, study):
        return entry
    first, last = (end.astimezone(dt.UTC) for end in study.event.ends)
    return replace(entry, start=first, end=last, day_only=False)


def timeline(timing: Timing) -> Timeline:
    """Put the news and the opening hours of the timeline's days side by side."""
    study, found, first = timing.study, timing.once(news), timing.sessions[timing.home]
    return Timeline(
        tuple(_declared(e, study) for e in on_the_timeline(timing.calendar, study, own=True)),
        on_the_timeline(timing.calendar, study, own=False),
        timing.opening_hours(),
        first,
        shut(first, latest_session(timing, first)),
        found.chosen,
        tuple(w.name for w in timing.setting.shown if found.within(w).major),
        timing.setting,
    )
