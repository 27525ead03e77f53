"""The whole rule on the bonds' real dates, each taken for the event in turn, with what is planted into their levels.

| planted on each of 709 dates                   | found                                          |
|------------------------------------------------|------------------------------------------------|
| nothing                                        | supported, and contradicted, on at most 5 %    |
| the date's own detectable effect, in both      | supported on 80 %, within what 709 dates allow |
| 60, 100, 200 bp in both and in the like series | supported on at most 5 %                       |
| the same in both and in both neighbours        | supported on at most 5 %, these being the like |

A share of 709 dates has a standard error of 0.8 % at 5 %, and of 1.5 % at 80 %. The rank of one test among all dates is
5 % by construction; what is tested is that the rule as a whole, by comparison alone or by both tests, never takes more,
in no year, and that a common shock changes nothing. On some dates the study is run anew from the altered levels on.
"""

import datetime as dt
from dataclasses import replace
from functools import reduce

import numpy as np
import pandas as pd
import pytest

from analysis.event.calendar import CalendarEntry
from analysis.findings.meaning.power import power
from analysis.findings.meaning.verdict import verdict
from analysis.findings.steps.moved import moved
from analysis.findings.steps.when import when
from analysis.market.returns import compute_returns
from analysis.measure.case import Case
from analysis.measure.compared import as_the_portfolio
from analysis.measure.deciding import deciding
from analysis.measure.effects import measure
from analysis.study.series import PORTFOLIO
from analysis.study.study import load_study
from tests.real_dates import finds, on_common, rule_on
from tests.runs import BONDS

pytestmark = pytest.mark.slow

MEMBERS, NEIGHBOURS = ("GDAM", "GDAZ"), ("GDGE", "GDTR")
ALIKE = (("EMHB",), ("EMCB", "EMHB"))
"""On the event's day one of the two declared like series stood still."""
SHOCKS = (0.0060, 0.0100, 0.0200)
BOTH_RULES = pytest.mark.parametrize("by_comparison", [True, False], ids=["by comparison alone", "by both tests"])


@pytest.fixture(scope="module")
def own():
    study = load_study(BONDS)
    return moved(study, when(study)).case


@pytest.fixture(scope="module")
def series(own):
    """Portfolio, members, declared like series on the portfolio's dates."""
    kind, found = own.setting.primary.returns, own.once(measure).dates
    keys = (PORTFOLIO, *MEMBERS, *own.study.tickers("placebo"))
    return on_common(own, {key: found[key, kind] for key in keys}, found[PORTFOLIO, kind].rows)


@pytest.fixture(scope="module")
def near(own, series):
    """The same with both neighbours, on the dates since Georgia's index began anew."""
    theirs = {t: as_the_portfolio(own, t, own.portfolio.factors) for t in NEIGHBOURS}
    rows = reduce(np.intersect1d, (one.rows for one in (series[PORTFOLIO], *theirs.values())))
    return on_common(own, {**series, **theirs}, rows)


def rule(own, series, n, moves, likes, by_comparison, neighbours=()):
    options = {"likes": likes, "neighbours": neighbours, "by_comparison": by_comparison}
    return rule_on(own, series, n, moves, leave_out=False, **options)


def outcomes(own, series, likes, by_comparison, moves, neighbours=()):
    """On each date the direction that the rule finds."""
    dates = range(len(series[PORTFOLIO].rows))
    return np.array([finds(rule(own, series, n, moves, likes, by_comparison, neighbours)) for n in dates])


def alike(tickers, effect):
    return dict.fromkeys(tickers, effect)


def test_the_event_in_its_own_place_is_the_study(own, series):
    assert len(series[PORTFOLIO].rows) == 709
    tests = own.once(deciding)
    assert (tests.likes, tests.by_comparison, tests.without) == (("EMHB",), True, {})
    assert tests.neighbours == NEIGHBOURS
    window = own.setting.primary
    again = series[PORTFOLIO].less(series["EMHB"]).standardised(window)
    assert (again.effect, again.pvalue("greater")) == (tests.difference.effect, tests.difference.pvalue("greater"))


@BOTH_RULES
@pytest.mark.parametrize("likes", ALIKE)
def test_with_nothing_planted_it_is_supported_no_more_often_than_the_level(own, series, likes, by_comparison):
    found = outcomes(own, series, likes, by_comparison, {})
    for direction in (1, -1):
        assert 0 < np.mean(found == direction) <= 0.05, "a rule that never finds anything proves nothing"
    years = own.sessions(own.timing.home)[series[PORTFOLIO].rows].year
    for year in range(2020, 2024):
        dates = years == year
        most = 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / dates.sum())
        assert np.mean(found[dates] == 1) <= most, year


@BOTH_RULES
@pytest.mark.parametrize("likes", ALIKE)
def test_an_effect_of_the_detectable_size_is_found_as_often_as_power_says(own, series, likes, by_comparison):
    found = []
    for n in range(len(series[PORTFOLIO].rows)):
        effect = rule(own, series, n, {}, likes, by_comparison).detectable
        found.append(finds(rule(own, series, n, alike(MEMBERS, effect), likes, by_comparison)))
    assert np.mean(np.array(found) == 1) == pytest.approx(0.80, abs=2.6 * np.sqrt(0.8 * 0.2 / 709))
    assert np.mean(np.array(found) == -1) < 0.01


