"""Faults of the answer: on the wire, in its form, and about something else than was asked for."""

from __future__ import annotations

import json
import socket
import struct
import time

from tests.price_server.faults.exchange import PAGE, Exchange, fault


@fault
def http_401_bad_crumb(x: Exchange) -> None:
    x.say(
        401,
        json.dumps({"finance": {"result": None, "error": {"code": "Unauthorized", "description": "Invalid Crumb"}}}),
    )


@fault
def http_403_forbidden(x: Exchange) -> None:
    x.say(403, "Forbidden")


@fault
def http_404_unknown_symbol(x: Exchange) -> None:
    x.error(404, "Not Found", "No data found, symbol may be delisted")


@fault
def http_404_page(x: Exchange) -> None:
    x.say(404, PAGE)


@fault
def http_400_no_data_for_dates(x: Exchange) -> None:
    x.error(400, "Bad Request", "Data doesn't exist for startDate = 1, endDate = 2")


@fault
def http_429_rate_limit(x: Exchange) -> None:
    x.say(429, "Too Many Requests\r\n")


@fault
def http_200_rate_limit(x: Exchange) -> None:
    x.say(200, "Too Many Requests\r\n")


@fault
def http_500_error(x: Exchange) -> None:
    x.say(500, "")


@fault
def http_502_page(x: Exchange) -> None:
    x.say(502, PAGE)


@fault
def http_503_json(x: Exchange) -> None:
    x.say(503, json.dumps({"message": "service unavailable"}))


@fault
def http_504_timeout(x: Exchange) -> None:
    x.say(504, "upstream request timeout")


@fault
def will_be_right_back(x: Exchange) -> None:
    x.say(200, "Yahoo! - 999: Will be right back")


@fault
def empty_body(x: Exchange) -> None:
    x.say(200, "")


@fault
def null_body(x: Exchange) -> None:
    x.say(200, "null")


@fault
def truncated_body(x: Exchange) -> None:
    whole = json.dumps({"chart": {"result": [x.result], "error": None}})
    x.say(200, whole[: len(whole) // 2])


@fault
def body_cut_off(x: Exchange) -> None:
    truncated_body(x)
    x.length = 2 * len(x.body or b"")


@fault
def page_instead_of_json(x: Exchange) -> None:
    x.say(200, PAGE)


@fault
def consent_redirect(x: Exchange) -> None:
    x.say(302, "")
    x.headers["Location"] = "https://consent.yahoo.com/v2/collectConsent?sessionId=1"


@fault
def endless_redirect(x: Exchange) -> None:
    x.say(302, "")
    x.headers["Location"] = f"https://query2.finance.yahoo.com/v8/finance/chart/{x.ticker}?again"


@fault
def connection_reset(x: Exchange) -> None:
    x.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ConnectionResetError


@fault
def slow_answer(_: Exchange) -> None:
    time.sleep(1.0)


@fault
def error_with_status_200(x: Exchange) -> None:
    x.error(200, "Not Found", "No data found, symbol may be delisted")


@fault
def empty_result(x: Exchange) -> None:
    x.say(200, json.dumps({"chart": {"result": [], "error": None}}))


@fault
def null_result(x: Exchange) -> None:
    x.say(200, json.dumps({"chart": {"result": None, "error": None}}))


@fault
def no_meta(x: Exchange) -> None:
    del x.result["meta"]


@fault
def no_rows(x: Exchange) -> None:
    del x.result["timestamp"]
    x.result["indicators"] = {"quote": [{}], "adjclose": [{}]}


@fault
def no_timestamps(x: Exchange) -> None:
    del x.result["timestamp"]


@fault
def no_volume(x: Exchange) -> None:
    del x.quote["volume"]


@fault
def no_adjclose(x: Exchange) -> None:
    del x.result["indicators"]["adjclose"]


@fault
def ragged_arrays(x: Exchange) -> None:
    x.quote["close"].pop()


@fault
def words_for_prices(x: Exchange) -> None:
    x.quote["close"][3] = "n/a"


@fault
def wrong_symbol(x: Exchange) -> None:
    x.result["meta"]["symbol"] = "OTHER"


@fault
def wrong_currency(x: Exchange) -> None:
    x.result["meta"]["currency"] = "EUR"


@fault
def pounds_for_pence(x: Exchange) -> None:
    x.result["meta"]["currency"] = "GBP"
    x.scale(slice(None), 0.01)


@fault
def wrong_time_zone(x: Exchange) -> None:
    x.result["meta"]["exchangeTimezoneName"] = "Asia/Tokyo"


@fault
def unknown_time_zone(x: Exchange) -> None:
    x.result["meta"]["exchangeTimezoneName"] = "Mars/Olympus"


@fault
def weekly_bars(x: Exchange) -> None:
    x.result["meta"]["dataGranularity"] = "1wk"
