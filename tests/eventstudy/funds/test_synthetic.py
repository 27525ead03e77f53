"""Synthetic control: weights by hand, by brute force and by another solver, conditions of the optimum, and refusals."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.errors import EstimationError, WindowError
from analysis.eventstudy.funds.synthetic import synthetic_control

WINDOWS = {"estimation": (-270, -21), "window": (0, 4)}


def made(seed, donors=6, sessions=300, day0=280):
    rng = np.random.default_rng(seed)
    X = 0.003 * rng.normal(size=(sessions, 3)) @ rng.normal(size=(3, donors)) + 0.002 * rng.normal(
        size=(sessions, donors)
    )
    y = 0.0002 + X @ rng.dirichlet(np.full(donors, 0.5)) + 0.001 * rng.normal(size=sessions)
    return y, X, day0


def estimation(y, X, day0, demean):
    y, X = y[day0 - 270 : day0 - 20], X[day0 - 270 : day0 - 20]
    return (y - y.mean(), X - X.mean(axis=0)) if demean else (y, X)


def test_two_donors_by_hand():
    # With weight w on the first donor the best w is (a - b)'(y - b) / |a - b|^2, here (2 * 1 + 0 + 2 * 0) / 8 = 1/4.
    y = np.array([1.0, 0.0, 0.0, 5.0])
    donors = np.array([[2.0, 0.0], [0.0, 0.0], [2.0, 0.0], [1.0, 3.0]])
    found = synthetic_control(y, donors, 3, estimation=(-3, -1), window=(0, 0), demean=False)
    np.testing.assert_allclose(found.weights, [0.25, 0.75])
    np.testing.assert_allclose(found.gap, [5 - (0.25 * 1 + 0.75 * 3)])
    np.testing.assert_allclose(found.synthetic, [2.5])
    assert found.rmspe == pytest.approx(np.sqrt((0.5**2 + 0.5**2) / 3))
    assert found.rsquared == pytest.approx(1 - 0.5 / (2 / 3))
    assert found.rmspe_ratio == pytest.approx(2.5 / found.rmspe)


def test_a_donor_that_would_be_sold_gets_nothing():
    # The unconstrained weight of the first donor is -1/4.
    y = np.array([-1.0, 0.0, 0.0, 0.0])
    donors = np.array([[2.0, 0.0], [0.0, 0.0], [2.0, 0.0], [1.0, 3.0]])
    found = synthetic_control(y, donors, 3, estimation=(-3, -1), window=(0, 0), demean=False)
    np.testing.assert_allclose(found.weights, [0, 1], atol=1e-15)


def test_one_donor_has_all_the_weight():
    y, X, day0 = made(1, donors=1)
    found = synthetic_control(y, X, day0, **WINDOWS, demean=True)
    assert found.weights == pytest.approx([1])
    before = slice(day0 - 270, day0 - 20)
    assert found.intercept == pytest.approx((y - X[:, 0])[before].mean())
    np.testing.assert_allclose(found.gap, (y - X[:, 0])[day0 : day0 + 5] - found.intercept)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.integers(0, 100_000), st.integers(2, 10), st.booleans())
def test_the_weights_satisfy_the_conditions_of_the_optimum_exactly(seed, donors, demean):
    y, X, day0 = made(seed, donors)
    found = synthetic_control(y, X, day0, **WINDOWS, demean=demean)
    assert (found.weights >= 0).all()
    assert found.weights.sum() == pytest.approx(1, abs=1e-14)
    y0, X0 = estimation(y, X, day0, demean)
    gradient = X0.T @ (X0 @ found.weights - y0)
    slack = gradient - gradient @ found.weights  # of w >= 0, given the multiplier of 1'w = 1
    scale = 1e-10 * np.abs(X0.T @ X0).max()
    assert (slack >= -scale).all()
    assert (np.abs(slack[found.weights > 0]) <= scale).all()


@pytest.mark.parametrize("seed", range(5))
def test_no_set_of_donors_fits_better(seed):
    y, X, day0 = made(seed, donors=5)
    found = synthetic_control(y, X, day0, **WINDOWS, demean=False)
    y0, X0 = estimation(y, X, day0, False)
    best = np.inf
    for size in range(1, 6):
        for support in map(list, itertools.combinations(range(5), size)):
            base, rest = X0[:, support[0]], X0[:, support[1:]] - X0[:, support[:1]]
            v = np.linalg.lstsq(rest, y0 - base, rcond=None)[0] if size > 1 else np.empty(0)
            w = np.r_[1 - v.sum(), v]
            if (w >= 0).all():
                best = min(best, float(np.sqrt(np.mean((y0 - X0[:, support] @ w) ** 2))))
    assert found.rmspe == pytest.approx(best, rel=1e-12)


def test_a_general_solver_finds_the_same():
    y, X, day0 = made(7)
    found = synthetic_control(y, X, day0, **WINDOWS, demean=True)
    y0, X0 = (1e3 * v for v in estimation(y, X, day0, True))
    other = minimize(
        lambda w: ((y0 - X0 @ w) ** 2).sum(),
        np.full(6, 1 / 6),
        jac=lambda w: 2 * X0.T @ (X0 @ w - y0),
        bounds=[(0, 1)] * 6,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        method="SLSQP",
        options={"ftol": 1e-13, "maxiter": 500},
    )
    np.testing.assert_allclose(found.weights, other.x, atol=1e-6)


def test_fit_and_gaps_are_what_they_say():
    y, X, day0 = made(8)
    found = synthetic_control(y, X, day0, **WINDOWS, demean=True, names=list("ABCDEF"), where="EMB")
    before, days = slice(day0 - 270, day0 - 20), slice(day0, day0 + 5)
    gap = y - found.intercept - X @ found.weights
    assert gap[before].mean() == pytest.approx(0, abs=1e-15)
    assert found.rmspe == pytest.approx(np.sqrt(np.mean(gap[before] ** 2)))
    assert found.rsquared == pytest.approx(1 - found.rmspe**2 / y[before].var())
    np.testing.assert_allclose(found.gap, gap[days])
    np.testing.assert_allclose(found.actual - found.synthetic, found.gap)
    assert found.cumulative_gap == pytest.approx(gap[days].sum())
    assert found.rmspe_ratio == pytest.approx(np.sqrt(np.mean(gap[days] ** 2)) / found.rmspe)
    assert (found.where, found.names, found.nobs, found.days.tolist()) == ("EMB", tuple("ABCDEF"), 250, [0, 1, 2, 3, 4])


def test_a_planted_effect_appears_in_the_gap_and_nowhere_else():
    y, X, day0 = made(9)
    plain = synthetic_control(y, X, day0, **WINDOWS, demean=True)
    y[day0] += 0.02
    found = synthetic_control(y, X, day0, **WINDOWS, demean=True)
    np.testing.assert_array_equal(found.weights, plain.weights)
    np.testing.assert_allclose(found.gap - plain.gap, [0.02, 0, 0, 0, 0], atol=1e-15)


def test_demeaned_weights_do_not_depend_on_mean_returns():
    y, X, day0 = made(10)
    plain = synthetic_control(y, X, day0, **WINDOWS, demean=True)
    found = synthetic_control(y + 0.01, X - 0.02, day0, **WINDOWS, demean=True)
    np.testing.assert_allclose(found.weights, plain.weights, atol=1e-12)
    np.testing.assert_allclose(found.gap, plain.gap, atol=1e-15)
    assert found.intercept == pytest.approx(plain.intercept + 0.03)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda y, X: (y, X[:, :0]), EstimationError, "no donors; allowed: at least 1"),
        (lambda y, X: (y, X[:-1]), EstimationError, "shape"),
        (
            lambda y, X: (y, np.where(np.arange(300)[:, None] == 100, np.nan, X)),
            EstimationError,
            "donor 1 is nan on row 100",
        ),
        (lambda y, X: (y[:283], X[:283]), WindowError, "2 sessions after day 0, 4 needed"),
        (lambda y, X: (X[:, 2], X), EstimationError, "donor 3 is a combination of the target"),
        (lambda y, X: (y, np.column_stack([X, X[:, :2].mean(axis=1)])), EstimationError, "donor 7 is a combination"),
        (
            lambda y, X: (X @ np.full(6, 1 / 6), X),
            EstimationError,
            "combination of the target and the donors before it",
        ),
    ],
)
def test_unusable_input_is_refused(change, error, message):
    y, X, day0 = made(3)
    y, X = change(y, X)
    with pytest.raises(error, match=message):
        synthetic_control(y, X, day0, **WINDOWS, demean=False)


def test_more_donors_than_sessions_are_refused():
    y, X, day0 = made(3)
    with pytest.raises(WindowError, match="6 sessions for 6 donors; allowed: at least 7"):
        synthetic_control(y, X, day0, estimation=(-10, -5), window=(0, 0), demean=False)


def test_overlapping_windows_are_refused():
    y, X, day0 = made(3)
    with pytest.raises(WindowError, match="reaches into"):
        synthetic_control(y, X, day0, estimation=(-250, 0), window=(0, 1), demean=False)
