"""Each fault of a price table has its own finding; the bundled prices have none that stops a run."""

import numpy as np
import pandas as pd
import pytest

from analysis.exchanges import exchange_sessions
from analysis.market.checks import check_bars


def clean(n=300, exchange="XNYS", start="2022-01-03"):
    """A fund that pays 0.2 on the first session of each month, with its adjusted close."""
    days = exchange_sessions(exchange, pd.Timestamp(start), pd.Timestamp(start) + pd.Timedelta(2 * n, "D"))[:n]
    rng = np.random.default_rng(7)
    close = np.round(50 * np.exp(np.cumsum(rng.normal(0, 0.006, n))), 2)
    opened = np.round(np.r_[close[0], close[:-1]] * np.exp(rng.normal(0, 0.002, n)), 2)
    spread = 1 + rng.uniform(0, 0.004, (2, n))
    dividend = np.where(np.r_[False, days[1:].month != days[:-1].month], 0.2, 0.0)
    factor = 1 - dividend / np.r_[np.inf, close[:-1]]
    adjusted = close * np.r_[np.cumprod(factor[::-1])[::-1][1:], 1.0]
    return pd.DataFrame(
        {
            "open": opened,
            "high": np.round(np.maximum(opened, close) * spread[0], 2),
            "low": np.round(np.minimum(opened, close) / spread[1], 2),
            "close": close,
            "volume": rng.integers(1_000, 9_000, n).astype(float),
            "adj_close": np.round(adjusted, 4),
            "dividend": dividend,
        },
        index=pd.DatetimeIndex(days, name="date"),
    )


def findings(bars, exchange="XNYS"):
    return {(r.check, r.severity) for r in check_bars("FUND", bars, exchange)}


def only(bars, check, exchange="XNYS"):
    """The one finding of that check."""
    (result,) = [r for r in check_bars("FUND", bars, exchange) if r.check == check]
    return result


def test_a_clean_fund_has_no_findings():
    assert findings(clean()) == set()


# --- dates ----------------------------------------------------------------------------------------------------------


def test_one_row_is_not_a_series():
    assert findings(clean().iloc[:1]) == {("empty", "error")}


def test_a_date_twice():
    bars = clean()
    assert only(bars.iloc[[*range(9), 8, *range(9, 300)]], "duplicate_dates").dates == ("2022-01-13",)


def test_dates_out_of_order():
    bars = clean()
    assert only(bars.iloc[[1, 0, *range(2, 300)]], "unordered_dates").dates == ("2022-01-03",)


def test_a_missing_session():
    result = only(clean().drop(pd.Timestamp("2022-06-15")), "sessions")
    assert (result.severity, result.dates) == ("error", ("2022-06-15",))


def test_a_row_on_a_holiday():
    bars = clean()
    extra = bars.loc[[pd.Timestamp("2022-07-01")]].set_axis([pd.Timestamp("2022-07-04")])
    result = only(pd.concat([bars, extra]).sort_index(), "sessions")
    assert (result.severity, result.dates) == ("error", ("2022-07-04",))


def test_a_currency_may_miss_a_few_weekdays_at_holidays_but_not_many():
    bars = clean(exchange="24/5")
    assert only(bars.drop(bars.index[100]), "sessions", "24/5").severity == "warning"
    assert only(bars.drop(bars.index[100:110]), "sessions", "24/5").severity == "error"


@pytest.mark.slow
@pytest.mark.parametrize(("exchange", "first"), [("NYSX", "2022-01-03"), ("XNYS", "1677-01-01")])
def test_a_calendar_that_cannot_be_had_is_an_error_of_the_series(exchange, first):
    bars = clean()
    bars.index = pd.DatetimeIndex([first]).as_unit("us").append(bars.index[1:].as_unit("us"))
    assert only(bars, "sessions", exchange).severity == "error"


