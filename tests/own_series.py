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
    put(toml, r'^noun *= \["fund", "funds"\].*\n', "")  # a bond is no fund
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


QUOTED = """sessions = "quoted"
valued  = "16:15 America/New_York"
"""
SILENT = ("2023-09-20", "2023-09-21")
"""The news came on the first of them, before New York opened; the first quote after it is of Friday the 22nd."""


def quoted_days(share):
    """Days on which the bond is quoted: a share of New York's sessions, and none of the silence."""
    days = [f"{day:%Y-%m-%d}" for day in bond_bars().index]
    drawn = np.random.default_rng(3).uniform(size=len(days)) < share
    always = ("2023-09-19", "2023-09-22")
    return [d for d, quoted in zip(days, drawn, strict=True) if d not in SILENT and (quoted or d in always)]


def add_quoted_bond(folder, gain=0.0, *, share=1.0, weekends=()):
    """The same of a bond that nobody quoted on the day of the news: days and closes alone."""
    add_bond(folder, gain)
    put(folder / "study.toml", r'^ticker  = "BOND"$', f'{QUOTED}ticker  = "BOND"')
    closes = bond_bars(gain)["close"]
    lines = [f"{day},{closes[day]:.6f}" for day in quoted_days(share)] + [f"{day},90" for day in weekends]
    (folder / "prices" / "BOND.csv").write_text("\n".join(["date,close", *sorted(lines), ""]), encoding="utf-8")
    return folder


def invent_rows(folder):
    """Fill the silence with the last price, as if it had been quoted every day, by an exchange's sessions."""
    bars = bond_bars(0.05)
    last = bars.loc["2023-09-19", "close"]
    prices = ["open", "high", "low", "close", "adj_close"]
    bars.loc[list(SILENT), prices] = last
    bars.loc["2023-09-22", ["open", "high"]] = bars.loc["2023-09-22", ["close", "high"]].max()
    bars.loc["2023-09-22", "low"] = bars.loc["2023-09-22", ["open", "close"]].min()
    bars.loc[list(SILENT), "volume"] = 0
    write_bars(folder / "prices" / "BOND.csv", bars)
    return folder
