"""Bootstrap tests of average abnormal returns, on plain arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.blocks import automatic_block
from analysis.eventstudy.hypothesis import check_alternative
from analysis.eventstudy.inference.outcome import Outcome, finite_sample
from analysis.eventstudy.numeric import Alternative, Floats

_CHUNK = 256


def wild_bootstrap(
    values: ArrayLike,
    clusters: ArrayLike | None = None,
    *,
    rng: np.random.Generator,
    replications: int = 1999,
    alternative: Alternative = "two-sided",
) -> Outcome:
    r"""Wild cluster bootstrap of the mean with the null imposed.

    H0: the mean abnormal return is zero. Assumes: groups of events that share days are independent of each other
    and symmetric. Invalid: with few groups: the p-value cannot be small.

    Parameters
    ----------
    values : array_like
        Abnormal returns, shape (..., N).
    clusters : array_like, optional
        Label of each event's group, integers or words, shape (N,): events of one group change sign together. By
        default each event is a group of its own.
    rng : numpy.random.Generator
        Source of the signs.
    replications : int
        Number B of draws. With G groups and 2**G <= B + 1 all sign patterns are enumerated instead.

    Returns
    -------
    Outcome
        Its ``law`` names the weights, their groups, and whether the patterns were drawn or enumerated.

    Raises
    ------
    NotApplicableError
        If there are fewer than 2 independent groups, or all abnormal returns are zero.
    EstimationError
        If a value is nan or infinite, the labels are others, or the side is none that exists.

    Notes
    -----
    Rademacher weights, -1 or 1 with equal probability, on the data themselves: under the null they are the errors.

    .. math:: T = \sum_g y_g \Big/ \sqrt{\sum_g y_g^2}, \qquad y_g = \sum_{i \in g} x_i, \qquad
              T^* = \sum_g w_g y_g \Big/ \sqrt{\sum_g y_g^2}, \quad w_g = \pm 1

    p = (1 + #{T* at least as extreme}) / (B + 1); the share of all patterns when they are enumerated, which is exact
    when group sums are symmetric about zero. The smallest two-sided p is 2**(1 - G).

    References
    ----------
    Cameron, Gelbach and Miller (2008), Bootstrap-based improvements for inference with clustered errors, Review
    of Economics and Statistics 90, 414-427.
    """
    check_alternative(alternative)
    x = finite_sample(values, "wild bootstrap")
    y = x if clusters is None else _sums(x, clusters)
    groups = y.shape[-1]
    norm = np.sqrt((y**2).sum(axis=-1))
    if groups < 2:
        raise NotApplicableError("wild bootstrap", "all events share days: 1 independent group, at least 2 needed")
    if np.any(norm == 0):
        raise NotApplicableError("wild bootstrap", "all abnormal returns are zero")
    statistic = y.sum(axis=-1) / norm
    enumerate_all = 2**groups <= replications + 1
    draws = 2**groups if enumerate_all else replications
    hits = np.zeros(statistic.shape)
    for start in range(0, draws, _CHUNK):
        size = min(_CHUNK, draws - start)
        signs = _patterns(start, size, groups) if enumerate_all else 2.0 * rng.integers(0, 2, (size, groups)) - 1
        hits += _at_least(y @ signs.T / norm[..., None], statistic[..., None], alternative).sum(axis=-1)
    p = hits / draws if enumerate_all else (1 + hits) / (1 + draws)
    patterns = f"all {draws} patterns" if enumerate_all else f"{draws} draws"
    law = f"{patterns} of Rademacher weights on {groups} groups, null imposed"
    return Outcome(np.asarray(statistic), np.asarray(p), law=law)


def block_bootstrap(
    mean: ArrayLike,
    portfolio_resid: ArrayLike,
    *,
    rng: np.random.Generator,
    days: int = 1,
    block: int | None = None,
    replications: int = 1999,
    alternative: Alternative = "two-sided",
) -> Outcome:
    r"""Circular block bootstrap of the crude-dependence t.

    H0: the mean abnormal return is zero. Assumes: the same variance in the event window; dependence over time is
    shorter than a block; no forecast error of slopes. Invalid: when the event raises the variance; when event
    windows overlap in part; a little for long windows.

    Parameters
    ----------
    mean : array_like
        Average (cumulative) abnormal return over events, shape (...,).
    portfolio_resid : array_like
        Average residual of each estimation day, shape (..., L), complete.
    rng : numpy.random.Generator
        Source of the blocks.
    days : int
        Length m of the event window.
    block : int, optional
        Block length; by default that of Politis and White for the series (of one series only: a batch needs a number).
    replications : int
        Number B of draws.

    Raises
    ------
    NotApplicableError
        If there are fewer than 10 estimation days, or the average residuals do not vary.
    EstimationError
        If a value is missing, or the block is longer than the estimation window, or not given for a batch.

    Notes
    -----
    Each draw rebuilds L + m days from blocks of whole cross-sections, so cross-correlation and short serial
    dependence are kept, and studentises the sum of m of them with the mean and dispersion of the other L:

    .. math:: t = \frac{CAAR - m\bar e}{s\sqrt m}, \qquad t^* = \frac{\sum_{m} e^* - m\bar e^*}{s^*\sqrt m}, \qquad
              p = \frac{1 + \#\{t^* \text{ at least as extreme}\}}{B + 1}

    References
    ----------
    Politis and Romano (1992), A circular block-resampling procedure for stationary data; Politis and White (2004),
    Automatic block-length selection for the dependent bootstrap, Econometric Reviews 23, 53-70, with the correction of
    Patton, Politis and White (2009).
    """
    check_alternative(alternative)
    e = finite_sample(portfolio_resid, "block bootstrap", spread=True)
    if (length := e.shape[-1]) < 10:
        raise NotApplicableError("block bootstrap", f"{length} estimation days, at least 10 needed")
    if block is None and e.ndim > 1:
        raise EstimationError("block bootstrap: block", "not given for a batch", remedy="give the block length")
    size = automatic_block(e) if block is None else block
    if not 1 <= size <= length:
        raise EstimationError("block bootstrap: block", f"{size}", allowed=f"1 to {length}, the estimation days")
    root, centre = np.sqrt(days), e.mean(axis=-1)
    # Both sides are sums about the mean of their own estimation days, so both carry the error of that mean.
    t = (np.asarray(mean, dtype=np.float64) - days * centre) / (e.std(axis=-1, ddof=1) * root)
    hits = np.zeros(t.shape)
    for start in range(0, replications, _CHUNK):
        rows = _block_rows(rng, min(_CHUNK, replications - start), length, days, size)
        drawn = e[..., rows]
        event, estimation = drawn[..., :days], drawn[..., days:]
        deviation = event.sum(axis=-1) - days * estimation.mean(axis=-1)
        t_star = deviation / (estimation.std(axis=-1, ddof=1) * root)
        hits += _at_least(t_star, t[..., None], alternative).sum(axis=-1)
    law = f"{replications} draws of circular blocks of {size} days"
    return Outcome(np.asarray(t), np.asarray((1 + hits) / (1 + replications)), law=law)


def _block_rows(rng: np.random.Generator, draws: int, length: int, days: int, block: int) -> NDArray[np.intp]:
    blocks = -(-(length + days) // block)
    starts = rng.integers(0, length, (draws, blocks))
    rows = (starts[..., None] + np.arange(block)) % length
    return np.asarray(rows.reshape(draws, -1)[:, : length + days])


def _sums(x: Floats, clusters: ArrayLike) -> Floats:
    labels = np.asarray(clusters)
    if labels.shape != x.shape[-1:] or labels.dtype.kind not in "iubU":
        what = f"{labels.dtype} labels of shape {labels.shape}"
        allowed = f"an integer or a word for each of {x.shape[-1]} events"
        raise EstimationError("wild bootstrap: clusters", what, allowed=allowed)
    _, group = np.unique(labels, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    return np.asarray(np.add.reduceat(x[..., order], starts, axis=-1))


def _patterns(start: int, size: int, groups: int) -> Floats:
    bits = np.arange(start, start + size)[:, None] >> np.arange(groups)
    return np.asarray(2.0 * (bits & 1) - 1, dtype=np.float64)


def _at_least(drawn: Floats, observed: Floats, alternative: Alternative) -> NDArray[np.bool_]:
    """Compare with a margin, so that draws equal to the observed value count whatever the order of summing."""
    margin = 1e-10 * (1 + np.abs(observed))
    if alternative == "two-sided":
        return np.asarray(np.abs(drawn) >= np.abs(observed) - margin)
    return np.asarray(drawn >= observed - margin if alternative == "greater" else drawn <= observed + margin)
