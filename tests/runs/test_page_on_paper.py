"""The bundled reports on paper: full pages, where nothing is cut off from what it belongs to."""

import pytest

from tests.browser import Shown, browser
from tests.printed import printed
from tests.runs import BONDS, COMMITTED

__all__ = ("browser",)

pytestmark = pytest.mark.slow

REPORTS = {
    "A4": COMMITTED,
    "Letter": COMMITTED.with_name(f"{COMMITTED.name}-{BONDS.name}"),
}
SMALLEST = 6.5
"""Points of the smallest text in a drawing, on paper."""


@pytest.fixture(scope="module", params=REPORTS)
def shown(browser, request):
    """A report as it is printed, without script and for dark colours: paper must need neither; and its sheets."""
    paper = request.param
    with Shown(browser, REPORTS[paper] / "report.html", scheme="dark", script=False, policy=False) as shown:
        shown.page.emulate_media(media="print")
        yield shown, printed(shown, paper)


@pytest.fixture
def sheets(shown):
    return shown[1]


def test_all_that_the_page_holds_is_found_on_the_sheets(shown):
    page, sheets = shown
    for kind, place in {"drawing": ".drawing", "heading": "main h2, summary h3", "head": "thead"}.items():
        there = page.ask(f"document.querySelectorAll({place!r}).length")
        assert sum(len(sheet.of(kind)) for sheet in sheets) >= there > 10


def test_paper_is_white(shown):
    assert shown[0].ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_pages_are_full(sheets):
    filled = [sheet.filled for sheet in sheets[:-1]]
    assert all(share <= 1.01 for share in filled), "a mark below the margin was misread"
    assert min(filled) > 0.5
    assert sum(filled) / len(filled) > 0.85


def test_no_heading_stands_alone_at_the_foot_of_a_page(sheets):
    for sheet in sheets:
        for heading in sheet.of("heading"):
            below = [mark for mark in sheet.marks if mark.kind != "heading" and mark.top >= heading.bottom]
            assert below


def test_a_figure_stays_whole_and_with_its_caption(sheets):
    for number, sheet in enumerate(sheets, 1):
        for drawing in sheet.of("drawing"):
            assert any(0 <= line.top - drawing.bottom < 20 for line in sheet.of("caption")), f"page {number}"


def test_every_part_of_a_table_has_its_head(sheets):
    parts = [sheet.of("head", "cell") for sheet in sheets]
    assert all(part[0].kind == "head" for part in parts if part)


def test_the_text_of_drawings_can_be_read(shown):
    scales = shown[0].ask("[...document.images].map(i => i.width / i.naturalWidth)")
    assert 9 * min(scales) >= SMALLEST, "tests of the figures hold their text at nine points or more"
