"""Names beside lines and above places stand apart, each with a line to what it names."""

import pytest
from matplotlib.figure import Figure

from analysis.drawing.names import LEAD, End, name_across, name_ends
from tests.legible import assert_legible


@pytest.fixture
def axis():
    axis = Figure(figsize=(6, 3)).add_axes((0.1, 0.2, 0.7, 0.6))
    axis.set(xlim=(0, 10), ylim=(0, 1))
    return axis


def test_lines_that_end_at_one_place_are_named_apart_in_their_order(axis):
    ends = [End(10, y, f"name {n}", "black", "black") for n, y in enumerate([0.5, 0.51, 0.5])]
    name_ends(axis, ends)
    heights = [text.xy[1] for text in axis.texts]
    assert heights[1] > heights[2] > heights[0]
    assert_legible(axis.figure)


def test_each_name_is_tied_to_the_end_of_its_line_and_the_limits_stay(axis):
    name_ends(axis, [End(8, 0.3, "one", "red", "black"), End(10, 0.9, "two", "blue", "black", bold=False)])
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in axis.lines] == [(8, 0.3), (10, 0.9)]
    assert [line.get_xdata()[1] for line in axis.lines] == pytest.approx([10 + 10 * LEAD / 4.2] * 2)
    assert (axis.get_xlim(), axis.get_ylim()) == ((0, 10), (0, 1))
    assert [text.get_weight() for text in axis.texts] == ["bold", "normal"]


@pytest.mark.parametrize("places", [[], [5.0], [0.0, 0.1], [9.9, 9.9, 10.0]])
def test_names_above_places_stay_within_the_axes_and_apart(axis, places):
    name_across(axis, [(x, f"{x:g} % move") for x in places], 0.9, 0.7, "black")
    assert [text.xy for text in axis.texts] == [(x, 0.7) for x in places]
    assert_legible(axis.figure)
