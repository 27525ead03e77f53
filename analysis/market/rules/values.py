"""Values: each price a price, each amount an amount, open and close within the day's range."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.market.rules.series import About, Finding, column

PRICES = ("open", "high", "low", "close", "adj_close")

SMALLEST, LARGEST = 1e-9, 1e15  # of a price, a dividend or a volume
ROUNDING = 1e-5  # of a price: what rounding can move a close past its own high
OTHER_FEED = 0.01  # of a price: what an auction or another venue can; beyond, one of the numbers is wrong


def prices_positive(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """Every price is a positive number of a size that prices have."""
    for name in PRICES:
        values = column(bars, name)
        if (absent := ~np.isfinite(values)).any():
            yield "error", f"{name} is empty or not finite", bars.index[absent]
        if (bad := values <= 0).any():
            yield "error", f"{name} is not positive ({values[bad][0]:g})", bars.index[bad]
        if (absurd := ~absent & ~bad & ((values < SMALLEST) | (values > LARGEST))).any():
            yield "error", f"{name} is no price ({values[absurd][0]:g})", bars.index[absurd]


def amounts_not_negative(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """Volume and dividend are finite and not negative."""
    for name in ("volume", "dividend"):
        values = column(bars, name)
        if (bad := ~((values >= 0) & (values <= LARGEST))).any():
            yield "error", f"{name} is empty, negative or too large ({values[bad][0]:g})", bars.index[bad]


def high_low_bounds(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """Open and close lie between low and high, up to rounding.

    A close up to 1 % outside is a warning: closing auctions and quotes of a second venue do that. More is an error: the
    four prices of one bar contradict each other. No warning on the bundled series.
    """
    high, low, first, last = (column(bars, name) for name in ("high", "low", "open", "close"))
    outside = np.maximum.reduce([first - high, last - high, low - first, low - last, low - high]) / last
    if (bad := outside > OTHER_FEED).any():
        yield "error", f"open or close outside low to high by up to {outside.max():.1%}", bars.index[bad]
    if (odd := (outside > ROUNDING) & ~bad).any():
        yield "warning", f"open or close outside low to high by up to {outside[odd].max():.2%}", bars.index[odd]
