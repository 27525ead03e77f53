"""A study's own series: CSV files in its folder prices/, with nobody else to vouch for them.

They are read where they lie and never fetched, so they need no :class:`~analysis.market.sources.protocol.Source`; once
read they pass the same checks as all other prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.errors import SnapshotError
from analysis.files import shown
from analysis.market.bars import series_file
from analysis.market.checks import COLUMNS
from analysis.market.manifest import build_manifest
from analysis.study.declarations import Instrument
from analysis.study.quotes import read_quotes


def quoted_bars(path: Path, instrument: Instrument) -> pd.DataFrame:
    """Quotes of a series in the form of bars: closes, what was paid, and nothing else."""
    quotes = read_quotes(path, instrument)
    nothing = dict.fromkeys(("open", "high", "low", "volume", "adj_close"), float("nan"))
    bars = quotes.rename(columns={"price": "close", "paid": "dividend"}).assign(**nothing)
    return bars[list(COLUMNS)]


NAME = "the study's own"
CORRECT = "correct the file: it is the study's own"


def own_manifest(folder: Path, instruments: Sequence[Instrument]) -> pd.DataFrame:
    """Describe a study's own series as they are now: rows like those of a snapshot's manifest.

    Raises
    ------
    SnapshotError
        If a file is missing, or is no table of prices.
    """
    for i in instruments:
        if not (path := series_file(folder, i.ticker)).is_file():
            raise SnapshotError(shown(path), "no such file", remedy=f"put the prices of {i.ticker} there")
    quoted = [i for i in instruments if i.sessions == "quoted"]
    try:
        parts = [build_manifest(folder, [i for i in instruments if i not in quoted])]
        parts += [build_manifest(folder, [i], read=partial(quoted_bars, instrument=i)) for i in quoted]
        return pd.concat(parts).assign(source=NAME)
    except SnapshotError as error:
        raise SnapshotError(error.where, error.what, allowed=error.allowed, remedy=CORRECT) from error
