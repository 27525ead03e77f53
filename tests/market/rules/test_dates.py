"""Dates: each session once, in order; quotes around the clock may miss a few."""

import pandas as pd
import pytest

from tests.market.made_bars import clean, findings, only


def test_a_clean_fund_has_no_findings():
    assert findings(clean()) == set()


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
