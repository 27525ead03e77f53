"""What else happened: which news a window of an exchange holds, and which of it is the event's own story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from functools import cache

from analysis.errors import WindowError
from analysis.event.calendar import CalendarEntry, confounders_in
from analysis.exchanges import CORRECTED, EARLIEST, LATEST, Calendars, in_words, is_quoted
from analysis.study.declarations import Window
from analysis.study.study import Study

Span = tuple[dt.datetime, dt.datetime]
"""Start and end, UTC: prices can react to what happens after the start, up to the end."""
DAYS_A_SESSION = 2
HOLIDAYS = dt.timedelta(days=30)
"""Calendar days looked up beyond twice the sessions asked for: more than any exchange stayed shut in the last ten years
(Moscow from 26 February to 23 March 2022)."""


@cache
def window_spans(window: Window, exchange: str, day0: dt.date, calendars: Calendars = CORRECTED) -> tuple[Span, ...]:
    """Stretches of time whose news a window's return holds, in order; neighbours that touch are one.

    Parameters
    ----------
    window : Window
    exchange : str
        Exchange whose sessions count.
    day0 : datetime.date
        Its session of event day 0.
    calendars : Calendars
        The study's calendars.

    Raises
    ------
    WindowError
        If the exchange has no session on that day, or the window leaves the quotes.
    """
    reach = HOLIDAYS + dt.timedelta(days=DAYS_A_SESSION * max(abs(window.first), abs(window.last)))
    span = (EARLIEST, LATEST) if is_quoted(exchange) else (day0 - reach, day0 + reach)
    hours = calendars.hours(exchange, *span)
    opens, closes = ([t.to_pydatetime() for t in hours[c]] for c in ("open", "close"))
    sessions = [s.date() for s in hours.index]
    if day0 not in sessions:
        raise WindowError(
            f"window {window.name}", f"{day0} is no session of {in_words(exchange)}", remedy="correct day 0"
        )
    at = sessions.index(day0)
    if at + window.first < 1 or at + window.last >= len(sessions):
        what = f"event days {window.first} to {window.last} around {day0}"
        allowed = f"{sessions[0]} to {sessions[-1]}"
        raise WindowError(f"window {window.name}", what, allowed=allowed, remedy="complete the quotes, or shorten it")
    spans: list[Span] = []
    for row in range(at + window.first, at + window.last + 1):
        start = opens[row] if window.returns == "intraday" else closes[row - 1]
        end = opens[row] if window.returns == "overnight" else closes[row]
        if spans and spans[-1][1] == start:
            start = spans.pop()[0]
        spans.append((start, end))
    return tuple(spans)


def confounders_of(
    window: Window,
    exchange: str,
    day0: dt.date,
    calendar: Sequence[CalendarEntry],
    *,
    own: Collection[str],
    affects: Collection[str] = (),
    calendars: Calendars = CORRECTED,
) -> tuple[CalendarEntry, ...]:
    """Other news whose effect a window's return may hold, in order of the calendar.

    Parameters
    ----------
    window, exchange, day0, calendars
        As in :func:`window_spans`.
    calendar : sequence of CalendarEntry
    own : collection of str
        Topics of the event's own story, which confound nothing.
    affects : collection of str
        Markets and tickers of the series in question; all news counts when empty.
    """
    found = {
        entry
        for start, end in window_spans(window, exchange, day0, calendars)
        for entry in confounders_in(calendar, start, end, except_topics=own, affects=affects)
    }
    return tuple(e for e in calendar if e in found)


def holds(window: Window, exchange: str, day0: dt.date, instant: dt.datetime, calendars: Calendars = CORRECTED) -> bool:
    """Whether the return of a window can hold the reaction to news of that instant.

    The reaction follows the news: at the very moment of a close it belongs to what comes after, as in
    :func:`analysis.exchanges.first_sessions`.
    """
    return any(start <= instant < end for start, end in window_spans(window, exchange, day0, calendars))


def is_own(entry: CalendarEntry, study: Study) -> bool:
    """Whether an entry belongs to the event's own story."""
    return entry.topic in study.placebo.keep_clear_of or entry.topic == study.event.name


def is_the_event(entry: CalendarEntry, study: Study) -> bool:
    """Whether an entry is the event of the claim itself: its story, its moment."""
    if study.event.until is None:
        return not entry.day_only and entry.start == study.event.instant and is_own(entry, study)
    return entry.start <= study.event.until and entry.end >= study.event.instant and is_own(entry, study)


def story_of(calendar: Sequence[CalendarEntry], study: Study) -> tuple[CalendarEntry, ...]:
    """Major news of the event's own story, other than the event itself.

    It confounds nothing that is said of the story as a whole, but its effect cannot be told from the event's.
    """
    return tuple(e for e in calendar if is_own(e, study) and e.weight == "major" and not is_the_event(e, study))


def on_the_timeline(calendar: Sequence[CalendarEntry], study: Study, *, own: bool) -> tuple[CalendarEntry, ...]:
    """Entries on the days of the timeline: of the event's own story, the event itself among them, or of others."""
    start, end = study.drawing.timeline_start, study.drawing.timeline_end
    # What begins at the very end belongs to the next day.
    entries = [e for e in calendar if e.end >= start and e.start < end and is_own(e, study) is own]
    if own and not any(is_the_event(e, study) for e in entries):
        first, last = (study.event.ends[n].astimezone(dt.UTC) for n in (0, -1))
        name = study.event.name
        entries.append(CalendarEntry(first, last, False, name, name, "", (), "major", "press", study.event.source))
    return tuple(sorted(entries, key=lambda e: (e.start, e.end, e.what)))
