"""How long the blocks of a bootstrap over time are. Arrays in, numbers out."""

from __future__ import annotations

from analysis.eventstudy.numeric import Floats

CLUSTER = 63
"""Sessions, a quarter: nearly two half-lives of a cluster of volatility, 34 sessions when its persistence is 0.98."""
FEWEST_BLOCKS = 8
"""With fewer the draws would be the same few stretches."""


def cluster_block(nobs: int) -> int:
    """Length of blocks that hold clusters of volatility where the data allow: a quarter, at most an eighth of them.

    Parameters
    ----------
    nobs : int
        Number of sessions or dates, in time order.

    Notes
    -----
    Longer than that of :func:`automatic_block`, which is best for the variance of a mean: with rejections, which are
    rare, it gives about 6 dates under GARCH, and the band of :func:`size_band` then covers 86 %. A test or an interval
    needs longer blocks than a variance does.

    References
    ----------
    Sun, Y., Phillips, P. C. B. and Jin, S. (2008), "Optimal bandwidth selection in heteroskedasticity-autocorrelation
    robust testing", Econometrica 76(1), 175-194.
    """
    return max(1, min(CLUSTER, nobs // FEWEST_BLOCKS))


def automatic_block(series: Floats) -> int:
    """Length of circular blocks, at least 1, that is best for the variance of the mean of a series.

    Parameters
    ----------
    series : ndarray, shape (T,)

    References
    ----------
    Politis, D. N. and White, H. (2004), "Automatic block-length selection for the dependent bootstrap", Econometric
    Reviews 23(1), 53-70, with the correction of Patton, A., Politis, D. N. and White, H. (2009), 28(4), 372-375.
    """
    from arch.bootstrap import optimal_block_length

    return max(1, round(float(optimal_block_length(series)["circular"].iloc[0])))
