"""The report as one HTML page that opens offline: tables that sort, figures, folds, from the same marked Markdown."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from analysis.drawing.points import Point, points_of
from analysis.report.page.data import script_data
from analysis.report.page.embedded import embedded
from analysis.words.markdown import NO_BREAK
from analysis.words.marks import MARK, NAMES, formulas
from analysis.words.numbers import true_minus
from analysis.words.templates import fill_html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Block = Sequence["Token"]
_TEXT = re.compile(r">[^<]+")
_UNBROKEN = re.compile(r"\d{4}-\d{2}-\d{2}|\[-?\d+, -?\d+\\?\]")
"""A cell that is a date or a window of days."""
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_DATE = re.compile(rf"(?<=\d) (?=(?:{_MONTHS}|UTC)\b)")
"""Where a date or an hour would break: "20 September", "19:00 UTC"."""

_OPTION, _WHOLE = re.compile(r"--[a-z][\w-]*(?: \d[\d.]*)?"), r"<span class=d>\g<0></span>"
"""An option of a command with its number, and the same as HTML that never ends a line after its hyphens."""


def html_report(title: str, marked: str, drawings: Mapping[str, bytes], numbers: Mapping[str, str]) -> str:
    """The report as one HTML file.

    Parameters
    ----------
    title : str
    marked : str
        What :func:`analysis.report.render.marked_report` gave.
    drawings : mapping of str to bytes
        SVG drawings by stem; they are embedded.
    numbers : mapping of str to str
        Text of each drawing's CSV file by stem.
    """
    page = _Page(drawings)
    for block in _blocks(_parser().parse(marked)):
        page.add(block)
    script = _file("page.js") + "\n" + _file("points.js")
    context = {
        "title": title,
        "first": "".join(page.first),
        "body": "".join(page.rest),
        "links": page.links,
        "style": _file("base.css") + "\n" + _file("page.css"),
        "script": script,
        "hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "data": script_data(numbers, page.anchors, page.points),
    }
    return fill_html("report/report.html.j2", context).rstrip("\n") + "\n"


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def _file(name: str) -> str:
    return (files("analysis") / "report" / "page" / name).read_text(encoding="utf-8").strip()


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Tokens of one block after the other."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def typeset(text: str) -> str:
    """HTML with minus signs where numbers are negative, and dates and options that stay on one line."""
    return _TEXT.sub(lambda found: _OPTION.sub(_WHOLE, _DATE.sub(NO_BREAK, true_minus(found.group()))), text)


@dataclass
class _Page:
    """What has been written so far."""

    drawings: Mapping[str, bytes]
    first: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    anchors: dict[str, str] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)
    points: list[list[Point]] = field(default_factory=list)
    mark: tuple[str, str, str] | None = None
    summary: bool = False
    told: bool = False

    def add(self, block: Block) -> None:
        """Write one block."""
        kind, content = block[0].type, block[1].content if len(block) > 1 else ""
        if kind == "paragraph_open" and (found := MARK.fullmatch(content)):
            self._marked(*found.groups(""))
        elif kind == "table_open":
            self._put(self._table(block) if self.mark else self._bare_table(block))
        elif kind == "paragraph_open" and (self.mark or _is_picture(block)):
            self._put(self._figure(block) if self.mark else self._bare_drawing(block))
        elif kind == "heading_open":
            self._heading(block)
        else:
            if self.told:
                self.told = False
                self._put(f"<span>{typeset('>' + self._inline(block))[1:]}</span>")
                self._open()
                return
            self._open()
            text = _parser().renderer.render(list(block), _parser().options, {})
            self._put(text if kind in ("fence", "code_block") else typeset(text))

    def _put(self, text: str) -> None:
        (self.rest if self.links else self.first).append(text)

    def _inline(self, block: Block) -> str:
        inside: str = _parser().renderer.render(block[1].children or [], _parser().options, {})
        return inside

    def _marked(self, kind: str, stem: str, words: str) -> None:
        if kind in NAMES:
            self._open()
            self.numbers[kind] += 1
            self.mark = (kind, stem, words)
        elif kind == "FORMULA":
            self._open()
            self.numbers[kind] += 1
            name = f"Formula {self.numbers[kind]}"
            region = f'<div class="formula" role="region" tabindex="0" aria-label="{name}">'
            self._put(f"{region}{formulas()[stem]['mathml']}</div>\n")
        elif kind == "FOLD":
            self._put("<details>")
            self.told = bool(stem)
        else:
            self._open()
            self._put("</div></details>\n")

    def _open(self) -> None:
        """End the summary of a fold, where it has not ended."""
        if self.summary:
            self.summary = False
            self._put("</summary><div>")

    def _heading(self, block: Block) -> None:
        tag, words = block[0].tag, "".join(child.content for child in block[1].children or ())
        anchor = re.sub(r"\W+", "-", words.lower()).strip("-") or "section"
        inside = typeset(">" + self._inline(block))[1:]
        if tag == "h2":
            self.links.append((anchor, words))
        if tag == "h3":
            self._put(f"<summary><h3>{inside}</h3>")
            self.summary = True
        else:
            self._open()
            self._put(f'<{tag} id="{anchor}">{inside}</{tag}>\n' if tag == "h2" else f"<{tag}>{inside}</{tag}>\n")

    def _caption(self, links: Mapping[str, str]) -> tuple[str, str]:
        """Anchor of what was marked last, and its caption."""
        assert self.mark is not None
        kind, stem, words = self.mark
        self.mark = None
        name = f"{NAMES[kind]} {self.numbers[kind]}"
        anchor = name.lower().replace(" ", "-")
        self.anchors[stem] = anchor
        said = typeset(">" + _parser().renderInline(words))[1:]
        linked = " ".join(f'<a href="{a}" aria-label="{name} as {n}">{n}</a>' for n, a in links.items())
        text = f'<figcaption><span id="{anchor}-words"><b>{name}.</b> {said}</span> <span class="links">{linked}</span>'
        return anchor, f"{text}</figcaption>"

    def _figure(self, block: Block) -> str:
        assert self.mark is not None
        stem = self.mark[1]
        anchor, caption = self._caption({kind.upper(): f"{stem}.{kind}" for kind in ("png", "svg", "csv")})
        region = self._drawing(block, f'aria-labelledby="{anchor}-words"')
        return f'<figure id="{anchor}">{region}{caption}</figure>\n'

    def _drawing(self, block: Block, named: str) -> str:
        """The drawing that a picture's paragraph stands for, in a region that scrolls."""
        image = next(c for c in block[1].children or () if c.type == "image")
        stem = str(image.attrGet("src")).removesuffix(".png")
        alt = html.escape("".join(child.content for child in image.children or ()))
        shown = f'<img src="{embedded(self.drawings[stem])}" alt="{alt}">'
        self.points.append(points_of(self.drawings[stem].decode()))
        number = f"data-points={len(self.points) - 1}"
        return f'<div class="drawing" role="region" tabindex="0" {number} {named}>{shown}</div>\n'

    def _bare_drawing(self, block: Block) -> str:
        """A drawing without a mark."""
        self.numbers["bare figure"] += 1
        name = f"figure {self.numbers['bare figure']}"
        region = self._drawing(block, f'aria-label="{name}"')
        return f"<figure>{region}</figure>\n"

    def _bare_table(self, block: Block) -> str:
        """A table without a mark: it has no number and no file of its own."""
        self.numbers["bare table"] += 1
        rows, name = "".join(_rows(block, self._cell)), f"table {self.numbers['bare table']}"
        region = f'<div class="rows" role="region" tabindex="0" aria-label="{name}">'
        return f'<figure class="table">{region}<table>{rows}</table></div></figure>\n'

    def _table(self, block: Block) -> str:
        assert self.mark is not None
        anchor, caption = self._caption({"CSV": f"tables/{self.mark[1]}.csv"})
        region = f'<div class="rows" role="region" tabindex="0" aria-labelledby="{anchor}-words">'
        rows = "".join(_rows(block, self._cell))
        return f'<figure id="{anchor}" class="table">{caption}{region}<table>{rows}</table></div></figure>\n'

    def _cell(self, token: Token) -> str:
        inside: str = _parser().renderer.render(token.children or [], _parser().options, {})
        return _DAY.sub(r"<span class=day>\g<0></span>", typeset(f">{inside}")[1:])


def _is_picture(block: Block) -> bool:
    """Whether a paragraph is a picture and nothing else."""
    return [child.type for child in block[1].children or ()] == ["image"]


def _rows(block: Block, cell: Any) -> Iterator[str]:
    """A table's rows: a head for each column, and one for each line where it begins with words."""
    first = False
    for n, token in enumerate(block):
        if token.type in ("thead_open", "tbody_open", "thead_close", "tbody_close", "tr_close"):
            yield f"<{'/' * (token.nesting < 0)}{token.tag}>"
        elif token.type == "tr_open":
            first = True
            yield "<tr>"
        elif token.type in ("th_open", "td_open"):
            number = "right" in str(token.attrGet("style"))
            tag = "th" if token.tag == "th" or (first and not number) else "td"
            scope = "" if tag == "td" else f' scope="{"col" if token.tag == "th" else "row"}"'
            first = False
            look = " class=n" * number or " class=d" * bool(_UNBROKEN.fullmatch(block[n + 1].content))
            yield f"<{tag}{scope}{look}>{cell(block[n + 1])}</{tag}>"
