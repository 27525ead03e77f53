"""Returns between quotes: factors as they were known at the hour of the quotes, over the very time between them."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from analysis.exchanges import exchange_hours, exchange_sessions, quoted_calendar
from analysis.market.returns import Returns, log_returns
from analysis.measure.quote_returns import QuoteReturns

FIRST, LAST = dt.date(2023, 3, 1), dt.date(2023, 11, 30)
NEW_YORK, LONDON = ZoneInfo("America/New_York"), ZoneInfo("Europe/London")


def bars(exchange, seed):
    """Made bars of an exchange, with a dividend now and then."""
    days, rng = exchange_sessions(exchange, FIRST, LAST), np.random.default_rng(seed)
    close = 50 * np.exp(rng.normal(0, 0.01, len(days)).cumsum())
    opened = np.roll(close, 1) * np.exp(rng.normal(0, 0.005, len(days)))
    return pd.DataFrame(
        {"open": opened, "close": close, "dividend": np.where(np.arange(len(days)) % 20 == 5, 0.2, 0)}, days
    )


BARS = {"NY": bars("XNYS", 1), "LON": bars("XLON", 2)}


def returns_of(**more):
    """Returns of the made series, and of others by their closing prices."""
    tables = {t: log_returns(b) for t, b in BARS.items()}
    quotes = {t: pd.DataFrame({"open": np.nan, "close": p, "dividend": 0.0}) for t, p in more.items()}
    tables |= {t: log_returns(q) for t, q in quotes.items()}
    closes = pd.DataFrame({t: b["close"] for t, b in (BARS | quotes).items()}).sort_index()
    legs = [
        pd.DataFrame({t: x[k] for t, x in tables.items()}).sort_index()
        for k in ("overnight", "intraday", "close-to-close")
    ]
    return Returns(*legs, closes)


@cache
def points(ticker, closes_only):
    """Moments at which a price became known, and what one unit of money put in at the first close was then worth."""
    hours = exchange_hours({"NY": "XNYS", "LON": "XLON"}[ticker], FIRST, LAST)
    value, before, found = 1.0, None, []
    for day, bar in BARS[ticker].iterrows():
        if before is not None:
            if not closes_only:
                found.append((hours.loc[day, "open"], value * (bar["open"] + bar["dividend"]) / before))
            value *= (bar["close"] + bar["dividend"]) / before
        found.append((hours.loc[day, "close"], value))
        before = bar["close"]
    return found


def known(ticker, instant, *, closes_only=False):
    """The last of these values that was known."""
    return [value for moment, value in points(ticker, closes_only) if moment <= instant][-1]


def moments(days, time, zone):
    return [dt.datetime.combine(day.date(), time, zone).astimezone(dt.UTC) for day in days]


DAYS = pd.bdate_range("2023-03-06", "2023-11-28")[::3].append(pd.DatetimeIndex(["2023-11-24"])).sort_values().unique()
"""Every third weekday, holidays of either exchange among them, and New York's short session of 24 November."""


@pytest.mark.parametrize(
    ("time", "zone"), [(dt.time(15), NEW_YORK), (dt.time(16), LONDON), (dt.time(14), LONDON)], ids=str
)
@pytest.mark.parametrize("closes_only", [False, True], ids=["openings", "closes only"])
def test_a_factor_has_the_last_price_known_at_the_hour_whatever_the_season(time, zone, closes_only):
    calendar = quoted_calendar(DAYS, time, zone)
    quotes = QuoteReturns(returns_of(), {"NY": "XNYS", "LON": "XLON"}, ("NY", "LON") if closes_only else ())
    found = quotes.returns_of(["NY", "LON"], calendar)
    for ticker in ("NY", "LON"):
        values = [known(ticker, at, closes_only=closes_only) for at in moments(DAYS, time, zone)]
        np.testing.assert_allclose(found[ticker].iloc[1:], np.diff(np.log(values)), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("day", "time", "zone", "ticker", "price"),
    [
        ("2023-06-07", dt.time(15), NEW_YORK, "NY", ("open", "2023-06-07")),
        ("2023-06-07", dt.time(16), NEW_YORK, "NY", ("close", "2023-06-07")),
        ("2023-06-07", dt.time(16), LONDON, "NY", ("open", "2023-06-07")),
        ("2023-06-07", dt.time(14), LONDON, "NY", ("close", "2023-06-06")),
        ("2023-03-15", dt.time(14), LONDON, "NY", ("open", "2023-03-15")),
        ("2023-03-29", dt.time(14), LONDON, "NY", ("close", "2023-03-28")),
        ("2023-10-31", dt.time(14), LONDON, "NY", ("open", "2023-10-31")),
        ("2023-06-07", dt.time(16), LONDON, "LON", ("open", "2023-06-07")),
        ("2023-06-07", dt.time(17), LONDON, "LON", ("close", "2023-06-07")),
        ("2023-11-24", dt.time(15), NEW_YORK, "NY", ("close", "2023-11-24")),
        ("2023-07-04", dt.time(15), NEW_YORK, "NY", ("close", "2023-07-03")),
    ],
    ids=[
        "New York at three: the opening of the day",
        "New York at four: the close of the day",
        "London at four: New York has opened",
        "London at two: New York has not",
        "London at two in March, when only America keeps summer time: it has",
        "London at two at the end of March: it has not again",
        "London at two when Europe's summer time is over and America's is not: it has",
        "London at four: its own close comes half an hour later",
        "London at five: its own close",
        "the day after Thanksgiving: New York closed at one",
        "a holiday of New York: the close before it",
    ],
)
def test_which_price_is_known_at_the_hour_of_a_day(day, time, zone, ticker, price):
    calendar = quoted_calendar(pd.DatetimeIndex(["2023-03-06", day]), time, zone)
    found = QuoteReturns(returns_of(), {"NY": "XNYS", "LON": "XLON"}).returns_of([ticker], calendar)[ticker].iloc[-1]
    start = known(ticker, moments(pd.DatetimeIndex(["2023-03-06"]), time, zone)[0])
    column, session = price
    table, at = BARS[ticker], BARS[ticker].index.get_loc(pd.Timestamp(session))
    gains = (table["close"] + table["dividend"]) / table["close"].shift(1)
    last = (table[column].iloc[at] + table["dividend"].iloc[at]) / table["close"].iloc[at - 1]
    assert found == pytest.approx(np.log(gains.iloc[1:at].prod() * last / start), abs=1e-12)


