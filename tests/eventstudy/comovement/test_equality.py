"""Jennrich's statistic: by hand for one pair, zero for equal matrices, chi-square under the null."""

import numpy as np
import pytest
from scipy import stats

from analysis.errors import NotApplicableError
from analysis.eventstudy.comovement.equality import jennrich


def pair(r):
    return np.array([[1.0, r], [r, 1.0]])


@pytest.fixture
def returns():
    rng = np.random.default_rng(1)
    return rng.standard_t(5, (80, 4)) @ rng.normal(size=(4, 4)) * 0.01


def test_jennrich_for_one_pair_by_hand():
    # For N = 2 the statistic reduces to c (r1 - r2)^2 / (1 - r)^2 / (1 + r)^2 with the pooled r.
    r1, r2, nobs = 0.2, 0.6, (100, 60)
    pooled = (100 * r1 + 60 * r2) / 160
    wanted = 100 * 60 / 160 * (r1 - r2) ** 2 / (1 - pooled**2) ** 2
    assert jennrich(pair(r1), pair(r2), nobs) == pytest.approx(wanted)


def test_jennrich_is_zero_for_equal_matrices_and_does_not_mind_order(returns):
    first, second = np.corrcoef(returns[:50].T), np.corrcoef(returns[50:].T)
    assert jennrich(first, first, (50, 30)) == pytest.approx(0, abs=1e-20)
    assert jennrich(first, second, (50, 30)) == pytest.approx(jennrich(second, first, (30, 50)))
    flipped = np.diag([1, -1, 1, -1])
    assert jennrich(flipped @ first @ flipped, flipped @ second @ flipped, (50, 30)) == pytest.approx(
        jennrich(first, second, (50, 30))
    )


@pytest.mark.slow
def test_jennrich_is_chi_square_under_the_null():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(4000, 300, 3)) @ np.linalg.cholesky(0.6 + 0.4 * np.eye(3)).T

    def matrices(sample):
        u = (sample - sample.mean(axis=1, keepdims=True)) / sample.std(axis=1, keepdims=True)
        return np.einsum("bti,btj->bij", u, u) / sample.shape[1]

    statistic = jennrich(matrices(x[:, :180]), matrices(x[:, 180:]), (180, 120))
    assert np.mean(stats.chi2.sf(statistic, 3) < 0.05) == pytest.approx(0.05, abs=0.012)
    assert statistic.mean() == pytest.approx(3, abs=0.15)


def test_a_series_made_of_others_has_no_jennrich_test():
    with pytest.raises(NotApplicableError, match="combination of the others"):
        jennrich(np.ones((2, 2)), np.ones((2, 2)), (50, 50))
