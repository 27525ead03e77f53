"""A fetch in a process of its own, to be killed."""

from __future__ import annotations

import datetime as dt
import os
import signal
import tempfile
from pathlib import Path

from tests.price_server.fetches import fetch


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
