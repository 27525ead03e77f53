"""A study's own series: CSV files in its folder prices/, with nobody else to vouch for them.

They are read where they lie and never fetched, so they need no :class:`~analysis.market.sources.protocol.Source`; once
read they pass the same checks as all other prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.errors import SnapshotError
from analysis.files import shown
from analysis.market.bars import series_file
from analysis.market.manifest import build_manifest
from analysis.study.declarations import Instrument

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
    try:
        return build_manifest(folder, instruments).assign(source=NAME)
    except SnapshotError as error:
        raise SnapshotError(error.where, error.what, allowed=error.allowed, remedy=CORRECT) from error
