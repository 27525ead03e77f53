"""The declared grid on the bundled prices: every combination once, each the regression that its choices describe."""

import time
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from analysis.errors import WindowError
from analysis.findings.specifications import multiverse
from analysis.measure.effects import PORTFOLIO, measure
from analysis.pipeline import timing_of


@pytest.fixture(scope="module")
def timing(bundled):
    return timing_of(bundled.study, bundled.sessions, bundled.calendar)


def declaring(study, **choices):
    """The study with other choices in its grid."""
    return study.model_copy(update={"multiverse": study.multiverse.model_copy(update=choices)})


def leaving_out(study, *topics):
    """The study with topics left out of its own estimation windows."""
    return study.model_copy(update={"estimation": study.estimation.model_copy(update={"leave_out": topics})})


@pytest.fixture(scope="module")
def few(bundled):
    """A grid of 24: the study's own model and one more, two lengths, two portfolios, windows of both kinds."""
    return declaring(
        bundled.study,
        models=("mean", "bonds"),
        lengths=(120, 250),
        windows=("overnight", "[-1,+1]", "[0,+4]"),
        portfolios={"all five": bundled.study.portfolio.members, "two largest": ("EMB", "VWOB")},
        leave_out=((),),
    )


def cell(grid, **choices):
    """Place of the one specification with some choices."""
    (found,) = [n for n, s in enumerate(grid.specifications) if choices.items() <= dict(s).items()]
    return found


# The grid


def test_every_combination_of_the_declared_choices_is_estimated_once(bundled):
    declared, grid = bundled.study.multiverse, bundled.evidence.multiverse
    expected = {
        (m, str(n), ", ".join(out) or "nothing", p, w)
        for m, n, out, p, w in product(
            declared.models, declared.lengths, declared.leave_out, declared.portfolios, declared.windows
        )
    }
    dimensions = ("model", "sessions", "left out", "portfolio", "window")
    found = [tuple(s[d] for d in dimensions) for s in grid.specifications]
    assert len(found) == len(expected) == 720
    assert set(found) == expected
    assert all(set(s) == set(dimensions) for s in grid.specifications)


def test_the_studys_own_specification_is_its_measured_effect(bundled):
    own = {"model": "bonds", "sessions": "250", "left out": "nothing", "portfolio": "all five"}
    for window in bundled.study.windows:
        n = cell(bundled.evidence.multiverse, **own, window=window.name)
        effect = bundled.effects.get(PORTFOLIO, window.name)
        assert bundled.evidence.multiverse.estimates[n] == pytest.approx(effect.abnormal, rel=1e-10)
        assert bundled.evidence.multiverse.tvalues[n] == pytest.approx(effect.tvalue, rel=1e-10)


def regression(bundled, timing, choices):
    """Estimate and t of a specification by statsmodels, from the study's own declarations."""
    study = bundled.study
    window = next(w for w in study.windows if w.name == choices["window"])
    table = bundled.returns.of(window.returns)
    X = np.column_stack([np.ones(len(table)), table[list(study.models[choices["model"]].factors)]])
    y = table[list(study.multiverse.portfolios[choices["portfolio"]])].mean(axis=1).to_numpy()
    row = table.index.get_loc(timing.day0["XNYS"])
    left_out = [] if choices["left out"] == "nothing" else timing.days_moved([choices["left out"]])
    missed = {table.index.searchsorted(day) for day in left_out}
    last = row + study.estimation.last
    days = [r for r in range(last - int(choices["sessions"]) + 1, last + 1) if r not in missed]
    fit = OLS(y[days], X[days]).fit()
    inside = slice(row + window.first, row + window.last + 1)
    estimate, x = (y[inside] - X[inside] @ fit.params).sum(), X[inside].sum(axis=0)
    length = window.last - window.first + 1
    return estimate, estimate / np.sqrt(fit.mse_resid * (length + x @ fit.normalized_cov_params @ x)), len(days)


def test_cells_are_the_regressions_that_their_choices_describe(bundled, timing):
    grid = bundled.evidence.multiverse
    lost = set()
    for n in np.random.default_rng(1).choice(720, 60, replace=False):
        choices = grid.specifications[n]
        estimate, t, days = regression(bundled, timing, choices)
        assert grid.estimates[n] == pytest.approx(estimate, rel=1e-9, abs=1e-15), choices
        assert grid.tvalues[n] == pytest.approx(t, rel=1e-9, abs=1e-12), choices
        lost.add((choices["left out"], int(choices["sessions"]) - days))
    # The longest windows reach back to the fighting of September 2022, none to the war of 2020.
    assert ("nothing", 0) in lost
    assert max(lost)[0] == "nothing"
    assert {n for out, n in lost if out == "karabakh"} == {1, 6}


