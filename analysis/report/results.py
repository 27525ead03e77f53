"""The content of results.json: every number of the report, each under one key. Plain data; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.report.exhibits import STEPS
from analysis.report.findings import Findings
from analysis.report.first_screen import conditions
from analysis.words.numbers import listing
from analysis.words.plain import plain
from analysis.words.tables import Table

REPORTS = ("report.html", "report.md", "results.json")


def results(findings: Findings) -> dict[str, Any]:
    """All results as plain data.

    Keys end in their unit: ``_bp`` basis points of a log return, ``_pct`` percent, ``_hours``; times are UTC. Beside
    the steps, each with its pieces (:mod:`analysis.report.exhibits`; what a key holds is said by the piece's
    ``record``), there are ``study`` and ``claim``, what was declared of them; ``figures``, title, subtitle, source
    line and alternative text of each; and ``files``, all files of the folder that holds results.json. Without figures
    (:func:`without_figures`) there are none in either.
    """
    study, claim = findings.study, findings.study.claim
    declared = {
        "study": {"name": study.name, "title": study.title, "question": study.question, "seed": study.seed},
        "claim": {
            "quote": claim.quote,
            "direction": findings.case.timing.claim.direction,
            "assets": claim.assets,
            "issuers": claim.issuers,
        },
    }
    steps = {
        step: {e.name: findings.pieces[e.name].told for e in findings.exhibits if e.step == step} for step in STEPS
    }
    # What the pieces told is plain already.
    return {**plain(declared), **steps, "figures": figures(findings), "files": files(findings)}


def without_figures(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a folder into which no figures were drawn: none are listed."""
    stems = tuple(f"{figure['stem']}." for figure in content["figures"])
    return {**content, "figures": [], "files": [name for name in content["files"] if not name.startswith(stems)]}


def figures(findings: Findings) -> list[dict[str, Any]]:
    """What each figure says."""
    shown = [(e, findings.pieces[e.name].caption) for e in findings.drawn]
    return [
        {
            "stem": e.figure,
            "title": words.title,
            "subtitle": words.subtitle,
            "source": words.source or source_line(findings),
            "alt": words.alt,
            "main": e.figure == findings.main_figure,
        }
        for e, words in shown
    ]


def source_line(findings: Findings) -> str:
    """Where the prices come from, and when they were fetched."""
    case = findings.case
    closes, fetched = case.returns.closes, case.snapshot.fetched
    named = {"bundled": "the bundled snapshot", "live": "the live snapshot"}
    kind = named.get(case.source, f"the snapshot {case.source}")
    when = f" fetched on {listing(fetched)}" if fetched else ""
    return (
        f"Data: daily prices of {closes.shape[1]} series from {kind}{when}, {closes.index[0]:%Y-%m-%d} to "
        f"{closes.index[-1]:%Y-%m-%d}. Study: {findings.study.name}."
    )


def files(findings: Findings) -> list[str]:
    """All files that a run with figures writes, in order."""
    tables = [f"tables/{name}.csv" for name in csv_tables(findings)]
    latex = [f"tables/{name}.tex" for name in report_tables(findings)]
    return sorted([*REPORTS, *tables, *latex, *(name for e in findings.drawn for name in e.files)])


def report_tables(findings: Findings) -> dict[str, Table]:
    """Tables of the report by the name of their files."""
    found = [table for piece in findings.pieces.values() for table in piece.told_tables().values()]
    return {table.stem: table for table in (conditions(findings.answer), *found)}


def csv_tables(findings: Findings) -> dict[str, Table]:
    """Tables of the pieces by the name of their CSV file, and those of the report that are none of these."""
    own = {name: table for piece in findings.pieces.values() for name, table in piece.tables().items()}
    return {**report_tables(findings), **own}
