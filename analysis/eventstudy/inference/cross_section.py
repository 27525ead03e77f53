"""Parametric tests that take the variance from the dispersion over events, on plain arrays.

The last axis of every input is the cross-section of N events; leading axes are a batch, so that thousands of
simulated samples are one call. ``values`` are abnormal returns of a day or cumulative abnormal returns of a
window, in log-return decimals; ``scar`` are the same divided by their prediction-error standard errors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import NotApplicableError
from analysis.eventstudy.inference.clustering import variance_inflation
from analysis.eventstudy.inference.outcome import Outcome, finite_sample
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability


def cross_sectional_t(values: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Test the mean against its own dispersion over events.

    H0: the mean abnormal return is zero. Assumes: independent events. Invalid: when events share dates.

    Parameters
    ----------
    values : array_like
        Abnormal returns, shape (..., N), N >= 2.

    Raises
    ------
    NotApplicableError
        If there are fewer than 2 events or all have the same value.
    EstimationError
        If a value is nan or infinite, or the side is none that exists.

    Notes
    -----
    .. math:: t = \sqrt N\, \bar x / s, \qquad s^2 = \tfrac{1}{N-1}\sum_i (x_i - \bar x)^2, \qquad t(N-1)

    Allows the event to raise the variance.

    References
    ----------
    Brown and Warner (1980), Measuring security price performance, J. Financial Economics 8, 205-258.
    """
    return _mean_over_dispersion(finite_sample(values, "cross-sectional t", minimum=2, spread=True), alternative)


def bmp(scar: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Boehmer-Musumeci-Poulsen: the cross-sectional t of standardised abnormal returns.

    H0: the mean standardised abnormal return is zero. Assumes: independent events; the event raises all variances
    by one factor, if at all. Invalid: when events share dates.

    Parameters
    ----------
    scar : array_like
        Standardised (cumulative) abnormal returns, shape (..., N), N >= 2.

    Raises
    ------
    NotApplicableError
        If there are fewer than 2 events or all have the same value.
    EstimationError
        If a value is nan or infinite, or the side is none that exists.

    Notes
    -----
    .. math:: t_{BMP} = \sqrt N\, \overline{SCAR} / s_{SCAR}

    referred to t(N - 1): the normal over-rejects at small N. Allows the event to raise the variance by a
    common factor.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), Event-study methodology under conditions of event-induced variance,
    J. Financial Economics 30, 253-272.
    """
    return _mean_over_dispersion(finite_sample(scar, "BMP", minimum=2, spread=True), alternative)


def adjusted_bmp(scar: ArrayLike, mean_correlation: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""BMP corrected for cross-correlation.

    H0: the mean standardised abnormal return is zero. Assumes: the estimation window's correlation holds in the
    event window. Invalid: when correlations differ much between pairs and there are few securities.

    Parameters
    ----------
    scar : array_like
        Standardised (cumulative) abnormal returns, shape (..., N), N >= 2.
    mean_correlation : array_like
        Mean off-diagonal correlation of the residuals over the same calendar days, shape (...,): see
        :func:`analysis.eventstudy.mean_correlation`.

    Raises
    ------
    NotApplicableError
        If there are fewer than 2 events, all have the same value, or the residuals cancel.
    EstimationError
        If a value is nan or infinite, or the side is none that exists.

    Notes
    -----
    .. math:: t_{adj} = t_{BMP} \sqrt{\frac{1 - \bar r}{1 + (N - 1)\bar r}}

    referred to t(N - 1).

    References
    ----------
    Kolari and Pynnonen (2010), Event study testing with cross-sectional correlation of abnormal returns,
    Review of Financial Studies 23, 3996-4025.
    """
    x = finite_sample(scar, "adjusted BMP", minimum=2, spread=True)
    r = np.asarray(mean_correlation, dtype=np.float64)
    inflation = variance_inflation(x.shape[-1], r, "adjusted BMP")
    t = _mean_over_dispersion(x, alternative).statistic * np.sqrt((1 - r) / inflation)
    df = x.shape[-1] - 1.0
    return Outcome(t, tail_probability(t, df, alternative), (df,))


