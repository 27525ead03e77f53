"""Where the prices come from: each file with its hash, what is odd in them, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.findings.piece import Piece
from analysis.market.checks import CheckResult
from analysis.market.event_day import odd_on_the_day
from analysis.market.snapshot import Snapshot
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.plain import records
from analysis.words.tables import Column, Table

FILES = (
    Column("ticker", "the series", "ticker"),
    Column("name", "what it is", "what"),
    Column("rows", "lines of its file", "rows", "count"),
    Column("first", "first session", "first"),
    Column("last", "last session", "last"),
    Column("hash", "first 16 digits of the file's SHA-256 hash", "SHA-256 begins"),
)
FETCHED = Column("fetched", "when it was fetched, UTC; the study's own files were not", "fetched, UTC")
ODDITIES = (
    Column("ticker", "the series", "series"),
    Column("message", "what a check found", "finding"),
)
EVENT_DAY = (
    Column("ticker", "the series", "series"),
    Column("day", "its first session that could react to the news", "day"),
    Column("message", "what is odd on that day", "what is odd, and the evidence"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Data(Piece):
    """The prices behind all numbers.

    Attributes
    ----------
    snapshot : Snapshot
        The price files, verified.
    days : DatetimeIndex
        Sessions on which any series has a price.
    tickers : tuple of str
        Series of which there are prices.
    source : str
        "bundled", "live", or the name of a folder.
    event_day : tuple of CheckResult
        What is odd on the event's own day, series by series.
    setting : Setting
    """

    snapshot: Snapshot
    days: pd.DatetimeIndex
    tickers: tuple[str, ...]
    source: str
    event_day: tuple[CheckResult, ...]
    setting: Setting

    @property
    def own(self) -> list[str]:
        """Series that the study brings itself."""
        return [i.ticker for i in self.setting.study.instruments if i.source == "csv"]

    @property
    def absent(self) -> list[str]:
        """Series that are declared and not in this snapshot."""
        return [t for t in self.setting.study.tickers(bundled=False) if t not in self.tickers]

    @once
    def record(self) -> dict[str, Any]:
        """Source, span, files as their manifest has them, oddities, those of the event's own day, what is absent."""
        return {
            "source": self.source,
            "fetched": self.snapshot.fetched,
            "price_series": len(self.tickers),
            "own": self.own,
            "absent": self.absent,
            "first": f"{self.days[0]:%Y-%m-%d}",
            "last": f"{self.days[-1]:%Y-%m-%d}",
            "files": records(self.table().drop(columns="name")),
            "oddities": [
                {"ticker": w.ticker, "check": w.check, "message": w.message, "sessions": w.dates}
                for w in self.snapshot.warnings
            ],
            "event_day": [{"ticker": w.ticker, "session": w.dates[0], "message": w.message} for w in self.event_day],
        }

    def table(self) -> pd.DataFrame:
        """One line a price file: the series, what it is, and its line of the manifest (all text)."""
        files = self.snapshot.manifest.rename_axis("ticker").reset_index()
        study = self.setting.study
        files.insert(1, "name", [study.instrument(str(t)).name for t in files["ticker"]])
        return files

    @once
    def shown(self) -> Mapping[str, Table]:
        """The files, with the time of fetching where any was; the oddities, and those of the event's own day."""
        files = self.table()
        files["hash"] = files["sha256"].str[:16]
        if self.snapshot.fetched:
            files["fetched"] = files["retrieved_at"].where(files["retrieved_at"] != "", "own file")
        oddities = [(w.ticker, w.message) for w in self.snapshot.warnings]
        on_the_day = [(w.ticker, w.dates[0], w.message) for w in self.event_day]
        return {
            "event_day": Table(EVENT_DAY, pd.DataFrame(on_the_day, columns=[c.name for c in EVENT_DAY])),
            "files": Table((*FILES, FETCHED) if self.snapshot.fetched else FILES, files),
            "oddities": Table(ODDITIES, pd.DataFrame(oddities, columns=[c.name for c in ODDITIES])),
        }

    def context(self) -> Mapping[str, Any]:
        """The source in words."""
        named = {"bundled": "snapshot bundled with the study", "live": "live snapshot"}
        return {"source": named.get(self.source, f"snapshot {self.source}")}


def data(case: Case) -> Data:
    """Describe the snapshot on which the study runs."""
    closes = case.returns.closes
    tickers = tuple(str(t) for t in closes.columns)
    odd = odd_on_the_day(case.snapshot.bars, case.study.instruments, case.timing.day0, case.snapshot.warnings)
    return Data(case.snapshot, pd.DatetimeIndex(closes.index), tickers, case.source, odd, case.setting)
