"""The day before as a control, and both yardsticks by hand."""

import numpy as np
import pytest

from analysis.errors import NotApplicableError
from analysis.findings.itself.control import control
from analysis.measure.compared import likes_of
from analysis.measure.deciding import deciding
from analysis.measure.effects import measure
from analysis.measure.on_dates import mean_of
from analysis.study.series import PORTFOLIO
from tests.own_prices import CLEAN, own_made

DECAY = 0.94


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A loss on the day before, news of the other sign, and half as large a gain on the day."""
    loss, gain = dict.fromkeys(("EAST", "WEST"), -0.02), dict.fromkeys(("EAST", "WEST"), 0.01)
    return own_made(tmp_path_factory.mktemp("own"), moves=gain, eve=loss)


def noise(errors, row):
    """Exponentially weighted standard deviation of the errors before a row; those that are not there do not count."""
    known = errors[:row][np.isfinite(errors[:row])]
    weights = DECAY ** np.arange(len(known))[::-1]
    return np.sqrt(np.sum(weights * known**2) / np.sum(weights))


def test_the_loss_of_the_day_before_is_found_as_a_loss_and_the_like_series_shows_none(own):
    piece = own.once(control)
    for key in (PORTFOLIO, "EAST", "WEST"):
        assert piece.eve[key].pvalue("less") < 0.05
        assert piece.eve[key].pvalue("greater") > 0.9
    assert piece.eve["LIKE"].pvalue("less") > 0.05
    assert list(piece.eve) == [PORTFOLIO, "EAST", "WEST", "LIKE"]


def test_the_move_of_the_day_before_is_that_of_its_two_prices(own):
    piece = own.once(control)
    returns = own.table("close-to-close", ["EAST", "WEST"]).loc["2023-02-28"]
    assert piece.raw["EAST"] == returns["EAST"]
    assert piece.raw[PORTFOLIO] == pytest.approx(returns.mean(), abs=1e-15)


def test_both_yardsticks_by_hand(own):
    """With the story's own days the eve is noisier: of those only the day before lies before the event."""
    piece, window = own.once(control), own.setting.primary
    portfolio = own.once(measure).dates[PORTFOLIO, window.returns]
    like = mean_of(list(likes_of(own).values()))
    for stick, dates in zip(piece.yardsticks, (portfolio, portfolio.less(like)), strict=True):
        row, bare = dates.event_row, dates.errors.copy()
        assert stick.declared.scale == pytest.approx(noise(dates.errors, row), rel=1e-12)
        bare[row - 1] = np.nan
        assert stick.without.scale == pytest.approx(noise(bare, row), rel=1e-12)
        assert stick.declared.scale > 1.5 * stick.without.scale
        assert stick.declared.effect == pytest.approx(stick.without.effect, abs=1e-15)
    assert [s.test for s in piece.yardsticks] == ["own move", "less like series"]


def test_the_declared_yardstick_is_that_of_the_verdict(own):
    sticks, tests = own.once(control).yardsticks, own.once(deciding)
    assert [s.declared.pvalue("greater") for s in sticks] == [
        tests.targets.pvalue("greater"), tests.difference.pvalue("greater"),
    ]  # fmt: skip


def test_without_a_like_series_there_is_one_yardstick(tmp_path):
    piece = own_made(tmp_path, beside=False, eve={"EAST": -0.02}).once(control)
    assert [s.test for s in piece.yardsticks] == ["own move"]


def test_what_happened_is_told_with_its_hour(own):
    piece = own.once(control)
    assert piece.story == ("The story begins (28 February 08:00 UTC)",)
    assert piece.told["day-before"][0]["raw_bp"] == pytest.approx(1e4 * piece.raw[PORTFOLIO])


def test_a_day_before_without_news_of_the_story_is_no_control(tmp_path):
    quiet = tuple(e for e in CLEAN if e.what != "The story begins")
    for case in (
        own_made(tmp_path, calendar=quiet),
        own_made(tmp_path, placebo={"keep_clear_of": []}),
    ):
        with pytest.raises(NotApplicableError, match="no major news of the same story fell on it"):
            control(case)