@BOTH_RULES
@pytest.mark.parametrize("shock", SHOCKS)
def test_a_shock_common_to_own_and_like_series_is_no_support(own, series, shock, by_comparison):
    funds = (*MEMBERS, "EMHB")
    found = outcomes(own, series, ("EMHB",), by_comparison, alike(funds, shock))
    assert np.mean(found == 1) <= 0.05
    alone = [rule(own, series, n, alike(funds, shock), (), False).found for n in range(0, 709, 10)]
    assert np.mean(np.array(alone) == 1) > 0.7, "the own move alone would find it"


@BOTH_RULES
@pytest.mark.parametrize("shock", SHOCKS)
def test_a_shock_common_to_all_four_countries_is_no_support(own, near, shock, by_comparison):
    region = alike((*MEMBERS, *NEIGHBOURS), shock)
    found = outcomes(own, near, ("EMHB",), by_comparison, region, NEIGHBOURS)
    assert len(found) == 297
    assert np.mean(found == 1) <= 0.05
    without = [rule(own, near, n, region, ("EMHB",), by_comparison).found for n in range(0, 297, 5)]
    assert np.mean(np.array(without) == 1) > 0.7, "without the neighbours it would be supported"


def test_beside_neighbours_too_an_effect_of_the_detectable_size_is_found_as_often_as_power_says(own, near):
    found = []
    for n in range(len(near[PORTFOLIO].rows)):
        effect = rule(own, near, n, {}, ("EMHB",), True, NEIGHBOURS).detectable
        found.append(finds(rule(own, near, n, alike(MEMBERS, effect), ("EMHB",), True, NEIGHBOURS)))
    assert np.mean(np.array(found) == 1) == pytest.approx(0.80, abs=2.6 * np.sqrt(0.8 * 0.2 / len(found)))


# --- from the levels on ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(own):
    """What the verdict needs and nothing else; of other news only the event's own story."""
    needed = (*MEMBERS, *own.study.tickers("placebo"), *own.portfolio.factors)
    kept = tuple(i for i in own.study.instruments if i.ticker in needed)
    study = own.study.model_copy(update={"instruments": kept, "windows": (own.setting.primary,)})
    story = tuple(e for e in own.timing.calendar if e.topic in study.placebo.keep_clear_of)
    snapshot = replace(own.snapshot, bars={t: own.snapshot.bars[t] for t in needed}, warnings=())
    timing = replace(own.timing, study=study, calendar=story, tickers=study.tickers())
    return Case(timing, snapshot, compute_returns(snapshot.bars, study), own.holdings, "bundled")


def planted(case, day, effects):
    """The case, had the news come at nine in the morning (UTC) of a day and raised levels from then on."""
    instant = dt.datetime.combine(day.date(), dt.time(9), dt.UTC)
    study = case.study.model_copy(update={"event": case.study.event.model_copy(update={"instant": instant})})
    # Somebody looked at what else happened, and found nothing of weight.
    figure = ("a minor figure", "figure", "world", ("oil",), "minor", "press", "made")
    timing = replace(
        case.timing, study=study, calendar=(*case.timing.calendar, CalendarEntry(instant, instant, False, *figure))
    )
    bars = dict(case.snapshot.bars)
    for ticker, effect in effects.items():
        bars[ticker] = bars[ticker].copy()
        bars[ticker].loc[bars[ticker].index >= day, "close"] *= np.exp(effect)
    snapshot = replace(case.snapshot, bars=bars)
    return Case(timing, snapshot, compute_returns(bars, study), case.holdings, case.source)


@pytest.fixture(scope="module")
def random_days(own):
    rows = own.once(measure).primary.placebo.rows
    return pd.DatetimeIndex(np.random.default_rng(7).choice(own.sessions(own.timing.home)[rows], 20, replace=False))


def test_levels_that_are_raised_from_a_day_on_give_that_effect_and_are_found_as_often_as_power_says(small, random_days):
    outcomes = []
    for day in random_days:
        bare = planted(small, day, {})
        assert bare.timing.day0[bare.timing.home] == day
        effect = bare.once(power).detectable
        raised = planted(small, day, alike(MEMBERS, effect))
        added = raised.once(measure).primary.abnormal - bare.once(measure).primary.abnormal
        assert added == pytest.approx(effect, abs=1e-12)
        outcomes.append(raised.once(verdict).outcome)
    assert outcomes.count("supported") / 20 == pytest.approx(0.80, abs=2.6 * np.sqrt(0.8 * 0.2 / 20))
    assert outcomes.count("contradicted") == 0


def test_levels_that_are_raised_of_own_and_like_series_alike_are_not_supported(small, random_days):
    both = (*MEMBERS, *small.study.tickers("placebo"))
    found = [planted(small, day, alike(both, 0.01)).once(verdict).outcome for day in random_days]
    assert found.count("supported") <= 4  # binomial of 20 at 5 %: more comes with probability 0.003
