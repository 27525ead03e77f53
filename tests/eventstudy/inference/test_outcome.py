"""How often a test of unchanged variance rejects when the event raises the variance: closed form and simulation."""

import numpy as np
import pytest
from scipy import integrate, stats

from analysis.errors import EstimationError
from analysis.eventstudy.inference.outcome import size_if_variance_rises
from analysis.eventstudy.inference.parametric import joint_f, portfolio_t

LENGTH, SIMULATED = 250, 3000
SIZES = {2: 0.22, 5: 0.35, 12: 0.55, 30: 0.82}
"""Of the joint F at 5 % when the variance doubles, by number of securities; 250 days, a constant estimated.

securities   closed form   simulated, 3,000 events
2            0.222         0.220 +- 0.008
5            0.347         0.338 +- 0.009
12           0.551         0.559 +- 0.009
30           0.818         0.813 +- 0.007
"""


def test_two_securities_by_hand():
    # P(F > c) = (1 + 2 c / n)^(-n / 2) for F(2, n). With n = 10: c = 5 (0.05^(-1/5) - 1) = 4.103; at half of it
    # the probability is (1 + 0.4103)^-5 = 0.1793.
    assert size_if_variance_rises((2.0, 10.0)) == pytest.approx(0.1793, abs=5e-5)


def test_a_normal_statistic_by_hand():
    # Two-sided: 2 P(Z > 1.960 / 1.414) = 2 P(Z > 1.386) = 0.166; one-sided: P(Z > 1.645 / 1.414) = 0.122.
    assert size_if_variance_rises(()) == pytest.approx(0.166, abs=5e-4)
    assert size_if_variance_rises((), "greater") == size_if_variance_rises((), "less") == pytest.approx(0.122, abs=5e-4)


def test_a_two_sided_t_is_an_f_with_one_degree_of_freedom():
    for ratio in (0.5, 2.0, 4.0):
        f = size_if_variance_rises((1.0, 40.0), ratio=ratio)
        assert size_if_variance_rises((40.0,), ratio=ratio) == pytest.approx(f, rel=1e-9)


@pytest.mark.parametrize(("n", "expected"), SIZES.items())
def test_the_joint_f_rejects_more_the_more_securities_there_are(n, expected):
    assert size_if_variance_rises((float(n), LENGTH - 1 - n + 1.0)) == pytest.approx(expected, abs=0.006)


def test_an_integral_over_the_denominator_gives_the_same():
    n, nu, critical = 5, 245, stats.f.isf(0.05, 5, 245)
    given_s = lambda s: stats.chi2.sf(critical * n * s / 2, n) * stats.chi2.pdf(s * nu, nu) * nu  # noqa: E731
    found, _ = integrate.quad(given_s, 0.3, 2.5, epsabs=1e-12)
    assert size_if_variance_rises((n, nu)) == pytest.approx(found, abs=1e-9)


def test_without_a_rise_the_size_is_the_nominal_one():
    for df in ((), (30.0,), (5.0, 245.0)):
        assert size_if_variance_rises(df, ratio=1.0, alpha=0.1) == pytest.approx(0.1, rel=1e-9)


def test_what_is_no_ratio_or_no_law_is_refused():
    for df, ratio in (((), 0.0), ((), float("nan")), ((1.0, 2.0, 3.0), 2.0)):
        with pytest.raises(EstimationError, match="a ratio above 0"):
            size_if_variance_rises(df, ratio=ratio)


@pytest.mark.slow
@pytest.mark.parametrize("n", SIZES)
def test_the_simulated_joint_f_has_that_size(n):
    rng = np.random.default_rng(20230920 + n)
    hits, spread = 0, np.sqrt(1 + 1 / LENGTH)
    for _ in range(SIMULATED // 100):
        mixing = rng.normal(size=(n, n))
        days = rng.normal(size=(100, LENGTH, n)) @ mixing
        # The event doubles the variance of the whole prediction error: of the day and of the estimated mean.
        error = np.sqrt(2) * spread * rng.normal(size=(100, n)) @ mixing
        resid = np.swapaxes(days - days.mean(axis=1, keepdims=True), 1, 2)
        sigma = np.sqrt((resid**2).sum(axis=-1) / (LENGTH - 1))
        hits += int((joint_f(error / (sigma * spread), resid, LENGTH - 1.0).pvalue <= 0.05).sum())
    expected = size_if_variance_rises((float(n), LENGTH - n))
    assert hits / SIMULATED == pytest.approx(expected, abs=3 * np.sqrt(expected * (1 - expected) / SIMULATED))


def test_the_simulated_t_of_a_portfolio_has_that_size():
    rng = np.random.default_rng(3)
    days = rng.normal(size=(8000, 60))
    error = np.sqrt(2 * (1 + 1 / 60)) * rng.normal(size=8000)
    resid = days - days.mean(axis=1, keepdims=True)
    for side in ("two-sided", "greater"):
        p = portfolio_t(error, resid, np.sqrt(1 + 1 / 60), 59.0, alternative=side).pvalue
        expected = size_if_variance_rises((59.0,), side)
        assert np.mean(p <= 0.05) == pytest.approx(expected, abs=3 * np.sqrt(expected * (1 - expected) / 8000))
