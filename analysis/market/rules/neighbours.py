"""How the other series of an exchange moved on the days of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.exchanges import spans_of

NEAREST = 5  # series whose moves say what this one should have done
OVERLAP = 60  # sessions in common, fewer say nothing
ALIKE = 0.3  # share of the variance that the neighbours explain, from which on their silence means something
CLIPPED = 5.0  # usual moves: what one wild day may weigh in a correlation
ASTIR = 3  # other series that move far, from which on a day is one of the whole market


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What other series say of each day of one series; all in units of usual moves.

    Attributes
    ----------
    expected : Series
        Move that the nearest series make one expect: slope times the mean of their moves, signed by correlation. NaN
        where they have no move: what was not observed did not stand still.
    share : float
        Share of the variance that this explains (R squared).
    market : Series
        The third largest move, in size, among the others (the smallest of them where there are fewer): how far the
        market as a whole was astir.
    others : int
        How many there are.
    """

    expected: pd.Series[float]
    share: float
    market: pd.Series[float]
    others: int

    @property
    def alike(self) -> bool:
        """Whether the series moves so much like the others that their silence means something."""
        return self.share >= ALIKE

    @property
    def a_market(self) -> bool:
        """Whether there are enough others to tell whether the whole market moved."""
        return self.others >= ASTIR


ALONE = Neighbours(pd.Series(dtype=np.float64), 0.0, pd.Series(dtype=np.float64), 0)
"""What is known of a series that has no neighbours."""


def neighbourhoods(moves: Mapping[str, pd.Series[float]]) -> Mapping[str, Neighbours]:
    """Compare each series with the others.

    Parameters
    ----------
    moves : mapping of ticker to Series
        Close-to-close moves in units of the series' own usual move, by session
        (:func:`analysis.market.rules.moves.usual_moves`); series of one exchange.

    Returns
    -------
    mapping of ticker to Neighbours
        Without series that have fewer than 60 sessions in common with another.
    """
    table = pd.DataFrame(dict(moves))
    clipped = table.clip(-CLIPPED, CLIPPED)
    alike = clipped.corr(min_periods=OVERLAP)
    found = {str(ticker): _beside(ticker, table, clipped, alike[ticker].drop(ticker).dropna()) for ticker in table}
    return {ticker: neighbours for ticker, neighbours in found.items() if neighbours is not None}


def neighbours_of_quotes(levels: pd.DataFrame, usual: pd.DataFrame) -> Mapping[str, Neighbours]:
    """Compare each series that is quoted with gaps with the others, over the very time between its own quotes.

    Parameters
    ----------
    levels : DataFrame
        Log total-return levels by day, a column a series; NaN on days without a quote.
    usual : DataFrame
        Usual move over one weekday, likewise.

    Returns
    -------
    mapping of ticker to Neighbours
        Of a series whose last quote is older than that, or that was not quoted on the day, nothing is known there.
    """
    found = {}
    for ticker in map(str, levels):
        days = pd.DatetimeIndex(levels.index[levels[ticker].notna()])
        root = np.sqrt(spans_of(days))
        table = levels.loc[days].diff().div(usual.loc[days]).div(root, axis=0)
        clipped = table.clip(-CLIPPED, CLIPPED)
        alike = clipped.corr(min_periods=OVERLAP)[ticker].drop(ticker).dropna()
        if (neighbours := _beside(ticker, table, clipped, alike)) is not None:
            found[ticker] = neighbours
    return found


def _beside(ticker: object, table: pd.DataFrame, clipped: pd.DataFrame, alike: pd.Series[float]) -> Neighbours | None:
    """Compare one series with the others, of which the correlations are given."""
    if alike.empty:
        return None
    nearest = alike.abs().sort_values(ascending=False, kind="stable").index[:NEAREST]
    signs = np.sign(alike[nearest])
    calm, wild = ((t[nearest] * signs).mean(axis=1) for t in (clipped, table))
    own = clipped[ticker]
    both = own.notna() & calm.notna()
    square = float((calm[both] ** 2).sum())
    slope = float((own[both] * calm[both]).sum()) / square if square else 0.0
    total = float((own[both] ** 2).sum())
    left = float(((own[both] - slope * calm[both]) ** 2).sum())
    sizes = np.sort(table.drop(columns=[ticker]).abs().fillna(0.0).to_numpy(), axis=1)
    market = sizes[:, -min(ASTIR, sizes.shape[1])]
    share = 1 - left / total if total else 0.0
    return Neighbours(slope * wild, share, pd.Series(market, table.index), sizes.shape[1])
