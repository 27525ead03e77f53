"""Tests that take the variance from the dispersion over events: worked out by hand, and refusals."""

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.inference import cross_section


def student2(t):
    """Two-sided p-value of t with 2 degrees of freedom, in closed form."""
    return 1 - abs(t) / np.sqrt(2 + t**2)


def same(a, b):
    """Whether two outcomes have the same statistic and p-value."""
    return np.array([a.statistic, a.pvalue]) == pytest.approx(np.array([b.statistic, b.pvalue]))


def test_cross_sectional_t_by_hand():
    # mean 2, s = 1, N = 3: t = 2 sqrt(3) = 3.4641; two-sided p with 2 df in closed form.
    outcome = cross_section.cross_sectional_t([1.0, 2.0, 3.0])
    assert outcome.statistic == pytest.approx(3.4641016151)
    assert outcome.pvalue == pytest.approx(student2(3.4641016151))
    assert outcome.df == (2.0,)


def test_bmp_is_the_cross_sectional_t_of_standardised_returns():
    scar = np.array([1.0, 2.0, 0.0, 1.0])
    # mean 1, s2 = (0 + 1 + 1 + 0) / 3: t = 2 / sqrt(2/3) = 2.4495, with 3 df
    assert cross_section.bmp(scar).statistic == pytest.approx(np.sqrt(6))
    assert cross_section.bmp(scar).pvalue == pytest.approx(stats.ttest_1samp(scar, 0).pvalue)


def test_adjusted_bmp_by_hand():
    # r = 1/4, N = 4: factor sqrt((3/4) / (7/4)) = sqrt(3/7), so t = sqrt(6 * 3/7)
    outcome = cross_section.adjusted_bmp([1.0, 2.0, 0.0, 1.0], 0.25)
    assert outcome.statistic == pytest.approx(np.sqrt(18 / 7))
    assert outcome.pvalue == pytest.approx(2 * stats.t.sf(np.sqrt(18 / 7), 3))


def test_skewness_adjusted_t_by_hand():
    # 0, 0, 3: mean 1, s = sqrt 3, S = 1 / sqrt 3, skewness sqrt 3.
    # sqrt 3 (S + sqrt3/9 + 3 / (27 * 3 sqrt3) + sqrt3/18) = 1 + 1/3 + 1/27 + 1/6
    outcome = cross_section.skewness_adjusted_t([0.0, 0.0, 3.0])
    assert outcome.statistic == pytest.approx(1 + 1 / 3 + 1 / 27 + 1 / 6)
    assert outcome.df == (2.0,)


def test_skewness_adjustment_is_none_for_symmetric_returns():
    x = np.array([-1.0, 0.5, 2.0])  # symmetric about its mean
    assert same(cross_section.skewness_adjusted_t(x), cross_section.cross_sectional_t(x))


def test_jackknife_by_hand():
    # 1, 2, 3: theta = 2; without 1, 2, 3 in turn: 2.5 / sqrt(1/2), 2 / sqrt 2, 1.5 / sqrt(1/2)
    left_out = np.array([2.5 * np.sqrt(2), np.sqrt(2), 1.5 * np.sqrt(2)])
    pseudo = 3 * 2 - 2 * left_out
    expected = pseudo.mean() / (pseudo.std(ddof=1) / np.sqrt(3))
    assert cross_section.jackknife_t([1.0, 2.0, 3.0]).statistic == pytest.approx(expected)


def test_a_single_number_is_not_a_cross_section():
    with pytest.raises(EstimationError, match="a single number"):
        cross_section.bmp(1.0)


def test_jackknife_needs_dispersion_without_any_event():
    with pytest.raises(NotApplicableError, match="without one of the events"):
        cross_section.jackknife_t([0.0, 0.0, 0.0, 1.0])


def test_an_unknown_side_is_an_error():
    with pytest.raises(EstimationError, match="two-sided, greater, less"):
        cross_section.bmp([1.0, 2.0], alternative="larger")
