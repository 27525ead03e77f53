"""What is odd on the event's own day is said with its evidence, at lower thresholds than for a whole file."""

import pandas as pd
import pytest

from analysis.market.checks import CheckResult
from analysis.market.event_day import odd_on_the_day
from analysis.study.declarations import Instrument
from tests.market.made_bars import PRICES, clean

DAY = pd.Timestamp("2022-06-15")
FUND = Instrument(ticker="FUND", name="A fund", role="target", model="mean", markets=("debt",))
RATE = FUND.model_copy(update={"exchange": "24/5", "bars": "closes"})


def said(bars, instrument=FUND, warnings=()):
    found = odd_on_the_day({"FUND": bars}, [instrument], {instrument.exchange: DAY}, warnings)
    assert all((r.ticker, r.severity, r.dates) == ("FUND", "warning", ("2022-06-15",)) for r in found)
    return found[0].message if found else ""


def changed(**values):
    bars = clean()
    for column, value in values.items():
        bars.loc[DAY, column] = value
    return bars


def test_an_ordinary_day_has_nothing_to_say():
    assert said(clean()) == ""


BEFORE, CLOSE = clean()["close"].loc["2022-06-14"], clean()["close"].loc[DAY]


@pytest.mark.parametrize(
    ("bars", "words"),
    [
        (changed(open=CLOSE), "open equals the close"),
        (changed(open=BEFORE), "open equals the close before"),
        (changed(close=BEFORE), "the same close on 2 sessions in a row"),
        (changed(open=CLOSE * 1.03, high=CLOSE * 1.03), "open far from the prices around it"),
        (changed(close=CLOSE * 1.04, high=CLOSE * 1.04), "close far from the prices around it; close moves +"),
        (changed(volume=100.0), "volume 0.0"),
        (changed(volume=80_000.0), "volume 1"),
    ],
)
def test_what_is_odd_is_named(bars, words):
    assert words in said(bars)


def test_a_jump_on_the_day_is_shown_with_its_evidence():
    bars = clean()
    bars.loc[DAY:, PRICES] *= 0.97
    assert "close moves -3." in said(bars)
    assert "times its usual move" in said(bars)
    assert "range" in said(bars)


def test_prices_are_shown_and_not_repaired():
    bars = changed(close=CLOSE * 1.04)
    before = bars.copy()
    said(bars)
    pd.testing.assert_frame_equal(bars, before)


def test_a_quote_without_its_eve_is_a_return_of_two_days():
    bars = clean(exchange="24/5").assign(volume=0.0)
    assert said(bars, RATE) == ""
    eve = bars.drop(pd.Timestamp("2022-06-14"))
    assert said(eve, RATE) == "no row on the eve: the day's return runs from the close of 2022-06-13"
    assert said(bars.drop(DAY), RATE) == "no row on the day"


def test_where_only_closes_are_declared_opens_are_not_looked_at():
    bars = clean(exchange="24/5").assign(volume=0.0)
    bars.loc[DAY, "open"] = bars.loc[DAY, "close"]
    assert said(bars, RATE) == ""


def test_what_the_checks_found_on_the_day_is_said_again():
    known = CheckResult("FUND", "sessions", "warning", "a finding: 2022-06-15", ("2022-06-15",))
    other = CheckResult("FUND", "sessions", "warning", "another", ("2022-06-16",))
    assert said(clean(), warnings=(known, other)) == "a finding: 2022-06-15"


def test_series_without_prices_or_before_their_time_are_passed_over():
    assert odd_on_the_day({}, [FUND], {"XNYS": DAY}) == ()
    assert said(clean()[lambda b: b.index > DAY]) == ""
