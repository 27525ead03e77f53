"""The rules for a table of prices, each a function of the bars that yields what breaks it.

A finding is a severity, one line, and the rows at fault. An error is what would make returns wrong; a warning is what
is odd but may be real: thin trading, a crash, a source's own rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import StudyError
from analysis.exchanges import CORRECTED, Calendars, exchange_sessions

Severity = Literal["error", "warning"]
Finding = tuple[Severity, str, Iterable[pd.Timestamp]]
Floats = npt.NDArray[np.float64]

PRICES = ("open", "high", "low", "close", "adj_close")
AROUND_THE_CLOCK = ("24/5", "24/7")  # calendars of quotes without an exchange: no volume, and gaps at holidays

SMALLEST, LARGEST = 1e-9, 1e15  # of a price, a dividend or a volume
ROUNDING = 1e-5  # of a price: what rounding can move a close past its own high
OTHER_FEED = 0.01  # of a price: what an auction or another venue can; beyond, one of the numbers is wrong
MOVE = 0.30  # of the previous close: a session's move that is reported
ADJUSTMENT = 1e-4  # of the ratio adj_close / close, beside the rounding of adj_close to four decimals
GAP_SHARE = 0.02  # of the weekdays: what a quote around the clock may miss at holidays
STALE_RUN = 5  # sessions
TICK = 2.0  # median true ranges of the 21 sessions around: how far a price stands out from all its neighbours
YIELD_ERROR, YIELD_WARNING = 0.5, 0.1  # of the previous close
UNUSUAL_PAYMENT = 8.0  # times the median payment
REGULAR_PAYER = 6  # payments
LONG_PAUSE = 1.5  # times the usual time between two payments


def _column(bars: pd.DataFrame, name: str) -> Floats:
    return bars[name].to_numpy(dtype=np.float64)


def _days(bars: pd.DataFrame) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(bars.index)


def _previous(values: Floats) -> Floats:
    """Shift by one row; the first has no predecessor."""
    return np.concatenate(([np.nan], values[:-1]))


def _next(values: Floats) -> Floats:
    return np.concatenate((values[1:], [np.nan]))


# --- dates ------------------------------------------------------------------------------------------------------


def empty(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """A series has at least two rows: one return."""
    if len(bars) < 2:
        yield "error", f"{len(bars)} rows; a return needs two", ()


def duplicate_dates(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """Each date occurs once."""
    if (twice := bars.index[bars.index.duplicated()]).size:
        yield "error", "dates that occur more than once", twice.unique()


def unordered_dates(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """Dates increase."""
    days = _days(bars)
    if (late := days[1:][np.diff(days.asi8) < 0]).size:
        yield "error", "dates that come before the row above them", late


def sessions(bars: pd.DataFrame, exchange: str, calendars: Calendars = CORRECTED) -> Iterator[Finding]:
    """Rows are the sessions of the exchange, from the first row to the last: none missing, none added."""
    days = _days(bars)
    try:
        expected = exchange_sessions(exchange, days[0], days[-1], calendars)
    except StudyError as error:
        yield "error", f"the calendar cannot be had ({error})", ()
        return
    if (added := days.difference(expected)).size:
        yield "error", f"rows on days that are no session of {exchange}", added
    if (missing := expected.difference(days)).size:
        tolerated = exchange in AROUND_THE_CLOCK and missing.size <= GAP_SHARE * expected.size
        yield "warning" if tolerated else "error", f"sessions of {exchange} without a row", missing


# --- values -----------------------------------------------------------------------------------------------------


def prices_positive(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """Every price is a positive number of a size that prices have."""
    for name in PRICES:
        values = _column(bars, name)
        if (absent := ~np.isfinite(values)).any():
            yield "error", f"{name} is empty or not finite", bars.index[absent]
        if (bad := values <= 0).any():
            yield "error", f"{name} is not positive ({values[bad][0]:g})", bars.index[bad]
        if (absurd := ~absent & ~bad & ((values < SMALLEST) | (values > LARGEST))).any():
            yield "error", f"{name} is no price ({values[absurd][0]:g})", bars.index[absurd]


def amounts_not_negative(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """Volume and dividend are finite and not negative."""
    for name in ("volume", "dividend"):
        values = _column(bars, name)
        if (bad := ~((values >= 0) & (values <= LARGEST))).any():
            yield "error", f"{name} is empty, negative or too large ({values[bad][0]:g})", bars.index[bad]


def high_low_bounds(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """Open and close lie between low and high, up to rounding.

    A close up to 1 % outside is a warning: closing auctions and quotes of a second venue do that. More is an error.
    """
    high, low, first, last = (_column(bars, name) for name in ("high", "low", "open", "close"))
    outside = np.maximum.reduce([first - high, last - high, low - first, low - last, low - high]) / last
    if (bad := outside > OTHER_FEED).any():
        yield "error", f"open or close outside low to high by up to {outside.max():.1%}", bars.index[bad]
    if (odd := (outside > ROUNDING) & ~bad).any():
        yield "warning", f"open or close outside low to high by up to {outside[odd].max():.2%}", bars.index[odd]


def jumps(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """A close that is a whole multiple of the one before, or that goes and comes back, is not a price move.

    Multiples (within 3 %) are splits that the closes do not reflect, or a change of unit such as pounds for pence.
    Other moves beyond 30 % are warnings: they happen.
    """
    close = _column(bars, "close")
    ratio = (close + _column(bars, "dividend")) / _previous(close)
    factor = _fold(ratio)
    large = factor > 1 + MOVE
    multiple = (factor > 1.9) & (np.abs(factor / np.round(factor) - 1) < 0.03)
    returned = (factor > 1.5) & (np.abs(_next(close) / _previous(close) - 1) < 0.1)
    if (bad := multiple | returned).any():
        what = f"close changes {factor[bad].max():.3g}-fold: a split not applied, another unit, or a bad tick"
        yield "error", what, bars.index[bad]
    opened = _column(bars, "open")
    if (stray := np.minimum(_fold(opened / _previous(close)), _fold(opened / close)) > 1.5).any():
        yield "error", "open is more than half as far again from both closes around it", bars.index[stray]
    if (odd := large & ~bad).any():
        yield "warning", f"close changes by up to {np.abs(ratio[odd] - 1).max():.0%} in a session", bars.index[odd]


def _fold(ratio: Floats) -> Floats:
    """Size of a relative change in either direction, at least 1; 1 where there is nothing to compare with."""
    return np.nan_to_num(np.maximum(ratio, 1 / ratio), nan=1.0)


def adjusted_close(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """adj_close / close is constant between dividends and steps by 1 - D/C on them (C the close before).

    So a dividend that is missing, doubled or invented on one side shows. The tolerance is 0.01 % and the rounding of
    adj_close to four decimals.
    """
    close, adjusted, dividend = (_column(bars, name) for name in ("close", "adj_close", "dividend"))
    ratio = adjusted / close
    step = _previous(ratio) / ratio
    expected = 1 - dividend / _previous(close)
    rounding = 5e-5 * (1 / adjusted + 1 / _previous(adjusted))
    wrong = np.abs(step - expected) > ADJUSTMENT + rounding
    paid = wrong & (dividend > 0)
    if paid.any():
        yield "error", "adj_close does not step by the dividend", bars.index[paid]
    if (unpaid := wrong & ~paid).any():
        most = np.abs(step[unpaid] - 1).max()
        yield "error", f"adj_close steps by up to {most:.2%} of the close where no dividend is", bars.index[unpaid]


# --- plausibility -----------------------------------------------------------------------------------------------


def dividend_size(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """No dividend is above half the price (an error of unit); one above a tenth, or far above its own kind, is odd."""
    dividend = _column(bars, "dividend")
    share = np.nan_to_num(dividend / _previous(_column(bars, "close")), nan=0.0)
    if (bad := share > YIELD_ERROR).any():
        yield "error", f"dividend of up to {share.max():.0%} of the price", bars.index[bad]
    paid = share[share > 0]
    usual = np.median(paid) if paid.size >= 3 else np.inf
    if (odd := ~bad & ((share > YIELD_WARNING) | (share > UNUSUAL_PAYMENT * usual))).any():
        yield "warning", f"unusual dividend, {share[odd].max():.1%} of the price", bars.index[odd]


def regular_dividends(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """A regular payer pays: a pause of half as long again as usual is reported (45 days for a monthly payer).

    Only payers with six or more payments, three quarters of them about equally far apart. A month with two payments
    excuses the pause after it: two ex-dates in December and none in January is the custom of US bond funds.
    """
    paid = _days(bars)[_column(bars, "dividend") > 0]
    to_next = np.diff(np.append(paid, bars.index[-1:]).astype("datetime64[D]").astype(np.int64))
    if paid.size < REGULAR_PAYER:
        return
    usual = np.median(to_next[:-1])
    if np.mean(np.abs(to_next[:-1] / usual - 1) < 0.35) < 0.75:
        return
    doubled = paid.to_period("M").duplicated(keep=False)
    if (silent := (to_next > LONG_PAUSE * usual) & ~doubled).any():
        yield "warning", f"pays about every {usual:.0f} days, but not for {to_next[silent].max()} after", paid[silent]


def stale_prices(bars: pd.DataFrame, exchange: str) -> Iterator[Finding]:
    """Five or more equal closes without volume: a quote that nobody renewed."""
    if exchange in AROUND_THE_CLOCK:
        return
    close, volume = _column(bars, "close"), _column(bars, "volume")
    still = (close == _previous(close)) & (volume == 0)
    run = pd.Series(still).groupby((~still).cumsum()).transform("sum").to_numpy()
    if (bad := still & (run >= STALE_RUN - 1)).any():
        yield "warning", f"{STALE_RUN} or more equal closes without volume", bars.index[bad]


def zero_volume(bars: pd.DataFrame, exchange: str) -> Iterator[Finding]:
    """Volume is above zero on most sessions; indices and currencies have none."""
    if exchange in AROUND_THE_CLOCK:
        return
    none = _column(bars, "volume") == 0
    if none.mean() > 0.5:
        yield "warning", f"no volume on {none.mean():.0%} of the sessions", ()
    elif none.any():
        yield "warning", "sessions without volume", bars.index[none]


def bad_ticks(bars: pd.DataFrame, _exchange: str) -> Iterator[Finding]:
    """A price far outside the opens, closes and ranges of its own and both neighbouring sessions.

    The yardstick is the median true range of the 21 sessions around, so that a crisis does not count as a fault.
    """
    opened, high, low, close = (np.log(_column(bars, name)) for name in ("open", "high", "low", "close"))
    before, after = _previous(close), _next(opened)
    span = pd.Series(np.fmax(high, before) - np.fmin(low, before))
    scale = np.maximum(span.rolling(21, center=True, min_periods=1).median().to_numpy(), 1e-3)
    top = np.fmax.reduce([opened, close, before, after, _previous(high), _next(high)])
    bottom = np.fmin.reduce([opened, close, before, after, _previous(low), _next(low)])
    distance = {
        "high": high - top,
        "low": bottom - low,
        "open": _sticks_out(opened, before, close),
        "close": _sticks_out(close, before, after),
    }
    for name, value in distance.items():
        if (odd := np.nan_to_num(value / scale, nan=0.0) > TICK).any():
            yield "warning", f"{name} far from the prices around it", bars.index[odd]


def _sticks_out(value: Floats, before: Floats, after: Floats) -> Floats:
    """How far a value lies beyond both others on the same side; negative when it lies between them."""
    return np.maximum(value - np.maximum(before, after), np.minimum(before, after) - value)