def test_placebo_dates_are_those_that_every_choice_allows(bundled, timing):
    study, grid = bundled.study, bundled.evidence.multiverse
    members = {t for p in study.multiverse.portfolios.values() for t in p}
    factors = {f for m in study.multiverse.models for f in study.models[m].factors}
    whole = bundled.returns.close_to_close[sorted(members | factors)].notna().all(axis=1).to_numpy()
    event = whole.size - 1 - np.argmax(bundled.returns.closes.index[::-1] == timing.day0["XNYS"])
    days = bundled.returns.closes.index
    listed = [days.searchsorted(d) for d in timing.topic_days["karabakh"] if days[0] <= d <= days[-1]]
    expected = [
        r
        for r in range(370, len(whole) - 4)
        if whole[r - 370 : r + 5].all() and min(abs(r - s) for s in (event, *listed)) > study.placebo.clearance
    ]
    assert grid.rows.tolist() == expected
    assert len(grid.placebo_tvalues) == len(expected) > study.placebo.minimum


@pytest.mark.parametrize("ticker", ["IEF", "VWOB"])
def test_a_factor_or_fund_that_begins_later_takes_out_the_dates_before(bundled, timing, few, ticker):
    rows = multiverse(bundled.returns, timing, few).rows
    first = rows.min() + 60 - 270
    tables = {}
    for name in ("overnight", "close_to_close"):
        tables[name] = getattr(bundled.returns, name).copy()
        tables[name].iloc[:first, tables[name].columns.get_loc(ticker)] = np.nan
    later = multiverse(replace(bundled.returns, **tables), timing, few).rows
    assert later.tolist() == [r for r in rows if r >= rows.min() + 60]


# Days left out


def test_days_left_out_by_the_study_are_not_left_out_of_the_grid_that_leaves_nothing_out(bundled, timing, few):
    without = leaving_out(few, "karabakh")
    one, other = multiverse(bundled.returns, timing, few), multiverse(bundled.returns, timing, without)
    assert {s["left out"] for s in one.specifications} == {"nothing"}
    np.testing.assert_array_equal(one.estimates, other.estimates)
    np.testing.assert_array_equal(one.placebo_tvalues, other.placebo_tvalues)


def test_the_study_and_the_grid_leave_out_the_same_sessions(bundled, timing, few):
    study = leaving_out(few, "karabakh")
    keep = {*study.portfolio.members, *study.models["bonds"].factors}
    study = study.model_copy(update={"instruments": tuple(i for i in study.instruments if i.ticker in keep)})
    returns = replace(bundled.returns, closes=bundled.returns.closes[[i.ticker for i in study.instruments]])
    effects = measure(returns, timing, study)
    for window in study.windows:
        n = cell(
            bundled.evidence.multiverse,
            model="bonds",
            sessions="250",
            portfolio="all five",
            window=window.name,
            **{"left out": "karabakh"},
        )
        effect = effects.get(PORTFOLIO, window.name)
        assert bundled.evidence.multiverse.tvalues[n] == pytest.approx(effect.tvalue, rel=1e-10)
        assert effect.tvalue != bundled.effects.get(PORTFOLIO, window.name).tvalue


# Sessions


def test_sessions_of_other_exchanges_change_nothing(bundled, timing, few):
    # A live snapshot has days on which only another exchange traded: rows that are empty for all of the grid's series.
    tables = {}
    for name in ("overnight", "intraday", "close_to_close", "closes"):
        table = getattr(bundled.returns, name)
        closed = [d for d in pd.bdate_range(table.index[0], table.index[-1]) if d not in table.index]
        assert len(closed) > 20
        tables[name] = table.reindex(table.index.union(closed))
    one, other = (multiverse(r, timing, few) for r in (bundled.returns, replace(bundled.returns, **tables)))
    np.testing.assert_array_equal(one.tvalues, other.tvalues)
    np.testing.assert_array_equal(one.placebo_tvalues, other.placebo_tvalues)


def test_the_event_is_in_no_estimation_window_of_a_placebo_date(bundled, timing, few):
    shaken = bundled.returns.overnight.copy()
    day = timing.day0["XNYS"]
    shaken.loc[day] += 0.5
    moved = replace(bundled.returns, overnight=shaken)
    night = declaring(few, windows=("overnight",))
    one, other = (multiverse(r, timing, night) for r in (bundled.returns, moved))
    assert {s["window"] for s in one.specifications} == {"overnight"}
    assert len(one.specifications) == 8
    assert (one.estimates != other.estimates).all()
    np.testing.assert_array_equal(one.placebo_tvalues, other.placebo_tvalues)
    event = bundled.returns.closes.index.get_loc(day)
    assert (one.rows + few.estimation.last >= event).sum() > 10, "without dates after the event this proves nothing"


def test_too_few_dates_for_the_longest_window_stop_the_run(bundled, timing, few):
    with pytest.raises(WindowError, match=r"multiverse: placebo: \d+ admissible placebo dates; allowed: at least 200"):
        multiverse(bundled.returns, timing, declaring(few, lengths=(120, 650)))


@pytest.mark.slow
def test_the_whole_grid_takes_seconds(bundled, timing):
    start = time.process_time()
    multiverse(bundled.returns, timing, bundled.study)
    assert time.process_time() - start < 10
