"""Dividends: known to the adjusted close, of a plausible size, as regular as they were."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.market.rules.series import About, Finding, column, days_of, previous

ADJUSTMENT = 1e-4  # of the ratio adj_close / close, beside the rounding of adj_close to four decimals
YIELD_ERROR, YIELD_WARNING = 0.5, 0.1  # of the previous close
UNUSUAL_PAYMENT = 8.0  # times the median payment
REGULAR_PAYER = 6  # payments
LONG_PAUSE = 1.5  # times the usual time between two payments


def adjusted_close(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """adj_close / close is constant between dividends and steps by 1 - D/C on them (C the close before).

    So a dividend that is missing, doubled or invented on one side shows, and so does a split that only one of the two
    columns knows. The tolerance is 0.01 % and the rounding of adj_close to four decimals. No finding on the bundled
    series.
    """
    close, adjusted, dividend = (column(bars, name) for name in ("close", "adj_close", "dividend"))
    ratio = adjusted / close
    step = previous(ratio) / ratio
    expected = 1 - dividend / previous(close)
    rounding = 5e-5 * (1 / adjusted + 1 / previous(adjusted))
    wrong = np.abs(step - expected) > ADJUSTMENT + rounding
    paid = wrong & (dividend > 0)
    if paid.any():
        yield "error", "adj_close does not step by the dividend", bars.index[paid]
    if (unpaid := wrong & ~paid).any():
        most = np.abs(step[unpaid] - 1).max()
        yield "error", f"adj_close steps by up to {most:.2%} of the close where no dividend is", bars.index[unpaid]


def dividend_size(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """No dividend is above half the price (an error of unit); one above a tenth, or far above its own kind, is odd.

    No finding on the bundled series.
    """
    dividend = column(bars, "dividend")
    share = np.nan_to_num(dividend / previous(column(bars, "close")), nan=0.0)
    if (bad := share > YIELD_ERROR).any():
        yield "error", f"dividend of up to {share.max():.0%} of the price", bars.index[bad]
    paid = share[share > 0]
    usual = np.median(paid) if paid.size >= 3 else np.inf
    if (odd := ~bad & ((share > YIELD_WARNING) | (share > UNUSUAL_PAYMENT * usual))).any():
        yield "warning", f"unusual dividend, {share[odd].max():.1%} of the price", bars.index[odd]


def regular_dividends(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """A regular payer pays: a pause of half as long again as usual is reported (45 days for a monthly payer).

    Only payers with six or more payments, three quarters of them about equally far apart. A month with two payments
    excuses the pause after it: two ex-dates in December and none in January is the custom of US bond funds. One
    warning on the bundled series, a hole of the source (PCY, September 2021).
    """
    paid = days_of(bars)[column(bars, "dividend") > 0]
    to_next = np.diff(np.append(paid, bars.index[-1:]).astype("datetime64[D]").astype(np.int64))
    if paid.size < REGULAR_PAYER:
        return
    usual = np.median(to_next[:-1])
    if np.mean(np.abs(to_next[:-1] / usual - 1) < 0.35) < 0.75:
        return
    doubled = paid.to_period("M").duplicated(keep=False)
    if (silent := (to_next > LONG_PAUSE * usual) & ~doubled).any():
        yield "warning", f"pays about every {usual:.0f} days, but not for {to_next[silent].max()} after", paid[silent]
