"""What an answer without prices means is read off the HTTP status and the body, never off a library's message."""

import json

import pandas as pd
import pytest
from curl_cffi import CurlECode
from curl_cffi.requests.exceptions import code2error

from analysis.errors import (
    BlockedError,
    FetchError,
    MalformedError,
    NoDataError,
    RateLimitedError,
    TransientError,
    UnknownSymbolError,
    UntrustedError,
)
from analysis.market.sources.query import Query, trading_hours
from analysis.market.sources.request import Answer, Failure, decode, network_failure

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
        decode(Answer(URL, status, body.encode(), None if status else Failure(TransientError, "broken off")), query())
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


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (401, "its own cookie: repeat the command in some minutes"),
        (402, "update yfinance"),
        (403, "try from another one, or tomorrow"),
        (404, "correct the ticker"),
        (408, "repeat the command"),
        (429, "wait an hour"),
        (451, "does not serve this country: use the bundled prices"),
        (500, "repeat the command in an hour"),
        (503, "repeat the command in an hour"),
        (999, "wait an hour"),
    ],
)
def test_the_remedy_fits_the_status(status, remedy):
    with pytest.raises(FetchError) as caught:
        decode(Answer(URL, status, b""), query())
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("code", "words", "kind", "remedy"),
    [
        (CurlECode.COULDNT_RESOLVE_HOST, "Could not resolve host", TransientError, "connect to the network"),
        (CurlECode.COULDNT_RESOLVE_PROXY, "Could not resolve proxy", TransientError, "correct the proxy settings"),
        (CurlECode.COULDNT_CONNECT, "Failed to connect to x after 0 ms", TransientError, "let a firewall pass"),
        (
            CurlECode.COULDNT_CONNECT,
            "Failed to connect to x over proxy y",
            TransientError,
            "correct the proxy settings",
        ),
        (CurlECode.COULDNT_CONNECT, "CONNECT tunnel failed, response 407", TransientError, "name and password"),
        (
            CurlECode.COULDNT_CONNECT,
            "CONNECT tunnel failed, response 403",
            TransientError,
            "correct the proxy settings",
        ),
        (CurlECode.OPERATION_TIMEDOUT, "timed out", TransientError, "later, or over a faster network"),
        (CurlECode.PEER_FAILED_VERIFICATION, "expired", UntrustedError, "clock or its certificates"),
        (CurlECode.SSL_CACERT_BADFILE, "no such file", UntrustedError, "clock or its certificates"),
        (CurlECode.SSL_CONNECT_ERROR, "handshake", UntrustedError, "asking again does not help"),
        (CurlECode.RECV_ERROR, "reset", TransientError, "repeat the command"),
        (CurlECode.PARTIAL_FILE, "closed", TransientError, "repeat the command"),
        (CurlECode.BAD_CONTENT_ENCODING, "unknown", MalformedError, "try later"),
        (CurlECode.UNSUPPORTED_PROTOCOL, "HTTP/0.9", MalformedError, "try later"),
    ],
)
def test_the_remedy_fits_what_the_network_did(code, words, kind, remedy):
    said = f"Failed to perform, curl: ({int(code)}) {words}. See https://curl.se/ first for more details."
    failure = network_failure(code2error(code, words)(said, code, None))
    error = failure.error(query())
    assert type(error) is kind
    assert remedy in error.remedy
    assert "curl.se" not in str(error)
