"""Rank and sign tests of abnormal returns, on plain arrays.

The cross-section of N events is the last axis of ``values``, and the last but one of arrays that also have
days. Leading axes are a batch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import NotApplicableError
from analysis.eventstudy.hypothesis import check_alternative
from analysis.eventstudy.inference.outcome import Outcome, finite_sample
from analysis.eventstudy.inference.ranks import midranks
from analysis.eventstudy.numeric import Alternative, tail_probability


def rank_test(scores: ArrayLike, event: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Corrado rank test of one or several event days.

    Corrado rank. H0: the abnormal returns rank like those of ordinary days. Assumes: no serial correlation; the
    same variance in the event window. Invalid: for windows of many days; when the event raises the variance it
    over-rejects a little.

    Corrado-Zivney. H0: the abnormal returns rank like those of ordinary days. Assumes: no serial correlation; the
    event raises all variances by one factor, if at all. Invalid: with few securities, or correlated ones: it then
    over-rejects.

    Parameters
    ----------
    scores : array_like
        Scores of :func:`rank_scores`, shape (..., N, M). With the abnormal returns of :func:`restandardise` this is
        the test of Corrado and Zivney.
    event : array_like of int
        The m of the M days that are tested.

    Raises
    ------
    NotApplicableError
        If no event has a return on one of the days, or the ranks cancel on every day.

    Notes
    -----
    .. math:: Z = \frac{1}{S\sqrt m} \sum_{t \in event} \sqrt{N_t}\, \bar U_t, \qquad
              S^2 = \frac1M \sum_{t=1}^{M} N_t \bar U_t^2, \qquad U_{it} = \frac{K_{it}}{M_i + 1} - \frac12

    referred to the normal. The variance is that of the daily means over all days, so cross-correlation is in it.

    References
    ----------
    Corrado (1989), A nonparametric test for abnormal security-price performance in event studies, J. Financial
    Economics 23, 385-395. Corrado and Zivney (1992), The specification and power of the sign test, J. Financial
    and Quantitative Analysis 27, 465-478. Cowan (1992), Nonparametric event study tests, Review of Quantitative
    Finance and Accounting 2, 343-358, for several days.
    """
    u, days = np.asarray(scores, dtype=np.float64), np.atleast_1d(event)
    count = np.isfinite(u).sum(axis=-2)
    if np.any(count[..., days] == 0):
        raise NotApplicableError("rank test", "no event has a return on one of the days")
    with np.errstate(invalid="ignore"):
        daily = np.nansum(u, axis=-2) / np.sqrt(count)  # sqrt(N_t) times the mean; nan on a day without events
    s = np.sqrt(np.nanmean(daily**2, axis=-1))
    if np.any(s == 0):
        raise NotApplicableError("rank test", "the ranks of the securities cancel on every day")
    z = daily[..., days].sum(axis=-1) / (s * np.sqrt(days.size))
    return Outcome(z, tail_probability(z, np.inf, alternative))


def grank_t(scores: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Test by generalised ranks, with the variance of the daily mean ranks.

    H0: the abnormal returns rank like those of ordinary days. Assumes: the event raises all variances by one
    factor, if at all. Invalid: with few securities, or correlated ones: it then over-rejects.

    Parameters
    ----------
    scores : array_like
        Of :func:`generalised_rank_scores`, shape (..., N, T').

    Raises
    ------
    NotApplicableError
        If the ranks cancel on every day, or there are so few estimation days that the statistic is at its
        bound.

    Notes
    -----
    .. math:: Z = \bar U_0 / S, \qquad S^2 = \frac{1}{T'}\sum_{t} \frac{n_t}{N}\bar U_t^2, \qquad
              t = Z\sqrt{\frac{T' - 2}{T' - 1 - Z^2}} \sim t(T' - 2)

    Cross-correlation is in the variance. Over-rejects when N is small, because the event's own dispersion is then
    estimated poorly.

    References
    ----------
    Kolari and Pynnonen (2011), Nonparametric rank tests for event studies, J. Empirical Finance 18, 953-971.
    """
    u = np.asarray(scores, dtype=np.float64)
    n, total = u.shape[-2], u.shape[-1]
    count = np.isfinite(u).sum(axis=-2)
    with np.errstate(invalid="ignore"):
        daily = np.nansum(u, axis=-2) / count
    s2 = np.nansum(count / n * daily**2, axis=-1) / total
    if np.any(s2 == 0):
        raise NotApplicableError("GRANK-T", "the ranks of the securities cancel on every day")
    z = daily[..., 0] / np.sqrt(s2)
    if np.any(z**2 >= (total - 1) * (1 - 1e-12)):
        raise NotApplicableError("GRANK-T", f"{total - 1} estimation days are too few: the statistic is at its bound")
    t = z * np.sqrt((total - 2) / (total - 1 - z**2))
    return Outcome(t, tail_probability(t, total - 2.0, alternative), (total - 2.0,))


def grank_z(scores: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    r"""Test by generalised ranks, with the variance that independent ranks have.

    H0: the abnormal returns rank like those of ordinary days. Assumes: independent events. Invalid: when events
    share dates; with few events it over-rejects.

    Parameters
    ----------
    scores : array_like
        Of :func:`generalised_rank_scores`, shape (..., N, T').

    Notes
    -----
    .. math:: Z = \bar U_0 \Big/ \sqrt{\frac{1}{N^2}\sum_i \frac{T'_i - 1}{12 (T'_i + 1)}}

    referred to the normal.

    References
    ----------
    Kolari and Pynnonen (2011), J. Empirical Finance 18, 953-971.
    """
    u = np.asarray(scores, dtype=np.float64)
    total = np.isfinite(u).sum(axis=-1)
    z = u[..., 0].sum(axis=-1) / np.sqrt(((total - 1) / (12 * (total + 1))).sum(axis=-1))
    return Outcome(z, tail_probability(z, np.inf, alternative))


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

    Exact up to N = 50, with ties or zeros up to N = 13; else the normal approximation with a continuity correction
    (for a whole batch, if any of its samples has ties). Zeros are not counted.

    References
    ----------
    Wilcoxon (1945), Individual comparisons by ranking methods, Biometrics Bulletin 1, 80-83.
    """
    from scipy import stats

    check_alternative(alternative)
    x = finite_sample(values, "Wilcoxon")
    if np.any(np.all(x == 0, axis=-1)):
        raise NotApplicableError("Wilcoxon", "all abnormal returns are zero")
    magnitude: NDArray[np.float64] = np.where(x == 0, np.nan, np.abs(x))
    statistic = np.nansum(np.where(x > 0, midranks(magnitude), 0.0), axis=-1)
    p = stats.wilcoxon(x, axis=-1, alternative=alternative).pvalue
    return Outcome(np.asarray(statistic), np.asarray(p))
