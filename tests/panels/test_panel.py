"""A panel from tables to results: the effect that was put in comes out, whatever form the tables have."""

import numpy as np
import pandas as pd
import pytest

from analysis import panel
from analysis.errors import EstimationError, TableError
from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from tests.panels.made import ASKED, DAYS, NAMES, made, prices_of, write


@pytest.fixture(scope="module")
def tables():
    returns, events = made()
    return events, prices_of(returns)


@pytest.fixture(scope="module")
def found(tables):
    return panel(*tables, **ASKED)


def test_each_car_is_that_of_a_single_event_with_its_name_and_date(tables, found):
    events, prices = tables
    r = prices.pct_change().to_numpy()
    cars = found.result.car[:, 0]
    for e, (security, date) in enumerate(events.to_numpy()):
        day0 = DAYS.get_loc(date)
        single = abnormal_returns(
            r[:, 1 + NAMES.index(security)], r[:, :1], day0, estimation=(-210, -11), windows=[(0, 2)]
        ).car(0, 2)
        assert cars[e] == pytest.approx(single.value, rel=1e-9)
        assert found.result.car_bse[e, 0] == pytest.approx(single.bse, rel=1e-9)
    assert cars.mean() == pytest.approx(0.05, abs=0.01)
    assert found.events.security.tolist() == NAMES
    assert found.places.day0.astype(str).tolist() == events["date"].tolist()


def test_files_of_any_form_give_the_same_numbers(tables, found, tmp_path):
    events, prices = tables
    long = prices.rename_axis("date").reset_index().melt("date", var_name="ticker", value_name="close")
    long["date"] = long["date"].dt.strftime("%d.%m.%Y")
    path = write(tmp_path, "long.csv", long.to_csv(sep=";", decimal=",", index=False))
    dates = pd.to_datetime(events["date"])
    serials = events.assign(date=(dates - pd.Timestamp("1899-12-30")).dt.days)
    other = panel(write(tmp_path, "e.csv", serials.to_csv(index=False)), path, **ASKED)
    np.testing.assert_array_equal(other.result.car, found.result.car)
    assert "events: date: dates are Excel's serial numbers" in other.said
    assert "prices: date: dates are DD/MM/YYYY" in other.said
    assert "prices: numbers have decimal commas" in other.said


def test_splits_and_dividends_are_no_losses(tables, found):
    events, prices = tables
    long = prices.rename_axis("date").reset_index().melt("date", var_name="security", value_name="close")
    day = DAYS[231]  # inside the first event's window
    at = (long["security"] == "S00") & (long["date"] >= day)
    long["split"] = np.where((long["security"] == "S00") & (long["date"] == day), 2.0, 1.0)
    long["dividend"] = np.where((long["security"] == "S00") & (long["date"] == day), 1.0, 0.0)
    before = long.loc[(long["security"] == "S00") & (long["date"] == DAYS[230]), "close"].item()
    gross = long.loc[(long["security"] == "S00") & (long["date"] == day), "close"].item() / before
    # Two new shares for one, and one of cash a new share, leave the holder with what he had.
    long.loc[at, "close"] *= (gross * before / 2 - 1) / (gross * before)
    whole = panel(events, long, **ASKED)
    assert whole.result.car[0, 0] == pytest.approx(found.result.car[0, 0], rel=1e-9)
    bare = panel(events, long.drop(columns=["split", "dividend"]), **ASKED)
    assert bare.result.car[0, 0] < -0.4


def test_a_missing_session_has_no_return_and_neither_has_the_next(tables):
    events, prices = tables
    holed = prices.copy()
    holed.loc[DAYS[231], "S00"] = np.nan
    result = panel(events, holed, **ASKED)
    assert result.excluded.to_numpy().tolist() == [
        [1, "S00", str(DAYS[230].date()), "[0, 2]", "no return on event day 1"]
    ]
    assert np.isnan(result.result.ar[0]).tolist() == [False, True, True]


