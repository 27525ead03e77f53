"""Which stretch of time a window's return holds, and what else fell into it."""

import datetime as dt
import itertools

import pytest

from analysis.errors import WindowError
from analysis.event.calendar import CalendarEntry
from analysis.event.news import confounders_of, holds, window_spans
from analysis.exchanges import first_sessions
from analysis.study.declarations import Window

DAY0 = dt.date(2023, 9, 20)  # a Wednesday; New York trades from 13:30 to 20:00 UTC, London from 7:00 to 15:30
NEWS = dt.datetime(2023, 9, 20, 9, tzinfo=dt.UTC)


def at(text):
    return dt.datetime.fromisoformat(f"{text}:00+00:00")


def window(returns, first=0, last=0, name="w"):
    return Window(name=name, returns=returns, first=first, last=last)


def spans(returns, first, last, day0, exchange="XNYS"):
    """Spans as text, without the year."""
    return [f"{a:%m-%d %H:%M} {b:%m-%d %H:%M}" for a, b in window_spans(window(returns, first, last), exchange, day0)]


def entry(time, until=None, *, what="", topic="weather", affects=("emerging-debt",), weight="major", day_only=False):
    start, end = at(time), at(until or time)
    return CalendarEntry(start, end, day_only, what or time, topic, "World", affects, weight, "press", "x")


# Spans


def test_a_window_reaches_back_over_the_longest_closure():
    # Moscow traded no shares from Saturday 26 February to 23 March 2022; it then opened at 10:00, which is 7:00 UTC.
    (gap,) = window_spans(window("overnight"), "XMOS", dt.date(2022, 3, 24))
    assert gap == (at("2022-02-25T15:45"), at("2022-03-24T07:00"))


def test_overnight_runs_from_the_previous_close_to_the_open():
    assert spans("overnight", 0, 0, DAY0) == ["09-19 20:00 09-20 13:30"]
    assert spans("overnight", 0, 0, DAY0, "XLON") == ["09-19 15:30 09-20 07:00"]


def test_intraday_runs_from_the_open_to_the_close():
    assert spans("intraday", 0, 0, DAY0) == ["09-20 13:30 09-20 20:00"]


def test_close_to_close_runs_from_the_previous_close_to_the_close():
    assert spans("close-to-close", 0, 0, DAY0) == ["09-19 20:00 09-20 20:00"]


def test_spans_of_several_days_that_touch_are_one_and_the_others_stay_apart():
    assert spans("close-to-close", -1, 1, DAY0) == ["09-18 20:00 09-21 20:00"]
    assert spans("overnight", 0, 1, DAY0) == ["09-19 20:00 09-20 13:30", "09-20 20:00 09-21 13:30"]
    assert spans("intraday", -1, 0, DAY0) == ["09-19 13:30 09-19 20:00", "09-20 13:30 09-20 20:00"]


def test_a_window_need_not_hold_day_0():
    assert spans("close-to-close", 1, 2, DAY0) == ["09-20 20:00 09-22 20:00"]
    assert spans("intraday", -2, -2, DAY0) == ["09-18 13:30 09-18 20:00"]


def test_a_weekend_belongs_to_the_night_before_monday():
    monday = dt.date(2023, 9, 18)
    assert spans("overnight", 0, 0, monday) == ["09-15 20:00 09-18 13:30"]
    assert spans("close-to-close", -1, 0, monday) == ["09-14 20:00 09-18 20:00"]


def test_a_holiday_and_an_early_close_are_those_of_the_exchange():
    # Thanksgiving on Thursday, then a Friday that ends at 13:00 in New York; the clocks had changed on 5 November.
    friday = dt.date(2023, 11, 24)
    assert spans("overnight", 0, 0, friday) == ["11-22 21:00 11-24 14:30"]
    assert spans("intraday", 0, 0, friday) == ["11-24 14:30 11-24 18:00"]
    assert spans("overnight", 1, 1, friday) == ["11-24 18:00 11-27 14:30"]
    assert spans("overnight", 0, 0, friday, "XLON") == ["11-23 16:30 11-24 08:00"]


def test_event_days_are_sessions_and_not_days():
    # Ten sessions before and after: the fourth of July, 19 June (a Monday) and weekends do not count.
    (spell,) = window_spans(window("close-to-close", -10, 10), "XNYS", dt.date(2023, 6, 30))
    assert spell == (at("2023-06-14T20:00"), at("2023-07-17T20:00"))
    (long,) = window_spans(window("close-to-close", -250, 250), "XNYS", DAY0)
    assert (long[1] - long[0]).days > 700


@pytest.mark.parametrize("returns", ["overnight", "intraday", "close-to-close"])
@pytest.mark.parametrize(("first", "last"), [(0, 0), (-1, 1), (-3, 8)])
def test_spans_are_in_order_apart_and_in_utc(returns, first, last):
    found = window_spans(window(returns, first, last), "XNYS", DAY0)
    times = [t for spell in found for t in spell]
    assert all(a < b for a, b in itertools.pairwise(times))
    assert all(t.utcoffset() == dt.timedelta(0) for t in times)


