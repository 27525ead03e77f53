"""The page: nothing on it overlaps or leaves it, and what is drawn can be told apart in colour and in grey."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextPath

from analysis.drawing.caption import Caption
from analysis.drawing.page import (
    DASHES,
    HUES,
    SHAPES,
    WIDTH,
    Look,
    add_source,
    axes_size,
    looks,
    mark_day_zero,
    page,
    panel_title,
    panels,
    saved,
    say_instead,
    styled,
    text_width,
    wrap,
)
from analysis.drawing.style import font_file
from analysis.study.series import PORTFOLIO
from tests.cases import declared, made_study
from tests.legible import assert_legible, texts_of

SHORT = Caption("The event does not stand out", "Abnormal return of the portfolio", "A figure.")
LONG = Caption(" ".join(["a finding of many words"] * 8), " ".join(["what the data are of"] * 14), "A figure.")
ONE, TWO, THREE = ("Data: daily prices of 16 series. " * n for n in (1, 5, 9))


@styled
def drawn(caption, *, ax=None, height=3.0, source=""):
    """A page with something on it."""
    ax = page(caption, ax=ax, height=height)
    ax.plot([0, 1, 2], [0.5, 2, 1])
    ax.set(xlabel="event day", ylabel="basis points")
    if source:
        add_source(ax, source)
    return ax


def luminance(colour):
    """Relative luminance of a colour, as WCAG 2.1 defines it."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(colour)]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(colour, other="#FFFFFF"):
    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)


# The page


