"""Figures with one line a series: each stands under its role, with its name at the left."""

import pytest

from analysis.drawing.caption import Caption
from analysis.drawing.page import page, text_width
from analysis.drawing.series_axis import NAMES, blocks_of, effect_lines, label_lines, room_for_names, value_axis
from analysis.measure.effects import measure
from analysis.study.series import PORTFOLIO, Series
from tests.cases import declared, instruments_with, made_case
from tests.legible import texts_of


@pytest.fixture(scope="module")
def effects():
    return made_case().once(measure).effects


def names(block):
    return [line.key if isinstance(line, Series) else line.upper() for line in block]


def axes():
    return page(Caption("A title", "A subtitle", ""), ax=None, height=3.0, left=1.2)


def test_the_funds_of_the_claim_stand_in_one_block_and_the_others_in_another(effects):
    judged, others = blocks_of(effects)
    assert names(judged) == [PORTFOLIO, "TARGETS", "AAA", "BBB", "CCC", "LIKE SERIES", "PPP"]
    assert names(others) == ["NEIGHBOURS", "RRR", "FACTORS", "FFF", "GGG"]


def test_a_role_or_a_block_without_series_has_no_lines():
    targets = [i for i in declared()["instruments"] if i["role"] in ("target", "factor")]
    tables = {"comovement": {"series": ["AAA", "FFF"]}, "synthetic": {"donors": ["FFF", "GGG"]}}
    found = made_case(instruments=targets, **tables).once(measure).effects
    assert [names(b) for b in blocks_of(found)] == [
        [PORTFOLIO, "TARGETS", "AAA", "BBB", "CCC"],
        ["FACTORS", "FFF", "GGG"],
    ]
    of_factors = [e for e in found if e.series.role == "factor"]
    assert len(blocks_of(of_factors)) == 1


def test_each_effect_stands_on_the_line_of_its_series(effects):
    block = blocks_of(effects)[0]
    found = effect_lines(effects, block, "overnight")
    assert [(y, e.series.key) for y, e in found] == [(0, PORTFOLIO), (2, "AAA"), (3, "BBB"), (4, "CCC"), (6, "PPP")]
    assert {e.window.name for _, e in found} == {"overnight"}


def test_a_series_that_was_not_measured_in_a_window_keeps_its_line_empty():
    tables = {"instruments": instruments_with("RRR", bars="closes"), "synthetic": {"donors": ["PPP", "FFF"]}}
    found = made_case(**tables).once(measure).effects
    others = blocks_of(found)[1]
    assert "RRR" in names(others)
    assert [e.series.key for _, e in effect_lines(found, others, "overnight")] == ["FFF", "GGG"]


def test_names_stand_left_of_the_axes_on_their_lines(effects):
    axis, block = axes(), blocks_of(effects)[0]
    label_lines(axis, block)
    value_axis(axis, (-50, 50))
    placed = {text: box for text, _, box in texts_of(axis.figure)}
    edge = axis.get_position().x0 * axis.figure.get_size_inches()[0]
    shown = [placed[t] for t in ("Portfolio", "Targets", "AAA", "BBB", "CCC", "Like series", "PPP")]
    # The name of a role may reach over its own line of the axes, on which no series is drawn.
    assert all(placed[t][2] <= edge for t in ("Portfolio", "AAA", "BBB", "CCC", "PPP"))
    assert all(0 <= left < edge - 0.8 for left, *_ in shown)
    middles = [(bottom + top) / 2 for _, bottom, _, top in shown]
    assert middles == sorted(middles, reverse=True)


@pytest.mark.parametrize("reach", [(-50, 50), (-3.0, 120.0), (-0.7, 0.2)])
def test_the_scale_spans_what_was_asked_with_no_tick_at_its_ends(reach):
    axis = axes()
    value_axis(axis, reach)
    low, high = reach
    assert axis.get_xlim() == reach
    assert all(low + 0.05 * (high - low) <= t <= high - 0.05 * (high - low) for t in axis.get_xticks())
    assert len(axis.get_xticks()) >= 2


def test_long_names_are_given_room():
    assert room_for_names([["Targets"]]) == NAMES
    assert room_for_names([["Targets"], ["A series of a long name"]]) > text_width(
        "A series of a long name", 10.5, "bold"
    )
