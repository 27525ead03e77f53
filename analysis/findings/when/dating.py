"""The event's day: what the article's time cues say and rule out, and the first session of each exchange."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.event.dates import EventDate
from analysis.event.timing import Timing
from analysis.exchanges import FirstSession, is_quoted
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
    setting : Setting
    """

    event: EventDate
    sessions: tuple[FirstSession, ...]
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
        known = self.setting.study.event.until is None
        sessions = pd.DataFrame([_line(s, known=known) for s in self.sessions], columns=_names(SESSIONS))
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


def _line(first: FirstSession, *, known: bool) -> dict[str, Any]:
    """A first session; ``known``: whether the hour of the news is, or it stands for the first that may have been."""
    city = exchange_name(first.exchange)
    return {
        "exchange": first.exchange,
        "city": city,
        "place": city if is_quoted(first.exchange) else f"{city} ({first.exchange})",
        "session": first.session,
        "open": first.open,
        "close": first.close,
        "trading": span(f"{first.open:%H:%M}", f"{first.close:%H:%M}"),
        "position": "between two quotes" if is_quoted(first.exchange) else first.position if known else "not known",
        "wait_hours": first.wait / dt.timedelta(hours=1) if known else None,
        "wait": hours(first.wait) if known else "not known",
        "until": (hours(first.wait) if first.wait else "none") if known else "not known",
    }


def dating(timing: Timing) -> Dating:
    """Collect how the event's day was found, and the sessions that follow from its instant."""
    # Quotes of several files at one hour have calendars of their own; of the event they say the same.
    once = {(exchange_name(f.exchange), f.session, f.open, f.close): f for f in reversed(timing.sessions.values())}
    return Dating(timing.event, tuple(reversed(once.values())), timing.setting)
