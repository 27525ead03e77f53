"""The content of results.json: every number of the report, each under one key. Plain data; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.report.told import Told
from analysis.words.plain import plain
from analysis.words.tables import Table

REPORTS = ("report.html", "report.md", "results.json")


def results(findings: Told) -> dict[str, Any]:
    """All results as plain data.

    Keys end in their unit: ``_bp`` basis points of a log return, ``_pct`` percent, ``_hours``; times are UTC. Beside
    the steps, each with its pieces (:mod:`analysis.report.exhibits`; what a key holds is said by the piece's
    ``record``), there are ``study`` and ``claim``, what was declared of them (``folder``: as commands name it);
    ``figures``, title, subtitle, source
    line and alternative text of each; and ``files``, all files of the folder that holds results.json. Without figures
    (:func:`without_figures`) there are none in either.
    """
    steps = {
        step: {e.name: findings.pieces[e.name].told for e in findings.exhibits if e.step == step}
        for step in findings.steps
    }
    # What the pieces told is plain already.
    return {**plain(findings.declared()), **steps, "figures": figures(findings), "files": files(findings)}


def without_figures(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a folder into which no figures were drawn: none are listed."""
    stems = tuple(f"{figure['stem']}." for figure in content["figures"])
    return {**content, "figures": [], "files": [name for name in content["files"] if not name.startswith(stems)]}


def figures(findings: Told) -> list[dict[str, Any]]:
    """What each figure says."""
    shown = [(e, findings.pieces[e.name].caption) for e in findings.drawn]
    return [
        {
            "stem": e.figure,
            "title": words.title,
            "subtitle": words.subtitle,
            "source": words.source or findings.source_line(),
            "alt": words.alt,
            "main": e.figure == findings.main_figure,
        }
        for e, words in shown
    ]


def files(findings: Told) -> list[str]:
    """All files that a run with figures writes, in order."""
    tables = [f"tables/{name}.csv" for name in csv_tables(findings)]
    latex = [f"tables/{name}.tex" for name in report_tables(findings)]
    return sorted([*REPORTS, *tables, *latex, *(name for e in findings.drawn for name in e.files)])


def report_tables(findings: Told) -> dict[str, Table]:
    """Tables of the report by the name of their files."""
    found = [table for piece in findings.pieces.values() for table in piece.told_tables().values()]
    return {table.stem: table for table in (*findings.opening_tables(), *found)}


def csv_tables(findings: Told) -> dict[str, Table]:
    """Tables of the pieces by the name of their CSV file, and those of the report that are none of these."""
    own = {name: table for piece in findings.pieces.values() for name, table in piece.tables().items()}
    return {**report_tables(findings), **own}
