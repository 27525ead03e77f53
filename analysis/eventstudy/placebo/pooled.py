"""Several events judged as one: the mean of their signed scores among sets of placebo dates that lie as they do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.dates import Rows
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest

MOST_TRIES = 200
"""Rounds of drawing before it is said that so many dates cannot be placed so far apart."""

LEAST_NEAR = 19
"""Placebo dates near an event below which chance alone decides what is drawn."""


def episodes(rows: ArrayLike, apart: int) -> list[Rows]:
    """Numbers of the events of each episode: neighbours of which lie at most ``apart`` sessions from each other.

    Parameters
    ----------
    rows : array_like of int, shape (N,)
        Row of each event.
    apart : int
        Sessions.

    Returns
    -------
    list of ndarray of int
        In order of time.
    """
    rows = np.asarray(rows, dtype=np.intp)
    order = np.argsort(rows, kind="stable")
    breaks = np.flatnonzero(np.diff(rows[order]) > apart) + 1
    return [np.asarray(part, dtype=np.intp) for part in np.split(order, breaks)]


def placebo_sets(rows: ArrayLike, placebo: ArrayLike, *, apart: int, draws: int, rng: np.random.Generator) -> Rows:
    """Sets of placebo dates, each with as many dates as there are events, which lie as the events do.

    Within an episode (:func:`episodes`) dates keep their distances; dates of different episodes are more than ``apart``
    sessions from each other. Of all sets of that kind each is as likely as any other.

    Parameters
    ----------
    rows : array_like of int, shape (N,)
        Row of each event; no two the same.
    placebo : array_like of int, shape (M,)
        Rows that may be drawn.
    apart : int
        Sessions.
    draws : int
        Number of sets.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of int, shape (draws, N)
        In the order of ``rows``.

    Raises
    ------
    EstimationError
        If two events have the same row: they are one date, and count once.
    NotApplicableError
        If an episode fits nowhere, or so many dates can hardly be placed so far apart.
    """
    rows, allowed = np.asarray(rows, dtype=np.intp), np.unique(np.asarray(placebo, dtype=np.intp))
    if len(np.unique(rows)) < len(rows):
        remedy = "make one event of them, or a portfolio"
        raise EstimationError("placebo sets", "two events on one session", remedy=remedy)
    groups = episodes(rows, apart)
    starts = [_starts(rows[group] - rows[group[0]], allowed) for group in groups]
    found = np.empty((0, len(rows)), dtype=np.intp)
    for _ in range(MOST_TRIES):
        drawn = np.empty((draws, len(rows)), dtype=np.intp)
        for group, possible in zip(groups, starts, strict=True):
            first = possible[rng.integers(len(possible), size=draws)]
            drawn[:, group] = first[:, None] + (rows[group] - rows[group[0]])
        found = np.concatenate([found, drawn[_far(drawn, groups, apart)]])
        if len(found) >= draws:
            return found[:draws]
    what = f"{len(rows)} dates in {len(groups)} episodes, {apart} sessions apart, among {len(allowed)} placebo dates"
    raise NotApplicableError("placebo sets", what, remedy="longer prices, fewer events, or a smaller distance")


def near_sets(rows: ArrayLike, placebo: ArrayLike, *, within: int, draws: int, rng: np.random.Generator) -> Rows:
    """Sets of placebo dates of which each lies near its own event: noise is most alike there, and dates are few.

    Parameters
    ----------
    rows, placebo, draws, rng
        As in :func:`placebo_sets`.
    within : int
        Sessions from its event that a date may lie at most. Dates are drawn for each event by itself.

    Returns
    -------
    ndarray of int, shape (draws, N)

    Raises
    ------
    NotApplicableError
        If an event has fewer than ``LEAST_NEAR`` placebo dates so near.
    """
    rows, allowed = np.asarray(rows, dtype=np.intp), np.unique(np.asarray(placebo, dtype=np.intp))
    pools = [allowed[np.abs(allowed - row) <= within] for row in rows]
    if (fewest := min(map(len, pools))) < LEAST_NEAR:
        what = f"an event with {fewest} placebo dates within {within} sessions"
        raise NotApplicableError("placebo sets near the events", what, allowed=f"at least {LEAST_NEAR}")
    return np.column_stack([pool[rng.integers(len(pool), size=draws)] for pool in pools])


def _starts(offsets: Rows, allowed: Rows) -> Rows:
    """Placebo dates on which an episode can begin."""
    fits = np.isin(allowed[:, None] + offsets, allowed).all(axis=1)
    if not fits.any():
        what = f"an episode of {len(offsets)} dates over {int(offsets[-1]) + 1} sessions fits among no placebo dates"
        raise NotApplicableError("placebo sets", what, remedy="longer prices, or a smaller distance within episodes")
    return np.asarray(allowed[fits])


def _far(drawn: Rows, groups: Sequence[Rows], apart: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Sets in which the dates of different episodes are more than ``apart`` sessions from each other."""
    label = np.empty(drawn.shape[1], dtype=np.intp)
    for n, group in enumerate(groups):
        label[group] = n
    order = np.argsort(drawn, axis=1)
    near = np.diff(np.take_along_axis(drawn, order, axis=1), axis=1) <= apart
    other = np.diff(label[order], axis=1) != 0
    return np.asarray(~(near & other).any(axis=1))


