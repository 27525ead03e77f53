"""The report of a panel as Markdown, and as one HTML file. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.drawing.caption import Caption
from analysis.panels.study import ALL, window_name
from analysis.panels.tell.figures import FIGURES
from analysis.panels.tell.summaries import MOST_GROUPS
from analysis.panels.tell.tables import WINDOW, kinds
from analysis.panels.tell.told import ToldPanel
from analysis.words.markdown import Markdown
from analysis.words.marks import picture
from analysis.words.numbers import digits, listing
from analysis.words.tables import Column, Table
from analysis.words.templates import fill

_MEANINGS = {
    "cars": "cumulative abnormal returns of every event and window, with names and dates",
    "abnormal-returns": "abnormal returns of every event by day",
    "mean-by-window": "means by group and window",
    "mean-by-day": "means by group and event day",
    "differences": "differences between groups",
    "cross-section": "regressions of CARs on characteristics",
    "calendar-time": "portfolios in calendar time",
    "tests": "every test of every day and window",
    "excluded": "events that were left out, with reasons",
    "rows-left-out": "rows of prices that were not used, with reasons",
}
_REASONS = (Column("reason", "why", "why"), Column("window", "of which window", "window"),
            Column("count", "events", "events", "count"))  # fmt: skip
TITLE = "Event study"


def panel_headline(told: ToldPanel) -> str:
    """The mean CAR of the first window in a sentence."""
    line = told["mean-by-window"].frame.iloc[0]
    if not line["events"]:
        return f"Over event days {line['window']} no event has a return on every day: there is no mean CAR."
    events = digits(int(line["events"]), "event")
    text = f"Over event days {line['window']} the mean CAR of {events} is {line['car_pct']:+.2f} %"
    if line["p_date"] >= 0:
        return f"{text} (standard error {line['se_date_pct']:.2f}, p = {line['p_date']:.2g}, clustered by date)."
    return f"{text}; on a single date its error cannot be told from the events themselves: see the tests."


def markdown(told: ToldPanel, drawn: Mapping[str, Caption]) -> str:
    """The report; ``drawn`` has the captions of the figures beside it, by stem."""
    panel, settings = told.panel, told.panel.settings
    counts = panel.excluded.groupby(["reason", "window"], sort=False).size().reset_index(name="count")
    tests = _of_windows(told.small["tests"]) if "tests" in told.small else None
    differences, uncompared = _compared(told.small.get("differences"))
    rows, of_all = len(panel.left_out), len(panel.groups) - 1
    context: dict[str, Any] = {
        "title": TITLE,
        "headline": panel_headline(told),
        "said": panel.said,
        "measured": len(panel.result.included),
        "handed": len(panel.events),
        "estimation": window_name(settings.estimation),
        "min_obs": settings.min_obs,
        "model": settings.model,
        "warnings": panel.result.warnings,
        "windows": told["mean-by-window"],
        "kinds": kinds(),
        "figures": dict.fromkeys(FIGURES, "") | {s: Markdown(picture(c.alt, s)) for s, c in drawn.items()},
        "differences": differences,
        "uncompared": uncompared,
        "compared": f"The first {MOST_GROUPS} of {of_all} groups are compared." if of_all > MOST_GROUPS else "",
        "regressions": _short(told.small.get("cross-section")),
        "calendar_time": _short(told.small.get("calendar-time")),
        "tests": None if tests is None else _given(tests),
        "refusals": () if tests is None else _refused(tests),
        "reasons": Table(_REASONS, counts) if len(counts) else None,
        "rows": f"{digits(rows, 'row')} of prices could not be used: rows-left-out.csv names them" if rows else "",
        "files": [(f"{name}.csv", _MEANINGS[name]) for name in (*told.large, *told.small)],
    }  # fmt: skip
    return fill("panels/tell/report.md.j2", context)


def _of_windows(tests: Table) -> Table:
    """Tests of all events over windows, with these in one column."""
    frame = tests.frame[(tests.frame["measure"] != "AR") & (tests.frame["group"] == ALL)]
    ends = zip(frame["first"], frame["last"], strict=True)
    windows = [window_name((int(first), int(last))) for first, last in ends]
    return Table((WINDOW, *tests.columns), frame.assign(window=windows))


def _given(tests: Table) -> Table:
    """Tests that have a p-value."""
    return tests.where(tests.frame["p"].notna()).only("window", "test", "statistic", "p")


def _refused(tests: Table) -> list[tuple[str, str]]:
    """Tests that were refused, those of one reason together, with the windows of which it is said; and the reason."""
    found: dict[tuple[str, str], list[str]] = {}
    for (reason, window), names in tests.frame[tests.frame["p"].isna()].groupby(["reason", "window"], sort=False):
        found.setdefault((listing(list(names["test"])), str(reason)), []).append(str(window))
    return [(f"{', '.join(windows)}: {names}", reason) for (names, reason), windows in found.items()]


def _compared(differences: Table | None) -> tuple[Table | None, list[str]]:
    """Differences that have a number; how many have none, and why."""
    if differences is None:
        return None, []
    reason = differences.frame["reason"].fillna("")
    tested = _short(differences.where(reason == "")) if (reason == "").any() else None
    counts = reason[reason != ""].value_counts()
    return tested, [f"{digits(int(n), 'difference')} cannot be tested: {why}" for why, n in counts.items()]


def _short(table: Table | None) -> Table | None:
    """A table without its last column, the reason why there is no number, where all numbers are there."""
    if table is None or table.frame["reason"].fillna("").any():
        return table
    return table.only(*(c.name for c in table.columns if c.name != "reason"))
