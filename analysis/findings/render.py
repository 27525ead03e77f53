"""Text from results.json: the report as Markdown and HTML, and the README's block. Reads templates, writes nothing."""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analysis.measure.effects import PORTFOLIO
from analysis.words.filters import FILTERS as PHRASES
from analysis.words.filters import NONE, UNBOUNDED, level, table_p
from analysis.words.numbers import capital, day, listing, moment, percent, probability

if TYPE_CHECKING:
    from jinja2 import Environment

EFFECT_COLUMNS = (
    "raw", "abnormal", "95 % interval", "t", "p (two-sided)", "placebo p (one-sided)", "dates", "detectable",
)  # fmt: skip
_SPECIAL = re.compile(r"[\\`*|<>$~]|(?<!\w)_|_(?!\w)|\](?=\()")


class Markdown(str):
    """Text that is Markdown already; every other string is escaped on output."""

    __slots__ = ()


def escape(text: str) -> Markdown:
    """Plain text as Markdown: what would be markup gets a backslash, line breaks become spaces."""
    return Markdown(_SPECIAL.sub(lambda found: "\\" + found.group(), re.sub(r"\s+", " ", text)))


def markdown_report(results: Mapping[str, Any], *, pictures: bool) -> str:
    """The report as Markdown.

    Parameters
    ----------
    results : mapping
        Content of results.json (:func:`analysis.findings.results.as_dict`).
    pictures : bool
        Whether the figures lie beside the report.
    """
    return _fill("report.md.j2", results, "" if pictures else None)


def readme_text(results: Mapping[str, Any]) -> str:
    """Claim, verdict, summary, main figure and numbers, for a README at the root of the repository."""
    return _fill("readme.md.j2", results, f"figures/{results['study']['name']}/")


def html_report(results: Mapping[str, Any], markdown: str, drawings: Mapping[str, bytes]) -> str:
    """The same report as one HTML file that opens offline.

    Parameters
    ----------
    results : mapping
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
            anchor = re.sub(r"\W+", "-", inside.content.lower()).strip("-")
            token.attrSet("id", anchor)
            links.append((anchor, inside.content))
        if token.type == "inline" and token.children:
            for child in token.children:
                _embed(child, drawings)
    body = parser.renderer.render(tokens, parser.options, {})
    body = body.replace("<table>", '<div class="table"><table>').replace("</table>", "</table></div>")
    body = re.sub(r"<img[^>]*>", lambda found: f'<span class="figure">{found.group()}</span>', body)
    page = _environment(html=True).get_template("report.html.j2")
    return page.render(title=results["study"]["title"], body=body, links=links) + "\n"


def _embed(token: Any, drawings: Mapping[str, bytes]) -> None:
    if token.type != "image":
        return
    stem = str(token.attrGet("src")).removesuffix(".png")
    token.attrSet("src", f"data:image/svg+xml;base64,{base64.b64encode(drawings[stem]).decode()}")


def _fill(template: str, results: Mapping[str, Any], pictures: str | None) -> str:
    """Fill a template; ``pictures`` is the path of the figures' folder, or None to leave them out."""
    labels, figures = results["choices"]["factor_labels"], {f["stem"]: f for f in results["figures"]}

    def figure(stem: str) -> Markdown:
        shown = pictures is not None
        return Markdown(f"![{escape(figures[stem]['alt'])}]({pictures}{stem}.png)\n\n" if shown else "")

    def factors(tickers: Sequence[str]) -> str:
        return listing([f"{labels[t]} ({t})" for t in tickers]) if tickers else "constant mean"

    text = (
        _environment(html=False)
        .get_template(template)
        .render(
            **results,
            roles={s["key"]: s["role"] for s in results["series"]},
            names={s["key"]: s["name"] for s in results["series"]},
            raw=Markdown,
            figure=figure,
            factors=factors,
            effects_head=_effects_head,
            effects_note=_effects_note(results["choices"]["decision"]),
        )
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _effects_head(first: str) -> Markdown:
    return Markdown(f"| {first} | {' | '.join(EFFECT_COLUMNS)} |\n|---|{'---:|' * len(EFFECT_COLUMNS)}")


def _effects_note(rule: Mapping[str, Any]) -> str:
    """What the columns of effects mean."""
    return (
        "Basis points. Placebo p = (1 + k) / (1 + M): k of the M placebo dates lie as far in the claimed direction. "
        "Dates: M; windows of several days use dates so far apart that they do not overlap. Detectable: the smallest "
        f"effect that a one-sided test at {level(rule['alpha'])} finds with {percent(rule['power'])} probability, the "
        "larger of the t test's and the placebo test's."
    )


@cache
def _environment(*, html: bool) -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    folder = files("analysis.findings") / "templates"
    loader = DictLoader({t.name: t.read_text(encoding="utf-8") for t in folder.iterdir() if t.name.endswith(".j2")})
    # Markdown has its own special characters: `finalize` escapes them.
    finalize = None if html else _finalize
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=html, finalize=finalize)
    environment.filters.update({**FILTERS, **PHRASES})
    return environment


def _finalize(value: Any) -> Any:
    return escape(value) if isinstance(value, str) and not isinstance(value, Markdown) else value


def _signed(bp: float | None) -> str:
    return NONE if bp is None else f"{bp:+z.1f}"


def _size(bp: float | None) -> str:
    return UNBOUNDED if bp is None else f"{bp:.1f}"


def _effect(row: Mapping[str, Any]) -> Markdown:
    cells = (
        _signed(row["raw_bp"]),
        _signed(row["abnormal_bp"]),
        f"{_signed(row['low_bp'])} to {_signed(row['high_bp'])}",
        f"{row['t']:z.2f}",
        table_p(row["p_two_sided"]),
        table_p(row["placebo_p_claim"]),
        f"{row['placebo_dates']}",
        _size(row["detectable_bp"]),
    )
    return Markdown(" | ".join(cells) + " |")


def _implied(row: Mapping[str, Any]) -> str:
    low, high = f"{row['low_bp']:.1f}", f"{row['high_bp']:.1f}"
    return low if low == high else f"{low} to {high}"


def _parts(row: Mapping[str, Any], columns: Sequence[str]) -> Markdown:
    return Markdown(" | ".join(_signed(row[c]) for c in columns) + " |")


def _parts_head(columns: Sequence[str]) -> Markdown:
    names = " | ".join(c.removesuffix("_bp").replace("_", " ") for c in columns)
    return Markdown(f"| series | role | {names} |\n|---|---|{'---:|' * len(columns)}")


def _columns(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Columns of parts that some row fills, in their order."""
    rows = list(rows)
    return [c for c in rows[0] if c.endswith("_bp") and any(r[c] is not None for r in rows)]


FILTERS = {
    "listing": lambda words: listing(list(words)),
    "day": lambda date: day(dt.date.fromisoformat(date)),
    "moment": lambda time: moment(dt.datetime.fromisoformat(time)),
    "clock": lambda time: f"{dt.datetime.fromisoformat(time):%H:%M}",
    "capital": capital,
    "sentence": lambda text: capital(text.rstrip(".")) + ".",
    "bp": _signed,
    "size": _size,
    "brief": lambda number: f"{number:g}",
    "two": lambda pct: f"{pct:.2f}",
    "p": probability,
    "percent": percent,
    "series": lambda key: "Portfolio" if key == PORTFOLIO else key,
    "parts": _parts,
    "parts_head": _parts_head,
    "semicolons": "; ".join,
    "columns": _columns,
    "effect": _effect,
    "implied": _implied,
    "raw": Markdown,
}