def pooled_test(scores: Floats, rows: ArrayLike, signs: ArrayLike, noise: ArrayLike, sets: Rows) -> SampleQuantileTest:
    r"""Mean of the events' scores, each with the sign that is claimed of it, among the same of sets of placebo dates.

    Parameters
    ----------
    scores : ndarray, shape (T,)
        By row: the abnormal return over the volatility known on its eve.
    rows : array_like of int, shape (N,)
        Row of each event.
    signs : array_like, shape (N,)
        +1 where a gain is claimed, -1 where a loss is.
    noise : array_like, shape (N,)
        Volatility of each event's eve (decimal), which carries scores over to abnormal returns.
    sets : ndarray of int, shape (B, N)
        Of :func:`placebo_sets`.

    Returns
    -------
    SampleQuantileTest
        Its placebo values are those of the sets; its effect is the one abnormal return, in the claimed direction, that
        all events would have in common.

    Raises
    ------
    EstimationError
        If a score of an event or of a placebo date is NaN.

    Notes
    -----
    .. math:: S = \frac1N \sum_i d_i \frac{AR_i}{\hat\sigma_i}, \qquad
        p = \frac{1 + \#\{b: S_b \ge S\}}{1 + B}

    with the signs d of the events on every set b of placebo dates. An abnormal return of :math:`d_i \delta` on every
    event moves S by :math:`\delta` times the mean of :math:`1 / \hat\sigma_i`: that gives effect, interval and the
    smallest effect that is found. It is a randomisation test: for one event it is the sample quantile test of
    Gelbach, Helland and Klick (2013). It assumes that the sets are exchangeable with the events under the null: that
    events did not by themselves raise the variance (:func:`spread_test`), and that what noise is left is alike over
    time. Placebo dates are a sample of all: of N events among M dates the variance is taken for smaller than it is by
    a share of about N / M. A mean can come from one event alone: it says that news of the kind moved prices, not that
    each did.

    References
    ----------
    Lehmann, E. L. and Romano, J. P. (2005), Testing Statistical Hypotheses, 3rd edition, section 15.2.
    Gelbach, J. B., Helland, E. and Klick, J. (2013), American Law and Economics Review 15(2), 495-541.
    """
    signed, drawn = _signed(scores, rows, signs, sets)
    scale = float(1 / np.mean(1 / np.asarray(noise, dtype=float)))
    return SampleQuantileTest(float(signed.mean()), drawn.mean(axis=1), np.arange(len(sets)), scale)


def spread_test(scores: Floats, rows: ArrayLike, signs: ArrayLike, sets: Rows) -> SampleQuantileTest:
    """How far apart the events' signed scores are, among the same of sets of placebo dates.

    Where they lie further apart than those of placebo dates, one effect common to all is no description of them: the
    events raised the variance, or moved prices by very different amounts.

    Parameters
    ----------
    scores, rows, signs, sets
        As in :func:`pooled_test`; at least two events.

    Returns
    -------
    SampleQuantileTest
        Of the standard deviation of the scores, with N - 1.

    Raises
    ------
    NotApplicableError
        For one event.
    """
    signed, drawn = _signed(scores, rows, signs, sets)
    if len(signed) < 2:
        raise NotApplicableError("spread of the events", "one event", allowed="at least two")
    return SampleQuantileTest(float(signed.std(ddof=1)), drawn.std(axis=1, ddof=1), np.arange(len(sets)))


def _signed(scores: Floats, rows: ArrayLike, signs: ArrayLike, sets: Rows) -> tuple[Floats, Floats]:
    """Signed scores of the events, shape (N,), and of the sets, shape (B, N)."""
    signs = np.asarray(signs, dtype=float)
    return signs * scores[np.asarray(rows, dtype=np.intp)], signs * scores[sets]


def detectable_by_number(
    scores: ArrayLike,
    numbers: Sequence[int],
    noise: float,
    *,
    alpha: float,
    power: float,
    draws: int,
    rng: np.random.Generator,
) -> Floats:
    """Smallest common effect that so many separate events would let be found.

    Parameters
    ----------
    scores : array_like, shape (M,)
        Of the placebo dates.
    numbers : sequence of int
        Of events.
    noise : float
        Their volatility (decimal): the harmonic mean, where it is not the same of all.
    alpha, power : float
        Level of the one-sided test; how often it is to find the effect.
    draws : int
        Sets of placebo dates for each number, drawn date by date, each with a sign at random.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (len(numbers),)
        Decimal. Of N events it falls as one over the root of N.
    """
    scores = np.asarray(scores, dtype=float)
    found = []
    for number in numbers:
        drawn = scores[rng.integers(len(scores), size=(draws, number))]
        values = (drawn * rng.choice((-1.0, 1.0), size=drawn.shape)).mean(axis=1)
        test = SampleQuantileTest(0.0, values, np.arange(draws), noise)
        found.append(test.minimum_detectable_effect(alpha, power))
    return np.array(found)