@pytest.mark.parametrize("caption", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("source", ["", ONE, TWO, THREE], ids=["none", "one line", "two lines", "three lines"])
def test_nothing_on_a_page_overlaps_or_leaves_it(caption, source):
    axes = drawn(caption, source=source)
    assert_legible(axes.figure)
    width, height = axes.figure.get_size_inches()
    assert width == WIDTH
    # The axes are drawn in the style; what stands around them keeps clear of the words of the page.
    box = axes.get_position()
    around = [b for text, _, b in texts_of(axes.figure) if text in [t.get_text() for t in axes.figure.texts]]
    for left, bottom, right, top in around:
        assert top <= box.y0 * height or bottom >= box.y1 * height or right <= box.x0 * width or left >= box.x1 * width


def test_the_axes_are_as_high_as_was_asked_whatever_stands_around_them():
    for caption in (SHORT, LONG):
        for source in ("", ONE, THREE):
            assert axes_size(drawn(caption, height=2.5, source=source))[1] == pytest.approx(2.5)


def test_a_page_grows_by_each_further_line_of_its_source_and_keeps_its_parts_where_they_were():
    heights = []
    for source in (ONE, TWO, THREE):
        figure = drawn(SHORT, source=source).figure
        heights.append(figure.get_size_inches()[1])
        assert len(figure.texts[-1].get_text().splitlines()) == len(heights)
        title = figure.texts[0]
        from_top = (1 - title.get_position()[1]) * heights[-1]
        assert from_top == pytest.approx(0.18)
    steps = np.diff(heights)
    assert steps[0] == pytest.approx(steps[1])
    assert steps[0] > 0.1


def test_the_source_is_the_last_thing_on_the_page():
    figure = drawn(SHORT, source=TWO).figure
    bottoms = {text: box[1] for text, _, box in texts_of(figure)}
    assert min(bottoms, key=bottoms.get) == figure.texts[-1].get_text()
    assert " ".join(figure.texts[-1].get_text().split()) == TWO.strip()


def test_given_axes_get_the_title_and_nothing_else_of_the_page():
    figure = Figure(figsize=(8, 4))
    left, right = figure.subplots(1, 2)
    size = axes_size(left)
    assert drawn(SHORT, ax=left) is left
    assert " ".join(left.get_title(loc="left").split()) == SHORT.title
    assert figure.texts == []
    assert axes_size(left) == size
    assert not right.lines


def test_panels_stand_where_they_should_on_any_page():
    own = page(SHORT, ax=None, height=3.0)
    boxes = [(0.0, 0.0, 3.0, 1.0), (4.0, 1.5, 4.0, 1.5)]
    size = axes_size(own)
    for axes in panels(own, size, boxes):
        axes.figure.canvas.draw()
        width, height = axes_size(axes)
        assert (width, height) in [pytest.approx(b[2:]) for b in boxes]
    half = Figure(figsize=(8, 4)).add_axes((0, 0, 0.5, 0.5))
    for axes, box in zip(panels(half, size, boxes), boxes, strict=True):
        axes.figure.canvas.draw()
        scale = np.array(axes_size(half)) / size
        assert axes_size(axes) == pytest.approx(tuple(scale * box[2:]))
    assert not own.axison


def test_words_in_place_of_a_panel_stay_on_it():
    axes = page(SHORT, ax=None, height=1.0)
    say_instead(axes, "too few sessions before the event; " * 5)
    assert_legible(axes.figure)
    assert not axes.axison


def test_the_label_of_day_zero_stands_above_the_data():
    axes = drawn(SHORT)
    mark_day_zero(axes, "event day 0")
    panel_title(axes, "a panel", loc="right")
    axes.figure.canvas.draw()
    (label,) = axes.texts
    assert label.get_window_extent().y0 >= axes.get_window_extent().y1
    assert_legible(axes.figure)


# Style and bytes


@pytest.mark.slow
def test_a_figure_is_drawn_in_our_style_and_leaves_the_readers_as_it_was():
    before = dict(mpl.rcParams)
    own = saved(drawn(SHORT), "png")
    assert dict(mpl.rcParams) == before
    with mpl.rc_context({"font.size": 30, "axes.grid": False, "lines.linewidth": 9, "savefig.dpi": 50}):
        assert saved(drawn(SHORT), "png") == own


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_figure_gives_the_same_bytes_without_a_date(kind):
    first, second = (saved(drawn(SHORT, source=ONE), kind) for _ in range(2))
    assert first == second
    assert b"tEXt" not in first
    assert b"<dc:date>" not in first
    assert mpl.__version__.encode() not in first


# Telling apart


@pytest.fixture(params=["made", "bundled"])
def styles(request, study):
    return looks(made_study() if request.param == "made" else study)


def test_no_two_instruments_look_alike_in_colour_or_in_grey(styles):
    every = list(styles.values())
    assert len({(k.colour, k.dash) for k in every}) == len(every)
    assert len({(k.colour, k.shape) for k in every}) == len(every)
    for one, two in combinations(every, 2):
        # Where two have the same dash and the same shape, their greys differ.
        if (one.dash, one.shape) == (two.dash, two.shape):
            assert abs(luminance(one.colour) - luminance(two.colour)) > 0.02


def test_looks_repeat_as_late_as_they_can():
    # Numbers of hues, dashes and shapes share no divisor, so the pairs only repeat after their product.
    assert np.gcd(len(HUES), len(DASHES)) == np.gcd(len(HUES), len(SHAPES)) == np.gcd(len(DASHES), len(SHAPES)) == 1


def test_an_instrument_keeps_its_look_when_others_are_added_after_it():
    more = made_study(instruments=[*declared()["instruments"], declared()["instruments"][4] | {"ticker": "NEW"}])
    fewer = looks(made_study())
    assert {t: look for t, look in looks(more).items() if t in fewer} == fewer
    assert fewer[PORTFOLIO].colour == "#000000"


def test_small_text_in_a_lines_colour_has_contrast_on_white(styles):
    for look in styles.values():
        assert contrast(look.text) >= 4.5  # WCAG 2.1, level AA


def test_every_hue_can_be_seen_on_white_and_its_text_keeps_its_tone():
    for hue in HUES:
        assert contrast(hue) >= 2
        text = Look(hue, "-", "o").text
        assert contrast(text) >= 4.5
        ratio = np.array(to_rgb(text)) / np.where(np.array(to_rgb(hue)) > 0, to_rgb(hue), 1)
        assert np.ptp(ratio[np.array(to_rgb(hue)) > 0]) < 0.03


# Lines of text


def test_text_is_broken_where_it_would_leave_its_column():
    lines = wrap("a move of 5 % and p = 0.1 in words", 1.0, 10)
    assert " ".join(lines).replace("\u00a0", " ") == "a move of 5 % and p = 0.1 in words"
    assert all(text_width(line, 10) <= 1.0 for line in lines)
    assert any("5\u00a0%" in line for line in lines)
    assert any("p\u00a0=\u00a00.1" in line for line in lines)


def test_a_word_too_long_for_its_column_stands_alone():
    assert wrap("a verylongwordindeed b", 0.5, 10) == ["a", "verylongwordindeed", "b"]
    assert wrap("", 1.0, 10) == [""]


def test_bold_text_and_large_text_are_wider():
    assert text_width("words", 10) < text_width("words", 10, "bold") < text_width("words", 13, "bold")


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize(
    "text", ["flow of five offices", "To AV we Ta", "p\u00a0=\u00a00.1, 5\u00a0%", "a  b ", " x", "ö"]
)
def test_a_line_is_as_wide_as_its_outline(text, weight):
    outline = TextPath((0, 0), text, size=9.5, prop=FontProperties(fname=font_file(weight)))
    assert text_width(text, 9.5, weight) == pytest.approx(outline.vertices[:, 0].max() / 72, rel=1e-12)
    assert text_width("", 9.5, weight) == 0


def test_a_dollar_is_drawn_as_a_dollar():
    words = "US pledges $5bn; EU adds $2bn", "a price of $a_{", "Data of $x^$ and $y_$."
    axes = drawn(Caption(words[0], words[1], "A figure."), source=words[2])
    shown = [text for text in axes.figure.findobj(Text) if "$" in text.get_text()]
    assert [text.get_text() for text in shown] == list(words)
    assert not any(text.get_parse_math() for text in shown)
    svg = saved(axes, "svg").decode()
    assert all(f"<!-- {line} -->" in svg for line in words)
