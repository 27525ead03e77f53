"""The bundled studies in which an effect is known, and their quotes as a reader would take them by hand."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.findings.steps.moved import moved
from analysis.findings.steps.when import when
from analysis.study.study import load_study

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
SHARES, BONDS, GOVERNOR = (SEEDS / name for name in ("turkey-vote-2023", "turkey-bonds-2023", "turkey-governor-2021"))


@cache
def case_of(folder):
    study = load_study(folder)
    return moved(study, when(study)).case


def quotes(ticker):
    """Bid and ask by day."""
    return pd.read_csv(BONDS / "prices" / f"{ticker}.csv", index_col="date", parse_dates=True)


def by_hand(days, tickers, side=None):
    """Mean log return of some bonds over two days without a coupon between them: by one side, or by the middle."""
    tables = {t: quotes(t).loc[list(days)] for t in tickers}
    prices = [table[side] if side else table.mean(axis=1) for table in tables.values()]
    return np.mean([np.log(p).diff().iloc[-1] for p in prices])