def test_events_that_cannot_be_measured_are_listed_with_reasons(tables):
    events, prices = tables
    more = pd.DataFrame(
        [
            ["NONE", "2006-01-03"],
            ["S00", "1999-01-04"],
            ["S01", ""],
            ["S02", "2005-02-01"],
            [NAMES[0], events["date"][0]],
            ["s00", "2006-01-03"],
        ],
        columns=["security", "date"],
    )
    result = panel(pd.concat([events, more]), prices, **ASKED)
    assert result.excluded[["row", "reason"]].to_numpy().tolist() == [
        [13, "unknown security: no prices"],
        [14, "the date lies outside the data"],
        [15, "no date"],
        [16, "the estimation window starts before the data"],
        [17, "the same security and day 0 as an event before"],
        [18, "unknown security: no prices, but there are some of S00"],
    ]
    assert len(result.result.included) == 12
    with pytest.raises(EstimationError, match="none of 2 events has a place"):
        panel(more[:2], prices, **ASKED)


def test_days_of_other_events_of_a_security_are_left_out_of_its_estimation_and_said(tables):
    events, prices = tables
    twice = pd.concat([events, pd.DataFrame({"security": ["S00"], "date": [f"{DAYS[330]:%Y-%m-%d}"]})])
    masked, kept = (panel(twice, prices, mask=mask, **ASKED) for mask in (True, False))
    assert masked.result.other_events[-1] == 3
    assert (masked.result.nobs[-1], kept.result.nobs[-1]) == (197, 200)
    assert "hold days of another event" in masked.result.warnings[0]


@pytest.mark.parametrize("rule", ["next", "previous", "drop"])
def test_a_closed_day_moves_by_the_declared_rule(tables, rule):
    _, prices = tables
    saturday = pd.DataFrame({"security": ["S00", "S01"], "date": ["2006-01-07", "2006-01-11"]})
    result = panel(saturday, prices, closed=rule, **ASKED)
    days = {"next": "2006-01-09", "previous": "2006-01-06", "drop": "NaT"}
    assert str(result.places.day0[0]) == days[rule]
    assert result.places.moved.tolist() == [True, False]
    assert len(result.excluded) == (rule == "drop")


def test_currencies_are_converted_by_declared_rates_or_refused(tables, found):
    events, prices = tables
    rate = pd.Series(1.2 + 0.001 * np.arange(len(DAYS)), index=DAYS)
    long = prices.assign(S00=prices["S00"] / rate).rename_axis("date").reset_index()
    long = long.melt("date", var_name="security", value_name="close")
    long["currency"] = np.where(long["security"] == "S00", "EUR", "USD")
    with pytest.raises(TableError, match=r"prices are in EUR and USD; .*--rates"):
        panel(events, long, **ASKED)
    rates = rate.rename("EUR").rename_axis("date").reset_index()
    result = panel(events, long, rates=rates, currency="USD", **ASKED)
    np.testing.assert_allclose(result.result.car, found.result.car, rtol=1e-9)


@pytest.mark.parametrize("model", ["constant-mean", "market-adjusted", "dimson", "scholes-williams", "garch"])
def test_every_model_finds_the_effect(tables, model):
    asked = ASKED | ({"market": ""} if model == "constant-mean" else {})
    assert panel(*tables, model=model, **asked).result.car.mean() == pytest.approx(0.05, abs=0.015)


def test_from_trade_to_trade_windows_count_trades(tables):
    events, prices = tables
    thin = prices.copy()
    gone = np.random.default_rng(1).random(thin.shape) < 0.3
    gone[:, 0] = False
    thin = thin.mask(gone)
    result = panel(events, thin, model="trade-to-trade", **(ASKED | {"estimation": "-140:-11"}))
    assert len(result.result.included) == 12
    assert result.result.car.mean() == pytest.approx(0.05, abs=0.015)
    assert not np.isnan(result.result.car).any()


def test_dividends_are_converted_like_the_prices_they_are_paid_on(tables, found):
    events, prices = tables
    long = prices.rename_axis("date").reset_index().melt("date", var_name="security", value_name="close")
    day = (long["security"] == "S00") & (long["date"] == DAYS[231])
    cash = 0.02 * long.loc[day, "close"].item()
    long["dividend"] = np.where(day, cash, 0.0)
    yen = long["security"] == "S00"
    in_yen = long.assign(currency=np.where(yen, "JPY", "USD"))
    in_yen.loc[yen, ["close", "dividend"]] *= 100
    rates = pd.DataFrame({"date": DAYS, "JPY": 0.01})
    result = panel(events, in_yen, rates=rates, currency="USD", **ASKED)
    np.testing.assert_allclose(result.result.car, panel(events, long, **ASKED).result.car, rtol=1e-9)
    assert result.result.car[0, 0] > found.result.car[0, 0] + 0.019
    assert "prices in JPY were converted to USD with rates; one JPY is 0.01 USD at the median" in result.said


