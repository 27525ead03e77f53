"""First sessions: checked by hand against the exchanges' published hours."""

import datetime as dt

import pandas as pd
import pytest

from analysis.errors import EventDateError, StudyError
from analysis.exchanges import exchange_hours, exchange_sessions, first_sessions, sessions


def first(instant, exchange="XNYS"):
    return first_sessions(dt.datetime.fromisoformat(instant), [exchange])[exchange]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("instant", "exchange", "session", "words"),
    [
        # The truce: 05:00 in New York, 10:00 in London, 12:00 in Istanbul, 18:00 in Tokyo.
        ("2023-09-20T09:00Z", "XNYS", "2023-09-20", "before the open, 4.5 h"),
        ("2023-09-20T09:00Z", "XLON", "2023-09-20", "during the session, 0 h"),
        ("2023-09-20T09:00Z", "XIST", "2023-09-20", "during the session, 0 h"),
        ("2023-09-20T09:00Z", "XTKS", "2023-09-21", "after the close, 15 h"),
        # New York closes at 20:00 UTC in summer, 21:00 in winter; its close belongs to the next session.
        ("2023-09-20T19:59Z", "XNYS", "2023-09-20", "during the session, 0 h"),
        ("2023-09-20T20:00Z", "XNYS", "2023-09-21", "after the close, 17.5 h"),
        ("2020-11-09T21:00Z", "XNYS", "2020-11-10", "after the close, 17.5 h"),
        ("2023-09-20T13:30Z", "XNYS", "2023-09-20", "during the session, 0 h"),
        # Late evening in New York is the next day in UTC.
        ("2023-09-21T02:00Z", "XNYS", "2023-09-21", "after the close, 11.5 h"),
        # A weekend, a holiday on a Monday, and the early close of 3 July (13:00 in New York).
        ("2023-09-23T10:00Z", "XNYS", "2023-09-25", "closed day, 51.5 h"),
        ("2023-09-04T15:00Z", "XNYS", "2023-09-05", "closed day, 22.5 h"),
        ("2023-07-03T16:59Z", "XNYS", "2023-07-03", "during the session, 0 h"),
        ("2023-07-03T17:00Z", "XNYS", "2023-07-05", "after the close, 44.5 h"),
        # An exchange that stayed shut after the attacks of 11 September 2001.
        ("2001-09-11T13:00Z", "XNYS", "2001-09-17", "closed day, 144 h"),
        # Clocks change on different days: on 15 March 2023 New York opens at 13:30 UTC, London at 08:00.
        ("2023-03-15T07:00Z", "XNYS", "2023-03-15", "before the open, 6.5 h"),
        ("2023-03-15T07:00Z", "XLON", "2023-03-15", "before the open, 1 h"),
        # Tokyo's lunch break ends at 03:30 UTC.
        ("2023-09-20T02:45Z", "XTKS", "2023-09-20", "during the session, 0.75 h"),
        # Golden Week: Tokyo is shut from 29 April to 5 May but for 1 and 2 May.
        ("2023-05-02T07:00Z", "XTKS", "2023-05-08", "after the close, 137 h"),
    ],
)
def test_first_session(instant, exchange, session, words):
    found = first(instant, exchange)
    assert found.session == dt.date.fromisoformat(session)
    assert found.describe() == words
    assert found.close > dt.datetime.fromisoformat(instant)


def test_hours_are_in_utc():
    found = first("2023-09-20T09:00Z")
    assert found.open == dt.datetime(2023, 9, 20, 13, 30, tzinfo=dt.UTC)
    assert found.close == dt.datetime(2023, 9, 20, 20, 0, tzinfo=dt.UTC)
    assert found.wait == dt.timedelta(hours=4.5)


def test_an_offset_is_as_good_as_utc():
    assert first("2023-09-20T13:00+04:00") == first("2023-09-20T09:00Z")


def test_the_given_order_of_exchanges_is_kept():
    found = first_sessions(dt.datetime(2023, 9, 20, 9, tzinfo=dt.UTC), ["XNYS", "XLON", "XIST"])
    assert list(found) == ["XNYS", "XLON", "XIST"]


def test_a_naive_instant_is_an_error():
    with pytest.raises(EventDateError, match="no time zone"):
        first("2023-09-20T09:00")


def test_an_unknown_exchange_is_an_error_with_a_guess():
    with pytest.raises(StudyError, match=r"exchange 'xnys': unknown.*did you mean XNYS"):
        first("2023-09-20T09:00Z", "xnys")


def test_a_calendar_that_does_not_reach_the_span_is_an_error():
    with pytest.raises(StudyError, match=r"XKRX.*recorded back to the year 1956"):
        exchange_sessions("XKRX", dt.date(1930, 1, 1), dt.date(1930, 12, 31))


def test_a_calendar_that_cannot_be_built_is_an_error(monkeypatch):
    import exchange_calendars

    def broken(*args, **kwargs):
        raise NotImplementedError("implemented by subclasses")

    monkeypatch.setattr(exchange_calendars, "get_calendar", broken)
    with pytest.raises(StudyError, match="XHEL: its calendar cannot be built"):
        first("2023-09-20T09:00Z", "XHEL")


def test_a_market_that_stays_shut_is_an_error(monkeypatch):
    monkeypatch.setattr(sessions, "LOOK_AHEAD", dt.timedelta(days=2))
    with pytest.raises(StudyError, match="XNYS: no session within 2 days after 2023-09-01 21:00 UTC"):
        first("2023-09-01T21:00Z")  # a Friday evening; Monday is a holiday


def test_sessions_of_a_span_include_both_ends_and_no_holiday():
    found = exchange_sessions("XNYS", dt.date(2023, 8, 31), dt.date(2023, 9, 6))
    assert list(found.strftime("%Y-%m-%d")) == ["2023-08-31", "2023-09-01", "2023-09-05", "2023-09-06"]
    assert found.tz is None


def test_a_span_without_sessions_is_empty():
    assert len(exchange_sessions("XNYS", dt.date(2023, 9, 2), dt.date(2023, 9, 4))) == 0


def test_hours_of_a_span_show_early_closes_and_breaks():
    hours = exchange_hours("XNYS", dt.date(2023, 11, 22), dt.date(2023, 11, 24))
    assert [f"{close:%d %H:%M}" for close in hours["close"]] == ["22 21:00", "24 18:00"]
    tokyo = exchange_hours("XTKS", dt.date(2023, 9, 20), dt.date(2023, 9, 20))
    assert tokyo["break_end"].tolist() == [pd.Timestamp("2023-09-20 03:30", tz="UTC")]


def test_a_first_session_is_shown_in_one_short_line():
    assert repr(first("2023-09-20T09:00Z")) == "<FirstSession XNYS 2023-09-20: before the open, 4.5 h>"
