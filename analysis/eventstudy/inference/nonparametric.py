"""Rank tests of abnormal returns, on plain arrays.

The cross-section of N events is the last axis of ``values``, and the last but one of arrays that also have
days. Leading axes are a batch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import NotApplicableError
from analysis.eventstudy.inference.outcome import Outcome
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
    u = np.asarray(scores, dtype=np.float64)
    count = np.isfinite(u).sum(axis=-2)
    return rank_test_of_sums(np.nansum(u, axis=-2), count, event, alternative=alternative)


def rank_test_of_sums(
    sums: ArrayLike, count: ArrayLike, event: ArrayLike, *, alternative: Alternative = "two-sided"
) -> Outcome:
    """Test as :func:`rank_test` from each day's sum of scores.

    Parameters
    ----------
    sums, count : array_like
        Sum of the scores of each day over the events that have one, and their number, shape (..., M).
    event : array_like of int
        The m of the M days that are tested.

    Raises
    ------
    NotApplicableError
        As :func:`rank_test`.
    """
    total, count, days = np.asarray(sums, dtype=np.float64), np.asarray(count), np.atleast_1d(event)
    if np.any(count[..., days] == 0):
        raise NotApplicableError("rank test", "no event has a return on one of the days")
    with np.errstate(invalid="ignore"):
        daily = total / np.sqrt(count)  # sqrt(N_t) times the mean; nan on a day without events
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
    count = np.isfinite(u).sum(axis=-2)
    return grank_t_of_sums(np.nansum(u, axis=-2), count, u.shape[-2], alternative=alternative)


def grank_t_of_sums(
    sums: ArrayLike, count: ArrayLike, events: int, *, alternative: Alternative = "two-sided"
) -> Outcome:
    """Test as :func:`grank_t` from each day's sum of scores.

    Parameters
    ----------
    sums, count : array_like
        Sum of the scores of each day over the events that have one, and their number, shape (..., T'), the event's
        first.
    events : int
        Number N of events.

    Raises
    ------
    NotApplicableError
        As :func:`grank_t`.
    """
    whole, count, n = np.asarray(sums, dtype=np.float64), np.asarray(count), events
    total = whole.shape[-1]
    with np.errstate(invalid="ignore"):
        daily = whole / count
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
    return grank_z_of_sum(u[..., 0].sum(axis=-1), np.isfinite(u).sum(axis=-1), alternative=alternative)


def grank_z_of_sum(sums: ArrayLike, days: ArrayLike, *, alternative: Alternative = "two-sided") -> Outcome:
    """Test as :func:`grank_z` from the sum of the scores.

    Parameters
    ----------
    sums : array_like
        Sum of the events' own scores, shape (...,).
    days : array_like
        Of each event the days T' that it was ranked among, itself one of them, shape (..., N).
    """
    total = np.asarray(days)
    z = np.asarray(sums, dtype=np.float64) / np.sqrt(((total - 1) / (12 * (total + 1))).sum(axis=-1))
    return Outcome(z, tail_probability(z, np.inf, alternative))
