"""The figure of the placebo dates counts every one of them, and is legible wherever the event falls."""

import numpy as np
import pytest

from analysis.findings.unusual.placebo import placebo
from tests.cases import made_case
from tests.legible import assert_legible, words_in


def asked(**changes):
    return made_case(**changes).once(placebo)


@pytest.mark.parametrize("gain", [-0.04, -0.01, -0.001, 0.0, 0.001, 0.002, 0.01, 0.04])
def test_it_is_legible_wherever_the_event_falls(gain):
    assert_legible(asked(gain=gain).plot().figure)


@pytest.mark.slow
@pytest.mark.parametrize(("direction", "sign"), [("gain", 1), ("loss", -1)])
def test_bars_count_every_date_and_split_at_the_critical_value(direction, sign):
    piece = asked(claim={"direction": direction})
    bars = piece.plot().patches
    assert sum(bar.get_height() for bar in bars) == piece.test.nobs
    critical = 1e4 * piece.critical
    beyond = [b for b in bars if sign * (b.get_x() + b.get_width() / 2) > sign * critical]
    assert sum(b.get_height() for b in beyond) == pytest.approx(
        np.sum(sign * 1e4 * piece.test.placebo_effects >= sign * critical), abs=1
    )
    assert len({b.get_facecolor() for b in beyond}) == 1
    assert len({b.get_facecolor() for b in bars}) == 2


def test_with_too_few_dates_there_is_no_critical_value_to_draw():
    axes = asked(decision={"alpha": 0.001}).plot()
    assert not any("critical" in words for words in words_in(axes))
    assert len({bar.get_facecolor() for bar in axes.patches}) == 1


@pytest.mark.parametrize(
    ("gain", "direction", "words"),
    [
        (0.0, "gain", "does not stand out"),
        (0.01, "gain", "stands out: +96.8 bp"),
        (-0.01, "gain", "one-sided for a loss"),
        (-0.01, "loss", "stands out: -103.2 bp"),
        (0.01, "loss", "one-sided for a gain"),
    ],
)
def test_the_title_follows_the_numbers(gain, direction, words):
    piece = asked(gain=gain, claim={"direction": direction})
    assert words in piece.caption.title
    assert f"{piece.as_far or 'none'} of {piece.test.nobs} placebo dates lie as far out" in piece.caption.title
