"""Bars that are not what they say: opens that are closes, prices that nobody renewed, days twice, lone ticks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.market.rules.series import (
    About,
    Finding,
    Floats,
    Severity,
    column,
    days_of,
    following,
    previous,
    sticks_out,
)

MOST, QUARTER = 0.5, 63  # share of the sessions whose open is a close, and sessions of a stretch
ENOUGH = 10  # sessions, fewer show no habit
STALE_RUN = 5  # sessions
TICKS = 10  # ticks of the day's range, from which on four equal prices in a row are no coincidence
QUIET_DAY = 500  # shares: where the quietest day saw fewer, a day without any is nothing unusual
LONE, LONE_EXTREME = 4.0, 5.0  # median true ranges of the 21 sessions around: how far a price stands out


def opens(bars: pd.DataFrame, about: About) -> Iterator[Finding]:
    """An open that equals the day's close, or the close before, on most sessions is no opening price.

    With it, a move "overnight" is that of a whole day. An error where a study takes the bars as full; a warning where
    no study is at hand, or in any quarter of a year. Nothing is found on the bundled series: open and close are equal
    on 8.5 % of the sessions of the thinnest fund (EMBD), on 32 % of its worst quarter.
    """
    if about.declared == "closes" or len(bars) < ENOUGH:
        return
    opened, close = column(bars, "open"), column(bars, "close")
    for same, which in ((opened == close, "the day's close"), (opened == previous(close), "the close before")):
        if (share := same[1:].mean()) > MOST:
            severity: Severity = "error" if about.declared == "full" else "warning"
            yield severity, f"open equals {which} on {share:.0%} of the sessions: it is none", ()
            continue
        often = pd.Series(same, bars.index).rolling(QUARTER).mean() > MOST
        if often.any():
            last = days_of(bars)[often.to_numpy()]
            yield "warning", f"open equals {which} on most sessions of the quarter that ends on", last[[0, -1]].unique()


def stale_prices(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """Five or more equal closes in a row, whatever the volume: a quote that nobody renewed, or a peg.

    Nothing is found on the bundled series, whose longest run is three.
    """
    lengths = equal_run(bars)
    if (still := lengths >= STALE_RUN).any():
        yield "warning", f"the same close on {lengths.max()} sessions in a row", bars.index[still]


def equal_run(bars: pd.DataFrame) -> npt.NDArray[np.intp]:
    """Length of the run of equal closes that each row is part of; 1 where its close differs from both neighbours."""
    close = column(bars, "close")
    runs = np.cumsum(close != previous(close))
    lengths: npt.NDArray[np.intp] = np.bincount(runs)[runs]
    return lengths


def repeated_bars(bars: pd.DataFrame, about: About) -> Iterator[Finding]:
    """A bar that equals the one before it in all its prices is a day twice.

    An error where the volume is the same too, and the day has a range: two independent sets of numbers. A warning where
    one of them says so: the volume, or a range of ten ticks or more in which four equal prices are no coincidence (a
    tick is the smallest step between two prices of the series). Nothing is found on the bundled series; UUP of 2 and 3
    July 2019, with a range of seven cents, is coincidence: its volume differs.
    """
    table = np.column_stack([column(bars, name) for name in ("open", "high", "low", "close")])
    same = np.concatenate(([False], (np.diff(table, axis=0) == 0).all(axis=1)))
    if not same.any():
        return
    volume, span = column(bars, "volume"), table[:, 1] - table[:, 2]
    traded = (volume > 0) & (np.unique(volume).size > ENOUGH) & (not about.quoted)
    copied = same & traded & (volume == previous(volume))
    if (bad := copied & (span > 0)).any():
        yield "error", "the bar of the day before once more, with its volume", bars.index[bad]
    tick = np.diff(np.unique(table.round(6))).min(initial=np.inf)
    if (odd := same & ~bad & (copied | (span >= TICKS * tick))).any():
        yield "warning", "the prices of the day before once more", bars.index[odd]


def zero_volume(bars: pd.DataFrame, about: About) -> Iterator[Finding]:
    """Volume is above zero on most sessions; indices and currencies have none.

    Single days without trade are said of series whose quietest day saw 500 shares or more. Of the bundled series
    fourteen are such (2,000 and more); the thin EMBD and JPMB, with days of one lot of 100, have three and two days
    without. Nothing is found on the bundled series.
    """
    if about.quoted:
        return
    volume = column(bars, "volume")
    none = volume == 0
    if none.mean() > MOST:
        yield "warning", f"no volume on {none.mean():.0%} of the sessions", ()
    elif none.any() and volume[~none].min() >= QUIET_DAY:
        yield "warning", "sessions without volume", bars.index[none]


def lone_ticks(bars: pd.DataFrame, about: About) -> Iterator[Finding]:
    """A price far outside the opens, closes and ranges of its own and both neighbouring sessions.

    Not asked of closes alone: without a range a move and its undoing are all that such a price would be.
    The yardstick is the median true range of the 21 sessions around, so that a crisis does not count as a fault: four
    of them for open and close, five for high and low, which enter no return. Two warnings on the bundled series: four
    opens and one close of EMBD, the low of UUP on 1 June 2023; all are bad ticks.
    """
    if about.declared == "closes":
        return
    far = {
        name: distance > (LONE if name in ("open", "close") else LONE_EXTREME)
        for name, distance in lone_distances(bars).items()
    }
    if names := [name for name, odd in far.items() if odd.any()]:
        rows = np.logical_or.reduce(list(far.values()))
        yield "warning", f"{' and '.join(names)} far from the prices around", bars.index[rows]


def lone_distances(bars: pd.DataFrame) -> dict[str, Floats]:
    """How far each price stands out from those around it, in median true ranges; zero or less where it does not.

    Keys open, high, low, close; arrays of a row a session.
    """
    opened, high, low, close = (np.log(column(bars, name)) for name in ("open", "high", "low", "close"))
    before, after = previous(close), following(opened)
    span = pd.Series(np.fmax(high, before) - np.fmin(low, before))
    scale = np.maximum(span.rolling(21, center=True, min_periods=1).median().to_numpy(), 1e-3)
    top = np.fmax.reduce([opened, close, before, after, previous(high), following(high)])
    bottom = np.fmin.reduce([opened, close, before, after, previous(low), following(low)])
    distances = {
        "open": sticks_out(opened, before, close),
        "high": high - top,
        "low": bottom - low,
        "close": sticks_out(close, before, after),
    }
    return {name: np.nan_to_num(distance / scale, nan=0.0) for name, distance in distances.items()}
