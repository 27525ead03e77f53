"""The report as text: the first screen, the questions with their pieces, the appendix. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from analysis.report.first_screen import conditions
from analysis.report.provenance import citation, references, versions
from analysis.report.sections import appendix, figure_of, parts
from analysis.words.markdown import Markdown
from analysis.words.marks import plain_markdown
from analysis.words.study_words import proxy_words
from analysis.words.templates import fill

if TYPE_CHECKING:
    from analysis.report.findings import Findings


def marked_report(findings: Findings, *, drawn: Collection[str]) -> Markdown:
    """The report as Markdown with the marks of its tables, figures and folds (:mod:`analysis.words.marks`).

    Parameters
    ----------
    findings : Findings
    drawn : collection of str
        Names of the figures that lie beside the report.
    """
    study = findings.study
    main = next(e for e in findings.drawn if e.figure == findings.main_figure)
    context = {
        "study": study,
        "name": Markdown(study.name),  # it stands in a block of commands, where nothing is markup
        "headline": findings.answer.headline,
        "proxy": "" if findings.case.itself else proxy_words(findings.case.setting, findings.case.holdings),
        "figure": Markdown(figure_of(findings, main, drawn)),
        "conditions": conditions(findings.answer),
        "parts": list(parts(findings, drawn)),
        "appendix": appendix(findings, drawn),
        "decay": study.placebo.decay,
        "references": references(),
        "versions": versions(),
        "citation": citation(),
    }
    return fill("report/report.md.j2", context)


def markdown_report(findings: Findings, *, drawn: Collection[str]) -> Markdown:
    """The report as Markdown for readers; parameters as of :func:`marked_report`."""
    return plain_markdown(marked_report(findings, drawn=drawn))
