"""News of a day without its hour: no text and no figure gives it one."""

import datetime as dt
from dataclasses import replace

from analysis.findings.when.dating import dating
from analysis.findings.when.timeline import timeline
from tests.cases import CALENDAR, INSTANT, made_case, made_study, made_timing


def test_both_ends_are_told_and_no_wait_is_counted():
    timing = made_case(event={"until": INSTANT + dt.timedelta(hours=3)}).timing
    found = dating(timing)
    assert "Its hour is not known: " in found.text
    assert "The moment is declared" not in found.text
    assert told(found, "position") == {"London": "not known", "New York": "closed"}
    assert told(found, "until") == {"London": "not known", "New York": "2.5 to 5.5 hours"}
    assert found.summary().endswith("news at an hour that is not known")
    assert timeline(timing).caption.title.startswith("Truce: while New York was closed, its hour not known")


def test_news_that_may_have_come_in_a_session_has_no_wait():
    timing = made_case(event={"until": INSTANT + dt.timedelta(hours=6)}).timing
    assert told(dating(timing), "until") == {"London": "not known", "New York": "not known"}
    assert timeline(timing).caption.title.startswith("Truce: at an hour that is not known")


def test_the_event_of_a_bare_date_lies_between_its_declared_ends_and_not_on_the_day_of_utc():
    until = INSTANT + dt.timedelta(hours=3)
    day = INSTANT.replace(hour=0)
    bare = tuple(
        replace(e, start=day, end=day + dt.timedelta(days=1, microseconds=-1), day_only=True)
        if e.start == INSTANT
        else e
        for e in CALENDAR
    )
    timing = made_timing(made_study(event={"until": until}), bare)
    (event,) = (e for kind, e in timeline(timing).entries() if kind == "event")
    assert (event.start, event.end, event.day_only) == (INSTANT, until, False)


def told(found, column):
    """A column of the table of first sessions, by city."""
    frame = found.shown()["sessions"].frame
    return dict(zip(frame["city"], frame[column], strict=True))
