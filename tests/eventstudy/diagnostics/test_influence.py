"""Leverage and influence: by hand, by leaving sessions out, against statsmodels, and the exact rank of an event day."""

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.outliers_influence import OLSInfluence

from analysis.errors import EstimationError
from analysis.eventstudy.diagnostics.influence import influence, leverage


@pytest.fixture
def fitted():
    rng = np.random.default_rng(2)
    exog = np.column_stack([np.ones(60), 0.01 * rng.standard_t(4, (60, 2))])
    y = exog @ [0.0, 1.0, 0.5] + 0.005 * rng.normal(size=60)
    return OLS(y, exog).fit()


def test_a_line_by_hand():
    # x = 0 1 2 3: hat = 1/4 + (x - 3/2)^2 / 5. Among its five, 5 is the farthest out, 4 ties with 0, 3/2 is the mean.
    exog = np.column_stack([np.ones(4), np.arange(4.0)])
    found = leverage(exog, np.array([[1.0, 5.0], [1.0, 4.0], [1.0, 1.5]]))
    np.testing.assert_allclose(found.hat, [0.7, 0.3, 0.3, 0.7])
    np.testing.assert_allclose(found.event_hat, [2.7, 1.5, 0.25])
    np.testing.assert_allclose(found.pvalues, [1 / 5, 2 / 5, 1])


def test_it_is_the_influence_of_a_fit_that_leaves_each_session_out(fitted):
    # The library's DFFITS comes from a regression without each session; ours takes that variance in closed form.
    wanted = OLSInfluence(fitted)
    found = influence(fitted.model.exog, fitted.resid)
    np.testing.assert_allclose(found.cooks_distance, wanted.cooks_distance[0], rtol=1e-9)
    np.testing.assert_allclose(found.dffits, wanted.dffits[0], rtol=1e-9)
    np.testing.assert_allclose(leverage(fitted.model.exog, fitted.model.exog).hat, wanted.hat_matrix_diag)


def test_it_is_the_textbook_formula(fitted):
    exog, resid = fitted.model.exog, fitted.resid
    hat = (np.linalg.qr(exog)[0] ** 2).sum(axis=1)
    ssr, df = resid @ resid, 57
    found = influence(exog, resid)
    np.testing.assert_allclose(found.cooks_distance, resid**2 / (3 * ssr / df) * hat / (1 - hat) ** 2, rtol=1e-10)
    without = (ssr - resid**2 / (1 - hat)) / (df - 1)
    np.testing.assert_allclose(found.dffits, resid * np.sqrt(hat / without) / (1 - hat), rtol=1e-10)


def test_cooks_distance_is_what_leaving_a_session_out_does(fitted):
    y, exog = fitted.model.endog, fitted.model.exog
    without = OLS(np.delete(y, 7), np.delete(exog, 7, axis=0)).fit()
    moved = fitted.params - without.params
    wanted = moved @ np.linalg.solve(fitted.cov_params(), moved) / 3
    assert influence(exog, fitted.resid).cooks_distance[7] == pytest.approx(wanted)


def test_hat_values_sum_to_the_number_of_coefficients_and_do_not_know_units(fitted):
    exog = fitted.model.exog
    found, scaled = (leverage(e, 2 * e[:5]) for e in (exog, exog * [1, 100, 1e-3]))
    assert found.hat.sum() == pytest.approx(3)
    np.testing.assert_allclose(found.hat, scaled.hat)
    np.testing.assert_allclose(found.event_hat, 4 * found.hat[:5])
    np.testing.assert_array_equal(found.pvalues, scaled.pvalues)


def test_the_rank_is_that_of_the_hat_values_of_the_joint_sample(fitted):
    exog = fitted.model.exog[:10]
    days = np.column_stack([np.ones(40), 0.02 * np.random.default_rng(6).normal(size=(40, 2))])
    for day, p in zip(days, leverage(exog, days).pvalues, strict=True):
        hat = OLSInfluence(OLS(np.arange(11.0), np.vstack([exog, day])).fit()).hat_matrix_diag
        assert p == np.mean(hat >= hat[-1] - 1e-12)


def test_the_rank_is_uniform_for_an_event_day_like_the_others_whatever_their_tails():
    rng = np.random.default_rng(4)
    p = []
    for _ in range(2000):
        x = np.column_stack([np.ones(40), rng.standard_t(2, (40, 2))])
        p.append(leverage(x[1:], x[:1]).pvalues[0])
    for level in (0.05, 0.25, 0.5):
        assert np.mean(np.array(p) <= level) == pytest.approx(level, abs=3 * np.sqrt(level * (1 - level) / 2000))


def test_a_session_that_alone_determines_a_coefficient_is_refused():
    exog = np.column_stack([np.ones(30), np.arange(30) == 11])
    y = np.random.default_rng(0).normal(size=30)
    with pytest.raises(EstimationError, match="session 12 of 30 alone determines a coefficient"):
        influence(exog, OLS(y, exog).fit().resid)


@pytest.mark.parametrize("days", [np.empty((0, 3)), np.full((1, 3), np.nan)])
def test_event_days_are_there_and_finite(fitted, days):
    with pytest.raises(EstimationError, match="event days; allowed: at least 1, with finite factor returns"):
        leverage(fitted.model.exog, days)
