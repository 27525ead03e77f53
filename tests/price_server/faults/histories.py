"""Faults of whole histories, consistent in themselves: only what was known before, or other series, can show them."""

from __future__ import annotations

from tests.price_server.faults.exchange import Exchange, fault
from tests.price_server.world import chart

DAY = 86_400


def _adjust(x: Exchange) -> None:
    """Adjusted closes that fit the closes and dividends as they now are."""
    stamps, closes = x.result["timestamp"], x.quote["close"]
    kept, adjusted = 1.0, []
    for i in range(x.rows - 1, -1, -1):
        adjusted.append(closes[i] * kept)
        if i and (paid := x.dividends.get(str(stamps[i]))):
            kept *= 1 - paid["amount"] / closes[i - 1]
    x.adjclose = adjusted[::-1]


def _move(x: Exchange, step: int) -> None:
    """Give each session the values of the one `step` rows before it; those of the edge stay but for a trifle."""
    rows = [min(max(i - step, 0), x.rows - 1) for i in range(x.rows)]
    stamps = x.result["timestamp"]
    for column in (x.adjclose, *x.quote.values()):
        column[:] = [column[i] for i in rows]
        edge = 0 if step > 0 else -1
        column[edge] = round(1.0004 * column[edge], 2)
    moved = {}
    for paid in x.dividends.values():
        at = min(max(stamps.index(paid["date"]) + step, 0), x.rows - 1)
        moved[str(stamps[at])] = {**paid, "date": stamps[at]}
    x.result["events"]["dividends"] = moved
    _adjust(x)


@fault
def values_a_session_late(x: Exchange) -> None:
    _move(x, 1)


@fault
def values_a_session_early(x: Exchange) -> None:
    _move(x, -1)


@fault
def dividends_all_gone(x: Exchange) -> None:
    x.dividends.clear()
    _adjust(x)


@fault
def dividends_halved(x: Exchange) -> None:
    for paid in x.dividends.values():
        paid["amount"] /= 2
    _adjust(x)


@fault
def one_dividend_gone(x: Exchange) -> None:
    del x.dividends[list(x.dividends)[1]]
    _adjust(x)


@fault
def prices_of_another_fund(x: Exchange) -> None:
    other = chart("VWOB", x.result["timestamp"][0], x.result["timestamp"][-1] + DAY)
    x.result.update({name: other[name] for name in ("timestamp", "indicators", "events")})


@fault
def everything_hundredfold(x: Exchange) -> None:
    _scale(x, x.rows, 100)


@fault
def first_half_in_another_currency(x: Exchange) -> None:
    _scale(x, x.rows // 2, 0.92)


def _scale(x: Exchange, rows: int, factor: float) -> None:
    x.scale(slice(0, rows), factor)
    last = x.result["timestamp"][rows - 1]
    for paid in x.dividends.values():
        paid["amount"] *= factor if paid["date"] <= last else 1
    _adjust(x)


@fault
def begins_later(x: Exchange) -> None:
    x.drop(0, x.rows // 2)
    first = x.result["timestamp"][0]
    x.result["meta"]["firstTradeDate"] = first
    x.result["events"]["dividends"] = {key: paid for key, paid in x.dividends.items() if paid["date"] >= first}


@fault
def one_close_a_cent_higher(x: Exchange) -> None:
    x.quote["close"][30] = min(x.quote["close"][30] + 0.01, x.quote["high"][30] + 0.01)
    x.quote["high"][30] = max(x.quote["high"][30], x.quote["close"][30])
    _adjust(x)


@fault
def one_open_revised(x: Exchange) -> None:
    x.quote["open"][30] = (x.quote["high"][30] + x.quote["low"][30]) / 2
