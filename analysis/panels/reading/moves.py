"""Moves that no security makes: a price in another unit, or one that is undone at once. Said, never refused. Arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.eventstudy.numeric import Floats
from analysis.panels.reading.prices import SecurityPrices

FOLD = 5.0
"""From one price to the next, up or down: a smaller move may be news, as +134 % in a day is for a share."""
SOON, BACK = 2, 0.25
"""Prices within which a move is undone, and the share of it that may be left: no news is taken back as whole."""
UNIT = np.log(1.1)
"""How far a move may lie from a power of ten, as a log: a day's own news hides no more."""
_MOST = 4  # moves that are told one by one


def say_moves(prices: SecurityPrices, *, log: bool) -> tuple[str, ...]:
    """Moves by five or more that are undone within two prices, or near a power of ten, the largest first.

    Dividends of more than the price before are among them: nobody can pay out more than there is.

    Parameters
    ----------
    prices : SecurityPrices
        As quoted: what a split explains is no move.
    log : bool
        Whether returns are log returns.
    """
    told = sorted(
        (
            found
            for column in range(len(prices.securities))
            for found in (*_moves(prices, column, log), *_payments(prices, column))
        ),
        key=lambda found: -found[0],
    )
    more = len(told) - _MOST
    return (*(what for _, what in told[:_MOST]), *([f"and {more} more such moves"] * (more > 0)))


def _moves(prices: SecurityPrices, column: int, log: bool) -> Iterator[tuple[float, str]]:
    """Size and description of each such move of one security."""
    rows, level = _levels(prices, column, log)
    steps, undone = np.diff(level), -1
    for step in np.flatnonzero(np.abs(steps) >= np.log(FOLD)).tolist():
        if step <= undone:  # the way back from what is told already
            continue
        size = abs(steps[step])
        left = np.abs(level[step + 2 : step + 2 + SOON] - level[step])
        back = np.flatnonzero(left <= BACK * size)
        if len(back):
            undone = step + 1 + int(back[0])
            yield size, _told(prices, column, rows[[step, step + 1, undone + 1]])
        elif abs(size - np.log(10) * round(size / np.log(10))) <= UNIT:
            yield size, _told(prices, column, rows[[step, step + 1]])


def _payments(prices: SecurityPrices, column: int) -> Iterator[tuple[float, str]]:
    """Size, over the price before, and description of each dividend of one security that is larger."""
    if prices.dividends is None:
        return
    values, cash = prices.cells[:, column], prices.dividends[:, column]
    rows = np.flatnonzero(np.isfinite(values))
    for day in np.flatnonzero(cash > 0):
        before = rows[rows < day]
        split = 1.0 if prices.splits is None else prices.splits[day, column]
        shares = split if split > 0 else 1.0  # for one old share, each of which is paid
        if len(before) and shares * cash[day] > values[before[-1]]:
            where = f"{prices.unit} {prices.lines[day, column]}: {prices.securities[column]}"
            what = f"pays {cash[day]:.6g} on {prices.days[day]}, more than its price of {values[before[-1]]:.6g}"
            yield float(np.log(cash[day] / values[before[-1]])), f"{where} {what}: are both in one unit?"


def _levels(prices: SecurityPrices, column: int, log: bool) -> tuple[np.ndarray, Floats]:
    """Rows with a value, and log prices there as if no share had ever been split; of returns those they add up to."""
    values = prices.cells[:, column]
    rows = np.flatnonzero(np.isfinite(values))
    if prices.returns:
        moves = values[rows] if log else np.log(np.maximum(1 + values[rows], 1e-12))
        return np.concatenate([rows[:1], rows]), np.concatenate([[0.0], np.cumsum(moves)])
    if prices.splits is None:
        return rows, np.log(values[rows])
    own = prices.splits[:, column]
    shares = np.cumsum(np.log(np.where(np.isfinite(own) & (own > 0), own, 1.0)))
    return rows, np.log(values[rows]) + shares[rows]


def _told(prices: SecurityPrices, column: int, rows: np.ndarray) -> str:
    """A move from the first row to the second, and back on the third where there is one."""
    day, values = prices.days[rows[1]], prices.cells[rows, column]
    where = f"{prices.unit} {prices.lines[rows[1], column]}: {prices.securities[column]}"
    if prices.returns:
        then = f", undone by {values[2]:+.4g} on {prices.days[rows[2]]}" if len(rows) > 2 else ", near a power of ten"
        return f"{where} has a return of {values[1]:+.4g} on {day}{then}: is it one?"
    move = f"{where} goes from {values[0]:.6g} to {values[1]:.6g} on {day}"
    if len(rows) > 2:
        return f"{move} and back to {values[2]:.6g} on {prices.days[rows[2]]}: is that a price?"
    return f"{move}, near a power of ten: another unit from there on?"
