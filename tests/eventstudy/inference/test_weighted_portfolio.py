"""The t of a weighted portfolio on every date is that of the weighted series' own regression."""

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.inference.calibration import calibrate
from analysis.eventstudy.inference.date_sample import inverse_variance, weighted_t
from tests.eventstudy.inference.dates import ESTIMATION, SIDES, WINDOW, made, own_regression, sample_of, with_holes


@pytest.fixture(scope="module")
def data():
    return made()


@pytest.mark.parametrize("side", SIDES)
def test_equal_weights_give_the_t_of_the_mean_of_the_series(data, side):
    returns, factors = data
    rows = [150, 230, 300]
    outcome = weighted_t(sample_of(data, rows), np.ones(5), side)
    for row, t, p in zip(rows, outcome.statistic, outcome.pvalue, strict=True):
        car = abnormal_returns(returns.mean(axis=1), factors, row, estimation=ESTIMATION, windows=[WINDOW]).car(*WINDOW)
        assert t == pytest.approx(car.tvalue, rel=1e-10)
        assert p == pytest.approx(car.pvalue(side), rel=1e-10)
        assert outcome.df == (car.df_resid,)


def test_other_weights_give_the_t_of_the_weighted_series_whatever_their_sum(data):
    returns, factors = data
    rows, weights = [150, 230], np.array([3.0, 0.0, 1.0, 0.5, 0.5])
    for scale in (1, 0.01):
        outcome = weighted_t(sample_of(data, rows), scale * weights)
        for row, t in zip(rows, outcome.statistic, strict=True):
            _, expected, _ = own_regression(returns @ weights, factors, row)
            assert t == pytest.approx(expected, rel=1e-10)


def test_inverse_variance_weights_are_those_of_each_date_and_give_the_t_of_their_series(data):
    returns, factors = data
    rows = [150, 230, 300]
    sample = sample_of(data, rows)
    weights, outcome = inverse_variance(sample), weighted_t(sample, inverse_variance(sample))
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    for b, row in enumerate(rows):
        X = np.column_stack([np.ones(60), factors[row - 70 : row - 10]])
        precision = np.array([1 / OLS(returns[row - 70 : row - 10, i], X).fit().mse_resid for i in range(5)])
        np.testing.assert_allclose(weights[b], precision / precision.sum(), rtol=1e-10)
        assert outcome.statistic[b] == pytest.approx(own_regression(returns @ precision, factors, row)[1], rel=1e-10)


def test_days_that_do_not_serve_are_as_if_they_were_not_there(data):
    returns, factors = data
    usable = with_holes()
    rows = [150, 230, 200, 300]  # 0, 2, 4 and 1 holes
    sample = sample_of(data, rows, usable=usable)
    assert sample.served.sum(axis=1).tolist() == [60, 58, 56, 59]
    outcome = weighted_t(sample, np.ones(5))
    for row, t, df, car in zip(rows, outcome.statistic, sample.df, sample.car, strict=True):
        expected_car, expected, expected_df = own_regression(returns.mean(axis=1), factors, row, usable)
        assert t == pytest.approx(expected, rel=1e-10)
        assert car.mean() == pytest.approx(expected_car, rel=1e-10)
        assert df == expected_df


def test_weights_without_a_positive_sum_are_refused(data):
    sample = sample_of(data, [150, 230])
    for weights in (np.zeros(5), np.array([1.0, -1.0, 0, 0, 0]), np.full(5, np.nan)):
        with pytest.raises(EstimationError, match="weighted t: weights that sum to"):
            weighted_t(sample, weights)


def test_a_portfolio_among_its_own_factors_is_refused_and_any_other_is_not(data):
    returns, factors = data
    own = (returns, np.column_stack([factors, returns.mean(axis=1)]))
    with pytest.raises(NotApplicableError, match="explain the portfolio exactly"):
        weighted_t(sample_of(own, [150, 230]), np.ones(5))
    assert np.isfinite(weighted_t(sample_of(own, [150, 230]), np.arange(1.0, 6.0)).statistic).all()
    sample = sample_of(own, [150, 230, 160, 240, 250])
    tests = {t.name: t for t in calibrate(sample, "two-sided", 0.05, rng=np.random.default_rng(0))}
    assert all("exactly" in tests[name].reason for name in ("portfolio t", "crude dependence"))
    assert not tests["inverse-variance portfolio t"].reason
