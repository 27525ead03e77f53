"""Returns on the days on which something was quoted: from quote to quote, factors accumulated over the same time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.eventstudy.numeric import Floats
from analysis.exchanges import EARLIEST, LATEST, exchange_hours, is_quoted, spans_of
from analysis.market.returns import Returns


@dataclass(frozen=True, eq=False)
class QuoteReturns:
    """Log returns between the days of a calendar of quotes.

    A quoted series has its own level on each day. A series of an exchange has the last price that was known at the
    hour of the quotes, an opening price where it has one: so its return over the span from quote to quote is what a
    holder could have had in the same time. A series that is quoted at another hour has its quote of the same day or,
    where that comes later, of the weekday before; without one it has none.

    Attributes
    ----------
    returns : Returns
    exchanges : mapping of str to str
        Exchange, or calendar of quotes, of each series.
    closes_only : collection of str
        Series of exchanges without real opening prices: what stands for one was not known at the opening.

    References
    ----------
    Dimson, E. (1979), Journal of Financial Economics 7(2), 197-226, section 2, and Maynes, E. and Rumsey, J. (1993),
    Journal of Banking and Finance 17(1), 145-157, for returns from trade to trade.
    """

    returns: Returns
    exchanges: Mapping[str, str]
    closes_only: Collection[str] = ()

    def __repr__(self) -> str:
        return f"<QuoteReturns of {len(self.exchanges)} series>"

    def days(self, calendar: str) -> pd.DatetimeIndex:
        """Days of a calendar of quotes, as far as there are prices."""
        span = self.returns.closes.index
        return pd.DatetimeIndex(exchange_hours(calendar, span[0].date(), span[-1].date()).index)

    def spans(self, calendar: str) -> Floats:
        """Weekdays from each quote to the one before, shape (T,); one for the first."""
        return spans_of(self.days(calendar))

    def returns_of(self, keys: Sequence[str], calendar: str) -> pd.DataFrame:
        """Log returns of some series from day to day of a calendar of quotes; NaN before a series begins."""
        days = self.days(calendar)
        levels = {key: self._level(key, calendar, days) for key in dict.fromkeys(keys)}
        return pd.DataFrame(levels, index=days).diff()

    def on_sessions(self, key: str, sessions: pd.Index) -> pd.Series:
        """Log returns of a quoted series from session to session of an exchange: of those with a quote on both."""
        return self._closing[key].reindex(sessions).diff()

    def _level(self, key: str, calendar: str, days: pd.DatetimeIndex) -> Floats:
        struck = exchange_hours(calendar, days[0].date(), days[-1].date())["close"]
        if is_quoted(own := self.exchanges[key]):
            return self._quoted_level(key, own, struck)
        known = self._known(key)
        at = known.index.searchsorted(pd.DatetimeIndex(struck), side="right") - 1
        return np.where(at >= 0, known.to_numpy()[np.maximum(at, 0)], np.nan)

    def _quoted_level(self, key: str, own: str, struck: pd.Series) -> Floats:
        """Level of a quoted series at the moments at which others were struck."""
        closing, days = self._closing[key].dropna(), pd.DatetimeIndex(struck.index)
        hours = exchange_hours(own, EARLIEST, LATEST)["close"]
        common = hours.index.intersection(days)
        if (hours[common] == struck[common]).all():
            return np.asarray(closing.reindex(days), dtype=float)
        hours = hours[hours.index.isin(closing.index)]
        at = pd.DatetimeIndex(hours).searchsorted(pd.DatetimeIndex(struck), side="right") - 1
        last = pd.DatetimeIndex(hours.index)[np.maximum(at, 0)].to_numpy().astype("datetime64[D]")
        age = np.busday_count(last, days.to_numpy().astype("datetime64[D]"))
        oldest = int((hours[common] > struck[common]).any())
        return np.where((at >= 0) & (age <= oldest), closing.to_numpy()[np.maximum(at, 0)], np.nan)

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
        if key in self.closes_only:
            return at_close
        night = self.returns.overnight[key].reindex(closing.index)
        opening = closing.shift(1) + night
        at_open = pd.Series(opening.to_numpy(), index=pd.DatetimeIndex(hours["open"])).dropna()
        return pd.concat([at_open, at_close]).sort_index(kind="stable")