def test_a_dividend_on_a_day_without_a_rate_of_exchange_is_left_out_with_its_line_and_said(tables):
    events, prices = tables
    long = prices[["MKT", "S00"]].rename_axis("date").reset_index()
    long = long.melt("date", var_name="security", value_name="close").assign(dividend=0.0)
    saturday = {"date": pd.Timestamp("2005-11-26"), "security": "S00", "close": np.nan, "dividend": 3.0}
    long = pd.concat([long, pd.DataFrame([saturday])], ignore_index=True)
    long["currency"] = np.where(long["security"] == "S00", "EUR", "USD")
    rates = pd.DataFrame({"date": DAYS.delete(100), "EUR": 1.2})
    result = panel(events[:1], long, rates=rates, currency="USD", exchange="XNYS", **ASKED)
    reasons = result.left_out[~result.left_out["reason"].str.endswith("session")].to_numpy().tolist()
    assert reasons == [
        ["prices", 521, "S00", f"{DAYS[100].date()}", "no rate of exchange of EUR on the day"],
        ["prices", 841, "S00", "2005-11-26", "no rate of exchange of EUR on the day, and its dividend is not counted"],
    ]
    assert "1 price on days without a rate of exchange: not used" in result.said
    assert "1 dividend on days without a rate of exchange: not counted; complete the rates" in result.said


def test_rates_of_exchange_that_change_nothing_are_said(tables):
    rates = pd.DataFrame({"date": DAYS, "EUR": 1.2})
    assert "no price is converted: rates is not needed" in panel(*tables, rates=rates, **ASKED).said


def test_a_price_that_cannot_be_is_said_and_news_of_a_day_is_not(tables, found):
    events, prices = tables
    slip, jump = prices.copy(), prices.copy()
    slip.loc[DAYS[231], "S00"] *= 100
    jump.loc[DAYS[231] :, "S00"] *= 2.34
    row = f"prices: row 232: S00 goes from {prices['S00'].iloc[230]:.6g} to {slip['S00'].iloc[231]:.6g} on 2005-11-22"
    assert any(line.startswith(row) and line.endswith("is that a price?") for line in panel(events, slip, **ASKED).said)
    assert panel(events, jump, **ASKED).said == found.said
    slip.loc[DAYS[231], "S00"] = 1e300
    none = panel(events, slip, **ASKED)
    assert none.left_out[["line", "reason"]].to_numpy().tolist() == [[232, "1e+300 is no price"]]


def test_from_trade_to_trade_a_split_without_a_price_is_that_of_the_next_trade(tables):
    events, prices = tables
    long = prices.rename_axis("date").reset_index().melt("date", var_name="security", value_name="close")
    own = long["security"] == "S00"
    long.loc[own & (long["date"] == DAYS[100]), "close"] = np.nan
    halved = long.assign(split=np.where(own & (long["date"] == DAYS[100]), 2.0, 1.0))
    halved.loc[own & (long["date"] >= DAYS[100]), "close"] /= 2
    asked = ASKED | {"model": "trade-to-trade"}
    np.testing.assert_allclose(panel(events, halved, **asked).result.car, panel(events, long, **asked).result.car)


def test_a_group_cannot_be_called_like_all_together(tables):
    events, prices = tables
    with pytest.raises(TableError, match="row 1: a group called 'all events'"):
        panel(events.assign(group=["all events"] * 6 + ["x"] * 6), prices, **ASKED)


def test_returns_and_factors_in_different_units_are_said(tables):
    events, prices = tables
    calm = prices.pct_change().fillna(0.0) / 20
    factors = pd.DataFrame({"date": DAYS, "F": calm["MKT"].to_numpy()})
    said, fine = (panel(events, r, factors=factors, **(ASKED | {"market": "F"})).said for r in (50 * calm, calm))
    assert any("slope of" in line and line.endswith("on a factor: are both in one unit?") for line in said)
    assert not any("one unit" in line for line in fine)
