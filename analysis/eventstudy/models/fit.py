"""Return models, what a return would have been without the event: :func:`fit`. Arrays in, results out."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.models.fitted import MODELS, FittedModel, ModelName, VarianceForecast
from analysis.eventstudy.models.garch import garch_optimum
from analysis.eventstudy.models.observations import Observations
from analysis.eventstudy.numeric import Floats

__all__ = ["MODELS", "FittedModel", "fit"]

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
    spans: ArrayLike | None = None,
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
        - "market-adjusted": the return less that of the one factor, :math:`AR = y - x`. Nothing is estimated,
          so k = 0: the variance is the mean square of y - x with L degrees of freedom. That alpha is zero is
          part of the model; a drift enlarges the variance.
        - "huber": robust coefficients, for estimation windows with outliers; k = 1 + q. The residual variance
          stays e'e / (L - k): Huber's own scale leaves out the tails that an event day's return has too, and a
          nominal 5 % test built on it rejects about 9 % of true null hypotheses when returns are t(5).
        - "garch": GARCH(1,1) errors, Gaussian quasi maximum likelihood, robust standard errors; each event day
          has its own forecast variance. t with L - k degrees of freedom approximates the normal limit. The best of
          nine searches is taken; one at the edge of what is allowed carries a ``caution``. At least 100 sessions.
        - "dimson": slopes summed over ``lags`` leads and lags, for thin trading; k = 1 + q (1 + 2 lags).
        - "scholes-williams": one factor, its slope by the instrument x(t-1) + x(t) + x(t+1); k = 2.
    names : sequence of str, optional
        Names of the factors, for tables and messages; x1, x2, ... by default.
    lags : int
        Leads and lags on each side; for "dimson" only.
    where : str
        What is estimated (a ticker), for messages.
    spans : array_like, shape (L,), optional
        Sessions that each return spans, for quotes with gaps (trade-to-trade returns): drift and variance grow with
        them, so the regression is weighted by their inverse. For "ols" and "constant mean" only.

    Raises
    ------
    EstimationError
        If a value is missing or infinite, the returns are constant or explained exactly, the factors are
        collinear, there are fewer than k + 2 sessions, an iteration does not converge, or the model is unknown
        or does not take these factors.

    References
    ----------
    Brown, S. J. and Warner, J. B. (1985), Journal of Financial Economics 14(1), 3-31.
    Huber, P. J. (1964), Annals of Mathematical Statistics 35(1), 73-101.
    Bollerslev, T. (1986), Journal of Econometrics 31(3), 307-327.
    Dimson, E. (1979), Journal of Financial Economics 7(2), 197-226.
    Scholes, M. and Williams, J. (1977), Journal of Financial Economics 5(3), 309-327.
    Maynes, E. and Rumsey, J. (1993), Journal of Banking and Finance 17(1), 145-157 (returns from trade to trade).
    """
    obs = Observations.of(y, X, names, where)
    obs.require_finite([f"session {i + 1} of {len(obs.y)}" for i in range(len(obs.y))])
    obs.require_variance()
    if spans is not None:
        return _by_span(obs, model, np.asarray(spans, dtype=float))
    return _estimate(obs, model, lags)


def _estimate(obs: Observations, model: str, lags: int) -> FittedModel:
    where = obs.where
    match model:
        case "constant mean" if obs.names:
            what = f'"constant mean" with {len(obs.names)} factors'
            raise EstimationError(where, what, remedy='drop them or use "ols"')
        case "constant mean" | "ols":
            return _ols(obs)
        case "market-adjusted":
            return _market_adjusted(obs)
        case "huber":
            return _huber(obs)
        case "garch":
            return _garch(obs)
        case "dimson":
            return _dimson(obs, lags)
        case "scholes-williams":
            return _scholes_williams(obs)
    raise EstimationError(where, f"unknown model {model!r}", allowed=", ".join(MODELS))


