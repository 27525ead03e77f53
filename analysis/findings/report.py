"""Writing: results.json, tables, figures and report into one folder, and the verdict into the README."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import UsageError
from analysis.files import recover, whole_folder, write_atomically
from analysis.findings.plots import FIGURES, draw, files_of
from analysis.findings.record import TABLES
from analysis.findings.render import html_report, markdown_report, readme_text
from analysis.findings.results import as_dict, to_csv, to_json

if TYPE_CHECKING:
    from analysis.findings.results import Findings

RESULTS = "results.json"
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in a folder that was looked at."""


def stages_of_writing(*, figures: bool) -> int:
    """How often :func:`write_findings` calls its ``progress``."""
    return 1 + (len(FIGURES) if figures else 0)


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
    results = as_dict(findings)
    text = to_json(results)
    refuse_strangers(out, results["files"])
    with whole_folder(out) as staging:
        _write(staging / RESULTS, text)
        for name, table in TABLES.items():
            _write(staging / "tables" / f"{name}.csv", to_csv(table(findings)))
        if figures:
            _draw_all(findings, staging, progress)
        elif _holds(out, text):
            _keep_figures(out, staging)
        progress("writing the report")
        drawn = [e.stem for e in FIGURES if (staging / f"{e.stem}.svg").is_file()]
        markdown = markdown_report(results, pictures=bool(drawn))
        _write(staging / "report.md", markdown)
        drawings = {stem: (staging / f"{stem}.svg").read_bytes() for stem in drawn}
        _write(staging / "report.html", html_report(results, markdown, drawings))


def _write(path: Path, text: str) -> None:
    """Write the same bytes on every system."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())


def _draw_all(findings: Findings, into: Path, progress: Callable[[str], None]) -> None:
    for entry in FIGURES:
        progress(f"drawing {entry.stem}")
        for name, content in draw(entry, findings).items():
            (into / name).write_bytes(content)


def _holds(folder: Path, results: str) -> bool:
    path = folder / RESULTS
    return path.is_file() and path.read_bytes() == results.encode()


def _keep_figures(old: Path, new: Path) -> None:
    """Carry over the figures of a folder when all are there: with some missing the report would be half."""
    names = [name for entry in FIGURES for name in files_of(entry)]
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
        return listed if RESULTS in listed and {"study", "verdict"} <= content.keys() else []
    except (ValueError, KeyError, TypeError):
        return []


def readme_block(results: Mapping[str, Any]) -> str:
    """Claim, verdict, summary, main figure and numbers as Markdown, from the content of results.json alone."""
    return readme_text(results)


def methods_block() -> str:
    """Table for the README: which test answers which question, what it assumes, and when it is none."""
    from analysis.eventstudy.inference.methods import METHODS

    head = "| test | question | assumes | invalid | source |\n|---|---|---|---|---|\n"
    return head + "\n".join(
        f"| {m.name} | {m.question} | {m.assumption} | {m.invalid} | {m.reference} |" for m in METHODS
    )


def refresh_readme(readme: Path, blocks: Mapping[str, str]) -> None:
    """Put each block between the two markers of its name in a README, all at once; the rest stays as it is.

    Raises
    ------
    UsageError
        If there is no such file, or markers are not there once each and in order.
    """
    if not readme.is_file():
        raise UsageError(str(readme), "no such file", remedy="name the README to fill")
    text = readme.read_text(encoding="utf-8")
    for name, block in blocks.items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
            raise UsageError(
                str(readme),
                f"has no place for the {name}",
                allowed=f"{begin} and {end}, once each",
                remedy="add them",
            )
        before, rest = text.split(begin)
        text = f"{before}{begin}\n{block.strip()}\n{end}{rest.split(end)[1]}"
    write_atomically(readme, text.encode())
