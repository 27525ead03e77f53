"""GARCH(1,1): the best of several optima, and what is wrong with those at an edge."""

import numpy as np
import pytest
from arch.univariate import GARCH, LS

from analysis.errors import EstimationError
from analysis.eventstudy.models.fit import fit
from analysis.eventstudy.models.garch import garch_caution, garch_optimum


def made(seed, sessions=250):
    """Returns near one on one factor, with a variance that is constant, slow or quick."""
    rng = np.random.default_rng(seed)
    alpha, beta = [(0.0, 0.0), (0.05, 0.9), (0.1, 0.8)][seed % 3]
    shocks, variance, e = rng.standard_t(6, sessions) / np.sqrt(1.5), 1.0, np.zeros(sessions)
    for t in range(sessions):
        e[t] = np.sqrt(variance) * shocks[t]
        variance = 1 - alpha - beta + alpha * e[t] ** 2 + beta * variance
    X = rng.normal(size=(sessions, 1))
    return 0.7 * X[:, 0] + e, X


def searched(y, X, alpha, beta):
    """The library's own search from one point."""
    params = np.linalg.lstsq(np.column_stack([np.ones(len(y)), X]), y, rcond=None)[0]
    start = np.r_[params, np.var(y) * (1 - alpha - beta), alpha, beta]
    model = LS(y, X, volatility=GARCH(), rescale=False)
    return model.fit(disp="off", show_warning=False, starting_values=start)


def likelihood(y, X, params):
    """Gaussian log likelihood of a GARCH(1,1) written out, with the library's starting variance."""
    const, slope, omega, alpha, beta = params
    e = y - const - slope * X[:, 0]
    weights = 0.94 ** np.arange(75)
    ols = y - LS(y, X).fit().params.iloc[:2] @ np.column_stack([np.ones(len(y)), X]).T
    variance = first = (weights / weights.sum()) @ ols[:75] ** 2
    total = 0.0
    for t, error in enumerate(e):
        variance = omega + (alpha + beta) * first if t == 0 else omega + alpha * e[t - 1] ** 2 + beta * variance
        total -= 0.5 * (np.log(2 * np.pi * variance) + error**2 / variance)
    return total


def test_the_likelihood_is_that_of_the_recursion_written_out():
    y, X = made(1)
    best, _ = garch_optimum(y, X, "EMB")
    assert best.loglikelihood == pytest.approx(likelihood(y, X, best.params), rel=1e-6)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_search_that_stops_below_another_optimum_does_not_win(seed):
    y, X = made(seed)
    first = LS(y, X, volatility=GARCH(), rescale=False).fit(disp="off", show_warning=False)
    best, _ = garch_optimum(y, X, "EMB")
    assert first.convergence_flag == 0
    assert best.loglikelihood > first.loglikelihood + 0.1


@pytest.mark.slow
def test_no_search_from_a_grid_ends_higher():
    grid = [(a, p - a) for p in (0.1, 0.5, 0.85, 0.95, 0.98, 0.995) for a in (0.01, 0.05, 0.3) if a < p]
    for seed in range(24):
        y, X = made(seed)
        best, caution = garch_optimum(y, X, "EMB")
        ends = [searched(y, X, a, b) for a, b in grid]
        ends = [r for r in ends if r.convergence_flag == 0]
        moving = [r.loglikelihood for r in ends if r.params["alpha[1]"] > 1e-4]
        if best.params["alpha[1]"] > 1e-4:
            assert max(moving, default=-np.inf) < best.loglikelihood + 1e-3
        else:
            assert not moving
        if max(r.loglikelihood for r in ends) > best.loglikelihood + 1e-3:
            assert "curve of time" in caution


def test_a_variance_that_only_falls_is_told_and_not_taken_where_another_optimum_is_there():
    y, X = made(70)
    best, caution = garch_optimum(y, X, "EMB")
    falling = searched(y, X, 0.01, 0.985)
    assert falling.params["alpha[1]"] < 1e-6
    assert best.params["alpha[1]"] > 0.01
    assert falling.loglikelihood > best.loglikelihood + 1
    assert "curve of time" in caution


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ((0.5, 0.0, 0.3), "alpha is zero"),
        ((0.5, 0.3, 0.0), "beta is zero"),
        ((0.0, 0.1, 0.85), "omega is zero"),
        ((0.01, 0.1, 0.895), "alpha + beta = 0.9950"),
    ],
)
def test_edges_are_named(params, word):
    assert word in garch_caution(*params)


def test_an_ordinary_optimum_has_no_caution_and_an_edge_shows_in_the_summary():
    assert garch_caution(0.05, 0.1, 0.85) == ""
    y, X = made(28)
    model = fit(0.01 * y, 0.01 * X, model="garch")
    assert "beta is zero" in model.caution
    assert f"caution: {model.caution}" in model.summary()
    assert fit(0.01 * y, 0.01 * X).caution == ""


def test_fewer_than_a_hundred_sessions_are_refused():
    y, X = made(2)
    with pytest.raises(EstimationError, match=r"EMB: 99 sessions for a GARCH.*at least 100"):
        fit(y[:99], X[:99], model="garch", where="EMB")
    assert fit(y[:100], X[:100], model="garch").nobs == 100
