"""The targets together on their one date, and corrections for testing many series in many windows."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.inference.calibration import INDEPENDENT, SIDED, binomial_band
from analysis.eventstudy.placebo.corrections import benjamini_hochberg, holm, romano_wolf
from analysis.findings.joint import family, joint_tests, kinds_of
from analysis.measure.design import Timing, placebo_design
from analysis.measure.effects import PORTFOLIO, series_of, table_for
from analysis.pipeline import timing_of

EXPOSURE = "exposure-weighted portfolio t"


@pytest.fixture(scope="module")
def timing(bundled):
    return timing_of(bundled.study, bundled.sessions, bundled.calendar)


@pytest.fixture(scope="module")
def night(bundled):
    """The study with its primary window alone."""
    return bundled.study.model_copy(update={"windows": (bundled.study.primary,)})


def by_name(tests):
    return {t.name: t for t in tests}


def data_of(bundled, kind, tickers):
    """Returns of some tickers and of the portfolio's factors, and the event's row."""
    portfolio = series_of(bundled.study, bundled.study.portfolio.members)[0]
    factors = table_for(bundled.returns, kind, portfolio, bundled.study).iloc[:, 1:]
    own = bundled.returns.of(kind)[list(tickers)].loc[factors.index]
    return own.to_numpy(), factors.to_numpy(), factors.index.get_loc(bundled.effects.day0["XNYS"])


def single_t(bundled, series, factors, row, window):
    estimation = (bundled.study.estimation.first, bundled.study.estimation.last)
    span = (window.first, window.last)
    return abnormal_returns(series, factors, row, estimation=estimation, windows=[span]).car(*span)


# Joint tests


def test_windows_of_one_kind_of_return_are_tested_together_in_declared_order(study):
    kinds = kinds_of(study)
    assert [(kind, [w.name for w in windows]) for kind, windows in kinds] == [
        ("overnight", ["overnight"]),
        ("close-to-close", ["day 0", "[0,+1]", "[-1,+1]", "[0,+4]"]),
    ]
    mixed = study.model_copy(update={"windows": (*study.windows[1:3], study.windows[0], study.windows[3])})
    assert [kind for kind, _ in kinds_of(mixed)] == ["close-to-close", "overnight"]


def test_every_window_has_every_test(bundled):
    assert list(bundled.evidence.joint) == [w.name for w in bundled.study.windows]
    for tests in bundled.evidence.joint.values():
        assert [t.name for t in tests] == [*SIDED, EXPOSURE, "joint F"]
        assert {t.name for t in tests if t.reason} == set(INDEPENDENT)


def test_the_equal_weighted_portfolio_is_the_portfolio_of_the_effects(bundled):
    for window, tests in bundled.evidence.joint.items():
        effect, test = bundled.effects.get(PORTFOLIO, window), by_name(tests)["portfolio t"]
        assert test.statistic == pytest.approx(effect.tvalue, rel=1e-10)
        assert test.pvalue == pytest.approx(effect.pvalue_claim, rel=1e-10)


def test_weights_by_exposure_are_the_middles_of_what_the_sources_allow(bundled):
    members = bundled.study.portfolio.members
    weights = np.array([np.mean(bundled.weights[t]) for t in members])
    for window in bundled.study.windows:
        returns, factors, row = data_of(bundled, window.returns, members)
        expected = single_t(bundled, returns @ weights, factors, row, window)
        test = by_name(bundled.evidence.joint[window.name])[EXPOSURE]
        assert test.statistic == pytest.approx(expected.tvalue, rel=1e-10)
        assert test.pvalue == pytest.approx(expected.pvalue(bundled.study.claim.side), rel=1e-10)


def test_without_known_weights_there_is_no_portfolio_by_exposure(bundled, timing, night):
    nothing = dict.fromkeys(bundled.weights, (0.0, 0.0))
    tests = joint_tests(bundled.returns, timing, nothing, night)["overnight"]
    assert [t.name for t in tests] == [*SIDED, "joint F"]
    assert tests[0].pvalue == pytest.approx(bundled.evidence.joint["overnight"][0].pvalue, rel=1e-10)


def test_the_claims_direction_is_the_side_of_the_tests(bundled, timing, night):
    loss = night.model_copy(update={"claim": night.claim.model_copy(update={"direction": "loss"})})
    down = by_name(joint_tests(bundled.returns, timing, bundled.weights, loss)["overnight"])
    up = by_name(bundled.evidence.joint["overnight"])
    for name in ("portfolio t", EXPOSURE, "adjusted BMP", "GRANK-T", "Corrado rank"):
        assert down[name].statistic == up[name].statistic
        assert down[name].pvalue == pytest.approx(1 - up[name].pvalue, abs=1e-12)
    assert down["joint F"] == up["joint F"]


def test_tests_are_calibrated_at_the_studys_level_on_dates_on_which_all_members_have_prices(bundled, timing, night):
    members = list(night.portfolio.members)
    returns, factors, row = data_of(bundled, "overnight", members)
    whole = pd.DataFrame(np.column_stack([returns, factors]), index=bundled.effects.sessions["XNYS"])
    design = placebo_design(whole, "joint", "XNYS", timing, night)
    panel = event_panel(
        returns.mean(axis=1)[:, None],
        factors,
        np.column_stack([np.zeros(len(design.rows), dtype=int), design.rows]),
        estimation=(night.estimation.first, night.estimation.last),
        windows=[(0, 0)],
        usable=design.usable,
    )
    p = panel.pvalues("greater")[:, 0]
    for alpha in (0.05, 0.01):
        declared = night.model_copy(update={"decision": night.decision.model_copy(update={"alpha": alpha})})
        test = joint_tests(bundled.returns, timing, bundled.weights, declared)["overnight"][0]
        assert (test.nobs, test.rejections) == (len(design.rows), np.mean(p <= alpha))
        assert test.band == binomial_band(len(design.rows), alpha)
    assert row not in design.rows
    assert np.isfinite(returns[design.rows]).all()


# The family


@pytest.fixture(scope="module")
def table(bundled):
    return pd.DataFrame([{f: getattr(m, f) for f in m.__slots__} for m in bundled.evidence.family])


def test_the_family_has_every_fund_and_neighbour_in_every_window_and_nothing_else(bundled, table):
    study = bundled.study
    series = [*study.tickers("target"), *study.tickers("placebo"), *study.tickers("regional")]
    expected = [(s, w.name) for s in series for w in study.windows]
    assert list(zip(table["series"], table["window"], strict=True)) == expected


def test_members_have_the_t_and_p_of_their_effects(bundled, table):
    for m in bundled.evidence.family:
        effect = bundled.effects.get(m.series, m.window)
        assert m.tvalue == pytest.approx(effect.tvalue, rel=1e-10)
        assert m.pvalue == effect.pvalue
    assert table["pvalue"].is_unique


def test_corrections_by_formula_are_those_of_the_members_p_values(table):
    np.testing.assert_array_equal(table["holm"], holm(table["pvalue"]))
    np.testing.assert_array_equal(table["benjamini_hochberg"], benjamini_hochberg(table["pvalue"]))
    assert (table["pvalue"] <= table["benjamini_hochberg"]).all()
    assert (table["benjamini_hochberg"] <= table["holm"]).all()


@pytest.fixture(scope="module")
def curves(bundled, timing):
    """T values of all members and windows, each from its own table, on the dates that are placebo dates for all."""
    study = bundled.study
    keys = list(dict.fromkeys(m.series for m in bundled.evidence.family))
    members = {s.key: s for s in series_of(study, keys) if s.key in keys}
    columns, dates = {}, None
    for m in bundled.evidence.family:
        window = next(w for w in study.windows if w.name == m.window)
        data = table_for(bundled.returns, window.returns, members[m.series], study)
        design = placebo_design(data, m.series, "XNYS", timing, study)
        panel = event_panel(
            data.iloc[:, :1].to_numpy(),
            data.iloc[:, 1:].to_numpy(),
            design.events(1),
            estimation=(study.estimation.first, study.estimation.last),
            windows=[(window.first, window.last)],
            usable=design.usable,
        )
        own = pd.Series(panel.tvalues[:, 0], index=data.index[design.dates])
        columns[m.series, m.window] = own
        dates = own.index if dates is None else dates.intersection(own.index, sort=False)
    event = bundled.effects.day0["XNYS"]
    frame = pd.DataFrame({key: own.loc[dates] for key, own in columns.items()})
    return frame.loc[event].to_numpy(), frame.drop(index=event).to_numpy()


def test_romano_wolf_is_that_of_the_t_values_on_the_dates_common_to_all(table, curves):
    np.testing.assert_allclose(table["romano_wolf"], romano_wolf(*curves, alternative="two-sided"), rtol=1e-12)


def test_a_corrected_p_value_is_never_below_the_members_own_rank(table, curves):
    event, placebo = curves
    alone = (1 + (np.abs(placebo) >= np.abs(event)).sum(axis=0)) / (1 + len(placebo))
    assert (table["romano_wolf"] >= alone - 1e-12).all()
    assert (table["romano_wolf"] > alone).any()


def test_a_move_that_stands_out_from_all_survives_every_correction(bundled, timing):
    day = bundled.effects.day0["XNYS"]
    returns = bundled.returns
    moved = returns.overnight.copy()
    moved.loc[day, "TUR"] += 0.5
    study = bundled.study.model_copy(update={"windows": (bundled.study.primary,)})
    effect = replace(bundled.effects.get("TUR", "overnight"), pvalue=1e-12)
    others = tuple(e for e in bundled.effects.effects if e.series.key != "TUR")
    found = family(
        replace(returns, overnight=moved), replace(bundled.effects, effects=(*others, effect)), timing, study
    )
    for m in found:
        if m.series == "TUR":
            assert max(m.holm, m.benjamini_hochberg) < 1e-9
            assert m.romano_wolf < 0.01
        else:
            assert m.romano_wolf > 0.2


@pytest.mark.parametrize("changes", [{"exchange": "XLON"}, {"bars": "closes"}])
@pytest.mark.parametrize("windows", [slice(None), slice(1, None)], ids=["all windows", "from close to close"])
def test_series_of_another_exchange_or_without_every_window_are_in_no_common_family(bundled, timing, changes, windows):
    study = bundled.study.model_copy(
        update={
            "instruments": tuple(
                i.model_copy(update=changes) if i.ticker == "TUR" else i for i in bundled.study.instruments
            ),
            "windows": bundled.study.windows[windows],
        }
    )
    when = Timing({**timing.day0, "XLON": timing.day0["XNYS"]}, timing.topic_days)
    found = {m.series for m in family(bundled.returns, bundled.effects, when, study)}
    left = {m.series for m in bundled.evidence.family} - {"TUR"}
    # Closing prices are enough where no window asks for another.
    alone = changes == {"bars": "closes"} and windows == slice(1, None)
    assert found == (left | {"TUR"} if alone else left)


@pytest.fixture(scope="module")
def shaken(bundled):
    """Returns of a world in which every fund fell by half three sessions after the event, within its longest window."""
    sessions = bundled.effects.sessions["XNYS"]
    day = sessions[sessions.get_loc(bundled.effects.day0["XNYS"]) + 3]
    funds = [*bundled.study.tickers("target"), *bundled.study.tickers("placebo"), *bundled.study.tickers("regional")]
    daily = bundled.returns.close_to_close.copy()
    daily.loc[day, funds] -= 0.7
    return replace(bundled.returns, close_to_close=daily)


def test_the_events_own_days_make_no_placebo_date_look_calm(bundled, timing, shaken):
    daily = bundled.study.windows[1:2]
    loose = bundled.study.decision.model_copy(update={"alpha": 0.5})
    study = bundled.study.model_copy(update={"windows": (*daily, bundled.study.windows[-1]), "decision": loose})
    for one, other in zip(
        *(joint_tests(r, timing, bundled.weights, study)["day 0"] for r in (bundled.returns, shaken)), strict=True
    ):
        assert (one.name, one.rejections, one.statistic) == (other.name, other.rejections, other.statistic)
    calm, wild = (
        {(m.series, m.window): m for m in family(r, bundled.effects, timing, study)} for r in (bundled.returns, shaken)
    )
    for key, m in wild.items():
        if m.window == "day 0":
            assert m.tvalue == calm[key].tvalue
        else:
            assert m.tvalue < -10
    # Of the placebo dates only those windows count that were not found to have moved: as if asked for day 0 alone.
    alone = {
        m.series: m
        for m in family(bundled.returns, bundled.effects, timing, study.model_copy(update={"windows": daily}))
    }
    for (series, window), m in wild.items():
        if window == "day 0":
            assert m.romano_wolf == pytest.approx(alone[series].romano_wolf, abs=0.01)
