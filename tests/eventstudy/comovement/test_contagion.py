"""Correlations corrected for the source's variance: the correction undoes what it should, and its test has its size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.eventstudy.comovement.contagion import contagion, forbes_rigobon


@settings(derandomize=True, deadline=None)
@given(st.floats(-0.95, 0.95), st.floats(0.05, 20))
def test_it_undoes_exactly_what_the_source_s_variance_did(r, ratio):
    # y = b x + e: corr = b sx / sqrt(b^2 sx^2 + 1). With var(x) = 1 before and `ratio` after:
    b = r / np.sqrt(1 - r**2)
    raised = b * np.sqrt(ratio) / np.sqrt(b**2 * ratio + 1)
    assert forbes_rigobon(raised, ratio) == pytest.approx(r, abs=1e-12)


def test_by_hand():
    # 0.8 with four times the variance: 0.8 / sqrt(1 + 3 * 0.36).
    assert forbes_rigobon(0.8, 4.0) == pytest.approx(0.8 / np.sqrt(2.08))
    np.testing.assert_allclose(forbes_rigobon([0.3, -0.3, 1.0], 1.0), [0.3, -0.3, 1.0])


def periods(rng, *, slope=1.0, after=None, ratio=4.0, sizes=(250, 60)):
    def one(n, b, variance):
        x = rng.normal(0, np.sqrt(variance), n)
        return np.column_stack([b * x + rng.normal(size=n), x]) * 0.01

    return one(sizes[0], slope, 1.0), one(sizes[1], slope if after is None else after, ratio)


def test_a_correlation_that_only_the_source_raised_is_brought_back():
    before, after = periods(np.random.default_rng(0), sizes=(20_000, 20_000))
    found = contagion(before, after, 1, names=["EMB", "TUR"])
    assert (found.source, found.names, found.nobs) == ("TUR", ("EMB",), (20_000, 20_000))
    assert found.variance_ratio == pytest.approx(4, rel=0.05)
    assert found.after[0] - found.before[0] > 0.15
    assert found.adjusted[0] == pytest.approx(found.before[0], abs=0.02)


def test_the_z_compares_slope_over_residual_deviation_by_the_delta_method():
    # With u = b sx1 / sd(e), z is the difference of asinh(u), whose variance is that of u over 1 + u^2.
    before, after = periods(np.random.default_rng(1))
    found = contagion(before, after, 1, alternative="two-sided")
    u, variance = [], []
    sx1 = before[:, 1].std(ddof=1)
    for y, x in (before.T, after.T):
        b = np.cov(y, x, ddof=0)[0, 1] / x.var()
        e = y - y.mean() - b * (x - x.mean())
        u.append(b * sx1 / e.std(ddof=1))
        variance.append((sx1**2 / x.var(ddof=1) + u[-1] ** 2 / 2) / (1 + u[-1] ** 2) / (len(y) - 3))
    assert found.zvalues[0] == pytest.approx((np.arcsinh(u[1]) - np.arcsinh(u[0])) / np.sqrt(sum(variance)))


@pytest.mark.slow
def test_size_is_kept_when_only_the_variance_rose_and_a_stronger_link_is_found():
    rng = np.random.default_rng(2)
    null = [contagion(*periods(rng, slope=0.5), 1).pvalues[0] for _ in range(1500)]
    assert np.mean(np.array(null) < 0.05) == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 1500))
    stronger = [contagion(*periods(rng, slope=0.5, after=1.2), 1).pvalues[0] for _ in range(100)]
    assert np.mean(np.array(stronger) < 0.05) > 0.9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: forbes_rigobon(1.2, 2.0), "outside its range"),
        (lambda: forbes_rigobon(np.nan, 2.0), "outside its range"),
        (lambda: forbes_rigobon(0.5, 0.0), "not positive"),
        (lambda: forbes_rigobon(0.5, np.inf), "not positive"),
        (lambda: contagion(*periods(np.random.default_rng(0)), 2), "column 2; allowed: 0 to 1"),
        (lambda: contagion(*periods(np.random.default_rng(0), sizes=(250, 9)), 0), "after: 9 sessions"),
        (lambda: contagion(*periods(np.random.default_rng(0)), 0, alternative="up"), "unknown 'up'"),
    ],
)
def test_unusable_input_is_refused(call, message):
    with pytest.raises(EstimationError, match=message):
        call()