def _fitted(
    method: ModelName,
    obs: Observations,
    exog: Floats,
    params: Floats,
    cov: Floats,
    df_resid: int,
    triangle: Floats | None = None,
) -> FittedModel:
    """Residuals, their variance and the fit; ``cov`` is that of ``params``, the inverse of triangle'triangle."""
    names = ("const", *obs.names) if exog.shape[1] > len(obs.names) else obs.names
    resid = obs.y - exog @ params
    ssr = float(resid @ resid)
    if np.sqrt(ssr) <= EXACT_FIT * np.linalg.norm(obs.y):
        what = f"{', '.join(names)} explain the returns exactly"
        raise EstimationError(obs.where, what, remedy="check that the security is not among its own factors")
    sigma2 = ssr / df_resid
    rsquared = 1 - ssr / float(np.sum((obs.y - obs.y.mean()) ** 2))
    triangle = None if triangle is None else triangle * np.sqrt(sigma2)
    return FittedModel(method, names, params, cov / sigma2, exog, resid, sigma2, df_resid, rsquared, triangle)


def _covariance(exog: Floats, variance: float) -> tuple[Floats, Floats]:
    """``variance`` (X'X)^-1, and the triangle T with (T'T)^-1 the same: the libraries' loses twice as many digits."""
    triangle = np.linalg.qr(exog, mode="r") / np.sqrt(variance)
    root = np.linalg.inv(triangle)
    return root @ root.T, triangle


def _ols(obs: Observations) -> FittedModel:
    from statsmodels.regression.linear_model import OLS

    exog = obs.design()
    result = OLS(obs.y, exog).fit(method="qr")
    method: ModelName = "ols" if obs.names else "constant mean"
    # An exact fit without any residual is refused in its own words.
    cov, triangle = _covariance(exog, float(result.mse_resid) or 1.0)
    return _fitted(method, obs, exog, np.asarray(result.params), cov, int(result.df_resid), triangle)


def _by_span(obs: Observations, model: str, spans: Floats) -> FittedModel:
    from statsmodels.regression.linear_model import OLS

    if model not in ("ols", "constant mean"):
        what = f'"{model}" of returns that span several sessions'
        raise NotApplicableError(obs.where, what, allowed='"ols", "constant mean"')
    if spans.shape != obs.y.shape or not ((spans > 0) & np.isfinite(spans)).all():
        raise EstimationError(obs.where, "spans", allowed="a finite number above zero for each return")
    root = np.sqrt(spans)
    exog = obs.design()
    exog = np.column_stack([spans, exog[:, 1:]]) / root[:, None]
    scaled = replace(obs, y=obs.y / root, X=exog[:, 1:])
    result = OLS(scaled.y, exog).fit(method="qr")
    method: ModelName = "ols" if obs.names else "constant mean"
    cov, triangle = _covariance(exog, float(result.mse_resid) or 1.0)
    fitted = _fitted(method, scaled, exog, np.asarray(result.params), cov, int(result.df_resid), triangle)
    return replace(fitted, by_span=True)


def _market_adjusted(obs: Observations) -> FittedModel:
    obs.require_one_factor("market-adjusted")
    obs.require_sessions(0)
    return _fitted("market-adjusted", obs, obs.X, np.ones(1), np.zeros((1, 1)), len(obs.y))


def _huber(obs: Observations) -> FittedModel:
    from statsmodels.robust.norms import HuberT
    from statsmodels.robust.robust_linear_model import RLM
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    exog = obs.design()
    limit = 200
    with warnings.catch_warnings():
        # A scale that shrinks to nothing is told below; the library's warning need not be.
        warnings.simplefilter("ignore", ConvergenceWarning)
        result = RLM(obs.y, exog, M=HuberT()).fit(maxiter=limit, conv="weights")
    if result.scale <= 1e-6 * np.std(result.resid):
        what = "Huber's scale is zero: half of the residuals are"
        raise EstimationError(obs.where, what, remedy='look for stale prices, or use "ols"')
    if result.fit_history["iteration"] >= limit:
        what = f"Huber's iteration did not converge in {limit} steps"
        raise EstimationError(obs.where, what, remedy='use "ols"')
    # Its covariance is a multiple of (X'X)^-1.
    variance = float(np.trace(result.bcov_scaled) / np.trace(result.normalized_cov_params))
    cov, triangle = _covariance(exog, variance)
    return _fitted("huber", obs, exog, np.asarray(result.params), cov, len(exog) - exog.shape[1], triangle)


