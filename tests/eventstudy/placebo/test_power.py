"""Power and the minimum detectable effect, against closed forms and a published design."""

import numpy as np
import pytest
from scipy import integrate, stats

from analysis.errors import EstimationError
from analysis.eventstudy.placebo.power import minimum_detectable_effect, power_of


@pytest.mark.parametrize(
    ("sigma", "events", "powers"),
    [
        (0.01, 1, (0.08, 0.17, 0.32, 0.52)),
        (0.01, 5, (0.20, 0.61, 0.92, 0.99)),
        (0.01, 10, (0.35, 0.89, 1, 1)),
        (0.02, 1, (0.06, 0.08, 0.12, 0.17)),
        (0.02, 5, (0.09, 0.20, 0.39, 0.61)),
        (0.02, 50, (0.42, 0.94, 1, 1)),
        (0.04, 1, (0.05, 0.06, 0.07, 0.08)),
        (0.04, 100, (0.24, 0.71, 0.96, 1)),
    ],
)
def test_the_design_of_mackinlay(sigma, events, powers):
    # Two-sided 5 % z test of the mean of independent events; effects of 0.5, 1, 1.5 and 2 %.
    found = power_of([0.005, 0.01, 0.015, 0.02], sigma / np.sqrt(events), np.inf)
    np.testing.assert_allclose(found, powers, atol=0.005)


def averaged_normal_tail(critical, df, effect):
    """P(T > critical): the normal tail given the estimated sigma, averaged over the distribution of that estimate."""
    law = stats.chi2(df)
    inside, _ = integrate.quad(
        lambda u: stats.norm.sf(critical * np.sqrt(law.isf(u) / df) - effect), 0, 1, epsabs=1e-12, limit=500
    )
    return inside


@pytest.mark.slow
@pytest.mark.parametrize("df", [1, 1.5, 2, 3, 246])
@pytest.mark.parametrize("effect", [-3.0, 0.0, 0.5, 2.0, 8.0])
def test_power_is_the_normal_tail_averaged_over_the_estimate_of_sigma(df, effect):
    t = stats.t.ppf([0.95, 0.975], df)
    assert power_of(effect, 1, df, sided=1) == pytest.approx(averaged_normal_tail(t[0], df, effect), abs=1e-8)
    both = averaged_normal_tail(t[1], df, effect) + averaged_normal_tail(t[1], df, -effect)
    assert power_of(effect, 1, df) == pytest.approx(both, abs=1e-8)


def test_power_with_many_degrees_of_freedom_nears_that_with_known_variance():
    effect = np.linspace(-40, 40, 81)
    np.testing.assert_allclose(power_of(effect, 1, 1e10), power_of(effect, 1, np.inf), atol=1e-10)


def test_power_is_a_probability_far_out_in_both_tails():
    for df in (1, 8, 246, np.inf):
        found = power_of(np.linspace(-60, 60, 2001), 1, df, alpha=0.001, sided=1)
        assert found.min() >= 0
        assert found.max() <= 1 + 1e-12
        assert (np.diff(found) >= -1e-13).all()


def test_no_effect_is_found_as_often_as_the_level_says():
    np.testing.assert_allclose(power_of(0, 0.004, [5, 246, np.inf], alpha=0.1), 0.1)
    np.testing.assert_allclose(power_of(0, 0.004, [5, 246, np.inf], alpha=0.1, sided=1), 0.1)


def test_power_rises_with_the_effect_and_is_symmetric_only_for_two_sides():
    effect = np.linspace(-5, 5, 101)
    assert (np.diff(power_of(effect, 1, 20, sided=1)) > 0).all()
    two = power_of(effect, 1, 20)
    np.testing.assert_allclose(two, two[::-1])
    assert two.min() == two[50]


@pytest.mark.parametrize("sided", [1, 2])
@pytest.mark.parametrize(
    ("df", "power", "alpha"), [(2, 0.8, 0.05), (246, 0.8, 0.05), (246, 0.99, 0.001), (8, 0.3, 0.1)]
)
def test_the_minimum_detectable_effect_is_found_with_the_power_asked_for(df, power, alpha, sided):
    effect = minimum_detectable_effect(0.004, df, alpha=alpha, power=power, sided=sided)
    assert power_of(effect, 0.004, df, alpha=alpha, sided=sided) == pytest.approx(power, rel=1e-9)


def test_with_known_variance_it_is_the_sum_of_two_quantiles():
    known = minimum_detectable_effect(1, np.inf, sided=1)
    assert known == pytest.approx(stats.norm.ppf(0.95) + stats.norm.ppf(0.8))
    assert minimum_detectable_effect(1, 246, sided=1) > known


def test_a_simulated_t_test_has_this_power():
    rng = np.random.default_rng(11)
    sample = rng.normal(0.8, 1, (20_000, 11))
    t = sample.mean(axis=1) / (sample.std(axis=1, ddof=1) / np.sqrt(11))
    found = np.mean(abs(t) > stats.t.ppf(0.975, 10))
    assert found == pytest.approx(power_of(0.8, 1 / np.sqrt(11), 10), abs=0.01)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bse": 0.0}, "not positive"),
        ({"bse": np.nan}, "not positive"),
        ({"df": 0}, "less than one degree of freedom"),
        ({"alpha": 1.0}, "alpha = 1.0"),
        ({"sided": 3}, "sided = 3"),
        ({"power": 1.0}, "power = 1.0; allowed: between alpha = 0.05 and 1"),
        ({"power": 0.04}, "power = 0.04"),
    ],
)
def test_what_is_refused(changes, message):
    with pytest.raises(EstimationError, match=message):
        minimum_detectable_effect(**{"bse": 0.004, "df": 246, **changes})
