"""Faults of the rows: missing, twice, out of order, on other days."""

from __future__ import annotations

import math

from tests.price_server.faults.exchange import Exchange, fault

DAY = 86_400


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
def null_row_on_a_holiday(x: Exchange) -> None:
    row_on_a_holiday(x)
    gap = next(i for i in range(1, x.rows) if x.adjclose[i] == x.adjclose[i - 1])
    for column in (x.adjclose, *x.quote.values()):
        column[gap] = None


@fault
def row_after_the_end(x: Exchange) -> None:
    x.add(x.rows, x.result["timestamp"][-1] + 30 * DAY, like=-1)
