"""Which other news fell into a window, and what belongs to the event's own story."""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.event.calendar import CalendarEntry
from analysis.findings.spells import (
    is_the_event,
    major_news,
    other_news,
    own_story,
    shown_windows,
    spells,
    window_news,
)


def at(text):
    return dt.datetime.fromisoformat(f"{text}:00+00:00")


def entry(time, topic="weather", affects=("emerging-debt",), weight="major"):
    return CalendarEntry(at(time), at(time), False, f"{topic} {time}", topic, "World", affects, weight, "press", "x")


@pytest.fixture
def quiet(bundled):
    """The findings with an empty calendar."""
    return replace(bundled, calendar=())


def window(findings, name):
    return next(w for w in findings.study.windows if w.name == name)


def test_windows_in_clock_time(bundled):
    assert spells(bundled, window(bundled, "overnight")) == ((at("2023-09-19T20:00"), at("2023-09-20T13:30")),)
    assert spells(bundled, window(bundled, "[-1,+1]")) == ((at("2023-09-18T20:00"), at("2023-09-21T20:00")),)


def test_figures_show_the_primary_window_and_the_day(bundled):
    assert [w.name for w in shown_windows(bundled.study)] == ["overnight", "day 0"]
    assert [w.name for w in shown_windows(bundled.study.with_primary("day 0"))] == ["day 0"]
    assert [w.name for w in shown_windows(bundled.study.with_primary("[0,+1]"))] == ["[0,+1]", "day 0"]


@pytest.mark.parametrize(
    ("time", "inside"),
    [
        ("2023-09-19T19:59", False),
        ("2023-09-19T20:00", False),
        ("2023-09-19T20:01", True),
        ("2023-09-20T13:30", True),
        ("2023-09-20T13:31", False),
    ],
)
def test_news_confounds_from_just_after_the_previous_close_to_the_open(quiet, time, inside):
    found = replace(quiet, calendar=(entry(time),))
    assert bool(major_news(found, window(quiet, "overnight"))) is inside


def test_only_major_news_of_the_portfolios_markets_is_a_confounder(quiet):
    time = "2023-09-20T10:00"
    calendar = (entry(time, weight="minor"), entry(time, affects=("oil",)), entry(time, affects=("EMB",)))
    found = replace(quiet, calendar=calendar)
    assert major_news(found, window(quiet, "overnight")) == calendar[2:]
    assert window_news(found, window(quiet, "overnight")) == calendar


def test_the_events_own_story_confounds_nothing(quiet):
    (own,) = quiet.study.placebo.keep_clear_of
    found = replace(quiet, calendar=(entry("2023-09-20T10:00", topic=own),))
    assert window_news(found, window(quiet, "overnight")) == ()
    assert other_news(found) == ()
    assert len(own_story(found)) == 2


def test_the_event_is_in_the_story_even_when_the_calendar_omits_it(quiet):
    (event,) = own_story(quiet)
    assert is_the_event(event, quiet.study)
    assert (event.start, event.what) == (quiet.study.event.instant, quiet.study.event.name)


def test_the_event_is_not_told_twice(bundled):
    assert sum(is_the_event(e, bundled.study) for e in own_story(bundled)) == 1


def test_the_timeline_ends_before_its_last_midnight(quiet):
    found = replace(quiet, calendar=(entry("2023-09-19T00:00"), entry("2023-09-20T23:59"), entry("2023-09-21T00:00")))
    assert [e.start for e in other_news(found)] == [at("2023-09-19T00:00"), at("2023-09-20T23:59")]
