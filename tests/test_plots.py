"""Figures show the numbers, say what they find, and are legible: looked at here by measuring every text."""

import subprocess
import sys
from dataclasses import replace
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from analysis.findings.moves import indexed_prices
from analysis.findings.plots import FIGURES, draw, plot_decomposition, plot_forest, plot_path, plot_placebo, plot_prices
from analysis.findings.results import path_table
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.drawing.page import DASHES, HUES, SHAPES, looks, saved, text_width, wrap
from analysis.study.series import PORTFOLIO
from tests.conftest import ROOT
from tests.findings_cases import altered, outcomes

ENTRIES = pytest.mark.parametrize("entry", FIGURES, ids=lambda e: e.stem)


@pytest.fixture(scope="module")
def cases(bundled):
    return outcomes(bundled)


def texts_of(figure):
    """Every text that is drawn: its words, its size in points, and its box in inches."""
    FigureCanvasAgg(figure).draw()
    drawn, ticks = [], set()
    for axes in figure.findobj(Axes):
        for axis, view in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            ticks |= {id(label) for tick in axis.get_major_ticks() for label in (tick.label1, tick.label2)}
            inside = (t for t in axis.get_major_ticks() if min(view) <= t.get_loc() <= max(view))
            drawn += [tick.label1 for tick in inside if axes.axison]
    drawn += [text for text in figure.findobj(Text) if id(text) not in ticks]
    return [
        # The box of an annotation as such would include its arrow.
        (text.get_text(), text.get_fontsize(), [v / figure.dpi for v in Text.get_window_extent(text).extents])
        for text in drawn
        if text.get_visible() and text.get_text().strip()
    ]


def assert_legible(figure):
    shown = texts_of(figure)
    width, height = figure.get_size_inches()
    for words, size, (left, bottom, right, top) in shown:
        assert size >= 9, words
        assert left >= 0, words
        assert right <= width, words
        assert bottom >= 0, words
        assert top <= height, words
    for (a, _, one), (b, _, two) in combinations(shown, 2):
        across = min(one[2], two[2]) - max(one[0], two[0])
        up = min(one[3], two[3]) - max(one[1], two[1])
        # Boxes hold the room of letters that reach low or high: a hair of overlap is no collision of ink.
        assert across < 0.01 or up < 0.03, f"{a!r} and {b!r} overlap"


@ENTRIES
def test_no_text_is_small_or_cut_off_or_covers_another(entry, bundled):
    assert_legible(entry.plot(bundled).figure)


@pytest.mark.parametrize("plot", [plot_decomposition, plot_forest])
def test_other_outcomes_are_as_legible(plot, cases):
    assert_legible(plot(cases["contradicted", "gain"]).figure)


@pytest.mark.parametrize("window", ["day 0", "[-1,+1]"])
def test_other_primary_windows_are_as_legible(bundled, window):
    found = altered(bundled, primary_window=window)
    assert_legible(plot_forest(found).figure)
    assert_legible(FIGURES[0].plot(found).figure)


def test_an_empty_calendar_leaves_the_event_alone(bundled):
    quiet = replace(bundled, calendar=())
    assert_legible(FIGURES[0].plot(quiet).figure)
    assert len(FIGURES[0].numbers(quiet).query("kind in ('event', 'story', 'major', 'minor')")) == 1


@pytest.mark.parametrize("abnormal_bp", [-400, -160, -42.7, -1, 48, 170, 400])
def test_the_placebo_figure_is_legible_wherever_the_event_falls(bundled, abnormal_bp):
    assert_legible(plot_placebo(altered(bundled, abnormal_bp=abnormal_bp)).figure)


def test_a_timeline_of_long_words_is_legible(bundled):
    entry = next(e for e in FIGURES if e.stem == "timeline")
    calendar = tuple(
        replace(e, what=f"{e.what}, and what else there is to say about it at length") for e in bundled.calendar
    )
    assert_legible(entry.plot(replace(bundled, calendar=calendar)).figure)


@ENTRIES
def test_the_title_says_what_the_caption_says(entry, bundled):
    figure = entry.plot(bundled).figure
    words = " ".join(" ".join(t.get_text().split()) for t in figure.texts)
    caption = entry.caption(bundled)
    assert words == " ".join(f"{caption.title} {caption.subtitle} {caption.source}".split())


@ENTRIES
def test_a_figure_draws_into_given_axes_and_nowhere_else(entry, bundled):
    page = Figure(figsize=(8, 6))
    left, right = page.subplots(1, 2)
    assert entry.plot(bundled, ax=left) is left
    assert left.figure is page
    assert not right.lines
    assert not right.child_axes
    assert entry.caption(bundled).title.split()[0] in left.get_title(loc="left")


