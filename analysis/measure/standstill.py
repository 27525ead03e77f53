"""Prices that did not move at all over the primary window: perhaps nobody quoted them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.exchanges import is_quoted
from analysis.measure.as_quoted import as_quoted
from analysis.measure.case import Case
from analysis.study.declarations import ReturnKind

HALF = 0.5


def stood_still(case: Case, tickers: Sequence[str]) -> tuple[str, ...]:
    """Series whose price stood still, to the last digit, on every session of the primary window: perhaps stale.

    From the close before to the close of each session; a like fund, and the members where it is half of them or more,
    also in the window's own part of the session: an opening price that equals the close before is one that nobody
    traded.
    """
    window, row = case.setting.primary, case.design_of(case.setting.primary.returns, case.portfolio).event_row
    kinds: tuple[ReturnKind, ...] = ("overnight", "intraday", "close-to-close")
    if is_quoted(case.timing.home):
        kinds = ("close-to-close",)
    rows = slice(row + window.first, row + window.last + 1)
    legs = {kind: case.table(kind, tickers).iloc[rows] for kind in kinds}
    still = np.all([(leg.isna() | (leg == 0)).all() for leg in legs.values()], axis=0)
    if is_quoted(case.timing.home):
        days = case.sessions(case.timing.home)[max(row + window.first - 1, 0) : row + window.last + 1]
        still |= np.array([_unchanged(case, t, days) for t in tickers])
    members = [t for t in tickers if t in case.members]
    own = (legs[window.returns] == 0).all()
    # Of members an opening at the close before happens by chance; of half of them at once it is nobody's price.
    alike = {t for t in members if own[t]} if own[members].mean() >= HALF else set()
    alike |= {t for t in tickers if t not in members and own[t]}
    return tuple(t for t, stood in zip(tickers, still, strict=True) if stood or t in alike)


def _unchanged(case: Case, ticker: str, days: pd.DatetimeIndex) -> bool:
    """Whether a series of quotes had one and the same quote on all of some days; interest is none of it."""
    if not is_quoted(case.study.instrument(ticker).exchange):
        return False
    quotes = as_quoted(case, ticker).reindex(days).dropna()
    return len(quotes) > 1 and bool((quotes == quotes.iloc[0]).all())
