"""The figure of what could have been seen shows the piece's numbers, and is legible at every weight."""

import numpy as np
import pytest

from analysis.findings.meaning.power import power
from analysis.words.numbers import percent
from tests.cases import CASES, WEIGHTS, made_case
from tests.legible import assert_legible, words_in


@pytest.fixture(scope="module")
def found():
    return made_case().once(power)


def lines_through(axis, values):
    """Lines of an axis that show exactly these values."""
    drawn = (np.asarray(line.get_ydata(), dtype=float) for line in axis.lines if len(line.get_ydata()) == len(values))
    return [y for y in drawn if np.allclose(y, values)]


@pytest.mark.parametrize("weight", [0.0, 0.05, 13.0, 100.0])
def test_it_is_legible_at_every_weight(weight):
    case = made_case(weights=dict.fromkeys(WEIGHTS, (weight, weight)))
    assert_legible(case.once(power).plot().figure)


@pytest.mark.slow
def test_with_too_few_placebo_dates_it_says_so():
    axes = CASES["too few dates"]().once(power).plot()
    frontier, _, curves = axes.child_axes
    assert any("no effect, however large" in " ".join(words.split()) for words in words_in(frontier))
    assert any(words == "the rule: none" for words in words_in(curves))
    assert not any("inf" in words.split() for axis in axes.child_axes for words in words_in(axis))
    assert_legible(axes.figure)


def test_the_frontier_is_the_detectable_effect_at_every_weight(found):
    frontier, funds, curves = found.plot().child_axes
    line = frontier.lines[0]
    product = np.asarray(line.get_xdata()) * np.asarray(line.get_ydata())  # percent times percent: basis points
    assert product == pytest.approx(1e4 * np.expm1(found.detectable))
    bars = [tuple(line.get_xdata()) for line in funds.lines if len(line.get_xdata()) == 2]
    assert set(bars) >= {w for w in WEIGHTS.values() if w[0] > 0}
    assert lines_through(curves, 100 * found.by_t)
    assert lines_through(curves, 100 * found.by_rule)


@pytest.mark.parametrize("moves", [[0.45], [0.3, 0.6]])
def test_weights_that_moves_take_and_the_portfolio_do_not_cover_each_other(moves):
    """All near the end of the frontier: prices of the asset itself, and moves about as large as is detectable."""
    case = made_case(
        weights=dict.fromkeys(WEIGHTS, (99.0, 99.0)),
        decision={"moves_of_interest_pct": moves, "judged_move_pct": 5},
    )
    axes = case.once(power).plot()
    assert sum("weight" in words for words in words_in(axes.child_axes[0])) == len([m for m in (*moves, 5) if m > 0.41])
    assert_legible(axes.figure)


def test_of_the_assets_themselves_the_moves_are_drawn_and_no_weights():
    piece = made_case(weights=dict.fromkeys(WEIGHTS, (100.0, 100.0))).once(power)
    moves, curves = piece.plot().child_axes
    assert [bar.get_width() for bar in moves.patches] == [r.needed_pct[0] for r in (piece.portfolio, *piece.funds)]
    assert lines_through(curves, 100 * piece.by_rule)


@pytest.mark.parametrize("weight", [13.0, 100.0])
def test_moves_that_are_close_to_each_other_are_named_apart(weight):
    case = made_case(
        weights=dict.fromkeys(WEIGHTS, (weight, weight)),
        decision={"moves_of_interest_pct": [0.9, 1, 1.1], "judged_move_pct": 1},
    )
    assert_legible(case.once(power).plot().figure)


def test_each_fund_stands_with_the_move_that_it_takes(found):
    words = words_in(found.plot().child_axes[1])
    assert [w for w in words if w in WEIGHTS] == list(WEIGHTS)
    assert words.count("none seen") == sum(high == 0 for _, high in WEIGHTS.values())
    assert sum(w.endswith("or more") for w in words) == sum(low == 0 < high for low, high in WEIGHTS.values())


def test_the_title_says_how_likely_the_judged_move_would_be_found_and_how_often_there_is_a_false_alarm(found):
    assert found.caption.title.startswith("A 5 % move of the widgets would be found with ")
    assert found.caption.title.endswith(f"probability; false alarms: {percent(found.by_rule[0])}")
    nothing = made_case(weights=dict.fromkeys(WEIGHTS, (0.0, 0.0))).once(power)
    assert f"{nothing.caption.title}." == nothing.needed_words


def test_on_axes_that_are_given_only_the_title_is_added(found):
    from matplotlib.figure import Figure

    axes = Figure(figsize=(9, 6)).add_subplot()
    assert found.plot(ax=axes) is axes
    assert axes.get_title(loc="left").split() == found.caption.title.split()
