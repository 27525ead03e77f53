"""Where labels go so that none covers another: pure arithmetic, no drawing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def spread(wanted: ArrayLike, gap: float, low: float = -np.inf, high: float = np.inf) -> NDArray[np.float64]:
    r"""Positions at least ``gap`` apart, in the order of ``wanted`` and as close to it as possible.

    Parameters
    ----------
    wanted : array_like, shape (n,)
        Where each label would like to be.
    gap : float
        Least distance between neighbours.
    low, high : float
        Bounds that the positions keep as long as there is room for all.

    Returns
    -------
    ndarray, shape (n,)

    Notes
    -----
    Minimises :math:`\sum (p_i - w_i)^2` subject to :math:`p_{i+1} \ge p_i + g`: with :math:`q_i = p_i - i g` this is
    isotonic regression, solved by pooling adjacent violators.

    References
    ----------
    Barlow, R. E. and Brunk, H. D. (1972), "The isotonic regression problem and its dual", Journal of the American
    Statistical Association 67(337), 140-147.
    """
    wanted = np.asarray(wanted, dtype=float)
    order = np.argsort(wanted, kind="stable")
    steps = gap * np.arange(len(wanted))
    pools: list[tuple[float, int]] = []
    for value in wanted[order] - steps:
        mean, size = float(value), 1
        while pools and pools[-1][0] > mean:
            before, count = pools.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    level = np.repeat([m for m, _ in pools], [s for _, s in pools])
    room = high - gap * (len(wanted) - 1)
    placed = np.empty_like(wanted)
    placed[order] = np.clip(level, low, max(low, room)) + steps
    return placed
