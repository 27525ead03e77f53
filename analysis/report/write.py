"""Writing: results.json, tables, figures and report into one folder, which is replaced as a whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from analysis.folders import whole_folder
from analysis.report.drawings import draw_all
from analysis.report.exhibits import EXHIBITS
from analysis.report.folder import RESULTS, check_out
from analysis.report.page.html import html_report
from analysis.report.render import marked_report
from analysis.report.results import csv_tables, report_tables, results, without_figures
from analysis.report.told import Told
from analysis.words.marks import plain_markdown
from analysis.words.plain import to_json


def stages_of_writing(*, figures: bool, itself: bool) -> int:
    """How often :func:`write_findings` calls its ``progress`` at most, with or without a study within."""
    drawn = [e for e in EXHIBITS if e.figure and (itself or e.step != "itself")]
    return 1 + (len(drawn) if figures else 0)


def write_findings(
    findings: Told,
    out: Path,
    *,
    figures: bool = True,
    progress: Callable[[str], None] = lambda stage: None,
) -> None:
    """Write results.json, tables, figures and report into a folder, which is replaced as a whole or not at all.

    Parameters
    ----------
    findings : Told
    out : Path
        A new folder, or one that this function wrote before.
    figures : bool
        Without figures the run is faster. Those that lie in the folder stay, and stay in the report, when they
        belong to the same results; otherwise they would contradict the new numbers and go.
    progress : callable
        Called with the name of each stage as it starts.

    Raises
    ------
    OutputError
        If another run writes into it, and does not end.
    UsageError
        As for :func:`analysis.report.folder.check_out`.
    """
    content = results(findings)
    text = to_json(content)
    kept = not figures and _holds(findings, out, text)
    if not (figures or kept):
        text = to_json(without_figures(content))
    check_out(out, content["files"], question=findings.question)
    with whole_folder(out) as staging:
        (staging / "tables").mkdir()
        _write(staging / RESULTS, text)
        for name, table in csv_tables(findings).items():
            _write(staging / "tables" / f"{name}.csv", table.to_csv())
        for name, table in report_tables(findings).items():
            _write(staging / "tables" / f"{name}.tex", table.to_latex())
        if figures:
            draw_all(findings, lambda name, file: (staging / name).write_bytes(file), progress)
        elif kept:
            for name in _figures(findings):
                shutil.copy2(out / name, staging / name)
        progress("writing the report")
        drawn = [e.figure for e in findings.drawn if (staging / f"{e.figure}.svg").is_file()]
        marked = marked_report(findings, drawn=drawn)
        _write(staging / "report.md", plain_markdown(marked))
        drawings = {stem: (staging / f"{stem}.svg").read_bytes() for stem in drawn}
        numbers = {stem: (staging / f"{stem}.csv").read_text(encoding="utf-8") for stem in drawn}
        _write(staging / "report.html", html_report(findings.title, marked, drawings, numbers))
        check_out(out, content["files"], question=findings.question)  # once more: drawing takes a while


def _write(path: Path, text: str) -> None:
    """Write the same bytes on every system."""
    path.write_bytes(text.encode())


def _holds(findings: Told, folder: Path, text: str) -> bool:
    """Whether a folder holds these very results with all their figures: with some missing the report would be half."""
    path = folder / RESULTS
    same = path.is_file() and path.read_bytes() == text.encode()
    return same and all((folder / name).is_file() for name in _figures(findings))


def _figures(findings: Told) -> list[str]:
    return [name for e in findings.drawn for name in e.files]
