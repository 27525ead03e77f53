"""Faults of prices and dividends."""

from __future__ import annotations

import math

from tests.price_server.faults.exchange import Exchange, fault

DAY = 86_400


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


def _ex_row(x: Exchange, number: int = 1) -> int:
    return x.result["timestamp"].index(int(list(x.dividends)[number]))


@fault
def dividend_missing_from_events(x: Exchange) -> None:
    del x.dividends[list(x.dividends)[1]]


@fault
def dividend_missing_everywhere(x: Exchange) -> None:
    row = _ex_row(x, 3)  # the second of a December: without one in January, it is missed
    close, paid = x.quote["close"][row - 1], x.dividends.pop(list(x.dividends)[3])["amount"]
    x.adjclose = [a / (1 - paid / close) if i < row else a for i, a in enumerate(x.adjclose)]


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