def test_london_has_other_holidays_than_new_york():
    bars = clean(exchange="XLON", start="2022-01-04")
    assert findings(bars, "XLON") == set()
    assert ("sessions", "error") in findings(bars, "XNYS")


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0.0, -3.0, 1e-300, 1e300, np.nan, np.inf])
@pytest.mark.parametrize("column", ["open", "high", "low", "close", "adj_close"])
def test_a_price_is_a_positive_number(column, value):
    bars = clean()
    bars.loc["2022-03-15", column] = value
    result = only(bars, "prices_positive")
    assert (result.severity, result.dates) == ("error", ("2022-03-15",))
    assert column in result.message


@pytest.mark.parametrize("column", ["volume", "dividend"])
def test_an_amount_is_not_negative(column):
    bars = clean()
    bars.loc["2022-03-15", column] = -1
    assert only(bars, "amounts_not_negative").dates == ("2022-03-15",)


def test_rounding_may_move_a_close_past_the_high():
    bars = clean()
    bars["high"] = bars[["open", "close"]].max(axis=1) * (1 - 5e-6)
    assert ("high_low_bounds", "error") not in findings(bars)
    assert ("high_low_bounds", "warning") not in findings(bars)


def test_an_auction_may_move_it_further_but_no_fault_of_unit():
    bars = clean()
    bars.loc["2022-03-15", "high"] = bars.loc["2022-03-15", ["open", "close"]].max() * 0.997
    bars.loc["2022-03-15", "low"] = bars.loc["2022-03-15", ["open", "close"]].min() * 0.99
    assert only(bars, "high_low_bounds").severity == "warning"
    bars.loc["2022-03-15", "high"] *= 0.5
    assert only(bars, "high_low_bounds").severity == "error"


PRICES = ["open", "high", "low", "close", "adj_close"]


@pytest.mark.parametrize("factor", [100, 0.01, 2, 0.5, 4, 10])
def test_a_series_that_changes_its_unit_or_splits(factor):
    bars = clean()
    bars.loc[:"2022-06-15", PRICES] *= factor
    assert ("jumps", "error") in findings(bars)


def test_a_spike_that_comes_back():
    bars = clean()
    bars.loc["2022-06-15", PRICES] *= 1.6
    assert ("jumps", "error") in findings(bars)


def test_a_jump_in_the_last_session_is_not_known_to_come_back():
    bars = clean()
    bars.loc[bars.index[-1], PRICES] *= 1.6
    assert ("jumps", "warning") in findings(bars)
    assert ("jumps", "error") not in findings(bars)


def test_a_crash_that_stays_is_reported_and_kept():
    bars = clean()
    bars.loc["2022-06-15":, PRICES] *= 0.63
    bars.loc[:, "dividend"] = 0
    bars["adj_close"] = bars["close"]
    assert [(r.severity, r.dates) for r in check_bars("FUND", bars, "XNYS") if r.check == "jumps"] == [
        ("warning", ("2022-06-15",))
    ]


def test_an_open_of_another_unit_between_good_closes():
    bars = clean()
    bars.loc["2022-06-15", ["open", "high"]] *= 100
    assert only(bars, "jumps").dates == ("2022-06-15",)


def test_a_dividend_that_the_adjusted_close_does_not_know():
    bars = clean()
    bars.loc["2022-06-15", "dividend"] = 0.2
    assert only(bars, "adjusted_close").dates == ("2022-06-15",)


def test_a_dividend_that_only_the_adjusted_close_knows():
    bars = clean()
    bars.loc["2022-06-01", "dividend"] = 0
    result = only(bars, "adjusted_close")
    assert result.dates == ("2022-06-01",)
    assert "where no dividend is" in result.message


def test_the_adjusted_close_steps_by_one_minus_dividend_over_previous_close():
    """Close 10 then 10, dividend 1: the holder of 10 has 9 and 1, so 9 before counts as 10 after."""
    bars = clean(3)
    bars.loc[:, PRICES] = 10.0
    bars["dividend"] = [0, 1, 0]
    bars["adj_close"] = [9.0, 10.0, 10.0]
    assert ("adjusted_close", "error") not in findings(bars)
    bars["adj_close"] = [8.9, 10.0, 10.0]
    assert ("adjusted_close", "error") in findings(bars)


