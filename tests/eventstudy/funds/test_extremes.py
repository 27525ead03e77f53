"""Extremes of ratios over a box: by hand, against a search that knows nothing of the structure, and limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.errors import EstimationError
from analysis.eventstudy.funds import extremes
from analysis.eventstudy.funds.extremes import extreme_ratios, linear_extremes

CENTRING = np.eye(3) - 1 / 3


def test_linear_forms_by_hand():
    least, most = linear_extremes(np.array([[1.0, -2.0], [0.0, 3.0]]), np.array([0.0, 1.0]), np.array([2.0, 4.0]))
    np.testing.assert_array_equal(least, [0 - 8, 3])
    np.testing.assert_array_equal(most, [2 - 2, 12])


def test_the_largest_slope_can_lie_inside_an_interval():
    # y = (0, 1, 1), w = (0, x, 1): slope (x + 1) / (2 (x^2 - x + 1)), 1/2 at 0, 1 at 1 and most at sqrt(3) - 1.
    g = CENTRING @ [0.0, 1.0, 1.0]
    least, most, proven = extreme_ratios(g, CENTRING, np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 1.0]), power=1.0)
    assert proven
    assert most == pytest.approx(1 / (4 * np.sqrt(3) - 6), rel=1e-12)
    assert least == pytest.approx(0.5, rel=1e-12)


def test_a_positive_ratio_is_least_at_a_corner():
    # (w1 + w2) / (w1^2 + w2^2) on [1, 2] x [1, 3]: 5/13 at (2, 3), 1 at (1, 1). Over the root: 4/sqrt(10) at (1, 3).
    g, eye, low, high = np.ones(2), np.eye(2), np.ones(2), np.array([2.0, 3.0])
    assert extreme_ratios(g, eye, low, high, power=1.0)[:2] == pytest.approx((5 / 13, 1.0))
    assert extreme_ratios(g, eye, low, high, power=0.5)[:2] == pytest.approx((4 / np.sqrt(10), np.sqrt(2)))
    assert extreme_ratios(-g, eye, low, high, power=1.0)[:2] == pytest.approx((-1.0, -5 / 13))


def test_points_have_one_value():
    w = np.array([0.1, 0.4, 0.2])
    g = CENTRING @ [1.0, 2.0, -1.0]
    least, most, proven = extreme_ratios(g, CENTRING, w, w, power=0.5)
    assert proven
    assert least == pytest.approx(most)
    assert most == pytest.approx(g @ w / np.sqrt(w @ CENTRING @ w))


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 100_000), st.integers(3, 6), st.sampled_from([1.0, 0.5]), st.sampled_from([1.0, 1e-3]))
def test_no_search_finds_more_and_a_search_from_the_best_sample_finds_the_same(seed, n, power, scale):
    rng = np.random.default_rng(seed)
    V = np.cov(rng.normal(size=(n, 3 * n))) + 0.1 * np.eye(n)
    A = np.linalg.inv(V)
    level = A.sum(axis=1) / A.sum()
    P = A - np.outer(level, level) * A.sum()
    low = rng.uniform(0, 1, n)
    high = low + rng.uniform(0, 0.6, n) * (rng.random(n) < 0.8)
    low[0] = high[0] = 0.0
    low[1], high[1] = low[1] + 0.5, high[1] + 0.5
    g = P @ (rng.normal(size=n) + rng.choice([0, 3]) * low)

    def ratio(w):
        return (w @ g) / np.einsum("...i,ij,...j->...", w, P, w) ** power

    least, most, proven = extreme_ratios(g, P, scale * low, scale * high, power=power)
    assert proven
    least, most = (np.array([least, most]) * scale ** (2 * power - 1)).tolist()
    where = np.clip(rng.uniform(-0.5, 1.5, (4000, n)), 0, 1)  # many points on faces, edges and corners
    sample = low + where * (high - low)
    values = ratio(sample)
    for sign, extreme, start in ((1, most, values.argmax()), (-1, least, values.argmin())):
        best = minimize(lambda w, s=sign: -s * ratio(w), sample[start], bounds=np.column_stack([low, high]))
        found = max(sign * values.max() if sign > 0 else -values.min(), -best.fun)
        assert found <= sign * extreme + 1e-9 * abs(extreme)
        assert found == pytest.approx(sign * extreme, rel=1e-3, abs=1e-6)


def made(seed):
    """Ten correlated funds whose weights are intervals."""
    rng = np.random.default_rng(seed)
    A = np.linalg.inv(np.cov(rng.normal(size=(10, 30)) + 2 * rng.normal(size=30)) + 0.01 * np.eye(10))
    level = A.sum(axis=1) / A.sum()
    P = A - np.outer(level, level) * A.sum()
    low = rng.uniform(0, 1, 10)
    high = low + rng.uniform(0, 0.6, 10)
    low[0] = high[0] = 0.0
    return P @ rng.normal(size=10), P, low + (np.arange(10) == 1) / 2, high + (np.arange(10) == 1) / 2


@pytest.mark.slow
@pytest.mark.parametrize("power", [1.0, 0.5])
def test_a_solver_that_stops_early_is_never_taken_for_a_proof(monkeypatch, power):
    whole = [extreme_ratios(*made(seed), power=power) for seed in range(40)]
    monkeypatch.setattr(extremes, "_INNER_STEPS", 2)
    short = [extreme_ratios(*made(seed), power=power) for seed in range(40)]
    right = [np.allclose(a[:2], b[:2], rtol=2e-6) for a, b in zip(whole, short, strict=True)]
    assert all(e.proven for e in whole)
    assert [e.proven for e in short] == right
    assert not all(right)
    assert all(a.least <= b.least + 1e-9 and b.most <= a.most + 1e-9 for a, b in zip(whole, short, strict=True))


def test_an_outer_iteration_that_stops_early_is_no_proof(monkeypatch):
    monkeypatch.setattr(extremes, "_OUTER_STEPS", 1)
    assert not extreme_ratios(*made(0), power=1.0).proven


def test_more_than_sixteen_intervals_are_refused():
    low = np.zeros(17)
    with pytest.raises(EstimationError, match="17 intervals; allowed: at most 16"):
        extreme_ratios(np.ones(17), np.eye(17), low, low + 1, power=1.0)
