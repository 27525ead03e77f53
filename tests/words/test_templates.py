"""A template says what it is given: strings escaped, tables as tables, lines joined; a missing name is an error."""

import jinja2
import pandas as pd
import pytest

from analysis.words import templates
from analysis.words.markdown import Markdown
from analysis.words.tables import Column, Table
from analysis.words.templates import fill, fill_html


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """Fill a template of some lines."""
    monkeypatch.setattr(templates, "files", lambda package: tmp_path)
    templates._environment.cache_clear()

    def fill_lines(*lines, html=False, **context):
        (tmp_path / "a.j2").write_text("\n".join(lines) + "\n", encoding="utf-8")
        templates._environment.cache_clear()
        return (fill_html if html else fill)("a.j2", context)

    yield fill_lines
    templates._environment.cache_clear()


def test_strings_are_escaped_and_markdown_is_not(filled):
    assert filled("{{ a }} {{ b }}", a="*x*", b=Markdown("*x*")) == "\\*x\\* *x*\n"


def test_strings_of_filters_are_escaped_too(filled):
    assert filled("{{ p | table_p }} {{ names | listing }}", p=1e-9, names=["a|b", "c"]) == "\\< 0.001 a\\|b and c\n"


def test_numbers_are_said_as_they_are(filled):
    assert filled("{{ n }} dates, {{ x | bp }} bp", n=509, x=12.34) == "509\u00a0dates, +12.3\u00a0bp\n"


def test_a_table_stands_where_it_is_named(filled):
    table = Table((Column("x", "a number", "x", "bp"),), pd.DataFrame({"x": [1.0, None]}))
    assert (
        filled("Here", "it is:", "", "{{ t }}", "and on.", t=table)
        == "Here it is:\n\n| x |\n|---:|\n| +1.0 |\n| – |\n\nand on.\n"
    )


def test_lines_of_blocks_leave_no_trace(filled):
    lines = ("{% if some %}", "Some", "words.", "{% endif %}", "", "{% for n in names %}", "- {{ n }}", "{% endfor %}")
    assert filled(*lines, some=True, names=["a", "b"]) == "Some words.\n\n- a\n- b\n"
    assert filled(*lines, some=False, names=["a"]) == "- a\n"


def test_a_name_that_is_missing_is_an_error_and_no_gap(filled):
    with pytest.raises(jinja2.UndefinedError, match="'nothing' is undefined"):
        filled("{{ nothing }}")
    with pytest.raises(jinja2.UndefinedError, match="no attribute 'nothing'"):
        filled("{{ told.nothing }}", told={"something": 1})


def test_a_page_is_escaped_as_html(filled):
    assert filled("<p>{{ a }}</p>", html=True, a="<b> & *x*") == "<p>&lt;b&gt; &amp; *x*</p>\n"
