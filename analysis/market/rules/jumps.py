"""Jumps: evidence decides whether a market moved or a number changed its meaning."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.market.rules.evidence import Flags, JumpEvidence, weigh
from analysis.market.rules.series import About, Finding, column, previous, sticks_out

LARGE = 10.0  # usual moves: a move that is reported whatever the evidence
LARGE_MOVE = 0.30  # of the previous close: the same
STRAY = 1.5  # fold: an open as far as this beyond both closes around it
UNIT = 8.0  # fold: from one quote to the next no bond moves as far; a price in cents, pennies or another scale does
OF_QUOTES = "and no market does so: another unit, another series, or another kind of price"
TAKEN_OUT = 0.25  # of a split, in logarithms: how near a step comes to the split that should have left none


def jumps(bars: pd.DataFrame, about: About) -> Iterator[Finding]:
    """A step in the level without a trace of trading is an error; any other very large move is said with its evidence.

    A step is a move of five usual ones or more, beyond the neighbours', that lies wholly between a close and the next
    day's range. It is an error where two of these say so: the day's range is ordinary; its volume is; neighbours that
    else move alike are still; another step undoes it; it is the ratio of a split or a unit. It is none where one of
    these speaks for a market: a wide range, heavy volume, a day on which the whole market moved.

    A move is said beyond ten usual ones that the neighbours do not share, on a day on which the market is not astir;
    and beyond 30 %.

    On the bundled series (18,067 sessions): no error; one warning, TUR on 22 March 2021, which is real (the governor of
    the central bank had been dismissed). Five usual moves are reached on 69 sessions, ten on 11, most of them of March
    2020, when the whole market moved; a step without neighbours that follow is six, none of them without a trace.
    """
    evidence = weigh(bars, about)
    if (bad := evidence.wrong).any():
        row = _largest(evidence, bad)
        cause = OF_QUOTES if about.gaps else "without a trace of trading: a split, another unit or another security"
        yield "error", f"the level shifts {_fold(evidence, row)} {cause}; {evidence.words(row)}", bars.index[bad]
    alone = (np.minimum(evidence.size, evidence.surprise) > LARGE) & ~evidence.market
    far = np.nan_to_num(np.abs(np.expm1(evidence.moves.total))) > LARGE_MOVE
    if (odd := (alone | far) & ~bad & ~evidence.unexplained).any():
        which = "close jumps; the largest: " if odd.sum() > 1 else "close jumps: "
        yield "warning", which + evidence.words(_largest(evidence, odd)), bars.index[odd]


def unexplained_steps(bars: pd.DataFrame, about: About) -> Iterator[Finding]:
    """A step of which nothing tells whether a market moved or the file is at fault.

    A level shift with too few signs of a fault for an error and without a trace of a market; or a smaller one that
    looks just like a split. None on the bundled series.
    """
    evidence = weigh(bars, about)
    if (odd := evidence.unexplained).any():
        row = _largest(evidence, odd)
        what = f"the level steps {_fold(evidence, row)}, and nothing tells whether a market moved or the file is wrong"
        yield "warning", f"{what}; {evidence.words(row)}", bars.index[odd]


def stray_opens(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """An open half as far again above, or below, both closes around it is no price: two closes contradict it.

    No finding on the bundled series, where the furthest is 1.05-fold.
    """
    opened, close = np.log(column(bars, "open")), np.log(column(bars, "close"))
    if (stray := np.nan_to_num(sticks_out(opened, previous(close), close)) > np.log(STRAY)).any():
        yield "error", "open is half as far again from both closes around it, on one side of them", bars.index[stray]


def units(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """A quote eight times the one before, or an eighth, is in another unit: all that quotes without a range tell.

    Bonds of issuers that stopped paying fell about threefold between two quotes (Russia in February 2022).
    """
    close = column(bars, "close")
    fold = np.abs(np.log(close / previous(close)))
    if (bad := np.nan_to_num(fold) >= np.log(UNIT)).any():
        largest = np.exp(np.nanmax(fold))
        yield (
            "error",
            f"the quote is {largest:.3g} times the one before, or that part of it: another unit",
            bars.index[bad],
        )


def split_left_in(step: float, size: float) -> bool:
    """Say whether a step in the closes is that of a split which the source lists, and so should have taken out.

    Parameters
    ----------
    step : float
        Close over the close before.
    size : float
        New shares for an old one: 1.5 for 3:2.

    Notes
    -----
    Not applied, the split leaves a step of 1/size; applied the wrong way round, one of size, or of 1/size squared.
    """
    moved, split = np.log(step), np.log(size)
    return bool(split) and any(abs(moved - times * split) <= TAKEN_OUT * abs(split) for times in (-2, -1, 1, 2))


def _fold(evidence: JumpEvidence, row: int) -> str:
    return f"{np.exp(np.abs(evidence.moves.total[row])):.3g}-fold"


def _largest(evidence: JumpEvidence, among: Flags) -> int:
    return int(np.argmax(np.where(among, np.abs(np.nan_to_num(evidence.moves.total)), -1.0)))
