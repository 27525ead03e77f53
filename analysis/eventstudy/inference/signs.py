"""Sign tests and the signed-rank test of abnormal returns, on plain arrays.

The cross-section of N events is the last axis of ``values``; leading axes are a batch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import NotApplicableError
from analysis.eventstudy.hypothesis import check_alternative
from analysis.eventstudy.inference.outcome import Outcome, finite_sample
from analysis.eventstudy.inference.ranks import midranks
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability

_EXACT_AT_MOST = 50


def sign_test(values: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Test that positive and negative abnormal returns are equally frequent.

    H0: gains and losses are equally likely. Assumes: independent events; median zero. Invalid: when events share
    dates; when abnormal returns are skewed.

    Parameters
    ----------
    values : array_like
        Abnormal returns, shape (..., N).

    Raises
    ------
    NotApplicableError
        If all abnormal returns are zero.
    EstimationError
        If a value is nan or infinite, or the side is none that exists.

    Notes
    -----
    .. math:: Z = (w - N / 2) \big/ \sqrt{N / 4}

    with w positive ones among N; the p-value is the binomial's, exact. Abnormal returns of exactly zero say
    nothing about the sign and are not counted in N.

    References
    ----------
    Dixon and Mood (1946), The statistical sign test, JASA 41, 557-566; Brown and Warner (1980).
    """
    from scipy import special

    check_alternative(alternative)
    x = finite_sample(values, "sign")
    w, n = (x > 0).sum(axis=-1), (x != 0).sum(axis=-1)
    if np.any(n == 0):
        raise NotApplicableError("sign", "all abnormal returns are zero")
    upper, lower = special.bdtr(n - w, n, 0.5), special.bdtr(w, n, 0.5)
    p = {"greater": upper, "less": lower, "two-sided": np.minimum(1.0, 2 * np.minimum(upper, lower))}
    return Outcome(np.asarray((w - n / 2) / np.sqrt(n / 4)), np.asarray(p[alternative]))


def generalised_sign_test(
    values: ArrayLike, positive_share: ArrayLike, *, alternative: Alternative = "two-sided"
) -> Outcome:
    r"""Cowan's generalised sign test: the share of positive ones against the estimation window's.

    H0: gains are as likely as in the estimation window. Assumes: independent events. Invalid: when events share
    dates.

    Parameters
    ----------
    values : array_like
        Abnormal returns, shape (..., N).
    positive_share : array_like
        Share of each event's own estimation residuals that are positive, shape (..., N).

    Raises
    ------
    NotApplicableError
        If all residuals of the estimation window have one sign.
    EstimationError
        If a value is nan or infinite, or the side is none that exists.

    Notes
    -----
    .. math:: Z = \frac{w - N\hat p}{\sqrt{N \hat p (1 - \hat p)}}, \qquad \hat p = \frac1N \sum_i \hat p_i

    referred to the normal. Allows skewness.

    References
    ----------
    Cowan (1992), Review of Quantitative Finance and Accounting 2, 343-358.
    """
    x = finite_sample(values, "generalised sign")
    n = x.shape[-1]
    p = np.broadcast_to(np.asarray(positive_share, dtype=np.float64), x.shape).mean(axis=-1)
    if np.any((p <= 0) | (p >= 1)):
        raise NotApplicableError("generalised sign", "all residuals of the estimation window have one sign")
    z = ((x > 0).sum(axis=-1) - n * p) / np.sqrt(n * p * (1 - p))
    return Outcome(z, tail_probability(z, np.inf, alternative))


def wilcoxon(values: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Wilcoxon's signed-rank test.

    H0: abnormal returns are symmetric about zero. Assumes: independent events; symmetry. Invalid: when events share
    dates; when abnormal returns are skewed.

    Parameters
    ----------
    values : array_like
        Abnormal returns, shape (..., N).

    Raises
    ------
    NotApplicableError
        If all abnormal returns are zero.
    EstimationError
        If a value is nan or infinite, or the side is none that exists.

    Notes
    -----
    .. math:: W^+ = \sum_{i: x_i > 0} \mathrm{rank}(|x_i|)

    Exact up to N = 50, with ties or zeros up to N = 13; else the normal approximation without a continuity correction
    (for a whole batch, if any of its samples has ties). Zeros are not counted.

    References
    ----------
    Wilcoxon (1945), Individual comparisons by ranking methods, Biometrics Bulletin 1, 80-83.
    """
    check_alternative(alternative)
    x = finite_sample(values, "Wilcoxon")
    if np.any(np.all(x == 0, axis=-1)):
        raise NotApplicableError("Wilcoxon", "all abnormal returns are zero")
    ranks = np.nan_to_num(midranks(np.where(x == 0, np.nan, np.abs(x))))
    statistic = np.where(x > 0, ranks, 0.0).sum(axis=-1)
    if x.shape[-1] > _EXACT_AT_MOST:
        return Outcome(np.asarray(statistic), _normal_approximation(statistic, ranks, alternative))
    from scipy import stats

    p = stats.wilcoxon(x, axis=-1, alternative=alternative).pvalue
    return Outcome(np.asarray(statistic), np.asarray(p))


def _normal_approximation(statistic: Floats, ranks: Floats, alternative: Alternative) -> Floats:
    """P-value of the sum of positive ranks: their signs are tosses of a coin, so its variance is sum(rank**2) / 4."""
    z = (statistic - ranks.sum(axis=-1) / 2) / np.sqrt((ranks**2).sum(axis=-1) / 4)
    return tail_probability(z, np.inf, alternative)
