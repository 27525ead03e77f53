"""Parametric tests that take the variance from the estimation window, on plain arrays.

All of them over-reject when the event raises the variance. The last axis of an input is the cross-section of
N events (or, for residuals, the L estimation days); leading axes are a batch. Abnormal returns are log-return
decimals; ``scar`` are they divided by their prediction-error standard errors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import NotApplicableError
from analysis.eventstudy.inference.clustering import variance_inflation
from analysis.eventstudy.inference.outcome import Outcome, finite_sample
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability


def t_test(values: ArrayLike, bse: ArrayLike, df: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Test each event by itself.

    H0: the abnormal return is zero. Assumes: normal residuals; the same variance in the event window. Invalid: when
    the event raises the variance, or returns are far from normal: then ask the sample quantile.

    Parameters
    ----------
    values, bse : array_like
        Abnormal returns and their standard errors, any one shape; nan where there is no return.
    df : array_like
        Residual degrees of freedom L - k, broadcast.

    Notes
    -----
    .. math:: t_i = \frac{CAR_i}{\hat\sigma_i \sqrt{m + \mathbf 1' X^* (X'X)^{-1} X^{*\prime} \mathbf 1}}
              \sim t(L - k)

    References
    ----------
    Campbell, Lo and MacKinlay (1997), The Econometrics of Financial Markets, ch. 4.
    """
    with np.errstate(invalid="ignore"):
        t = np.asarray(values, dtype=np.float64) / np.asarray(bse, dtype=np.float64)
    return Outcome(t, tail_probability(t, df, alternative), (float(np.asarray(df)),) if np.ndim(df) == 0 else ())


