"""Fetches at full speed from the price server, and what they leave in a folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from analysis.market.sources.fetch import fetch_snapshot
from analysis.study.declarations import Instrument
from tests.price_server.world import listing

OLD_END, END = dt.date(2023, 3, 31), dt.date(2023, 6, 30)
TWENTY = (*(f"FUND{i:02d}" for i in range(16)), "BGEO.L", "TBCG.L", "USDAMD=X", "^VIX")


def instruments(*tickers: str) -> list[Instrument]:
    """Instruments of a study, quoted where the server quotes them; only what a fetch needs of them."""
    places = {ticker: listing(ticker) for ticker in tickers}
    return [
        Instrument.model_construct(ticker=ticker, exchange=place.exchange, currency=place.currency)
        for ticker, place in places.items()
    ]


def fetch(into: Path, tickers: tuple[str, ...], end: dt.date, **options: object) -> pd.DataFrame:
    """Fetch at full speed."""
    quick = {"pause": 0.0, "attempts": 1, "backoff": 0.0}
    return fetch_snapshot(instruments(*tickers), into, start=dt.date(2023, 1, 3), end=end, **{**quick, **options})


def state(folder: Path) -> dict[str, bytes]:
    """Every byte of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
