"""Returns on the days on which something was quoted: from quote to quote, factors accumulated over the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.eventstudy.numeric import Floats
from analysis.exchanges import exchange_hours, is_quoted
from analysis.market.returns import Returns


@dataclass(frozen=True, eq=False)
class QuoteReturns:
    """Log returns between the days of a calendar of quotes.

    A quoted series has its own level on each day. A series of an exchange has the last price that was known at the
    hour of the quotes, an opening price where it has one: so its return over the span from quote to quote is what a
    holder could have had in the same time.

    Attributes
    ----------
    returns : Returns
    exchanges : mapping of str to str
        Exchange, or calendar of quotes, of each series.

    References
    ----------
    Dimson, E. (1979), Journal of Financial Economics 7(2), 197-226, section 2, and Maynes, E. and Rumsey, J. (1993),
    Journal of Banking and Finance 17(1), 145-157, for returns from trade to trade.
    """

    returns: Returns
    exchanges: Mapping[str, str]

    def __repr__(self) -> str:
        return f"<QuoteReturns of {len(self.exchanges)} series>"

    def days(self, calendar: str) -> pd.DatetimeIndex:
        """Days of a calendar of quotes, as far as there are prices."""
        span = self.returns.closes.index
        return pd.DatetimeIndex(exchange_hours(calendar, span[0].date(), span[-1].date()).index)

    def spans(self, calendar: str) -> Floats:
        """Weekdays from each quote to the one before, shape (T,); one for the first."""
        days = self.days(calendar).to_numpy().astype("datetime64[D]")
        return np.concatenate([[1.0], np.maximum(np.busday_count(days[:-1], days[1:]), 1).astype(float)])

    def returns_of(self, keys: Sequence[str], calendar: str) -> pd.DataFrame:
        """Log returns of some series from day to day of a calendar of quotes; NaN before a series begins."""
        days = self.days(calendar)
        levels = {key: self._level(key, calendar, days) for key in dict.fromkeys(keys)}
        return pd.DataFrame(levels, index=days).diff()

    def _level(self, key: str, calendar: str, days: pd.DatetimeIndex) -> Floats:
        if is_quoted(self.exchanges[key]):
            level = self._closing[key].reindex(days)
            return np.asarray(level, dtype=float)
        struck = exchange_hours(calendar, days[0].date(), days[-1].date())["close"]
        known = self._known(key)
        at = known.index.searchsorted(pd.DatetimeIndex(struck), side="right") - 1
        values = known.to_numpy()
        return np.where(at >= 0, values[np.maximum(at, 0)], np.nan)

    @cached_property
    def _closing(self) -> pd.DataFrame:
        """Cumulated log returns at the closes, zero at the first price of each series."""
        cc, closes = self.returns.close_to_close, self.returns.closes
        return cc.fillna(0.0).cumsum().where(closes.notna())

    def _known(self, key: str) -> pd.Series:
        """Cumulated log returns of a series of an exchange, at the moments of its openings and closes."""
        closing = self._closing[key].dropna()
        hours = exchange_hours(self.exchanges[key], closing.index[0].date(), closing.index[-1].date())
        hours = hours.loc[closing.index]
        at_close = pd.Series(closing.to_numpy(), index=pd.DatetimeIndex(hours["close"]))
        night = self.returns.overnight[key].reindex(closing.index)
        opening = closing.shift(1) + night
        at_open = pd.Series(opening.to_numpy(), index=pd.DatetimeIndex(hours["open"])).dropna()
        return pd.concat([at_open, at_close]).sort_index(kind="stable")
