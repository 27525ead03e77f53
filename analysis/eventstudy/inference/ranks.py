"""Ranks of abnormal returns among a security's own days, as the scores that the rank tests use. Plain arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.inference.outcome import finite_sample
from analysis.eventstudy.numeric import Floats


def midranks(values: ArrayLike) -> Floats:
    """Rank along the last axis from 1; ties share the mean of their ranks, nan stays nan.

    Parameters
    ----------
    values : array_like
        Shape (..., M); nan where missing.

    Raises
    ------
    EstimationError
        If a value is infinite.
    """
    x = np.asarray(values, dtype=np.float64)
    if np.any(np.isinf(x)):
        raise EstimationError("ranks", "infinite abnormal returns", remedy="check the prices for zeros")
    missing = np.isnan(x)
    order = np.argsort(x, axis=-1)  # nan last: the missing rank above all others
    ordered = np.take_along_axis(x, order, axis=-1)
    if (ordered[..., 1:] == ordered[..., :-1]).any():
        return _tied_ranks(x, missing)
    ranks = np.empty_like(x)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(1.0, x.shape[-1] + 1), x.shape), axis=-1)
    ranks[missing] = np.nan
    return ranks


def _tied_ranks(x: Floats, missing: NDArray[np.bool_]) -> Floats:
    """Midranks of values with ties, which returns seldom have: several times as slow."""
    from scipy import stats

    ranks: Floats = stats.rankdata(np.where(missing, np.inf, x), axis=-1)
    ranks[missing] = np.nan
    return ranks


def rank_scores(abnormal: ArrayLike) -> Floats:
    """Return each security's ranks over all its days as scores in (-1/2, 1/2): K / (M + 1) - 1/2.

    Parameters
    ----------
    abnormal : array_like
        Abnormal returns of estimation and event days, shape (..., N, M); nan where missing.
    """
    ranks = midranks(abnormal)
    scores: Floats = ranks / (np.isfinite(ranks).sum(axis=-1, keepdims=True) + 1) - 0.5
    return scores


def restandardise(abnormal: ArrayLike, sigma: ArrayLike, event: ArrayLike) -> Floats:
    """Standardise abnormal returns, and those of event days by their own dispersion over securities too.

    Parameters
    ----------
    abnormal : array_like
        Shape (..., N, M); nan where missing.
    sigma : array_like
        Residual standard deviation of each security, shape (..., N).
    event : array_like of int
        Which of the M days are event days.

    Raises
    ------
    NotApplicableError
        If fewer than 2 securities have a return on an event day, or all have the same.
    """
    sar = np.asarray(abnormal, dtype=np.float64) / np.asarray(sigma, dtype=np.float64)[..., None]
    days = np.asarray(event)
    if np.any(np.isfinite(sar[..., days]).sum(axis=-2) < 2):
        raise NotApplicableError("Corrado-Zivney", "1 event on some event day, at least 2 needed")
    dispersion = np.nanstd(sar[..., days], axis=-2, ddof=1, keepdims=True)
    if np.any(dispersion == 0):
        raise NotApplicableError("Corrado-Zivney", "all standardised returns of an event day are equal")
    sar[..., days] /= dispersion
    return sar


def generalised_rank_scores(scar: ArrayLike, estimation: ArrayLike, ranks: ArrayLike | None = None) -> Floats:
    """Rank each event's re-standardised SCAR among its estimation residuals.

    Parameters
    ----------
    scar : array_like
        Standardised (cumulative) abnormal returns, shape (..., N), N >= 2.
    estimation : array_like
        Residuals divided by sigma, shape (..., N, L); nan where missing.
    ranks : array_like, optional
        ``midranks(estimation)`` when it is at hand already.

    Returns
    -------
    ndarray
        Scores K / (T' + 1) - 1/2 with T' = L + 1, shape (..., N, L + 1), the event in the first column.
    """
    z = finite_sample(scar, "GRANK", minimum=2, spread=True)
    z = (z / z.std(axis=-1, ddof=1, keepdims=True))[..., None]
    e = np.asarray(estimation, dtype=np.float64)
    among = midranks(e) if ranks is None else np.asarray(ranks, dtype=np.float64)
    below, tied = e < z, e == z
    event = 1 + below.sum(axis=-1, keepdims=True) + 0.5 * tied.sum(axis=-1, keepdims=True)
    others = among + (e > z) + 0.5 * tied
    total = np.isfinite(among).sum(axis=-1, keepdims=True) + 1
    scores: Floats = np.concatenate([event, others], axis=-1) / (total + 1) - 0.5
    return scores
