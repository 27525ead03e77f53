"""The report of a panel as Markdown, and as one HTML file. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.drawing.caption import Caption
from analysis.panels.study import ALL, window_name
from analysis.panels.tell.compare import MOST_GROUPS
from analysis.panels.tell.dates import LEAST_DATES, LEAST_RESTING
from analysis.panels.tell.exports import WORKBOOK, has, not_in_excel
from analysis.panels.tell.figures import FIGURES
from analysis.panels.tell.notes import (
    cautions,
    compared,
    events_left_out,
    marked,
    said_of,
    short,
    unbroken_groups,
    weights_words,
)
from analysis.panels.tell.tables import OTHER_MEANS, WEIGHTED, WINDOW, kinds
from analysis.panels.tell.told import ToldPanel
from analysis.words.markdown import Markdown
from analysis.words.marks import picture
from analysis.words.numbers import digits, listing
from analysis.words.tables import Table
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
    """The report, with marks of what its page folds; ``drawn`` has the captions of the figures beside it, by stem."""
    panel, settings = told.panel, told.panel.settings
    rows, of_all = len(panel.left_out), len(panel.groups) - 1
    reasons, by_window = events_left_out(panel)
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
        "kinds": kinds(),
        "figures": dict.fromkeys(FIGURES, "") | {s: Markdown(picture(c.alt, s)) for s, c in drawn.items()},
        "least_dates": LEAST_DATES,
        "least_resting": LEAST_RESTING,
        "compared": f"The first {MOST_GROUPS} of {of_all} groups are compared." if of_all > MOST_GROUPS else "",
        "calendar_time": short(told["calendar-time"]) if "calendar-time" in told.small else None,
        "reasons": reasons,
        "by_window": by_window,
        "rows": f"{digits(rows, 'row')} of prices could not be used: rows-left-out.csv names them" if rows else "",
        "files": [(f"{name}.csv", _MEANINGS[name]) for name in (*told.large, *told.small)] + _workbook(told),
    }  # fmt: skip
    return fill("panels/tell/report.md.j2", context | _means(told) | _comparisons(told) | _tests(told))


def _workbook(told: ToldPanel) -> list[tuple[str, str]]:
    """The workbook, where it is written, and what it does not have."""
    if not has("openpyxl"):
        return []
    without = not_in_excel(told.small | told.large)
    long = f", but for {listing(without)}, which are too long for it" if without else ""
    return [(WORKBOOK, f"these tables as sheets of one workbook{long}")]


def _means(told: ToldPanel) -> dict[str, Any]:
    """The means by window, and what to mind about them."""
    table = told["mean-by-window"]
    weightless = told.panel.weight is None or not (told.panel.weight > 0).any()
    other = [n for n in OTHER_MEANS if not (weightless and n in WEIGHTED)]
    return {
        "windows": unbroken_groups(marked(table, *(c.name for c in table.columns if c.name not in OTHER_MEANS))),
        "other_means": marked(table, "group", "window", "events", *other),
        "weights": weights_words(told.panel),
        "means_cautions": said_of(table.frame, "group", "caution"),
    }


def _comparisons(told: ToldPanel) -> dict[str, Any]:
    """Differences of groups, and regressions on characteristics."""
    differences, uncompared = compared(told.small.get("differences"))
    regressions = marked(short(told["cross-section"])) if "cross-section" in told.small else None
    return {
        "differences": differences,
        "differences_cautions": cautions(differences),
        "uncompared": uncompared,
        "regressions": regressions,
        "regressions_cautions": cautions(regressions),
    }


def _tests(told: ToldPanel) -> dict[str, Any]:
    """Tests of all events over windows that have a p-value; why others have none, and what to mind about them."""
    if "tests" not in told.small:
        return {"tests": False}
    every = told["tests"]
    frame = every.frame[(every.frame["measure"] != "AR") & (every.frame["group"] == ALL)]
    ends = zip(frame["measure"], frame["first"], frame["last"], strict=True)
    windows = [window_name((int(a), int(b))) if measure else "all windows" for measure, a, b in ends]
    tests = Table((WINDOW, *every.columns), frame.assign(window=windows))
    given = tests.frame["p"].notna()
    return {
        "tests": True,
        "given": marked(tests.where(given), "window", "test", "statistic", "p") if given.any() else None,
        "refusals": said_of(tests.frame[~given], "test", "reason"),
        "cautions": said_of(tests.frame[given], "test", "caution"),
    }
