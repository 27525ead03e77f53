"""A fetch in a process of its own, to be killed."""

from __future__ import annotations

import datetime as dt
import os
import signal
import tempfile
from pathlib import Path

from analysis.market.sources.fetch import fetch_snapshot
from analysis.study.declarations import Instrument
from tests.price_server.world import listing


def instruments(*tickers: str) -> list[Instrument]:
    """Instruments of a study, quoted where the server quotes them; only what a fetch needs of them."""
    places = {ticker: listing(ticker) for ticker in tickers}
    return [
        Instrument.model_construct(ticker=ticker, exchange=place.exchange, currency=place.currency)
        for ticker, place in places.items()
    ]


def fetch(into: Path, tickers: tuple[str, ...], end: dt.date, **options: object) -> None:
    """Fetch at full speed."""
    quick = {"pause": 0.0, "attempts": 1, "backoff": 0.0}
    fetch_snapshot(instruments(*tickers), into, start=dt.date(2023, 1, 3), end=end, **{**quick, **options})


def fetch_and_die(
    environment: dict[str, str], into: Path, tickers: tuple[str, ...], end: dt.date, at: int | None, after: bool
) -> None:
    """Fetch, and be killed before or after the renaming number `at`; never, when it is None."""
    os.environ.update(environment)
    tempfile.tempdir = str(into.parent)  # a killed process leaves its scratch folders behind
    rename, count = os.replace, 0

    def renaming(*args: object, **kwargs: object) -> None:
        nonlocal count
        count += 1
        if count == at and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        rename(*args, **kwargs)
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    os.replace = renaming
    fetch(into, tickers, end)
