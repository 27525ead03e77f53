"""The clean price of each bond of a list by two routes, and where they disagree.

The list prints a clean price to a hundredth, and a market value that includes the interest accrued to one day, the same
for the whole list. Market value over par less that interest is the same price, good to a ten-thousandth. Which day it
is, the bonds themselves tell: on one day nearly all of them fit, on all others next to none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import ListError
from analysis.market.lists.accrual import PER_YEAR, accrued, eighths
from analysis.market.lists.cells import Floats
from analysis.market.lists.published import AGAIN, COLUMNS, Published

AGREE = 0.006
"""Per 100 of par: how far the routes may be apart, half a hundredth of rounding and a little for the cents."""
BEFORE, AFTER = 4, 8
"""Days before and after its own within which a list's interest ends: settlement, and weekends."""
LEAST = 0.5
"""Share of the bonds that pay interest which must fit one day."""
FLAT, UNKNOWN = 0, -1
"""Schedules of a bond that trades without interest (in default), and of one whose interest fits none."""
UNITS = (0.8, 1.25)
"""Market value over par, over price, of an honest list: interest is a few percent."""
TABLE = (
    *("as_of", "isin", "also", "name", "country", "coupon_pct", "maturity", "par", "market_value", "price"),
    *("clean", "accrued", "duration", "yield_pct", "schedule", "flagged", "accrued_to"),
)
"""Columns of the bonds of a day."""
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, repr=False)
class DayList:
    """What the bonds of a fund were worth on one day.

    Attributes
    ----------
    as_of : datetime.date
        The day that the list itself says it is of.
    fund : str
        What the list calls the fund.
    table : DataFrame
        Columns `TABLE`, a row a bond: as_of and accrued_to (days), isin, also (other ISINs of the same bond, between
        spaces), name, country, coupon_pct, maturity, par, market_value (currency units), price as printed, clean and
        accrued (per 100 of par), duration (years), yield_pct, schedule (coupons a year; 0 trades without interest, -1
        fits none), flagged: the two routes to the clean price disagree, or there is one only, and it is the one taken.
    cash, derivatives, other, unidentified, repeated : int
        Rows that are no bonds, have no ISIN, or stood twice.
    merged : int
        Rows of one bond under another ISIN (RegS and 144A) that were added to it.
    """

    as_of: dt.date
    fund: str
    table: pd.DataFrame
    cash: int
    derivatives: int
    other: int
    unidentified: int
    repeated: int
    merged: int

    @property
    def flagged(self) -> int:
        """Bonds whose two prices disagree."""
        return int(self.table["flagged"].sum())

    @property
    def accrued_to(self) -> dt.date:
        """The day to which the market values hold interest."""
        day: dt.date = self.table["accrued_to"].iloc[0].date()
        return day

    @property
    def counts(self) -> dict[str, int]:
        """Bonds and rows that are none, by name."""
        names = ("cash", "derivatives", "other", "unidentified", "repeated", "merged", "flagged")
        return {"bonds": len(self.table), **{name: getattr(self, name) for name in names}}

    def __repr__(self) -> str:
        return f"<DayList {self.fund} {self.as_of}: {len(self.table)} bonds, {self.flagged} flagged>"


def price_list(published: Published, where: str) -> DayList:
    """Merge listings of one bond, find the day of the interest, and compare the two prices of each bond.

    Raises
    ------
    ListError
        If prices or par are in another unit, market values hold no interest, or no day fits half of the bonds.
    """
    bonds = merge_listings(published.bonds)
    coupon = eighths(bonds["coupon_pct"].to_numpy())
    ratio = bonds["market_value"].to_numpy() / np.where(bonds["par"] > 0, bonds["par"], np.nan) * 100
    printed = bonds["price"].to_numpy()
    _refuse_other_units(ratio / np.where(printed > 0, printed, np.nan), where)
    interest = ratio - printed
    days = pd.date_range(published.as_of - dt.timedelta(BEFORE), published.as_of + dt.timedelta(AFTER), unit="s")
    day = _day_of_interest(bonds, coupon, interest, days, published.as_of, where)
    each, schedule = _schedules(bonds, coupon, interest, days[[day]])
    flagged = schedule == UNKNOWN
    table = bonds.assign(
        as_of=pd.Timestamp(published.as_of).as_unit("s"),
        accrued_to=days[day],
        coupon_pct=coupon,
        clean=np.where(flagged, printed, ratio - each),
        accrued=np.where(flagged, interest, each),
        schedule=schedule.astype(np.int64),
        flagged=flagged,
    )
    rest = {n: getattr(published, n) for n in ("cash", "derivatives", "other", "unidentified", "repeated")}
    merged = len(published.bonds) - len(bonds)
    return DayList(published.as_of, published.fund, table[list(TABLE)], merged=merged, **rest)


