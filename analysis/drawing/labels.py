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
    isotonic regression.
    """
    from scipy.optimize import isotonic_regression

    wanted = np.asarray(wanted, dtype=float)
    if not len(wanted):
        return wanted
    order = np.argsort(wanted, kind="stable")
    steps = gap * np.arange(len(wanted))
    level = isotonic_regression(wanted[order] - steps).x
    room = high - gap * (len(wanted) - 1)
    placed = np.empty_like(wanted)
    placed[order] = np.clip(level, low, max(low, room)) + steps
    return placed
