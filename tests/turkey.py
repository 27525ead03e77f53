"""Quotes of Turkey's dollar bonds, read where they lie, written as the quoted series that a user would make of them."""

from pathlib import Path

import pandas as pd

from analysis.study.declarations import Instrument

BONDS = Path(__file__).resolve().parents[2] / "shared" / "bonds"
HOUR = "17:30 Europe/Istanbul"  # not known; a bank's office hours
BEFORE_COUPON = 7  # days: over the holidays of July 2021 it was a week


def quotes():
    """Index date; columns isin, bid, ask."""
    return pd.read_csv(BONDS / "turkey-quotes.csv", parse_dates=["date"]).set_index("date")


def bonds():
    """Index isin; columns coupon_pct, maturity and what was counted."""
    return pd.read_csv(BONDS / "turkey-bonds.csv", parse_dates=["maturity"]).set_index("isin")


def fields(isin):
    """What an instrument of study.toml says of the bond's price."""
    bond = bonds().loc[isin]
    terms = {"coupon": float(bond["coupon_pct"]), "maturity": bond["maturity"].date()}
    return {"source": "csv", "sessions": "quoted", "valued": HOUR, "price": "dirty"} | terms


def instrument(isin):
    rest = {"ticker": isin, "name": "A bond", "role": "target", "model": "mean", "markets": ["emerging-debt"]}
    return Instrument.model_validate(rest | fields(isin))


def usable(table, maturity):
    """Rows that are quotes of one thing: no zeros, and not the days on which a coupon is in the bid and not in the ask.

    The bank sells for delivery some days later than it buys: some days before a coupon its ask is without it,
    and now and then its bid still has it on the day itself. The middle of the two is then no price at all.
    """
    days = pd.DatetimeIndex(table.index)
    coupons = pd.DatetimeIndex([maturity - pd.DateOffset(months=6 * n) for n in range(60)])[::-1]
    following = coupons[coupons.searchsorted(days).clip(max=len(coupons) - 1)]
    near = (following >= days) & (following - days <= pd.Timedelta(days=BEFORE_COUPON))
    return table[(table["bid"] > 0) & (table["ask"] > 0) & ~near]


def write(path, table):
    table[[c for c in ("bid", "ask", "close") if c in table]].to_csv(path, date_format="%Y-%m-%d")
    return path
