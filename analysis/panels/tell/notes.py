"""What stands around the tables of a panel's report: marks of cautions, reasons, what was left out. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.panels.study import Panel, window_name
from analysis.panels.tell.dates import LEAST_RESTING
from analysis.words.markdown import NO_BREAK, Markdown, escape
from analysis.words.numbers import digits, listing
from analysis.words.tables import Column, Table

if TYPE_CHECKING:
    import pandas as pd

MARK = "†"
SHORT = 14
"""Signs of a name up to which it stands on one line."""
_REASONS = (Column("reason", "why", "why"), Column("window", "of which window", "window"),
            Column("count", "events", "events", "count"))  # fmt: skip
_NUMBER = re.compile(r"(-?\d+)")


def marked(table: Table, *names: str) -> Table:
    """Some columns of a table, with a mark in the lines of which there is something to mind, where there are any."""
    said = table.frame["caution"].fillna("") != ""
    kept = tuple(c for c in table.columns if c.name in (names or table.frame.columns) and c.name != "caution")
    marks = said.map({True: MARK, False: ""})
    return Table((*kept, Column("mark", "", "caution")) if said.any() else kept, table.frame.assign(mark=marks))


def cautions(table: Table | None) -> list[str]:
    """What there is to mind about the lines of a table, each once."""
    return [] if table is None else [str(text) for text in table.frame["caution"].fillna("").unique() if text]


def unbroken_groups(table: Table) -> Markdown:
    """A table whose first column is the group, where short names stay on one line."""
    text: str = table.to_markdown()
    for name in {escape(g) for g in table.frame["group"] if len(g) <= SHORT}:
        text = text.replace(f"\n| {name} |", f"\n| {name.replace(' ', NO_BREAK)} |")
    return Markdown(text)


def said_of(frame: pd.DataFrame, names: str, text: str) -> list[tuple[str, str]]:
    """Texts of lines, each with the windows and names of which it is said; those of one text together.

    Parameters
    ----------
    frame : DataFrame
        With a column ``window``.
    names, text : str
        Columns of the names, and of the texts.
    """
    found: dict[tuple[str, str], list[str]] = {}
    some = frame[frame[text].fillna("") != ""]
    for (said, window), named in some.groupby([text, "window"], sort=False)[names]:
        found.setdefault((listing(list(named)), str(said)), []).append(str(window))
    return [(f"{', '.join(windows)}: {named}", said) for (named, said), windows in found.items()]


def compared(differences: Table | None) -> tuple[Table | None, list[str]]:
    """Differences that have a number; how many have none, and why."""
    if differences is None:
        return None, []
    reason = differences.frame["reason"].fillna("")
    tested = marked(short(differences.where(reason == ""))) if (reason == "").any() else None
    counts = reason[reason != ""].value_counts()
    return tested, [f"{digits(int(n), 'difference')} cannot be tested: {why}" for why, n in counts.items()]


def short(table: Table) -> Table:
    """A table without the column of reasons why there is no number, where all numbers are there."""
    if table.frame["reason"].fillna("").any():
        return table
    return table.only(*(c.name for c in table.columns if c.name != "reason"))


def events_left_out(panel: Panel) -> tuple[Table | None, Table | None]:
    """Events that were left out, by reason: of all windows with the sum of each other one; and of these, each reason.

    Windows in the order in which they were asked for, reasons in that of their words and of the days in them.
    """
    order = ["all", *map(window_name, panel.result.windows)]
    counts = panel.excluded.groupby(["reason", "window"], sort=False).size().reset_index(name="count")
    lines = sorted(counts.to_dict("records"), key=lambda line: (order.index(line["window"]), _sortable(line["reason"])))
    whole = [line for line in lines if line["window"] == "all"]
    parts = [line for line in lines if line["window"] != "all"]
    for window in order[1:]:
        own = [line for line in parts if line["window"] == window]
        if len(own) == 1:
            whole += own
        elif own:
            reason = f"one of {len(own)} reasons, which are listed below"
            whole.append({"reason": reason, "window": window, "count": int((panel.excluded["window"] == window).sum())})
    return _reasons(whole), _reasons(parts if len(parts) > len(order) - 1 else [])


def _sortable(reason: Any) -> list[tuple[int, str]]:
    """A text as it sorts with its numbers by size."""
    return [(int(part), "") if n % 2 else (0, part) for n, part in enumerate(_NUMBER.split(str(reason)))]


def _reasons(lines: Sequence[dict[Any, Any]]) -> Table | None:
    import pandas as pd

    return Table(_REASONS, pd.DataFrame(lines)) if lines else None


def weights_words(panel: Panel) -> str:
    """What the weights of the events do, in a sentence; nothing where there are none."""
    if panel.weight is None:
        return ""
    heavy, every = int((panel.weight > 0).sum()), len(panel.weight)
    if not heavy:
        return "The events have weights, and all are zero: there is no weighted mean."
    some = "" if heavy == every else f"; {heavy} of {every} measured events have one above zero"
    return (
        f"The events have weights{some}. The p-value of the mean with them is clustered by date; there is none where "
        f"it rests on fewer than {LEAST_RESTING} dates, as an effective number."
    )
