"""Return models: what a security's return would have been without the event. One interface: :func:`fit`."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.eventstudy.fitted import MODELS, FittedModel, Floats, ModelName, VarianceForecast

__all__ = ["MODELS", "FittedModel", "fit"]

# A column whose part that is new to the columns before it is smaller than this share of its length is collinear:
# beyond it fewer than six digits of the coefficients would be right.
RANK_TOLERANCE = 1e-10
# Residuals smaller than this share of the returns are rounding: the model explains the returns exactly.
EXACT_FIT = 1e-12


def fit(
    y: ArrayLike,
    X: ArrayLike | None,
    *,
    model: str = "ols",
    names: Sequence[str] | None = None,
    lags: int = 1,
    where: str = "estimation window",
) -> FittedModel:
    r"""Estimate a return model on the L sessions of an estimation window.

    Parameters
    ----------
    y : array_like, shape (L,)
        Returns of the security, in time order.
    X : array_like, shape (L, q), or None
        Factor returns without a constant; without factors the model is the constant mean.
    model : str
        - "constant mean", "ols": least squares on a constant and the factors; k = 1 + q.
        - "market-adjusted": the return less that of the one factor, :math:`AR = y - x`. Nothing is estimated, so
          k = 0: the variance is the mean square of y - x with L degrees of freedom. That alpha is zero is a part
          of the model; a drift enlarges the variance.
        - "huber": robust coefficients, for estimation windows with outliers; k = 1 + q. The residual variance stays
          e'e / (L - k): Huber's scale ignores the tails that an event day's return has too, and a nominal 5 % test
          built on it rejects about 9 % of true null hypotheses when returns are t(5).
        - "garch": GARCH(1,1) errors by Gaussian quasi maximum likelihood with robust standard errors; each event
          day has its own forecast variance. t with L - k degrees of freedom approximates the normal limit.
        - "dimson": slopes summed over ``lags`` leads and lags, for thin trading; k = 1 + q (1 + 2 lags).
        - "scholes-williams": one factor, instrumented by its sum over the sessions before, of and after; k = 2.
    names : sequence of str, optional
        Names of the factors, for tables and messages; x1, x2, ... by default.
    lags : int
        Leads and lags on each side; for "dimson" only.
    where : str
        What is estimated (a ticker), for messages.

    Raises
    ------
    EstimationError
        If a value is missing or infinite, the returns are constant or explained exactly, the factors are collinear,
        there are fewer than k + 2 sessions, an iteration does not converge, or the model is unknown or does not
        take these factors.

    References
    ----------
    Brown, S. J. and Warner, J. B. (1985), "Using daily stock returns", Journal of Financial Economics 14(1), 3-31.
    Huber, P. J. (1964), Annals of Mathematical Statistics 35(1), 73-101.
    Bollerslev, T. (1986), Journal of Econometrics 31(3), 307-327.
    Dimson, E. (1979), Journal of Financial Economics 7(2), 197-226.
    Scholes, M. and Williams, J. (1977), Journal of Financial Economics 5(3), 309-327.
    """
    y, X, labels = _checked(y, X, names, where)
    match model:
        case "constant mean" if labels:
            raise EstimationError(
                where, f'"constant mean" with {len(labels)} factors', remedy='drop them or use "ols"'
            )
        case "constant mean" | "ols":
            return _ols(y, X, labels, where)
        case "market-adjusted":
            return _market_adjusted(y, X, labels, where)
        case "huber":
            return _huber(y, X, labels, where)
        case "garch":
            return _garch(y, X, labels, where)
        case "dimson":
            return _dimson(y, X, labels, lags, where)
        case "scholes-williams":
            return _scholes_williams(y, X, labels, where)
    raise EstimationError(where, f"unknown model {model!r}", allowed=", ".join(MODELS))


def _checked(
    y: ArrayLike, X: ArrayLike | None, names: Sequence[str] | None, where: str
) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Arrays of the right shapes with finite values, and the names of the factors."""
    y = np.asarray(y, dtype=float)
    X = np.empty((len(y), 0)) if X is None else np.asarray(X, dtype=float)
    if y.ndim != 1 or X.ndim != 2 or len(X) != len(y):
        raise EstimationError(
            where, f"returns of shape {y.shape} and factors of shape {X.shape}", allowed="(L,) and (L, q)"
        )
    labels = tuple(f"x{j + 1}" for j in range(X.shape[1])) if names is None else tuple(names)
    if len(labels) != X.shape[1]:
        raise EstimationError(
            where, f"{len(labels)} names for {X.shape[1]} factors", remedy="name each factor once"
        )
    table = np.column_stack([y, X])
    if not np.isfinite(table).all():
        row, column = np.argwhere(~np.isfinite(table))[0]
        series = ("return", *labels)[column]
        raise EstimationError(
            where,
            f"{series} of session {row + 1} of {len(y)} is {table[row, column]}",
            allowed="finite numbers",
            remedy="complete the prices or move the window; missing returns are never filled",
        )
    if len(y) and np.ptp(y) == 0:
        raise EstimationError(
            where,
            f"all {len(y)} returns of the estimation window are {y[0]:g}",
            remedy="check the prices: a constant return has no variance to compare an event with",
        )
    return y, X, labels


