"""What all results share: tails and intervals of Student's t, and the recursion of a variance forecast."""

import numpy as np
import pytest
from scipy import stats

from analysis.eventstudy.models.fitted import VarianceForecast
from analysis.eventstudy.numeric import interval, tail_probability


def test_tail_probabilities_broadcast_over_degrees_of_freedom():
    t, df = np.array([[-2.0, 0.0, 3.0]]), np.array([[4.0], [246.0]])
    np.testing.assert_allclose(tail_probability(t, df, "greater"), stats.t.sf(t, df))
    np.testing.assert_allclose(tail_probability(t, df, "less"), stats.t.cdf(t, df))
    np.testing.assert_allclose(tail_probability(t, df), 2 * stats.t.sf(abs(t), df))
    assert tail_probability(40, 246) > 0, "a far tail is small, not nothing"


def test_an_interval_has_its_ends_on_the_last_axis():
    low, high = interval(1.0, 0.5, 10, 0.05)
    assert (low, high) == pytest.approx(stats.t.interval(0.95, 10, 1.0, 0.5))
    assert interval(np.zeros((3, 2)), np.ones((3, 2)), 10, 0.05).shape == (3, 2, 2)


def test_a_variance_forecast_returns_to_its_long_run_level():
    # omega 0.1, persistence 0.9: long-run variance 1; from 2 the distance shrinks by 0.9 a session.
    forecast = VarianceForecast(omega=0.1, persistence=0.9, first=2.0)
    np.testing.assert_allclose(forecast.at(np.array([1, 2, 3, 11])), 1 + 0.9 ** np.array([0, 1, 2, 10]))
