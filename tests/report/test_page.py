"""The report as one HTML page: opens offline, says what the Markdown says, and takes no markup from a study."""

import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from analysis.report.findings import Findings
from analysis.report.page.embedded import ADDRESS
from analysis.report.page.html import html_report
from analysis.report.render import marked_report
from analysis.words.marks import picture, plain_markdown
from tests.cases import DRAWN_OF_FUNDS, made_case
from tests.reading import read

FIGURES = [e.figure for e in DRAWN_OF_FUNDS]
DRAWINGS = {f: f"<svg>{f}</svg>".encode() for f in FIGURES}


class Outline(HTMLParser):
    """Tags, addresses and text of a page; unbalanced tags are an error."""

    VOID = frozenset({"meta", "img", "br", "hr"})

    def __init__(self, page):
        super().__init__()
        self.open, self.addresses, self.alts, self.words, self.ids = [], [], [], [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.addresses += [given[k] for k in ("src", "href") if k in given]
        self.ids += [given["id"]] if "id" in given else []
        if tag == "img":
            self.alts.append(given["alt"])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass  # of formulas, which have no address and no words

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] not in (["style"], ["script"]):
            self.words.append(data)


@pytest.fixture(scope="module")
def marked(made):
    return marked_report(made, drawn=FIGURES)


@pytest.fixture(scope="module")
def markdown(marked):
    return plain_markdown(marked)


@pytest.fixture(scope="module")
def page(made, marked):
    return html_report(made.study.title, marked, DRAWINGS, {})


@pytest.fixture(scope="module")
def outline(page):
    return Outline(page)


def test_the_page_needs_nothing_from_outside(outline):
    beside = {f"{f}.{kind}" for f in FIGURES for kind in ("png", "svg", "csv")}
    for address in outline.addresses:
        assert address.startswith((ADDRESS, "#", "tables/")) or address in beside


def test_every_picture_has_words_for_those_who_cannot_see_it(outline, made):
    assert sorted(read(alt) for alt in outline.alts) == sorted(made.pieces[e.name].caption.alt for e in DRAWN_OF_FUNDS)


def test_no_line_breaks_within_a_day_of_a_table(page):
    days = re.findall(r"<t[dh][^>]*>[^<]*\b\d{4}-\d{2}-\d{2}\b", page)
    assert not days
    assert "<span class=day>" in page


def test_the_contents_lead_to_the_sections(outline, markdown):
    links = [a[1:] for a in outline.addresses if a.startswith("#")]
    assert set(links) <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))
    assert len(links) == len(re.findall(r"^## ", markdown, flags=re.MULTILINE))


def test_the_page_says_what_the_markdown_says(outline, markdown):
    words = " ".join(outline.words)
    text = re.sub(r"!\[.*\]\(.*\)", "", markdown)
    numbers = set(re.findall(r"\d+(?:\.\d+)?", text))
    assert numbers <= set(re.findall(r"\d+(?:\.\d+)?", words))


def test_a_phone_gets_a_viewport_and_a_dark_screen_its_colours(page):
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert "prefers-color-scheme: dark" in page
    assert page.count('<div class="rows" role="region" tabindex="0"') == page.count("<table>") > 5


@pytest.mark.slow
def test_a_study_cannot_break_a_table_or_smuggle_html():
    nasty = "a | b <img src=x onerror=1> ![p](q) **bold**"
    found = Findings(made_case(title=nasty, question=nasty, portfolio={"name": nasty}, factor_labels={"FFF": nasty}))
    page = html_report(found.study.title, marked_report(found, drawn=[]), {}, {})
    outline = Outline(page)
    assert all(re.fullmatch(r"#[\w-]+|tables/[\w-]+\.csv", a) for a in outline.addresses)
    assert page.count("<strong>") == 1
    assert sum(nasty in words for words in outline.words) >= 4


def test_the_words_of_a_picture_may_hold_brackets_of_any_kind():
    for words in ("[x](//a.example) and [0,+1]", "a ] b [ c", "[x]: //a"):
        shown = MarkdownIt().renderInline(picture(words, "car"))
        assert shown == f'<img src="car.png" alt="{words}" />'
