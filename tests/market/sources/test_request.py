"""What an answer without prices means is read off the HTTP status and the body, never off a library's message."""

import json

import pandas as pd
import pytest

from analysis.errors import (
    BlockedError,
    MalformedError,
    NoDataError,
    RateLimitedError,
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
