"""Sessions by hand: first sessions of New York and London after an instant or a day, from the exchanges' own notices.

No calendar library computes an expected session here: hours are 9:30 to 16:00 in New York and 8:00 to 16:30 in London,
holidays and early closes are those that the exchanges announced for these years.
"""

import datetime as dt

import pytest

from analysis.errors import StudyError
from analysis.event.day_only import day_sessions
from analysis.exchanges import first_sessions

NEW_YORK = [
    # In winter it trades from 14:30 to 21:00 UTC, in summer from 13:30 to 20:00.
    ("2023-01-03T14:00", "2023-01-03"),  # a Tuesday, before the open
    ("2023-01-03T20:59", "2023-01-03"),
    ("2023-01-03T21:00", "2023-01-04"),  # at the very close
    ("2022-12-31T12:00", "2023-01-03"),  # New Year was a Sunday: Monday was kept
    ("2023-01-13T22:00", "2023-01-17"),  # Martin Luther King Day
    ("2023-02-17T21:30", "2023-02-21"),  # Presidents' Day
    ("2023-03-10T20:59", "2023-03-10"),  # last Friday of winter time
    ("2023-03-13T20:30", "2023-03-14"),  # first Monday of summer time, half an hour after the close
    ("2023-03-13T19:59", "2023-03-13"),
    ("2023-04-06T20:30", "2023-04-10"),  # Good Friday
    ("2023-05-26T20:00", "2023-05-30"),  # Memorial Day
    ("2023-06-16T21:00", "2023-06-20"),  # Juneteenth
    ("2023-07-03T16:59", "2023-07-03"),  # it closed at 13:00 in New York
    ("2023-07-03T17:00", "2023-07-05"),
    ("2023-09-01T20:15", "2023-09-05"),  # Labor Day
    ("2023-09-20T09:00", "2023-09-20"),
    ("2023-09-20T20:00", "2023-09-21"),
    ("2023-10-09T15:00", "2023-10-09"),  # Columbus Day: bonds rest, shares do not
    ("2023-11-06T20:30", "2023-11-06"),  # winter time again
    ("2023-11-22T22:00", "2023-11-24"),  # Thanksgiving
    ("2023-11-24T18:00", "2023-11-27"),  # the Friday after it closed at 13:00
    ("2023-12-22T21:00", "2023-12-26"),
    ("2024-03-28T20:00", "2024-04-01"),
    ("2021-12-31T15:00", "2021-12-31"),  # New Year on a Saturday: the Friday before was no holiday
    ("2018-12-04T22:00", "2018-12-06"),  # a day of mourning for a president
    ("2012-10-26T21:00", "2012-10-31"),  # a hurricane
    ("2001-09-11T12:46", "2001-09-17"),  # the attacks
]
LONDON = [
    # In winter it trades from 8:00 to 16:30 UTC, in summer from 7:00 to 15:30.
    ("2023-01-02T10:00", "2023-01-03"),  # the day after New Year's Sunday
    ("2023-01-03T07:00", "2023-01-03"),
    ("2023-01-03T16:29", "2023-01-03"),
    ("2023-01-03T16:30", "2023-01-04"),
    ("2023-03-27T15:29", "2023-03-27"),  # first Monday of summer time
    ("2023-03-27T15:30", "2023-03-28"),
    ("2023-03-24T16:00", "2023-03-24"),
    ("2023-04-06T16:00", "2023-04-11"),  # Good Friday and Easter Monday
    ("2023-05-01T09:00", "2023-05-02"),
    ("2023-05-05T15:30", "2023-05-09"),  # the coronation's Monday
    ("2023-05-26T16:00", "2023-05-30"),
    ("2023-08-25T15:45", "2023-08-29"),
    ("2023-09-20T09:00", "2023-09-20"),
    ("2023-11-23T12:00", "2023-11-23"),  # Thanksgiving is none of London's
    ("2023-12-22T12:29", "2023-12-22"),  # it closed at 12:30
    ("2023-12-22T12:30", "2023-12-27"),
    ("2022-06-01T16:00", "2022-06-06"),  # the jubilee
    ("2022-09-16T16:00", "2022-09-20"),  # the Queen's funeral
    ("2020-05-07T16:00", "2020-05-11"),  # VE Day, moved to Friday
    ("2011-04-28T16:00", "2011-05-03"),  # a wedding on Friday, then the bank holiday
]


@pytest.mark.parametrize(("instant", "session"), NEW_YORK)
def test_first_sessions_of_new_york(instant, session):
    assert first_session(instant, "XNYS") == dt.date.fromisoformat(session)


@pytest.mark.parametrize(("instant", "session"), LONDON)
def test_first_sessions_of_london(instant, session):
    assert first_session(instant, "XLON") == dt.date.fromisoformat(session)


def first_session(instant, exchange):
    return first_sessions(dt.datetime.fromisoformat(f"{instant}+00:00"), [exchange])[exchange].session


DAYS = [
    ("XNYS", "2023-09-20", ["2023-09-20", "2023-09-21"]),  # a Wednesday: in time for the close, or not
    ("XLON", "2023-09-20", ["2023-09-20", "2023-09-21"]),
    ("XNYS", "2023-09-22", ["2023-09-22", "2023-09-25"]),  # a Friday
    ("XNYS", "2023-09-23", ["2023-09-25"]),  # a Saturday: one reading
    ("XLON", "2023-04-08", ["2023-04-11"]),
    ("XLON", "2023-05-29", ["2023-05-30"]),  # a bank holiday
    ("XNYS", "2023-05-29", ["2023-05-30"]),
    ("XNYS", "2023-11-23", ["2023-11-24"]),
    ("XNYS", "2023-11-22", ["2023-11-22", "2023-11-24"]),
]


@pytest.mark.parametrize(("exchange", "day", "sessions"), DAYS)
def test_a_day_without_its_hour_has_both_readings(exchange, day, sessions):
    found = day_sessions(dt.date.fromisoformat(day), [exchange])[exchange]
    assert [str(s) for s in found.sessions] == sessions


def test_both_readings_are_told_with_the_window_that_holds_them():
    found = day_sessions(dt.date(2023, 9, 20), ["XNYS"])["XNYS"]
    assert found.describe() == (
        "day 0 is 2023-09-20 if the news came before that session's close, else 2023-09-21; "
        "a window that starts on 2023-09-20 must reach 2023-09-21"
    )
    assert repr(day_sessions(dt.date(2023, 9, 23), ["XNYS"])["XNYS"]) == (
        "<DaySessions XNYS: day 0 is 2023-09-25, whatever the hour>"
    )


def test_a_day_is_counted_where_the_event_was():
    """In Tokyo the day begins after New York's close of the day before and ends before its close of that day."""
    found = day_sessions(dt.date(2023, 9, 20), ["XNYS"], zone="Asia/Tokyo")["XNYS"]
    assert found.sessions == (dt.date(2023, 9, 19), dt.date(2023, 9, 20))


def test_an_unknown_exchange_is_an_error():
    with pytest.raises(StudyError, match="XXXX"):
        day_sessions(dt.date(2023, 9, 20), ["XXXX"])
