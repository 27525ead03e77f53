"""Effects of known size, planted into real prices: the verdict must find them when the power analysis says so.

And where nothing is planted, on random dates, it must rarely find anything.
"""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.event.calendar import CalendarEntry
from analysis.event.timing import Timing
from analysis.exchanges import exchange_sessions
from analysis.findings.meaning.power import power
from analysis.findings.meaning.verdict import verdict
from analysis.findings.steps.moved import moved
from analysis.findings.steps.when import when
from analysis.market.returns import compute_returns
from analysis.measure.case import Case
from analysis.measure.deciding import deciding
from analysis.measure.effects import measure

MEMBERS = ["EMB", "VWOB", "EMHY", "JPMB", "EMBD"]
EVENT = pd.Timestamp("2023-09-20")


@pytest.fixture(scope="module")
def whole(study):
    """The bundled study on its prices."""
    return moved(study, when(study)).case


@pytest.fixture(scope="module")
def small(whole):
    """The study with what its verdict needs and nothing else: one window, the members, placebo funds and factors.

    Its calendar has the event's own story, of which placebo dates keep clear, and no other news.
    """
    study = whole.study
    needed = {*MEMBERS, *study.tickers("placebo"), *study.models["bonds"].factors}
    changed = {
        "instruments": tuple(i for i in study.instruments if i.ticker in needed),
        "windows": (whole.setting.primary,),
    }
    study = study.model_copy(update=changed)
    own = tuple(e for e in whole.timing.calendar if e.topic in study.placebo.keep_clear_of)
    timing = Timing(study, whole.timing.claim, whole.timing.event, own, study.tickers())
    keep, r = list(study.tickers()), whole.returns
    returns = replace(
        r,
        overnight=r.overnight[keep],
        intraday=r.intraday[keep],
        close_to_close=r.close_to_close[keep],
        closes=r.closes[keep],
    )
    for exchange in study.drawing.timeline_exchanges:  # one calendar for all the days below
        exchange_sessions(exchange, r.closes.index[0].date(), r.closes.index[-1].date())
    # Funds that hold little else: moves of the planted sizes are possible for what they hold.
    held = {t: (60.0, 80.0) if t in MEMBERS else (0.0, 0.0) for t in study.tickers() if t in whole.holdings.weights}
    holdings = replace(whole.holdings, weights=held, by_issuer={"Armenia": held, "Azerbaijan": held})
    return Case(timing, whole.snapshot, returns, holdings, "bundled")


def shifted(returns, day, effect):
    """The same returns, had the members opened higher by ``effect`` on a day."""
    overnight, daily = returns.overnight.copy(), returns.close_to_close.copy()
    overnight.loc[day, MEMBERS] += effect
    daily.loc[day, MEMBERS] += effect
    return replace(returns, overnight=overnight, close_to_close=daily)


def on(case, day, effect=0.0):
    """The case, had the news come at nine in the morning (UTC) of a session and moved the members by ``effect``."""
    instant = dt.datetime.combine(day.date(), dt.time(9), dt.UTC)
    study = case.study.model_copy(update={"event": case.study.event.model_copy(update={"instant": instant})})
    # Somebody looked at what else happened, and found nothing of weight.
    figure = ("a minor figure", "figure", "world", ("oil",), "minor", "press", "made")
    looked = CalendarEntry(instant, instant, False, *figure)
    timing = replace(case.timing, study=study, calendar=(*case.timing.calendar, looked))
    assert timing.day0["XNYS"] == day
    return replace(case, timing=timing, returns=shifted(case.returns, day, effect))


@pytest.fixture(scope="module")
def random_days(small):
    """Days that are placebo dates themselves, and far enough from both ends to have placebo dates of their own."""
    days = small.sessions("XNYS")[small.once(measure).primary.placebo.rows]
    return pd.DatetimeIndex(np.random.default_rng(7).choice(days, 60, replace=False))


def test_prices_scaled_from_the_open_on_are_the_same_as_an_added_overnight_return(whole):
    effect = 0.0100
    bars = dict(whole.snapshot.bars)
    for ticker in MEMBERS:
        raised = bars[ticker].copy()
        columns = ["open", "high", "low", "close", "adj_close", "dividend"]
        raised.loc[raised.index >= EVENT, columns] *= np.exp(effect)
        bars[ticker] = raised
    planted, added = compute_returns(bars, whole.study), shifted(whole.returns, EVENT, effect)
    for kind in ("overnight", "intraday", "close-to-close"):
        np.testing.assert_allclose(planted.of(kind), added.of(kind), rtol=0, atol=1e-12)


@pytest.mark.slow
def test_the_small_study_measures_what_the_whole_one_does(whole, small):
    own, all_of_it = small.once(measure).primary, whole.once(measure).primary
    assert own.abnormal == pytest.approx(all_of_it.abnormal, abs=1e-15)
    assert own.detectable(1) == pytest.approx(all_of_it.detectable(1), abs=1e-15)
    assert small.once(power).detectable == pytest.approx(whole.once(power).detectable, abs=1e-15)


@pytest.mark.slow
def test_the_verdict_turns_where_the_last_test_of_the_rule_does_and_the_estimate_is_the_planted_effect(small):
    found, tests = small.once(measure).primary, small.once(deciding)
    every = [*tests.tests, *(t for each in tests.without.values() for t in each)]
    needed = max(t.critical_value(0.05) - t.effect for t in every)
    for effect, outcome in (
        (needed - 1e-6, "cannot tell"),
        (needed + 1e-6, "supported"),
        (0.0150, "supported"),
        (-0.0150, "contradicted"),
    ):
        case = on(small, EVENT, effect)
        assert case.once(verdict).outcome == outcome, effect
        assert case.once(measure).primary.abnormal - found.abnormal == pytest.approx(effect, abs=1e-12)


@pytest.mark.slow
def test_on_dates_taken_at_random_the_whole_run_finds_what_the_rule_on_all_dates_promises(small, random_days):
    """The rule on all 509 dates has a test of its own; here each day is a study of its own from the news on."""
    found = {effect: [on(small, day, effect).once(verdict).outcome for day in random_days] for effect in (0.0, 0.02)}
    alarms = sum(o in ("supported", "contradicted") for o in found[0.0])
    assert alarms / len(random_days) <= 0.05 + 1.96 * np.sqrt(0.05 * 0.95 / len(random_days))
    assert found[0.02].count("supported") / len(random_days) >= 0.75
    assert found[0.02].count("contradicted") == 0


@pytest.mark.slow
def test_an_effect_of_the_detectable_size_is_found_as_often_as_promised_and_without_bias(small, random_days):
    errors, supported = [], 0
    for day in random_days:
        effect = on(small, day).once(power).detectable
        case = on(small, day, effect)
        supported += case.once(verdict).outcome == "supported"
        errors.append(case.once(measure).primary.abnormal - effect)
    assert supported / len(random_days) == pytest.approx(0.80, abs=3 * np.sqrt(0.8 * 0.2 / len(random_days)))
    assert abs(np.mean(errors)) < 3 * np.std(errors) / np.sqrt(len(random_days))
