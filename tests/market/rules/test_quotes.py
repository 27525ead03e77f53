"""Bars that are not what they say."""

import pytest

from analysis.market.checks import check_bars
from tests.market.made_bars import clean, findings, only

# --- opens ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["the day's close", "the close before"])
@pytest.mark.parametrize(
    ("declared", "severity"),
    [("full", "error"), (None, "warning"), ("closes", None)],
    ids=["full", "unknown", "closes"],
)
def test_an_open_that_is_a_close_is_none(which, declared, severity):
    bars = clean()
    close = bars["close"] if which == "the day's close" else bars["close"].shift().fillna(bars["open"])
    bars["open"] = close
    bars["high"], bars["low"] = bars[["high", "open"]].max(axis=1), bars[["low", "open"]].min(axis=1)
    found = [r for r in check_bars("FUND", bars, "XNYS", declared=declared) if r.check == "opens"]
    assert [r.severity for r in found] == ([severity] if severity else [])
    assert all(f"open equals {which} on 100% of the sessions" in r.message for r in found)


@pytest.mark.parametrize(("sessions", "said"), [(60, True), (25, False)])
def test_a_quarter_without_opens_is_said(sessions, said):
    bars = clean()
    bars.iloc[100 : 100 + sessions, bars.columns.get_loc("open")] = bars["close"].iloc[100 : 100 + sessions]
    found = {r.check: r for r in check_bars("FUND", bars, "XNYS", declared="full")}
    assert ("opens" in found) is said
    assert not said or found["opens"].severity == "warning"


# --- prices that nobody renewed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("volume", [0, 100], ids=["no volume", "volume"])
@pytest.mark.parametrize(("sessions", "said"), [(5, True), (4, False)])
def test_five_equal_closes_in_a_row_whatever_the_volume(volume, sessions, said):
    bars = clean()
    frozen = bars.index[200 : 200 + sessions]
    bars.loc[frozen, ["open", "high", "low", "close"]] = bars["close"].iloc[200]
    bars["dividend"], bars["adj_close"] = 0.0, bars["close"]
    bars.loc[frozen, "volume"] = volume
    found = {r.check: r for r in check_bars("FUND", bars, "XNYS")}
    assert ("stale_prices" in found) is said
    if said:
        assert found["stale_prices"].dates == tuple(frozen.strftime("%Y-%m-%d"))
        assert "on 5 sessions in a row" in found["stale_prices"].message


@pytest.mark.parametrize(
    ("columns", "severity"), [(["volume"], "error"), ([], "warning")], ids=["volume too", "prices"]
)
def test_two_identical_bars_are_one_day_twice(columns, severity):
    bars = clean().assign(dividend=0.0)
    bars["adj_close"] = bars["close"]
    names = ["open", "high", "low", "close", "adj_close", *columns]
    bars.iloc[201, [bars.columns.get_loc(n) for n in names]] = bars.iloc[200][names]
    result = only(bars, "repeated_bars")
    assert (result.severity, result.dates) == (severity, (bars.index[201].strftime("%Y-%m-%d"),))


def test_four_equal_prices_in_a_quiet_market_are_coincidence():
    """A range of four ticks."""
    bars = clean().assign(dividend=0.0)
    bars.iloc[200:202, [bars.columns.get_loc(n) for n in ("open", "high", "low", "close")]] = 50.01, 50.03, 49.99, 50.0
    bars["adj_close"] = bars["close"]
    assert "repeated_bars" not in {r.check for r in check_bars("FUND", bars, "XNYS")}


# --- volume and lone ticks --------------------------------------------------------------------------------------------


def test_sessions_without_volume_are_listed_and_series_without_are_said_to_be():
    bars = clean()
    bars.loc["2022-06-15", "volume"] = 0
    assert only(bars, "zero_volume").dates == ("2022-06-15",)
    bars["volume"] = 0
    assert only(bars, "zero_volume").message == "no volume on 100% of the sessions"


def test_a_thin_fund_has_days_without_trade():
    bars = clean()
    bars.loc["2022-06-15", "volume"], bars.loc["2022-06-17", "volume"] = 0, 100
    assert ("zero_volume", "warning") not in findings(bars)


def test_currencies_have_no_volume():
    bars = clean(exchange="24/5")
    bars["volume"] = 0
    assert ("zero_volume", "warning") not in findings(bars, "24/5")


@pytest.mark.parametrize(("column", "factor"), [("high", 1.06), ("low", 0.94)])
def test_a_price_that_no_neighbour_confirms(column, factor):
    bars = clean()
    bars.loc["2022-06-15", column] *= factor
    result = only(bars, "lone_ticks")
    assert (result.severity, result.dates) == ("warning", ("2022-06-15",))
    assert column in result.message


@pytest.mark.parametrize(("column", "factor"), [("high", 1.06), ("low", 0.94)])
def test_a_price_that_a_neighbour_confirms_is_no_bad_tick(column, factor):
    bars = clean()
    bars.loc["2022-06-15":"2022-06-16", column] *= factor
    assert ("lone_ticks", "warning") not in findings(bars)


def test_a_crisis_is_no_bad_tick():
    bars = clean()
    wild = bars.index[100:160]
    bars.loc[wild, "high"] *= 1.03
    bars.loc[wild, "low"] *= 0.97
    assert not set(only(bars, "lone_ticks").dates if ("lone_ticks", "warning") in findings(bars) else ()) & set(
        wild[10:-10].strftime("%Y-%m-%d")
    )
