"""A step in the level of quotes, which have no range and no volume: other signs decide, and size alone never does."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from analysis.exchanges import quoted_calendar
from analysis.market.checks import check_bars, check_quotes, compare_quotes
from tests.market.made_bars import PRICES, clean

START, END = "2022-06-15", "2022-07-14"
TICKERS = ("AAA", "BBB", "CCC", "DDD")


def bonds(seed=5, common=0.004, own=0.002):
    """Four bonds of one market, each quoted on about nine weekdays of ten, and always around the steps."""
    rng = np.random.default_rng(seed)
    days = pd.bdate_range("2021-06-01", "2023-06-30")
    market = rng.normal(0, common, len(days))
    found = {}
    for ticker in TICKERS:
        close = 95 * np.exp(np.cumsum(market + rng.normal(0, own, len(days))))
        kept = (rng.uniform(size=len(days)) < 0.9) | (abs(days - pd.Timestamp(START)) < pd.Timedelta(10, "D"))
        table = pd.DataFrame({"close": np.round(close, 3), "dividend": 0.0}, index=days)
        found[ticker] = table[kept]
    return found


def stepped(factor, last=None, tickers=("AAA",)):
    found = bonds()
    for ticker in tickers:
        found[ticker].loc[START:last, "close"] *= factor
    return found


def said_of(found, ticker="AAA", *, alone=False):
    """What the checks say of the step: severity by check."""
    days = pd.DatetimeIndex(found[ticker].index)
    calendar = quoted_calendar(days, dt.time(16), ZoneInfo("Europe/London"))
    beside = None if alone else compare_quotes(found).get(ticker)
    results = check_quotes(ticker, found[ticker], calendar, beside)
    return {r.check: r for r in results if START in r.dates}


@pytest.mark.parametrize("ticker", TICKERS)
def test_quotes_as_they_are_have_no_step(ticker):
    assert said_of(bonds(), ticker) == said_of(bonds(), ticker, alone=True) == {}


@pytest.mark.parametrize("factor", [1.5, 0.8, 1.1, 2.5, 5])
def test_a_step_of_a_usual_ratio_beside_neighbours_that_stood_still_is_an_error(factor):
    result = said_of(stepped(factor))["jumps"]
    assert (result.severity, result.dates) == ("error", (START,))
    assert "another unit, another series, or another kind of price" in result.message
    assert re.search(r"[+-]\d+\.\d % \(.+ times its usual move\), others moved \d % as far", result.message)
    assert "the ratio of a split or a unit" in result.message
    assert "trading" not in result.message


@pytest.mark.parametrize("factor", [0.8, 1.25, 1.3, 0.9])
def test_a_step_that_is_undone_beside_neighbours_that_stood_still_is_an_error(factor):
    result = said_of(stepped(factor, END))["jumps"]
    assert (result.severity, result.dates) == ("error", (START, "2022-07-15"))
    assert "undone by another step" in result.message


def test_a_step_of_a_usual_ratio_that_is_undone_is_an_error_without_any_neighbour():
    assert said_of(stepped(0.8, END), alone=True)["jumps"].severity == "error"


@pytest.mark.parametrize("factor", [1.5, 0.8, 1.3, 0.34, 1 / 3, 7.9])
def test_one_sign_is_none_and_the_step_is_said_to_be_unexplained(factor):
    found = said_of(stepped(factor), alone=True)
    assert {check: r.severity for check, r in found.items()} == {"unexplained_steps": "warning"}
    assert "nothing tells whether a market moved or the file is wrong" in found["unexplained_steps"].message


def test_a_ratio_that_is_none_beside_still_neighbours_is_one_sign():
    assert {c: r.severity for c, r in said_of(stepped(1.3)).items()} == {"unexplained_steps": "warning"}


def test_a_threefold_fall_of_a_whole_market_is_one():
    """All bonds of an issuer that stops paying fall to a third, which is the ratio of a split."""
    found = said_of(stepped(1 / 3, tickers=TICKERS))
    assert {check: r.severity for check, r in found.items()} == {"jumps": "warning"}
    assert "many others moved too, 75 % as far" in found["jumps"].message


def test_neighbours_that_were_astir_did_not_stand_still_though_they_moved_a_small_share():
    found = stepped(1 / 3)
    for ticker in TICKERS[1:3]:
        found[ticker].loc[START:, "close"] *= 0.95
    assert "jumps" not in said_of(found)


def test_neighbours_without_a_quote_on_the_day_did_not_stand_still():
    found = stepped(1.5)
    for ticker in TICKERS[1:]:
        found[ticker] = found[ticker].drop(pd.Timestamp(START))
    result = said_of(found)["unexplained_steps"]
    assert "followed" not in result.message


def test_a_move_over_many_days_is_measured_by_the_root_of_their_number():
    """Of 0.45 % a day 9 % are twenty usual moves, and over six months two."""
    table = bonds()["AAA"]
    table.loc[START:, "close"] *= 0.91
    gap = table.drop(table.loc["2021-12-15":"2022-06-14"].index)
    assert "unexplained_steps" in said_of({"AAA": table}, alone=True)
    assert "unexplained_steps" not in said_of({"AAA": gap}, alone=True)


def test_a_step_of_a_bond_that_hardly_moves_is_at_least_four_percent():
    calm = bonds(common=0.0002, own=0.0001)
    for factor, said in ((0.97, False), (0.95, True)):
        table = calm["AAA"].copy()
        table.loc[START:, "close"] *= factor
        assert ("unexplained_steps" in said_of({"AAA": table}, alone=True)) is said


def test_a_coupon_that_the_file_states_explains_its_step():
    table = stepped(0.94)["AAA"]
    before = table["close"][table.index < START].iloc[-1]
    assert "unexplained_steps" in said_of({"AAA": table}, alone=True)
    table.loc[START, "dividend"] = 0.06 * before
    assert said_of({"AAA": table}, alone=True) == {}


# --- of an exchange's bars --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("spread", "said"), [(1.0, True), (3.0, False)], ids=["ordinary range", "wide range"])
def test_a_small_step_that_looks_just_like_a_split_is_unexplained(spread, said):
    """Of a fund whose usual move is 1.9 %, a split of 11:10 is five; its bar lies wholly beyond the close before."""
    bars = clean().assign(dividend=0.0)
    bars[PRICES] = 50 * (bars[PRICES] / 50) ** 3
    day = pd.Timestamp(START)
    bars.loc[day:, PRICES] /= 1.1
    before = bars["close"][bars.index < START].iloc[-1] / 1.1
    bars.loc[day, ["open", "close"]] = before
    bars.loc[day, ["high", "low"]] = before * np.exp(0.012 * spread), before * np.exp(-0.012 * spread)
    bars["adj_close"] = bars["close"]
    found = [r for r in check_bars("FUND", bars, "XNYS") if r.check == "unexplained_steps" and START in r.dates]
    assert [r.severity for r in found] == ["warning"] * said
    assert all("the ratio of a split or a unit" in r.message for r in found)


def test_many_usual_moves_of_a_price_that_is_mostly_stale_are_no_step():
    bars = clean().assign(dividend=0.0, volume=0.0)
    bars[PRICES] = 50.0
    for factor, said in ((1.03, False), (1.06, True)):
        moved = bars.copy()
        moved.loc[pd.Timestamp(START) :, PRICES] *= factor
        found = {r.check for r in check_bars("FUND", moved, "XNYS", declared="closes")}
        assert ("unexplained_steps" in found) is said