def test_the_readers_own_settings_neither_change_nor_matter(bundled):
    before = dict(mpl.rcParams)
    own = saved(plot_path(bundled), "png")
    assert dict(mpl.rcParams) == before
    with mpl.rc_context({"font.size": 30, "axes.grid": False, "lines.linewidth": 9, "savefig.dpi": 50}):
        assert saved(plot_path(bundled), "png") == own


def test_the_same_findings_give_the_same_bytes(bundled):
    for entry in FIGURES[3:]:
        assert draw(entry, bundled) == draw(entry, bundled)


def test_matplotlib_is_loaded_only_to_draw_and_without_its_global_state():
    script = (
        "import sys\n"
        "from analysis.findings import report\n"
        "from analysis.findings.plots import FIGURES\n"
        "assert 'matplotlib' not in sys.modules\n"
        "from analysis.drawing.page import page, saved\n"
        "from analysis.findings.captions import Caption\n"
        "saved(page(Caption('a', 'b', 'c', 'd'), ax=None, height=2), 'png')\n"
        "assert 'matplotlib.figure' in sys.modules\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@ENTRIES
def test_files_carry_no_date_and_no_version(entry, bundled):
    png, svg, csv = draw(entry, bundled).values()
    assert png.startswith(b"\x89PNG")
    assert b"tEXt" not in png
    assert b"<dc:date>" not in svg
    assert mpl.__version__.encode() not in svg
    assert b"<text" not in svg  # glyphs are paths: no font is needed
    assert csv.decode().count("\n") == len(entry.numbers(bundled)) + 1


def test_no_two_instruments_look_alike_in_colour_or_in_grey(study):
    every = list(looks(study).values())
    assert len({(k.colour, k.dash) for k in every}) == len(every)
    assert len({(k.colour, k.shape) for k in every}) == len(every)
    # Numbers of hues, dashes and shapes share no divisor, so the pairs only repeat after their product.
    assert np.gcd(len(HUES), len(DASHES)) == np.gcd(len(HUES), len(SHAPES)) == 1


def test_small_text_in_a_lines_colour_has_contrast_on_white(study):
    for look in looks(study).values():
        red, green, blue = (int(look.text[n : n + 2], 16) / 255 for n in (1, 3, 5))
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (red, green, blue)]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (luminance + 0.05) >= 4.5  # WCAG 2.1, level AA


def test_an_instrument_has_the_same_colour_in_all_figures(bundled):
    style = looks(bundled.study)
    panels = plot_prices(bundled).child_axes
    drawn = {to_hex(line.get_color()).upper() for axis in panels for line in axis.lines}
    assert {look.colour for look in style.values()} <= drawn
    fills = {to_hex(p.get_facecolor()).upper() for axis in plot_decomposition(bundled).child_axes for p in axis.patches}
    factors = {f for e in bundled.effects.effects for f in e.series.factors}
    assert {style[f].colour for f in factors} <= fills


def test_price_lines_are_the_numbers_in_the_table(bundled):
    table = indexed_prices(bundled)
    lines = [
        line for axis in plot_prices(bundled).child_axes for line in axis.lines if len(line.get_xdata()) == len(table)
    ]
    drawn = {tuple(np.round(line.get_ydata(), 9)) for line in lines}
    assert drawn == {tuple(np.round(table[c], 9)) for c in table.columns[2:]}


def test_the_forest_shows_abnormal_and_raw_moves_with_intervals(bundled):
    axes = plot_forest(bundled).child_axes
    windows = ("overnight", "day 0")
    for number, axis in enumerate(axes):
        marks = [line for line in axis.lines if line.get_marker() not in ("None", None, "")]
        drawn = {round(float(m.get_xdata()[0]), 6) for m in marks}
        wanted = {
            round(1e4 * value, 6)
            for e in bundled.effects.effects
            for value in (e.raw, e.abnormal)
            if e.window.name == windows[number % 2]
        }
        assert drawn <= wanted
        bars = [tuple(line.get_xdata()) for line in axis.lines if len(line.get_xdata()) == 2 and line.get_lw() > 1.5]
        assert len(bars) == len(marks) / 2
    assert sum(len(a.lines) for a in axes) == len(axes) + 3 * 2 * len({e.series for e in bundled.effects.effects})


def test_a_window_with_other_major_news_is_marked(bundled):
    plain, marked = plot_forest(bundled).child_axes[:2]
    assert any("†" in t.get_text() for t in marked.texts)
    assert not any("†" in t.get_text() for t in plain.texts)
    assert marked.get_facecolor() != plain.get_facecolor()


