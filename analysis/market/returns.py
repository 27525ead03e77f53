"""WHAT MOVED? From raw prices and dividends to log returns of three kinds; nothing is ever filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import get_args

import numpy as np
import pandas as pd

from analysis.errors import SnapshotError
from analysis.exchanges import exchange_sessions, is_quoted
from analysis.study.declarations import ReturnKind
from analysis.study.study import Study


@dataclass(frozen=True, slots=True, repr=False)
class Returns:
    """Log returns as decimals, one table a kind: rows are sessions, columns tickers.

    A cell is NaN before the series begins and on days on which its exchange was closed, never elsewhere.

    Attributes
    ----------
    overnight, intraday, close_to_close : pandas.DataFrame
        Previous close to open, open to close, previous close to close; dividends included.
    closes : pandas.DataFrame
        Raw closing prices, for figures.
    """

    overnight: pd.DataFrame
    intraday: pd.DataFrame
    close_to_close: pd.DataFrame
    closes: pd.DataFrame

    def of(self, kind: ReturnKind) -> pd.DataFrame:
        """Table of the kind that a window of study.toml names."""
        return {"overnight": self.overnight, "intraday": self.intraday, "close-to-close": self.close_to_close}[kind]

    def table(self) -> pd.DataFrame:
        """One row a series: index ticker; columns sessions, first, last and the daily volatility of each kind in bp."""
        known = self.closes.notna()
        table = pd.DataFrame(
            {
                "sessions": known.sum(),
                "first": [pd.Timestamp(str(day)).date() for day in known.idxmax()],
                "last": [pd.Timestamp(str(day)).date() for day in known[::-1].idxmax()],
                **{f"{kind.replace('-', '_')}_sd_bp": 1e4 * self.of(kind).std() for kind in get_args(ReturnKind)},
            }
        )
        return table.rename_axis("ticker")

    def summary(self) -> str:
        """Plain text: what there is, a row a series."""
        return f"{repr(self).strip('<>')}\n\n{self.table().round(1).to_string()}"

    def __repr__(self) -> str:
        days = self.closes.index
        span = f", {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}" if len(days) else ""
        return f"<Returns of {self.closes.shape[1]} series: {len(days)} days{span}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self).strip('<>'))}</p>{self.table().round(1).to_html()}"


def log_returns(bars: pd.DataFrame) -> pd.DataFrame:
    r"""Overnight, intraday and close-to-close log returns of one series.

    Parameters
    ----------
    bars : pandas.DataFrame
        Raw bars in the order of their sessions, with columns ``open``, ``close`` and ``dividend``.

    Returns
    -------
    pandas.DataFrame
        Same rows, columns ``overnight``, ``intraday``, ``close-to-close``. The first row is NaN: it has no
        previous close.

    Notes
    -----
    With open O, close C and the dividend D that goes ex on the day,

    .. math:: r^{cc}_t = \ln\frac{C_t + D_t}{C_{t-1}},\quad
              r^{on}_t = \ln\frac{O_t + D_t}{C_{t-1}},\quad
              r^{id}_t = \ln\frac{C_t + D_t}{O_t + D_t}.

    The dividend belongs to the overnight leg, and its holder keeps it as cash through the session; so the two
    legs add up exactly. On days without a dividend the intraday return is the usual ln(C/O).
    """
    previous = bars["close"].shift(1)
    at_open = bars["open"] + bars["dividend"]
    at_close = bars["close"] + bars["dividend"]
    return pd.DataFrame(
        {
            "overnight": np.log(at_open / previous),
            "intraday": np.log(at_close / at_open).where(previous.notna()),
            "close-to-close": np.log(at_close / previous),
        }
    )


def compute_returns(bars: Mapping[str, pd.DataFrame], study: Study) -> Returns:
    """Returns of all series of a snapshot on their common calendar.

    Parameters
    ----------
    bars : mapping of ticker to pandas.DataFrame
        Checked bars, indexed by session (:func:`analysis.market.snapshot.load_snapshot`).
    study : Study
        Names the instruments and their exchanges.

    Raises
    ------
    SnapshotError
        If a series misses a session on which another series of its exchange traded after its own first day. One of the
        study's own may, and may end earlier: what has no price was not observed, nor was the return after it.
    """
    bars = {ticker: _on_sessions(frame, study, ticker) for ticker, frame in bars.items()}
    legs = {ticker: log_returns(frame) for ticker, frame in bars.items()}
    tables = {
        kind: pd.DataFrame({ticker: leg[kind] for ticker, leg in legs.items()}).sort_index()
        for kind in ("overnight", "intraday", "close-to-close")
    }
    closes = pd.DataFrame({ticker: frame["close"] for ticker, frame in bars.items()}).sort_index()
    _refuse_holes(closes, study)
    return Returns(tables["overnight"], tables["intraday"], tables["close-to-close"], closes)


def _on_sessions(frame: pd.DataFrame, study: Study, ticker: str) -> pd.DataFrame:
    """A series of the study's own on all sessions of its exchange: a row that its file lacks is empty."""
    instrument = study.instrument(ticker)
    if not instrument.own or instrument.sessions == "quoted" or len(frame) < 2:
        return frame
    days = exchange_sessions(instrument.exchange, frame.index[0].date(), frame.index[-1].date(), study.calendars)
    if len(days) == len(frame):
        return frame
    whole = frame.reindex(days.as_unit("us"))
    return whole.assign(dividend=whole["dividend"].fillna(0.0))


def _refuse_holes(closes: pd.DataFrame, study: Study) -> None:
    """Stop when a series has a gap that the other series of its exchange do not have."""
    exchanges = {study.instrument(str(t)).exchange for t in closes}
    for exchange in sorted(e for e in exchanges if not is_quoted(e)):
        own = closes[[t for t in closes if study.instrument(str(t)).exchange == exchange]]
        own = own[own.notna().any(axis=1)]
        for ticker, series in own.items():
            known = series.notna()
            holes = known.index[~known & (known.cumsum() > 0)]
            if len(holes) and not study.instrument(str(ticker)).own:
                raise SnapshotError(
                    str(ticker),
                    f"no price on {holes[0]:%Y-%m-%d} ({len(holes)} such sessions)",
                    allowed=f"a price in every {exchange} session from the first to the last of the snapshot",
                    remedy="complete the price file or shorten the snapshot; missing prices are never filled",
                )
