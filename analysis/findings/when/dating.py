"""The event's day: what the article's time cues say and rule out, and the first session of each exchange."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.event.dates import EventDate
from analysis.event.timing import Timing
from analysis.exchanges import FirstSession, can_observe, first_sessions, is_quoted
from analysis.findings.piece import Piece
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.numbers import capital, day, exchange_name, hours, span
from analysis.words.plain import records
from analysis.words.tables import Column, Table

CUES = (
    Column("cue", "words of the article", "cue"),
    Column("rule", "how they were read", "read as"),
    Column("contribution", "what they say of the day", "contribution"),
)
SESSIONS = (
    Column("exchange", "code of the exchange"),
    Column("city", "where it is"),
    Column("place", "city and code", "exchange", file=False),
    Column("session", "first session that could react: event day 0", "day 0"),
    Column("open", "when it opens, UTC"),
    Column("close", "when it closes, UTC"),
    Column("trading", "trading hours, UTC", "trading hours, UTC", file=False),
    Column("position", "when the news came, by the exchange's clock", "the news came"),
    Column("wait_hours", "hours from the news to the first trade that could follow; 0 while trading goes on"),
    Column("wait", "the same in words"),
    Column("until", "the same, or that there was no wait", "until the first reaction", file=False),
)


@dataclass(frozen=True, eq=False, repr=False)
class Dating(Piece):
    """When the news broke, and when each market could first react.

    Attributes
    ----------
    event : EventDate
        The day, with each cue of the article and what it gave, and the days that were ruled out.
    sessions : tuple of FirstSession
        On each exchange of a series or of the timeline.
    latest : tuple of (FirstSession or None)
        The same had the news come at the last possible moment: :func:`latest_session`.
    setting : Setting
    """

    event: EventDate
    sessions: tuple[FirstSession, ...]
    latest: tuple[FirstSession | None, ...]
    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """The day with its evidence, the declared instant (UTC), and each exchange's first session."""
        declared = self.setting.study.event
        return {
            "name": declared.name,
            "date": self.event.date,
            "date_from": declared.date_from,
            "instant": declared.instant.astimezone(dt.UTC),
            **({"until": declared.until.astimezone(dt.UTC)} if declared.until else {}),
            "source": declared.source,
            "published": self.event.published,
            "evidence": records(self.shown()["cues"].frame),
            "ruled_out": [{"date": r.date, "reason": r.reason} for r in self.event.ruled_out],
            "first_sessions": records(self.table()),
        }

    @once
    def shown(self) -> Mapping[str, Table]:
        """The cues, and the first session of each exchange."""
        cues = pd.DataFrame([(e.cue, e.rule, e.contribution) for e in self.event.evidence], columns=_names(CUES))
        lines = map(_line, self.sessions, self.latest)
        sessions = pd.DataFrame(lines, columns=_names(SESSIONS))
        return {"cues": Table(CUES, cues), "sessions": Table(SESSIONS, sessions)}

    def table(self) -> pd.DataFrame:
        """First session that could react, one line an exchange; times are UTC."""
        sessions = self.shown()["sessions"]
        return sessions.frame[[c.name for c in sessions.columns if c.file]]

    def summary(self) -> str:
        """The day and the hour, and how the day is known."""
        declared = self.setting.study.event
        known = "as declared" if declared.date_from == "declared" else "by the article's own time cues"
        hour = declared.instant.astimezone(dt.UTC)
        at = "at an hour that is not known" if declared.until else f"at {hour:%H:%M} UTC"
        return f"{capital(day(self.event.date))}, {known}; news {at}"


def _names(columns: tuple[Column, ...]) -> list[str]:
    return [c.name for c in columns]


def shut(first: FirstSession, latest: FirstSession | None) -> bool:
    """Whether an exchange did not trade from the first moment at which the news may have come to the last."""
    return latest is not None and first.session == latest.session and latest.position != "during the session"


def _line(first: FirstSession, latest: FirstSession | None) -> dict[str, Any]:
    """A first session after the first moment at which the news may have come, and the same after the last."""
    known, closed = latest is first, latest if latest and shut(first, latest) else None
    position = first.position if known else "closed" if closed else "not known"
    wait = hours(first.wait) if known else _between(closed.wait, first.wait) if closed else "not known"
    city = exchange_name(first.exchange)
    return {
        "exchange": first.exchange,
        "city": city,
        "place": city if is_quoted(first.exchange) else f"{city} ({first.exchange})",
        "session": first.session,
        "open": first.open,
        "close": first.close,
        "trading": span(f"{first.open:%H:%M}", f"{first.close:%H:%M}"),
        "position": "between two quotes" if is_quoted(first.exchange) else position,
        "wait_hours": first.wait / dt.timedelta(hours=1) if known else None,
        "wait": wait,
        "until": wait if first.wait else "none" if known else "not known",
    }


def _between(least: dt.timedelta, most: dt.timedelta) -> str:
    """Two waits as a range: "34 to 58 hours"."""
    low, high = hours(least), hours(most)
    return span(low.removesuffix(" hours") if high.endswith(" hours") and low != high else low, high)


def dating(timing: Timing) -> Dating:
    """Collect how the event's day was found, and the sessions that follow from its instant."""
    # Quotes of several files at one hour have calendars of their own; of the event they say the same.
    once = {(exchange_name(f.exchange), f.session, f.open, f.close): f for f in reversed(timing.sessions.values())}
    sessions = tuple(reversed(once.values()))
    return Dating(timing.event, sessions, tuple(latest_session(timing, first) for first in sessions), timing.setting)


def latest_session(timing: Timing, first: FirstSession) -> FirstSession | None:
    """The session that could first react had the news come at the last possible moment; None where none is quoted."""
    code, (*_, last) = first.exchange, timing.study.event.ends
    if timing.study.event.until is None:
        return first
    if is_quoted(code) and not can_observe(code, last, 0, 0):
        return None
    return first_sessions(last, [code], timing.study.calendars)[code]