def test_returns_over_gaps_add_up_to_those_of_every_day():
    every = pd.bdate_range("2023-03-06", "2023-11-28")
    quotes = QuoteReturns(returns_of(), {"NY": "XNYS", "LON": "XLON"})
    daily = quotes.returns_of(["NY", "LON"], quoted_calendar(every, dt.time(16), LONDON))
    gaps = quotes.returns_of(["NY", "LON"], quoted_calendar(DAYS, dt.time(16), LONDON))
    summed = daily.cumsum().reindex(DAYS)
    np.testing.assert_allclose(gaps.cumsum().iloc[1:], summed.iloc[1:] - summed.iloc[0].fillna(0), rtol=0, atol=1e-12)
    np.testing.assert_allclose(gaps.sum(), daily.loc[: DAYS[-1]].sum(), rtol=0, atol=1e-12)


def test_a_series_has_no_return_before_it_begins():
    early = pd.DatetimeIndex(["2023-02-27", "2023-02-28", "2023-03-06", "2023-03-07"])
    prices = pd.Series(range(100, 104), index=early, dtype=float)
    quotes = QuoteReturns(returns_of(B=prices), {"NY": "XNYS", "B": quoted_calendar(early, dt.time(16), LONDON)})
    found = quotes.returns_of(["NY", "B"], quotes.exchanges["B"])
    assert found["NY"].isna().tolist() == [True, True, True, False]
    np.testing.assert_allclose(found["B"].iloc[1:], np.log([101 / 100, 102 / 101, 103 / 102]), rtol=0, atol=1e-12)


def test_spans_count_weekdays():
    """Friday to Monday is one, over Easter with two holidays three: nobody knows of a bond's holidays."""
    days = pd.DatetimeIndex(["2023-04-05", "2023-04-06", "2023-04-11", "2023-04-14", "2023-04-17"])
    quotes = QuoteReturns(returns_of(), {})
    assert quotes.spans(quoted_calendar(days, dt.time(16), LONDON)).tolist() == [1, 1, 3, 3, 1]


# --- quotes of another hour --------------------------------------------------------------------------------------


def another(days, time, home=dt.time(15)):
    """Returns of a series quoted at its own hour, on the days of one that is quoted at three in New York."""
    when = pd.DatetimeIndex(days)
    prices = pd.Series(np.exp(np.arange(len(when)) ** 2 / 100), index=when)
    quotes = QuoteReturns(returns_of(B=prices), {"B": quoted_calendar(when, time, NEW_YORK)})
    calendar = quoted_calendar(
        pd.DatetimeIndex(["2023-06-05", "2023-06-06", "2023-06-08", "2023-06-09"]), home, NEW_YORK
    )
    return (100 * quotes.returns_of(["B"], calendar)["B"]).round(9).tolist()[1:]


def test_of_another_hour_the_quote_of_the_day_counts_where_it_came_first():
    assert another(["2023-06-05", "2023-06-06", "2023-06-07", "2023-06-08", "2023-06-09"], dt.time(9)) == [1, 8, 7]


def test_of_a_later_hour_the_quote_of_the_weekday_before_counts_over_a_weekend_too():
    days = ["2023-06-02", "2023-06-05", "2023-06-07", "2023-06-08", "2023-06-09"]
    assert another(days, dt.time(17)) == [1, 3, 5]


def test_an_older_quote_is_none():
    days = ["2023-06-05", "2023-06-06", "2023-06-07", "2023-06-09"]
    np.testing.assert_equal(another(days, dt.time(9)), [1, np.nan, np.nan])
    np.testing.assert_equal(another(days, dt.time(15)), [1, np.nan, np.nan])
