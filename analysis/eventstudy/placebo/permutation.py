"""Two groups of events against each other: which event is of which group, exchanged. Arrays in, results out."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import NotApplicableError
from analysis.eventstudy.inference.outcome import Outcome, finite_sample

MOST_WAYS = 100_000
"""Ways to form the groups beyond which a sample of them is drawn."""
TIE = 1e-12
"""Differences closer than this, relative to the largest value, count as equal: sums differ in their last digit."""


def permute_groups(first: ArrayLike, second: ArrayLike, *, rng: np.random.Generator, draws: int = 9999) -> Outcome:
    r"""Permutation test of whether events of one group have the higher values.

    H0: which event is of which group says nothing of its value. Assumes: events exchangeable between the groups under
    the null. Valid whatever the variance of event days is; it says nothing of what both groups have in common.

    Parameters
    ----------
    first, second : array_like, shapes (n,) and (m,)
        Scores of the events of both groups.
    rng : numpy.random.Generator
        For the ways that are drawn, where there are more than ``MOST_WAYS``.
    draws : int
        How many are drawn then.

    Returns
    -------
    Outcome
        The difference of the means, and the one-sided p of one as high or higher.

    Raises
    ------
    NotApplicableError
        If a group is empty.
    EstimationError
        If a value is nan or infinite.

    Notes
    -----
    .. math:: p = \frac{\#\{\pi: \bar x_\pi - \bar y_\pi \ge \bar x - \bar y\}}{\binom{n + m}{n}}

    over all ways to choose n of the n + m events, the observed one among them: exact, and never below one over their
    number. Of drawn ways p = (1 + #) / (1 + draws).

    References
    ----------
    Fisher, R. A. (1935), The Design of Experiments. Lehmann, E. L. and Romano, J. P. (2005), Testing Statistical
    Hypotheses, 3rd edition, section 15.2.
    """
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if not len(x) or not len(y):
        raise NotApplicableError("permutation of the groups", "a group without events", allowed="at least one in each")
    values = finite_sample(np.concatenate([x, y]), "permutation of the groups")
    count, ways = len(x), comb(len(values), len(x))
    if ways <= MOST_WAYS:
        chosen = np.array(list(combinations(range(len(values)), count)))
    else:
        chosen = rng.permuted(np.tile(np.arange(len(values)), (draws, 1)), axis=1)[:, :count]
    sums = values[chosen].sum(axis=1)
    differences = sums / count - (values.sum() - sums) / len(y)
    observed = float(x.mean() - y.mean())
    as_high = int(np.count_nonzero(differences >= observed - TIE * np.abs(values).max()))
    p = as_high / ways if ways <= MOST_WAYS else (1 + as_high) / (1 + draws)
    law = f"all {ways} ways" if ways <= MOST_WAYS else f"{draws} ways, drawn"
    return Outcome(np.asarray(observed), np.asarray(p), law=law)
