"""Day 0 of quotes with gaps is the first quote after the news; its window holds all news since the last one before."""

import datetime as dt

import pandas as pd
import pytest

from analysis.errors import StudyError, WindowError
from analysis.event.news import holds, window_spans
from analysis.exchanges import first_sessions, quoted_calendar, quotes_around, sessions_after, weekdays_between
from analysis.study.declarations import Window
from tests.cases import CALENDAR, INSTANT, entry, made_timing
from tests.quoted import quoted_study

DAYS = ["2023-02-22", "2023-02-24", "2023-02-28", "2023-03-03", "2023-03-06", "2023-04-20"]
MEMBERS = ("AAA", "BBB", "CCC")


def utc(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def window(first, last, returns="close-to-close"):
    return Window(name="w", returns=returns, first=first, last=last)


@pytest.fixture
def calendar():
    return quoted_calendar(pd.DatetimeIndex(DAYS), dt.time(21, 15), dt.UTC)


@pytest.fixture
def study(tmp_path):
    return quoted_study(tmp_path, dict.fromkeys(MEMBERS, tuple(DAYS)))


def test_day_0_is_the_first_quote_after_the_news(study):
    found = made_timing(study)
    first = found.sessions[found.home]
    assert (first.session, first.open, first.close) == (dt.date(2023, 3, 3), *[utc("2023-03-03T21:15")] * 2)
    assert first.wait == first.close - INSTANT
    assert found.sessions["XNYS"].session == dt.date(2023, 3, 1)


def test_the_window_runs_from_the_last_quote_before_the_news(study):
    found = made_timing(study)
    assert found.primary.window.name == "day 0"
    assert found.spans(found.primary.window) == ((utc("2023-02-28T21:15"), utc("2023-03-03T21:15")),)
    assert found.setting.between_quotes == quotes_around(found.home, INSTANT)


def test_all_news_between_the_two_quotes_is_in_it_and_none_before_or_after(study):
    """In New York the rate decision of 19:00 on 1 March lies outside the clean night; here nothing is clean."""
    before, after = (
        entry("2023-02-28T21:14+00:00", "before", "x", "rates"),
        entry("2023-03-03T21:16+00:00", "after", "x", "rates"),
    )
    inside = entry("2023-03-02T12:00+00:00", "a day on which nobody quoted", "x", "emerging-debt")
    found = made_timing(study, tuple(sorted((*CALENDAR, before, inside, after), key=lambda e: e.start)))
    named = [e.what for e in found.other_news(found.primary.window)]
    assert named == ["A minor figure", "A rate decision", "a day on which nobody quoted"]
    assert [e.what for e in found.primary.confounders] == ["A rate decision", "a day on which nobody quoted"]


def test_the_quotes_around_an_instant_and_how_far_they_are_apart(calendar):
    around = quotes_around(calendar, INSTANT)
    assert (around.before, around.after, around.weekdays) == (utc("2023-02-28T21:15"), utc("2023-03-03T21:15"), 3)
    at_the_moment = quotes_around(calendar, utc("2023-03-03T21:15"))
    assert (at_the_moment.before, at_the_moment.weekdays) == (utc("2023-03-03T21:15"), 1)
    for instant, said in (("2023-02-22T21:00", "before"), ("2023-04-20T21:15", "after")):
        with pytest.raises(StudyError, match=f"nothing quoted {said} 2023-"):
            quotes_around(calendar, utc(instant))


def test_weekdays_between_days():
    days = pd.DatetimeIndex(["2023-03-02", "2023-03-03", "2023-03-06", "2023-03-15"])
    assert weekdays_between(days) == [1, 1, 7]


def test_a_quote_that_comes_after_months_is_found_and_none_is_said(calendar):
    far = first_sessions(utc("2023-03-06T21:15"), [calendar])[calendar]
    assert far.session == dt.date(2023, 4, 20)
    with pytest.raises(StudyError, match="nothing quoted after 2023-04-20 21:15 UTC: the reaction was not observed"):
        first_sessions(utc("2023-04-20T21:15"), [calendar])


def test_reactions_to_news_after_the_last_quote_are_none(calendar):
    instants = [utc("2023-02-23T12:00"), utc("2023-03-07T12:00"), utc("2023-05-01T12:00")]
    assert [f"{d:%Y-%m-%d}" for d in sessions_after(calendar, instants)] == ["2023-02-24", "2023-04-20"]


def test_windows_that_leave_the_quotes_are_refused(calendar):
    day0 = dt.date(2023, 3, 3)
    assert window_spans(window(-2, 2), calendar, day0) == ((utc("2023-02-22T21:15"), utc("2023-04-20T21:15")),)
    for first, last in ((-3, 0), (0, 3)):
        with pytest.raises(
            WindowError, match=f"event days {first} to {last} around 2023-03-03; allowed: 2023-02-22 to"
        ):
            window_spans(window(first, last), calendar, day0)
    assert holds(window(0, 0), calendar, day0, INSTANT)
    assert not holds(window(1, 1), calendar, day0, INSTANT)
