"""The report as text: the pieces' paragraphs in their order, as Markdown and as one HTML file. Writes nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.commands import NAME, command
from analysis.words.markdown import Markdown, escape
from analysis.words.study_words import proxy_words
from analysis.words.templates import fill, fill_html

if TYPE_CHECKING:
    from analysis.report.findings import Findings


def markdown_report(findings: Findings, *, drawn: Collection[str]) -> str:
    """The report as Markdown.

    Parameters
    ----------
    findings : Findings
    drawn : collection of str
        Names of the figures that lie beside the report.
    """
    paragraphs = []
    for exhibit in findings.exhibits:
        piece = findings.pieces[exhibit.name]
        shown = exhibit.figure in drawn and piece.has_figure()
        paragraphs.append(piece.paragraph(picture(piece.caption.alt, exhibit.figure) if shown else ""))
    study = findings.study
    context = {
        "study": study,
        # They stand in a block of commands, where nothing is markup.
        "name": Markdown(study.name),
        "run": Markdown(command("run", study.place, program=NAME)),
        "verify": Markdown(command("verify", study.place, program=NAME)),
        "headline": findings.answer.headline,
        "proxy": "" if findings.case.itself else proxy_words(findings.case.setting, findings.case.holdings),
        "pieces": paragraphs,
    }
    return fill("report/report.md.j2", context)


def picture(alt: str, figure: str, folder: str = "") -> str:
    """A figure as Markdown."""
    return f"![{escape(alt, brackets=True)}]({quote(folder)}{figure}.png)"


def html_report(title: str, markdown: str, drawings: Mapping[str, bytes]) -> str:
    """The same report as one HTML file that opens offline.

    Parameters
    ----------
    title : str
    markdown : str
        What :func:`markdown_report` gave.
    drawings : mapping of str to bytes
        SVG drawings by stem; they are embedded.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # A data address is our own drawing; the parser's filter would otherwise refuse it.
    tokens = parser.parse(markdown)
    links = []
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            words = "".join(child.content for child in inside.children or ())
            anchor = re.sub(r"\W+", "-", words.lower()).strip("-")
            token.attrSet("id", anchor)
            links.append((anchor, words))
        if token.type == "inline" and token.children:
            for child in token.children:
                _embed(child, drawings)
    body = parser.renderer.render(tokens, parser.options, {})
    body = body.replace("<table>", '<div class="table"><table>').replace("</table>", "</table></div>")
    body = re.sub(r"<img[^>]*>", lambda found: f'<span class="figure">{found.group()}</span>', body)
    return fill_html("report/report.html.j2", {"title": title, "body": body, "links": links}).rstrip("\n") + "\n"


def _embed(token: Any, drawings: Mapping[str, bytes]) -> None:
    if token.type != "image":
        return
    stem = str(token.attrGet("src")).removesuffix(".png")
    token.attrSet("src", f"data:image/svg+xml;base64,{base64.b64encode(drawings[stem]).decode()}")
