"""The report as text: first screen, questions with their pieces, appendix. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from analysis.exchanges import is_quoted
from analysis.findings.piece import NotComputed, Piece
from analysis.findings.unusual.joint import Joint
from analysis.measure.deciding import deciding
from analysis.report.findings import Findings
from analysis.report.provenance import OF_PIECES, citation, reference_numbers, references_of, versions
from analysis.report.sections import appendix, figure_of, parts
from analysis.words.markdown import Markdown
from analysis.words.marks import plain_markdown
from analysis.words.templates import fill

if TYPE_CHECKING:
    from analysis.report.told import Told


def marked_report(findings: Told, *, drawn: Collection[str]) -> Markdown:
    """The report as Markdown with the marks of its tables, figures and folds (:mod:`analysis.words.marks`).

    Parameters
    ----------
    findings : Told
    drawn : collection of str
        Names of the figures that lie beside the report.
    """
    content = _by_question(findings, drawn) if isinstance(findings, Findings) else _in_order(findings, drawn)
    return fill(findings.template, {**findings.opening(), **content, "versions": versions(), "citation": citation()})


def _by_question(findings: Findings, drawn: Collection[str]) -> dict[str, Any]:
    """First screen, the questions, the appendix."""
    main = next(e for e in findings.drawn if e.figure == findings.main_figure)
    return {
        "figure": Markdown(figure_of(findings, main, drawn, findings.answer.headline)),
        "conditions": findings.opening_tables()[0],
        "parts": list(parts(findings, drawn)),
        "appendix": appendix(findings, drawn),
        **_methods(findings),
    }


SIDES = {"greater": "1, for a gain", "less": "-1, for a loss", "two-sided": "1 or -1, and p twice the smaller"}
"""The direction in the formula of the placebo test."""


def _methods(findings: Findings) -> dict[str, Any]:
    """What the section on methods says: of the tests that this study has, and of no other."""
    case, tests = findings.case, findings.case.once(deciding)
    run = [name for name in OF_PIECES if _was_run(findings.pieces[name])]
    quoted = any(is_quoted(series.exchange) for series in case.series)
    chosen = references_of(run, quoted=quoted)
    names = ["like series"] * (tests.difference is not None) + ["neighbours"] * (tests.beside is not None)
    return {
        "overnight": any(window.returns != "close-to-close" for window in findings.study.windows),
        "quoted": quoted,
        "decay": findings.study.placebo.decay,
        "side": SIDES[tests.looking.alternative],
        "compared": " or ".join(names),
        "beside_them": run,
        "references": chosen,
        "cited": reference_numbers(chosen),
    }


def _was_run(piece: Piece) -> bool:
    """Whether a piece was computed; of one member nothing is tested jointly."""
    return not isinstance(piece, NotComputed) and not (isinstance(piece, Joint) and piece.members.series == 1)


def _in_order(findings: Told, drawn: Collection[str]) -> dict[str, Any]:
    """First screen, and the pieces one after the other, without the figure that stands there."""
    main = next(e for e in findings.drawn if e.figure == findings.main_figure)
    rest = set(drawn) - {main.figure}
    told = ((findings.pieces[e.name], figure_of(findings, e, rest)) for e in findings.exhibits)
    return {
        "figure": Markdown(figure_of(findings, main, drawn)),
        "conditions": findings.opening_tables()[0],
        "pieces": [piece.paragraph(figure, marked=True) for piece, figure in told],
    }


def markdown_report(findings: Told, *, drawn: Collection[str]) -> Markdown:
    """The report as Markdown for readers; parameters as of :func:`marked_report`."""
    return plain_markdown(marked_report(findings, drawn=drawn))
