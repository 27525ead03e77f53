"""A panel as measured: its events with names and dates, what was left out and why, and the engine's result."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import TableError
from analysis.eventstudy.abnormal.excluded import OF_ALL
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.windows import EventWindow
from analysis.panels.measure.clocks import Clock
from analysis.panels.measure.place import Places
from analysis.panels.reading.events import Events
from analysis.panels.settings import Settings
from analysis.words.numbers import digits

if TYPE_CHECKING:
    import pandas as pd

ALL = "all events"


@dataclass(frozen=True, eq=False, repr=False)
class Panel:
    """All that tables, figures and report say.

    Attributes
    ----------
    settings : Settings
    events : Events
        As they were handed in.
    places : Places
        Where each lies on its security's sessions.
    clocks : sequence of Clock
    result : PanelResult
        Abnormal returns of the events that could be measured.
    left_out : DataFrame
        Rows of prices that were not used.
    said : tuple of str
        What was recognised, moved, converted, left out.
    sources : mapping of str to str
        Names of the tables.
    """

    settings: Settings
    events: Events
    places: Places
    clocks: Sequence[Clock]
    result: PanelResult
    left_out: pd.DataFrame
    said: tuple[str, ...]
    sources: Mapping[str, str]

    def __repr__(self) -> str:
        return f"<Panel of {len(self.result.included)} events of {len(self.events)}, {len(self.groups)} groups>"

    @cached_property
    def group(self) -> NDArray[np.object_]:
        """Group of each measured event, shape (E,)."""
        return self.events.group[self.result.included]

    @cached_property
    def groups(self) -> dict[str, NDArray[np.bool_]]:
        """All events, then each group: which measured events it has."""
        names = [g for g in sorted(set(self.group), key=_counted) if g]
        every = {ALL: np.ones(len(self.group), dtype=bool)}
        return every | ({g: self.group == g for g in names} if len(names) > 1 else {})

    @cached_property
    def date(self) -> NDArray[np.intp]:
        """Number of each measured event's day 0 among all days, shape (E,): events of one day share news."""
        days = self.places.day0[self.result.included]
        return np.asarray(np.unique(days, return_inverse=True)[1], dtype=np.intp)

    @cached_property
    def characteristics(self) -> dict[str, Floats]:
        """Characteristics of the measured events on which CARs are regressed, each of shape (E,)."""
        if not self.settings.on:
            return {}
        found, _ = self.events.characteristics(self.settings.on)
        return {name: values[self.result.included] for name, values in found.items()}

    @property
    def weight(self) -> Floats | None:
        """Weights of the measured events, shape (E,)."""
        return None if self.events.weight is None else self.events.weight[self.result.included]

    @cached_property
    def excluded(self) -> pd.DataFrame:
        """Events that were left out, of all windows or of one: line, security, date, window, reason."""
        import pandas as pd

        table, out = self.events.table, self.result.excluded
        nowhere = np.flatnonzero(self.places.reason != "")
        rows = np.concatenate([nowhere, out.event])
        windows = np.array([*map(window_name, self.result.windows), "all"], dtype=object)
        return pd.DataFrame(
            {
                table.unit: table.lines[rows],
                "security": self.events.security[rows],
                "date": self.dates[rows],
                "window": windows[np.concatenate([np.full(len(nowhere), OF_ALL), out.window])],
                "reason": np.concatenate([self.places.reason[nowhere], out.reason]),
            }
        ).sort_values(table.unit, kind="stable", ignore_index=True)

    @cached_property
    def dates(self) -> NDArray[np.object_]:
        """Date or instant of each event as text, shape (E0,)."""
        days = np.datetime_as_string(self.events.day).astype(object)
        timed = ~np.isnat(self.events.instant)
        days[timed] = [f"{t}Z" for t in np.datetime_as_string(self.events.instant[timed], unit="s")]
        days[days == "NaT"] = ""
        return days

    def cars(self) -> pd.DataFrame:
        """CARs in percent, a line for each measured event and window, with names and dates."""
        import pandas as pd

        r, width = self.result, len(self.result.windows)
        exchanges = np.array([clock.name for clock in self.clocks], dtype=object)
        by_event = self._names() | {
            "moved": self.places.moved[r.included],
            "exchange": exchanges[self.places.clock[r.included]],
            "group": self.group,
        }
        fitted = {"nobs": r.nobs, "sigma_pct": 100 * r.sigma, "other_events": r.other_events, "at_edge": r.at_edge}
        by_window = {
            "window": np.tile(np.array([window_name(w) for w in r.windows], dtype=object), len(r.included)),
            "car_pct": 100 * r.car.ravel(),
            "se_pct": 100 * r.car_bse.ravel(),
            "t": r.tvalues.ravel(),
            "p": r.pvalues().ravel(),
            "bhar_pct": 100 * r.bhar.ravel(),
        }
        first, last = ({n: np.repeat(v, width) for n, v in columns.items()} for columns in (by_event, fitted))
        return pd.DataFrame(first | by_window | last)

    def abnormal_returns(self) -> pd.DataFrame:
        """Abnormal returns in percent, a line for each measured event and a column a day ("ar_-1_pct")."""
        import pandas as pd

        days = {f"ar_{day}_pct": 100 * ar for day, ar in zip(self.result.days, self.result.ar.T, strict=True)}
        return pd.DataFrame(self._names() | days)

    def _names(self) -> dict[str, NDArray[Any]]:
        rows = self.result.included
        return {
            "line": self.events.table.lines[rows],
            "security": self.events.security[rows],
            "date": self.dates[rows],
            "day0": np.datetime_as_string(self.places.day0[rows]).astype(object),
        }

    def summary(self) -> str:
        """What was recognised, the mean CARs, and what was left out, as text."""
        lines = list(self.said)
        for window, values in zip(self.result.windows, self.result.car.T, strict=True):
            known = values[np.isfinite(values)]
            mean = f"mean CAR {100 * known.mean():+.2f} %" if len(known) else "no CAR"
            lines.append(f"{window_name(window)}: {mean} of {digits(len(known), 'event')}")
        counts = Counter(zip(self.excluded["window"], self.excluded["reason"], strict=True))
        for (window, reason), count in counts.items():
            lines.append(f"left out{'' if window == 'all' else f' of {window}'}, {count}: {reason}")
        return "\n".join(lines)


def _counted(name: str) -> list[str | int]:
    """Key by which "2" comes before "10", as numbers count: words and numbers take turns in it."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)]


def window_name(window: EventWindow) -> str:
    """A window as text: "[-1, 1]"."""
    return f"[{window[0]}, {window[1]}]"


def require_groups(events: Events) -> None:
    """Refuse events of which some have a group and others none, and a group that is called like all together.

    Raises
    ------
    TableError
        With the first row without one.
    """
    if (events.group == ALL).any():
        row = int(np.argmax(events.group == ALL))
        where = f"{events.table.name}: {events.table.unit} {events.table.lines[row]}"
        raise TableError(where, f"a group called {ALL!r}, as all groups together are", remedy="call it otherwise")
    without = events.group == ""
    if without.any() and not without.all():
        row = int(np.argmax(without))
        where = f"{events.table.name}: {events.table.unit} {events.table.lines[row]}"
        raise TableError(where, "no group, which other events have", remedy="fill the column")
