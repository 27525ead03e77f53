"""The band of a sound test's rejection rate: small cases by hand, another way to compute it, and its coverage."""

import numpy as np
import pytest
from arch.bootstrap import CircularBlockBootstrap
from scipy.stats import t as student

from analysis.errors import EstimationError
from analysis.eventstudy.blocks import cluster_block
from analysis.eventstudy.inference.calibration import size_band

COVERAGE = {("independent", 1): 0.96, ("GARCH", 1): 0.94, ("independent", 5): 0.945, ("GARCH", 5): 0.94}
"""Share of samples in which the rate of a one-sided t at 5 % lies inside its 95 % band: 509 dates, 250 estimation days
that end 21 before; GARCH(0.08, 0.90) with normal shocks. 1,500 samples each.

returns       window   band              binomial on dates that do not overlap
independent   1 day    0.961 +- 0.005    0.977
GARCH         1 day    0.938 +- 0.006    0.827
independent   5 days   0.945 +- 0.006    0.999
GARCH         5 days   0.941 +- 0.006    0.991
"""
SAMPLES, DATES, LENGTH, GAP = 300, 509, 250, 20


def rng():
    return np.random.default_rng(2023)


def test_one_rejection_in_four_by_hand():
    # Blocks of the whole circle hold each date once: the share is 1/4 in every draw.
    assert size_band([0.9, 0.01, 0.5, 0.7], 0.25, rng=rng(), block=4).tolist() == [0.25, 0.25]
    # Two blocks of two: starts 0 and 1 hold date 1, starts 2 and 3 do not; the share is 0, 1/4 or 1/2.
    assert size_band([0.9, 0.01, 0.5, 0.7], 0.25, rng=rng(), block=2).tolist() == [0.0, 0.5]


def test_the_null_is_imposed_whatever_the_p_values():
    # 0.05 of 50 dates is 2.5: two dates count as one each, a third one as a half.
    p = np.random.default_rng(1).random(50)
    expected = size_band(p, 0.05, rng=rng(), block=5)
    for other in (p / 100, p**3, np.argsort(np.argsort(p))):
        np.testing.assert_array_equal(size_band(other, 0.05, rng=rng(), block=5), expected)
    np.testing.assert_allclose(size_band(p, 0.05, rng=rng(), block=50), [0.05, 0.05])


def test_it_is_the_circular_block_bootstrap_of_arch():
    p = student.sf(np.random.default_rng(2).standard_t(5, 500), 5)
    rejects = (p <= np.sort(p)[24]).astype(float)
    other = CircularBlockBootstrap(20, rejects, seed=np.random.default_rng(3))
    share = np.array([sample[0].mean() for sample, _ in other.bootstrap(4000)])
    found = size_band(p, 0.05, rng=rng(), block=20, replications=4000)
    np.testing.assert_allclose(found, np.quantile(share, [0.025, 0.975]), atol=0.0041)  # two rejections of 500


def test_rejections_that_cluster_widen_the_band_and_equal_p_values_do_not_narrow_it():
    apart, together = np.ones((2, 400))
    apart[::20] = 0.01
    together[100:120] = 0.01
    narrow, wide, ties = (np.ptp(size_band(p, 0.05, rng=rng(), block=20)) for p in (apart, together, np.ones(400)))
    assert narrow < ties < wide


def test_tests_are_drawn_alike_and_none_depends_on_the_others():
    p = np.random.default_rng(3).random((3, 120))
    together = size_band(p, 0.05, rng=rng())
    for one, band in zip(p, together, strict=True):
        np.testing.assert_array_equal(size_band(one, 0.05, rng=rng()), band)


@pytest.mark.parametrize("block", [0, 31])
def test_a_block_that_does_not_fit_is_refused(block):
    with pytest.raises(EstimationError, match="allowed: 1 to 30, the dates"):
        size_band(np.ones(30), 0.05, rng=rng(), block=block)


def test_the_block_is_a_quarter_or_an_eighth_of_the_dates():
    assert [cluster_block(n) for n in (3, 90, 509, 2000)] == [1, 11, 63, 63]


def returns(kind, count):
    """Returns (SAMPLES, count), the same shocks for both kinds."""
    shocks = np.random.default_rng(17).normal(size=(count + 200, SAMPLES))
    if kind == "independent":
        return shocks[200:].T
    variance, out = np.ones(SAMPLES), []
    for shock in shocks:
        out.append(np.sqrt(variance) * shock)
        variance = 0.02 + 0.08 * out[-1] ** 2 + 0.90 * variance
    return np.array(out[200:]).T


def rolling_t(x, days):
    """T values (SAMPLES, DATES) of the windows' sums against the mean and deviation of the days before them."""
    total, squares = (np.pad(v.cumsum(axis=1), [(0, 0), (1, 0)]) for v in (x, x**2))
    mean = (total[:, LENGTH:] - total[:, :-LENGTH]) / LENGTH
    variance = (squares[:, LENGTH:] - squares[:, :-LENGTH] - LENGTH * mean**2) / (LENGTH - 1)
    event = total[:, LENGTH + GAP + days :] - total[:, LENGTH + GAP : -days]
    mean, variance = mean[:, : event.shape[1]], variance[:, : event.shape[1]]
    return (event - days * mean) / np.sqrt(variance * (days + days**2 / LENGTH))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "days"), COVERAGE)
def test_the_band_covers_the_rate_of_a_sound_test_as_often_as_it_says(kind, days):
    p = student.sf(rolling_t(returns(kind, DATES + LENGTH + GAP + days - 1), days), LENGTH - 1)
    assert p.shape == (SAMPLES, DATES)
    low, high = size_band(p, 0.05, rng=rng(), replications=499).T
    covered = np.mean((low <= (p <= 0.05).mean(axis=1)) & ((p <= 0.05).mean(axis=1) <= high))
    assert covered == pytest.approx(COVERAGE[kind, days], abs=3 * np.sqrt(0.06 * 0.94 / SAMPLES))
