"""Exact t of a weighted portfolio of securities that share dates and factors. Arrays in, results out."""

from __future__ import annotations

import numpy as np

from analysis.errors import EstimationError
from analysis.eventstudy.inference.date_sample import DateSample
from analysis.eventstudy.inference.outcome import Outcome, require_portfolio_variance
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability


def weighted_t(sample: DateSample, weights: Floats, alternative: Alternative = "two-sided") -> Outcome:
    r"""Exact t of a weighted portfolio of securities with common regressors, on each date.

    H0: the portfolio's abnormal return is zero. Assumes: one date and the same regressors; normal residuals; the same
    variance in the event window; weights that do not depend on the returns. Invalid: when the event raises the
    variance.

    Parameters
    ----------
    sample : DateSample
    weights : ndarray, shape (N,) or (B, N)
        Scaled to sum to one.

    Raises
    ------
    NotApplicableError
        If the factors explain the portfolio exactly on one of the dates.
    EstimationError
        If weights do not sum to a positive number.

    Notes
    -----
    .. math:: t = \frac{w'CAR}{h \sqrt{w' \hat\Sigma w}}, \qquad h = bse_i / \hat\sigma_i

    where h, the root of the window length plus the leverage of its factor returns, is the same for all securities.
    Exact for weights that do not depend on the returns; those of :func:`inverse_variance` do, a little.

    References
    ----------
    Jaffe, J. F. (1974), Journal of Business 47, 410-428, for the portfolio; Campbell, Lo and MacKinlay (1997), ch. 4.
    """
    w = np.broadcast_to(weights, sample.car.shape)
    total = w.sum(axis=-1, keepdims=True)
    if not np.all(total > 0):
        raise EstimationError("weighted t", f"weights that sum to {np.min(total):g}", allowed="a positive sum")
    w = w / total
    mean = (w * sample.car).sum(axis=-1)
    residual = np.einsum("bn,bnl->bl", w, sample.resid)
    require_portfolio_variance(residual, sample.resid)
    scale = (sample.bse / sample.sigma)[:, 0]
    t = mean / (scale * np.sqrt((residual**2).sum(axis=-1) / sample.df))
    return Outcome(t, tail_probability(t, sample.df, alternative), (float(sample.df[0]),))


def inverse_variance(sample: DateSample) -> Floats:
    """Weights that are proportional to one over each security's residual variance, shape (B, N).

    Parameters
    ----------
    sample : DateSample
    """
    precision = 1 / sample.sigma**2
    return np.asarray(precision / precision.sum(axis=-1, keepdims=True))
