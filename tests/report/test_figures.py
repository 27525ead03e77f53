"""Every figure, whatever it shows: legible, in its own style, the same bytes for the same numbers."""

import re
import subprocess
import sys

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from analysis.drawing.page import saved
from analysis.drawing.points import points_of
from analysis.report.drawings import draw
from analysis.report.findings import Findings
from tests.cases import CASES, DRAWN_OF_FUNDS
from tests.conftest import ROOT
from tests.legible import assert_legible

ENTRIES = pytest.mark.parametrize("entry", DRAWN_OF_FUNDS, ids=lambda e: e.figure)


@pytest.fixture(scope="module")
def found():
    """Findings of every made study, each made once."""
    return {name: Findings(case()) for name, case in CASES.items()}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
@ENTRIES
def test_no_text_is_small_or_cut_off_or_covers_another(entry, case, found):
    piece = found[case].pieces[entry.name]
    if piece.has_figure():
        assert_legible(piece.plot().figure)


@pytest.mark.slow
@ENTRIES
def test_the_bundled_figures_are_as_legible(entry, bundled):
    assert_legible(bundled.pieces[entry.name].plot().figure)


@pytest.mark.slow
@ENTRIES
def test_the_page_says_what_the_caption_says(entry, made):
    piece = made.pieces[entry.name]
    figure = piece.plot().figure
    words = " ".join(" ".join(t.get_text().split()) for t in figure.texts)
    assert words == " ".join(f"{piece.caption.title} {piece.caption.subtitle}".split())


@pytest.mark.slow
@ENTRIES
def test_a_figure_draws_into_given_axes_and_nowhere_else(entry, made):
    piece = made.pieces[entry.name]
    page = Figure(figsize=(8, 6))
    left, right = page.subplots(1, 2)
    assert piece.plot(ax=left) is left
    assert left.figure is page
    assert not right.lines
    assert not right.child_axes
    assert piece.caption.title.split()[0] in left.get_title(loc="left")


@pytest.mark.slow
@ENTRIES
def test_files_carry_no_date_and_no_version(entry, made):
    png, svg, csv = draw(entry, made).values()
    assert png.startswith(b"\x89PNG")
    assert b"tEXt" not in png
    assert b"<dc:date>" not in svg
    assert mpl.__version__.encode() not in svg
    assert b"<text" not in svg  # glyphs are paths: no font is needed
    assert csv.decode().count("\n") == len(made.pieces[entry.name].numbers().frame) + 1


@pytest.mark.slow
def test_the_same_findings_give_the_same_bytes(made):
    for entry in DRAWN_OF_FUNDS[:4]:
        assert draw(entry, made) == draw(entry, made)


@pytest.mark.slow
def test_the_readers_own_settings_neither_change_nor_matter(made):
    piece = made.pieces["placebo"]
    before = dict(mpl.rcParams)
    own = saved(piece.plot(), "png")
    assert dict(mpl.rcParams) == before
    with mpl.rc_context({"font.size": 30, "axes.grid": False, "lines.linewidth": 9, "savefig.dpi": 50}):
        assert saved(piece.plot(), "png") == own


@pytest.mark.slow
def test_matplotlib_is_loaded_only_to_draw_and_without_its_global_state():
    script = (
        "import sys\n"
        "from analysis.report import write\n"
        "assert 'matplotlib' not in sys.modules\n"
        "from analysis.drawing.page import page, saved\n"
        "from analysis.drawing.caption import Caption\n"
        "saved(page(Caption('a', 'b', 'c'), ax=None, height=2), 'png')\n"
        "assert 'matplotlib.figure' in sys.modules\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.mark.slow
@ENTRIES
def test_every_figure_says_what_its_points_show(entry, bundled):
    drawing = draw(entry, bundled)[entry.files[1]].decode()
    points = points_of(drawing)
    assert points
    for x, y, height, text in points:
        assert 0 <= x <= 1
        assert 0 <= y <= y + height <= 1.0001
        assert text.strip()
        assert "nan" not in text


NUMBERED = (
    "abnormal-returns", "car-path", "decomposition", "dose-response", "prices", "rolling-correlation",
    "specification-curve", "synthetic-control",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("entry", [e for e in DRAWN_OF_FUNDS if e.figure in NUMBERED], ids=lambda e: e.figure)
def test_numbers_of_points_are_those_of_the_figures_file(entry, bundled):
    files = draw(entry, bundled)
    known = {cell for line in files[entry.files[2]].decode().splitlines() for cell in line.split(",")}
    values = {f"{float(cell):.{d}f}" for cell in known if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell) for d in (1, 2)}
    for point in points_of(files[entry.files[1]].decode()):
        told = point.text.replace("\N{MINUS SIGN}", "-").rpartition("\n")[2]
        if re.search(r": ([\d.]+ %|none)$", told):  # a donor's weight, which the file has as a share
            continue
        number = re.findall(r"-?\d+\.\d+", told)
        assert number, point
        assert {number[0], f"-{number[0]}"} & values, point
