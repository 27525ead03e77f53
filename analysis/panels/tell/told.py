"""All that a panel says, computed once: its tables by name, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analysis.panels.study import Panel
from analysis.panels.tell import tables
from analysis.panels.tell.compare import group_differences, regressions
from analysis.panels.tell.summaries import battery_lines, in_calendar_time, means_by_day, means_by_window
from analysis.words.tables import Table


@dataclass(frozen=True, slots=True, eq=False)
class ToldPanel:
    """A panel and its tables: small ones for people, and those of all events."""

    panel: Panel
    small: dict[str, Table]
    large: dict[str, Table]

    def __getitem__(self, name: str) -> Table:
        return self.small[name]


def tell(panel: Panel, progress: Callable[[str, int, int], None] = lambda s, d, t: None) -> ToldPanel:
    """Compute all tables.

    Parameters
    ----------
    panel : Panel
    progress : callable
        As of :func:`analysis.panels.panel.panel`.
    """
    excluded = panel.excluded.rename(columns={panel.events.table.unit: "line"})
    made: dict[str, tuple[Any, Any]] = {
        "mean-by-window": (tables.BY_WINDOW, means_by_window(panel)),
        "mean-by-day": (tables.BY_DAY, means_by_day(panel)),
        "differences": (tables.DIFFERENCES, group_differences(panel)),
        "cross-section": (tables.REGRESSIONS, regressions(panel)),
        "calendar-time": (tables.CALENDAR_TIME, in_calendar_time(panel)),
        "tests": (tables.TESTS, battery_lines(panel, progress)),
    }
    small = {name: tables.table(columns, lines) for name, (columns, lines) in made.items() if lines}
    small["excluded"] = Table(tables.EXCLUDED, excluded)
    small["rows-left-out"] = Table(tables.ROWS, panel.left_out)
    return ToldPanel(panel, small, {"cars": tables.car_table(panel), "abnormal-returns": tables.ar_table(panel)})
