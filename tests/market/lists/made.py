"""Tables of a few bonds on a few days, whose numbers a test says."""

import pandas as pd

from analysis.market.lists.pricing import TABLE


def rows(day, *bonds, accrued_to=None):
    """One list: each bond a dict of what matters, the rest is usual."""
    usual = {
        "also": "", "name": "A BOND", "country": "Aland", "coupon_pct": 6.0, "maturity": pd.Timestamp("2030-06-15"),
        "par": 1e6, "price": 100.0, "clean": 100.0, "accrued": 1.0, "duration": 5.0, "yield_pct": 6.0, "schedule": 2,
        "flagged": False,
    }  # fmt: skip
    table = pd.DataFrame([{**usual, **bond} for bond in bonds])
    table["as_of"] = pd.Timestamp(day).as_unit("s")
    table["accrued_to"] = pd.Timestamp(accrued_to or day).as_unit("s")
    table["maturity"] = table["maturity"].astype("datetime64[s]")
    if "market_value" not in table:
        table["market_value"] = table["par"] * (table["clean"] + table["accrued"]) / 100
    return table[list(TABLE)]


def lists(*tables):
    return pd.concat(tables, ignore_index=True)
