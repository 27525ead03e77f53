"""Neighbours: what other series make one expect of a day, and whether the market as a whole moved."""

import numpy as np
import pandas as pd
import pytest

from analysis.market.rules.evidence import weigh
from analysis.market.rules.neighbours import neighbourhoods
from analysis.market.rules.series import About
from tests.market.made_bars import PRICES, clean

DAYS = pd.date_range("2022-01-03", periods=400, freq="B")


def moves(loading=0.9, n=6, seed=3):
    """Moves in usual ones: a common part with weight `loading`, the last series on its own."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(len(DAYS), 1))
    own = rng.normal(size=(len(DAYS), n))
    table = loading * common + np.sqrt(1 - loading**2) * own
    table[:, -1] = own[:, -1]
    return pd.DataFrame(table, DAYS, [f"F{i}" for i in range(n)])


def test_series_that_move_alike_are_neighbours_and_others_are_not():
    found = neighbourhoods(dict(moves().items()))
    assert found["F0"].alike
    assert not found["F5"].alike
    assert {n.others for n in found.values()} == {5}


def test_the_expected_move_is_the_regression_on_the_mean_of_the_neighbours():
    """Two series, one the double of the other's noise-free part: slope by least squares through the origin."""
    rng = np.random.default_rng(1)
    a = rng.uniform(-1, 1, len(DAYS))
    b = 0.5 * a + rng.uniform(-0.1, 0.1, len(DAYS))
    found = neighbourhoods({"A": pd.Series(a, DAYS), "B": pd.Series(b, DAYS)})
    slope = np.linalg.lstsq(a[:, None], b, rcond=None)[0][0]
    np.testing.assert_allclose(found["B"].expected, slope * a, rtol=1e-12)
    assert found["B"].share == pytest.approx(1 - np.sum((b - slope * a) ** 2) / np.sum(b**2))


def test_a_neighbour_may_move_the_other_way():
    table = moves()
    table["F1"] *= -1
    assert neighbourhoods(dict(table.items()))["F1"].alike


def test_the_market_is_astir_when_three_others_are():
    table = moves()
    table.loc[DAYS[7], ["F1", "F2", "F3"]] = 9.0, -7.0, 6.0
    assert neighbourhoods(dict(table.items()))["F0"].market[DAYS[7]] == 6.0


def test_too_short_a_common_past_says_nothing():
    table = moves().iloc[:59]
    assert neighbourhoods(dict(table.items())) == {}


def fund(neighbours=None):
    """A fund that falls by 4 % (seven usual moves) without a trace of trading."""
    bars = clean()
    bars.loc["2022-06-15":, PRICES] *= 0.96
    return weigh(bars, About("XNYS", None, neighbours)).wrong, bars.index


def beside(day_moves):
    """Neighbours of `clean()`'s calendar that move alike, and on 15 June as given."""
    index = clean().index
    own = clean()["close"].pct_change().fillna(0).to_numpy() / 0.006
    rng = np.random.default_rng(2)
    table = {f"N{i}": pd.Series(own + rng.normal(0, 0.2, len(own)), index) for i in range(4)}
    for series in table.values():
        series["2022-06-15"] = day_moves
    return neighbourhoods({"FUND": pd.Series(own, index), **table})["FUND"]


@pytest.mark.parametrize(("day_moves", "wrong"), [(0.1, True), (-7.0, False), (7.0, False)])
def test_a_step_that_the_market_shares_is_a_move(day_moves, wrong):
    found, days = fund(beside(day_moves))
    assert found[days.get_loc(pd.Timestamp("2022-06-15"))] == wrong


def test_without_neighbours_such_a_step_is_not_judged():
    assert not fund()[0].any()
