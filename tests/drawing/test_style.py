"""Figures are drawn with matplotlib's own font file, whatever fonts the machine has and has listed before."""

import dataclasses
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontManager, fontManager

from analysis.drawing.page import saved, styled
from analysis.drawing.style import FAMILY, WEIGHTS, font_file, style


@styled
def words():
    axes = Figure(figsize=(3, 1)).add_subplot()
    axes.set_title("Words, and a 1.5")
    axes.text(0, 0, "words", weight="bold")
    return axes


@pytest.fixture
def another_edition_first(monkeypatch):
    """A font list as found on machines that have DejaVu Sans of their own: only under other paths, other letters."""
    serif = str(Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSerif.ttf"))
    others = [f for f in fontManager.ttflist if f.name != "DejaVu Sans"]
    shadowed = [dataclasses.replace(f, fname=serif) for f in fontManager.ttflist if f.name == "DejaVu Sans"]
    monkeypatch.setattr(fontManager, "ttflist", shadowed + others)
    FontManager._findfont_cached.cache_clear()  # What it once found, it would give again.
    yield
    FontManager._findfont_cached.cache_clear()


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_the_font_is_the_one_that_came_with_matplotlib(weight):
    assert Path(font_file(weight)) == Path(mpl.get_data_path(), "fonts", "ttf", WEIGHTS[weight])


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_another_edition_of_the_font_on_the_machine_changes_no_byte(kind, request):
    before = saved(words(), kind)
    request.getfixturevalue("another_edition_first")
    assert saved(words(), kind) == before


def test_the_readers_settings_stay_as_they_were():
    before = mpl.rcParams["font.family"]
    with style():
        assert mpl.rcParams["font.family"] == [FAMILY]
    assert mpl.rcParams["font.family"] == before
