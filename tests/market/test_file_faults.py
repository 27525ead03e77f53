"""What becomes of a fault in a price file whose hash vouches for it: an error, or a warning that names it; no silence.

Each fault is planted into one of the bundled series, which is then checked beside the others as a run would.
"""

import shutil

import numpy as np
import pandas as pd
import pytest

from analysis.errors import SnapshotError
from analysis.market.bars import read_bars
from analysis.market.checks import check_bars, compare_series
from analysis.market.history import late_starts
from analysis.market.manifest import read_manifest
from analysis.market.rules.jumps import jumps, unexplained_steps
from analysis.market.rules.series import About
from analysis.market.snapshot import check_snapshot, load_snapshot
from tests.market.made_bars import PRICES
from tests.market.tampering import plant

DAY = pd.Timestamp("2023-09-20")  # the event's own in the bundled study
QUIET = pd.Timestamp("2023-06-09")  # on which no series moved by two usual moves
BARS = ["open", "high", "low", "close"]


def level(factor, sessions=None, day=QUIET):
    """All prices from a day on, or for so many sessions, in another unit or unsplit."""

    def change(bars):
        start = bars.index.get_loc(day)
        rows = bars.index[start : None if sessions is None else start + sessions]
        bars.loc[rows, PRICES] *= factor

    return change


def lone(column, factor, day=QUIET):
    """One price of one day."""

    def change(bars):
        bars.loc[day, column] *= factor
        if column in ("open", "close"):
            bars.loc[day, ["high", "low"]] = bars.loc[day, BARS].max(), bars.loc[day, BARS].min()
        if column == "close":
            bars.loc[day, "adj_close"] *= factor

    return change


def opens(which, share=1.0):
    """The first so many of the sessions open at the day's close, or at the close before."""

    def change(bars):
        rows = bars.index[1 : int(share * len(bars))]
        source = bars["close"] if which == "close" else bars["close"].shift()
        bars.loc[rows, "open"] = source[rows]
        bars["high"], bars["low"] = bars[["high", "open"]].max(axis=1), bars[["low", "open"]].min(axis=1)

    return change


def frozen(sessions, volume=None, day=QUIET):
    """A quote that nobody renewed."""

    def change(bars):
        start = bars.index.get_loc(day)
        rows = bars.index[start : start + sessions]
        bars.loc[rows, BARS] = bars["close"].iloc[start - 1]
        bars.loc[rows, "adj_close"] = bars["adj_close"].iloc[start - 1]
        if volume is not None:
            bars.loc[rows, "volume"] = volume

    return change


def again(columns=(*BARS, "adj_close", "volume"), sessions=1, day=QUIET):
    """The bar of the day before once more."""

    def change(bars):
        start = bars.index.get_loc(day)
        for row in range(start, start + sessions):
            bars.iloc[row, [bars.columns.get_loc(c) for c in columns]] = bars.iloc[row - 1][list(columns)]

    return change


def dividend(factor, adjusted=False):
    """The dividend of May 2023 is another, or gone; with the adjusted closes before it or without."""

    def change(bars):
        day = bars.index[(bars["dividend"] > 0) & (bars.index >= "2023-05-01")][0]
        row, paid = bars.index.get_loc(day), bars.loc[day, "dividend"]
        before = bars["close"].iloc[row - 1]
        bars.loc[day, "dividend"] = paid * factor
        if adjusted:
            rows = bars.index[:row]
            bars.loc[rows, "adj_close"] *= (1 - paid * factor / before) / (1 - paid / before)

    return change


def put(column, value):
    """One cell."""
    return lambda bars: bars.__setitem__(column, bars[column].where(bars.index != QUIET, value))


def without(*days):
    """Rows that are missing."""
    return lambda bars: bars.drop(index=[pd.Timestamp(d) for d in days])


def late(first):
    """A history that begins later."""
    return lambda bars: bars[bars.index >= first]


