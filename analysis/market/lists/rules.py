"""What is odd or wrong in a fund's lists when they are laid beside each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.market.checks import CheckResult, with_dates
from analysis.market.lists.panel import BondPanel, bond_panel, renamed_countries
from analysis.market.lists.pricing import Flags
from analysis.market.rules.series import Severity

HALF = 0.5
"""Share of the bonds of the lists before and after: a list with fewer is not whole."""
FAR, UNIT = float(np.log(1.1)), float(np.log(5))
"""Log points from both neighbours, which agree: a price that stands alone, and one in another unit."""
STANDSTILL = 0.5
"""Share of the bonds whose clean price is that of the day before: nobody valued them that day."""
STILL = 10
"""Lists in a row with one clean price: nobody values the bond."""
NAMED = 4


def check_lists(fund: str, table: pd.DataFrame) -> list[CheckResult]:
    """Look at all lists of a fund side by side; one alone has nothing beside it.

    Parameters
    ----------
    fund : str
    table : DataFrame
        As of :func:`~analysis.market.lists.panel.bond_panel`.

    Returns
    -------
    list of CheckResult
        An error for a list that is not whole and for prices in another unit; a warning for a list that repeats the one
        before, prices far from those around them, days and bonds that nobody valued, countries with two names, and
        lists whose interest ends on another day than usual.
    """
    panel = bond_panel(table)
    if len(panel.days) < 2:
        return []
    of_panel = (rule(panel) for rule in (_halves, _alone, _standstill, _still))
    of_table = (rule(table) for rule in (_repeats, _renamed, _interest))
    found = [finding for findings in (*of_panel, *of_table) for finding in findings]
    return [CheckResult(fund, check, severity, with_dates(what, days), days) for check, severity, what, days in found]


Found = tuple[str, Severity, str, tuple[str, ...]]


def repeated_days(table: pd.DataFrame) -> tuple[str, ...]:
    """Days whose list has the same bonds, par and value as the one before: it was not renewed."""
    values = table[["isin", "par", "market_value", "price"]]
    row = pd.util.hash_pandas_object(values, index=False).to_numpy()
    days = table["as_of"].to_numpy()
    sums = pd.Series(row).groupby(days).sum()  # of a day, whatever the order of its rows; modulo 2^64
    return _labels(pd.DatetimeIndex(sums.index[sums.eq(sums.shift())]))


def _halves(panel: BondPanel) -> Iterator[Found]:
    """A list that lacks half of the bonds that are in both the list before and the one after it."""
    seen = np.isfinite(panel.clean)
    around = seen[:-2] & seen[2:]
    share = (around & seen[1:-1]).sum(axis=1) / np.maximum(around.sum(axis=1), 1)
    ends = [(seen[0] & seen[1]).sum() / max(seen[1].sum(), 1), (seen[-1] & seen[-2]).sum() / max(seen[-2].sum(), 1)]
    if (low := np.concatenate([[ends[0]], share, [ends[1]]]) < HALF).any():
        yield "whole", "error", "half of the bonds of the lists around it are missing", _labels(panel.days[low])


def _alone(panel: BondPanel) -> Iterator[Found]:
    """Prices that stand far from those of the day before and the day after, which agree."""
    logs = np.log(np.where(panel.clean > 0, panel.clean, np.nan))
    before, after = logs[1:-1] - logs[:-2], logs[1:-1] - logs[2:]
    step = np.where(np.sign(before) == np.sign(after), np.minimum(np.abs(before), np.abs(after)), 0.0)
    ends = np.abs(logs[1] - logs[0]), np.abs(logs[-1] - logs[-2])
    far = np.nan_to_num(np.vstack([np.where(ends[0] > UNIT, ends[0], 0), step, np.where(ends[1] > UNIT, ends[1], 0)]))
    yield from _of_bonds(panel, far > UNIT, "unit", "error", "prices more than five times those around them")
    odd = (far > FAR) & (far <= UNIT)
    yield from _of_bonds(
        panel, odd, "alone", "warning", "prices more than 10 % from those before and after, which agree"
    )


def _repeats(table: pd.DataFrame) -> Iterator[Found]:
    if days := repeated_days(table):
        yield "repeated", "warning", "the list of the day before once more", days


def _standstill(panel: BondPanel) -> Iterator[Found]:
    """Days on which most prices stood still, as on a holiday of the market for bonds on which the fund was traded."""
    both = np.isfinite(panel.clean[1:]) & np.isfinite(panel.clean[:-1])
    share = panel.stale[1:].sum(axis=1) / np.maximum(both.sum(axis=1), 1)
    if (still := share > STANDSTILL).any():
        yield "standstill", "warning", "most prices are those of the day before", _labels(panel.days[1:][still])


def _still(panel: BondPanel) -> Iterator[Found]:
    """Bonds whose clean price stood still on ten lists in a row; one that is not in a list does not stand still."""
    runs = np.zeros(panel.stale.shape[1])
    longest = runs
    for day in panel.stale:  # a few hundred days, all bonds of each at once
        runs = np.where(day, runs + 1, 0)
        longest = np.maximum(longest, runs)
    if (still := longest >= STILL - 1).any():
        yield "stale", "warning", f"one price on {STILL} lists in a row or more: {_named(panel, still)}", ()


def _renamed(table: pd.DataFrame) -> Iterator[Found]:
    for old, new in renamed_countries(table).items():
        yield "country", "warning", f"{old} is called {new} later: taken for one country", ()


def _interest(table: pd.DataFrame) -> Iterator[Found]:
    """Lists whose interest ends another number of days after their own day than on others of its day of the week."""
    ends = table.groupby("as_of")["accrued_to"].first()
    ends = ends[ends.notna() & (ends.dt.day < 30)]  # the 30th and the 31st hold the same interest
    if ends.empty:
        return
    own, to = (np.asarray(days, dtype="datetime64[D]") for days in (ends.index, ends))
    days = pd.DatetimeIndex(own)
    gap = pd.Series((to - own).astype(int))
    # On a Friday interest may run through the weekend: what is usual is usual for a day of the week.
    usual = gap.groupby(np.asarray(days.day_of_week)).transform(lambda gaps: gaps.mode().iloc[0])
    if (odd := np.asarray(gap.ne(usual))).any():
        yield "interest", "warning", "interest ends on another day than usual", _labels(days[np.flatnonzero(odd)])


def _of_bonds(panel: BondPanel, flags: Flags, check: str, severity: Severity, what: str) -> Iterator[Found]:
    if flags.any():
        days = _labels(panel.days[np.flatnonzero(flags.any(axis=1))])
        yield check, severity, f"{what} ({_named(panel, np.atleast_1d(flags.any(axis=0)))})", days


def _named(panel: BondPanel, bonds: Flags) -> str:
    names = [f"{isin} {name}" for isin, name in panel.bonds.loc[bonds, "name"].items()]
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")


def _labels(days: pd.DatetimeIndex) -> tuple[str, ...]:
    return tuple(days.strftime("%Y-%m-%d"))
