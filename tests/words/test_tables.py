"""One list of columns gives the CSV file and the table in Markdown, HTML and LaTeX."""

from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from markdown_it import MarkdownIt

from analysis.words.tables import Column, Table

FRAME = pd.DataFrame(
    {
        "fund": ["AAA", "BBB", "CCC"],
        "abnormal_bp": [12.345, -0.04, np.nan],
        "p": [0.1234, 0.0001, np.nan],
        "own": [True, False, True],
    }
)
COLUMNS = (
    Column("fund", "the fund", "fund"),
    Column("abnormal_bp", "abnormal return, basis points", "abnormal, bp", "bp"),
    Column("p", "p-value of the placebo test", "p", "p"),
    Column("own", "whether it is a member"),
    Column("mark", "a mark", "mark", lambda line: "†" if line["own"] else "", file=False),
)
TABLE = Table(COLUMNS, FRAME)
CELLS = [["AAA", "+12.3", "0.12", "†"], ["BBB", "+0.0", "< 0.001", ""], ["CCC", "–", "–", "†"]]
NASTY = [
    "a | b",
    "R&D",
    "&lt;",
    "5 %",
    "snake_case",
    "_loud_",
    "<b>",
    "$5 to $6",
    "back\\slash",
    "\\|",
    "#1",
    "{x}",
    "~^",
    '"q"',
]