def _design(X: Floats, labels: Sequence[str], where: str, *, coefficients: int | None = None) -> Floats:
    """Constant and factors as columns; refuse too few sessions and collinear factors."""
    exog = np.column_stack([np.ones(len(X)), X])
    k = exog.shape[1] if coefficients is None else coefficients
    _require_sessions(len(X), k, where)
    lengths = np.linalg.norm(exog, axis=0)
    new = np.abs(np.diag(np.linalg.qr(exog / np.where(lengths > 0, lengths, 1.0), mode="r")))
    if (new <= RANK_TOLERANCE).any():
        raise EstimationError(
            where,
            f"factor {labels[int(np.argmax(new <= RANK_TOLERANCE)) - 1]!r} is collinear with the constant "
            "and the factors before it",
            remedy="drop it",
        )
    return exog


def _require_sessions(sessions: int, k: int, where: str) -> None:
    if sessions < k + 2:
        raise EstimationError(
            where,
            f"{sessions} sessions for {k} coefficients",
            allowed=f"at least {k + 2}",
            remedy="lengthen the estimation window",
        )


def _result(
    method: ModelName,
    names: Sequence[str],
    y: Floats,
    exog: Floats,
    params: Floats,
    cov: Floats,
    df_resid: int,
    where: str,
) -> FittedModel:
    """Residuals, their variance and the fit; ``cov`` is the covariance of ``params``."""
    resid = y - exog @ params
    ssr = float(resid @ resid)
    if np.sqrt(ssr) <= EXACT_FIT * np.linalg.norm(y):
        raise EstimationError(
            where,
            f"{', '.join(names)} explain the returns exactly",
            remedy="check that the security is not among its own factors",
        )
    sigma2 = ssr / df_resid
    rsquared = 1 - ssr / float(np.sum((y - y.mean()) ** 2))
    return FittedModel(method, tuple(names), params, cov / sigma2, exog, resid, sigma2, df_resid, rsquared)


def _ols(y: Floats, X: Floats, labels: Sequence[str], where: str) -> FittedModel:
    from statsmodels.regression.linear_model import OLS

    exog = _design(X, labels, where)
    result = OLS(y, exog).fit()
    method: ModelName = "ols" if labels else "constant mean"
    cov = np.asarray(result.cov_params())
    return _result(
        method, ("const", *labels), y, exog, np.asarray(result.params), cov, int(result.df_resid), where
    )


def _market_adjusted(y: Floats, X: Floats, labels: Sequence[str], where: str) -> FittedModel:
    _require_one_factor("market-adjusted", labels, where)
    _require_sessions(len(y), 0, where)
    return _result("market-adjusted", labels, y, X, np.ones(1), np.zeros((1, 1)), len(y), where)


def _huber(y: Floats, X: Floats, labels: Sequence[str], where: str) -> FittedModel:
    from statsmodels.robust.norms import HuberT
    from statsmodels.robust.robust_linear_model import RLM
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    exog = _design(X, labels, where)
    limit = 200
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            result = RLM(y, exog, M=HuberT()).fit(maxiter=limit)
        except ConvergenceWarning as stop:
            raise EstimationError(
                where,
                "Huber's scale is zero: most residuals are",
                remedy='look for stale prices, or use "ols"',
            ) from stop
    if result.fit_history["iteration"] >= limit:
        raise EstimationError(
            where, f"Huber's iteration did not converge in {limit} steps", remedy='use "ols"'
        )
    cov = np.asarray(result.bcov_scaled)
    df_resid = len(y) - exog.shape[1]
    return _result("huber", ("const", *labels), y, exog, np.asarray(result.params), cov, df_resid, where)


