"""Fetches in no time: the true prices come without a network, so that only what is done with them counts."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Self
from unittest import mock

from analysis.market.checks import COLUMNS
from analysis.market.sources import fetch as fetching
from analysis.market.sources.protocol import Fetched, Patience
from analysis.market.sources.query import Query
from tests.price_server.fetches import END, fetch
from tests.price_server.world import true_bars


class Offline:
    """A source that remembers what it was asked for."""

    name, library = "Yahoo Finance", "none"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def fetch(self, query: Query) -> Fetched:
        self.asked.append(query.ticker)
        bars = true_bars(query.ticker).loc[query.first : query.final[-1], list(COLUMNS)]
        return Fetched(bars, query.ticker.encode(), "")


def fetch_offline(into: Path, tickers: tuple[str, ...], end: dt.date) -> list[str]:
    """Fetch; return what was asked for."""
    source = Offline()

    def connect(_: Patience) -> Offline:
        return source

    with mock.patch.object(fetching, "find_connect", return_value=connect):
        fetch(into, tickers, end)
    return source.asked


with tempfile.TemporaryDirectory() as scratch:  # calendars and prices are made here, before others are forked
    fetch_offline(Path(scratch) / "live", ("EMB",), END)
