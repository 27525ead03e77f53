"""Faults of the price server: what goes wrong on the wire, in the form of an answer, and in the prices themselves.

Each is a function of an `Exchange`, called before the honest answer is sent. It changes the chart's result, replaces
the whole answer, or ruins the connection.
"""

from __future__ import annotations

import json
import math
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

DAY = 86_400
PAGE = "<!DOCTYPE html><html><head><title>Yahoo</title></head><body>We care about your privacy.</body></html>"


@dataclass
class Exchange:
    """One request for a chart and the answer in the making."""

    ticker: str
    result: dict
    connection: socket.socket
    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None

    @property
    def quote(self) -> dict[str, list]:
        return self.result["indicators"]["quote"][0]

    @property
    def adjclose(self) -> list:
        return self.result["indicators"]["adjclose"][0]["adjclose"]

    @adjclose.setter
    def adjclose(self, values: list) -> None:
        self.result["indicators"]["adjclose"][0]["adjclose"] = values

    @property
    def dividends(self) -> dict[str, dict]:
        return self.result.setdefault("events", {}).setdefault("dividends", {})

    @property
    def rows(self) -> int:
        return len(self.result["timestamp"])

    @property
    def columns(self) -> list[list]:
        return [self.result["timestamp"], self.adjclose, *self.quote.values()]

    def say(self, status: int, body: str) -> None:
        self.status, self.body = status, body.encode()

    def error(self, status: int, code: str, description: str) -> None:
        self.say(status, json.dumps({"chart": {"result": None, "error": {"code": code, "description": description}}}))

    def scale(
        self, rows: slice | list[int], factor: float, names: tuple[str, ...] = ("open", "high", "low", "close")
    ) -> None:
        picked = range(self.rows)[rows] if isinstance(rows, slice) else rows
        for i in picked:
            for name in names:
                self.quote[name][i] *= factor
            if names == ("open", "high", "low", "close"):
                self.adjclose[i] *= factor

    def drop(self, first: int, last: int) -> None:
        for column in self.columns:
            del column[first:last]

    def add(self, at: int, stamp: int, like: int) -> None:
        row = [column[like] for column in self.columns]
        for column, value in zip(self.columns, row, strict=True):
            column.insert(at, value)
        self.result["timestamp"][at] = stamp


Fault = Callable[[Exchange], None]
FAULTS: dict[str, Fault] = {}


def fault(function: Fault) -> Fault:
    FAULTS[function.__name__] = function
    return function


# --- on the wire ----------------------------------------------------------------------------------------------------


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


# --- the form of the answer -----------------------------------------------------------------------------------------


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


# --- something else than was asked for ------------------------------------------------------------------------------


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


# --- rows -----------------------------------------------------------------------------------------------------------


@fault
def first_row_missing(x: Exchange) -> None:
    x.drop(0, 1)


@fault
def middle_row_missing(x: Exchange) -> None:
    x.drop(20, 21)


@fault
def last_row_missing(x: Exchange) -> None:
    x.drop(x.rows - 1, x.rows)


