"""Moves are measured in the series' own usual ones, by medians that neither a fault nor a crisis of days can bend."""

import numpy as np
import pandas as pd
import pytest

from analysis.market.rules.moves import measure_moves
from tests.market.made_bars import PRICES, clean

DAYS = pd.bdate_range("2022-01-03", periods=5, name="date")


def test_a_hand_worked_case():
    """Closes 100, 101, 100, 110, 111.1: returns ln 1.01, -ln 1.01, ln 1.1, ln 1.01; their median size is ln 1.01.

    On day 4 the range is 108 to 111: all of it above 100, so ln 1.08 of the move is held between the sessions.
    """
    bars = pd.DataFrame(
        {
            "open": [100, 100, 101, 109, 110.0],
            "high": [101, 102, 102, 111, 112.0],
            "low": [99, 99, 99, 108, 109.0],
            "close": [100, 101, 100, 110, 111.1],
            "volume": 1.0,
            "dividend": 0.0,
        },
        index=DAYS,
    )
    found = measure_moves(bars)
    np.testing.assert_allclose(found.usual, np.log(1.01) / 0.6745)
    np.testing.assert_allclose(found.held[1:], [0, 0, np.log(1.08), 0])
    np.testing.assert_allclose(found.total[3], np.log(1.1))
    assert np.isnan(found.volume_ratio).all()  # one volume on all days is no record of trading


def test_the_usual_move_is_the_standard_deviation_of_normal_returns():
    assert np.median(measure_moves(clean(1000)).usual) == pytest.approx(0.006, rel=0.05)


def test_a_fault_is_not_its_own_yardstick():
    bars, day = clean(), pd.Timestamp("2022-06-15")
    before = measure_moves(bars).usual
    bars.loc[day:, PRICES] *= 13.5
    np.testing.assert_allclose(measure_moves(bars).usual, before, rtol=0.25)  # a standard deviation is fifty times it


def test_the_first_day_of_a_crisis_is_wide_beside_the_calm_before_it():
    bars = clean()
    bars.loc["2022-06-15":"2022-07-29", "high"] *= 1.02
    ratio = pd.Series(measure_moves(bars).range_ratio, bars.index)
    assert ratio["2022-06-15"] > 2
    assert ratio["2022-07-20"] < 2