# --- plausibility ---------------------------------------------------------------------------------------------------


def pay(bars, day, amount):
    """Add a dividend and adjust the closes before it, as a source that believes in it would."""
    before = bars.index.get_loc(pd.Timestamp(day)) - 1
    bars.loc[day, "dividend"] += amount
    share = amount / bars["close"].iloc[before]
    bars.iloc[: before + 1, bars.columns.get_loc("adj_close")] *= 1 - share
    return bars


def test_a_dividend_above_half_the_price_is_in_another_unit():
    assert only(pay(clean(), "2022-06-15", 30.0), "dividend_size").severity == "error"


def test_a_dividend_far_above_its_kind_is_odd():
    result = only(pay(clean(), "2022-06-15", 4.0), "dividend_size")
    assert (result.severity, result.dates) == ("warning", ("2022-06-15",))


def test_a_monthly_payer_that_skips_a_month():
    bars = clean()
    unpaid = pay(bars, "2022-06-01", -0.2)
    result = only(unpaid, "regular_dividends")
    assert (result.severity, result.dates) == ("warning", ("2022-05-02",))


def test_two_payments_in_december_excuse_january():
    bars = pay(pay(clean(320), "2023-01-03", -0.2), "2022-12-16", 0.2)
    assert ("regular_dividends", "warning") not in findings(bars)


def test_a_payer_without_rhythm_is_not_judged():
    bars = clean()
    for day in bars.index[bars["dividend"] > 0][2:]:
        bars = pay(bars, day, -0.2)
    assert ("regular_dividends", "warning") not in findings(bars)


def test_frozen_quotes():
    bars = clean()
    frozen = bars.index[200:206]
    bars.loc[frozen, ["open", "high", "low", "close", "adj_close"]] = bars["close"].iloc[199]
    bars["dividend"], bars["adj_close"] = 0.0, bars["close"]
    bars.loc[frozen, "volume"] = 0
    assert only(bars, "stale_prices").dates == tuple(frozen.strftime("%Y-%m-%d"))
    bars.loc[frozen, "volume"] = 100
    assert ("stale_prices", "warning") not in findings(bars)


def test_sessions_without_volume_are_listed_and_series_without_are_said_to_be():
    bars = clean()
    bars.loc["2022-06-15", "volume"] = 0
    assert only(bars, "zero_volume").dates == ("2022-06-15",)
    bars["volume"] = 0
    assert only(bars, "zero_volume").message == "no volume on 100% of the sessions"


def test_currencies_have_no_volume():
    bars = clean(exchange="24/5")
    bars["volume"] = 0
    assert ("zero_volume", "warning") not in findings(bars, "24/5")


@pytest.mark.parametrize(("column", "factor"), [("high", 1.05), ("low", 0.95)])
def test_a_price_that_no_neighbour_confirms(column, factor):
    bars = clean()
    bars.loc["2022-06-15", column] *= factor
    result = only(bars, "bad_ticks")
    assert (result.severity, result.dates) == ("warning", ("2022-06-15",))
    assert column in result.message


@pytest.mark.parametrize(("column", "factor"), [("high", 1.05), ("low", 0.95)])
def test_a_price_that_a_neighbour_confirms_is_no_bad_tick(column, factor):
    bars = clean()
    bars.loc["2022-06-15":"2022-06-16", column] *= factor
    assert ("bad_ticks", "warning") not in findings(bars)


def test_a_crisis_is_no_bad_tick():
    bars = clean()
    wild = bars.index[100:160]
    bars.loc[wild, "high"] *= 1.03
    bars.loc[wild, "low"] *= 0.97
    assert not set(only(bars, "bad_ticks").dates if ("bad_ticks", "warning") in findings(bars) else ()) & set(
        wild[10:-10].strftime("%Y-%m-%d")
    )
