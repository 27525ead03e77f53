"""The same event by several routes: pieces that measure it in different ways agree where they must."""

import numpy as np
import pytest

from analysis.study.series import PORTFOLIO
from tests.cases import TARGETS


@pytest.fixture(scope="module")
def effect(made):
    return made.pieces["effects"].get(PORTFOLIO, "overnight")


def test_the_portfolios_own_t_test_stands_among_the_joint_tests(made, effect):
    statistics = [test.statistic for test in made.pieces["joint"].tests["overnight"]]
    assert np.min(np.abs(np.array(statistics) - effect.tvalue)) < 1e-10 * abs(effect.tvalue)


def test_the_funds_of_the_line_are_those_that_were_measured(made, effect):
    dose = made.pieces["dose"]
    own = {e.series.key: e.abnormal for e in dose.funds}
    assert np.mean([own[t] for t in TARGETS]) == pytest.approx(effect.abnormal, rel=1e-10)
    assert dose.portfolio is effect


def test_the_studys_own_choices_are_among_all_choices(made, effect):
    estimates = made.pieces["specifications"].grid.estimates
    assert np.min(np.abs(estimates - effect.abnormal)) < 1e-14


def test_other_estimators_of_the_same_model_find_much_the_same(made, effect):
    checks = made.pieces["diagnostics"]
    assert checks.effect is effect
    huber, garch = checks.estimates
    assert abs(huber.abnormal - effect.abnormal) < effect.bse
    assert garch.reason, "60 sessions are too few for it"


def test_the_path_holds_every_day_of_a_window(made):
    path = made.pieces["path"]
    whole = made.pieces["effects"].get(PORTFOLIO, "[-1,+1]")
    cars = dict(zip(path.days.tolist(), path.car, strict=True))
    assert cars[1] - cars[-2] == pytest.approx(whole.abnormal, abs=1e-12)


def test_what_could_have_been_seen_is_that_of_the_primary_test(made, effect):
    power = made.pieces["power"]
    assert power.effect is effect
    assert power.tests.targets.effect == effect.placebo.effect
    assert power.effects[-1] == 2 * power.detectable


def test_placebo_and_decomposition_show_the_same_effect(made, effect):
    assert made.pieces["placebo"].effect is effect
    assert made.pieces["decomposition"].measured.primary is effect


def test_every_series_is_tested_in_every_window_and_checked_once(made):
    study, series = made.study, [PORTFOLIO, *made.study.tickers()]
    windows = [w.name for w in study.windows]
    assert list(made.pieces["joint"].tests) == windows
    assert list(made.pieces["diagnostics"].checked) == series
    tested = {(t.series, t.window) for t in made.pieces["family"].tests}
    assert tested == {(key, w) for key in series[1:] if key not in study.tickers("factor") for w in windows}
