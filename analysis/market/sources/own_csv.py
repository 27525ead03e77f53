"""A study's own series: CSV files in its folder prices/, with nobody else to vouch for them.

They are read where they lie and never fetched, so they need no :class:`~analysis.market.sources.protocol.Source`; once
read they pass the same checks as all other prices.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.errors import AnalysisError, SnapshotError
from analysis.exchanges import CORRECTED, Calendars
from analysis.files import shown
from analysis.market.bars import read_bars, series_file
from analysis.market.checks import COLUMNS, CheckResult, check_bars, check_quotes, compare_quotes, with_dates
from analysis.market.manifest import build_manifest
from analysis.market.rules.neighbours import Neighbours
from analysis.study.declarations import Instrument
from analysis.study.quoted.quotes import read_closes, read_quotes

UNKNOWN = float("nan")
FEW_HOLES = 0.01
"""Share of days without a row up to which a series of the study's own passes for one of its exchange's sessions."""
ABSENT = "no such file"


def own_bars(path: Path, instrument: Instrument) -> pd.DataFrame:
    """Read a series of the study's own in the form of bars.

    Returns
    -------
    DataFrame
        Columns as of :func:`analysis.market.bars.read_bars`. Of quotes the closes, what was paid, and bid and ask, as
        low and high, where the file has both; nothing else. Of ``bars = "closes"``, whose file may lack the other
        columns, every price is the close, the adjusted close follows from the dividends, and the volume is not known.

    Raises
    ------
    SnapshotError, StudyError
        If the file is not such a table.
    """
    if not path.is_file():
        raise SnapshotError(shown(path), ABSENT, remedy=f"put the prices of {instrument.ticker} there")
    if instrument.sessions == "quoted":
        quotes = read_quotes(path, instrument).table.rename(columns={"price": "close", "paid": "dividend"})
        half = quotes["spread"] / 2
        return quotes.assign(low=quotes["close"] - half, high=quotes["close"] + half).reindex(columns=list(COLUMNS))
    if instrument.bars == "full" or has_all_columns(path):
        return read_bars(path)
    found = read_closes(path)
    price, paid = found["price"], found["paid"]
    after = (1 - paid / price.shift(1)).fillna(1.0)[::-1].cumprod()[::-1].shift(-1, fill_value=1.0)
    prices = dict.fromkeys(("open", "high", "low", "close"), price)
    return pd.DataFrame({**prices, "volume": UNKNOWN, "adj_close": price * after, "dividend": paid})[list(COLUMNS)]


def has_all_columns(path: Path) -> bool:
    """Whether a file has the columns of an exchange's bars, opening prices among them."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    return next(csv.reader(lines[:1]), []) == ["date", *COLUMNS]


def check_own(
    path: Path,
    instrument: Instrument,
    bars: pd.DataFrame,
    calendars: Calendars = CORRECTED,
    neighbours: Neighbours | None = None,
) -> list[CheckResult]:
    """What is odd or wrong in a series of the study's own, rows that were left out among it.

    ``neighbours``: how others moved between the quotes of a series that is quoted with gaps.
    """
    ticker = instrument.ticker
    if instrument.sessions == "exchange":
        # A volume that is not known is not none.
        known = bars.assign(volume=1.0) if bars["volume"].isna().all() else bars
        found = check_bars(ticker, known, instrument.exchange, declared=instrument.bars, calendars=calendars)
        return [_of_holes(r, len(bars)) for r in found]
    found = check_quotes(ticker, bars, instrument.exchange, neighbours)
    if len(weekends := read_quotes(path, instrument).weekends):
        days = tuple(weekends.strftime("%Y-%m-%d"))
        what = f"{len(days)} rows of weekends were left out"
        found.append(CheckResult(ticker, "weekends", "warning", with_dates(what, days), days))
    return found


def _of_holes(found: CheckResult, rows: int) -> CheckResult:
    """A few days without a row are days that were not observed, and no fault; many are, and so is an added one."""
    few = found.check == "sessions" and "without a row" in found.message and len(found.dates) <= FEW_HOLES * rows
    if not few:
        return found
    what = f"{found.message}: not observed, nor is the return of the session after"
    return replace(found, severity="warning", message=what)


def own_findings(
    folder: Path, instruments: Sequence[Instrument], calendars: Calendars = CORRECTED
) -> list[CheckResult]:
    """All that is odd or wrong in the series of a study's own folder, errors with their remedy.

    Files that the study does not declare are named.
    """
    results, bars = [], {}
    for i in instruments:
        try:
            bars[i.ticker] = own_bars(series_file(folder, i.ticker), i)
        except AnalysisError as error:
            results.append(CheckResult(i.ticker, "file", "error", error.what))
    there = [i for i in instruments if i.ticker in bars]
    beside = compare_quotes({i.ticker: bars[i.ticker] for i in there if i.sessions == "quoted"})
    for i in there:
        path = series_file(folder, i.ticker)
        results += check_own(path, i, bars[i.ticker], calendars, beside.get(i.ticker))
    told = [replace(r, message=f"{r.message}; {own_remedy(r)}") if r.severity == "error" else r for r in results]
    declared = {f"{i.ticker}.csv" for i in instruments}
    strays = sorted(path.name for path in folder.glob("*.csv") if path.name not in declared)
    return told + [CheckResult(name, "study.toml", "warning", "not declared: ignored") for name in strays]


NAME = "the study's own"
CORRECT = "correct the file: it is the study's own"
OR_QUOTED = """; or, of a series that is not quoted every day, declare sessions = "quoted" and the hour as valued"""


def own_remedy(found: CheckResult) -> str:
    """What to do about a fault of a series of the study's own."""
    return CORRECT + OR_QUOTED * (found.check == "sessions")


def own_manifest(places: Mapping[str, Path], instruments: Sequence[Instrument]) -> pd.DataFrame:
    """Describe a study's own series as they are now, each in its folder: rows like those of a snapshot's manifest.

    Raises
    ------
    SnapshotError
        If a file is missing, or is no table of prices.
    """
    try:
        parts = [build_manifest(places[i.ticker], [i], read=partial(own_bars, instrument=i)) for i in instruments]
        return pd.concat(parts).sort_index().assign(source=NAME)
    except SnapshotError as error:
        remedy = error.remedy if error.what == ABSENT else CORRECT
        raise SnapshotError(error.where, error.what, allowed=error.allowed, remedy=remedy) from error
