"""Dose-response: do funds that hold more of an asset have higher abnormal returns? Arrays in, results out.

A fund's weight is often known only between two bounds. What is reported then holds for every weight between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.funds.extremes import extreme_ratios, linear_extremes
from analysis.eventstudy.funds.slope_line import slope_line
from analysis.eventstudy.hypothesis import check_alternative
from analysis.eventstudy.numeric import Alternative, Floats, interval, tail_probability
from analysis.eventstudy.placebo.dates import Rows
from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest

if TYPE_CHECKING:
    import pandas as pd

SlopeMethod = Literal["gls", "ols"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DoseResponse(Displayed):
    """Line through the abnormal returns of N funds on their weights, for all weights in the intervals.

    Attributes
    ----------
    method : {"gls", "ols"}
    params, bse : ndarray, shape (2,)
        Intercept and slope, and their standard errors, at the middle of the intervals.
    df_resid : float
        Degrees of freedom of their t.
    slope_bounds, tvalue_bounds : (float, float)
        Smallest and largest slope, and t of the slope, over all admissible weights.
    nobs : int
        Number of funds N.
    proven : bool
        Whether it is shown that no admissible weights exceed the bounds by more than a millionth. If not, the true
        bounds may be wider, and the largest p-value larger.
    """

    _line: ClassVar = ("method", "nobs", "df_resid", "slope_bounds", "tvalue_bounds", "proven")

    method: SlopeMethod
    params: Floats
    bse: Floats
    df_resid: float
    slope_bounds: tuple[float, float]
    tvalue_bounds: tuple[float, float]
    nobs: int
    proven: bool = True

    @property
    def tvalues(self) -> Floats:
        """``params / bse`` at the middle of the intervals, shape (2,)."""
        return self.params / self.bse

    def conf_int(self, alpha: float = 0.05) -> Floats:
        """Intervals of intercept and slope at level 1 - alpha, at the middle weights, shape (2, 2)."""
        return interval(self.params, self.bse, self.df_resid, alpha)

    def to_frame(self) -> pd.DataFrame:
        """Intercept and slope as a table, one row each: coef, bse, t, low, high (95 %)."""
        import pandas as pd

        low, high = self.conf_int().T
        columns = {"coef": self.params, "bse": self.bse, "t": self.tvalues, "low": low, "high": high}
        return pd.DataFrame(columns, index=pd.Index(["intercept", "slope"], name="name"))

    def summary(self) -> str:
        """The slope, its bounds over all admissible weights and its largest p-value in one line."""
        low, high = self.slope_bounds
        return (
            f"{self.method}: slope {self.params[1]:.6f} (between {low:.6f} and {high:.6f} over all weights), "
            f"p at most {self.pvalue():.4f} (two-sided), N = {self.nobs}"
            f"{'' if self.proven else '; not proven: the bounds may be wider'}"
        )

    def pvalue(self, alternative: Alternative = "two-sided") -> float:
        """Largest p-value of the slope over all admissible weights: it holds whatever the weights are."""
        check_alternative(alternative)
        low, high = self.tvalue_bounds
        nearest_zero = max(low, min(high, 0.0))
        worst = {"greater": low, "less": high, "two-sided": nearest_zero}[alternative]
        return float(tail_probability(worst, self.df_resid, alternative))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlaceboSlopes(Displayed):
    """The event's slope among the slopes of M placebo dates.

    Attributes
    ----------
    middle : SampleQuantileTest
        Slopes at the middle of the weights' intervals.
    above, below : int
        Placebo dates whose slope is at least (at most) the event's for some admissible weights.
    """

    _line: ClassVar = ("middle.statistic", "middle.nobs", "above", "below")

    middle: SampleQuantileTest
    above: int
    below: int

    def pvalue(self, alternative: Alternative = "two-sided") -> float:
        """P-value that no admissible weights exceed.

        Each placebo date is counted at the weights that suit it best, so it is an upper bound of the largest p-value
        when the weights are intervals, and the exact rank when they are points.
        """
        check_alternative(alternative)
        dates = 1 + self.middle.nobs
        greater, less = (1 + self.above) / dates, (1 + self.below) / dates
        if alternative == "two-sided":
            return min(1.0, 2 * min(greater, less))
        return greater if alternative == "greater" else less

    def summary(self) -> str:
        """The event's slope among those of the placebo dates in one line."""
        return f"slope: {self.middle.summary()}, at most {self.pvalue():.4f} over all weights"


