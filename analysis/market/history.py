"""Histories that begin later or end earlier than others: fewer sessions to estimate from, dates to compare with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

import pandas as pd

from analysis.market.checks import CheckResult

HOLIDAYS = dt.timedelta(days=10)  # the longest that an exchange shuts for: no later start


def late_starts(manifest: pd.DataFrame, bundled: pd.DataFrame | None = None) -> list[CheckResult]:
    """Series that begin later than asked, than in the bundled snapshot, or than the first of their own snapshot.

    Parameters
    ----------
    manifest : DataFrame
        As in :class:`analysis.market.snapshot.Snapshot`; `query` says what a source was asked for.
    bundled : DataFrame, optional
        Manifest of the snapshot that the study comes with, where the prices are others.

    Returns
    -------
    list of CheckResult
        One warning a series. A fund that was launched later is among them: one on the bundled series, EMBD, which was
        listed in June 2020.
    """
    return [
        CheckResult(str(ticker), "history", "warning", f"begins on {row['first']}: {', '.join(late)}", (row["first"],))
        for ticker, row in manifest.iterrows()
        if row["first"] and (late := list(_later(str(ticker), row, manifest, bundled)))
    ]


def early_ends(manifest: pd.DataFrame, own: Collection[str]) -> list[CheckResult]:
    """Series of a study's own that end before others of their exchange: later dates are compared with nothing.

    Parameters
    ----------
    manifest : DataFrame
        As in :class:`analysis.market.snapshot.Snapshot`.
    own : collection of str
        Tickers of these series, without those that are quoted with gaps.

    Returns
    -------
    list of CheckResult
        One warning a series.
    """
    latest = manifest.groupby("exchange")["last"].max().to_dict() if len(manifest) else {}
    ends = {t: (str(manifest.loc[t, "last"]), str(latest[manifest.loc[t, "exchange"]])) for t in own}
    return [
        CheckResult(t, "history", "warning", f"ends on {last}, others on {other}: later dates serve nowhere", (last,))
        for t, (last, other) in ends.items()
        if last and last < other
    ]


def _later(ticker: str, row: pd.Series[str], manifest: pd.DataFrame, bundled: pd.DataFrame | None) -> Iterator[str]:
    asked = str(row.get("query", ""))[: len("YYYY-MM-DD")]
    if asked and _after(row["first"], asked):
        yield f"asked from {asked}"
    there = "" if bundled is None else str(bundled["first"].get(ticker, ""))
    if there and _after(row["first"], there):
        yield f"the bundled prices from {there}"
    earliest = min((first for first in manifest["first"] if first), default="")
    if not asked and _after(row["first"], earliest):
        yield f"others from {earliest}"


def _after(first: str, expected: str) -> bool:
    return bool(expected) and dt.date.fromisoformat(first) > dt.date.fromisoformat(expected) + HOLIDAYS