def patell(scar: ArrayLike, df: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Patell: the sum of standardised abnormal returns.

    H0: the mean standardised abnormal return is zero. Assumes: independent events; the same variance in the event
    window. Invalid: when events share dates; when the event raises the variance.

    Parameters
    ----------
    scar : array_like
        Standardised (cumulative) abnormal returns, shape (..., N).
    df : array_like
        Residual degrees of freedom L - k of each event's own model, above 2; broadcast to (..., N).

    Raises
    ------
    NotApplicableError
        If an event has 2 degrees of freedom or fewer.
    EstimationError
        If a value is nan or infinite.

    Notes
    -----
    .. math:: Z = \sum_i SCAR_i \Big/ \sqrt{\sum_i \frac{\nu_i}{\nu_i - 2}}, \qquad \nu_i = L_i - k_i

    referred to the normal.

    References
    ----------
    Patell (1976), Corporate forecasts of earnings per share and stock price behavior, J. Accounting
    Research 14, 246-276.
    """
    x = finite_sample(scar, "Patell")
    z = x.sum(axis=-1) / np.sqrt(np.broadcast_to(t_variance(df), x.shape).sum(axis=-1))
    return Outcome(z, tail_probability(z, np.inf, alternative))


def adjusted_patell(
    scar: ArrayLike, df: ArrayLike, mean_correlation: ArrayLike, *, alternative: Alternative = "two-sided"
) -> Outcome:
    r"""Patell corrected for cross-correlation.

    H0: the mean standardised abnormal return is zero. Assumes: the estimation window's correlation and variance
    hold in the event window. Invalid: when the event raises the variance.

    Parameters
    ----------
    scar, df
        As for :func:`patell`.
    mean_correlation
        As for :func:`analysis.eventstudy.adjusted_bmp`.

    Raises
    ------
    NotApplicableError
        If an event has 2 degrees of freedom or fewer, or the residuals cancel.
    EstimationError
        If a value is nan or infinite.

    Notes
    -----
    .. math:: Z_{adj} = Z \big/ \sqrt{1 + (N - 1)\bar r}

    referred to the normal.

    References
    ----------
    Kolari and Pynnonen (2010), Review of Financial Studies 23, 3996-4025.
    """
    x = finite_sample(scar, "adjusted Patell")
    inflation = variance_inflation(x.shape[-1], mean_correlation, "adjusted Patell")
    z = patell(x, df).statistic / np.sqrt(inflation)
    return Outcome(z, tail_probability(z, np.inf, alternative))


def crude_dependence(
    mean: ArrayLike, portfolio_resid: ArrayLike, *, days: int = 1, alternative: Alternative = "two-sided"
) -> Outcome:
    r"""Crude dependence adjustment: the mean against the time series of means.

    H0: the mean abnormal return is zero. Assumes: no serial correlation; the same variance in the event window; no
    forecast error, so a long window needs a longer estimation window. Invalid: when the event raises the variance;
    when event windows overlap in part.

    Parameters
    ----------
    mean : array_like
        Average (cumulative) abnormal return over events, shape (...,).
    portfolio_resid : array_like
        Average residual of each estimation day, shape (..., L); nan on days without any event's residual.
    days : int
        Length m of the event window.

    Raises
    ------
    NotApplicableError
        If fewer than 2 estimation days have residuals, or the average residuals do not vary.

    Notes
    -----
    .. math:: t = \frac{CAAR}{s \sqrt m}, \qquad
              s^2 = \tfrac{1}{L-1}\sum_s (\overline{AR}_s - \overline{\overline{AR}})^2, \qquad t(L-1)

    Cross-correlation is in the variance, so common dates are allowed.

    References
    ----------
    Brown and Warner (1985), Using daily stock returns, J. Financial Economics 14, 3-31.
    """
    series = np.asarray(portfolio_resid, dtype=np.float64)
    length = np.isfinite(series).sum(axis=-1)
    if np.any(length < 2):
        raise NotApplicableError("crude dependence", "fewer than 2 estimation days with residuals")
    s = np.nanstd(series, axis=-1, ddof=1)
    if np.any(s == 0):
        raise NotApplicableError("crude dependence", "the average residuals do not vary")
    t = np.asarray(mean, dtype=np.float64) / (s * np.sqrt(days))
    df = length - 1.0
    return Outcome(t, tail_probability(t, df, alternative), (float(np.min(df)),))


def portfolio_t(
    mean: ArrayLike,
    portfolio_resid: ArrayLike,
    scale: ArrayLike,
    df: float,
    *,
    alternative: Alternative = "two-sided",
) -> Outcome:
    r"""Exact t of the equal-weighted portfolio of events that share one date and one set of regressors.

    H0: the portfolio's abnormal return is zero. Assumes: one date and the same regressors; normal residuals; the
    same variance in the event window. Invalid: when the event raises the variance; for events of different dates.

    Parameters
    ----------
    mean : array_like
        Average (cumulative) abnormal return, shape (...,).
    portfolio_resid : array_like
        Average residual of each estimation day, shape (..., L), complete.
    scale : array_like
        ``bse / sigma`` of the securities, which with common regressors is the same for all, shape (...,).
    df : float
        Residual degrees of freedom L - k.

    Raises
    ------
    NotApplicableError
        If the average residuals do not vary.
    EstimationError
        If a value is nan or infinite.

    Notes
    -----
    With common regressors the portfolio's regression has the mean of the abnormal returns and of the residuals:

    .. math:: t = \frac{CAAR}{\hat\sigma_p \sqrt{m + \mathbf 1' X^* (X'X)^{-1} X^{*\prime} \mathbf 1}},
              \qquad \hat\sigma_p^2 = \tfrac{1}{L-k} \sum_s \overline{AR}_s^2, \qquad t(L-k)

    References
    ----------
    Jaffe (1974), J. Business 47, 410-428; Brown and Warner (1980), J. Financial Economics 8, 205-258.
    """
    series = finite_sample(portfolio_resid, "portfolio t", spread=True)
    sigma = np.sqrt((series**2).sum(axis=-1) / df)
    t = np.asarray(mean, dtype=np.float64) / (sigma * np.asarray(scale, dtype=np.float64))
    return Outcome(t, tail_probability(t, df, alternative), (float(df),))


def joint_f(scar: ArrayLike, resid: ArrayLike, df: float) -> Outcome:
    r"""Joint test that every security's abnormal return on one date is zero.

    H0: every abnormal return is zero. Assumes: one date and the same regressors; jointly normal residuals; the same
    covariance in the event window. Invalid: when the event raises the variance; with fat tails; with nearly as many
    securities as estimation days.

    Parameters
    ----------
    scar : array_like
        Standardised (cumulative) abnormal returns, shape (..., N).
    resid : array_like
        Estimation residuals over the same L days with the same regressors, shape (..., N, L), complete.
    df : float
        Residual degrees of freedom L - k, at least N.

    Raises
    ------
    NotApplicableError
        If there are fewer degrees of freedom than securities, or some residuals are combinations of others.
    EstimationError
        If a value is nan or infinite.

    Notes
    -----
    .. math:: F = \frac{\nu - N + 1}{\nu N}\; SCAR'\, \hat R^{-1}\, SCAR \sim F(N, \nu - N + 1),
              \qquad \nu = L - k

    where R is the residuals' correlation about zero: Hotelling's T2 with the prediction-error covariance
    :math:`\hat\Sigma (m + \mathbf 1' X^* (X'X)^{-1} X^{*\prime} \mathbf 1)`, exact under normality. It has no
    direction.

    References
    ----------
    Binder (1985), Measuring the effects of regulation with stock price data, RAND J. Economics 16, 167-183;
    Anderson (2003), An Introduction to Multivariate Statistical Analysis, ch. 5 and 8.
    """
    from scipy import special

    z = finite_sample(scar, "joint F")
    e = finite_sample(resid, "joint F")
    n = z.shape[-1]
    require_degrees_of_freedom(n, df)
    unit = e / np.sqrt((e**2).sum(axis=-1, keepdims=True))
    correlation = unit @ np.swapaxes(unit, -1, -2)
    if np.any(np.linalg.cond(correlation) > 1e12):
        raise NotApplicableError("joint F", "some securities' residuals are combinations of the others'")
    t2 = (z * np.linalg.solve(correlation, z[..., None])[..., 0]).sum(axis=-1)
    f = t2 * (df - n + 1) / (df * n)
    return Outcome(f, np.asarray(special.fdtrc(n, df - n + 1, f)), (float(n), float(df - n + 1)))


def require_degrees_of_freedom(securities: int, df: float) -> None:
    """Refuse a joint test of more securities than the residuals can tell apart.

    Parameters
    ----------
    securities : int
    df : float
        Residual degrees of freedom.

    Raises
    ------
    NotApplicableError
        If there are fewer of these.
    """
    if df < securities:
        raise NotApplicableError("joint F", f"{securities} securities but only {df:g} residual degrees of freedom")


def t_variance(df: ArrayLike) -> Floats:
    """Return df / (df - 2), the variance of Student's t.

    Parameters
    ----------
    df : array_like
        Degrees of freedom of t, any shape.

    Raises
    ------
    NotApplicableError
        Unless all are above 2.
    """
    nu = np.asarray(df, dtype=np.float64)
    if np.any(nu <= 2):
        raise NotApplicableError("Patell", f"an event has {nu.min():g} residual degrees of freedom, more than 2 needed")
    return np.asarray(nu / (nu - 2))