def dose_response(
    abnormal: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    cov: ArrayLike,
    df: float,
    *,
    method: SlopeMethod = "gls",
    names: Sequence[str] | None = None,
) -> DoseResponse:
    r"""Regress the abnormal returns of N funds on their weights.

    Parameters
    ----------
    abnormal : array_like, shape (N,)
        (Cumulative) abnormal returns of one event, decimals.
    low, high : array_like, shape (N,)
        Bounds of each fund's weight; equal where it is known. With weights as shares of the fund, the slope is the
        abnormal return of the asset itself.
    cov : array_like, shape (N, N)
        Covariance of the prediction errors of ``abnormal``, from the estimation window.
    df : float
        Degrees of freedom of ``cov``, L - k; infinite if it is known.
    method : {"gls", "ols"}
        Generalised or ordinary least squares, both with an intercept and with standard errors from ``cov``.
    names : sequence of str, optional
        Names of the funds, for messages.

    Raises
    ------
    NotApplicableError
        If all weights may be equal, which leaves the slope without bounds; or for "gls" if ``df`` is below N - 1.
    EstimationError
        If a value is missing, a lower bound exceeds the upper one, ``cov`` is not a covariance, or more than 16
        weights are intervals.

    Notes
    -----
    With P as in least squares with an intercept, for weights w

    .. math:: b(w) = \frac{w'Py}{w'Pw}, \qquad t_{ols}(w) = \frac{w'Py}{\sqrt{w'PVPw}} \sim t(\nu)

    GLS takes its line from the estimated V too. Given the funds' deviations from the line, its slope is that of a
    regression with N - 2 more covariates, so that exactly, for normal errors,

    .. math:: t_{gls} = b \Big/ \sqrt{\frac{1}{w'Pw} \cdot \frac{\nu}{\nu - N + 2} \Big(1 + \frac{q}{\nu}\Big)}
              \sim t(\nu - N + 2), \qquad q = r'V^{-1}r

    with the residuals r. The usual t rejects too often: it takes the estimated V for known.

    The extremes over the box of weights are found although b(w) is not monotone: a largest ratio that is positive is a
    sequence of convex problems, and one that is negative lies at a corner
    (:func:`analysis.eventstudy.extreme_ratios`, which says whether they are proven). Both t statistics increase with
    w'Py / sqrt(w'PVPw), to which the same applies.

    References
    ----------
    Rao, C. R. (1959), "Some problems involving linear hypotheses in multivariate analysis", Biometrika 46(1/2), 49-58.
    Manski, C. F. (2003), Partial Identification of Probability Distributions, Springer, on bounds for what data leave
    open.
    """
    y, line, V = slope_line(abnormal, low, high, cov, method, names)
    if not df > 0:
        raise EstimationError("dose-response: df", f"{df}", allowed="above 0")
    w, n = line.middle, len(y)
    slopes = extreme_ratios(line.P @ y, line.P, line.low, line.high, power=1.0)
    spread = line.P if method == "gls" else line.P @ V @ line.P
    scores = extreme_ratios(line.P @ y, spread, line.low, line.high, power=0.5)
    slope = float(line.slope(y))
    intercept = float(line.level @ (y - slope * w))
    # Both are linear in y: slope'y and (level - level'w slope)'y.
    by_slope = line.P @ w / (w @ line.P @ w)
    by_intercept = line.level - (line.level @ w) * by_slope
    bse = np.sqrt([by_intercept @ V @ by_intercept, by_slope @ V @ by_slope])
    proven = slopes.proven and scores.proven
    params = np.array([intercept, slope])
    if method == "ols" or np.isinf(df):
        return DoseResponse(method, params, bse, float(df), slopes[:2], scores[:2], n, proven)
    exact_df = df - n + 2
    if exact_df < 1:
        raise NotApplicableError(
            "dose-response", f"{df:g} degrees of freedom for {n} funds", allowed=f"at least {n - 1}", remedy='use "ols"'
        )
    total = float(y @ line.P @ y)

    def inflation(score: float) -> float:
        # total - score^2 is r'V^-1 r, the squared distance of the funds from their line.
        return float(np.sqrt(df / exact_df * (1 + max(total - score**2, 0.0) / df)))

    bse *= inflation(slope / float(bse[1]))
    tvalues = (scores[0] / inflation(scores[0]), scores[1] / inflation(scores[1]))
    return DoseResponse(method, params, bse, float(exact_df), slopes[:2], tvalues, n, proven)


def placebo_slopes(
    abnormal: ArrayLike,
    placebo: ArrayLike,
    rows: Rows,
    low: ArrayLike,
    high: ArrayLike,
    cov: ArrayLike,
    *,
    method: SlopeMethod = "gls",
    names: Sequence[str] | None = None,
) -> PlaceboSlopes:
    r"""Rank the event's slope among the slopes of placebo dates with the same weights and the same line.

    Parameters
    ----------
    abnormal, low, high, cov, method, names
        As for :func:`dose_response`.
    placebo : array_like, shape (M, N)
        Abnormal returns of the same funds on placebo dates.
    rows : ndarray of int, shape (M,)
        Rows of the placebo dates in the return table.

    Raises
    ------
    NotApplicableError, EstimationError
        As for :func:`dose_response`, or if ``placebo`` is not (M, N).

    Notes
    -----
    All slopes have the denominator w'Pw, so the event's rank depends on the signs of :math:`w'P(y_m - y)`, which are
    linear in w. "ols" treats the event and the placebo dates alike; the line of "gls" is fitted to the estimation
    window of the event, whose own dates it suits a little better.

    References
    ----------
    As for :class:`analysis.eventstudy.SampleQuantileTest`.
    """
    y, line, _ = slope_line(abnormal, low, high, cov, method, names)
    others = np.asarray(placebo, dtype=np.float64)
    if others.ndim != 2 or others.shape[1] != len(y) or len(others) != len(rows) or not len(others):
        raise EstimationError(
            "placebo slopes",
            f"abnormal returns of shape {others.shape} with {len(rows)} rows",
            allowed=f"(M, {len(y)}) with M rows, M >= 1",
        )
    if not np.isfinite(others).all():
        row = int(np.argwhere(~np.isfinite(others))[0, 0])
        raise EstimationError("placebo slopes", f"a missing value on placebo date {row + 1}", remedy="leave it out")
    least, most = linear_extremes((others - y) @ line.P, line.low, line.high)
    rounding = 1e-12 * np.abs(line.P @ y) @ np.maximum(np.abs(line.low), np.abs(line.high))
    return PlaceboSlopes(
        middle=SampleQuantileTest(float(line.slope(y)), line.slope(others), rows),
        above=int(np.count_nonzero(most >= -rounding)),
        below=int(np.count_nonzero(least <= rounding)),
    )
