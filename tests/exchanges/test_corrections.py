"""The project's corrections: each with its source, each still needed, each in force."""

import datetime as dt
from itertools import pairwise

import pandas as pd
import pytest

from analysis.exchanges import CalendarChange, exchange_hours, exchange_sessions, first_sessions
from analysis.exchanges.calendars import CORRECTED
from analysis.exchanges.changes import corrections
from analysis.exchanges.library import exchange_names, library_hours, resolve


def day(text):
    return dt.date.fromisoformat(text)


def held(exchange, first, last):
    return list(exchange_sessions(exchange, day(first), day(last)).strftime("%m-%d"))


def caught_up(changes):
    """Those of some corrections that the installed library knows by itself, as lines of the table."""
    found = []
    for change in changes:
        schedule = library_hours(change.exchange, change.date, change.date)
        zone = CORRECTED.zone(change.exchange)
        hours = [h.tz_convert(zone).time() for h in schedule.to_numpy().ravel() if not pd.isna(h)]
        if hours == list(change.hours):
            found.append(f"{change.exchange},{change.date}")
    return found


# --- the table ---------------------------------------------------------------------------------------------------


def test_every_row_has_its_source_and_its_reason():
    for change in corrections():
        assert change.source.startswith(("https://", "http://")), change
        assert change.why, change


def test_rows_are_in_order_and_each_day_of_an_exchange_stands_once():
    keys = [(c.exchange, c.date) for c in corrections()]
    assert keys == sorted(set(keys))


def test_exchanges_are_those_of_the_library_and_hours_follow_one_another():
    assert {c.exchange for c in corrections()} <= set(exchange_names())
    for change in corrections():
        assert change.exchange == resolve(change.exchange), "under the code, not under an alias of it"
        assert len(change.hours) in (0, 2, 4)
        assert all(a < b for a, b in pairwise(change.hours)), change


# --- still needed ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_library_has_caught_up_with_none():
    known = caught_up(corrections())
    assert not known, f"the installed library knows these itself: remove from corrections.csv {', '.join(known)}"


def test_a_correction_that_the_library_has_caught_up_with_is_reported():
    christmas = CalendarChange("XNYS", day("2023-12-25"), (), "Christmas", "made")
    eve = CalendarChange("XNYS", day("2023-07-03"), (dt.time(9, 30), dt.time(13)), "early close", "made")
    needed = CalendarChange("XNYS", day("2023-12-26"), (), "made", "made")
    assert caught_up([christmas, eve, needed]) == ["XNYS,2023-12-25", "XNYS,2023-07-03"]


def test_what_the_library_knows_is_not_repeated():
    assert held("XIST", "2023-02-07", "2023-02-15") == ["02-07", "02-15"]  # shut after the earthquake
    assert held("XHKG", "2023-07-14", "2023-07-18") == ["07-14", "07-18"]  # typhoon Talim
    assert not CORRECTED.changes_of("XIST", day("2016-01-01"), day("2026-12-31"))


# --- in force ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "exchange", "session"),
    [
        ("2023-08-31T20:00Z", "XHKG", "2023-09-04"),  # typhoon Saola on Friday the 1st
        ("2023-09-07T20:00Z", "XHKG", "2023-09-11"),  # black rain on Friday the 8th
        ("2024-01-19T12:00Z", "XBOM", "2024-01-20"),  # a Saturday
        ("2024-01-20T12:00Z", "XBOM", "2024-01-23"),  # and a Monday without trading
        ("2022-02-26T12:00Z", "XMOS", "2022-03-24"),
        ("2023-02-08T12:00Z", "XIST", "2023-02-15"),
    ],
)
def test_news_reaches_an_exchange_when_it_really_opened(instant, exchange, session):
    assert first_sessions(dt.datetime.fromisoformat(instant), [exchange])[exchange].session == day(session)


def test_a_session_in_two_parts_has_a_break():
    # Saturday 2 March 2024: 9:15 to 10:00 and 11:30 to 12:30 in Bombay, which is UTC+5:30.
    (row,) = exchange_hours("XBOM", day("2024-03-02"), day("2024-03-02")).itertuples(index=False)
    assert [f"{hour:%H:%M}" for hour in row] == ["03:45", "04:30", "06:00", "07:00"]
    found = first_sessions(dt.datetime(2024, 3, 2, 5, tzinfo=dt.UTC), ["XBOM"])["XBOM"]
    assert found.describe() == "during the session, 1 h"


def test_an_evening_session_is_a_session_of_its_day():
    hours = exchange_hours("XBOM", day("2023-11-12"), day("2023-11-12"))  # a Sunday, 18:15 to 19:15
    assert [f"{hours[name].iloc[0]:%H:%M}" for name in ("open", "close")] == ["12:45", "13:45"]


def test_a_late_opening_moves_the_first_trade():
    hours = exchange_hours("XHKG", day("2023-10-09"), day("2023-10-09"))  # from 14:00, which is 6:00 UTC
    assert f"{hours['open'].iloc[0]:%H:%M}" == "06:00"
    assert hours["break_start"].isna().all()


def test_days_without_a_correction_keep_their_hours():
    first, last = day("2023-08-28"), day("2023-09-12")
    library, ours = library_hours("XHKG", first, last), exchange_hours("XHKG", first, last)
    assert list(library.index.difference(ours.index).strftime("%m-%d")) == ["09-01", "09-08"]
    assert ours.equals(library.loc[ours.index])
    assert ours.dtypes.equals(library.dtypes)


def test_the_sessions_of_jakarta_in_2026_are_as_many_as_the_exchange_announced():
    assert len(exchange_sessions("XIDX", day("2026-01-01"), day("2026-12-31"))) == 239


@pytest.mark.parametrize("name", ["BSE", "XNSE"])
def test_an_exchange_under_another_name_has_the_same_sessions(name):
    span = day("2024-01-15"), day("2024-01-31")
    assert exchange_hours(name, *span).equals(exchange_hours("XBOM", *span))
