"""A study of the bond itself: its quotes lie in the study's own folder, not in any snapshot."""

import re

import numpy as np
import pandas as pd

from analysis.market.bars import read_bars, write_bars
from analysis.market.returns import log_returns
from tests.runs import ROOT, put

EVENT = pd.Timestamp("2023-09-20")
HEDGES = {"IEF": 0.8, "HYG": 0.5}
BOND = """[[instruments]]
ticker  = "BOND"
name    = "The bond itself"
role    = "target"
model   = "bonds"
markets = ["emerging-debt"]
source  = "csv"

"""


def bond_bars(gain=0.0):
    """Quotes of a bond that follows Treasuries and credit with little noise, and gains so much (log) on the news."""
    prices = {t: read_bars(ROOT / "seeds" / "prices" / f"{t}.csv") for t in HEDGES}
    moves = sum(share * log_returns(prices[t])[["overnight", "intraday"]] for t, share in HEDGES.items()).fillna(0)
    moves += np.random.default_rng(7).normal(0, 0.001, moves.shape)
    moves.loc[EVENT, "overnight"] += gain
    close = 90 * np.exp(moves.sum(axis=1).cumsum())
    opened = close / np.exp(moves["intraday"])
    bars = pd.DataFrame({"open": opened, "close": close})
    bars["high"], bars["low"] = bars.max(axis=1), bars.min(axis=1)
    return bars.assign(volume=1000.0, adj_close=close, dividend=0.0)


def add_bond(folder, gain=0.0):
    """Make a copied study's portfolio the bond alone, all of it in the issuers' hands."""
    toml = folder / "study.toml"
    put(toml, r"^\[models\.bonds\]", f"{BOND}[models.bonds]")
    put(toml, r"^members *= .*", 'members = ["BOND"]')
    put(toml, r'^series *= \["EMB",', 'series = ["BOND", "EMB",')
    text = toml.read_text(encoding="utf-8")
    grid = re.compile(r"^\[multiverse\.portfolios\].*?(?=^\[)", re.MULTILINE | re.DOTALL)
    text, count = grid.subn('[multiverse.portfolios]\n"the bond" = ["BOND"]\n\n', text)
    assert count == 1
    toml.write_text(text, encoding="utf-8")
    with (folder / "exposures.csv").open("a", encoding="utf-8") as file:
        for issuer, weight in (("Armenia", 60), ("Azerbaijan", 40)):
            file.write(f"BOND,2023-08-31,{issuer},all,{weight},exact,unverified,test\n")
    (folder / "prices").mkdir()
    write_bars(folder / "prices" / "BOND.csv", bond_bars(gain))
    return folder