def skewness_adjusted_t(values: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Cross-sectional t transformed to remove the effect of skewness.

    H0: the mean abnormal return is zero. Assumes: independent events. Invalid: when events share dates; with very
    few events, whose skewness cannot be estimated.

    Parameters
    ----------
    values : array_like
        Abnormal returns, shape (..., N), N >= 3.

    Raises
    ------
    NotApplicableError
        If there are fewer than 3 events or all have the same value.
    EstimationError
        If a value is nan or infinite, or the side is none that exists.

    Notes
    -----
    .. math:: t = \sqrt N \left(S + \tfrac13 \hat\gamma S^2 + \tfrac1{27}\hat\gamma^2 S^3
              + \tfrac{1}{6N}\hat\gamma\right), \qquad S = \bar x / s, \qquad
              \hat\gamma = \frac{N}{(N-1)(N-2)} \frac{\sum_i (x_i - \bar x)^3}{s^3}

    Hall's monotone transformation of Johnson's statistic (which has no cubic term); referred to t(N - 1).
    References
    ----------
    Johnson (1978), Modified t tests, JASA 73, 536-544. Hall (1992), On the removal of skewness by
    transformation, J. Royal Statistical Society B 54, 221-228.
    """
    x = finite_sample(values, "skewness-adjusted t", minimum=3, spread=True)
    n = x.shape[-1]
    mean, s = x.mean(axis=-1), x.std(axis=-1, ddof=1)
    ratio = mean / s
    z = (x - mean[..., None]) / s[..., None]
    skew = n / ((n - 1) * (n - 2)) * (z * z * z).sum(axis=-1)
    t = np.sqrt(n) * (ratio + skew * ratio**2 / 3 + skew**2 * ratio**3 / 27 + skew / (6 * n))
    return Outcome(t, tail_probability(t, n - 1.0, alternative), (n - 1.0,))


def jackknife_t(scar: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Jackknife test of the standardised mean.

    H0: the mean standardised abnormal return is zero. Assumes: independent events. Invalid: when events share
    dates; with few events it rejects too rarely.

    Parameters
    ----------
    scar : array_like
        Standardised (cumulative) abnormal returns, shape (..., N), N >= 3.

    Raises
    ------
    NotApplicableError
        If there are fewer than 3 events, or without one of them all have the same value.
    EstimationError
        If a value is nan or infinite, or the side is none that exists.

    Notes
    -----
    .. math:: \theta = \overline{SCAR} / s_{SCAR}, \qquad J_i = N\theta - (N - 1)\theta_{(-i)}, \qquad
              t = \sqrt N\, \bar J / s_J

    with :math:`\theta_{(-i)}` from the sample without event i; referred to t(N - 1).
    Allows event-induced variance, and takes non-normality into the standard error.

    References
    ----------
    Giaccotto and Sfiridis (1996), Hypothesis testing in event studies: the case of variance changes,
    J. Economics and Business 48, 349-370, for the idea; Miller (1974), The jackknife: a review, Biometrika 61,
    1-15, for the pseudo-values.
    """
    x = finite_sample(scar, "jackknife", minimum=3, spread=True)
    n = x.shape[-1]
    mean = x.mean(axis=-1, keepdims=True)
    d = x - mean
    left_out_mean = mean - d / (n - 1)
    left_out_ss = (d**2).sum(axis=-1, keepdims=True) - d**2 * n / (n - 1)
    if np.any(left_out_ss <= 1e-12 * (d**2).sum(axis=-1, keepdims=True)):
        raise NotApplicableError("jackknife", "without one of the events all values are equal")
    left_out = left_out_mean / np.sqrt(left_out_ss / (n - 2))
    pseudo = n * mean / x.std(axis=-1, ddof=1, keepdims=True) - (n - 1) * left_out
    return _mean_over_dispersion(pseudo, alternative)


def _mean_over_dispersion(x: Floats, alternative: Alternative) -> Outcome:
    n = x.shape[-1]
    t = np.sqrt(n) * x.mean(axis=-1) / x.std(axis=-1, ddof=1)
    return Outcome(t, tail_probability(t, n - 1.0, alternative), (n - 1.0,))
