"""Recursive residuals, their CUSUM and rolling coefficients: identities, other programs, size, power, refusals."""

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS
from statsmodels.regression.recursive_ls import RecursiveLS
from statsmodels.regression.rolling import RollingOLS
from statsmodels.stats.diagnostic import recursive_olsresiduals

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.diagnostics.stability import cusum, recursive_residuals, rolling_coefficients


@pytest.fixture
def data():
    rng = np.random.default_rng(1)
    exog = np.column_stack([np.ones(120), 0.01 * rng.standard_t(5, (120, 2))])
    return exog @ [0.0002, 0.8, -0.3] + 0.005 * rng.normal(size=120), exog


def test_without_regressors_by_hand():
    # A constant: w2 = (y2 - y1) / sqrt(2), w3 = (y3 - (y1 + y2) / 2) / sqrt(1.5), ...
    y = np.arange(12.0) ** 2
    found = recursive_residuals(y, np.ones((12, 1)))
    np.testing.assert_allclose(found[:3], [1 / np.sqrt(2), 3.5 / np.sqrt(1.5), (9 - 5 / 3) / np.sqrt(4 / 3)])


def test_they_are_those_of_statsmodels(data):
    y, exog = data
    found = recursive_residuals(y, exog)
    np.testing.assert_allclose(found, recursive_olsresiduals(OLS(y, exog).fit())[4][3:], rtol=1e-9)
    filtered = RecursiveLS(y, exog).fit().resid_recursive[3:]
    np.testing.assert_allclose(found, filtered, rtol=1e-9, atol=1e-9 * found.std())


def test_nearly_collinear_factors_keep_their_digits_where_a_recursion_loses_them(data):
    # The second factor is the first but for one part in a million. A recursion adds up the error of each step.
    y, exog = data
    exog[:, 2] = exog[:, 1] + 1e-6 * exog[:, 2]
    wanted = []
    for t in range(3, 120):
        before = OLS(y[:t], exog[:t]).fit(method="qr")
        spread = np.linalg.solve(np.linalg.qr(exog[:t], mode="r").T, exog[t])
        wanted.append((y[t] - exog[t] @ before.params) / np.sqrt(1 + spread @ spread))
    np.testing.assert_allclose(recursive_residuals(y, exog), wanted, atol=1e-7 * np.std(wanted))
    recursion = recursive_olsresiduals(OLS(y, exog).fit())[4][3:]
    assert np.abs(recursion - wanted).max() > 1e-4 * np.std(wanted)


def test_their_squares_sum_to_those_of_the_residuals(data):
    y, exog = data
    found = recursive_residuals(y, exog)
    assert len(found) == 117
    assert found @ found == pytest.approx(OLS(y, exog).fit().ssr, rel=1e-12)


def test_they_start_when_the_factors_have_moved(data):
    y, exog = data
    exog[:20, 2] = 0.0  # the second factor stands still for twenty sessions
    found = recursive_residuals(y, exog)
    assert len(found) == 120 - 21
    later = OLS(y[:100], exog[:100]).fit()
    error = y[100] - exog[100] @ later.params
    assert found[100 - 21] == pytest.approx(error / np.sqrt(1 + exog[100] @ later.normalized_cov_params @ exog[100]))


def test_too_few_of_them_are_no_test(data):
    y, exog = data
    exog[:112, 2] = 0.0
    with pytest.raises(NotApplicableError, match="7 recursive residuals, at least 10 needed"):
        recursive_residuals(y, exog)


def test_the_cusum_by_hand():
    # Ten residuals of 1: the path r / sqrt(10) over 1 + r / 5 is highest at the end, sqrt(10) / 3.
    statistic, pvalue = cusum(np.ones(10))
    assert statistic == pytest.approx(np.sqrt(10) / 3)
    assert cusum(-np.ones(10)) == (statistic, pvalue)
    assert cusum(7.5 * np.ones(10))[0] == pytest.approx(statistic)


@pytest.mark.parametrize(("critical", "level"), [(1.143, 0.01), (0.948, 0.05), (0.850, 0.10)])
def test_the_pvalue_is_that_of_the_published_critical_values(critical, level):
    # r residuals of 1 and then alternating ones: scale them so that the statistic is the critical value.
    lengths = np.linspace(0, 1, 2001)
    n = 400
    paths = [cusum(np.r_[np.full(n // 2, a), np.tile([1.0, -1.0], n // 4)]) for a in lengths]
    nearest = min(paths, key=lambda found: abs(found[0] - critical))
    assert nearest[0] == pytest.approx(critical, abs=0.01)
    assert nearest[1] == pytest.approx(level, rel=0.1)


def test_the_pvalue_is_a_probability():
    assert cusum(np.tile([1.0, -1.0], 100))[1] == 1.0


def test_size_is_cautious_and_a_broken_coefficient_is_found():
    rng = np.random.default_rng(3)
    w = rng.normal(size=(4000, 246))
    size = np.mean([cusum(x)[1] < 0.05 for x in w])
    assert 0.02 < size < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 4000)
    exog = np.ones((250, 1))
    shift = np.repeat([0.0, 1.0], 125)
    found = [cusum(recursive_residuals(shift + rng.normal(size=250), exog))[1] < 0.05 for _ in range(50)]
    assert np.mean(found) > 0.9


def test_rolling_coefficients_are_those_of_statsmodels(data):
    y, exog = data
    found = rolling_coefficients(y, exog, 60, ["const", "rates", "credit"])
    np.testing.assert_allclose(found.params, RollingOLS(y, exog, 60).fit().params[59:], rtol=1e-9)
    assert (found.names, found.window) == (("const", "rates", "credit"), 60)
    np.testing.assert_array_equal(found.low, found.params.min(axis=0))
    np.testing.assert_array_equal(found.high, found.params.max(axis=0))


def test_a_window_must_hold_the_coefficients_and_fit_the_sample(data):
    y, exog = data
    for window in (4, 121):
        with pytest.raises(EstimationError, match=f"{window} sessions; allowed: 5 to 120"):
            rolling_coefficients(y, exog, window, "abc")
    exog[40:70, 2] = exog[40:70, 1]
    with pytest.raises(EstimationError, match="a, b, c are collinear in sessions 41 to 60; lengthen it"):
        rolling_coefficients(y, exog, 20, "abc")