def _garch(y: Floats, X: Floats, labels: Sequence[str], where: str) -> FittedModel:
    from arch.univariate import GARCH, LS, ConstantMean

    k = 1 + len(labels)
    exog = _design(X, labels, where, coefficients=k + 3)
    # The optimiser wants numbers near one; slopes keep their units when both sides are scaled alike.
    unit = float(np.std(y))
    mean = (
        LS(y / unit, X / unit, volatility=GARCH(), rescale=False)
        if labels
        else ConstantMean(y / unit, volatility=GARCH(), rescale=False)
    )
    result = mean.fit(disp="off", show_warning=False)
    if result.convergence_flag != 0:
        raise EstimationError(
            where,
            "the GARCH(1,1) likelihood has no maximum that the optimiser finds",
            remedy='lengthen the estimation window or use "ols"',
        )
    params, scale = np.asarray(result.params), np.r_[unit, np.ones(k - 1)]
    omega, alpha, beta = params[k:]
    cov = np.asarray(result.param_cov)[:k, :k] * np.outer(scale, scale)
    last = float(omega + alpha * result.resid[-1] ** 2 + beta * result.conditional_volatility[-1] ** 2)
    variance = VarianceForecast(float(omega) * unit**2, float(alpha + beta), last * unit**2)
    model = _result("garch", ("const", *labels), y, exog, params[:k] * scale, cov, len(y) - k, where)
    return replace(model, variance=variance)


def _dimson(y: Floats, X: Floats, labels: Sequence[str], lags: int, where: str) -> FittedModel:
    if not labels or lags < 1:
        raise EstimationError(
            where, f'"dimson" with {len(labels)} factors and lags = {lags}', allowed="at least one of each"
        )
    from statsmodels.regression.linear_model import OLS

    inner = len(y) - 2 * lags
    _require_sessions(inner, 1 + len(labels) * (1 + 2 * lags), where)
    shifted = np.hstack([X[j : j + inner] for j in range(2 * lags + 1)])
    steps = [f"{name}({j - lags:+d})" for j in range(2 * lags + 1) for name in labels]
    y, X = y[lags : lags + inner], X[lags : lags + inner]
    full = OLS(y, _design(shifted, steps, where)).fit()
    total = np.hstack([np.zeros((len(labels), 1)), np.tile(np.eye(len(labels)), 2 * lags + 1)])
    slopes, cov = total @ full.params, total @ full.cov_params() @ total.T
    return _through_means("dimson", labels, y, X, slopes, cov, int(full.df_resid), where)


def _scholes_williams(y: Floats, X: Floats, labels: Sequence[str], where: str) -> FittedModel:
    _require_one_factor("scholes-williams", labels, where)
    inner = len(y) - 2
    _require_sessions(inner, 2, where)
    z = X[:-2] + X[1:-1] + X[2:]
    y, X = y[1:-1], X[1:-1]
    _design(X, labels, where)
    z = (z - z.mean(axis=0))[:, 0]
    x = (X - X.mean(axis=0))[:, 0]
    if abs(z @ x) <= 1e-3 * (x @ x):
        raise EstimationError(
            where,
            f"factor {labels[0]!r} is so negatively autocorrelated that the slope has no denominator",
            remedy='use "ols" or "dimson"',
        )
    slope = (z @ y) / (z @ x)
    resid = y - y.mean() - slope * x
    cov = (resid @ resid) / (inner - 2) * (z @ z) / (z @ x) ** 2
    return _through_means(
        "scholes-williams", labels, y, X, np.array([slope]), np.array([[cov]]), inner - 2, where
    )


def _through_means(
    method: ModelName,
    labels: Sequence[str],
    y: Floats,
    X: Floats,
    slopes: Floats,
    cov: Floats,
    df_resid: int,
    where: str,
) -> FittedModel:
    """Model with given slopes whose constant makes the mean residual zero, as in Scholes and Williams."""
    middle = X.mean(axis=0)
    constant = y.mean() - middle @ slopes
    resid = y - constant - X @ slopes
    drift = (resid @ resid) / df_resid / len(y)
    with_constant = np.block(
        [[drift + middle @ cov @ middle, -middle @ cov], [-(cov @ middle)[:, None], cov]]
    )
    exog = np.column_stack([np.ones(len(X)), X])
    return _result(
        method, ("const", *labels), y, exog, np.r_[constant, slopes], with_constant, df_resid, where
    )


def _require_one_factor(model: str, labels: Sequence[str], where: str) -> None:
    if len(labels) != 1:
        raise EstimationError(where, f'"{model}" with {len(labels)} factors', allowed="one factor")