def _garch(obs: Observations) -> FittedModel:
    exog = obs.design()
    k = exog.shape[1]
    # The optimiser wants numbers near one; slopes keep their units when both sides are scaled alike.
    unit = float(np.std(obs.y))
    result, caution = garch_optimum(obs.y / unit, obs.X / unit if k > 1 else None, obs.where)
    scale = np.r_[unit, np.ones(k - 1)]
    params, cov = np.asarray(result.params), np.asarray(result.param_cov)
    omega, alpha, beta = params[k:].tolist()
    ahead = omega + alpha * result.resid[-1] ** 2 + beta * result.conditional_volatility[-1] ** 2
    variance = VarianceForecast(omega * unit**2, alpha + beta, float(ahead) * unit**2)
    mean_cov = cov[:k, :k] * np.outer(scale, scale)
    model = _fitted("garch", obs, exog, params[:k] * scale, mean_cov, len(exog) - k)
    return replace(model, variance=variance, caution=caution)


def _dimson(obs: Observations, lags: int) -> FittedModel:
    from statsmodels.regression.linear_model import OLS

    q = len(obs.names)
    if not q or lags < 1:
        what = f'"dimson" with {q} factors and lags = {lags}'
        raise EstimationError(obs.where, what, allowed="at least one of each")
    shifts = range(-lags, lags + 1)
    inner = np.arange(lags, max(lags, len(obs.y) - lags))
    wide = Observations(
        obs.y[inner],
        np.hstack([obs.X[inner + shift] for shift in shifts]),
        tuple(f"{name}({shift:+d})" for shift in shifts for name in obs.names),
        obs.where,
    )
    result = OLS(wide.y, wide.design()).fit()
    total = np.hstack([np.zeros((q, 1)), np.tile(np.eye(q), len(shifts))])
    slopes, cov = total @ result.params, total @ result.cov_params() @ total.T
    return _through_means("dimson", obs.rows(inner), slopes, cov, int(result.df_resid))


def _scholes_williams(obs: Observations) -> FittedModel:
    obs.require_one_factor("scholes-williams")
    inner = obs.rows(np.arange(1, max(1, len(obs.y) - 1)))
    inner.design()
    df_resid = len(inner.y) - 2
    x = obs.X[:, 0]
    instrument = x[:-2] + x[1:-1] + x[2:]
    z, x = instrument - instrument.mean(), x[1:-1] - x[1:-1].mean()
    if abs(z @ x) <= 1e-3 * (x @ x):
        what = f"factor {obs.names[0]!r} is so negatively autocorrelated that its slope has no denominator"
        raise EstimationError(obs.where, what, remedy='use "ols" or "dimson"')
    slope = (z @ inner.y) / (z @ x)
    resid = inner.y - inner.y.mean() - slope * x
    variance = (resid @ resid) / df_resid * (z @ z) / (z @ x) ** 2
    return _through_means("scholes-williams", inner, np.array([slope]), np.array([[variance]]), df_resid)


def _through_means(method: ModelName, obs: Observations, slopes: Floats, cov: Floats, df_resid: int) -> FittedModel:
    """Model with given slopes whose constant makes the mean residual zero, as in Scholes and Williams."""
    middle = obs.X.mean(axis=0)
    constant = obs.y.mean() - middle @ slopes
    resid = obs.y - constant - obs.X @ slopes
    drift = (resid @ resid) / df_resid / len(resid)
    with_slopes = -(cov @ middle)[:, None]
    full = np.block([[np.full((1, 1), drift + middle @ cov @ middle), with_slopes.T], [with_slopes, cov]])
    return _fitted(method, obs, obs.design(), np.r_[constant, slopes], full, df_resid)
