"""The forest of abnormal returns shows every number of its windows, and says how many targets moved."""

from dataclasses import replace

import pytest

from analysis.findings.unusual.effects import effects
from tests.cases import declared, made_case
from tests.legible import assert_legible, words_in


@pytest.fixture(scope="module")
def piece():
    return made_case().once(effects)


def test_every_abnormal_and_raw_move_is_drawn_with_its_interval(piece):
    axes = piece.plot().child_axes
    lines = 0
    for number, axis in enumerate(axes):
        window = ("overnight", "day 0")[number % 2]
        marks = [line for line in axis.lines if line.get_marker() not in ("None", None, "")]
        drawn = {round(float(m.get_xdata()[0]), 6) for m in marks}
        own = [e for e in piece.measured.effects if e.window.name == window]
        assert drawn <= {round(1e4 * value, 6) for e in own for value in (e.raw, e.abnormal)}
        bars = {tuple(line.get_xdata()) for line in axis.lines if len(line.get_xdata()) == 2 and line.get_lw() > 1.5}
        assert bars <= {tuple(1e4 * b for b in e.interval) for e in own}
        assert len(bars) == len(marks) / 2
        lines += len(bars)
    assert lines == 2 * 8


def test_a_window_with_other_major_news_is_marked(piece):
    plain, marked = piece.plot().child_axes[:2]
    assert any("†" in words for words in words_in(marked))
    assert not any("†" in words for words in words_in(plain))
    assert marked.get_facecolor() != plain.get_facecolor()


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "no target's abnormal return differs"), (1, "of one of three targets differs"), (2, "2 of 3 targets differ")],
)
def test_the_title_counts_what_moved(piece, number, words):
    moved = {id(e) for e in piece.targets[:number]}
    every = tuple(replace(e, interval=(0.001, 0.002)) if id(e) in moved else e for e in piece.measured.effects)
    changed = replace(piece, measured=replace(piece.measured, effects=every))
    assert words in changed.caption.title


def test_a_series_that_swings_far_more_than_the_others_goes_on_beyond_the_edge(piece):
    far = piece.get("PPP", "overnight")
    wide = replace(far, raw=0.05, abnormal=0.05, interval=(0.001, 0.099))
    every = tuple(wide if e is far else e for e in piece.measured.effects)
    figure = replace(piece, measured=replace(piece.measured, effects=every)).plot()
    axis = figure.child_axes[0]
    assert [line.get_marker() for line in axis.lines].count(">") == 1
    assert "+500" in words_in(axis)
    assert axis.get_xlim()[1] < 500
    assert_legible(figure.figure)


@pytest.mark.parametrize("primary", ["day 0", "[-1,+1]"])
def test_other_primary_windows_are_as_legible(primary):
    windows = [w for w in declared()["windows"] if w["name"] == primary]
    case = made_case(windows=windows, multiverse={"windows": [primary]})
    assert_legible(case.once(effects).plot().figure)
