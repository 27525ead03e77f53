"""What a study says is never markup, and a template's line breaks are not the reader's."""

import pytest

from analysis.words.markdown import Markdown, escape, reflow, unbroken, wrapped


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", "a\\|b"),
        ("*x* `y`", "\\*x\\* \\`y\\`"),
        ("<script>", "\\<script\\>"),
        ("_loud_ but snake_case", "\\_loud\\_ but snake_case"),
        ("[a](b) and [0,+1]", "[a\\](b) and [0,+1]"),
        ("![p](q)", "![p\\](q)"),
        ("$5m to $6m", "\\$5m to \\$6m"),
        ("~~struck~~", "\\~\\~struck\\~\\~"),
        ("back\\slash", "back\\\\slash"),
        ("two\nlines", "two lines"),
        ("R&D and AT&amp;T", "R&D and AT\\&amp;T"),
        ("tab\t and  spaces", "tab and spaces"),
        ("# head", "\\# head"),
        ("#1 of all", "#1 of all"),
        ("- item", "\\- item"),
        ("-3.2 to +1", "-3.2 to +1"),
        ("1. item", "1\\. item"),
        ("2023) and on", "2023\\) and on"),
        ("1.5 %", "1.5 %"),
        ("---", "--\\-"),
        ("===", "==\\="),
        ("[x]: //b", "[x\\]: //b"),
        ("see [x]", "see \\[x\\]"),
        ("[ ] to do", "\\[ \\] to do"),
        ("one ] alone", "one \\] alone"),
        ("http://a.example or www.a.example", "http\\://a.example or www\\.a.example"),
        ("a@b.example", "a\\@b.example"),
        ("at 18:00: rates", "at 18:00: rates"),
    ],
)
def test_what_a_study_says_is_never_markup(text, escaped):
    assert escape(text) == escaped


@pytest.mark.parametrize(
    "text",
    [
        "a|b *c* _d_ `e` <f> $g$ ~h~ \\i [j](k)",
        "![p](q) **bold** <img src=x onerror=1> &lt;",
        "[x]: javascript:a",
        "# head",
        "12. item",
        "+ item",
        "- - -",
        "===",
        "a ]( b [",
    ],
)
def test_a_reader_of_the_rendered_text_sees_what_the_study_said(text):
    from markdown_it import MarkdownIt

    (paragraph,) = [
        t for t in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(escape(text)) if t.children
    ]
    assert {t.type for t in paragraph.children} <= {"text", "text_special"}
    assert "".join(t.content for t in paragraph.children) == text


def test_long_paragraphs_are_broken_and_nothing_else():
    long = "A sentence of words. " * 8
    table = f"| {'a' * 120} |\n|---|"
    text = f"{long.strip()}\n\n{table}\n\n![a picture of {long}](x.png)"
    paragraph, *rest = wrapped(text, 60).split("\n\n")
    assert max(map(len, paragraph.split("\n"))) <= 60
    assert paragraph.replace("\n", " ") == long.strip()
    assert "\n\n".join(rest) == text.partition("\n\n")[2]


def test_no_broken_line_becomes_a_list_or_a_table():
    for sign in ("- ", "1. ", "# ", "| "):
        broken = wrapped(f"{'word ' * 3}{sign}{'word ' * 3}".strip(), 17)
        assert not [line for line in broken.split("\n") if line.startswith(sign.strip())], broken


def test_escaped_text_says_that_it_is_markdown():
    assert isinstance(escape("a"), Markdown)
    assert escape("a") == "a"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("5 % of 12 sessions", "5\u00a0% of 12\u00a0sessions"),
        ("-3.1 bp, 1 date, 2.5 hours", "-3.1\u00a0bp, 1\u00a0date, 2.5\u00a0hours"),
        ("(p = 0.01)", "(p\u00a0=\u00a00.01)"),
        ("five sessions and 3 bpm", "five sessions and 3 bpm"),
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(text, kept):
    assert unbroken(text) == kept
    assert unbroken(kept) == kept
    assert joined(f"{text},", "and more") == f"{kept}, and more\n"
    assert joined(f"| {text} |") == f"| {kept} |\n"


def test_what_stands_in_code_is_kept():
    code = "```\nx = 5 % of\n```\n"
    assert reflow(code) == code


def joined(*lines):
    return reflow("\n".join(lines))


def test_the_lines_of_a_paragraph_are_joined():
    assert joined("One", "sentence", "  in three lines.") == "One sentence in three lines.\n"


def test_a_blank_line_ends_a_paragraph_and_several_are_one():
    assert joined("", "one", "", "", "", "two", "", "") == "one\n\ntwo\n"


def test_a_list_item_is_joined_and_the_next_begins_a_new_line():
    text = joined("They are:", "", "- the first", "  of two", "- the second", "", "After it.")
    assert text == "They are:\n\n- the first of two\n- the second\n\nAfter it.\n"


def test_a_list_may_follow_a_paragraph_at_once():
    assert joined("They are", "these:", "- one", "- two") == "They are these:\n- one\n- two\n"


def test_a_dash_within_a_sentence_is_no_list():
    assert joined("from -", "- well - here", "-5 to 5") == "from -\n- well - here -5 to 5\n"


def test_a_table_keeps_its_lines():
    table = ("| a | b |", "|---|---:|", "| x | 1 |")
    assert joined("Before:", "", *table, "", "after", "it") == "\n".join(["Before:", "", *table, "", "after it", ""])


def test_a_heading_keeps_its_line():
    assert joined("## A heading", "and its", "paragraph") == "## A heading\nand its paragraph\n"


def test_what_stands_between_two_lines_of_backticks_keeps_its_lines():
    fence = ("```sh", "make figures", "    make live", "", "", "", "- no list", "```")
    assert joined("Like", "this:", "", *fence, "", "and", "that") == "\n".join(
        ["Like this:", "", *fence, "", "and that", ""]
    )


def test_text_that_is_reflowed_stays_as_it_is():
    text = joined("One", "two", "", "- a", "  b", "", "| x |", "|---|", "", "```", "c", "d", "```")
    assert reflow(text) == text
