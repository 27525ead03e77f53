"""Securities on many dates, so that a test of one date runs on all at once. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel import PanelResult
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats


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
    """

    _line: ClassVar = ("car", "ar", "resid")

    car: Floats
    bse: Floats
    sigma: Floats
    ar: Floats
    resid: Floats
    served: NDArray[np.bool_]
    df: Floats

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
    )
