"""The bundled reports in a browser: whole without a network, for eyes, fingers, keys, screen readers and paper."""

import json
import re
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from matplotlib.image import imread

from tests.browser import Shown, browser
from tests.reading import read
from tests.runs import BONDS, COMMITTED

__all__ = ("browser",)

pytestmark = pytest.mark.slow

FOLDERS = {"funds and own prices": COMMITTED, "own prices alone": COMMITTED.with_name(f"{COMMITTED.name}-{BONDS.name}")}
WIDTHS = (375, 768, 1440)
REPORTS = sorted(path.parent for path in COMMITTED.parent.glob("*/report.html"))
FIRST, FOLDED, UNFOLDED = 150, 1500, 4500
"""Most words of the first screen; of the report as it opens; of all that it unfolds.

All that is read counts: text, captions, tables with their heads, the appendix of methods, references, data and choices.
What is no text does not: numbers, formulas, and controls (links to a figure's or table's files, buttons, choices of the
curve).
"""
CONTROLS = ".links, .filter, math"


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda name: name.replace(" ", "-"))
def folder(request):
    return FOLDERS[request.param]


@pytest.fixture(scope="module")
def results(folder):
    return json.loads((folder / "results.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def opened(browser, folder):
    """The report on a wide screen, as it opens."""
    with Shown(browser, folder / "report.html") as shown:
        yield shown


@pytest.fixture(scope="module")
def unfolded(browser, folder):
    """The same with all folds open."""
    with Shown(browser, folder / "report.html") as shown:
        yield shown.unfold()


def words(text):
    """Words as a reader counts them: what stands between spaces and holds a letter; numbers are no words."""
    return sum(any(sign.isalpha() for sign in part) for part in text.split())


def dark_edges(picture):
    """Whether the left and the right edge of a picture, inside its frame, are shaded from top to bottom."""
    grey = imread(BytesIO(picture))[20:-20, :, :3].mean(axis=2)
    return bool(grey[:, 3].max() < 0.9), bool(grey[:, -4].max() < 0.9)


# Whole without a network


def test_it_asks_for_nothing_but_itself_and_complains_of_nothing(unfolded, folder):
    assert [url for url in unfolded.asked if not url.startswith("data:")] == [(folder / "report.html").as_uri()]
    assert unfolded.told == []


def test_every_picture_is_decoded_and_has_words(unfolded):
    pictures = unfolded.ask("[...document.images].map(i => [i.complete && i.naturalWidth > 0, i.alt.length > 20])")
    assert len(pictures) > 10
    assert all(decoded and told for decoded, told in pictures)


def test_the_file_stays_below_three_megabytes(folder):
    assert (folder / "report.html").stat().st_size < 3e6


def test_every_link_leads_to_a_place_or_a_file_that_is_there(opened, folder):
    for address in opened.ask("[...document.links].map(a => a.getAttribute('href'))"):
        if address.startswith("#"):
            assert opened.ask(f"document.getElementById({json.dumps(address[1:])}) !== null"), address
        else:
            assert (folder / address).is_file(), address


# What it says


def test_the_first_screen_says_claim_and_verdict_as_results_json_has_them(opened, results):
    first = read(opened.ask("document.querySelector('header').innerText")).replace("−", "-")
    told = results["itself"].get("conclusion") or results["meaning"]["verdict"]
    assert results["claim"]["quote"] in first
    assert told["headline"] in first


def test_the_conditions_are_those_of_the_verdict(opened, folder):
    shown = opened.ask("[...document.querySelectorAll('header tbody tr')].map(r => [...r.cells].map(c => c.innerText))")
    lines = (folder / "tables" / "reasons.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [read(",".join(line)) for line in shown] == [line.replace('"', "") for line in lines]


def test_the_numbers_of_the_main_test_are_those_of_results_json(unfolded, results):
    found = results["unusual"]["placebo"]
    text = read(unfolded.ask("document.querySelector('main').innerText"))
    assert f"{found['as_far']} of {found['dates']} placebo dates" in text


@pytest.mark.parametrize("bundled", REPORTS, ids=lambda path: path.name)
def test_it_is_as_short_as_it_must_be(browser, bundled):
    with Shown(browser, bundled / "report.html") as shown:
        if shown.ask("document.querySelectorAll('details').length"):  # a family of events folds nothing away
            assert words(shown.ask("document.querySelector('header').innerText")) <= FIRST
            assert words(shown.ask("document.body.innerText")) <= FOLDED
        shown.unfold().ask(f"document.querySelectorAll('{CONTROLS}').forEach(control => control.remove())")
        assert words(shown.ask("document.body.innerText")) <= UNFOLDED


# On every screen


@pytest.mark.parametrize("width", WIDTHS)
def test_no_screen_scrolls_sideways_and_no_column_is_cut(browser, folder, width):
    with Shown(browser, folder / "report.html", width=width) as shown:
        shown.unfold()
        assert shown.ask("document.documentElement.scrollWidth") <= width
        cut = "[...document.querySelectorAll('.rows')].filter(r => r.scrollWidth > r.clientWidth + 1)"
        assert shown.ask(f"{cut}.map(r => r.innerText)") == []


def test_without_script_all_is_there_and_folds_open(browser, folder):
    with Shown(browser, folder / "report.html", script=False) as shown:
        first = shown.page.locator("details summary").first
        first.click()
        assert shown.page.locator("details[open]").count() == 1
        assert shown.page.locator("table").count() > 20
        assert shown.page.locator("button").count() == 0


@pytest.mark.parametrize("width", [WIDTHS[0], WIDTHS[-1]])
def test_a_shadow_tells_that_a_drawing_goes_on_and_only_then(browser, folder, width):
    with Shown(browser, folder / "report.html", width=width) as shown:
        drawing = shown.page.locator(".drawing:not(header .drawing)").locator("visible=true").first
        drawing.scroll_into_view_if_needed()
        narrow = width < 600
        edges = []
        for place in (0, 10_000):
            drawing.evaluate(f"drawing => {{ drawing.scrollLeft = {place}; }}")
            edges.append(dark_edges(drawing.screenshot()))
        assert edges == ([(False, True), (True, False)] if narrow else [(False, False)] * 2)


def test_the_picture_of_the_first_screen_is_whole_on_a_telephone(browser, folder):
    with Shown(browser, folder / "report.html", width=375) as shown:
        first = shown.page.locator(".drawing").first
        assert first.evaluate("drawing => drawing.scrollWidth <= drawing.clientWidth")


# With fingers and keys


def test_tables_sort_by_numbers_both_ways(unfolded):
    script = """() => {
      const tables = [...document.querySelectorAll('table')];
      const table = tables.find(t => t.rows.length > 9 && t.querySelector('thead .n button'));
      const heads = [...table.tHead.rows[0].cells], column = heads.findIndex(c => c.classList.contains('n'));
      const number = text => parseFloat(text.replace('\\u2212', '-'));
      const read = () => [...table.tBodies[0].rows].map(r => number(r.cells[column].textContent)).filter(isFinite);
      const button = heads[column].querySelector('button'), told = [];
      button.click(); told.push(read()); button.click(); told.push(read());
      return told;
    }"""
    up, down = unfolded.ask(script)
    assert len(up) > 5
    assert up == sorted(up)
    assert down == up[::-1]


def test_the_specification_curve_filters_by_choice(unfolded, results):
    every = results["sure"]["specifications"]["specifications"]
    box = unfolded.page.locator(".filter")
    assert f"{every} of {every} specifications" in box.locator("output").first.inner_text()
    choice = box.locator("select").first
    choice.select_option(index=1)
    left = int(re.match(r"\d+", box.locator("output").first.inner_text()).group())
    assert 0 < left < every
    assert box.locator("circle:not(.now)").count() == left
    box.locator("input").press("ArrowRight")
    assert "t = " in read(box.locator("output").last.inner_text())
    choice.select_option(index=0)


def test_a_figure_shows_its_values(unfolded, folder):
    figure = unfolded.page.locator("figure:has(img):has(button[aria-expanded])").first
    figure.locator("button[aria-expanded]").click()
    csv = figure.locator("a", has_text="CSV").get_attribute("href")
    assert figure.locator("tbody tr").count() == len((folder / csv).read_text(encoding="utf-8").splitlines()) - 1
    figure.locator("button[aria-expanded]").click()
    assert figure.locator("tbody tr").count() == 0


def ringed(drawing):
    """What a drawing says of a point, or nothing."""
    return drawing.locator(".tip").inner_text() if drawing.locator(".ring").is_visible() else ""


@pytest.mark.parametrize("width", [375, 1440])
def test_a_point_tells_its_values_under_the_pointer_and_by_arrow_keys(browser, folder, width):
    with Shown(browser, folder / "report.html", width=width) as shown:
        shown.unfold()
        for number, points in enumerate(shown.ask("JSON.parse(document.getElementById('data').textContent).points")):
            assert points, number
            drawing = shown.page.locator(f"[data-points='{number}']")
            drawing.focus()
            shown.page.keyboard.press("Home")
            assert ringed(drawing) == points[0][2]
            shown.page.keyboard.press("ArrowRight")
            assert ringed(drawing) == points[min(1, len(points) - 1)][2]
            tip = drawing.locator(".tip").evaluate("""tip => {
              const inner = tip.getBoundingClientRect(), outer = tip.parentElement.getBoundingClientRect();
              return inner.left >= outer.left && inner.right <= outer.right; }""")
            assert tip, number
            shown.page.keyboard.press("Escape")
            assert ringed(drawing) == ""
            x, y, _, *height = points[0]
            drawing.evaluate("region => { region.scrollLeft = 0; region.scrollIntoView({ block: 'center' }); }")
            box = drawing.locator("img").bounding_box()
            if x * box["width"] < width - 40:
                middle = y + (height[0] / 2 if height else 0)
                shown.page.mouse.move(box["x"] + x * box["width"], box["y"] + middle * box["height"])
                assert ringed(drawing) in [text for _, _, text, *_ in points], number
                shown.page.mouse.move(1, 1)
                assert ringed(drawing) == ""
        assert shown.ask("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_every_fold_and_every_region_that_may_scroll(unfolded):
    assert unfolded.ask("document.querySelectorAll('summary').length") > 15
    unreached = """[...document.querySelectorAll('summary, [role=region], thead button')].filter(place => {
      place.focus(); return document.activeElement !== place && place.getClientRects().length; }).length"""
    assert unfolded.ask(unreached) == 0
    scrolls = "['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1"
    assert (
        unfolded.ask(f"[...document.querySelectorAll('main *')].filter(e => {scrolls} && e.tabIndex < 0).length") == 0
    )


# For those who cannot see it, and on paper


RULES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
"""Of what axe asks only contrast depends on the colours of the screen."""


@pytest.mark.parametrize("scheme", RULES)
def test_axe_finds_nothing_to_complain_of(browser, folder, scheme):
    with Shown(browser, folder / "report.html", scheme=scheme, policy=False) as shown:
        found = Axe().run(shown.unfold().page, options=RULES[scheme]).response
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
        assert found["passes"]


def test_on_paper_it_is_light_unfolded_and_no_table_is_wider_than_the_sheet(browser, folder):
    with Shown(browser, folder / "report.html", width=688, scheme="dark") as shown:  # A4 less its margins, in pixels
        shown.page.emulate_media(media="print", color_scheme="dark")
        shown.ask("dispatchEvent(new Event('beforeprint'))")
        assert shown.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert shown.ask("document.querySelectorAll('details:not([open])').length") == 0
        wide = "[...document.querySelectorAll('table')].filter(t => t.scrollWidth > 689)"
        assert shown.ask(f"{wide}.map(t => t.innerText.slice(0, 80))") == []
