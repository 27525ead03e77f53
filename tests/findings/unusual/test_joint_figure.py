"""The figure of the joint tests marks those outside the band, and hides none."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.drawing.page import axes_size
from analysis.findings.unusual.joint import is_marked, joint
from tests.cases import made_case, one_fund
from tests.legible import assert_legible, words_in


@pytest.fixture(scope="module")
def piece():
    return made_case().once(joint)


def with_tests(piece, change):
    tests = {w: tuple(replace(t, **change(t)) for t in tests) for w, tests in piece.tests.items()}
    return replace(piece, tests=tests)


def test_every_test_is_drawn_at_its_rejection_rate(piece):
    for axis, window in zip(piece.plot().child_axes, ["overnight", "day 0"], strict=True):
        drawn = sorted(float(line.get_xdata()[0]) for line in axis.lines if line.get_marker() == "o")
        assert drawn == pytest.approx(sorted(100 * t.rejections for t in piece.tests[window]))


def test_tests_of_a_group_stand_in_order_of_their_rejection_rate(piece):
    names = [w for w in words_in(piece.plot().child_axes[0]) if w in {t.name for t in piece.primary}]
    rates = {t.name: (bool(t.reason), t.rejections) for t in piece.primary}
    assert names == sorted(names, key=lambda name: rates[name])


def test_a_test_outside_the_band_has_its_dagger_and_others_none(piece):
    daggers = sum(words.endswith("‡") for words in words_in(piece.plot().child_axes[1]))
    assert daggers == sum(is_marked(t) for t in piece.tests["day 0"]) > 0
    calm = with_tests(piece, lambda t: {"rejections": 0.05})
    assert not any(words.endswith("‡") for words in words_in(calm.plot().child_axes[1]))


def test_the_title_counts_the_sound_ones_and_names_the_worst(piece):
    assert f"{len(piece.sound)} of {len(piece.valid)} joint tests" in piece.caption.title
    assert f"{piece.naive.name}, which assumes independence" in piece.caption.title
    calm = with_tests(piece, lambda t: {"reason": ""})
    assert "which assumes independence" not in calm.caption.title


def test_a_test_that_could_not_be_run_is_named_as_not_applicable(piece):
    gone = {"statistic": np.nan, "pvalue": np.nan, "reason": "one value", "rejections": np.nan, "nobs": 0}
    alone = with_tests(piece, lambda t: gone if t.name == "GRANK-T" else {})
    assert words_in(alone.plot().child_axes[0]).count("not applicable") == 1


@pytest.mark.parametrize("rejections", [0.0, 0.05, 0.9])
def test_it_is_legible_whatever_the_rates(piece, rejections):
    assert_legible(with_tests(piece, lambda t: {"rejections": rejections}).plot().figure)


def test_no_number_stands_on_the_line_from_the_level_to_its_mark(piece):
    spread = iter([0.0, 0.01, 0.04, 0.05, 0.06, 0.2] * 20)
    wide = with_tests(piece, lambda t: {"rejections": next(spread)})
    for axis in wide.plot().child_axes:
        low, high = axis.get_xlim()
        inch = (high - low) / axes_size(axis)[0]
        for text in (t for t in axis.texts if t.get_text().rstrip("‡").replace(".", "").isdigit()):
            x = float(text.get_text().rstrip("‡"))
            assert (text.get_ha() == "right") == (x < 5)
            assert low < x - 0.42 * inch
    assert_legible(wide.plot().figure)


def test_of_one_member_its_own_t_test_is_drawn():
    alone = one_fund().once(joint)
    assert alone.caption.title.startswith("Overnight window: the portfolio's t test rejects on ")
    (axis,) = alone.plot().child_axes
    words = words_in(axis)
    assert "Portfolio t" in words
    assert [w.removesuffix(" †") for w in words if w.removesuffix(" †") in alone.tests] == list(alone.tests)
    assert set(alone.numbers().frame["window"]) == set(alone.tests), "with room for them all windows are drawn"
    assert not any("Valid on one shared date" in w or "assumes independence" in w for w in words)
    assert_legible(alone.plot().figure)


def test_the_title_counts_tests_with_a_p_value_and_warns_of_a_naive_one_only_outside_its_band(piece):
    loud = with_tests(piece, lambda t: {"rejections": 0.4 if t.reason else 0.05})
    assert f"of {len(piece.valid)} joint tests with a p-value stay" in loud.caption.title
    assert loud.caption.title.endswith("which assumes independence, rejects on 40 %")
    calm = with_tests(piece, lambda t: {"rejections": 0.05})
    assert "independence" not in calm.caption.title
