"""Event windows in clock time, and what else happened in them and around the event."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from analysis.event.calendar import CalendarEntry
from analysis.event.news import Spell, confounders_of, window_spells
from analysis.measure.effects import PORTFOLIO

if TYPE_CHECKING:
    from analysis.findings.results import Findings
    from analysis.measure.effects import Series
    from analysis.study.declarations import Window
    from analysis.study.study import Study

__all__ = [
    "Spell",
    "affects_of",
    "is_the_event",
    "major_news",
    "other_news",
    "own_story",
    "shown_windows",
    "spells",
    "story_news",
    "window_news",
]


def shown_windows(study: Study) -> tuple[Window, ...]:
    """Windows that figures show side by side: the primary one, and the close-to-close day 0 where it is another."""
    daily = (w for w in study.windows if w.returns == "close-to-close" and w.first == w.last == 0)
    return (study.primary, *(w for w in daily if w != study.primary))[:2]


def spells(findings: Findings, window: Window) -> tuple[Spell, ...]:
    """Stretches of time (UTC) whose news a window holds, by the sessions of the portfolio's exchange."""
    exchange = findings.effects.path.series.exchange
    return window_spells(window, exchange, findings.sessions[exchange].session)


def affects_of(study: Study, key: str) -> set[str]:
    """Markets and tickers of a series: the words of the calendar's column ``affects`` that concern it."""
    tickers = study.portfolio.members if key == PORTFOLIO else (key,)
    return {word for t in tickers for word in (*study.instrument(t).markets, t)}


def major_news(findings: Findings, window: Window) -> tuple[CalendarEntry, ...]:
    """Other news of major weight that fell into a window and concerns the portfolio's members: its confounders."""
    affects = affects_of(findings.study, PORTFOLIO)
    return tuple(e for e in window_news(findings, window) if e.weight == "major" and affects & set(e.affects))


def window_news(findings: Findings, window: Window) -> tuple[CalendarEntry, ...]:
    """All other news that fell into a window, in order of time; the event's own story is none."""
    exchange = findings.effects.path.series.exchange
    day0, own = findings.sessions[exchange].session, findings.study.placebo.keep_clear_of
    return confounders_of(window, exchange, day0, findings.calendar, own=own)


def story_news(findings: Findings, window: Window, series: Series) -> tuple[CalendarEntry, ...]:
    """Major news of the event's own story, other than the event itself, that a window of a series holds too.

    It confounds nothing that is said of the story as a whole, but its effect cannot be told from the event's.
    """
    study, day0 = findings.study, findings.sessions[series.exchange].session
    story = [e for e in findings.calendar if _is_own(e, study) and e.weight == "major" and not is_the_event(e, study)]
    return confounders_of(window, series.exchange, day0, story, own=(), affects=affects_of(study, series.key))


def own_story(findings: Findings) -> tuple[CalendarEntry, ...]:
    """Entries of the event's own story on the days of the timeline, the event itself among them."""
    study = findings.study
    entries = [e for e in _on_the_timeline(findings) if _is_own(e, study)]
    if not any(is_the_event(e, study) for e in entries):
        at = study.event.instant.astimezone(dt.UTC)
        name = study.event.name
        event = CalendarEntry(at, at, False, name, name, "", (), "major", "press", study.event.source)
        entries.append(event)
    return tuple(sorted(entries, key=lambda e: (e.start, e.end, e.what)))


def is_the_event(entry: CalendarEntry, study: Study) -> bool:
    """Whether an entry is the event of the claim itself: its story, its moment."""
    return not entry.day_only and entry.start == study.event.instant and _is_own(entry, study)


def other_news(findings: Findings) -> tuple[CalendarEntry, ...]:
    """Entries of other stories on the days of the timeline."""
    return tuple(e for e in _on_the_timeline(findings) if not _is_own(e, findings.study))


def _is_own(entry: CalendarEntry, study: Study) -> bool:
    return entry.topic in study.placebo.keep_clear_of or entry.topic == study.event.name


def _on_the_timeline(findings: Findings) -> list[CalendarEntry]:
    start, end = findings.study.drawing.timeline_start, findings.study.drawing.timeline_end
    # What begins at the very end belongs to the next day.
    return [e for e in findings.calendar if e.end >= start and e.start < end]
