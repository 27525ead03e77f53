"""Where each event lies on its security's own sessions, or why it has no place. Arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.panels.measure.clocks import Clock, Integers
from analysis.panels.reading.dates import Days
from analysis.panels.reading.events import Events, Words
from analysis.panels.reading.prices import SecurityPrices

OUTSIDE = "the date lies outside the data"
LONGEST_MOVE = 14
"""Days by which a date is moved at most: no exchange was shut longer, and what comes later is no answer to the news."""
_NEXT, _PREVIOUS = "next", "previous"


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """E0 events.

    Attributes
    ----------
    clock : ndarray of int, shape (E0,)
        Number of the clock; -1 where there is a reason against the event.
    column : ndarray of int, shape (E0,)
        Of the security among the clock's.
    position : ndarray of int, shape (E0,)
        Row of day 0 among the clock's sessions.
    day0 : ndarray of datetime64[D], shape (E0,)
    moved : ndarray of bool, shape (E0,)
        Whether the date was no session, so that the rule moved it.
    reason : ndarray of str, shape (E0,)
    """

    clock: Integers
    column: Integers
    position: Integers
    day0: Days
    moved: NDArray[np.bool_]
    reason: Words


def place_events(events: Events, prices: SecurityPrices, clocks: Sequence[Clock], rule: str) -> Places:
    """Find day 0 of each event on the sessions of its security's clock.

    An instant always belongs to the first session that ends after it, since none before can answer it; news at the
    very close belongs to the next. A date without a session, and no instant, moves by the ``rule``: to the "next"
    session, the "previous" one, or nowhere ("drop"). What lies before the first day of the data has no place: nobody
    knows which sessions came between.
    """
    import pandas as pd

    count = len(events)
    owner, within = np.full(len(prices.securities), -1), np.zeros(len(prices.securities), dtype=np.intp)
    for number, clock in enumerate(clocks):
        owner[clock.members], within[clock.members] = number, np.arange(len(clock.members))
    code = pd.Index(prices.securities).get_indexer(pd.Index(events.security))
    reason = np.full(count, "", dtype=object)
    unknown = code < 0
    reason[unknown] = _unknown(events.security[unknown], prices.securities)
    reason[np.isnat(events.day) & np.isnat(events.instant)] = "no date"
    reason[events.security == ""] = "no security"
    clock_of = np.where(reason == "", owner[np.maximum(code, 0)], -1)
    position, moved = np.zeros(count, dtype=np.intp), np.zeros(count, dtype=bool)
    day0 = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    for number, rows in _by_clock(clock_of):
        clock = clocks[number]
        at, moved[rows], why = _positions(clock, events.day[rows], events.instant[rows], rule)
        reason[rows], position[rows] = why, at
        fine = rows[why == ""]
        day0[fine] = clock.sessions[position[fine]]
    ids = pd.DataFrame({"security": code, "clock": clock_of, "position": position})
    placed = reason == ""
    again = np.zeros(count, dtype=bool)
    again[placed] = ids[placed].duplicated().to_numpy()
    reason[again] = "the same security and day 0 as an event before"
    return Places(np.where(reason == "", clock_of, -1), within[np.maximum(code, 0)], position, day0, moved, reason)


def _unknown(asked: Words, known: Words) -> list[str]:
    """Why securities are unknown; one that is known in capitals or small letters is named, and not taken for it."""
    alike = {name.casefold(): name for name in known} if len(asked) else {}
    nearest = (alike.get(name.casefold()) for name in asked)
    return [f"unknown security: no prices{f', but there are some of {name}' if name else ''}" for name in nearest]


def _by_clock(clock: Integers) -> list[tuple[int, Integers]]:
    """Rows of each clock that has events."""
    order = np.argsort(clock, kind="stable")
    numbers, starts = np.unique(clock[order], return_index=True)
    return [(int(n), rows) for n, rows in zip(numbers, np.split(order, starts[1:]), strict=True) if n >= 0]


def _positions(
    clock: Clock, day: Days, instant: NDArray[np.datetime64], rule: str
) -> tuple[Integers, NDArray[np.bool_], Words]:
    """Rows of day 0, whether the rule moved them, and reasons against them."""
    last = len(clock.sessions) - 1
    why = np.full(len(day), "", dtype=object)
    timed = ~np.isnat(instant)
    after = np.searchsorted(clock.sessions, day)
    at = np.minimum(after, last)
    held = clock.sessions[at] == day
    outside = (day < clock.sessions[0]) | (day > clock.sessions[-1])
    moved = ~held & ~timed & ~outside
    if rule == _PREVIOUS:
        at = np.where(moved, after - 1, at)
    elif rule != _NEXT:
        why[moved] = "no session on the date (--closed next or previous moves it)"
    far = moved & (np.abs(clock.sessions[np.clip(at, 0, last)] - day) > np.timedelta64(LONGEST_MOVE, "D"))
    why[far & (why == "")] = f"no session within {LONGEST_MOVE} days of the date"
    if timed.any():
        if clock.closes is None:
            why[timed] = "an instant, and no exchange is known of the security (column exchange, or --exchange)"
        else:
            found = np.searchsorted(clock.closes, instant, side="right")
            outside = np.where(timed, found > last, outside)
            at = np.where(timed, np.minimum(found, last), at)
            early = instant.astype("datetime64[D]") < clock.sessions[0]
            outside |= timed & early
            waits = (clock.sessions[at] - instant.astype("datetime64[D]")) > np.timedelta64(LONGEST_MOVE, "D")
            why[timed & waits & ~outside] = f"no session within {LONGEST_MOVE} days of the instant"
    why[outside & (why == "")] = OUTSIDE
    return at.astype(np.intp), moved, why
