"""The true lists: bonds, their clean prices day by day, and the rows that a fund would publish of them.

Interest is reckoned by :mod:`analysis.study.quoted.accrual`, one bond at a time; the lists' own reader does not use it.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.study.quoted.accrual import Bond, accrued_and_paid

FUND, NAME, NUMBER, SLUG = "MADE", "Made Bonds of Many Countries ETF", 424242, "made-bonds"
DAYS = tuple(day.date() for day in pd.bdate_range("2023-08-21", "2023-10-20"))
COUNTRIES = ("Aland", "Borduria", "Syldavia", "Turkey")
COUPONS = (3.5, 4.125, 5.0, 6.375, 7.75, 4.6)


@dataclass(frozen=True)
class MadeBond:
    isin: str
    name: str
    country: str
    coupon: float
    maturity: dt.date
    par: float
    begun: dt.date = dt.date(2015, 1, 1)


def make_bond(n: int) -> MadeBond:
    country = COUNTRIES[n % len(COUNTRIES)]
    maturity = dt.date(2027 + n % 9, 1 + n % 12, (1, 15, 30, 8)[n % 4] if 1 + n % 12 != 2 else 15)
    name = f"{country.upper()} (REPUBLIC OF) RegS"
    return MadeBond(f"XS{n:09d}{n % 10}", name, country, COUPONS[n % len(COUPONS)], maturity, 1e6 * (n + 1))


BONDS = tuple(make_bond(n) for n in range(16))
PRIVATE = MadeBond(
    "US0000000015", "ALAND (REPUBLIC OF) 144A", BONDS[0].country, BONDS[0].coupon, BONDS[0].maturity, 250_000.0
)
"""The first bond under the number of its other listing."""


@functools.cache
def true_clean() -> pd.DataFrame:
    """Clean prices, a row a day, a column an ISIN."""
    rng = np.random.default_rng(20230920)
    steps = rng.normal(0, 0.2, (len(DAYS), len(BONDS)))
    return pd.DataFrame(95 + np.cumsum(steps, axis=0), index=list(DAYS), columns=[b.isin for b in BONDS]).round(4)


@functools.cache
def interest(bond: MadeBond) -> dict[dt.date, float]:
    """Interest that a bond has accrued on each day, per 100 of par."""
    paid = Bond(bond.coupon, bond.maturity, 2, "30/360")
    return dict(zip(DAYS, accrued_and_paid(paid, pd.DatetimeIndex(list(DAYS)))[0].tolist(), strict=True))


def true_rows(day: dt.date) -> list[dict[str, object]]:
    """What the fund holds on a day: the bonds, and cash, a future and a swap; our names of the columns."""
    clean = true_clean().loc[day]
    rows = [_row(b, clean[b.isin], day) for b in BONDS] + [_row(PRIVATE, clean[BONDS[0].isin], day)]
    rest = {
        "Cash": "USD CASH",
        "Money Market": "A FUND OF THE TREASURY'S BILLS",
        "Futures": "US 10YR NOTE",
        "Swaps": "SWAP",
    }
    others = [
        {**rows[0], "name": name, "asset_class": kind, "isin": None, "price": 1.0, "maturity": None, "coupon_pct": 0.0,
         "sector": "Cash and/or Derivatives", "market_value": 12_345.67, "par": 12_345.0}
        for kind, name in rest.items()
    ]  # fmt: skip
    return [*rows[:3], *others, *rows[3:]]


def _row(bond: MadeBond, clean: float, day: dt.date) -> dict[str, object]:
    value = bond.par * (clean + interest(bond)[day]) / 100
    return {
        "name": bond.name, "sector": "Sovereign", "asset_class": "Fixed Income", "market_value": round(value, 2),
        "par": bond.par, "isin": bond.isin, "price": round(clean, 2), "country": bond.country, "currency": "USD",
        "duration": 5.25, "yield_pct": 4.87, "maturity": bond.maturity, "coupon_pct": round(bond.coupon + 1e-9, 2),
        "accrues_from": bond.begun,
    }  # fmt: skip
