"""What else happened in a window, and which window holds the event's news alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from analysis.errors import WindowError
from analysis.event.calendar import CalendarEntry, confounders_in
from analysis.exchanges import exchange_hours
from analysis.study.declarations import Window
from analysis.study.study import Study

Spell = tuple[dt.datetime, dt.datetime]
"""Start and end, UTC: prices can react to what happens after the start, up to the end."""
DAYS_A_SESSION = 2
HOLIDAYS = dt.timedelta(days=15)
"""Calendar days looked up beyond twice the sessions asked for: more than any exchange stays shut."""


@dataclass(frozen=True, slots=True)
class PrimaryWindow:
    """The window that the verdict rests on, and why.

    ``confounders`` is empty unless no window was clean: then the first that holds the news was taken, and no verdict
    but "cannot tell" may rest on it.
    """

    window: Window
    confounders: tuple[CalendarEntry, ...]


def window_spells(window: Window, exchange: str, day0: dt.date) -> tuple[Spell, ...]:
    """Stretches of time whose news a window's return holds, in order; neighbours that touch are one.

    Parameters
    ----------
    window : Window
    exchange : str
        Exchange whose sessions count.
    day0 : datetime.date
        Its session of event day 0.

    Raises
    ------
    WindowError
        If the exchange has no session on that day.
    """
    reach = HOLIDAYS + dt.timedelta(days=DAYS_A_SESSION * max(abs(window.first), abs(window.last)))
    hours = exchange_hours(exchange, day0 - reach, day0 + reach)
    opens, closes = ([t.to_pydatetime() for t in hours[c]] for c in ("open", "close"))
    sessions = [s.date() for s in hours.index]
    if day0 not in sessions:
        raise WindowError(f"window {window.name}", f"{day0} is no session of {exchange}", remedy="correct day 0")
    at = sessions.index(day0)
    spells: list[Spell] = []
    for row in range(at + window.first, at + window.last + 1):
        start = opens[row] if window.returns == "intraday" else closes[row - 1]
        end = opens[row] if window.returns == "overnight" else closes[row]
        if spells and spells[-1][1] == start:
            start = spells.pop()[0]
        spells.append((start, end))
    return tuple(spells)


def confounders_of(
    window: Window,
    exchange: str,
    day0: dt.date,
    calendar: Sequence[CalendarEntry],
    *,
    own: Collection[str],
    affects: Collection[str] = (),
) -> tuple[CalendarEntry, ...]:
    """Other news whose effect a window's return may hold, in order of the calendar.

    Parameters
    ----------
    window, exchange, day0
        As in :func:`window_spells`.
    calendar : sequence of CalendarEntry
    own : collection of str
        Topics of the event's own story, which confound nothing.
    affects : collection of str
        Markets and tickers of the series in question; all news counts when empty.
    """
    found = {
        entry
        for start, end in window_spells(window, exchange, day0)
        for entry in confounders_in(calendar, start, end, except_topics=own, affects=affects)
    }
    return tuple(e for e in calendar if e in found)


def holds(window: Window, exchange: str, day0: dt.date, instant: dt.datetime) -> bool:
    """Whether the return of a window can hold the reaction to news of that instant.

    The reaction follows the news: at the very moment of a close it belongs to what comes after, as in
    :func:`analysis.exchanges.first_sessions`.
    """
    return any(start <= instant < end for start, end in window_spells(window, exchange, day0))


def choose_primary(
    study: Study, exchange: str, day0: dt.date, calendar: Sequence[CalendarEntry], affects: Collection[str]
) -> PrimaryWindow | None:
    """Apply the declared rule: the first declared window that holds the news and no major confounder.

    Returns
    -------
    PrimaryWindow or None
        None when no declared window holds the news. When all that hold it are confounded, the first of them with
        its major confounders.
    """
    holding = [w for w in study.windows if holds(w, exchange, day0, study.event.instant)]
    marked = []
    for window in holding:
        others = confounders_of(window, exchange, day0, calendar, own=study.placebo.keep_clear_of, affects=affects)
        marked.append(PrimaryWindow(window, tuple(e for e in others if e.weight == "major")))
    clean = [p for p in marked if not p.confounders]
    return next(iter(clean or marked), None)
