"""Whether new prices agree with those that are known already: the bundled ones, and those of the snapshot before.

What one source says about itself cannot show that all dividends are gone, that every value is a session late, or that
the prices are another fund's: an earlier answer can. What differs beyond rounding is said, with what it looks like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import SnapshotError
from analysis.market.bars import read_bars, series_file, sha256
from analysis.market.manifest import MANIFEST, read_manifest
from analysis.market.rules.series import AROUND_THE_CLOCK
from analysis.market.sources.peers import peer_disagreements, peer_notes
from analysis.market.sources.query import Query

VOUCHED = 0.5  # of the sessions: how many an earlier answer must hold to vouch for all
DIGITS = 1e-6  # of a price: what seven significant digits leave open
SMALL_PART, FOUR_DECIMALS = 1e-3, 0.501e-4  # of a value, and of the currency: what rounding may change
SAME_CLOSE, LIKE_ANOTHER_SESSION = 1e-5, 0.9  # relative; share of closes that must be those of a neighbouring session
CONSTANT = 1e-3  # relative: how equal the ratios of closes in two units are, which were rounded in each
QUIET_START = pd.Timedelta(7, "D")  # quotes around the clock may begin after a holiday


@dataclass(frozen=True, slots=True)
class Testimony:
    """What the witnesses say of the series of a fetch, by ticker.

    Attributes
    ----------
    disagreements : dict of str to list of str
        What speaks against a series, a sentence each.
    notes : dict of str to list of str
        What is odd and may be real.
    vouched : dict of str to list of str
        Names of the witnesses that hold most of its sessions and agree on all.
    """

    disagreements: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    vouched: dict[str, list[str]] = field(default_factory=dict)


def examine(bars: Mapping[str, pd.DataFrame], queries: Mapping[str, Query], witnesses: Mapping[str, Path]) -> Testimony:
    """Compare the series of a fetch with what is known of each already and, where nothing is, with each other.

    Parameters
    ----------
    bars : mapping of str to DataFrame
        Series by ticker, in the form of :func:`analysis.market.bars.read_bars`.
    queries : mapping of str to Query
        What was asked for.
    witnesses : mapping of str to path
        Folders of earlier snapshots by what they are called ("the bundled prices"); those that do not exist are silent.
    """
    found = Testimony()
    for ticker, table in bars.items():
        starts = []
        for name, folder in witnesses.items():
            known = known_prices(folder, queries[ticker])
            if known is None:
                continue
            starts.append(known.index[0])
            if said := compare_bars(table, known, queries[ticker]):
                found.disagreements.setdefault(ticker, []).append(f"beside {name}: {'; '.join(said)}")
            elif table.index.isin(known.index).mean() >= VOUCHED:
                found.vouched.setdefault(ticker, []).append(name)
        if (late := begins_late(table, queries[ticker])) and table.index[0] not in starts:
            found.disagreements.setdefault(ticker, []).append(late)
    for says, where in ((peer_disagreements, found.disagreements), (peer_notes, found.notes)):
        for ticker, sentence in says(bars, queries):
            if ticker not in found.vouched:
                where.setdefault(ticker, []).append(sentence)
    return found


def known_prices(folder: Path, query: Query) -> pd.DataFrame | None:
    """Prices of a ticker in an earlier snapshot; None when it has none of that listing, or a file that was altered."""
    if not (folder / MANIFEST).is_file():
        return None
    try:
        manifest = read_manifest(folder)
        if query.ticker not in manifest.index:
            return None
        entry, path = manifest.loc[query.ticker], series_file(folder, query.ticker)
        same = (entry["exchange"], entry["currency"], entry["sha256"]) == (query.exchange, query.currency, sha256(path))
        return read_bars(path) if same else None
    except SnapshotError:  # what is broken cannot vouch for anything, and to fetch anew is its remedy
        return None


def compare_bars(bars: pd.DataFrame, known: pd.DataFrame, query: Query) -> list[str]:
    """Say in which ways new prices differ from known ones of the same series, beyond rounding.

    Parameters
    ----------
    bars, known : DataFrame
        In the form of :func:`analysis.market.bars.read_bars`.
    query : Query
        What was asked for: known prices before its first date are not expected.

    Returns
    -------
    list of str
        A sentence a kind; empty when they agree on all sessions that both hold.
    """
    return [*_rows(bars, known, query), *_values(bars, known, query)]


def begins_late(bars: pd.DataFrame, query: Query) -> str:
    """Say that a series begins after the first session that was asked for; empty when it does not."""
    first, asked = bars.index[0], query.hours.index[0]
    late = first - asked > (QUIET_START if query.exchange in AROUND_THE_CLOCK else pd.Timedelta(0))
    return f"begins on {first:%Y-%m-%d}, and was asked for from {asked:%Y-%m-%d}" if late else ""


def _rows(bars: pd.DataFrame, known: pd.DataFrame, query: Query) -> Iterator[str]:
    first, last = bars.index[0], bars.index[-1]
    start = max(known.index[0], query.first)
    if first > start:
        yield f"begins on {first:%Y-%m-%d}, not on {start:%Y-%m-%d}"
    absent = known.index[(known.index >= first) & (known.index <= last)].difference(bars.index)
    if absent.size:
        yield f"{absent.size} sessions are missing ({absent[0]:%Y-%m-%d})"
    inside = bars.index[(bars.index >= known.index[0]) & (bars.index <= known.index[-1])]
    if (added := inside.difference(known.index)).size:
        yield f"{added.size} sessions are new ({added[0]:%Y-%m-%d})"


def _values(bars: pd.DataFrame, known: pd.DataFrame, query: Query) -> Iterator[str]:
    days = pd.DatetimeIndex(bars.index.intersection(known.index))
    new, old = bars.loc[days], known.loc[days]
    if (wrong := _differ(new["close"], old["close"])).any():
        yield _closes(new["close"], old["close"], wrong)
    elif query.exchange not in AROUND_THE_CLOCK and (wrong := _differ(new["open"], old["open"])).any():
        yield _some(new["open"], old["open"], wrong)
    if (wrong := _differ(new["dividend"], old["dividend"])).any():
        yield _dividends(new["dividend"], old["dividend"], wrong)


def _differ(new: pd.Series[float], old: pd.Series[float]) -> np.ndarray:
    """Where two columns differ by more than the rounding of the coarser one, which is never a large part of a value.

    A column of a few round numbers tells little of how it is rounded.
    """
    step = max(_rounding(values[values > 0].to_numpy()) for values in (new, old))
    allowed = np.minimum(step, np.maximum(SMALL_PART * old.abs(), FOUR_DECIMALS))
    return np.asarray((new - old).abs() > allowed + DIGITS * old.abs())


def _rounding(values: np.ndarray) -> float:
    """Half a unit of the last decimal that a column uses; 0 when it uses all that there are, or holds nothing."""
    used = (d for d in range(8) if values.size and np.allclose(values, np.round(values, d), rtol=DIGITS, atol=0))
    return next((0.501 * 10.0**-d for d in used), 0.0)


def _closes(new: pd.Series[float], old: pd.Series[float], wrong: np.ndarray) -> str:
    """Say how closes differ: a whole history at once looks like one of a few faults."""
    if wrong.sum() <= np.sqrt(wrong.size):
        return _some(new, old, wrong)
    for says, step in (("late", 1), ("early", -1)):
        if np.mean(np.abs(new / old.shift(step) - 1) < SAME_CLOSE) > LIKE_ANOTHER_SESSION:
            return f"closes come a session {says}"
    ratio = (new / old).to_numpy()
    usual = float(np.median(ratio))
    if wrong.all() and np.allclose(ratio, usual, rtol=CONSTANT, atol=0):
        return f"every close is {usual:.6g} times as high: another unit or currency, or a split since then"
    low, high, days = ratio[wrong].min(), ratio[wrong].max(), new.index[wrong]
    size = f"{low:.3g} to {high:.3g} times as high: another currency, or the prices of something else"
    return f"close differs on {len(days)} of {wrong.size} sessions, {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}, {size}"


def _dividends(new: pd.Series[float], old: pd.Series[float], wrong: np.ndarray) -> str:
    paid, before = new[new > 0], old[old > 0]
    if not len(paid):
        return f"no dividend, where there were {len(before)}"
    if paid.index.equals(before.index) and np.allclose(share := paid / before, share.median(), rtol=0.02, atol=0):
        return f"every dividend is {share.median():.3g} times as high"
    return _some(new, old, wrong)


def _some(new: pd.Series[float], old: pd.Series[float], wrong: np.ndarray) -> str:
    day, value, before = new.index[wrong][0], new[wrong].iloc[0], old[wrong].iloc[0]
    return f"{new.name} differs on {wrong.sum()} of {len(new)} sessions ({day:%Y-%m-%d}: {value:.7g}, not {before:.7g})"
