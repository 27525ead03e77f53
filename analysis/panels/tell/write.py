"""The files of a panel in one folder, which is replaced as a whole or not at all. Writes files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.folders import check_place, refuse_strangers, restore_folder, whole_folder
from analysis.panels.study import Panel
from analysis.panels.tell.exports import MOST_LATEX, WORKBOOK, excel, has, large_csv, not_in_excel, parquet
from analysis.panels.tell.figures import draw_figures
from analysis.panels.tell.report import TITLE, markdown, panel_headline
from analysis.panels.tell.told import ToldPanel, tell
from analysis.report.page.html import html_report
from analysis.words.marks import plain_markdown
from analysis.words.plain import plain, to_json

INDEX = "panel.json"
"""What was asked and said, and every file of the folder: by it a later run knows the folder as one of its own."""


def check_panel_out(out: Path) -> None:
    """Say before a run whether its files can be written into a folder.

    Raises
    ------
    UsageError
        If it cannot be written, or holds files that no panel wrote.
    """
    refuse_strangers(check_place(restore_folder(out)), _earlier(out), "panel")


def _earlier(out: Path) -> list[str]:
    path = out / INDEX
    if not path.is_file():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return [str(name) for name in found["files"]] if "panel" in found else []
    except (ValueError, KeyError, TypeError):
        return []


def write_panel(
    panel: Panel,
    out: Path,
    *,
    figures: bool = True,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> ToldPanel:
    """Write tables, report and figures of a panel; return what they say.

    CSV and LaTeX always; Parquet where pyarrow is installed, an Excel workbook where openpyxl is.

    Parameters
    ----------
    panel : Panel
    out : Path
        A new folder, or one that this function wrote before.
    figures : bool
    progress : callable
        As of :func:`analysis.panels.panel.panel`.

    Raises
    ------
    UsageError
        As for :func:`check_panel_out`.
    """
    told = tell(panel, progress)
    progress("writing", 0, 1)
    files: dict[str, bytes] = {}
    long = [*told.large, *(name for name, table in told.small.items() if len(table.frame) > MOST_LATEX)]
    for name, table in told.small.items():
        if name not in long:
            files |= {f"{name}.csv": table.to_csv().encode(), f"{name}.tex": table.to_latex().encode()}
    if has("openpyxl"):
        files[WORKBOOK] = excel(told.small | told.large)
    drawn = draw_figures(told) if figures else {}
    for stem, (_, png, svg) in drawn.items():
        files |= {f"{stem}.png": png, f"{stem}.svg": svg}
    text = markdown(told, {stem: caption for stem, (caption, *_) in drawn.items()})
    drawings = {stem: svg for stem, (_, _, svg) in drawn.items()}
    files |= {
        "report.md": plain_markdown(text).encode(),
        "report.html": html_report(TITLE, text, drawings, {}).encode(),
    }
    tables = told.large | told.small
    streamed = [f"{name}.csv" for name in long] + [f"{name}.parquet" for name in tables if has("pyarrow")]
    files[INDEX] = to_json(plain(_index(told, [*files, *streamed, INDEX]))).encode()
    check_panel_out(out)
    with whole_folder(out) as staging:
        for name, content in files.items():
            (staging / name).write_bytes(content)
        for name in streamed:  # those of a million events are never in memory whole
            stem, _, kind = name.rpartition(".")
            with (staging / name).open("wb") as file:
                parquet(tables[stem], file) if kind == "parquet" else file.writelines(large_csv(tables[stem]))
    return told


def _index(told: ToldPanel, files: list[str]) -> dict[str, Any]:
    panel = told.panel
    return {
        "panel": {
            "headline": panel_headline(told),
            "events": len(panel.events),
            "measured": len(panel.result.included),
        },
        "settings": panel.settings.record(),
        "said": list(panel.said),
        "sources": dict(panel.sources),
        "files": sorted(files),
        "not_in_workbook": not_in_excel(told.small | told.large) if WORKBOOK in files else [],
    }
