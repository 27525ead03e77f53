"""Corrections for testing a family of hypotheses at once. Arrays in, results out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.eventstudy.hypothesis import check_alternative
from analysis.eventstudy.numeric import Alternative, Floats


def holm(pvalues: ArrayLike) -> Floats:
    r"""Return p-values that control the chance of any false rejection, under any dependence.

    Parameters
    ----------
    pvalues : array_like
        One p-value for each of H hypotheses, shape (H,).

    Raises
    ------
    EstimationError
        If a p-value is nan (a test that is not applicable is no member of the family) or outside 0 to 1.

    Notes
    -----
    .. math:: \tilde p_{(j)} = \max_{i \le j} \min\{1, (H - i + 1)\, p_{(i)}\}

    References
    ----------
    Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian J. Statistics 6, 65-70.
    """
    return _adjusted(pvalues, "holm")


def benjamini_hochberg(pvalues: ArrayLike) -> Floats:
    r"""Return p-values that control the false discovery rate, for independent or positively dependent tests.

    Parameters
    ----------
    pvalues : array_like
        One p-value for each of H hypotheses, shape (H,).

    Raises
    ------
    EstimationError
        As for :func:`holm`.

    Notes
    -----
    .. math:: \tilde p_{(j)} = \min_{i \ge j} \min\{1, \tfrac{H}{i}\, p_{(i)}\}

    References
    ----------
    Benjamini and Hochberg (1995), Controlling the false discovery rate, J. Royal Statistical Society B 57, 289-300.
    """
    return _adjusted(pvalues, "fdr_bh")


def romano_wolf(statistics: ArrayLike, null: ArrayLike, *, alternative: Alternative = "two-sided") -> Floats:
    r"""Return step-down p-values from the maximum of the statistics, which respects their correlation.

    Parameters
    ----------
    statistics : array_like
        Observed statistics on one scale (t-values), shape (H,).
    null : array_like
        The same statistics under the null, each row from one placebo date or one bootstrap draw, shape (B, H).
    alternative : {"two-sided", "greater", "less"}
        Side on which extreme values speak against the null.

    Raises
    ------
    EstimationError
        If the shapes do not match or a value is nan or infinite.

    Notes
    -----
    With the hypotheses ordered from the most to the least extreme,

    .. math:: \tilde p_{(j)} = \max_{i \le j} \frac{1 + \#\{b : \max_{k \ge i} t^*_{b(k)} \ge t_{(i)}\}}{B + 1}

    References
    ----------
    Romano and Wolf (2005), Exact and approximate stepdown methods for multiple hypothesis testing, JASA 100, 94-108;
    (2016), Efficient computation of adjusted p-values for resampling-based stepdown multiple testing, Statistics and
    Probability Letters 113, 38-40.
    """
    check_alternative(alternative)
    t, draws = np.asarray(statistics, dtype=np.float64), np.asarray(null, dtype=np.float64)
    if t.ndim != 1 or draws.ndim != 2 or draws.shape[1] != t.size or not draws.size:
        raise EstimationError(
            "Romano-Wolf", f"statistics {t.shape}, null {draws.shape}", allowed="shapes (H,) and (B, H)"
        )
    if not (np.isfinite(t).all() and np.isfinite(draws).all()):
        raise EstimationError("Romano-Wolf", "nan or infinite statistics", remedy="leave those hypotheses out")
    if alternative == "two-sided":
        t, draws = np.abs(t), np.abs(draws)
    elif alternative == "less":
        t, draws = -t, -draws
    order = np.argsort(-t, kind="stable")
    remaining_max = np.maximum.accumulate(draws[:, order[::-1]], axis=1)[:, ::-1]
    exceed = np.count_nonzero(remaining_max >= t[order], axis=0)
    adjusted = np.empty_like(t)
    adjusted[order] = np.maximum.accumulate((1.0 + exceed) / (1.0 + len(draws)))
    return adjusted


def _adjusted(pvalues: ArrayLike, method: str) -> Floats:
    from statsmodels.stats.multitest import multipletests

    p = np.asarray(pvalues, dtype=np.float64)
    if p.ndim != 1 or not p.size:
        raise EstimationError("family of tests", f"p-values of shape {p.shape}", allowed="shape (H,), H >= 1")
    if missing := int(np.isnan(p).sum()):
        raise EstimationError(
            "family of tests",
            f"{missing} of {p.size} p-values are nan",
            remedy="leave tests that are not applicable out of the family",
        )
    if np.any((p < 0) | (p > 1)):
        raise EstimationError("family of tests", "a p-value outside the unit interval", allowed="0 to 1")
    return np.asarray(multipletests(p, method=method)[1])
