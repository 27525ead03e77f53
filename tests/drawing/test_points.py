"""What points say: places told in the axes' units are found again in the drawing, with their words."""

import datetime as dt

import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.drawing.page import panels, saved
from analysis.drawing.points import MOST_COLUMNS, line_texts, points_of, tell_columns, tell_point, without_points


@pytest.fixture
def ax():
    """Axes from a tenth to nine tenths of a figure, across and up."""
    ax = Figure(figsize=(10, 5)).add_axes((0.1, 0.1, 0.8, 0.8))
    ax.set(xlim=(0, 100), ylim=(0, 10))
    return ax


def read(ax):
    return points_of(saved(ax, "svg").decode())


def test_a_point_lies_where_it_was_told_in_shares_from_the_upper_left_corner(ax):
    tell_point(ax, 50, 7.5, "EMB: -12.3 bp")
    (point,) = read(ax)
    assert point[:3] == pytest.approx((0.5, 0.1 + 0.8 * 0.25, 0), abs=1e-4)
    assert point.text == "EMB: −12.3 bp"


def test_a_point_beyond_the_axes_lies_on_their_edge(ax):
    tell_point(ax, 300, -5, "far")
    assert read(ax)[0][:2] == pytest.approx((0.9, 0.9), abs=1e-4)


def test_a_column_reaches_from_top_to_bottom_of_the_axes(ax):
    tell_columns(ax, [25], ["day 25\nA +1.0 bp"])
    (column,) = read(ax)
    assert column[:3] == pytest.approx((0.3, 0.1, 0.8), abs=1e-3)
    assert column.text == "day 25\nA +1.0 bp"


def test_dates_logarithms_and_panels_within_axes_are_places_too(ax):
    panel = panels(ax, (10, 10), [(5, 5, 5, 5)])[0]
    first = dt.datetime(2023, 9, 20, tzinfo=dt.UTC)
    panel.plot([first, first + dt.timedelta(days=2)], [1, 100])
    panel.set(yscale="log", ylim=(1, 100), xlim=(first, first + dt.timedelta(days=2)))
    tell_point(panel, first + dt.timedelta(days=1), 10, "in the middle")
    assert read(ax)[0][:2] == pytest.approx((0.7, 0.3), abs=1e-4)


def test_words_that_are_marks_in_html_come_back_as_they_were(ax):
    tell_point(ax, 1, 1, 'p < 0.001 & "more"')
    assert read(ax)[0].text == 'p < 0.001 & "more"'


def test_points_are_nothing_of_the_picture(ax):
    bare, png = saved(ax, "svg"), saved(ax, "png")
    tell_point(ax, 50, 5, "here")
    assert saved(ax, "png") == png
    assert without_points(saved(ax, "svg").decode()).encode() == bare


def test_of_very_many_columns_every_second_is_told_and_the_last(ax):
    count = MOST_COLUMNS + 50
    tell_columns(ax, range(count), [str(n) for n in range(count)])
    told = [int(point.text) for point in read(ax)]
    assert told == list(range(count - 1, -1, -2))[::-1]


def test_a_text_names_the_lines_that_have_a_number_there():
    lines = pd.DataFrame({"A": [1.0, float("nan")], "B": [2.0, 3.0]})
    assert line_texts(lines, ["one", "two"], "{:.1f} %", {"B": "bonds"}) == [
        "one\nA 1.0 %\nbonds 2.0 %",
        "two\nbonds 3.0 %",
    ]