class Cells(HTMLParser):
    """Rows of an HTML table as text, with the style of each cell; tags must be balanced."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.styles, self.open = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
            self.styles.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.styles[-1].append(dict(attributes).get("style", "text-align:left"))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.rows[-1][-1] += data


def rendered(markdown):
    """Rows of a Markdown table as a reader sees them."""
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    return Cells(html.replace("\n", "")).rows


def latex_rows(text):
    """Rows of a LaTeX table, as it is written."""
    lines = [line.removesuffix(r" \\") for line in text.splitlines() if line.endswith(r" \\")]
    return [line.split(" & ") for line in lines]


def words(*cells):
    """A table of one column of words, between two others that a stray separator would disturb."""
    frame = pd.DataFrame({"before": 1, "word": cells, "after": 2})
    return Table(tuple(Column(n, n, n, "text" if n == "word" else "count") for n in frame), frame)


# Cells


def test_each_cell_is_said_as_its_column_says():
    shown, cells = TABLE.cells()
    assert [c.head for c in shown] == ["fund", "abnormal, bp", "p", "mark"]
    assert cells == CELLS


def test_every_form_has_the_same_cells():
    heads = [c.head for c in TABLE.cells()[0]]
    assert rendered(TABLE.to_markdown()) == [heads, *CELLS]
    assert Cells(TABLE.to_html()).rows == [heads, *CELLS]
    assert latex_rows(TABLE.to_latex()) == [
        heads,
        ["AAA", "+12.3", "0.12", r"$\dagger$"],
        ["BBB", "+0.0", "$<$ 0.001", ""],
        ["CCC", "--", "--", r"$\dagger$"],
    ]


def test_a_function_of_the_line_sees_missing_numbers_as_none():
    seen = []
    column = Column("p", "a p-value", "p", lambda line: seen.append(line["p"]) or "")
    Table((column,), FRAME).cells()
    assert seen == [0.1234, 0.0001, None]


def test_words_stand_at_the_left_and_numbers_at_the_right():
    assert TABLE.to_markdown().splitlines()[1] == "|---|---:|---:|---:|"
    styles = Cells(TABLE.to_html()).styles
    assert styles == [["text-align:left", *["text-align:right"] * 3]] * 4
    assert r"\begin{tabular}{lrrr}" in TABLE.to_latex()


# The file


def test_the_file_holds_the_numbers_and_not_the_words_about_them():
    assert TABLE.to_csv() == "fund,abnormal_bp,p,own\nAAA,12.345,0.1234,True\nBBB,-0.04,0.0001,False\nCCC,,,True\n"


def test_a_column_without_a_head_is_in_the_file_alone():
    assert "own" in TABLE.to_csv()
    for text in (TABLE.to_markdown(), TABLE.to_html(), TABLE.to_latex()):
        assert "own" not in text
        assert "True" not in text


def test_a_column_that_is_not_for_the_file_is_in_the_text_alone():
    assert "mark" not in TABLE.to_csv()
    assert "†" in TABLE.to_markdown()


# Parts of a table


def test_some_columns_stand_in_the_order_asked_for_under_other_heads():
    part = TABLE.only("p", "fund", fund="name")
    assert [c.head for c in part.cells()[0]] == ["p", "name"]
    assert part.cells()[1] == [["0.12", "AAA"], ["< 0.001", "BBB"], ["–", "CCC"]]
    assert part.to_csv().splitlines()[0] == "p,fund"
    assert TABLE.columns[0].head == "fund", "the whole table stays as it was"


def test_a_column_without_a_head_can_be_given_one_for_a_place():
    assert TABLE.only("own", own="member").cells()[1] == [["True"], ["False"], ["True"]]


def test_a_function_of_the_line_still_sees_the_columns_that_are_left_out():
    assert TABLE.only("fund", "mark").cells()[1] == [["AAA", "†"], ["BBB", ""], ["CCC", "†"]]


def test_a_column_that_is_not_there_is_a_mistake():
    with pytest.raises(KeyError, match="nought"):
        TABLE.only("nought")


def test_lines_are_kept_by_a_mask_or_from_the_top():
    assert [c[0] for c in TABLE.where(FRAME["own"]).cells()[1]] == ["AAA", "CCC"]
    assert TABLE.where(FRAME["own"]).frame.index.tolist() == [0, 1]
    assert [c[0] for c in TABLE.first(2).cells()[1]] == ["AAA", "BBB"]
    assert len(FRAME) == 3


def test_a_table_without_lines_has_its_heads():
    empty = TABLE.where(FRAME["fund"] == "none of them")
    assert empty.cells()[1] == []
    assert len(empty.to_markdown().splitlines()) == 2
    assert empty.to_csv() == "fund,abnormal_bp,p,own\n"


# What is markup somewhere


@pytest.mark.parametrize("word", NASTY)
def test_what_is_markup_in_markdown_or_html_is_shown_as_it_is(word):
    assert rendered(words(word).to_markdown())[1] == ["1", word, "2"]
    assert Cells(words(word).to_html()).rows[1] == ["1", word, "2"]


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("R&D", r"R\&D"),
        ("5 %", r"5 \%"),
        ("snake_case", r"snake\_case"),
        ("$5", r"\$5"),
        ("#1", r"\#1"),
        ("{x}", r"\{x\}"),
        ("a\\b", r"a\textbackslash{}b"),
        ("~", r"\textasciitilde{}"),
        ("^VIX", r"\textasciicircum{}VIX"),
        ("< 0.001", "$<$ 0.001"),
        ("> 1", "$>$ 1"),
        ("a | b", "a $|$ b"),
        ("−1 – ∞", r"$-$1 -- $\infty$"),
        ("“R²”", "``R$^2$''"),
        ("† ‡", r"$\dagger$ $\ddagger$"),
        ("5\u00a0bp", "5~bp"),
    ],
)
def test_what_is_markup_in_latex_is_written_as_a_command(word, written):
    assert latex_rows(words(word).to_latex())[1] == ["1", written, "2"]


def test_heads_are_escaped_too():
    table = words("x").only("before", "word", before="a | b & 5 %", word="<x>_y")
    assert rendered(table.to_markdown())[0] == ["a | b & 5 %", "<x>_y"]
    assert Cells(table.to_html()).rows[0] == ["a | b & 5 %", "<x>_y"]
    assert latex_rows(table.to_latex())[0] == [r"a $|$ b \& 5 \%", r"$<$x$>$\_y"]


def test_a_cell_of_several_lines_stays_one_row():
    assert rendered(words("two\nlines").to_markdown())[1] == ["1", "two lines", "2"]


def test_a_file_quotes_what_would_split_a_cell():
    assert words("a, b").to_csv() == 'before,word,after\n1,"a, b",2\n'


@pytest.mark.parametrize("first", ["[0,+1]", "*"])
def test_a_row_of_latex_is_no_option_of_the_command_before_it(first):
    table = Table((Column("w", "", first),), pd.DataFrame({"w": [first, "x"]}))
    assert table.to_latex().splitlines()[2] == rf"{{}}{first} \\"
    assert table.to_latex().splitlines()[4:6] == [rf"{{}}{first} \\", r"x \\"]


# Itself


def test_it_says_itself_in_one_line_and_shows_itself_in_a_notebook():
    assert repr(TABLE) == "<Table of 3 lines: fund, abnormal_bp, p, own, mark>"
    many = Table(tuple(Column(n, n) for n in "abcdefgh"), FRAME)
    assert repr(many) == "<Table of 3 lines: a, b, c, d, e, f ...>"
    assert TABLE._repr_html_() == TABLE.to_html()


def test_latex_has_the_rules_of_booktabs():
    lines = TABLE.to_latex().splitlines()
    assert lines[0].startswith(r"\begin{tabular}")
    assert (lines[1], lines[3], lines[-2], lines[-1]) == (r"\toprule", r"\midrule", r"\bottomrule", r"\end{tabular}")
