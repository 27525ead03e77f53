"""What belongs to the event's own story, and what a timeline shows of it and of other news."""

import datetime as dt

from analysis.event.news import is_own, is_the_event, on_the_timeline, story_of
from tests.cases import CALENDAR, INSTANT, entry, made_study

STUDY = made_study()


def on(time, topic="weather", weight="major", what="news"):
    """News that concerns all funds, at a time of UTC."""
    return entry(f"{time}+00:00", what, topic, "emerging-debt", weight)


def test_the_topics_to_keep_clear_of_and_the_event_itself_are_its_own_story():
    assert [is_own(e, STUDY) for e in CALENDAR] == [False, True, True, False, False]
    assert is_own(on("2023-03-01T09:00", topic="truce"), STUDY), "named like the event"


def test_the_event_is_the_entry_of_its_story_at_its_very_instant():
    assert [e.what for e in CALENDAR if is_the_event(e, STUDY)] == ["The truce itself"]
    assert not is_the_event(on("2023-03-01T09:00"), STUDY)
    assert not is_the_event(on("2023-03-01T09:01", topic="story"), STUDY)
    assert not is_the_event(entry("2023-03-01", "a bare day", "story", "emerging-debt"), STUDY)


def test_the_rest_of_the_story_is_its_major_news_without_the_event():
    minor = on("2023-02-28T09:00", topic="story", weight="minor")
    assert [e.what for e in story_of((*CALENDAR, minor), STUDY)] == ["The story begins"]


def test_the_event_is_on_the_timeline_even_when_the_calendar_omits_it():
    (event,) = on_the_timeline((), STUDY, own=True)
    assert is_the_event(event, STUDY)
    assert (event.start, event.end, event.what) == (INSTANT, INSTANT, "truce")
    assert on_the_timeline((), STUDY, own=False) == ()


def test_the_event_is_not_told_twice():
    shown = on_the_timeline(CALENDAR, STUDY, own=True)
    assert [e.what for e in shown] == ["The story begins", "The truce itself"]


def test_an_instant_in_another_time_zone_is_the_same_event():
    abroad = INSTANT.astimezone(dt.timezone(dt.timedelta(hours=4)))
    elsewhere = made_study(event={"instant": abroad})
    assert len(on_the_timeline(CALENDAR, elsewhere, own=True)) == 2
    (event,) = on_the_timeline((), elsewhere, own=True)
    assert (event.start, event.start.tzinfo) == (INSTANT, dt.UTC)


def test_other_news_is_that_of_the_timelines_days_in_order_of_time():
    shown = on_the_timeline(CALENDAR, STUDY, own=False)
    assert [e.what for e in shown] == ["A minor figure", "A rate decision"]
    assert on_the_timeline(CALENDAR[::-1], STUDY, own=False) == shown


def test_the_timeline_ends_before_its_last_midnight():
    edges = (on("2023-02-28T00:00"), on("2023-03-01T23:59"), on("2023-03-02T00:00"))
    assert on_the_timeline(edges, STUDY, own=False) == edges[:2]
    assert on_the_timeline((on("2023-02-27T23:59"),), STUDY, own=False) == ()
