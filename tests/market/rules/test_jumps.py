"""Evidence decides: a step without a trace of trading is an error, a real jump is said with what speaks for it."""

import numpy as np
import pandas as pd
import pytest

from analysis.exchanges import exchange_sessions
from analysis.market.checks import check_bars
from analysis.market.rules.jumps import split_left_in
from tests.market.made_bars import PRICES, clean, findings, only


def bars_from(first, rows):
    """Bars from open, high, low, close and volume, on New York's sessions."""
    days = exchange_sessions("XNYS", pd.Timestamp(first), pd.Timestamp(first) + pd.Timedelta(2 * len(rows) + 9, "D"))
    table = pd.DataFrame(rows, columns=["open", "high", "low", "close", "volume"], index=days[: len(rows)], dtype=float)
    return table.assign(adj_close=table["close"], dividend=0.0).rename_axis("date")


# A squeeze of short sellers (GameStop, 19 January to 1 February 2021): x2.3, then -44 %, then +68 %.
SQUEEZED = bars_from(
    "2021-01-19",
    [
        (41.55, 45.52, 36.64, 39.36, 1000), (37.37, 41.19, 36.06, 39.12, 1000), (39.23, 44.75, 37.0, 43.03, 1000),
        (42.59, 76.76, 42.32, 65.01, 1000), (96.73, 159.18, 61.13, 76.79, 1000), (88.56, 150.0, 80.2, 147.98, 1000),
        (354.83, 380.0, 249.0, 347.51, 1000), (265.0, 483.0, 112.25, 193.6, 1000), (379.71, 413.98, 250.0, 325.0, 1000),
        (316.56, 322.0, 212.0, 225.0, 1000),
    ],
)  # fmt: skip


def loaned(days=40):
    """A share of 2.20 dollars that a state loan makes worth 33 within two days, as Kodak's in July 2020."""
    rng = np.random.default_rng(4)
    close = np.round(2.2 * np.exp(np.cumsum(rng.normal(0, 0.02, days))), 2)
    quiet = [
        (c, c * 1.02, c * 0.98, c, float(v)) for c, v in zip(close, rng.integers(60_000, 150_000, days), strict=True)
    ]
    wild = [(2.79, 11.8, 2.6, 7.94, 284e6), (17.69, 60.0, 11.0, 33.2, 276e6), (39.0, 41.9, 28.1, 29.83, 104e6),
            (28.0, 29.4, 20.2, 21.85, 69e6), (19.0, 20.0, 13.6, 14.94, 83e6)]  # fmt: skip
    return bars_from("2020-06-01", quiet + wild)


# --- real jumps pass, and are said ------------------------------------------------------------------------------------


@pytest.mark.parametrize("bars", [SQUEEZED, loaned()], ids=["squeezed", "loaned"])
def test_a_real_jump_is_a_warning_with_its_evidence(bars):
    (result,) = [r for r in check_bars("SHARE", bars, "XNYS") if r.check == "jumps"]
    assert result.severity == "warning"
    assert "times its usual move" in result.message
    assert "range" in result.message
    assert {r.severity for r in check_bars("SHARE", bars, "XNYS")} == {"warning"}


def crashed(*, spread, volume, factor=0.63):
    """A fund whose level falls between two sessions, on a day of so many usual ranges and volumes."""
    bars = clean()
    bars.loc["2022-06-15":, PRICES] *= factor
    day = pd.Timestamp("2022-06-15")
    middle, wide = bars.loc[day, "close"], 0.008 * spread
    bars.loc[day, ["high", "low"]] = middle * np.exp(wide / 2), middle * np.exp(-wide / 2)
    bars.loc[day, "open"], bars.loc[day, "volume"] = middle, 5000.0 * volume
    return bars


@pytest.mark.parametrize(
    ("spread", "volume", "severity"),
    [(1, 1, "error"), (8, 1, "warning"), (1, 11, "warning"), (8, 11, "warning"), (2.5, 1, "error"), (1, 2.5, "error")],
)
def test_a_crash_that_stays_is_one_where_range_or_volume_show_it(spread, volume, severity):
    """Of a loss of 37 % (46 % in logarithms) a market leaves a range of 4.6 % or more, or ten times the volume."""
    result = only(crashed(spread=spread, volume=volume), "jumps")
    assert (result.severity, result.dates) == (severity, ("2022-06-15",))


def test_a_takeover_is_a_quiet_bar_with_a_crowd():
    bars = crashed(spread=0.3, volume=40, factor=1.45)
    result = only(bars, "jumps")
    assert result.severity == "warning"
    assert "volume 3" in result.message or "volume 4" in result.message


# --- level shifts without a reason ------------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [100, 0.01, 2, 0.5, 4, 10, 1.5, 2 / 3, 1.25, 0.8, 1.1, 1 / 1.1, 2.5, 13.5, 1 / 13.5])
def test_a_series_that_changes_its_unit_or_splits(factor):
    bars = clean().assign(dividend=0.0)
    bars.loc[:"2022-06-14", PRICES] *= factor
    result = only(bars, "jumps")
    assert (result.severity, result.dates) == ("error", ("2022-06-15",))
    assert f"level shifts {str(max(factor, 1 / factor))[0]}" in result.message


@pytest.mark.parametrize("factor", [1.6, 0.8, 1.1])
@pytest.mark.parametrize("sessions", [1, 21, 120])
def test_a_level_that_comes_back_is_an_error(factor, sessions):
    bars = clean()
    start = bars.index.get_loc(pd.Timestamp("2022-06-15"))
    bars.iloc[start : start + sessions, [bars.columns.get_loc(name) for name in PRICES]] *= factor
    result = next(r for r in check_bars("FUND", bars, "XNYS") if r.check == "jumps" and r.severity == "error")
    ends = bars.index[[start, start + sessions]].strftime("%Y-%m-%d")
    assert set(result.dates) <= set(ends)
    assert "undone by another step" in result.message


def test_a_currency_has_no_volume_and_may_be_devalued():
    """One sign, a quiet range, is not two."""
    bars = clean(exchange="24/5").assign(volume=0.0, dividend=0.0)
    bars.loc["2022-06-15":, PRICES] *= 1.4
    bars["adj_close"] = bars["close"]
    assert only(bars, "unexplained_steps", "24/5").severity == "warning"
    bars.loc["2022-06-15":, PRICES] *= 100 / 1.4
    assert only(bars, "jumps", "24/5").severity == "error"


def test_a_step_smaller_than_ten_usual_moves_needs_neighbours():
    """Usual moves are 0.6 %; 5 % is eight of them."""
    bars = clean()
    bars.loc["2022-06-15":, PRICES] *= 0.95
    assert ("jumps", "error") not in findings(bars)
    bars.loc["2022-06-15":, PRICES] *= 0.95
    assert ("jumps", "error") in findings(bars)


def test_an_open_of_another_unit_between_good_closes():
    bars = clean()
    bars.loc["2022-06-15", ["open", "high"]] *= 100
    assert only(bars, "stray_opens").dates == ("2022-06-15",)


# --- a listed split ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "size", "left"),
    [
        (2 / 3, 1.5, True),  # not applied
        (1.5, 1.5, True),  # the wrong way round
        (4 / 9, 1.5, True),  # twice
        (1 / 1.1, 1.1, True),
        (1.003, 1.5, False),  # taken out
        (0.85, 1.5, False),  # taken out, on a bad day
        (0.5, 1.0, False),  # no split at all
    ],
)
def test_a_split_is_left_in_where_a_step_of_its_size_is(step, size, left):
    assert split_left_in(step, size) is left
