"""Portfolios in calendar time: who is held when, and an abnormal return a session that is found and not invented."""

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.calendar_time import calendar_time, held_sums


def test_a_security_is_held_on_its_event_days_once_and_where_it_has_a_return():
    returns = np.arange(12.0).reshape(6, 2)
    returns[3, 0] = np.nan
    total, count = held_sums(returns, np.array([[0, 1], [0, 2], [1, 5]]), (0, 2))
    assert total.tolist() == [0, 2, 4, 0, 8, 11]
    assert count.tolist() == [0, 1, 1, 0, 1, 1]


def test_the_effect_a_session_is_the_constant():
    rng = np.random.default_rng(0)
    market = rng.normal(0, 0.01, (800, 1))
    returns = market + 0.01 * rng.standard_normal((800, 40))
    events = np.column_stack([np.arange(40), rng.integers(50, 500, 40)])
    for security, row in events:
        returns[row : row + 251, security] += 0.001
    found = calendar_time(*held_sums(returns, events, (0, 250)), market, (0, 250))
    assert found.alpha == pytest.approx(0.001, abs=2.5 * found.bse[0])
    assert found.pvalue < 0.05
    assert found.params[1] == pytest.approx(1, abs=0.1)


@pytest.mark.slow
def test_without_an_effect_one_in_twenty_is_significant_though_windows_overlap():
    rng = np.random.default_rng(1)
    pvalues = []
    for _ in range(400):
        shared = rng.normal(0, 0.006, (500, 1))  # what the factors do not hold, common to all
        returns = shared + 0.01 * rng.standard_normal((500, 25))
        events = np.column_stack([np.arange(25), rng.integers(20, 300, 25)])
        pvalues.append(calendar_time(*held_sums(returns, events, (1, 120)), None, (1, 120)).pvalue)
    assert np.mean(np.array(pvalues) < 0.05) == pytest.approx(0.06, abs=0.03)


def test_too_few_sessions_are_refused():
    with pytest.raises(EstimationError, match="3 sessions with 1 or more securities"):
        calendar_time(np.ones(3), np.ones(3), None, (0, 2))