def test_night_and_day_together_are_the_whole_day():
    for first, last in ((0, 0), (-2, 3)):
        parts = sorted(
            window_spans(window("overnight", first, last), "XNYS", DAY0)
            + window_spans(window("intraday", first, last), "XNYS", DAY0)
        )
        assert [b for _, b in parts[:-1]] == [a for a, _ in parts[1:]]
        assert ((parts[0][0], parts[-1][1]),) == window_spans(window("close-to-close", first, last), "XNYS", DAY0)


def test_a_day_without_a_session_has_no_windows():
    with pytest.raises(WindowError, match="window w: 2023-09-23 is no session of XNYS"):
        window_spans(window("overnight"), "XNYS", dt.date(2023, 9, 23))


# News in a window


@pytest.mark.parametrize(
    ("instant", "night", "day"),
    [
        ("2023-09-19T19:59", False, False),
        ("2023-09-19T20:00", True, False),  # at the close: no trade could follow before the next session
        ("2023-09-20T09:00", True, False),
        ("2023-09-20T13:29", True, False),
        ("2023-09-20T13:30", False, True),  # at the open: the opening price came before any reaction
        ("2023-09-20T19:59", False, True),
        ("2023-09-20T20:00", False, False),
    ],
)
def test_a_window_holds_news_that_prices_can_follow_within_it(instant, night, day):
    assert holds(window("overnight"), "XNYS", DAY0, at(instant)) is night
    assert holds(window("intraday"), "XNYS", DAY0, at(instant)) is day
    assert holds(window("close-to-close"), "XNYS", DAY0, at(instant)) is (night or day)


@pytest.mark.parametrize("instant", ["2023-09-19T20:00", "2023-09-20T13:30", "2023-09-22T20:00", "2023-11-24T18:00"])
@pytest.mark.parametrize("exchange", ["XNYS", "XLON"])
def test_day_0_holds_its_news_also_at_the_very_moment_of_a_close_or_an_open(instant, exchange):
    day0 = first_sessions(at(instant), [exchange])[exchange].session
    night, day = (holds(window(kind), exchange, day0, at(instant)) for kind in ("overnight", "intraday"))
    assert night + day == 1
    assert holds(window("close-to-close"), exchange, day0, at(instant))


def confounding(calendar, returns="overnight", *, first=0, last=0, own=(), affects=()):
    chosen = window(returns, first, last)
    return [e.what for e in confounders_of(chosen, "XNYS", DAY0, calendar, own=own, affects=affects)]


def test_other_news_confounds_the_windows_into_which_it_falls():
    calendar = (entry("2023-09-19T20:01"), entry("2023-09-20T13:30"), entry("2023-09-20T18:00"))
    night, edge, day = (e.what for e in calendar)
    assert confounding(calendar) == [night, edge]
    assert confounding(calendar, "intraday") == [day]
    assert confounding(calendar, "close-to-close") == [night, edge, day]


def test_what_lasts_confounds_every_window_that_it_touches():
    lasting = (entry("2023-09-19T10:00", "2023-09-19T21:00"),)
    assert confounding(lasting) == ["2023-09-19T10:00"]
    assert confounding(lasting, "intraday") == []
    before = (entry("2023-09-19T10:00", "2023-09-19T20:00"),)
    assert confounding(before) == []


def test_news_of_a_day_without_its_hour_may_have_fallen_into_any_part_of_it():
    whole = (entry("2023-09-20T00:00", "2023-09-20T23:59", day_only=True),)
    for returns in ("overnight", "intraday", "close-to-close"):
        assert confounding(whole, returns) == ["2023-09-20T00:00"]
    assert confounding(whole, first=2, last=2) == []


def test_news_between_the_spans_of_a_window_does_not_confound_it_and_news_in_two_counts_once():
    session, two_nights = entry("2023-09-20T15:00"), entry("2023-09-20T02:00", "2023-09-21T02:00", what="both")
    assert confounding((session,), first=0, last=1) == []
    assert confounding((two_nights,), first=0, last=1) == ["both"]


def test_confounders_keep_the_order_of_the_calendar():
    calendar = tuple(entry(f"2023-09-{day}T{hour}:00") for day, hour in ((21, 12), (20, 11), (20, 10)))
    assert confounding(calendar, first=0, last=1) == [e.what for e in calendar]


def test_the_events_own_story_and_news_of_other_markets_confound_nothing():
    time = "2023-09-20T10:00"
    calendar = (
        entry(time, what="own", topic="truce"),
        entry(time, what="oil", affects=("oil",)),
        entry(time, what="fund", affects=("EMB",)),
        entry(time, what="several", affects=("oil", "emerging-debt")),
    )
    assert confounding(calendar, own={"truce"}) == ["oil", "fund", "several"]
    assert confounding(calendar, own={"truce"}, affects={"emerging-debt", "EMB"}) == ["fund", "several"]
    assert confounding(calendar, affects={"equities"}) == []
