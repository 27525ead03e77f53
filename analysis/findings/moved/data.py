"""Where the prices come from: each file with its hash, what is odd in them, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from analysis.exchanges import quotes_around, weekdays_between
from analysis.findings.piece import Piece
from analysis.market.checks import CheckResult
from analysis.market.event_day import odd_on_the_day
from analysis.market.snapshot import Snapshot
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.declarations import Instrument
from analysis.study.quoted.quotes import calendar_of
from analysis.study.setting import Setting
from analysis.words.numbers import of_all
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
QUOTED = (
    Column("ticker", "the series", "series"),
    Column("before", "its last quote before the news, UTC", "last quote before the news, UTC"),
    Column("after", "its first quote after it, UTC", "first after it, UTC"),
    Column("weekdays_between", "weekdays from the one to the other", "weekdays between", "count"),
    Column(
        "spread_before_pct", "ask less bid of the former, percent of the middle", "bid to ask before, %", "hundredths"
    ),
    Column("spread_after_pct", "the same of the latter", "bid to ask after, %", "hundredths"),
    Column("days_quoted", "days on which it was quoted", "quoted on", "count"),
    Column("weekdays", "weekdays from its first quote to its last", "of weekdays", "count"),
)
ODDITIES = (
    Column("ticker", "the series", "series"),
    Column("message", "what a check found", "finding"),
)
CHANGES = (
    Column("exchange", "the exchange", "exchange"),
    Column("date", "the day", "day"),
    Column("was", "what it was, on the exchange's own clock", "was"),
    Column("why", "why it was so", "why"),
    Column("source", "who says so", "source"),
)
EVENT_DAY = (
    Column("ticker", "the series", "series"),
    Column("day", "its first session that could react to the news", "day"),
    Column("message", "what is odd on that day", "what is odd"),
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
    quoted : DataFrame
        One line a series that is quoted with gaps; columns `QUOTED`.
    setting : Setting
    """

    snapshot: Snapshot
    days: pd.DatetimeIndex
    tickers: tuple[str, ...]
    source: str
    event_day: tuple[CheckResult, ...]
    quoted: pd.DataFrame
    setting: Setting

    @property
    def own(self) -> list[str]:
        """Series that the study brings itself."""
        return [i.ticker for i in self.setting.study.instruments if i.source == "csv"]

    @property
    def absent(self) -> list[str]:
        """Series that are declared and not in this snapshot."""
        return [t for t in self.setting.study.tickers(bundled=False) if t not in self.tickers]

    @property
    def exchanges(self) -> list[str]:
        """Exchanges whose sessions the study asks for."""
        study = self.setting.study
        return sorted({*study.drawing.timeline_exchanges, *(study.instrument(t).exchange for t in self.tickers)})

    @property
    def changes(self) -> pd.DataFrame:
        """Days within the prices' span on which an exchange was other than its calendar says, one line each."""
        first, last = self.days[0], self.days[-1]
        calendars = self.setting.study.calendars
        found = [(e, c) for e in self.exchanges for c in calendars.changes_of(e, first, last)]
        lines = [(e, c.date, c.describe(), c.why, c.source) for e, c in found]
        return pd.DataFrame(lines, columns=[c.name for c in CHANGES])

    @once
    def record(self) -> dict[str, Any]:
        """Source, span, files as their manifest describes them, changed calendars, oddities, what is absent.

        ``quoted``: how often each series with gaps was quoted, and when around the news. ``windows_left_out``: those
        that cannot be measured from quote to quote; ``windows_unreached``: those for which the quotes begin too
        late, or end too early.
        """
        return {
            "source": self.source,
            "fetched": self.snapshot.fetched,
            "price_series": len(self.tickers),
            "own": self.own,
            "origin": self.setting.study.origin,
            "absent": self.absent,
            "first": f"{self.days[0]:%Y-%m-%d}",
            "last": f"{self.days[-1]:%Y-%m-%d}",
            "files": records(self.table().drop(columns="name")),
            "calendar_changes": records(self.changes),
            "own_calendars": [w.describe() for w in self.setting.study.calendars.weeks if w.exchange in self.exchanges],
            "quoted": records(self.quoted),
            "windows_left_out": self.setting.study.unquoted,
            "windows_unreached": self.setting.study.unreached,
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
        """The files, oddities, the event day's own; days that a calendar had wrong; series with gaps."""
        files = self.table()
        files["hash"] = files["sha256"].str[:16]
        if self.snapshot.fetched:
            files["fetched"] = files["retrieved_at"].where(files["retrieved_at"] != "", "own file")
        oddities = [(w.ticker, w.message) for w in self.snapshot.warnings]
        changed = {} if self.changes.empty else {"calendars": Table(CHANGES, self.changes)}
        on_the_day = [(w.ticker, w.dates[0], w.message) for w in self.event_day]
        return {
            **changed,
            "event_day": Table(EVENT_DAY, pd.DataFrame(on_the_day, columns=[c.name for c in EVENT_DAY])),
            "files": Table((*FILES, FETCHED) if self.snapshot.fetched else FILES, files),
            **({} if self.quoted.empty else {"quoted": Table(self._quoted_columns, self.quoted)}),
            "oddities": Table(ODDITIES, pd.DataFrame(oddities, columns=[c.name for c in ODDITIES])),
        }

    @property
    def _quoted_columns(self) -> tuple[Column, ...]:
        """Columns of the series with gaps: without bid and ask where no file has them."""
        return tuple(c for c in QUOTED if not self.quoted[c.name].isna().all())

    def context(self) -> Mapping[str, Any]:
        """The source in words."""
        named = {"bundled": "snapshot bundled with the study", "live": "live snapshot"}
        return {
            "source": named.get(self.source, f"snapshot {self.source}"),
            "own": of_all(self.own, [i.ticker for i in self.setting.study.instruments]),
        }


def data(case: Case) -> Data:
    """Describe the snapshot on which the study runs."""
    closes = case.returns.closes
    tickers = tuple(str(t) for t in closes.columns)
    snapshot, study = case.snapshot, case.study
    dated = [i for i in study.instruments if i.exchange in case.timing.day0]  # of a witness day 0 is not known
    odd = odd_on_the_day(snapshot.bars, dated, case.timing.day0, snapshot.warnings, study.calendars)
    days, quoted = pd.DatetimeIndex(closes.index), _quoted(case, dated)
    return Data(case.snapshot, days, tickers, case.source, odd, quoted, case.setting)


def _quoted(case: Case, dated: Sequence[Instrument]) -> pd.DataFrame:
    """How often each series with gaps was quoted, all its own days counted, and its quotes around the news."""
    lines = []
    for i in dated:
        if i.sessions == "quoted" and i.ticker in case.returns.closes:
            days = pd.DatetimeIndex(case.returns.closes[i.ticker].dropna().index)
            around = quotes_around(calendar_of(i, days), case.study.event.instant)
            between = (f"{around.before:%Y-%m-%d %H:%M}", f"{around.after:%Y-%m-%d %H:%M}", around.weekdays)
            zone = ZoneInfo(str(i.valued).split(" ")[-1])
            ends = [pd.Timestamp(moment.astimezone(zone).date()) for moment in (around.before, around.after)]
            spreads = [100 * case.snapshot.spread(i.ticker, day) for day in ends]
            lines.append((i.ticker, *between, *spreads, len(days), 1 + sum(int(n) for n in weekdays_between(days))))
    return pd.DataFrame(lines, columns=[c.name for c in QUOTED])
