"""Accrued interest and coupons of a bond on given days. Arithmetic only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.errors import StudyError

DayCount = Literal["30/360", "act/act"]


@dataclass(frozen=True, slots=True)
class Bond:
    """What a bond pays.

    Attributes
    ----------
    coupon : float
        Percent of the face value a year.
    maturity : datetime.date
    frequency : {1, 2, 4}
        Coupons a year, counted back from the maturity. All are whole: a short or long first one is not known.
    day_count : {"30/360", "act/act"}
        In months of thirty days, in which a coupon day that a short month cut off counts as the day of the maturity;
        or actual days over those of the coupon's own period.
    """

    coupon: float
    maturity: dt.date
    frequency: int
    day_count: DayCount


def coupon_days(bond: Bond, first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
    """Coupon days from the last one on or before ``first`` to the first one after ``last``, in order.

    Counted back from the maturity, so that a bond of the 31st pays on the last day of a short month.
    """
    end, months = pd.Timestamp(bond.maturity), 12 // bond.frequency
    count = 1 + ((end.year - first.year) * 12 + end.month - first.month) // months + 1
    days = pd.DatetimeIndex([end - pd.DateOffset(months=months * n) for n in range(count + 1)])[::-1]
    opens = int(days.searchsorted(first, side="right")) - 1
    closes = int(days.searchsorted(last, side="right"))
    return days[max(opens, 0) : closes + 1]


def accrued_and_paid(bond: Bond, days: pd.DatetimeIndex, where: str = "quotes") -> tuple[np.ndarray, np.ndarray]:
    """Accrued interest on each of some days, and what was paid after the day before it, per 100 of face value.

    Parameters
    ----------
    bond : Bond
    days : DatetimeIndex, shape (T,)
        Ascending, up to the maturity.
    where : str
        For messages.

    Returns
    -------
    accrued, paid : ndarray, shape (T,)
        Interest to the day itself; the settlement some days later is the same for all quotes and is not added.

    Raises
    ------
    StudyError
        If a day lies after the maturity.

    References
    ----------
    ICMA Rule Book, Rule 251 (act/act); ISDA (2006), Definitions, section 4.16 (30/360).
    """
    if days[-1] > pd.Timestamp(bond.maturity):
        what = f"a quote on {days[-1]:%Y-%m-%d}, after the maturity of {bond.maturity}"
        raise StudyError(where, what, remedy="correct maturity in study.toml, or the file")
    coupons = coupon_days(bond, days[0], days[-1])
    at = coupons.searchsorted(days, side="right") - 1
    last, following = coupons[at], coupons[np.minimum(at + 1, len(coupons) - 1)]
    each = bond.coupon / bond.frequency
    if bond.day_count == "30/360":
        share = _days_360(last, days, bond.maturity.day) / (360 / bond.frequency)
    else:
        length = np.asarray((following - last).days, dtype=float)
        share = np.asarray((days - last).days, dtype=float) / np.where(length > 0, length, 1.0)
    paid = np.concatenate([[0.0], each * np.diff(at)])
    return each * share, paid


def _days_360(start: pd.DatetimeIndex, end: pd.DatetimeIndex, nominal: int) -> np.ndarray:
    """Days by months of thirty days from coupon days, all of which are the ``nominal`` day of their month."""
    first, last = min(nominal, 30), np.asarray(end.day)
    last = np.where((last == 31) & (first == 30), 30, last)
    found = 360 * (end.year - start.year) + 30 * (end.month - start.month) + (last - first)
    return np.asarray(found, dtype=float)
