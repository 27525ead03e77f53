"""Every figure of two studies of different shape, drawn anew and compared with the committed picture."""

import shutil
from pathlib import Path

import pytest
from matplotlib.testing.compare import compare_images
from matplotlib.testing.exceptions import ImageComparisonFailure

from analysis.drawing.page import saved
from analysis.rerun.verify import PIXELS
from tests.runs import COMMITTED, ONE_FUND

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.runs.plugin",)

MANY, ONE = COMMITTED, COMMITTED.with_name(ONE_FUND.name)
PICTURES = [
    pytest.param(folder, p.name, id=f"{folder.name}/{p.stem}")
    for folder in (MANY, ONE)
    for p in sorted(folder.glob("*.png"))
]


def assert_alike(expected: Path, actual: Path, left: Path):
    """Fail where two pictures differ by a root mean square of more than ``PIXELS`` of 255, or in size.

    What was expected, what was drawn and their difference are then left in a folder, which the failure names.
    """
    left.mkdir(parents=True, exist_ok=True)
    places = [left / f"{expected.stem}-{kind}.png" for kind in ("expected", "actual")]
    for picture, place in zip((expected, actual), places, strict=True):
        shutil.copyfile(picture, place)
    try:
        why = compare_images(*map(str, places), tol=PIXELS)
    except ImageComparisonFailure as failure:
        why = str(failure)
    if why:
        pytest.fail(f"{expected.stem}: not the committed picture; see {left}\n{why}")
    for place in places:
        place.unlink()


@pytest.fixture
def drawn(request):
    """Folder with the figures of a study, which one run of the test session drew."""
    return lambda folder: request.getfixturevalue("results" if folder == MANY else "one_fund_results").folder


@pytest.mark.parametrize(("folder", "name"), PICTURES)
def test_a_figure_is_the_committed_picture(folder, name, drawn, shared):
    assert_alike(folder / name, drawn(folder) / name, shared / "pictures" / folder.name)


@pytest.mark.parametrize("folder", [MANY, ONE], ids=lambda folder: folder.name)
def test_no_figure_is_without_a_committed_picture(folder, drawn):
    assert {p.name for p in drawn(folder).glob("*.png")} == {p.name for p in folder.glob("*.png")}


# The comparison itself


def a_line_in_another_colour(axes):
    max(axes.lines, key=lambda line: line.get_linewidth()).set_color("#0072B2")


def a_moved_label(axes):
    label = next(text for text in axes.texts if text.get_text().startswith("the event"))
    x, y = label.get_position()
    label.set_position((x + 12, y))


def another_word(axes):
    axes.set_xlabel(axes.get_xlabel().replace("portfolio", "funds"))


def a_larger_page(axes):
    width, height = axes.figure.get_size_inches()
    axes.figure.set_size_inches(width, height + 0.1)


@pytest.fixture
def placebo(made, tmp_path):
    """A figure as it was, and the same after a change, as files."""

    def draw(change):
        for name in ("was", "is"):
            (tmp_path / name).mkdir()
            axes = made.pieces["placebo"].plot()
            if name == "is":
                change(axes)
            (tmp_path / name / "placebo.png").write_bytes(saved(axes, "png"))
        return [tmp_path / name / "placebo.png" for name in ("was", "is")]

    return draw


@pytest.mark.parametrize("change", [a_line_in_another_colour, a_moved_label, another_word, a_larger_page])
def test_a_change_that_a_reader_sees_is_found_named_and_shown(change, placebo, tmp_path):
    left = tmp_path / "left"
    with pytest.raises(pytest.fail.Exception, match=r"^placebo: not the committed picture; see ") as failure:
        assert_alike(*placebo(change), left)
    assert str(left) in str(failure.value)
    shown = {p.name for p in left.iterdir()}
    assert {"placebo-expected.png", "placebo-actual.png"} <= shown
    assert ("placebo-actual-failed-diff.png" in shown) == (change is not a_larger_page), "sizes leave no difference"


def test_what_no_reader_sees_is_no_change(placebo, tmp_path):
    def barely(axes):
        axes.set_facecolor("#FEFEFE")

    assert_alike(*placebo(barely), tmp_path / "left")
    assert not list((tmp_path / "left").iterdir())