def test_bars_of_the_decomposition_add_up_to_the_raw_move(bundled):
    primary = bundled.study.primary.name
    raws = sorted(1e4 * e.raw for e in bundled.effects.effects if e.window.name == primary)
    sums = []
    for axis in plot_decomposition(bundled).child_axes:
        rows = {}
        for bar in axis.patches:
            rows.setdefault(round(bar.get_y(), 3), []).append(bar.get_width())
        sums += [sum(widths) for widths in rows.values()]
    assert sorted(sums) == pytest.approx(raws)


def test_the_path_is_the_table(bundled):
    axes = plot_path(bundled)
    (line,) = [line for line in axes.lines if line.get_marker() == "o"]
    assert line.get_ydata() == pytest.approx(path_table(bundled)["car_bp"])


def test_placebo_bars_count_every_date_and_split_at_the_critical_value(bundled):
    for direction, sign in (("gain", 1), ("loss", -1)):
        found = altered(bundled, direction=direction)
        test = found.effects.get(PORTFOLIO, found.study.primary.name).placebo
        bars = plot_placebo(found).patches
        assert sum(bar.get_height() for bar in bars) == test.nobs
        critical = 1e4 * sign * test.critical_value(found.study.decision.alpha, sign)
        beyond = [b for b in bars if sign * (b.get_x() + b.get_width() / 2) > sign * critical]
        assert sum(b.get_height() for b in beyond) == pytest.approx(
            np.sum(sign * 1e4 * test.placebo >= sign * critical), abs=1
        )
        assert len({b.get_facecolor() for b in beyond}) == 1
        assert len({b.get_facecolor() for b in bars}) == 2


def test_with_too_few_dates_there_is_no_critical_value_to_draw(bundled):
    strict = bundled.study.decision.model_copy(update={"alpha": 0.001})
    axes = plot_placebo(altered(bundled, decision=strict))
    assert not any("critical" in t.get_text() for t in axes.texts)
    assert len({bar.get_facecolor() for bar in axes.patches}) == 1


@pytest.mark.parametrize(
    ("stem", "case", "words"),
    [
        ("placebo", ("cannot tell", "gain"), "does not stand out: 205 of 509 placebo dates had +5.0 bp or more"),
        ("placebo", ("supported", "gain"), "The event stands out: 3 of 509 placebo dates had +90.0 bp or more"),
        ("placebo", ("contradicted", "gain"), "stands out: 4 of 509 placebo dates had -90.0 bp or less"),
        ("placebo", ("supported", "loss"), "stands out: 4 of 509 placebo dates had -90.0 bp or less"),
        ("abnormal-returns", ("cannot tell", "gain"), "no target's abnormal return can be told from zero"),
        ("decomposition", ("contradicted", "gain"), "-59.8 bp in the overnight window"),
    ],
)
def test_titles_follow_the_numbers(cases, stem, case, words):
    entry = next(e for e in FIGURES if e.stem == stem)
    assert words in entry.caption(cases[case]).title


def test_the_forest_title_counts_what_moved(bundled):
    entry = next(e for e in FIGURES if e.stem == "abnormal-returns")
    targets = [e for e in bundled.effects.effects if e.series.role == "target" and e.window == bundled.study.primary]
    for number, words in ((1, "one of six targets has"), (3, "3 of 6 targets have")):
        moved = {id(e) for e in targets[:number]}
        effects = tuple(replace(e, interval=(0.001, 0.002)) if id(e) in moved else e for e in bundled.effects.effects)
        found = replace(bundled, effects=replace(bundled.effects, effects=effects))
        assert words in entry.caption(found).title


@pytest.mark.parametrize(
    ("position", "words"),
    [
        ("before the open", "4.5 hours before New York opened"),
        ("during the session", "while New York was open"),
        ("after the close", "after New York had closed, 4.5 hours before it opened again"),
        ("closed day", "on a day without trading in New York, 4.5 hours before it opened again"),
    ],
)
def test_the_timeline_title_says_when_the_market_could_react(bundled, position, words):
    sessions = {k: replace(s, position=position) if k == "XNYS" else s for k, s in bundled.sessions.items()}
    assert words in FIGURES[0].caption(replace(bundled, sessions=sessions)).title


def test_text_is_broken_where_it_would_leave_its_column():
    lines = wrap("a move of 5 % and p = 0.1 in words", 1.0, 10)
    assert " ".join(lines).replace("\u00a0", " ") == "a move of 5 % and p = 0.1 in words"
    assert all(text_width(line, 10) <= 1.0 for line in lines)
    assert any("5\u00a0%" in line for line in lines)
