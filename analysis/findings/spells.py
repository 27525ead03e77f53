"""Event windows in clock time, and what else happened in them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from analysis.event.calendar import CalendarEntry, confounders_in
from analysis.event.sessions import exchange_hours

if TYPE_CHECKING:
    from analysis.event.calendar import Weight
    from analysis.findings.results import Findings
    from analysis.study import Study, Window

Spell = tuple[dt.datetime, dt.datetime]
"""Start and end, UTC: prices can react to what happens after the start, up to the end."""
DAYS_A_SESSION = 2
HOLIDAYS = dt.timedelta(days=15)
"""Calendar days looked up beyond twice the sessions asked for: more than any exchange stays shut."""


def daily_window(study: Study) -> Window | None:
    """The close-to-close return of day 0, if the study declares it."""
    return next((w for w in study.windows if w.returns == "close-to-close" and w.first == w.last == 0), None)


def shown_windows(study: Study) -> tuple[Window, ...]:
    """Windows that figures show side by side: the primary one and, where there is another, the close-to-close day 0."""
    daily = daily_window(study)
    return (study.primary,) if daily is None or daily == study.primary else (study.primary, daily)


def window_spells(findings: Findings, window: Window, exchange: str = "") -> tuple[Spell, ...]:
    """Stretches of time whose news a window's return holds, in order; neighbours that touch are one.

    Parameters
    ----------
    findings : Findings
    window : Window
    exchange : str
        The exchange whose sessions count; the portfolio's when not given.
    """
    exchange = exchange or findings.effects.path.series.exchange
    day0 = findings.sessions[exchange].session
    reach = HOLIDAYS + dt.timedelta(days=DAYS_A_SESSION * max(abs(window.first), abs(window.last)))
    hours = exchange_hours(exchange, day0 - reach, day0 + reach)
    opens, closes = ([t.to_pydatetime() for t in hours[c]] for c in ("open", "close"))
    at = [s.date() for s in hours.index].index(day0)
    spells: list[Spell] = []
    for row in range(at + window.first, at + window.last + 1):
        start = opens[row] if window.returns == "intraday" else closes[row - 1]
        end = opens[row] if window.returns == "overnight" else closes[row]
        if spells and spells[-1][1] == start:
            start = spells.pop()[0]
        spells.append((start, end))
    return tuple(spells)


def confounders(findings: Findings, window: Window, weight: Weight | None = None) -> tuple[CalendarEntry, ...]:
    """Other news whose effect a window's return may hold, in order of time; the event's own story is none."""
    own = findings.study.placebo.keep_clear_of
    found = {
        entry
        for start, end in window_spells(findings, window)
        for entry in confounders_in(findings.calendar, start, end, except_topics=own, weight=weight)
    }
    return tuple(e for e in findings.calendar if e in found)


def major_confounders(findings: Findings, window: Window) -> tuple[CalendarEntry, ...]:
    """Other news of major weight in a window."""
    return confounders(findings, window, "major")


def own_story(findings: Findings) -> tuple[CalendarEntry, ...]:
    """Entries of the event's own story on the days of the timeline, the event itself among them."""
    study = findings.study
    entries = [e for e in _on_the_timeline(findings) if e.topic in study.placebo.keep_clear_of]
    if not any(is_the_event(e, study) for e in entries):
        at = study.event.instant.astimezone(dt.UTC)
        topic = next(iter(study.placebo.keep_clear_of), study.event.name)
        event = CalendarEntry(at, at, False, study.event.name, topic, "", (), "major", "press", study.event.source)
        entries.append(event)
    return tuple(sorted(entries, key=lambda e: (e.start, e.end, e.what)))


def is_the_event(entry: CalendarEntry, study: Study) -> bool:
    """Whether an entry of the calendar is the event of the claim itself: same story, same moment."""
    return entry.topic in study.placebo.keep_clear_of and not entry.day_only and entry.start == study.event.instant


def other_news(findings: Findings) -> tuple[CalendarEntry, ...]:
    """Entries of other stories on the days of the timeline."""
    own = findings.study.placebo.keep_clear_of
    return tuple(e for e in _on_the_timeline(findings) if e.topic not in own)


def _on_the_timeline(findings: Findings) -> list[CalendarEntry]:
    start, end = findings.study.drawing.timeline_start, findings.study.drawing.timeline_end
    # What begins at the very end belongs to the next day.
    return [e for e in findings.calendar if e.end >= start and e.start < end]
