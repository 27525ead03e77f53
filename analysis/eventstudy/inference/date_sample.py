"""Securities on many dates, so that a test of one date runs on all at once. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.inference.outcome import Outcome, require_portfolio_variance
from analysis.eventstudy.numeric import Alternative, Floats, tail_probability


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DateSample(Displayed):
    """Several securities on each of B dates, in one window.

    Attributes
    ----------
    car, bse, sigma : ndarray, shape (B, N)
        Cumulative abnormal return, its prediction error, residual standard deviation.
    ar : ndarray, shape (B, N, m)
        Abnormal returns of the window's m days.
    resid : ndarray, shape (B, N, L)
        Residuals of the estimation window, zero on days that do not serve in it.
    served : ndarray of bool, shape (B, L)
        Which days serve in it.
    df : ndarray, shape (B,)
        Residual degrees of freedom.
    position : ndarray of int, shape (B,)
        Row of each date in the data.
    """

    _line: ClassVar = ("car", "ar", "resid")

    car: Floats
    bse: Floats
    sigma: Floats
    ar: Floats
    resid: Floats
    served: NDArray[np.bool_]
    df: Floats
    position: NDArray[np.intp]

    @property
    def scar(self) -> Floats:
        """Standardised CAR, shape (B, N)."""
        return self.car / self.bse

    def complete(self) -> Iterator[tuple[NDArray[np.intp], DateSample]]:
        """Dates with equally many days that serve, and their sample without the days that do not.

        No test minds in which order the days of an estimation window come, but some count them.
        """
        count = self.served.sum(axis=1)
        for length in np.unique(count):
            rows = np.flatnonzero(count == length)
            first = np.argsort(~self.served[rows], axis=1, kind="stable")[:, :length]
            parts = {f.name: getattr(self, f.name)[rows] for f in fields(self)}
            parts["resid"] = np.take_along_axis(parts["resid"], first[:, None, :], axis=2)
            parts["served"] = np.ones(first.shape, dtype=bool)
            yield rows, DateSample(**parts)


def date_sample(panel: PanelResult, dates: int, window: int) -> DateSample:
    """Arrange a panel whose events run date by date within security, all dates for each security.

    Parameters
    ----------
    panel : PanelResult
        With its residuals.
    dates : int
        Number B of dates.
    window : int
        Which of the panel's windows.

    Raises
    ------
    EstimationError
        If an event of the panel was excluded, the events come in another order, or the securities of a date do not
        share its estimation days and its factors: their weighted mean would then be no portfolio.
    """
    where = "calibration"
    if panel.excluded:
        raise EstimationError(where, f"event excluded: {panel.excluded[0].reason}", remedy="use common dates")
    n, rest = divmod(len(panel.security), dates)
    if rest:
        raise EstimationError(where, f"{len(panel.security)} events on {dates} dates", remedy="repeat every date")

    def by_date(values: NDArray[Any]) -> NDArray[Any]:
        return np.moveaxis(values.reshape(n, dates, *values.shape[1:]), 0, 1)

    def shared(values: NDArray[Any]) -> bool:
        return bool(np.allclose(by_date(values), by_date(values)[:, :1], rtol=1e-9, atol=0))

    if not shared(panel.position) or np.ptp(by_date(panel.security), axis=0).any():
        raise EstimationError(where, "events in another order", allowed="all dates of a security, then of the next")
    first, last = panel.windows[window]
    inside = slice(first - int(panel.days[0]), last - int(panel.days[0]) + 1)
    resid = by_date(panel.resid)
    served = np.asarray(np.isfinite(resid).all(axis=1))
    if not (shared(np.isfinite(panel.resid)) and shared(panel.exog) and shared(panel.normalized_cov)):
        raise EstimationError(
            where,
            "securities with other estimation days or factors than the first",
            remedy="leave out the days that one of them lacks, and give all the same factors",
        )
    return DateSample(
        by_date(panel.car)[..., window],
        by_date(panel.car_bse)[..., window],
        by_date(panel.sigma),
        by_date(panel.ar)[..., inside],
        np.nan_to_num(resid),
        served,
        by_date(panel.df.astype(float))[:, 0],
        by_date(panel.position)[:, 0],
    )


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
    require_portfolio_variance(residual, np.mean(sample.resid**2, axis=(-1, -2)))
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
