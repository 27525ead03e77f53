"""The made study with series that are not quoted every day: files of quotes in a folder, and the case on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.market.holdings import Holdings
from analysis.market.returns import Returns, log_returns
from analysis.market.sources.own_csv import own_bars
from analysis.measure.case import Case
from analysis.study.own_files import OWN_PRICES, own_file
from analysis.study.study import Study, on_days_of_quotes
from tests.cases import DAY0, TARGETS, WEIGHTS, declared, made_returns, made_snapshot, made_study, made_timing, sessions

HOUR = "16:15 America/New_York"
"""After the close of New York: its closing prices of the day are known."""
SILENT = ("2023-03-01", "2023-03-02")
"""The news came on the first, before New York opened; nobody quoted until Friday the third."""


def write_quotes(folder: Path, ticker: str, closes: Mapping[str, float]) -> None:
    """A file of closing prices by day."""
    path = own_file(folder, OWN_PRICES, ticker)
    path.parent.mkdir(exist_ok=True)
    lines = ["date,close", *(f"{day},{price!r}" for day, price in closes.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def quoted_study(
    folder: Path, days: Mapping[str, Sequence[str]], *, hours: Mapping[str, str] | None = None, **tables: Any
) -> Study:
    """The made study with some series quoted on these days alone, at a price of 100, at the hour or another one."""
    for ticker, when in days.items():
        write_quotes(folder, ticker, dict.fromkeys(when, 100.0))
    return on_days_of_quotes(_declared(folder, days, hours or {}, **tables))


def _declared(
    folder: Path, tickers: Sequence[str] | Mapping[str, Any], hours: Mapping[str, str], **tables: Any
) -> Study:
    fields = {t: {"source": "csv", "sessions": "quoted", "valued": hours.get(t, HOUR)} for t in tickers}
    instruments = [i | fields.get(i["ticker"], {}) for i in declared()["instruments"]]
    return made_study(**{"folder": folder, "instruments": instruments, **tables})


def missing(ticker: str, share: float = 0.3) -> set[str]:
    """Days on which a series was not quoted: those of silence, and a share of the others but the last before them."""
    rng = np.random.default_rng(sum(map(ord, ticker)))
    days = [f"{d:%Y-%m-%d}" for d in sessions()[1:]]
    drawn = {d for d, u in zip(days, rng.uniform(size=len(days)), strict=True) if u < share}
    return (drawn | set(SILENT)) - {"2023-02-28", "2023-03-03"}


def quoted_case(
    folder: Path,
    *,
    gain: float = 0.0,
    gone: Mapping[str, set[str]] | None = None,
    hours: Mapping[str, str] | None = None,
    **tables: Any,
) -> Case:
    """The made study whose targets are quoted with gaps.

    Parameters
    ----------
    folder : Path
        Where the files of quotes are written.
    gain : float
        Log return added to the targets on 1 March, on which nobody quoted.
    gone : mapping of str to set of str
        By ticker the days without a quote; of all three targets, the same days, when not given.
    hours, **tables
        As of :func:`quoted_study`.
    """
    gone = dict.fromkeys(TARGETS, missing("AAA")) if gone is None else gone
    full = made_returns(made_study(), gain=gain)
    for ticker, days in gone.items():
        prices = {f"{d:%Y-%m-%d}": float(p) for d, p in full.closes[ticker].items() if f"{d:%Y-%m-%d}" not in days}
        write_quotes(folder, ticker, prices)
    study = on_days_of_quotes(_declared(folder, gone, hours or {}, **tables))
    returns = with_quotes(study, full, tuple(gone))
    lists = {t: (dt.date(2023, 1, 31),) if high else () for t, (_, high) in WEIGHTS.items()}
    holdings = Holdings(DAY0.date(), WEIGHTS, lists, {"Nowhere": WEIGHTS})
    return Case(made_timing(study), made_snapshot(study, returns.closes), returns, holdings, "bundled")


def with_quotes(study: Study, full: Returns, tickers: Sequence[str]) -> Returns:
    """Returns in which some series are those of their files of quotes."""
    tables = [full.overnight.copy(), full.intraday.copy(), full.close_to_close.copy(), full.closes.copy()]
    for ticker in tickers:
        bars = own_bars(own_file(study.folder, study.prices, ticker), study.instrument(ticker))
        legs = log_returns(bars)
        for table, leg in zip(
            tables, (legs["overnight"], legs["intraday"], legs["close-to-close"], bars["close"]), strict=True
        ):
            table[ticker] = leg.reindex(pd.DatetimeIndex(table.index))
    return Returns(*tables)
