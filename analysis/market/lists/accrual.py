"""Interest accrued on many bonds to many days at once, by months of thirty days. Arithmetic only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.market.lists.cells import Floats

PER_YEAR = (2, 1, 4)
"""Coupons a year that a bond may pay, the usual number first."""
EIGHTHS = (13, 38, 63, 88)
"""Hundredths in which eighths of a percent are printed that have a third digit: 4.125 as 4.13."""


def eighths(coupon: Floats) -> Floats:
    """Coupons of two decimals as the eighths they were rounded from (4.13 is 4.125); others as they are."""
    hundredths = np.round(coupon * 100)
    printed = np.isclose(coupon * 100, hundredths, rtol=0, atol=1e-6) & np.isin(hundredths % 100, EIGHTHS)
    return np.where(printed, coupon - 0.005, coupon)


def accrued(coupon: Floats, anchor: pd.Series, accrues_from: pd.Series, per_year: int, to: pd.DatetimeIndex) -> Floats:
    """Interest accrued to each of some days, per 100 of par.

    Parameters
    ----------
    coupon : ndarray, shape (N,)
        Percent a year.
    anchor : Series of datetime, length N
        A day that is a coupon day: the maturity, or where interest began; others lie whole periods away from it.
    accrues_from : Series of datetime, length N
        First day of interest: of a new issue less has accrued than of its first period. NaT where it is not known.
    per_year : int
        Coupons a year.
    to : DatetimeIndex, shape (K,)

    Returns
    -------
    ndarray, shape (K, N)
        NaN where the coupon or the anchor is missing.

    References
    ----------
    ISDA (2006), Definitions, section 4.16(f): 30/360.
    """
    held = _days_since(anchor, to) % (360 // per_year)
    # The 31st is a day of interest only for those periods that did not begin on the 30th or 31st.
    last = np.asarray(to.day == 31)[:, None] & (np.asarray(anchor.dt.day)[None, :] < 30)
    began = _days_since(accrues_from, to)
    return coupon * np.where(began >= 0, np.minimum(held + last, began + last), held + last) / 360


def _days_since(start: pd.Series, to: pd.DatetimeIndex) -> Floats:
    """Days of years of twelve months of thirty days from N days to K others; shape (K, N), NaN without a start."""
    return np.asarray(_count(to), dtype=np.float64)[:, None] - _count(pd.DatetimeIndex(start))[None, :]


def _count(days: pd.DatetimeIndex) -> npt.NDArray[np.float64]:
    return np.asarray(360.0 * days.year + 30.0 * days.month + np.minimum(days.day, 30), dtype=np.float64)


def days_360(first: pd.DatetimeIndex, last: pd.DatetimeIndex) -> Floats:
    """Days of thirty-day months between pairs of days, shape (T,)."""
    return _count(last) - _count(first)
