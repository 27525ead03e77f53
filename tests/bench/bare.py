"""The same work done barely: batched normal equations in NumPy, and a loop of statsmodels. Market model and more."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

ESTIMATION, WINDOW = (-270, -21), (-10, 10)
LENGTH, DAYS = 250, 21
PART = 16_384


def made_events(count, factors=1, missing=0.0, *, sessions=1760, securities=1000, seed=2014):
    """Returns (T, N), factors (T, q) and pairs of a security and a row, none twice."""
    rng = np.random.default_rng(seed)
    common = rng.normal(0, 0.01, (sessions, factors))
    own = 0.015 * rng.standard_t(5, (sessions, securities))
    returns = common @ rng.normal(1 / factors, 0.3, (factors, securities)) + own
    if missing:
        returns[rng.random(returns.shape) < missing] = np.nan
    cells = rng.choice(securities * (sessions - 320), count, replace=False)
    return returns, common, np.column_stack([cells % securities, 300 + cells // securities])


def least_squares(returns, factors, pairs):
    """AR and CAR with exact standard errors by the normal equations, at most PART events at once, nothing checked."""
    parts = [_part(returns, factors, pairs[s : s + PART]) for s in range(0, len(pairs), PART)]
    return [np.concatenate(x) for x in zip(*parts, strict=True)]


def _part(returns, factors, pairs):
    n, row = pairs.T
    y, X = _windows(returns, factors, n, row + ESTIMATION[0], LENGTH)
    seen = np.isfinite(y)
    nobs = np.full(len(y), LENGTH)
    if not seen.all():
        y, X, nobs = np.where(seen, y, 0), X * seen[..., None], seen.sum(axis=1)
    inverse = np.linalg.inv(X.swapaxes(1, 2) @ X)
    beta = inverse @ (X.swapaxes(1, 2) @ y[..., None])
    resid = y - (X @ beta)[..., 0]
    sigma = np.sqrt((resid**2).sum(axis=1) / (nobs - X.shape[2]))
    y1, X1 = _windows(returns, factors, n, row + WINDOW[0], DAYS)
    ar = y1 - (X1 @ beta)[..., 0]
    ar_bse = sigma[:, None] * np.sqrt(1 + ((X1 @ inverse) * X1).sum(axis=-1))
    total = X1.sum(axis=1)
    car_bse = sigma * np.sqrt(DAYS + ((total[:, None] @ inverse)[:, 0] * total).sum(axis=-1))
    return ar, ar_bse, ar.sum(axis=1), car_bse


def _windows(returns, factors, security, first, length):
    y = sliding_window_view(np.ascontiguousarray(returns.T), length, axis=1)[security, first]
    x = [sliding_window_view(factor, length)[first] for factor in factors.T]
    return y, np.stack([np.ones_like(x[0]), *x], axis=-1)


def statsmodels_loop(returns, factors, pairs):
    """AR and the t of the CAR of each event, one regression object after the other."""
    import statsmodels.api as sm

    X = sm.add_constant(factors)
    out = []
    for n, row in pairs.tolist():
        window, event = slice(row + ESTIMATION[0], row + ESTIMATION[1] + 1), slice(row + WINDOW[0], row + WINDOW[1] + 1)
        fit = sm.OLS(returns[window, n], X[window], missing="drop").fit()
        ar = returns[event, n] - X[event] @ fit.params
        total = X[event].sum(axis=0)
        out.append(ar.sum() / np.sqrt(fit.mse_resid * (DAYS + total @ fit.normalized_cov_params @ total)))
    return np.array(out)
