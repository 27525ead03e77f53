"""What speaks against the prices themselves: odd ones of the event, steps before it, bid and ask far apart."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.exchanges import is_quoted
from analysis.measure.case import Case
from analysis.words.numbers import listing, signed_percent

MANY = 4
"""Members, more than which a sentence does not name."""

UNEXPLAINED = "unexplained_steps"
"""Name of the check whose findings bar a verdict."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Bid and ask around the event, where the portfolio's members have both.

    Attributes
    ----------
    members : tuple of str
        Those that have both.
    before, after : float
        Ask less bid over their middle, mean of the members: at the last quote before the primary window, and at its
        last.
    move : float
        Mean log return of their middle in the window.
    """

    members: tuple[str, ...]
    before: float
    after: float
    move: float

    @property
    def half(self) -> float:
        """Half of the one spread and half of the other: what a holder pays who buys before and sells after."""
        return (self.before + self.after) / 2

    @property
    def within(self) -> bool:
        """Whether the middle moved by no more than that."""
        return abs(math.expm1(self.move)) <= self.half

    def describe(self) -> str:
        """Say it in one sentence."""
        whose = listing(self.members) if len(self.members) <= MANY else f"the {len(self.members)} quoted members"
        apart = f"Bid and ask of {whose} were {self.before:.2%} apart before the news"
        ends = f"{apart} and {self.after:.2%} after it".replace("%", " %")
        moved = f"the middle moved by {signed_percent(self.move)}"
        half = f"{self.half:.2%}".replace("%", " %")
        if self.within:
            return f"{ends}; {moved}, no more than half of both ({half}): nobody could have traded on it at a profit."
        return f"{ends}; {moved}, more than the {half} that spreads of this size could feign."


@dataclass(frozen=True, slots=True)
class Doubts:
    """Doubts about the prices on which the deciding tests rest, each in words: "AAA: a jump: DATE".

    Attributes
    ----------
    event : tuple of str
        What is odd in prices that enter the portfolio's return of the event: it decides nothing, and is said.
    before : tuple of str
        Steps before the event, in series that enter the deciding tests, of which nothing tells whether a market moved
        or the file is wrong. What is normal cannot be judged by them: they bar every verdict until the day is declared
        as one that is left out.
    spread : Spread or None
    """

    event: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    spread: Spread | None = None

    def sentences(self) -> Iterator[str]:
        """Say them."""
        if self.before:
            yield (
                f"A step in the prices before the event may be a fault of a file, and what is normal was measured with "
                f"it: {'; '.join(self.before)}. Correct the file; or, where a market did move, list the day in "
                "calendar.csv under a topic and name that topic in estimation.leave_out."
            )
        if self.spread:
            yield self.spread.describe()
        if self.event:
            said = "; ".join(self.event)
            yield f"Odd prices enter the event's own return; if they are errors of the source, so is it. {said}."


NO_DOUBTS = Doubts()


def doubts(case: Case, likes: Collection[str]) -> Doubts:
    """Look for them.

    Parameters
    ----------
    case : Case
    likes : collection of str
        Like funds of the deciding tests.
    """
    window = case.setting.primary
    design = case.design_of(window.returns, case.portfolio)
    days = pd.DatetimeIndex(case.table_of(window.returns, case.portfolio).index)
    first = design.event_row + window.first
    begin = design.event_row + case.setting.estimation[0]
    own = (*case.members, *case.portfolio.factors)
    compared = [f for s in case.series if s.key in likes for f in s.columns]
    usable = np.append(design.usable, False)

    def measures_normal(day: pd.Timestamp) -> bool:
        """Whether a day lies before the event's window and enters an estimation window, or the noise of the eve."""
        row = int(days.searchsorted(day))
        return begin <= row < first and bool(usable[row])

    ends = days[[max(first - 1, 0), design.event_row + window.last]]
    inside = set(days[max(first - 1, 0) : design.event_row + window.last + 1])
    event = _said(case, own, inside)
    steps = {d for w in case.snapshot.warnings if w.check == UNEXPLAINED for d in map(pd.Timestamp, w.dates)}
    before = _said(case, {*own, *compared}, {d for d in steps if measures_normal(d)}, check=UNEXPLAINED)
    return Doubts(event, before, _spread(case, ends))


def _said(case: Case, tickers: Collection[str], days: Collection[pd.Timestamp], check: str = "") -> tuple[str, ...]:
    """Warnings of some series that name one of some days, with those days."""
    wanted = {f"{day:%Y-%m-%d}" for day in days}
    return tuple(
        f"{w.ticker}: {w.message} (here {listing(sorted(wanted.intersection(w.dates)))})"
        for w in case.snapshot.warnings
        if w.ticker in tickers and check in ("", w.check) and wanted.intersection(w.dates)
    )


def _spread(case: Case, ends: pd.DatetimeIndex) -> Spread | None:
    if not is_quoted(case.timing.home):
        return None
    spreads = pd.DataFrame({t: [case.snapshot.spread(t, day) for day in ends] for t in case.members}).dropna(axis=1)
    if spreads.empty:
        return None
    members = tuple(map(str, spreads))
    moves = case.table(case.setting.primary.returns, members).loc[ends[0] : ends[1]].iloc[1:]
    before, after = spreads.mean(axis=1)
    return Spread(members, float(before), float(after), float(moves.sum().mean()))
