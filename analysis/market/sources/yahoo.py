"""Daily bars of one ticker from Yahoo, through yfinance with its silent failures made loud.

yfinance speaks the protocol (cookies, crumbs, consent) and makes the table; what was answered is recorded beneath it
and decides. Its own messages cannot: refusals, outages and truncated answers all read "possibly delisted" there, and it
replays a failed answer from its cache unless that is cleared before the next attempt.
"""

from __future__ import annotations

import atexit
import functools
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
import yfinance as yf
from yfinance.data import YfData
from yfinance.exceptions import YFRateLimitError

from analysis.errors import (
    BadDataError,
    MalformedError,
    RateLimitedError,
)
from analysis.market.checks import COLUMNS, check_bars
from analysis.market.sources.chart import Chart, read_chart
from analysis.market.sources.protocol import Fetched, Patience, Source
from analysis.market.sources.query import Query
from analysis.market.sources.request import decode
from analysis.market.sources.retry import Persistent
from analysis.market.sources.session import Recorder

NAMES = dict(zip(("Open", "High", "Low", "Close", "Volume", "Adj Close", "Dividends"), COLUMNS, strict=True))


class Yahoo:
    """A conversation with Yahoo: one ticker after the other; waits between attempts double, with as much jitter."""

    name = "Yahoo Finance"
    library = f"yfinance {yf.__version__}"

    def __init__(self, patience: Patience) -> None:
        self._recorder = Recorder(patience.pause, patience.timeout)
        self._timeout = patience.timeout
        self._retry = Persistent(patience, lambda: self._recorder.reached)

    def __enter__(self) -> Yahoo:
        _private_cache()
        return self

    def __exit__(self, *exc: object) -> None:
        self._recorder.close()

    def fetch(self, query: Query) -> Fetched:
        """Fetch the bars of one ticker; repeat where that can help.

        Raises
        ------
        FetchError
            One of its subclasses, which say what to do.
        """
        return self._retry(self._fetch_once, query)

    def _fetch_once(self, query: Query) -> Fetched:
        self._recorder.answer = None
        failure: Exception | None = None
        frame = pd.DataFrame()
        try:
            with _strict_and_quiet():
                frame = self._ask(query)
        except YFRateLimitError as error:
            raise RateLimitedError(query.ticker, "HTTP 429", asked=str(query)) from error
        except Exception as error:  # yfinance raises anything; what it was answered says why
            failure = error
        chart = read_chart(decode(self._recorder.answer, query), query)
        if failure is not None:
            what = f"an answer that yfinance cannot read ({type(failure).__name__}: {failure})"
            raise MalformedError(query.ticker, what, asked=str(query)) from failure
        bars = _bars(frame, chart, query)
        results = check_bars(query.ticker, bars, query.exchange, calendars=query.calendars)
        if faults := [r for r in results if r.severity == "error"]:
            raise BadDataError(query.ticker, f"{faults[0].check}: {faults[0].message}", asked=str(query))
        assert self._recorder.answer is not None
        return Fetched(bars, self._recorder.answer.body, chart.dropped, chart.shut)

    def _ask(self, query: Query) -> pd.DataFrame:
        """Ask yfinance for raw bars: nothing adjusted, repaired or dropped, no zone looked up, no answer replayed."""
        yf.cache.get_tz_cache().store(query.ticker.upper(), query.zone)
        ticker = yf.Ticker(query.ticker, session=self._recorder)
        YfData().cache_get.cache_clear()
        frame: pd.DataFrame = ticker.history(
            start=f"{query.first:%Y-%m-%d}",
            end=f"{query.last + pd.Timedelta(1, 'D'):%Y-%m-%d}",
            interval="1d",
            auto_adjust=False,
            actions=True,
            repair=False,
            keepna=True,
            timeout=self._timeout,
        )
        return frame


def connect(patience: Patience) -> Source:
    """Open a conversation with Yahoo."""
    return Yahoo(patience)


def _bars(frame: pd.DataFrame, chart: Chart, query: Query) -> pd.DataFrame:
    """Bars in the form of a snapshot, after comparing yfinance's table with the answer it was made from."""
    table: pd.DataFrame = frame.rename(columns=NAMES)[list(COLUMNS)].astype(np.float64)
    table.index = pd.DatetimeIndex(frame.index).tz_localize(None).normalize().as_unit("us").rename("date")
    table = table[table.index.isin(chart.close.index)]
    paid = chart.dividends.reindex(chart.close.index, fill_value=0.0).to_numpy()
    if not (table.index.equals(chart.close.index) and np.array_equal(table["close"], chart.close)):
        raise MalformedError(query.ticker, "yfinance made other rows or closes than it was answered", asked=str(query))
    if not np.allclose(table["dividend"], paid, rtol=1e-9, atol=0):
        raise MalformedError(query.ticker, "yfinance made other dividends than it was answered", asked=str(query))
    return table


@contextmanager
def _strict_and_quiet() -> Iterator[None]:
    """Let yfinance raise, and keep its log and others' remarks about it off the terminal: our errors say it all."""
    log = logging.getLogger("yfinance")
    level, hidden = log.level, yf.config.debug.hide_exceptions
    log.setLevel(logging.CRITICAL)
    yf.config.debug.hide_exceptions = False
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="yfinance")
            yield
    finally:
        log.setLevel(level)
        yf.config.debug.hide_exceptions = hidden


@functools.cache
def _private_cache() -> None:
    """Give yfinance a cache folder of this process: two processes on one folder lose tickers."""
    folder = tempfile.mkdtemp(prefix="prices-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    yf.cache.set_cache_location(folder)
