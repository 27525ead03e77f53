"""The whole rule on the 509 real dates of the bundled study, each taken for the event in turn, with planted effects.

| planted in the night of each date            | found                                            |
|----------------------------------------------|--------------------------------------------------|
| nothing                                      | supported or contradicted: at most the level     |
| 60, 100, 200 bp in all seven funds alike     | supported on at most 6.5 %                       |
| the date's own detectable effect, in targets | supported on 77 to 90 %                          |
| 250 bp in one member                         | never                                            |

The share of 509 dates that is found with probability 0.05 has a standard error of 1.0 %, with 0.8 one of 1.8 %.
"""

import numpy as np
import pytest

from analysis.findings.steps.moved import moved
from analysis.findings.steps.when import when
from analysis.measure.deciding import decide, deciding
from analysis.measure.effects import measure
from analysis.study.series import PORTFOLIO
from tests.real_dates import finds, on_common, rule_on

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def case(study):
    return moved(study, when(study)).case


@pytest.fixture(scope="module")
def series(case):
    """All seven funds and the portfolio on the dates that all of them have."""
    kind, found = case.setting.primary.returns, case.once(measure).dates
    keys = (PORTFOLIO, *case.members, *case.study.tickers("placebo"))
    rows = found[PORTFOLIO, kind].rows

    return on_common(case, {key: found[key, kind] for key in keys}, rows)


def on(case, series, n, planted):
    """The rule's tests, had the event been the placebo date n and moved each fund by what is planted."""
    return rule_on(case, series, n, planted, likes=case.study.tickers("placebo"))


def outcomes(case, series, planted):
    """On each date what the rule finds, with an effect that may depend on the date's own tests."""
    return np.array([finds(on(case, series, n, planted)) for n in range(len(series[PORTFOLIO].rows))])


def alike(tickers, effect):
    return dict.fromkeys(tickers, effect)


def test_the_event_in_its_own_place_is_the_study(case, series):
    likes = {t: series[t] for t in case.study.tickers("placebo")}
    own, found = (
        decide(series[PORTFOLIO], likes, {t: series[t] for t in case.members}, case.setting),
        case.once(deciding),
    )
    assert len(series[PORTFOLIO].rows) == 509
    for a, b in zip(own.tests, found.tests, strict=True):
        assert (a.effect, a.pvalue(), a.scale) == (b.effect, b.pvalue(), b.scale)


def test_without_an_effect_it_is_found_no_more_often_than_the_level(case, series):
    found = outcomes(case, series, {})
    assert np.mean(found != 0) <= 0.05
    assert np.mean(found != 0) > 0, "a rule that never finds anything proves nothing"


@pytest.mark.parametrize("shock", [0.0060, 0.0100, 0.0200])
def test_a_shock_common_to_all_funds_is_hardly_ever_called_supported(case, series, shock):
    funds = (*case.members, *case.study.tickers("placebo"))
    found = outcomes(case, series, alike(funds, shock))
    assert np.mean(found == 1) <= 0.065
    # The targets' own test alone would find it: that is what the second test is for.
    first = [on(case, series, n, alike(funds, shock)).tilt for n in range(0, 509, 10)]
    assert np.mean(np.array(first) == 1) > 0.5


def test_a_shock_of_the_detectable_size_in_the_targets_alone_is_found_as_often_as_promised(case, series):
    found = []
    for n in range(len(series[PORTFOLIO].rows)):
        effect = on(case, series, n, {}).detectable
        found.append(finds(on(case, series, n, alike(case.members, effect))))
    assert 0.77 <= np.mean(np.array(found) == 1) <= 0.90


@pytest.mark.parametrize("ticker", ["EMB", "VWOB", "EMHY", "JPMB", "EMBD"])
def test_a_shock_to_one_member_alone_is_never_called_supported(case, series, ticker):
    assert not (outcomes(case, series, {ticker: 0.0250}) == 1).any()


def test_the_first_test_keeps_its_level_in_every_year(case):
    test = case.once(deciding).targets
    years = case.sessions("XNYS")[test.rows].year
    beyond = test.placebo_effects > test.critical_value(0.05)
    shares = {year: beyond[years == year].mean() for year in (2021, 2022, 2023)}
    assert all(0.03 <= share <= 0.065 for share in shares.values()), shares
