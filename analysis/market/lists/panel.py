"""Bonds by day: one-day returns of every bond of a fund, and what was known of each on the day before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import ListError
from analysis.market.lists.accrual import days_360
from analysis.market.lists.cells import Floats
from analysis.market.lists.pricing import FLAT, Flags

UNCHANGED = 1e-4
"""Per 100 of par: what cents of market value leave of a clean price that did not change."""
TRIFLE = 1e-5
"""Per 100 of par: what rounding leaves of interest that did not grow."""
KNOWN = ("clean", "accrued", "coupon_pct", "duration", "yield_pct", "schedule")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BondPanel:
    """Single bonds over days; T days, N bonds.

    Attributes
    ----------
    days : DatetimeIndex, shape (T,)
    bonds : DataFrame, shape (N, 4)
        Index isin; columns name, country (the last that a list gave, one name for one country), coupon_pct, maturity.
    returns : ndarray, shape (T, N)
        Simple one-day total returns, decimals; NaN where the bond was not observed on the day and on the one before,
        or was worth nothing.
    durations : ndarray, shape (T, N)
        Years, as of the eve; so are yields.
    yields : ndarray, shape (T, N)
        Percent.
    clean : ndarray, shape (T, N)
        Clean prices per 100 of par, of the day itself.
    stale : ndarray of bool, shape (T, N)
        Whether the clean price is that of the day before, to a ten-thousandth.
    flagged : ndarray of bool, shape (T, N)
        Whether the two routes to the price disagree on the day or on its eve.
    left_out : tuple of str
        Days of lists that are none of those asked for.
    """

    days: pd.DatetimeIndex
    bonds: pd.DataFrame
    returns: Floats
    durations: Floats
    yields: Floats
    clean: Floats
    stale: Flags
    flagged: Flags
    left_out: tuple[str, ...]

    @property
    def groups(self) -> npt.NDArray[np.object_]:
        """Country of each bond, shape (N,)."""
        return self.bonds["country"].to_numpy(dtype=object)

    def __repr__(self) -> str:
        return f"<BondPanel {len(self.days)} days, {len(self.bonds)} bonds, {len(set(self.groups))} countries>"


def bond_panel(table: pd.DataFrame, days: pd.DatetimeIndex | None = None) -> BondPanel:
    """Make arrays of days by bonds out of the lists of a fund.

    Parameters
    ----------
    table : DataFrame
        Tables of :class:`~analysis.market.lists.pricing.DayList`, one below the other.
    days : DatetimeIndex, optional
        Days of which there should be a list, in order; a day without one is not observed, nor is the return of the day
        after. The days of the table when not given: a return then runs from list to list.

    Raises
    ------
    ListError
        If there is no list of any of the days, or a bond stands twice on one day.

    Notes
    -----
    With clean price P, accrued interest A, coupon c and what was paid K, the total return of day t is

    .. math:: r_t = (P_t - P_{t-1} + A_t - A_{t-1} + K_t) / (P_{t-1} + A_{t-1}).

    Interest falls by a whole coupon on the day that one is paid, so that A_t - A_{t-1} + K_t is the fall or rise of
    interest modulo one coupon. Where the schedule is not known it is the coupon times days over 360; a bond without
    interest (in default) earns none, and loses what had accrued on the day that it becomes one.

    References
    ----------
    ISDA (2006), Definitions, section 4.16(f): 30/360.
    """
    if table.empty:
        raise ListError("lists of bonds", "no list at all", remedy="fetch them, or choose other days")
    every = pd.DatetimeIndex(np.unique(table["as_of"].to_numpy()))
    asked = every if days is None else pd.DatetimeIndex(days).as_unit("s")
    left_out = tuple(every[~every.isin(asked)].strftime("%Y-%m-%d"))
    rows = table[table["as_of"].isin(asked)].sort_values("as_of", kind="stable")
    if rows.empty:
        said = f"lists from {every[0]:%Y-%m-%d} to {every[-1]:%Y-%m-%d}, and none of a day that is asked for"
        raise ListError("lists of bonds", said, remedy="fetch them, or choose other days")
    isins = one_isin(rows)
    at, codes = asked.get_indexer(pd.DatetimeIndex(rows["as_of"])), pd.Index(np.unique(isins.to_numpy(dtype=str)))
    bond = codes.get_indexer(pd.Index(isins))
    if pd.DataFrame({"at": at, "bond": bond}).duplicated().any():
        raise ListError("lists of bonds", "a bond stands twice on one day", remedy="read each day's list once")
    shape = (len(asked), len(codes))
    known = {name: _spread(rows[name].to_numpy(dtype=np.float64), at, bond, shape) for name in KNOWN}
    flags = np.zeros(shape, dtype=bool)
    flags[at, bond] = rows["flagged"]
    accrued_to = rows.groupby("as_of")["accrued_to"].first().reindex(asked)
    clean, before = known["clean"], _eve(known["clean"])
    dirty = _eve(known["clean"] + known["accrued"])
    dirty[~(dirty > 0)] = np.nan  # of a bond that is worth nothing there is no return
    flags |= np.vstack([np.zeros((1, shape[1]), dtype=bool), flags[:-1]])
    earned = _income(known, flags, days_360(pd.DatetimeIndex(accrued_to.shift()), pd.DatetimeIndex(accrued_to)))
    countries = rows["country"].replace(dict(renamed_countries(rows)))
    last = rows.assign(isin=isins, country=countries).drop_duplicates("isin", keep="last").set_index("isin")
    return BondPanel(
        asked,
        last.loc[codes, ["name", "country", "coupon_pct", "maturity"]],
        (clean - before + earned) / dirty,
        _eve(known["duration"]),
        _eve(known["yield_pct"]),
        clean,
        np.abs(clean - before) <= UNCHANGED,
        flags,
        left_out,
    )


def one_isin(rows: pd.DataFrame) -> pd.Series:
    """ISIN of each row, the same on all days: a listing that was merged on one day may stand alone on another."""
    merged = rows.loc[rows["also"] != "", ["also", "isin"]].drop_duplicates("also", keep="last")
    into = dict(zip(merged["also"], merged["isin"], strict=True))
    isins = rows["isin"].replace(into)
    both = pd.DataFrame({"day": rows["as_of"], "isin": isins}).duplicated(keep=False)
    apart = set(rows.loc[both, "isin"])  # on some day each had a price of its own
    return rows["isin"].replace({a: b for a, b in into.items() if b not in apart})


def renamed_countries(rows: pd.DataFrame) -> Mapping[str, str]:
    """Names of countries that were exchanged for others, for all their bonds at once, with the newer name."""
    known = rows[["as_of", "isin", "country"]].sort_values("as_of", kind="stable")
    before = known.groupby("isin")["country"].shift()
    changed = known[before.notna() & before.ne(known["country"])].assign(before=before)
    found = {}
    for (old, new), group in changed.groupby(["before", "country"]):
        since = group["as_of"].min()
        if not known.loc[known["as_of"] >= since, "country"].eq(old).any():
            found[str(old)] = str(new)
    return found


def _spread(values: Floats, at: npt.NDArray[np.intp], bond: npt.NDArray[np.intp], shape: tuple[int, int]) -> Floats:
    found = np.full(shape, np.nan)
    found[at, bond] = values
    return found


def _eve(values: Floats) -> Floats:
    """The row of the day before in each row."""
    return np.vstack([np.full((1, values.shape[1]), np.nan), values[:-1]])


def _income(known: Mapping[str, Floats], flagged: Flags, elapsed: Floats) -> Floats:
    """Interest earned since the day before, coupons among it, per 100 of par; shape (T, N)."""
    accrued, schedule = known["accrued"], known["schedule"]
    before, coupon = _eve(schedule), _eve(known["coupon_pct"])
    rise = accrued - _eve(accrued)
    whole = coupon / np.where(before > 0, before, 1.0)
    # A rise of nothing may come out as a trifle below it, which modulo a coupon would be a whole one.
    steady = np.mod(rise + TRIFLE, np.where(whole > 0, whole, 1.0)) - TRIFLE
    by_days = coupon * elapsed[:, None] / 360
    defaulted = (before == FLAT) != (schedule == FLAT)
    same = (before == schedule) & (schedule > 0)
    earned = np.select(
        [same, (before == FLAT) & (schedule == FLAT), defaulted & ~flagged], [steady, 0.0, rise], by_days
    )
    return np.where(coupon == 0, 0.0, earned)
