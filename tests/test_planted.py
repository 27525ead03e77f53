"""Effects of known size, planted into real prices: the verdict must find them when the power analysis says so.

And where nothing is planted, on random dates, it must rarely find anything.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from analysis.findings.verdict import judge

from analysis.market.returns import compute_returns
from analysis.measure.design import Timing
from analysis.measure.effects import measure
from analysis.pipeline import timing_of
from analysis.study.series import PORTFOLIO

MEMBERS = ["EMB", "VWOB", "EMHY", "JPMB", "EMBD"]


@pytest.fixture(scope="module")
def small(bundled):
    """The study with what its verdict needs and nothing else: one window, the members, placebo funds and factors."""
    study = bundled.study
    needed = {*MEMBERS, *study.tickers("placebo"), *study.models["bonds"].factors}
    return study.model_copy(
        update={
            "instruments": tuple(i for i in study.instruments if i.ticker in needed),
            "windows": (study.primary,),
        }
    )


def timing_at(bundled, day):
    base = timing_of(bundled.study, bundled.sessions, bundled.calendar)
    return Timing(dict.fromkeys(base.day0, day), base.topic_days)


def only(returns, study):
    keep = [i.ticker for i in study.instruments]
    return replace(
        returns,
        overnight=returns.overnight[keep],
        intraday=returns.intraday[keep],
        close_to_close=returns.close_to_close[keep],
        closes=returns.closes[keep],
    )


def shifted(returns, day, effect):
    """The same returns, had the members opened higher by ``effect`` on a day."""
    overnight, daily = returns.overnight.copy(), returns.close_to_close.copy()
    overnight.loc[day, MEMBERS] += effect
    daily.loc[day, MEMBERS] += effect
    return replace(returns, overnight=overnight, close_to_close=daily)


def judged(bundled, study, returns, day):
    effects = measure(returns, timing_at(bundled, day), study)
    return effects.get(PORTFOLIO, "overnight"), judge(study, effects, bundled.weights)


@pytest.fixture(scope="module")
def random_days(bundled):
    """Days that are placebo dates themselves, and far enough from both ends to have placebo dates of their own."""
    primary = bundled.effects.get(PORTFOLIO, "overnight")
    days = bundled.effects.sessions["XNYS"][primary.placebo.rows]
    return pd.DatetimeIndex(np.random.default_rng(7).choice(days, 200, replace=False))


def test_prices_scaled_from_the_open_on_are_the_same_as_an_added_overnight_return(bundled):
    day, effect = pd.Timestamp("2023-09-20"), 0.0100
    bars = dict(bundled.snapshot.bars)
    for ticker in MEMBERS:
        raised = bars[ticker].copy()
        columns = ["open", "high", "low", "close", "adj_close", "dividend"]
        raised.loc[raised.index >= day, columns] *= np.exp(effect)
        bars[ticker] = raised
    planted, added = compute_returns(bars, bundled.study), shifted(bundled.returns, day, effect)
    for kind in ("overnight", "intraday", "close-to-close"):
        np.testing.assert_allclose(planted.of(kind), added.of(kind), rtol=0, atol=1e-12)


def test_the_verdict_turns_at_the_critical_value_and_the_estimate_is_the_planted_effect(bundled, small):
    day, returns = pd.Timestamp("2023-09-20"), only(bundled.returns, small)
    found, _ = judged(bundled, small, returns, day)
    critical = found.placebo.critical_value(0.05)
    for effect, outcome in (
        (0.0, "cannot tell"),
        (critical - found.abnormal - 1e-6, "cannot tell"),
        (critical - found.abnormal + 1e-6, "supported"),
        (0.0150, "supported"),
        (-0.0150, "contradicted"),
    ):
        estimate, verdict = judged(bundled, small, shifted(returns, day, effect), day)
        assert verdict.outcome == outcome, effect
        assert estimate.abnormal - found.abnormal == pytest.approx(effect, abs=1e-12)


@pytest.mark.slow
def test_without_an_effect_random_dates_are_rarely_called_supported_or_contradicted(bundled, small, random_days):
    returns = only(bundled.returns, small)
    outcomes = [judged(bundled, small, returns, day)[1].outcome for day in random_days]
    alarms = sum(o in ("supported", "contradicted") for o in outcomes)
    band = 1.96 * np.sqrt(0.05 * 0.95 / len(outcomes))
    assert alarms / len(outcomes) <= 0.05 + band
    assert outcomes.count("supported") > 0, "a test that never rejects proves nothing"


@pytest.mark.slow
def test_an_effect_of_the_detectable_size_is_found_as_often_as_promised_and_without_bias(bundled, small, random_days):
    returns = only(bundled.returns, small)
    effect = judged(bundled, small, returns, pd.Timestamp("2023-09-20"))[1].detectable
    days = random_days[:60]
    errors, supported = [], {1.0: 0, 2.0: 0}
    for day in days:
        for multiple in supported:
            estimate, verdict = judged(bundled, small, shifted(returns, day, multiple * effect), day)
            supported[multiple] += verdict.outcome == "supported"
        errors.append(estimate.abnormal - multiple * effect)
    share = {m: n / len(days) for m, n in supported.items()}
    assert share[1.0] == pytest.approx(0.80, abs=3 * np.sqrt(0.8 * 0.2 / len(days)))
    assert share[2.0] > 0.9
    assert abs(np.mean(errors)) < 3 * np.std(errors) / np.sqrt(len(days))