def merge_listings(bonds: pd.DataFrame) -> pd.DataFrame:
    """Add the 144A listing of a bond to its RegS listing: one bond with two ISINs and one price.

    Same country, coupon, maturity and price, one marked 144A in its name and one not. Column `also` has the ISINs that
    went into another.
    """
    private = bonds["name"].str.contains(r"\b144A\b", regex=True)
    key = ["country", "coupon_pct", "maturity", "price"]
    kinds = private.groupby([bonds[name] for name in key], dropna=False)
    sizes, marked = kinds.transform("size"), kinds.transform("sum")
    pair = (sizes == 2) & (marked == 1) & bonds[key].notna().all(axis=1)
    if not pair.any():
        return bonds.assign(also="").reset_index(drop=True)
    two = bonds[pair].assign(private=private[pair]).sort_values([*key, "private"], kind="stable")
    public, added = two.iloc[::2], two.iloc[1::2]
    sums = pd.DataFrame(
        public[["par", "market_value"]].to_numpy() + added[["par", "market_value"]].to_numpy(),
        index=public.index,
        columns=["par", "market_value"],
    )
    kept = bonds.drop(index=added.index).assign(also="")
    kept.loc[public.index, "also"] = added["isin"].to_numpy()
    kept.loc[public.index, ["par", "market_value"]] = sums
    return kept.reset_index(drop=True)[[*COLUMNS, "also"]]


def _refuse_other_units(ratio: Floats, where: str) -> None:
    known = ratio[np.isfinite(ratio)]
    if not len(known):
        raise ListError(where, "no bond with price, market value and par", remedy=AGAIN)
    middle = float(np.median(known))
    if not UNITS[0] <= middle <= UNITS[1]:
        what = f"market value over par is {middle:.4g} times the price: prices or par are in another unit or currency"
        raise ListError(where, what, allowed="price per 100 of par, both in the currency of the value", remedy=AGAIN)


def _day_of_interest(
    bonds: pd.DataFrame, coupon: Floats, interest: Floats, days: pd.DatetimeIndex, as_of: dt.date, where: str
) -> int:
    """Which of some days the interest of most bonds ends on; the list's own where none pays any.

    The share of bonds that fit decides, then their mean distance, then nearness to the list's own day: after a month's
    30th its 31st fits as well.
    """
    asked = np.flatnonzero((coupon > 0) & np.isfinite(interest) & bonds["maturity"].notna())
    if not len(asked):
        return BEFORE
    some = bonds.iloc[asked]
    each = accrued(coupon[asked], some["maturity"], some["accrues_from"], PER_YEAR[0], days)
    apart = np.abs(each - interest[asked])
    fits = (apart <= AGREE).mean(axis=1)
    best = int(np.lexsort((np.abs(np.arange(len(days)) - BEFORE), np.minimum(apart, 1).mean(axis=1), -fits))[0])
    if fits[best] >= LEAST:
        return best
    if (np.abs(interest[asked]) <= AGREE).mean() >= LEAST:
        what = "market values hold no accrued interest, so that the two prices are one"
        raise ListError(where, what, allowed="market value with interest", remedy=AGAIN)
    what = f"interest to one day fits {fits[best]:.0%} of the bonds at best ({days[best]:%Y-%m-%d})"
    allowed = f"{LEAST:.0%} at least, on a day near {as_of}"
    raise ListError(where, what, allowed=allowed, remedy="see that the day is right, and the list whole")


def _schedules(bonds: pd.DataFrame, coupon: Floats, interest: Floats, day: pd.DatetimeIndex) -> tuple[Floats, Floats]:
    """Interest accrued on each bond and the schedule that it fits, the usual first; both of shape (N,)."""
    each, schedule = np.full(len(bonds), np.nan), np.full(len(bonds), float(UNKNOWN))
    tries: list[tuple[int, Any]] = [(n, bonds[anchor]) for anchor in ("maturity", "accrues_from") for n in PER_YEAR]
    for per_year, anchor in tries:
        found = accrued(coupon, anchor, bonds["accrues_from"], per_year, day)[0]
        fits = (schedule == UNKNOWN) & (np.abs(found - interest) <= AGREE)
        each, schedule = np.where(fits, found, each), np.where(fits, per_year, schedule)
    flat = (schedule == UNKNOWN) & (np.abs(interest) <= AGREE)
    return np.where(flat, 0.0, each), np.where(flat, FLAT, schedule)
