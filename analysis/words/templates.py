"""Templates: each lies beside the code whose numbers it says. Fills them; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from analysis.words.filters import FILTERS
from analysis.words.markdown import Markdown, escape, reflow
from analysis.words.marks import marked_table, titled_table
from analysis.words.tables import Table

if TYPE_CHECKING:
    from jinja2 import Environment


def fill(template: str, context: Mapping[str, Any]) -> Markdown:
    """Markdown from a template, as its name in the package says ("findings/unusual/placebo.md.j2").

    Strings are escaped, tables become Markdown tables, wrapped paragraphs become one line each.
    """
    return Markdown(reflow(_environment(html=False).get_template(template).render(context)))


def fill_html(template: str, context: Mapping[str, Any]) -> str:
    """HTML from a template; strings are escaped."""
    return _environment(html=True).get_template(template).render(context)


@cache
def _environment(*, html: bool) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    loader = FunctionLoader(lambda name: (files("analysis") / name).read_text(encoding="utf-8"))
    # Markdown has its own special characters: `finalize` escapes them.
    finalize = None if html else _finalize
    environment = Environment(
        loader=loader, undefined=StrictUndefined, autoescape=html, finalize=finalize, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters.update(FILTERS)
    environment.filters["titled"] = Table.titled
    return environment


def _finalize(value: Any) -> Any:
    if isinstance(value, Table):
        return marked_table(value) if value.stem else titled_table(value)
    return escape(value) if isinstance(value, str) and not isinstance(value, Markdown) else value
