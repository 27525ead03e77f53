"""What an answer without prices means is read off the HTTP status and the body, never off a library's message."""

import json

import pandas as pd
import pytest

from analysis.errors import (
    BlockedError,
    MalformedError,
    NoDataError,
    RateLimitedError,
    StudyError,
    TransientError,
    UnknownSymbolError,
)
from analysis.market.sources.query import Query, trading_hours
from analysis.market.sources.request import Answer, decode

FIRST, LAST = pd.Timestamp("2023-07-03"), pd.Timestamp("2023-07-07")
URL = "https://query2.finance.yahoo.com/v8/finance/chart/EMB"


def query(exchange="XNYS", now="2024-01-01T00:00Z"):
    hours = trading_hours(exchange, FIRST, LAST)
    return Query("EMB", exchange, "USD", FIRST, LAST, hours, pd.Timestamp(now))


def fault(code, description):
    return json.dumps({"chart": {"result": None, "error": {"code": code, "description": description}}})


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (0, "", TransientError),
        (200, "", MalformedError),
        (200, "null", MalformedError),
        (200, '{"chart": {"result": [{"meta"', MalformedError),
        (200, '{"chart": null}', MalformedError),
        (200, '{"chart": {"result": [{}, {}], "error": null}}', MalformedError),
        (200, "<!DOCTYPE html><html>", BlockedError),
        (200, "Too Many Requests\r\n", RateLimitedError),
        (200, fault("Not Found", "No data found, symbol may be delisted"), UnknownSymbolError),
        (400, fault("Bad Request", "Data doesn't exist for startDate = 1, endDate = 2"), NoDataError),
        (401, fault("Unauthorized", "Invalid Crumb"), BlockedError),
        (403, "", BlockedError),
        (404, fault("Not Found", "No data found, symbol may be delisted"), UnknownSymbolError),
        (404, "<html>", BlockedError),
        (429, "Too Many Requests", RateLimitedError),
        (429, "<html>", RateLimitedError),
        (451, "", BlockedError),
        (500, "", TransientError),
        (502, "<html>", TransientError),
        (503, "{}", TransientError),
    ],
)
def test_an_answer_without_prices(status, body, error):
    with pytest.raises(error) as caught:
        decode(Answer(URL, status, body.encode(), "" if status else "Timeout"), query())
    assert caught.value.ticker == "EMB"
    assert caught.value.asked == "2023-07-03 to 2023-07-07, 1d"
    assert caught.value.got
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_a_consent_page_is_known_by_its_address():
    with pytest.raises(BlockedError):
        decode(Answer("https://consent.yahoo.com/v2/collectConsent", 200, b"{}"), query())


def test_no_answer_at_all():
    with pytest.raises(TransientError, match="no request for prices was answered"):
        decode(None, query())


def test_the_one_result_is_returned():
    body = json.dumps({"chart": {"result": [{"meta": {}}], "error": None}}).encode()
    assert decode(Answer(URL, 200, body), query()) == {"meta": {}}


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
