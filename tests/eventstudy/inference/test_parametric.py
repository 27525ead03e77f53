"""Tests that take the variance from the estimation window: by hand, against multivariate regression, refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import NotApplicableError
from analysis.eventstudy.inference import cross_section, parametric

repeatable = settings(derandomize=True, deadline=None, max_examples=50)


RNG = np.random.default_rng(7)


def student2(t):
    """Two-sided p-value of t with 2 degrees of freedom, in closed form."""
    return 1 - abs(t) / np.sqrt(2 + t**2)


def same(a, b):
    """Whether two outcomes have the same statistic and p-value."""
    return np.array([a.statistic, a.pvalue]) == pytest.approx(np.array([b.statistic, b.pvalue]))


def test_patell_uses_each_models_own_degrees_of_freedom():
    # df / (df - 2) = 2, 2, 3/2, 5/4, together 27/4: Z = 4 / sqrt(27/4)
    outcome = parametric.patell([1.0, 2.0, 0.0, 1.0], [4, 4, 6, 10])
    assert outcome.statistic == pytest.approx(8 / np.sqrt(27))
    assert outcome.pvalue == pytest.approx(2 * stats.norm.sf(8 / np.sqrt(27)))
    assert outcome.df == ()


def test_adjusted_patell_by_hand():
    # 1 + 3/4 = 7/4 under the root
    outcome = parametric.adjusted_patell([1.0, 2.0, 0.0, 1.0], [4, 4, 6, 10], 0.25)
    assert outcome.statistic == pytest.approx(8 / np.sqrt(27) / np.sqrt(7 / 4))


def test_adjusted_tests_without_correlation_are_the_plain_ones():
    scar = RNG.normal(size=9)
    assert same(cross_section.adjusted_bmp(scar, 0.0), cross_section.bmp(scar))
    assert same(parametric.adjusted_patell(scar, 50, 0.0), parametric.patell(scar, 50))


def test_crude_dependence_by_hand():
    # s2 = 12 / 5 about a mean of 0; CAAR 3 over 2 days: 3 / sqrt(2 * 12/5), with 6 - 1 df
    outcome = parametric.crude_dependence(3.0, [1, -1, 1, -1, 2, -2], days=2)
    assert outcome.statistic == pytest.approx(3 / np.sqrt(4.8))
    assert outcome.pvalue == pytest.approx(2 * stats.t.sf(3 / np.sqrt(4.8), 5))


def test_crude_dependence_counts_the_days_that_have_residuals():
    with_gap = parametric.crude_dependence(3.0, [1, -1, np.nan, 1, -1, 2, -2], days=2)
    assert same(with_gap, parametric.crude_dependence(3.0, [1, -1, 1, -1, 2, -2], days=2))


def test_portfolio_t_by_hand():
    # e'e = 12, 4 df: sigma2 = 3; forecast factor 5/4: t = 3 / sqrt(15/4)
    outcome = parametric.portfolio_t(3.0, [1, -1, 1, -1, 2, -2], np.sqrt(1.25), 4)
    assert outcome.statistic == pytest.approx(3 / np.sqrt(3.75))
    assert outcome.df == (4.0,)


def test_t_test_by_hand():
    outcome = parametric.t_test([2.0, -3.0, np.nan], [1.0, 2.0, np.nan], [2, 2, 2])
    assert outcome.statistic == pytest.approx([2.0, -1.5, np.nan], nan_ok=True)
    assert outcome.pvalue == pytest.approx([student2(2.0), student2(1.5), np.nan], nan_ok=True)


def test_joint_f_by_hand():
    # residuals with correlation 1/2: quadratic form (1 + 4 - 2) / (3/4) = 4; 5 df, N = 2: F = 4 * 4 / 10;
    # the upper tail of F(2, 4) is (1 + F / 2) ** -2
    outcome = parametric.joint_f([1.0, 2.0], [[1.0, -1.0, 0.0], [1.0, 0.0, -1.0]], 5)
    assert outcome.statistic == pytest.approx(1.6)
    assert outcome.pvalue == pytest.approx(1.8**-2)
    assert outcome.df == (2.0, 4.0)


def test_joint_f_of_one_security_is_the_square_of_its_t():
    outcome = parametric.joint_f([1.7], [[1.0, -2.0, 1.0]], 8)
    assert outcome.statistic == pytest.approx(1.7**2)
    assert outcome.pvalue == pytest.approx(2 * stats.t.sf(1.7, 8))


def test_joint_f_is_the_multivariate_regression_test_of_an_event_dummy():
    from statsmodels.multivariate.multivariate_ols import MultivariateLS

    length, names = 40, 3
    factor = RNG.normal(size=length + 1)
    y = factor[:, None] + RNG.normal(size=(length + 1, names)) @ RNG.normal(size=(names, names))
    design = np.column_stack([np.ones(length), factor[:length]])
    params = np.linalg.lstsq(design, y[:length], rcond=None)[0]
    resid = y[:length] - design @ params
    event = np.array([1.0, factor[length]])
    leverage = event @ np.linalg.inv(design.T @ design) @ event
    sigma = np.sqrt((resid**2).sum(axis=0) / (length - 2))
    outcome = parametric.joint_f((y[length] - event @ params) / (sigma * np.sqrt(1 + leverage)), resid.T, length - 2)

    dummy = np.column_stack([np.ones(length + 1), factor, np.arange(length + 1) == length])
    fit = MultivariateLS(y, dummy).fit()
    table = fit.mv_test([("event", np.array([[0.0, 0.0, 1.0]]))]).results["event"]["stat"]
    assert outcome.statistic == pytest.approx(float(table.loc["Hotelling-Lawley trace", "F Value"]))
    assert outcome.pvalue == pytest.approx(float(table.loc["Hotelling-Lawley trace", "Pr > F"]))


@pytest.mark.slow
def test_portfolio_t_is_the_dummy_t_of_the_portfolios_own_regression():
    import statsmodels.api as sm

    length, names = 40, 5
    factor = RNG.normal(size=length + 1)
    y = factor[:, None] * RNG.normal(size=names) + RNG.normal(size=(length + 1, names))
    design = np.column_stack([np.ones(length), factor[:length]])
    params = np.linalg.lstsq(design, y[:length], rcond=None)[0]
    event = np.array([1.0, factor[length]])
    scale = np.sqrt(1 + event @ np.linalg.inv(design.T @ design) @ event)
    mean, resid = (y[length] - event @ params).mean(), (y[:length] - design @ params).mean(axis=1)
    outcome = parametric.portfolio_t(mean, resid, scale, length - 2)

    dummy = np.column_stack([np.ones(length + 1), factor, np.arange(length + 1) == length])
    fit = sm.OLS(y.mean(axis=1), dummy).fit()
    assert outcome.statistic == pytest.approx(fit.tvalues[2], rel=1e-10)
    assert outcome.pvalue == pytest.approx(fit.pvalues[2], rel=1e-10)


@repeatable
@given(scale=st.floats(1e-4, 1e4))
def test_the_unit_of_returns_does_not_matter_to_time_series_tests(scale):
    series = np.array([1, -1, 1, -1, 2, -2]) * 0.01
    for test in (
        lambda m, e: parametric.crude_dependence(m, e, days=3),
        lambda m, e: parametric.portfolio_t(m, e, 1.1, 4),
    ):
        assert test(0.02 * scale, series * scale).statistic == pytest.approx(test(0.02, series).statistic)


def test_patell_needs_a_variance_of_t():
    with pytest.raises(NotApplicableError, match="2 residual degrees of freedom"):
        parametric.patell([1.0, 2.0], [2, 30])


@pytest.mark.parametrize("test", ["adjusted BMP", "adjusted Patell"])
def test_residuals_that_cancel_have_no_mean_to_test(test):
    call = {
        "adjusted BMP": lambda: cross_section.adjusted_bmp([1.0, 2.0], -1.0),
        "adjusted Patell": lambda: parametric.adjusted_patell([1.0, 2.0], 30, -1.0),
    }[test]
    with pytest.raises(NotApplicableError, match="cancel"):
        call()


def test_a_portfolio_that_never_moves_cannot_be_tested():
    with pytest.raises(NotApplicableError, match="do not vary"):
        parametric.crude_dependence(1.0, np.zeros(5))
    with pytest.raises(NotApplicableError, match="values are equal"):
        parametric.portfolio_t(1.0, np.zeros(5), 1.0, 4)
    with pytest.raises(NotApplicableError, match="fewer than 2 estimation days"):
        parametric.crude_dependence(1.0, [0.3, np.nan])


def test_joint_f_needs_more_days_than_securities_and_no_copies():
    with pytest.raises(NotApplicableError, match="3 securities but only 2 residual"):
        parametric.joint_f([1.0, 1.0, 1.0], RNG.normal(size=(3, 4)), 2)
    copy = RNG.normal(size=20)
    with pytest.raises(NotApplicableError, match="combinations"):
        parametric.joint_f([1.0, 1.0], [copy, 2 * copy], 18)
