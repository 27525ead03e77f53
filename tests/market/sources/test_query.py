"""What is asked for follows the calendar of the exchange, and only sessions that are over are final."""

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.market.sources.query import Query, trading_hours

FIRST, LAST = pd.Timestamp("2023-07-03"), pd.Timestamp("2023-07-07")


def query(exchange="XNYS", now="2024-01-01T00:00Z"):
    hours = trading_hours(exchange, FIRST, LAST)
    return Query("EMB", exchange, "USD", FIRST, LAST, hours, pd.Timestamp(now))


def test_hours_of_an_exchange_follow_its_calendar():
    hours = trading_hours("XNYS", FIRST, LAST)  # Independence Day is closed, its eve closes early
    assert list(hours.index.strftime("%m-%d")) == ["07-03", "07-05", "07-06", "07-07"]
    assert hours.loc["2023-07-03", "close"] == pd.Timestamp("2023-07-03T17:00Z")
    assert hours.loc["2023-07-05", "open"] == pd.Timestamp("2023-07-05T13:30Z")
    assert query().zone == "America/New_York"
    assert query("XLON").zone == "Europe/London"


def test_currency_days_begin_at_midnight_in_london():
    hours = trading_hours("24/5", FIRST, LAST)
    assert list(hours.index.strftime("%m-%d")) == ["07-03", "07-04", "07-05", "07-06", "07-07"]
    assert hours.loc["2023-07-04", "open"] == pd.Timestamp("2023-07-03T23:00Z")  # summer time
    assert hours.loc["2023-07-04", "close"] == pd.Timestamp("2023-07-04T23:00Z")


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2023-07-06T19:59Z", "2023-07-05"),
        ("2023-07-06T20:29Z", "2023-07-05"),
        ("2023-07-06T20:30Z", "2023-07-06"),
        ("2023-07-08T00:00Z", "2023-07-07"),
    ],
)
def test_a_session_is_final_half_an_hour_after_its_close(now, last):
    assert query(now=now).final[-1] == pd.Timestamp(last)


def test_an_unknown_exchange_is_a_fault_of_the_study():
    with pytest.raises(StudyError):
        trading_hours("NYSX", FIRST, LAST)