@fault
def half_of_the_range(x: Exchange) -> None:
    x.drop(0, x.rows // 2)


@fault
def null_closes(x: Exchange) -> None:
    x.quote["close"][10] = x.quote["close"][11] = None


@fault
def null_row(x: Exchange) -> None:
    for column in (x.adjclose, *x.quote.values()):
        column[15] = None


@fault
def null_last_row(x: Exchange) -> None:
    for column in (x.adjclose, *x.quote.values()):
        column[-1] = None


@fault
def nan_tokens(x: Exchange) -> None:
    x.quote["open"][12] = math.nan


@fault
def row_twice(x: Exchange) -> None:
    x.add(8, x.result["timestamp"][7], like=7)


@fault
def day_twice(x: Exchange) -> None:
    x.add(8, x.result["timestamp"][7] + 3600, like=9)


@fault
def last_day_twice(x: Exchange) -> None:
    x.add(x.rows, x.result["timestamp"][-1] + 6 * 3600, like=-2)


@fault
def rows_out_of_order(x: Exchange) -> None:
    for column in x.columns:
        column[5], column[6] = column[6], column[5]


@fault
def day_early(x: Exchange) -> None:
    x.result["timestamp"] = [s - DAY for s in x.result["timestamp"]]


@fault
def stamped_at_midnight_utc(x: Exchange) -> None:
    x.result["timestamp"] = [s - s % DAY for s in x.result["timestamp"]]


@fault
def stamped_an_evening_early(x: Exchange) -> None:
    x.result["timestamp"] = [s - 37_800 for s in x.result["timestamp"]]


@fault
def row_on_a_holiday(x: Exchange) -> None:
    gap = next(i for i in range(1, x.rows) if x.result["timestamp"][i] - x.result["timestamp"][i - 1] > 2 * DAY)
    x.add(gap, x.result["timestamp"][gap - 1] + DAY, like=gap - 1)


@fault
def row_after_the_end(x: Exchange) -> None:
    x.add(x.rows, x.result["timestamp"][-1] + 30 * DAY, like=-1)


# --- prices ---------------------------------------------------------------------------------------------------------


@fault
def two_rows_hundredfold(x: Exchange) -> None:
    x.scale([13, 14], 100)


@fault
def older_half_hundredfold(x: Exchange) -> None:
    x.scale(slice(0, x.rows // 2), 100)


@fault
def one_open_doubled(x: Exchange) -> None:
    x.quote["open"][9] *= 2
    x.quote["high"][9] = x.quote["open"][9]


@fault
def one_close_spikes(x: Exchange) -> None:
    x.scale([9], 1.7)


@fault
def zero_price(x: Exchange) -> None:
    x.scale([9], 0)


@fault
def negative_price(x: Exchange) -> None:
    x.scale([9], -1)


@fault
def high_below_close(x: Exchange) -> None:
    x.quote["high"][9] = x.quote["low"][9] * 0.95


@fault
def split_listed_and_not_applied(x: Exchange) -> None:
    stamp = x.result["timestamp"][21]
    x.result.setdefault("events", {})["splits"] = {str(stamp): {"date": stamp, "numerator": 3.0, "denominator": 2.0}}
    x.scale(slice(0, 21), 1.5)


@fault
def split_unlisted_and_not_applied(x: Exchange) -> None:
    x.scale(slice(0, 21), 4)


@fault
def split_missing_from_closes(x: Exchange) -> None:
    for name in ("open", "high", "low", "close"):
        for i in range(21):
            x.quote[name][i] *= 1.25


@fault
def volume_null(x: Exchange) -> None:
    x.quote["volume"][7] = None


@fault
def frozen_prices(x: Exchange) -> None:
    for i in range(x.rows - 8, x.rows):
        for column in (x.adjclose, *x.quote.values()):
            column[i] = column[x.rows - 9]
        x.quote["volume"][i] = 0


# --- dividends ------------------------------------------------------------------------------------------------------


def _ex_row(x: Exchange, number: int = 1) -> int:
    return x.result["timestamp"].index(int(list(x.dividends)[number]))


@fault
def dividend_missing_from_events(x: Exchange) -> None:
    del x.dividends[list(x.dividends)[1]]


@fault
def dividend_missing_everywhere(x: Exchange) -> None:
    row = _ex_row(x)
    close = x.quote["close"][row - 1]
    x.adjclose = [a / (1 - 0.2 / close) if i < row else a for i, a in enumerate(x.adjclose)]
    dividend_missing_from_events(x)


@fault
def phantom_dividend_in_events(x: Exchange) -> None:
    stamp = x.result["timestamp"][10]
    x.dividends[str(stamp)] = {"amount": 0.2, "date": stamp}


@fault
def phantom_dividend_everywhere(x: Exchange) -> None:
    stamp, close = x.result["timestamp"][10], x.quote["close"][9]
    x.dividends[str(stamp)] = {"amount": 0.08 * close, "date": stamp}
    x.adjclose = [a * 0.92 if i < 10 else a for i, a in enumerate(x.adjclose)]


@fault
def dividend_hundredfold(x: Exchange) -> None:
    x.dividends[list(x.dividends)[1]]["amount"] *= 100


@fault
def dividend_doubled(x: Exchange) -> None:
    first = x.dividends[list(x.dividends)[1]]
    x.dividends[str(first["date"] + 60)] = {**first, "date": first["date"] + 60}


@fault
def dividend_in_another_currency(x: Exchange) -> None:
    x.dividends[list(x.dividends)[1]]["currency"] = "EUR"


@fault
def dividend_on_a_holiday(x: Exchange) -> None:
    gap = next(i for i in range(1, x.rows) if x.result["timestamp"][i] - x.result["timestamp"][i - 1] > 2 * DAY)
    stamp = x.result["timestamp"][gap - 1] + DAY
    x.dividends[str(stamp)] = {"amount": 0.2, "date": stamp}


@fault
def dividend_after_the_end(x: Exchange) -> None:
    stamp = x.result["timestamp"][-1] + 30 * DAY
    x.dividends[str(stamp)] = {"amount": 0.2, "date": stamp}


@fault
def dividend_without_a_date(x: Exchange) -> None:
    x.dividends["0"] = {"amount": 0.2}


@fault
def adjclose_not_adjusted(x: Exchange) -> None:
    x.adjclose = list(x.quote["close"])


@fault
def adjclose_infinite(x: Exchange) -> None:
    x.adjclose[4] = math.inf
