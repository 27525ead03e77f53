"""Which other news each window of each series holds, and whom it concerns.

The news comes on Wednesday, 1 March 2023, at 9:00 UTC: before New York opens (14:30 to 21:00), while London is open
(8:00 to 16:30).
"""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.event.news import confounders_of
from analysis.event.timing import time_event
from analysis.study.series import PORTFOLIO, affects_of
from tests.cases import CALENDAR, declared, entry, instruments_with, made_study, made_timing

NIGHT, SESSION = "2023-03-01T10:00+00:00", "2023-03-01T15:00+00:00"


def news(time, affects, *, what="news", topic="weather", weight="minor"):
    return entry(time, what, topic, affects, weight)


def timing(*calendar, **tables):
    """The made study with this calendar."""
    return made_timing(made_study(**tables), calendar)


def window(found, name):
    return next(w for w in found.study.windows if w.name == name)


def of(found, key):
    return next(s for s in found.series if s.key == key)


@pytest.mark.parametrize(
    ("time", "inside"),
    [
        ("2023-02-28T20:59", False),
        ("2023-02-28T21:00", False),
        ("2023-02-28T21:01", True),
        ("2023-03-01T14:30", True),
        ("2023-03-01T14:31", False),
    ],
)
def test_news_confounds_from_just_after_the_previous_close_to_the_open(time, inside):
    found = timing(news(f"{time}+00:00", "emerging-debt", weight="major"))
    assert bool(found.major_news(window(found, "overnight"))) is inside


def test_only_major_news_of_the_portfolios_markets_is_a_confounder():
    calendar = (
        news(NIGHT, "emerging-debt"),
        news(NIGHT, "oil", weight="major"),
        news(NIGHT, "AAA", weight="major"),
    )
    found = timing(*calendar)
    assert found.major_news(window(found, "overnight")) == calendar[2:]
    assert found.other_news(window(found, "overnight")) == calendar


def concerned(*entries, **tables):
    """Series and windows that some news concerns."""
    found = timing(*entries, **tables)
    return {(s.key, w.name) for s in found.series for w in found.study.windows if found.other_news(w, s)}


def test_news_concerns_the_series_whose_markets_or_ticker_it_affects():
    windows = [w["name"] for w in declared()["windows"]]
    assert concerned(news(NIGHT, "emerging-equities")) == {("RRR", w) for w in windows}
    assert concerned(news(NIGHT, "PPP")) == {("PPP", w) for w in windows}
    assert {s for s, _ in concerned(news(NIGHT, "emerging-debt"))} == {PORTFOLIO, "AAA", "BBB", "CCC", "PPP"}
    assert {s for s, _ in concerned(news(NIGHT, "rates credit"))} == {"FFF", "GGG"}


def test_news_of_one_member_concerns_the_portfolio_and_news_of_no_member_does_not():
    two = {"portfolio": {"members": ["AAA", "BBB"]}}
    assert {s for s, _ in concerned(news(NIGHT, "BBB"), **two)} == {PORTFOLIO, "BBB"}
    assert {s for s, _ in concerned(news(NIGHT, "CCC"), **two)} == {"CCC"}


def test_news_is_in_the_windows_that_hold_its_hour():
    assert {w for _, w in concerned(news(SESSION, "rates"))} == {"day 0", "[-1,+1]"}
    assert {w for _, w in concerned(news("2023-02-28T15:00+00:00", "rates"))} == {"[-1,+1]"}
    assert concerned(news("2023-01-31T15:00+00:00", "rates")) == set()


def test_the_events_own_story_concerns_nothing_and_minor_news_is_listed_too():
    assert concerned(news(NIGHT, "rates", topic="story")) == set()
    found = timing(news(NIGHT, "rates", what="a"), news(NIGHT, "rates", what="b", weight="major"))
    assert [e.what for e in found.other_news(window(found, "overnight"), of(found, "FFF"))] == ["a", "b"]


def test_the_hours_are_those_of_the_series_own_exchange():
    # In London the night before day 0 ended at 8:00, before the news of 10:00.
    morning, evening = news(NIGHT, "emerging-equities"), news("2023-03-01T18:00+00:00", "emerging-equities rates")
    found = timing(morning, evening, instruments=instruments_with("RRR", exchange="XLON"))
    assert found.other_news(window(found, "overnight"), of(found, "RRR")) == ()
    assert found.other_news(window(found, "day 0"), of(found, "RRR")) == (morning,)
    assert found.other_news(window(found, "day 0"), of(found, "FFF")) == (evening,)
    # News after London's close: its day 0 is the next day, and its night holds the evening; New York's does not.
    late = timing(
        evening,
        instruments=instruments_with("RRR", exchange="XLON"),
        event={"instant": dt.datetime(2023, 3, 1, 17, tzinfo=dt.UTC)},
    )
    assert late.day0["XLON"] > late.day0["XNYS"]
    night = window(late, "overnight")
    assert (late.other_news(night, of(late, "RRR")), late.other_news(night, of(late, "FFF"))) == ((evening,), ())


def test_the_rest_of_the_events_story_is_told_apart_from_other_news():
    later = entry("2023-03-01T12:00+00:00", "The story goes on", "story", "emerging-debt")
    found = timing(*CALENDAR, later)
    overnight, whole = window(found, "overnight"), window(found, "[-1,+1]")
    assert found.other_news(overnight, found.series[0]) == ()
    assert found.story_news(overnight, found.series[0]) == (later,)
    assert [e.what for e in found.story_news(whole, found.series[0])] == ["The story begins", "The story goes on"]
    assert found.story_news(whole, of(found, "RRR")) == ()


# The bundled study


@pytest.fixture(scope="module")
def bundled_timing(study):
    return time_event(study)


def test_the_bundled_news_of_each_window_is_that_of_the_calendar(bundled_timing):
    study, day0 = bundled_timing.study, bundled_timing.day0["XNYS"].date()
    own = study.placebo.keep_clear_of
    fed = set()
    for series in bundled_timing.series:
        for w in study.windows:
            found, affects = bundled_timing.other_news(w, series), affects_of(study, series.key)
            assert found == confounders_of(w, "XNYS", day0, bundled_timing.calendar, own=own, affects=affects)
            fed |= {w.name for e in found if "Federal Reserve holds" in e.what and series.key == PORTFOLIO}
    assert fed == {w.name for w in study.windows} - {"overnight"}


def test_had_the_federal_reserve_decided_at_noon_no_bundled_window_would_be_clean(bundled_timing):
    noon = dt.datetime(2023, 9, 20, 12, tzinfo=dt.UTC)
    decided = dt.datetime(2023, 9, 20, 18, tzinfo=dt.UTC)
    calendar = tuple(replace(e, start=noon, end=noon) if e.start == decided else e for e in bundled_timing.calendar)
    primary = replace(bundled_timing, calendar=calendar).primary
    assert primary.window.name == "overnight"
    assert [e.start for e in primary.confounders] == [noon]
