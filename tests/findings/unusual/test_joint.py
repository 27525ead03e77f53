"""The portfolio's members on their one date: which tests, on which side, and how often each rejects on other dates."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.inference.calibration import INDEPENDENT, SIDED, size_band
from analysis.findings.unusual.joint import PORTFOLIO_TEST, joint, portfolio_marked
from analysis.measure.effects import measure
from tests.cases import DAY0, FACTORS, TARGETS, WEIGHTS, declared, made_case, one_fund

EXPOSURE = "exposure-weighted portfolio t"


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def piece(case):
    return case.once(joint)


def asked(**changes):
    return made_case(**changes).once(joint)


def by_name(tests):
    return {t.name: t for t in tests}


def with_tests(piece, change):
    """The joint tests, each changed: ``change(window, test)`` gives its new fields."""
    tests = {w: tuple(replace(t, **change(w, t)) for t in tests) for w, tests in piece.tests.items()}
    return replace(piece, tests=tests)


def weighted(case, window, weights):
    """The exact t of the targets with these weights, from a regression of its own."""
    wide = case.returns.of(window.returns)
    event, estimation, span = wide.index.get_loc(DAY0), (-63, -4), (window.first, window.last)
    y, x = wide[list(TARGETS)].to_numpy() @ weights, wide[list(FACTORS)].to_numpy()
    return abnormal_returns(y, x, event, estimation=estimation, windows=[span]).car(*span)


# Which tests


def test_every_window_has_every_test_in_declared_order(piece):
    assert list(piece.tests) == ["overnight", "day 0", "[-1,+1]"]
    for tests in piece.tests.values():
        assert [t.name for t in tests] == [*SIDED, EXPOSURE, "joint F"]
        assert {t.name for t in tests if t.reason} == set(INDEPENDENT)


def test_windows_keep_their_order_when_kinds_of_return_alternate():
    night, day, days = declared()["windows"]
    mixed = made_case(windows=[day, night, days], multiverse={"windows": ["day 0"]})
    assert [kind for kind, _ in mixed.kinds] == ["close-to-close", "overnight"]
    assert list(mixed.once(joint).tests) == ["day 0", "overnight", "[-1,+1]"]


def test_the_equal_weighted_portfolio_is_the_portfolio_of_the_effects(case, piece):
    for window, tests in piece.tests.items():
        effect, test = case.once(measure).get("portfolio", window), by_name(tests)["portfolio t"]
        assert test.statistic == pytest.approx(effect.tvalue, rel=1e-10)
        assert test.pvalue == pytest.approx(student.sf(effect.tvalue, effect.df_resid), rel=1e-10)


def test_weights_by_exposure_are_the_middles_of_what_the_sources_allow(case, piece):
    middles = np.array([np.mean(WEIGHTS[t]) for t in TARGETS])
    for window in case.study.windows:
        expected, test = weighted(case, window, middles), by_name(piece.tests[window.name])[EXPOSURE]
        assert test.statistic == pytest.approx(expected.tvalue, rel=1e-10)
        assert test.pvalue == pytest.approx(expected.pvalue("greater"), rel=1e-10)


def test_without_known_weights_there_is_no_portfolio_by_exposure(piece):
    tests = asked(weights=dict.fromkeys(WEIGHTS, (0.0, 0.0))).primary
    assert [t.name for t in tests] == [*SIDED, "joint F"]
    assert tests[0].pvalue == pytest.approx(piece.primary[0].pvalue, rel=1e-10)


def test_the_claims_direction_is_the_side_of_the_tests(piece):
    up, down = by_name(piece.primary), by_name(asked(claim={"direction": "loss"}).primary)
    for name in ("portfolio t", EXPOSURE, "adjusted BMP", "GRANK-T", "Corrado rank"):
        assert down[name].statistic == up[name].statistic
        assert down[name].pvalue == pytest.approx(1 - up[name].pvalue, abs=1e-12)
    assert down["joint F"] == up["joint F"]


def test_a_contradicted_claim_is_looked_at_from_the_other_side(piece):
    fell = asked(gain=-0.01)
    assert by_name(fell.primary)["portfolio t"].pvalue < 0.001
    assert "one-sided for a loss; the joint F has no side:" in fell.text
    assert "one-sided for a gain; the joint F has no side:" in piece.text
    assert "two-sided; the joint F has no side:" in asked(claim={"direction": "move"}).text


# Calibration


@pytest.mark.parametrize("alpha", [0.05, 0.1])
def test_tests_are_calibrated_at_the_studys_level_on_dates_on_which_all_members_have_prices(alpha):
    case = made_case(decision={"alpha": alpha})
    design = case.design("overnight", (*TARGETS, *FACTORS), where="here")
    panel = case.panel("overnight", ("portfolio",), FACTORS, [(0, 0)], design)
    pvalues = panel.pvalues("greater")[1:, 0]
    test = case.once(joint).primary[0]
    assert (test.nobs, test.rejections) == (len(design.rows), np.mean(pvalues <= alpha))
    in_time = panel.position[1:].argsort()
    band = size_band(pvalues[in_time], alpha, rng=np.random.default_rng(case.study.seed), block=test.block)
    assert test.band == pytest.approx(tuple(band))


@pytest.mark.slow
def test_the_events_own_days_make_no_placebo_date_look_calm():
    """Had every fund fallen by half the day after the event, the other dates and the event day would be the same."""
    loose = made_case(decision={"alpha": 0.5})
    daily = loose.returns.close_to_close.copy()
    daily.iloc[daily.index.get_loc(DAY0) + 1, :] -= 0.7
    shaken = replace(loose, returns=replace(loose.returns, close_to_close=daily))
    for one, other in zip(*(c.once(joint).tests["day 0"] for c in (loose, shaken)), strict=True):
        assert (one.name, one.rejections, one.statistic) == (other.name, other.rejections, other.statistic)
    assert any(
        one.statistic != other.statistic
        for one, other in zip(*(c.once(joint).tests["[-1,+1]"] for c in (loose, shaken)), strict=True)
    )


def test_tests_that_assume_independence_have_no_p_value_and_a_reason(piece):
    for line in piece.tables()["joint-tests"].frame.to_dict("records"):
        assert np.isnan(line["p"]) == bool(line["reason"])
    assert "no p-value, because the securities share the event date" in piece.text
    shown = {c.head: n for n, c in enumerate(piece.shown()["tests"].columns)}
    _, cells = piece.shown()["tests"].cells()
    assert {line[shown["p"]] for line in cells if line[0].startswith(INDEPENDENT)} == {"none"}


def test_the_naive_study_is_the_one_that_cries_wolf_most(piece):
    own = [t for t in piece.primary if t.name in INDEPENDENT]
    assert piece.naive.rejections == max(t.rejections for t in own)
    assert piece.told["naive"] == piece.naive.name
    assert f"{piece.naive.name}, which assumes independence, rejects on" in piece.caption.title
    calm = with_tests(piece, lambda w, t: {"reason": ""})
    assert calm.told["naive"] is None
    assert "which assumes independence" not in calm.caption.title


def test_the_text_says_what_a_doubled_variance_does_to_the_joint_f_of_its_own_number_of_funds(piece):
    tests = by_name(piece.primary)
    doubled = {name: tests[name].size_if_doubled for name in ("joint F", "portfolio t")}
    said = "the joint F would reject with {joint F:.0%} probability, the portfolio t with {portfolio t:.0%}"
    assert said.format(**doubled).replace("%", " %") in " ".join(piece.text.split())
    gone = {"statistic": np.nan, "pvalue": np.nan, "reason": "too many funds", "rejections": np.nan, "nobs": 0}
    without = with_tests(piece, lambda w, t: gone if t.name == "joint F" else {})
    assert "Had the event only doubled" not in without.text


def test_the_band_stands_beside_the_rate_and_the_text_says_of_what_blocks_it_is(piece):
    first = piece.primary[0]
    _, cells = piece.shown()["tests"].cells()
    assert cells[0][-1].startswith(f"{100 * first.band[0]:.1f} to ")
    assert piece.told["block"] == first.block == first.nobs // 8
    assert f"(from blocks of {first.block} dates)" in " ".join(piece.text.split())


def test_counts_of_tests_are_those_of_the_primary_window(piece):
    valid = [t for t in piece.primary if not t.reason]
    assert (piece.told["valid"], piece.told["calibrated"]) == (len(valid), sum(t.calibrated for t in valid))
    loud = with_tests(piece, lambda w, t: {} if t.reason else {"pvalue": 0.001, "rejections": 0.05})
    assert loud.told["calibrated"] == loud.told["significant_and_calibrated"] == len(valid)
    wild = with_tests(piece, lambda w, t: {"rejections": 0.9})
    assert wild.told["calibrated"] == wild.told["significant_and_calibrated"] == 0


def test_a_test_outside_its_band_is_marked_wherever_it_stands(piece):
    def outside(window, test):
        return {"rejections": 0.4 if window == "day 0" and test.name == "portfolio t" else 0.05}

    marked = with_tests(piece, outside)
    assert marked.told["portfolio_marked"] == ["day 0"]
    frame = marked.tables()["joint-tests"].frame
    assert frame.loc[frame["outside_band"], ["window", "test"]].to_numpy().tolist() == [["day 0", "portfolio t"]]
    first = marked.shown()["by_window"].cells()[1][0]
    assert [cell.endswith(" ‡") for cell in first] == [False, False, True, False]
    assert "‡ Outside the band" not in marked.text  # none of the primary window
    wild = with_tests(piece, lambda w, t: {"rejections": 0.4})
    assert wild.shown()["tests"].frame["test"].str.endswith(" ‡").all()
    assert "‡ Outside the band" in wild.text


def test_a_test_that_could_not_be_run_is_neither_marked_nor_hidden(piece):
    gone = {"statistic": np.nan, "pvalue": np.nan, "reason": "one value", "rejections": np.nan, "nobs": 0}
    alone = with_tests(piece, lambda w, t: gone if t.name == "GRANK-T" else {})
    assert "| GRANK-T | – | none | – |" in alone.text
    assert "GRANK-T: no p-value, because one value." in alone.text
    assert alone.told["valid"] == piece.told["valid"] - 1


def test_windows_with_other_major_news_are_marked(piece):
    heads = [c.head for c in piece.shown()["by_window"].columns]
    assert heads == ["test", "overnight", "day 0 †", "[-1,+1] †"]


def test_windows_in_which_the_portfolio_is_marked_are_those_of_the_piece(case, piece):
    assert portfolio_marked(case) == frozenset(piece.portfolio_marked)


def test_tests_that_cannot_be_computed_mark_nothing():
    gone = made_case()
    gone.returns.overnight.loc["2022-07-01":, "CCC"] = np.nan
    assert portfolio_marked(gone) == frozenset()


# The members


def test_the_members_are_worth_fewer_by_what_their_residuals_have_in_common(case, piece):
    residuals = pd.DataFrame({t: case.once(measure).model(t).resid for t in TARGETS})
    mean = residuals.corr().to_numpy()[np.triu_indices(3, 1)].mean()
    assert (piece.members.series, piece.members.mean_correlation) == (3, pytest.approx(mean))
    assert piece.members.by_variance == pytest.approx(3 / (1 + 2 * mean))
    assert 1 < piece.members.by_eigenvalues < 3


def test_a_younger_member_is_compared_on_the_sessions_that_all_have():
    young = made_case()
    for table in (young.returns.overnight, young.returns.close_to_close):
        table.iloc[:134, table.columns.get_loc("CCC")] = np.nan
    fits = [young.once(measure).model(t) for t in TARGETS]
    assert fits[2].nobs < fits[0].nobs
    shared = [fit.resid[-fits[2].nobs :] for fit in fits]
    alike = np.corrcoef(shared)[np.triu_indices(3, 1)].mean()
    assert young.once(joint).members.mean_correlation == pytest.approx(alike, abs=0.02)


def test_a_portfolio_of_one_fund_is_worth_one_and_has_no_mean_correlation():
    piece = one_fund().once(joint)
    members = piece.told["members"]
    assert members == {"series": 1, "mean_correlation": None, "by_variance": 1, "by_eigenvalues": 1}
    assert piece.text.startswith("## The t test on other dates\n")
    assert "to test jointly" not in piece.text
    assert "Joint tests" not in piece.text
    assert {w: [t.name for t in tests] for w, tests in piece.tests.items()} == {
        w: [PORTFOLIO_TEST] for w in ("overnight", "day 0", "[-1,+1]")
    }
    assert "joint F" not in piece.text


def test_equal_weights_of_exposure_are_the_portfolios_own_and_are_not_counted_twice():
    """Bonds of the claim's issuers hold nothing else: weighted by exposure they are the portfolio."""
    alike = asked(weights={**dict.fromkeys(TARGETS, (100.0, 100.0)), "PPP": (0.0, 0.0)})
    assert EXPOSURE in by_name(asked().primary)
    assert EXPOSURE not in by_name(alike.primary)
    assert alike.told["valid"] == asked().told["valid"] - 1
