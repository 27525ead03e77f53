"""Dose-response: slopes by hand and against statsmodels, exact t, and what holds for every admissible weight."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.regression.linear_model import GLS, OLS

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.funds import extremes
from analysis.eventstudy.funds.dose_response import dose_response, placebo_slopes

N = 6
WEIGHTS = np.array([0.50, 0.40, 0.30, 0.60, 0.20, 0.0]) / 100
LOW = np.array([0.37, 0.10, 0.20, 0.10, 0.20, 0.0]) / 100
HIGH = np.array([0.55, 0.60, 0.50, 0.20, 1.20, 0.0]) / 100
COV = 0.004**2 * (0.8 + 0.2 * np.eye(N)) * np.outer(s := np.linspace(0.8, 1.4, N), s)


@pytest.fixture
def abnormal():
    return np.random.default_rng(3).multivariate_normal(0.001 + 0.5 * WEIGHTS, COV)


def test_two_funds_have_the_slope_between_them():
    # (0.03 - 0.01) / 0.5; variance (4 + 9 - 2 * 3) e-4 / 0.25.
    cov = np.array([[4.0, 3.0], [3.0, 9.0]]) * 1e-4
    for method in ("gls", "ols"):
        line = dose_response([0.01, 0.03], [0.0, 0.5], [0.0, 0.5], cov, np.inf, method=method)
        np.testing.assert_allclose(line.params, [0.01, 0.04])
        assert line.bse[1] == pytest.approx(np.sqrt(7e-4) / 0.5)
        assert line.bse[0] == pytest.approx(0.02)


def test_two_funds_with_an_interval_have_the_slopes_of_its_ends_and_one_t():
    cov = np.array([[4.0, 3.0], [3.0, 9.0]]) * 1e-4
    line = dose_response([0.01, 0.03], [0.0, 0.25], [0.0, 0.5], cov, 100)
    assert line.slope_bounds == pytest.approx((0.04, 0.08))
    assert line.tvalue_bounds == pytest.approx((0.02 / np.sqrt(7e-4), 0.02 / np.sqrt(7e-4)))
    assert line.pvalue("greater") == pytest.approx(stats.t.sf(0.02 / np.sqrt(7e-4), 100))


def test_bounds_that_are_not_proven_say_so(abnormal, monkeypatch):
    line = dose_response(abnormal, LOW, HIGH, COV, 246)
    monkeypatch.setattr(extremes, "_OUTER_STEPS", 1)
    short = dose_response(abnormal, LOW, HIGH, COV, 246)
    assert (line.proven, short.proven) == (True, False)
    assert "not proven" in short.summary()
    assert "not proven" not in line.summary()


def test_known_covariance_is_generalised_least_squares_of_statsmodels(abnormal):
    wanted = GLS(abnormal, np.column_stack([np.ones(N), WEIGHTS]), sigma=COV).fit()
    line = dose_response(abnormal, WEIGHTS, WEIGHTS, COV, np.inf)
    np.testing.assert_allclose(line.params, wanted.params, rtol=1e-10)
    np.testing.assert_allclose(line.bse, np.sqrt(np.diag(wanted.normalized_cov_params)), rtol=1e-10)
    assert line.df_resid == np.inf


def test_ordinary_least_squares_carries_the_same_covariance(abnormal):
    X = np.column_stack([np.ones(N), WEIGHTS])
    fitted = OLS(abnormal, X).fit()
    line = dose_response(abnormal, WEIGHTS, WEIGHTS, COV, 246, method="ols")
    hat = np.linalg.pinv(X)
    np.testing.assert_allclose(line.params, fitted.params, rtol=1e-9)
    np.testing.assert_allclose(line.bse, np.sqrt(np.diag(hat @ COV @ hat.T)), rtol=1e-9)
    assert (line.df_resid, line.nobs) == (246, N)
    assert line.pvalue() == pytest.approx(2 * stats.t.sf(abs(line.tvalues[1]), 246))


def test_the_interval_of_the_middle_slope_is_that_of_students_t(abnormal):
    line = dose_response(abnormal, WEIGHTS, WEIGHTS, COV, 246)
    assert line.df_resid == 246 - N + 2
    half = stats.t.ppf(0.95, line.df_resid) * line.bse
    np.testing.assert_allclose(line.conf_int(0.1), np.column_stack([line.params - half, line.params + half]))


def test_a_known_weight_has_one_slope_one_t_and_one_pvalue(abnormal):
    for method in ("gls", "ols"):
        line = dose_response(abnormal, WEIGHTS, WEIGHTS, COV, 246, method=method)
        np.testing.assert_allclose(line.slope_bounds, line.params[1])
        np.testing.assert_allclose(line.tvalue_bounds, line.tvalues[1])
        assert line.pvalue("greater") + line.pvalue("less") == pytest.approx(1)


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.integers(0, 100_000), st.sampled_from(["gls", "ols"]), st.sampled_from([12, 246, np.inf]))
def test_no_admissible_weights_leave_the_bounds_or_exceed_the_pvalue(seed, method, df):
    rng = np.random.default_rng(seed)
    y = rng.multivariate_normal(rng.choice([0.0, 3.0]) * LOW, COV)
    line = dose_response(y, LOW, HIGH, COV, df, method=method)
    where = rng.uniform(size=(40, N)).round(rng.integers(0, 3))  # corners, too
    for w in LOW + where * (HIGH - LOW):
        one = dose_response(y, w, w, COV, df, method=method)
        for value, (least, most) in ((one.params[1], line.slope_bounds), (one.tvalues[1], line.tvalue_bounds)):
            assert least - 1e-9 * abs(least) <= value <= most + 1e-9 * abs(most)
        for side in ("greater", "less", "two-sided"):
            assert one.pvalue(side) <= line.pvalue(side) + 1e-9


def test_a_slope_whose_sign_is_open_has_the_pvalue_one():
    y = np.array([0.0, 0.01, 0.0])
    line = dose_response(y, [0.0, 0.0, 0.5], [0.0, 1.0, 0.5], np.eye(3) * 1e-4, 50)
    assert line.tvalue_bounds[0] < 0 < line.tvalue_bounds[1]
    assert line.pvalue() == 1
    assert line.pvalue("greater") > 0.5 < line.pvalue("less")


def test_the_slope_has_the_units_of_returns_over_weights(abnormal):
    shares = dose_response(abnormal, LOW, HIGH, COV, 246)
    percent = dose_response(abnormal, 100 * LOW, 100 * HIGH, COV, 246)
    np.testing.assert_allclose(np.array(percent.slope_bounds) * 100, shares.slope_bounds)
    np.testing.assert_allclose(percent.tvalue_bounds, shares.tvalue_bounds)


def test_an_abnormal_return_of_all_funds_alike_is_no_slope():
    line = dose_response(np.full(N, 0.02), LOW, HIGH, COV, 246)
    np.testing.assert_allclose(line.slope_bounds, 0, atol=1e-9)
    assert line.params[0] == pytest.approx(0.02)


@pytest.mark.slow
def test_size_is_exact_even_when_the_covariance_is_estimated_from_twelve_sessions():
    rng = np.random.default_rng(11)
    root = np.linalg.cholesky(COV)
    sims = 2000
    p = np.empty((sims, 3))
    for i in range(sims):
        y = 0.003 + root @ rng.normal(size=N)
        e = rng.normal(size=(12, N)) @ root.T
        cov = e.T @ e / 12
        naive = dose_response(y, WEIGHTS, WEIGHTS, cov, np.inf).tvalues[1]
        exact, plain = (dose_response(y, WEIGHTS, WEIGHTS, cov, 12, method=m).pvalue() for m in ("gls", "ols"))
        p[i] = exact, plain, 2 * stats.t.sf(abs(naive), 12)
    size = (p < 0.05).mean(axis=0)
    band = 3 * np.sqrt(0.05 * 0.95 / sims)
    assert abs(size[0] - 0.05) < band
    assert abs(size[1] - 0.05) < band
    assert size[2] > 0.12  # the estimated covariance taken for known


@pytest.mark.slow
def test_a_planted_gain_of_the_bonds_is_estimated_without_bias_and_gls_is_sharper():
    rng = np.random.default_rng(12)
    y = rng.multivariate_normal(0.001 + 0.8 * WEIGHTS, COV, size=500)
    slopes = np.array(
        [[dose_response(r, WEIGHTS, WEIGHTS, COV, np.inf, method=m).params[1] for m in ("gls", "ols")] for r in y]
    )
    np.testing.assert_allclose(slopes.mean(axis=0), 0.8, atol=4 * slopes.std(axis=0).max() / np.sqrt(500))
    assert slopes[:, 0].std() < slopes[:, 1].std()


def test_a_placebo_rank_by_hand():
    # OLS slopes of two funds with weights 0 and 1 are the differences of their returns: 2 against -1, 0, 2, 3.
    placebo = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 2.0], [-1.0, 2.0]])
    found = placebo_slopes([0.0, 2.0], placebo, np.arange(4), [0.0, 1.0], [0.0, 1.0], np.eye(2), method="ols")
    np.testing.assert_allclose(found.middle.placebo, [-1, 0, 2, 3])
    for side, p in (("greater", 3 / 5), ("less", 4 / 5), ("two-sided", 1.0)):
        assert found.pvalue(side) == p == found.middle.pvalue(side)


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.integers(0, 100_000), st.sampled_from(["gls", "ols"]))
def test_no_admissible_weights_exceed_the_placebo_pvalue(seed, method):
    rng = np.random.default_rng(seed)
    draws = rng.multivariate_normal(np.zeros(N), COV, size=60)
    draws[0] += rng.choice([0.0, 4.0]) * LOW
    found = placebo_slopes(draws[0], draws[1:], np.arange(59), LOW, HIGH, COV, method=method)
    for w in LOW + rng.uniform(size=(40, N)).round(rng.integers(0, 3)) * (HIGH - LOW):
        one = placebo_slopes(draws[0], draws[1:], np.arange(59), w, w, COV, method=method)
        for side in ("greater", "less", "two-sided"):
            assert one.middle.pvalue(side) == one.pvalue(side) <= found.pvalue(side)


@pytest.mark.parametrize("method", ["gls", "ols"])
def test_weights_that_may_all_be_equal_have_no_slope(method):
    with pytest.raises(NotApplicableError, match=r"all weights may be equal \(between 0.2 and 0.3\)"):
        dose_response(np.zeros(3), [0.0, 0.1, 0.2], [0.3, 0.4, 0.5], np.eye(3), 100, method=method)
    with pytest.raises(NotApplicableError, match="no slope"):
        placebo_slopes(np.zeros(2), np.zeros((5, 2)), np.arange(5), [0.1, 0.1], [0.1, 0.1], np.eye(2))


def test_too_few_sessions_for_the_line_of_gls_are_no_obstacle_for_ols(abnormal):
    with pytest.raises(NotApplicableError, match='4 degrees of freedom for 6 funds; allowed: at least 5; use "ols"'):
        dose_response(abnormal, WEIGHTS, WEIGHTS, COV, 4)
    assert dose_response(abnormal, WEIGHTS, WEIGHTS, COV, 4, method="ols").df_resid == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"abnormal": [0.0, 0.1]}, "abnormal returns .* weights .* covariance"),
        ({"low": [0.0, 0.5]}, "abnormal returns .* weights .* covariance"),
        ({"cov": np.eye(2)}, "abnormal returns .* weights .* covariance"),
        ({"abnormal": [0.0, np.nan, 0.1]}, "EMHY: a missing value"),
        ({"low": [0.0, 0.6, 0.7]}, "EMHY: weight between 0.6 and 0.5; swap them"),
        ({"cov": np.triu(np.ones((3, 3)))}, "not a symmetric"),
        ({"cov": np.full((3, 3), np.nan)}, "not a symmetric"),
        ({"cov": np.ones((3, 3))}, "not positive definite"),
        ({"cov": -np.eye(3)}, "not positive definite"),
        ({"cov": np.zeros((3, 3))}, "not positive definite"),
        ({"df": 0}, "df: 0; allowed: above 0"),
        ({"df": np.nan}, "df: nan"),
        ({"method": "wls"}, "unknown 'wls'; allowed: gls, ols"),
    ],
)
def test_unusable_input_is_refused_by_name(change, message):
    given = {
        "abnormal": [0.0, 0.1, 0.2],
        "low": [0.0, 0.5, 0.7],
        "high": [0.0, 0.5, 0.9],
        "cov": np.eye(3),
        "df": 100,
        "names": ["PCY", "EMHY", "JPMB"],
    }
    with pytest.raises(EstimationError, match=message):
        dose_response(**(given | change))


@pytest.mark.parametrize(
    ("placebo", "rows", "message"),
    [
        (np.zeros((4, 2)), 4, "shape"),
        (np.zeros((4, 3)), 3, "with 3 rows"),
        (np.zeros((0, 3)), 0, "M >= 1"),
        (np.where(np.arange(12).reshape(4, 3) == 7, np.nan, 0.0), 4, "missing value on placebo date 3"),
    ],
)
def test_unusable_placebo_returns_are_refused(placebo, rows, message):
    with pytest.raises(EstimationError, match=message):
        placebo_slopes(np.zeros(3), placebo, np.arange(rows), [0, 0.5, 1], [0, 0.5, 1], np.eye(3))


def test_an_unknown_side_is_refused(abnormal):
    placebo = placebo_slopes(abnormal, np.zeros((5, N)), np.arange(5), WEIGHTS, WEIGHTS, COV)
    for result in (dose_response(abnormal, WEIGHTS, WEIGHTS, COV, 246), placebo):
        with pytest.raises(EstimationError, match="unknown 'up'"):
            result.pvalue("up")
