"""The parts of the report: each question with its answer, the pieces under it folded away, then the appendix."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.findings.piece import NotComputed, Piece, heading_of
from analysis.findings.when.dating import Dating
from analysis.report.exhibits import Exhibit, StepName
from analysis.words.markdown import Markdown, escape
from analysis.words.marks import marked_figure
from analysis.words.numbers import day
from analysis.words.study_words import proxies

if TYPE_CHECKING:
    from analysis.report.findings import Findings
    from analysis.report.told import Told

_HEADING = re.compile(r"^## (.+)\n", re.MULTILINE)
_PICTURE = re.compile(r"^(?:<FIGURE |!\[).*\n?", re.MULTILINE)
LONGEST = 260
"""Characters of a finding that stands beside its heading; a longer one is read below it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the report.

    Attributes
    ----------
    step : str
        Whose pieces answer it.
    asks : str
        The question.
    lead : tuple of str
        Names of the pieces that give the answer: the first that could be computed.
    """

    step: StepName
    asks: str
    lead: tuple[str, ...]


QUESTIONS = (
    Question("itself", "What did the assets’ own prices do?", ("happened",)),
    Question("when", "When could each market first know?", ("timeline", "dating")),
    Question("moved", "What moved?", ("decomposition",)),
    Question("unusual", "How unusual was it?", ("placebo",)),
    Question("sure", "How sure is that?", ("specifications", "synthetic", "dose", "diagnostics")),
    Question("meaning", "What does it mean?", ("power",)),
)
"""In the order of the report."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a question: its heading, its finding in a line, its paragraphs in marked Markdown."""

    heading: str
    finding: str
    body: str

    def to_markdown(self) -> Markdown:
        """Folded away, where a page can fold."""
        finding, told = (f"{escape(self.finding)}\n\n", " told") if self.finding else ("", "")
        return Markdown(f"<FOLD{told}>\n\n### {self.heading}\n\n{finding}{self.body.strip()}\n\n<END>\n")


@dataclass(frozen=True, slots=True)
class Part:
    """A question with its answer, the figure that shows it, and its sections."""

    asks: str
    answer: str
    figure: Markdown
    sections: tuple[Markdown, ...]


def parts(findings: Findings, drawn: Collection[str]) -> Iterator[Part]:
    """The questions that a study can answer, in order.

    Parameters
    ----------
    findings : Findings
    drawn : collection of str
        Names of the figures that lie beside the report.
    """
    for question in QUESTIONS:
        exhibits = [e for e in findings.exhibits if e.step == question.step and not e.appendix]
        if exhibits:
            lead = next(e for name in question.lead for e in exhibits if e.name == name and _computed(findings, e))
            answer = answer_to(findings, question, lead)
            shown = "" if lead.figure == findings.main_figure else figure_of(findings, lead, drawn, answer)
            # The lead's figure stands beside the answer, the main one on the first screen: each once.
            placed = {lead.figure, findings.main_figure}
            sections = sections_of(findings, exhibits, set(drawn) - placed, lead)
            told = tuple(s.to_markdown() for s in sections)
            yield Part(question.asks, answer, Markdown(shown), told)


def appendix(findings: Findings, drawn: Collection[str]) -> tuple[Markdown, ...]:
    """Sections of the pieces that stand in the appendix, whose tables say what they find."""
    exhibits = [e for e in findings.exhibits if e.appendix]
    return tuple(replace(s, finding="").to_markdown() for s in sections_of(findings, exhibits, drawn))


def _computed(findings: Findings, exhibit: Exhibit) -> bool:
    return not isinstance(findings.pieces[exhibit.name], NotComputed) or exhibit.name == "diagnostics"


def answer_to(findings: Findings, question: Question, lead: Exhibit) -> str:
    """The answer to a question in one sentence, from the piece that gives it."""
    said = findings.pieces[lead.name].summary()
    if question.step == "when":
        dated = findings.pieces["dating"]
        assert isinstance(dated, Dating)
        return f"{day(dt.date.fromisoformat(dated.told['date']))}. {said}" if lead.name == "timeline" else said
    return f"{_verdict(findings)} {said}" if question.step == "meaning" else said


def _verdict(findings: Findings) -> str:
    """The verdict in a sentence; whose it is, where another by the assets' own prices stands first."""
    judged = findings.verdict
    return judged.headline if findings.answer is judged else f"By the {proxies(findings.study)}: {judged.outcome}."


def figure_of(findings: Told, exhibit: Exhibit, drawn: Collection[str], said: str = "") -> str:
    """A piece's figure with its caption; nothing where it was not drawn.

    The caption is the finding, or the kind of picture where what is ``said`` beside it holds the finding already.
    """
    piece = findings.pieces[exhibit.name]
    if exhibit.figure not in drawn or not piece.has_figure():
        return ""
    words = piece.caption
    finding = words.title.removesuffix(".")
    # The alternative text says first what kind of picture it is, then the finding, which is its title.
    kind = words.alt.removesuffix(".").removesuffix(finding).strip()
    return marked_figure(exhibit.figure, kind if kind and finding in said else f"{finding}.", words.alt)


def sections_of(
    findings: Findings, exhibits: Sequence[Exhibit], drawn: Collection[str], lead: Exhibit | None = None
) -> Iterator[Section]:
    """What pieces say, heading by heading; one without a heading continues the piece before it.

    Findings that are said already, as the answer of the ``lead`` and on the first screen, are not said again.
    """
    said = {findings.pieces[e.name].summary() for e in exhibits if e == lead}
    said |= {findings.answer.headline, findings.verdict.headline}
    found: list[Section] = []
    for exhibit in exhibits:
        piece = findings.pieces[exhibit.name]
        bare = _PICTURE.sub("", piece.paragraph(figure_of(findings, exhibit, drawn), marked=True))
        finding = _finding(piece, bare, said)
        # What has no heading of its own continues another section, and its finding stands beside no heading.
        beside = finding if _HEADING.match(bare) or not found else ""
        told = "\n".join((*said, beside, _plain(bare)))
        text = _lowered(piece.paragraph(figure_of(findings, exhibit, drawn, told), marked=True))
        before, *parts = _HEADING.split(text)
        if before.strip():
            if found:
                last = found.pop()
                found.append(Section(last.heading, last.finding, f"{last.body}\n{before}"))
            else:
                found.append(Section(heading_of(type(piece)), finding, before))
        headed = list(zip(parts[::2], parts[1::2], strict=True))
        found += [Section(head, "", body) for head, body in headed[:-1]]
        found += [Section(head, finding, body) for head, body in headed[-1:]]
    yield from found


def _plain(text: str) -> str:
    """Markdown as its findings read: without escapes and special blanks."""
    return text.replace("\u00a0", " ").replace("\\", "")


def _lowered(text: str) -> str:
    """Headings below those of sections, a level deeper."""
    return re.sub(r"^###(?= )", "####", text, flags=re.MULTILINE)


def _finding(piece: Piece, text: str, said: Collection[str]) -> str:
    """The piece's finding, where it is short, not said already, and not what its own text begins with."""
    if isinstance(piece, NotComputed):
        return ""  # its paragraph is no more than that
    found = piece.summary()
    begins = _plain(_HEADING.sub("", text).strip()).startswith(found[:60])
    return "" if begins or found in said or len(found) > LONGEST else found
