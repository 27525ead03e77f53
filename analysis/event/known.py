"""Words of study.toml that calendar.csv and the exchanges must know: all that they do not, at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.event.calendar import CalendarEntry
from analysis.exchanges import exchange_names
from analysis.study.declarations import Window
from analysis.study.faults import Fault, refuse, unknown
from analysis.study.own_choices import own_window
from analysis.study.study import Study


def require_known(study: Study, calendar: Sequence[CalendarEntry]) -> None:
    """Refuse topics that no entry of the calendar has, and exchanges that have no calendar.

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
    refuse(study.folder / "study.toml", [*faults, *_exchanges(study)])


def _exchanges(study: Study) -> Iterator[Fault]:
    known, told = exchange_names(), "a code of exchange_calendars, such as XNYS or XLON"
    for i in study.instruments:
        yield from unknown(f"instruments.{i.ticker}.exchange", [i.exchange], known, told=told)
    yield from unknown("drawing.timeline_exchanges", study.drawing.timeline_exchanges, known, told=told)


def require_own_window(study: Study, primary: Window) -> None:
    """Refuse a multiverse without the primary window: the study's own result would not be among the others.

    Raises
    ------
    StudyError
    """
    refuse(study.folder / "study.toml", own_window(study, primary))
