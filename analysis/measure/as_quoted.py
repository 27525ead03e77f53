"""Prices as they stand in a file of quotes: without the interest that was added to them."""

from __future__ import annotations

import pandas as pd

from analysis.measure.case import Case
from analysis.study.quoted.accrual import Bond, accrued_and_paid

DIGITS = 9
"""After the point: what adding and taking off interest leaves of a quote's own digits."""


def as_quoted(case: Case, ticker: str) -> pd.Series[float]:
    """A series as it was quoted, by day.

    Interest accrues also where nobody renews a quote: with it, a price that stood still seems to move.
    """
    closes, i = case.returns.closes[ticker].dropna(), case.study.instrument(ticker)
    if i.price != "clean" or i.coupon is None or i.maturity is None:
        return closes
    bond = Bond(i.coupon, i.maturity, i.frequency, i.day_count)
    accrued, _ = accrued_and_paid(bond, pd.DatetimeIndex(closes.index), ticker)
    quotes: pd.Series[float] = (closes - accrued).round(DIGITS)
    return quotes