ERROR, WARNING = "error", "warning"
FAULTS = [
    # a split that was not applied, or the wrong way round: of a bond fund, of equities, of oil
    ("EMB", "3:2 not applied", level(2 / 3), "jumps", ERROR),
    ("EMB", "3:2 the wrong way round", level(3 / 2), "jumps", ERROR),
    ("EMB", "5:4 not applied", level(4 / 5), "jumps", ERROR),
    ("EMB", "5:4 the wrong way round", level(5 / 4), "jumps", ERROR),
    ("EMB", "11:10 not applied", level(10 / 11), "jumps", ERROR),
    ("EMB", "11:10 the wrong way round", level(11 / 10), "jumps", ERROR),
    ("IEF", "11:10 not applied", level(10 / 11), "jumps", ERROR),
    ("HYG", "21:20 not applied", level(20 / 21), "jumps", ERROR),
    ("SPY", "11:10 not applied", level(10 / 11), "jumps", ERROR),
    ("TUR", "5:4 not applied", level(4 / 5), "jumps", ERROR),
    ("BNO", "3:2 not applied", level(2 / 3), "jumps", ERROR),
    ("EEM", "2:1 not applied", level(1 / 2), "jumps", ERROR),
    ("EMBD", "10:1 not applied", level(1 / 10), "jumps", ERROR),
    # another unit, currency or security
    ("EMB", "a factor of 2.5", level(2.5), "jumps", ERROR),
    ("TUR", "a factor of 2.5", level(2.5), "jumps", ERROR),
    ("EMB", "a factor of 13.5", level(13.5), "jumps", ERROR),
    ("BNO", "a factor of 13.5", level(1 / 13.5), "jumps", ERROR),
    ("EMB", "pounds for pence", level(100), "jumps", ERROR),
    ("JPMB", "a thousandth", level(0.001), "jumps", ERROR),
    # levels that come back
    ("EMB", "-20 % for a month", level(0.8, 21), "jumps", ERROR),
    ("HYG", "-20 % for a month", level(0.8, 21), "jumps", ERROR),
    ("EMB", "-5 % for a month", level(0.95, 21), "jumps", ERROR),
    ("UUP", "+10 % for a day", level(1.1, 1), "jumps", ERROR),
    ("AGG", "+3 % for a week", level(1.03, 5), "jumps", ERROR),
    ("VWOB", "hundredfold for two days", level(100, 2), "jumps", ERROR),
    # on the event's own day
    ("EMB", "11:10 on the day of the news", level(10 / 11, day=DAY), "jumps", ERROR),
    # one price of one day
    ("EMB", "open 5 % too high", lone("open", 1.05), "lone_ticks", WARNING),
    ("EMB", "open 60 % too high", lone("open", 1.6), "stray_opens", ERROR),
    ("IEF", "close 4 % too low", lone("close", 0.96), "jumps", ERROR),
    ("EMB", "high 10 % too high", lone("high", 1.1), "lone_ticks", WARNING),
    ("EMB", "close above the high", put("close", 91.0), "high_low_bounds", ERROR),
    ("EMB", "open 0.5 % above the high", put("high", 81.0), "high_low_bounds", ERROR),
    # bars that are not what they say
    ("EMB", "opens are closes", opens("close"), "opens", ERROR),
    ("EMB", "opens are the closes before", opens("before"), "opens", ERROR),
    ("IEF", "opens are closes on 60 % of the days", opens("close", 0.6), "opens", ERROR),
    ("HYG", "opens are closes for a year", opens("before", 0.25), "opens", WARNING),
    ("EMB", "five equal closes, no volume", frozen(5, 0), "stale_prices", WARNING),
    ("EMB", "five equal closes, with volume", frozen(5), "stale_prices", WARNING),
    ("TUR", "ten equal closes, then the market's", frozen(10), "jumps", ERROR),
    ("EMB", "a bar twice", again(), "repeated_bars", ERROR),
    ("SPY", "a bar three times", again(sessions=2), "repeated_bars", ERROR),
    ("EMB", "the prices twice, another volume", again((*BARS, "adj_close")), "repeated_bars", WARNING),
    ("EMB", "a day without volume", put("volume", 0.0), "zero_volume", WARNING),
    ("HYG", "no volume at all", lambda bars: bars.__setitem__("volume", 0.0), "zero_volume", WARNING),
    # dividends
    ("EMB", "a dividend gone", dividend(0), "adjusted_close", ERROR),
    ("EMB", "a dividend doubled", dividend(2), "adjusted_close", ERROR),
    ("EMB", "a dividend gone on both sides", dividend(0, adjusted=True), "regular_dividends", WARNING),
    ("EMB", "a dividend in cents", dividend(100, adjusted=True), "dividend_size", WARNING),
    ("HYG", "a dividend above half the price", dividend(200, adjusted=True), "dividend_size", ERROR),
    ("EMB", "a dividend tenfold", dividend(10, adjusted=True), "dividend_size", WARNING),
    # rows
    ("EMB", "a session missing", without(QUIET), "sessions", ERROR),
    ("EMB", "the eve missing", without("2023-09-19"), "sessions", ERROR),
    ("EMB", "begins two years later", late("2021-06-01"), "history", WARNING),
    ("SPY", "begins a month later", late("2019-07-01"), "history", WARNING),
]


@pytest.fixture(scope="module")
def prices(folder, instruments):
    return load_snapshot(folder, instruments).bars


@pytest.fixture(scope="module")
def beside(prices):
    return compare_series(prices, dict.fromkeys(prices, "XNYS"))


