"""Words of study.toml that calendar.csv and the exchanges must know: all that they do not, at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from analysis.event.calendar import CalendarEntry
from analysis.event.news import on_the_timeline
from analysis.exchanges import Calendars, exchange_names, is_quoted
from analysis.study.consistency import own_window
from analysis.study.declarations import Window
from analysis.study.faults import Fault, refuse, unknown
from analysis.study.study import Study

MOST_DRAWN = 100
"""News on the timeline, each on a line of its own: more make a figure that nobody reads, or that cannot be drawn."""


def require_known(study: Study, calendar: Sequence[CalendarEntry]) -> None:
    """Refuse topics that no news has, exchanges without a calendar, closures without a session, a crowded timeline.

    Raises
    ------
    StudyError
        With a line for each.
    """
    topics = list(dict.fromkeys(e.topic for e in calendar))
    lists = {"placebo.keep_clear_of": study.placebo.keep_clear_of, "estimation.leave_out": study.estimation.leave_out}
    lists["multiverse.leave_out"] = tuple(t for choice in study.multiverse.leave_out for t in choice)
    told = f"a topic of calendar.csv: {', '.join(sorted(topics)) or 'it has none'}"
    faults = [f for key, words in lists.items() for f in unknown(key, words, topics, told=told)]
    refuse(study.folder / "study.toml", [*faults, *_exchanges(study), *_timeline(study, calendar)])


def _timeline(study: Study, calendar: Sequence[CalendarEntry]) -> Iterator[Fault]:
    drawn = sum(len(on_the_timeline(calendar, study, own=own)) for own in (True, False))
    if drawn > MOST_DRAWN:
        remedy = "set timeline_start and timeline_end closer to the event"
        yield Fault("drawing.timeline_start", f"{drawn} news on the timeline", f"at most {MOST_DRAWN}", remedy)


def _exchanges(study: Study) -> Iterator[Fault]:
    known = [*exchange_names(), *study.own_calendars]
    told = "a code of exchange_calendars, such as XNYS or XLON, or one of own_calendars"
    for i in (i for i in study.instruments if not is_quoted(i.exchange)):
        yield from unknown(f"instruments.{i.ticker}.exchange", [i.exchange], known, told=told)
    for plan in study.holdings:
        yield from unknown(f"holdings.{plan.fund}.exchange", [plan.exchange], known, told=told)
    yield from unknown("drawing.timeline_exchanges", study.drawing.timeline_exchanges, known, told=told)
    before = Calendars(weeks=study.calendars.weeks)
    for number, day in enumerate(study.calendar_changes, 1):
        if wrong := unknown(f"calendar_changes.{number}.exchange", [day.exchange], known, told=told):
            yield from wrong
        elif day.closed and _never_open(before, day.exchange, day.date):
            what = f"{day.exchange} has no session on {day.date} anyway"
            yield Fault(f"calendar_changes.{number}.date", what, remedy="correct the date, or remove the entry")


def _never_open(before: Calendars, exchange: str, day: dt.date) -> bool:
    """Whether an exchange has no session on a day, and the project's own corrections are not why."""
    return before.hours(exchange, day, day).empty and not before.changes_of(exchange, day, day)


def require_own_window(study: Study, primary: Window) -> None:
    """Refuse a multiverse without the primary window: the study's own result would not be among the others.

    Raises
    ------
    StudyError
    """
    refuse(study.folder / "study.toml", own_window(study, primary))
