"""When the news broke: the moment that somebody gave, or the whole day where only the day is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pandas as pd

from analysis.errors import UsageError
from analysis.event.news import holds
from analysis.exchanges import exchange_sessions, first_sessions
from analysis.instants import span_on_earth
from analysis.scaffold.proposals import Proposed
from analysis.study.declarations import Window, zone_names
from analysis.study.quoted.quotes import read_closes
from analysis.study.toml.defaults import CLOSING, OVERNIGHT

LAST_MOMENT = dt.time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class NewsMoment:
    """First and last moment (UTC) at which the news may have broken, the same where it is known; who says so."""

    first: dt.datetime
    last: dt.datetime
    source: str

    @property
    def day_only(self) -> bool:
        """Whether only the day is known."""
        return self.first != self.last


def known_moment(instant: dt.datetime, source: str) -> NewsMoment:
    """The moment that somebody gave."""
    return NewsMoment(instant.astimezone(dt.UTC), instant.astimezone(dt.UTC), source)


def whole_day(day: dt.date, zone: str | None) -> NewsMoment:
    """A day as a place counts it; as any place on Earth may count it where none is named.

    Raises
    ------
    UsageError
        If there is no such zone.
    """
    if zone is not None and zone not in zone_names():
        raise UsageError(f"--zone {zone}", "no such zone", allowed="as Europe/Istanbul, or UTC", remedy="correct it")
    if zone:
        first, last = (
            dt.datetime.combine(day, at, ZoneInfo(zone)).astimezone(dt.UTC) for at in (dt.time(), LAST_MOMENT)
        )
    else:
        first, last = span_on_earth(day)
    counted = f"as counted in {zone}" if zone else "wherever it is counted"
    return NewsMoment(first, last, f"The article gives the day alone, {day}, {counted}")


def windows_for(moment: NewsMoment, targets: Sequence[Proposed]) -> tuple[dict[str, object], ...]:
    """Windows that hold the news whenever in its span it broke; empty where the usual ones all do, as for one moment.

    Of each usual window it is asked whether it holds the first moment and the last one; where the day may belong to
    several sessions the window reaches from the first of them to the last.

    Parameters
    ----------
    moment : NewsMoment
    targets : sequence of Proposed
        What the portfolio will be made of.
    """
    if not moment.day_only:
        return ()
    quoted = [p for p in targets if p.valued and p.file]
    later = max((_quotes_between(moment, p) for p in quoted), default=0)
    usual = CLOSING if quoted or any(p.closes for p in targets) else (OVERNIGHT, *CLOSING)
    if quoted:
        kept = [w for w in usual if _last(w) >= later]
    else:
        exchange = targets[0].exchange
        day0, last = (first_sessions(m, [exchange])[exchange].session for m in (moment.first, moment.last))
        kept = [w for w in usual if all(_holds(w, exchange, day0, m) for m in (moment.first, moment.last))]
        later = len(exchange_sessions(exchange, day0, last)) - 1
    if len(kept) == len(usual):
        return ()
    own = {"name": f"[0,+{later}]", "returns": "close-to-close", "first": 0, "last": later}
    return tuple(kept) or (own,)


def _last(window: dict[str, object]) -> int:
    return int(str(window["last"]))


def _holds(window: dict[str, object], exchange: str, day0: dt.date, moment: dt.datetime) -> bool:
    return holds(Window.model_validate(window), exchange, day0, moment)


def _quotes_between(moment: NewsMoment, series: Proposed) -> int:
    """How many quotes of a series with gaps lie between the first reaction to the earliest news and to the latest."""
    if series.file is None or series.valued is None:
        return 0
    hour, _, zone = series.valued.rpartition(" ")
    days = pd.DatetimeIndex(read_closes(series.file).index)
    struck = (days[days.day_of_week < 5] + pd.Timedelta(f"{hour}:00")).tz_localize(
        zone, ambiguous=True, nonexistent="shift_forward"
    )  # fmt: skip
    first, last = (int(struck.searchsorted(pd.Timestamp(m), side="right")) for m in (moment.first, moment.last))
    return last - first
