"""The report of a panel in a browser: its tables have no marks, and yet sort, and fit a telephone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from analysis import panel, write_panel
from tests.browser import Shown, browser
from tests.panels.made import ASKED
from tests.panels.tell.test_told import tables

__all__ = ("browser",)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    out = tmp_path_factory.mktemp("page") / "out"
    write_panel(panel(*tables(), on=("size",), **(ASKED | {"tests": None, "windows": ["0:2", "-5:5"]})), out)
    return out / "report.html"


@pytest.mark.parametrize("width", [375, 1440])
def test_nothing_is_wider_than_the_screen_and_the_script_complains_of_nothing(browser, page, width):
    with Shown(browser, page, width=width) as shown:
        assert shown.told == []
        assert shown.ask("document.documentElement.scrollWidth") <= width
        wide = "[...document.querySelectorAll('.rows')].filter(r => r.scrollWidth > r.clientWidth + 1).length"
        assert shown.ask(wide) == 0
        assert shown.ask("document.querySelectorAll('thead button').length") > 20


def test_axe_finds_nothing_to_complain_of(browser, page):
    with Shown(browser, page, policy=False) as shown:
        found = Axe().run(shown.page).response
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
        assert found["passes"]
