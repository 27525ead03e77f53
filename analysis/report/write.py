"""Writing: results.json, tables, figures and report into one folder, which is replaced as a whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from analysis.errors import UsageError
from analysis.files import LITTER, recover, whole_folder
from analysis.report.drawings import draw_all
from analysis.report.exhibits import EXHIBITS
from analysis.report.findings import Findings
from analysis.report.render import html_report, markdown_report
from analysis.report.results import latex_tables, results
from analysis.words.plain import to_json

RESULTS = "results.json"


def stages_of_writing(*, figures: bool) -> int:
    """How often :func:`write_findings` calls its ``progress`` at most."""
    return 1 + (sum(bool(e.figure) for e in EXHIBITS) if figures else 0)


def write_findings(
    findings: Findings,
    out: Path,
    *,
    figures: bool = True,
    progress: Callable[[str], None] = lambda stage: None,
) -> None:
    """Write results.json, tables, figures and report into a folder, which is replaced as a whole or not at all.

    Parameters
    ----------
    findings : Findings
    out : Path
        A new folder, or one that this function wrote before.
    figures : bool
        Without figures the run is faster. Those that lie in the folder stay, and stay in the report, when they
        belong to the same results; otherwise they would contradict the new numbers and go.
    progress : callable
        Called with the name of each stage as it starts.

    Raises
    ------
    UsageError
        If ``out`` is a file, cannot be written, or holds files that are not results of an earlier run.
    """
    out = out.absolute()
    recover(out)
    content = results(findings)
    text = to_json(content)
    refuse_strangers(out, content["files"])
    with whole_folder(out) as staging:
        _write(staging / RESULTS, text)
        for piece in findings.pieces.values():
            for name, table in piece.tables().items():
                _write(staging / "tables" / f"{name}.csv", table.to_csv())
        for name, table in latex_tables(findings).items():
            _write(staging / "tables" / f"{name}.tex", table.to_latex())
        if figures:
            draw_all(findings, lambda name, file: (staging / name).write_bytes(file), progress)
        elif _holds(out, text):
            _keep_figures(findings, out, staging)
        progress("writing the report")
        drawn = [e.figure for e in findings.drawn if (staging / f"{e.figure}.svg").is_file()]
        markdown = markdown_report(findings, drawn=drawn)
        _write(staging / "report.md", markdown)
        drawings = {stem: (staging / f"{stem}.svg").read_bytes() for stem in drawn}
        _write(staging / "report.html", html_report(findings.study.title, markdown, drawings))


def _write(path: Path, text: str) -> None:
    """Write the same bytes on every system."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())


def _holds(folder: Path, text: str) -> bool:
    path = folder / RESULTS
    return path.is_file() and path.read_bytes() == text.encode()


def _keep_figures(findings: Findings, old: Path, new: Path) -> None:
    """Carry over the figures of a folder when all are there: with some missing the report would be half."""
    names = [name for e in findings.drawn for name in e.files]
    if all((old / name).is_file() for name in names):
        for name in names:
            shutil.copy2(old / name, new / name)


def refuse_strangers(folder: Path, ours: list[str]) -> None:
    """Stop before a folder is replaced that holds anything but results: those of now, or those its results.json lists.

    Raises
    ------
    UsageError
        Naming the first file that is not a result.
    """
    if not folder.is_dir():
        return
    earlier = _listed(folder)
    known = {*ours, *earlier} if earlier else set()
    # The first that turns up: a folder that is not ours may be somebody's whole disk.
    files = (p for p in folder.rglob("*") if not p.is_dir() and p.name not in LITTER)
    stranger = next((p for p in files if p.relative_to(folder).as_posix() not in known), None)
    if stranger is not None:
        raise UsageError(
            str(folder),
            f"holds {stranger.relative_to(folder).as_posix()}, which no run wrote",
            remedy="choose another folder, or move the files away",
        )


def _listed(folder: Path) -> list[str]:
    """Files that the folder's own results.json lists; none when there is none, or it is someone else's."""
    path = folder / RESULTS
    if not path.is_file():
        return []
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        listed = [str(name) for name in content["files"]]
        ours = {"study", "verdict"} <= content.keys() or {"study", "meaning"} <= content.keys()
        return listed if RESULTS in listed and ours else []
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
