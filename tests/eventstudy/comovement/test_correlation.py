"""Correlations and what compares two of them: by definition, by hand, against other programs, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.eventstudy.comovement.correlation import (
    correlation_matrix,
    effective_number,
    fisher_z,
    mean_off_diagonal,
    require_periods,
    rolling_correlation,
)


def pair(r):
    return np.array([[1.0, r], [r, 1.0]])


def equicorrelated(n, r):
    return np.full((n, n), r) + (1 - r) * np.eye(n)


@pytest.fixture
def returns():
    rng = np.random.default_rng(1)
    return rng.standard_t(5, (80, 4)) @ rng.normal(size=(4, 4)) * 0.01


def test_the_matrix_is_that_of_numpy(returns):
    np.testing.assert_allclose(correlation_matrix(returns), np.corrcoef(returns.T), atol=1e-14)


def test_rolling_correlations_are_those_of_pandas(returns):
    found = rolling_correlation(returns, 20)
    wanted = pd.DataFrame(returns).rolling(20).corr().dropna().to_numpy().reshape(-1, 4, 4)
    np.testing.assert_allclose(found, wanted, atol=1e-12)


def test_more_windows_than_fit_into_one_chunk_are_all_there():
    returns = np.random.default_rng(2).normal(size=(600, 2))
    found = rolling_correlation(returns, 10)
    assert found.shape == (591, 2, 2)
    np.testing.assert_allclose(found[[0, 256, 590]], [np.corrcoef(returns[r : r + 10].T) for r in (0, 256, 590)])


@settings(derandomize=True, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 50), st.floats(-3, 3))
def test_correlations_know_neither_scale_nor_level(seed, scale, level):
    x = np.random.default_rng(seed).normal(size=(12, 3))
    np.testing.assert_allclose(correlation_matrix(scale * x + level), correlation_matrix(x), atol=1e-9)


@settings(derandomize=True, deadline=None)
@given(st.integers(0, 10_000))
def test_rounding_takes_no_correlation_beyond_one(seed):
    x = np.random.default_rng(seed).normal(size=(25, 1)) * np.array([1.0, 3.0, -0.1])
    found = correlation_matrix(x)
    assert (np.abs(found) <= 1).all()
    np.testing.assert_allclose(found, [[1, 1, -1], [1, 1, -1], [-1, -1, 1]])


def test_the_mean_correlation_leaves_the_diagonal_out():
    r = np.array([[1, 0.1, 0.2], [0.1, 1, 0.6], [0.2, 0.6, 1]])
    assert mean_off_diagonal(r) == pytest.approx(0.3)
    np.testing.assert_allclose(mean_off_diagonal(np.stack([r, np.eye(3)])), [0.3, 0.0], atol=1e-15)


def test_independent_series_count_fully_and_identical_ones_once():
    for n in (2, 6):
        assert (effective_number(np.eye(n)).by_variance, effective_number(np.eye(n)).by_eigenvalues) == (n, n)
        same = effective_number(np.ones((n, n)))
        assert (same.by_variance, same.by_eigenvalues) == (1, 1)


def test_six_funds_with_correlation_085_are_about_one():
    # 6 / (1 + 5 * 0.85); eigenvalues 5.25 and five times 0.15: 36 / (27.5625 + 0.1125).
    found = effective_number(equicorrelated(6, 0.85))
    assert found.by_variance == pytest.approx(6 / 5.25)
    assert found.by_eigenvalues == pytest.approx(36 / 27.675)
    assert (found.series, found.mean_correlation) == (6, pytest.approx(0.85))


def test_series_that_cancel_are_worth_any_number_in_a_mean_but_one_direction():
    found = effective_number(pair(-1.0))
    assert found.by_variance == np.inf
    assert found.by_eigenvalues == pytest.approx(1)


def test_the_mean_of_standardised_series_varies_as_the_effective_number_says(returns):
    z = (returns - returns.mean(axis=0)) / returns.std(axis=0)
    found = effective_number(correlation_matrix(returns))
    assert z.mean(axis=1).var() == pytest.approx(1 / found.by_variance)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.ones(3), "shape"),
        (np.ones((2, 3)), "shape"),
        (np.ones((1, 1)), "shape"),
        (np.array([[1, 0.5], [0.4, 1]]), "not symmetric"),
        (2 * np.eye(2), "not symmetric with ones"),
        (equicorrelated(3, -0.9), "eigenvalue"),
    ],
)
def test_what_is_no_correlation_matrix_has_no_effective_number(matrix, message):
    with pytest.raises(EstimationError, match=message):
        effective_number(matrix)


def test_fishers_z_by_hand():
    # artanh 0.8 = ln(9) / 2, artanh 0.5 = ln(3) / 2: a difference of ln(3) / 2, over sqrt(1/25 + 1/100).
    assert fisher_z(0.5, 0.8, (28, 103)) == pytest.approx(np.log(3) / 2 / np.sqrt(0.05))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: x[:3], "3 sessions; allowed: at least 4"),
        (lambda x: x[:, :1], "2 series or more"),
        (lambda x: x[:, 0], "2 series or more"),
        (lambda x: np.where(np.arange(80)[:, None] == 7, np.nan, x), "A is nan in row 7"),
        (lambda x: np.where(np.arange(4) == 2, 0.01, x), "C is constant"),
    ],
)
def test_unusable_returns_are_refused_by_name(returns, change, message):
    x = change(returns)
    names = list("ABCD")[: x.shape[-1]] if x.ndim == 2 else None
    with pytest.raises(EstimationError, match=message):
        correlation_matrix(x, names=names)


def test_names_must_match(returns):
    with pytest.raises(EstimationError, match="1 names for 4 series"):
        correlation_matrix(returns, names=["A"])


def test_a_series_that_stands_still_within_a_window_is_refused(returns):
    returns[30:50, 1] = 0.0
    with pytest.raises(EstimationError, match="series 2 is constant in window 30"):
        rolling_correlation(returns, 20)


def test_windows_and_periods_have_a_least_length(returns):
    with pytest.raises(EstimationError, match="3 sessions; allowed: at least 4"):
        rolling_correlation(returns, 3)
    with pytest.raises(EstimationError, match="80 sessions; allowed: at least 81"):
        rolling_correlation(returns, 81)
    with pytest.raises(EstimationError, match="3 sessions"):
        fisher_z(0.1, 0.2, (100, 3))
    for r in (1.0, -1.0, np.nan):
        with pytest.raises(EstimationError, match="not a number between -1 and 1"):
            fisher_z(0.1, r, (100, 30))
    with pytest.raises(EstimationError, match="comovement, after: 9 sessions; allowed: at least 10"):
        require_periods(returns, returns[:9], None, "comovement")
    with pytest.raises(EstimationError, match="shapes"):
        require_periods(returns, returns[:, :2], None, "comovement")
