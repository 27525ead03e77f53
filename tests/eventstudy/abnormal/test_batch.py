"""Stacked least squares: the accuracy of a QR decomposition, and the two ways a regression fails."""

import numpy as np
import pytest

from analysis.eventstudy.abnormal.batch import batch_least_squares


def stacked(seed=0, count=20, rows=60):
    rng = np.random.default_rng(seed)
    columns = [np.ones((count, rows)), *rng.normal(size=(2, count, rows))]
    return rng.normal(size=(count, rows)), columns


def test_each_regression_is_numpys_least_squares():
    y, columns = stacked()
    fit = batch_least_squares(y, columns)
    for e in range(20):
        X = np.column_stack([c[e] for c in columns])
        params, ssr, *_ = np.linalg.lstsq(X, y[e])
        np.testing.assert_allclose(fit.params[e], params, rtol=1e-11)
        np.testing.assert_allclose(fit.ssr[e], ssr[0], rtol=1e-12)
        np.testing.assert_allclose(fit.root[e] @ fit.root[e].T, np.linalg.inv(X.T @ X), rtol=1e-10, atol=1e-15)


def test_residuals_stay_orthogonal_where_the_normal_equations_lose_all_digits():
    y, columns = stacked()
    columns[2] = columns[1] + 1e-8 * columns[2]
    X = np.stack(columns, axis=2)
    assert np.linalg.cond(X[0].T @ X[0]) > 1e15
    fit = batch_least_squares(y, columns)
    inner = np.einsum("elk,el->ek", X / np.linalg.norm(X, axis=1, keepdims=True), fit.resid)
    assert abs(inner).max() < 1e-14 * np.linalg.norm(y, axis=1).max() * 10
    assert not fit.collinear.any()


def test_rows_of_zeros_add_nothing():
    y, columns = stacked()
    padded = batch_least_squares(np.pad(y, [(0, 0), (3, 0)]), [np.pad(c, [(0, 0), (3, 0)]) for c in columns])
    fit = batch_least_squares(y, columns)
    np.testing.assert_allclose(padded.params, fit.params, rtol=1e-12)
    np.testing.assert_array_equal(padded.resid[:, :3], 0)


def test_a_regression_that_fails_is_flagged_and_leaves_the_others_alone():
    y, columns = stacked()
    whole = batch_least_squares(y, columns)
    columns[2][4] = 3 * columns[1][4] - 2
    columns[1][5] = 0
    y[6] = 1 + columns[1][6]
    fit = batch_least_squares(y, columns)
    assert list(np.flatnonzero(fit.collinear)) == [4, 5]
    assert list(np.flatnonzero(fit.exact)) == [6]
    others = np.setdiff1d(np.arange(20), [4, 5, 6])
    np.testing.assert_array_equal(fit.params[others], whole.params[others])


HARD = {
    "tiny variances": (1e-9, 0.0, 1.0),
    "large means": (0.01, 1000.0, 1.0),
    "near-collinear": (0.01, 0.0, 1e-6),
    "near-collinear with means": (0.01, 1.0, 1e-4),
}


@pytest.mark.parametrize(("scale", "mean", "apart"), HARD.values(), ids=HARD)
def test_hard_regressions_are_as_good_as_qr(scale, mean, apart):
    rng = np.random.default_rng(4)
    first, other, noise = rng.normal(size=(3, 20, 250))
    columns = [np.ones((20, 250)), mean + scale * first, mean + scale * (first + apart * other)]
    y = mean + scale * (first + noise)
    fit = batch_least_squares(y, columns)
    for e in range(20):
        q, r = np.linalg.qr(np.column_stack([c[e] for c in columns]))
        resid = y[e] - q @ (q.T @ y[e])
        sigma = np.linalg.norm(resid)
        assert abs(fit.resid[e] - resid).max() < 1e-9 * sigma
        assert np.sqrt(fit.ssr[e]) == pytest.approx(sigma, rel=1e-9)
        day = np.array([1.0, mean + 2 * scale, mean + 2 * scale * (1 + apart)])
        leverage = np.linalg.norm(np.linalg.solve(r.T, day))
        assert np.linalg.norm(day @ fit.root[e]) == pytest.approx(leverage, rel=1e-7)