@pytest.mark.parametrize(
    ("ticker", "change", "check", "severity"),
    [(ticker, change, check, severity) for ticker, _, change, check, severity in FAULTS],
    ids=[f"{ticker}: {what}" for ticker, what, *_ in FAULTS],
)
def test_a_fault_is_an_error_or_a_warning_that_names_it(folder, beside, tmp_path, ticker, change, check, severity):
    shutil.copy(folder / "manifest.csv", tmp_path)
    shutil.copy(folder / f"{ticker}.csv", tmp_path)
    plant(tmp_path, ticker, change)
    bars = read_bars(tmp_path / f"{ticker}.csv")
    found = check_bars(ticker, bars, "XNYS", declared="full", neighbours=beside[ticker])
    found += late_starts(read_manifest(tmp_path))
    assert (check, severity) in {(r.check, r.severity) for r in found if r.ticker == ticker}


def test_the_whole_folder_is_checked_in_the_same_way(copy):
    folder, two = copy
    plant(folder, "EMB", level(2))
    assert {r.check for r in check_snapshot(folder) if r.severity == ERROR} >= {"jumps"}
    with pytest.raises(SnapshotError, match=r"EMB\.csv: jumps: the level shifts 2.*fold without a trace of trading"):
        load_snapshot(folder, two)


def test_who_declares_that_there_are_no_opens_needs_none(copy):
    folder, two = copy
    plant(folder, "EMB", opens("close"))
    with pytest.raises(SnapshotError, match=r'opens: open equals the day\'s close on 100%.*declare bars = "closes"'):
        load_snapshot(folder, two)
    closes = [i.model_copy(update={"bars": "closes"}) for i in two]
    assert "opens" not in {w.check for w in load_snapshot(folder, closes).warnings}


def test_there_are_enough_faults_of_each_kind():
    assert len(FAULTS) >= 40
    assert {check for *_, check, _ in FAULTS} >= {"jumps", "opens", "stale_prices", "repeated_bars", "history"}


# --- the bundled prices themselves ------------------------------------------------------------------------------------

KNOWN = {
    ("EMBD", "lone_ticks"): "bad ticks of a thin fund: opens of winter 2021/22 up to 5 % above both closes",
    ("EMBD", "history"): "listed in June 2020",
    ("PCY", "regular_dividends"): "the source has no dividend of September 2021",
    ("TUR", "jumps"): "real: the governor of Turkey's central bank was dismissed on 20 March 2021",
    ("UUP", "lone_ticks"): "a bad low, 4 % below all other prices of those days",
}


def test_the_bundled_prices_have_a_handful_of_warnings_each_with_its_reason(folder):
    results = check_snapshot(folder)
    assert {r.severity for r in results} == {WARNING}
    assert sorted((r.ticker, r.check) for r in results) == sorted(KNOWN)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 4, 8])
def test_no_choice_of_the_bundled_series_has_an_error(prices, count):
    """Also with fewer neighbours, or none as when a series is fetched alone, March 2020 is no fault."""
    rng = np.random.default_rng(count)
    for _ in range(10):
        chosen = {ticker: prices[ticker] for ticker in rng.choice(list(prices), count, replace=False)}
        near = compare_series(chosen, dict.fromkeys(chosen, "XNYS"))
        for ticker, bars in chosen.items():
            found = check_bars(ticker, bars, "XNYS", declared="full", neighbours=near.get(ticker))
            assert [r for r in found if r.severity == ERROR] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("factor", "sessions", "errors", "silent"),
    [
        (13.5, None, 0.90, 0.0),
        (2.5, None, 0.90, 0.0),
        (2 / 3, None, 0.85, 0.0),
        (0.8, 21, 0.75, 0.05),
        (0.8, None, 0.75, 0.05),
        (1 / 1.1, None, 0.65, 0.20),
        (1.0, None, 0.0, 1.0),
    ],
)
def test_of_level_shifts_on_any_day_of_any_series_most_are_errors(prices, beside, factor, sessions, errors, silent):
    """96 shifts each. Silent are steps of less than five usual moves: oil and Turkey in their wildest months."""
    rng = np.random.default_rng(11)
    outcomes = []
    for ticker, bars in prices.items():
        for _ in range(6):
            day = bars.index[int(rng.integers(30, len(bars) - 30))]
            shifted = bars.copy()
            level(factor, sessions, day)(shifted)
            about = About("XNYS", "full", beside[ticker])
            found = (*jumps(shifted, about), *unexplained_steps(shifted, about))
            told = {kind for kind, _, days in found if day in days}
            outcomes.append(min(told, default="silent"))
    assert outcomes.count("error") >= errors * len(outcomes)
    assert outcomes.count("silent") <= silent * len(outcomes)
