"""Whether the models fit: each checked on its own event days, and the same abnormal return by other estimators."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.findings.sure.diagnostics import REMEDIES, Estimate, diagnostics
from analysis.measure.effects import measure
from analysis.study.series import PORTFOLIO
from analysis.words.plain import plain, records
from tests.cases import CALENDAR, DAY0, made_case, sessions
from tests.legible import assert_legible, words_in
from tests.reading import read

EVENT = int(sessions().get_loc(DAY0))
WIDE = {"name": "[-1,+1]", "returns": "close-to-close", "first": -1, "last": 1}
DAY = {"name": "day 0", "returns": "close-to-close", "first": 0, "last": 0}
NIGHT = {"name": "overnight", "returns": "overnight", "first": 0, "last": 0}


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def piece(case):
    return case.once(diagnostics)


@pytest.fixture(scope="module")
def mean():
    """One fund by its mean alone: there is no leverage."""
    return diagnostics(made_case(portfolio={"members": ["AAA"], "model": "mean"}))


@pytest.fixture(scope="module")
def drifting(case):
    """The targets' mean return fell in the middle of the estimation window."""
    nights = case.returns.overnight.copy()
    nights.iloc[: EVENT - 34, :3] += 0.004
    return diagnostics(replace(case, returns=replace(case.returns, overnight=nights)))


def with_checks(piece, **passed):
    """The piece with these checks of the portfolio passed (True), failed (False) or not applicable (None)."""

    def changed(check):
        outcome = passed.get(check.name, check.passed)
        if outcome is None:
            test = replace(check.test, statistic=np.nan, pvalue=np.nan, reason="defined for least squares", caution="")
            return replace(check, passed=None, test=test)
        return replace(check, passed=outcome)

    own = replace(piece.own, checks=tuple(map(changed, piece.own.checks)))
    if passed.get("stability", True) is None:
        own = replace(own, recursive=np.empty(0))
    return replace(piece, checked={**piece.checked, PORTFOLIO: own})


# The checks.


def test_every_series_model_is_checked_on_its_own_event_day(piece, case):
    assert list(piece.checked) == [s.key for s in case.series]
    for series in case.series:
        table = case.table_of("overnight", series)
        X = np.column_stack([np.ones(len(table)), table.iloc[:, 1:]])
        window = X[EVENT - 63 : EVENT - 3]
        hat = X[EVENT] @ np.linalg.inv(window.T @ window) @ X[EVENT]
        checks = piece.checked[series.key]
        assert checks.leverage.event_hat == pytest.approx([hat], rel=1e-8)
        assert checks.alpha == case.study.decision.alpha


@pytest.mark.slow
def test_every_day_of_the_primary_window_is_checked():
    wide, day = (
        diagnostics(made_case(windows=[first, *others], calendar=CALENDAR[:4])).own.leverage.event_hat
        for first, *others in ([WIDE, DAY, NIGHT], [DAY, WIDE, NIGHT])
    )
    assert (wide.shape, day.shape) == ((3,), (1,))
    assert wide[1] == pytest.approx(day[0])


@pytest.mark.slow
def test_checks_are_at_the_level_of_the_verdict(piece):
    assert sum(len(found.failed) for found in piece.checked.values()) > 0
    strict = diagnostics(made_case(decision={"alpha": 0.001}))
    assert {found.alpha for found in strict.checked.values()} == {0.001}
    assert sum(len(found.failed) for found in strict.checked.values()) == 0
    assert "at 0.1 %" in read(strict.text)


def test_a_series_without_opening_prices_is_not_checked_for_the_night(piece, case):
    instruments = [
        {**i.model_dump(exclude_unset=True), **({"bars": "closes"} if i.ticker == "RRR" else {})}
        for i in case.study.instruments
    ]
    donors = {"donors": ["PPP", "FFF"]}
    found = diagnostics(made_case(instruments=instruments, synthetic=donors))
    assert set(piece.checked) - set(found.checked) == {"RRR"}
    assert found.told["single_models"] == piece.told["single_models"] - 1


@pytest.mark.slow
def test_coefficients_roll_over_60_sessions_or_half_of_a_shorter_estimation_window(piece):
    assert piece.told["rolling_sessions"] == 30
    assert diagnostics(made_case(estimation={"length": 130})).told["rolling_sessions"] == 60


def test_what_fails_is_counted_for_the_single_series_without_the_portfolio(piece):
    failing = {line["series"]: line["failed"] for line in piece.told["failing"]}
    assert failing == {s: list(found.failed) for s, found in piece.checked.items() if found.failed}
    worse = with_checks(piece, normality=False)
    assert worse.told["single_failing"] == piece.told["single_failing"] == len(set(failing) - {PORTFOLIO})


def test_the_file_lists_every_check_of_every_series(piece):
    table = piece.table()
    assert len(table) == 6 * len(piece.checked)
    assert table["series"].iloc[0] == PORTFOLIO
    assert piece.told["checks"] == plain(records(table))


# Other estimators.


def test_the_studys_own_estimate_is_the_primary_effect_and_others_stand_beside_it(piece, case):
    effect = case.once(measure).primary
    assert piece.effect is effect
    shown = piece.shown()["estimators"].frame
    assert shown["model"].tolist() == ["ols", "huber"], "GARCH needs a longer window, and is no line"
    assert shown["abnormal_bp"].iloc[0] == pytest.approx(1e4 * effect.abnormal)
    assert [line["model"] for line in piece.told["estimators"]] == ["huber", "garch"]


LONG = {"estimation": {"length": 110}, "comovement": {"before": 60}}
"""Long enough for a changing variance."""


def test_an_estimator_that_needs_more_sessions_says_so_and_stops_nothing_else(piece):
    huber, garch = piece.estimates
    assert huber.reason == ""
    assert "allowed: at least 100" in garch.reason
    assert "Not estimated: GARCH, maximum likelihood (" in piece.text
    assert piece.told["estimators"][1] == {"model": "garch", "abnormal_bp": None, "bse_bp": None, "t": None, "p": None}


@pytest.mark.slow
def test_estimators_that_forgive_outliers_and_changing_variance_measure_the_same_window():
    case = made_case(**LONG)
    table = case.table_of("overnight", case.portfolio)
    for e in case.once(diagnostics).estimates:
        car = abnormal_returns(
            table.iloc[:, 0].to_numpy(),
            table.iloc[:, 1:].to_numpy(),
            EVENT,
            estimation=(-113, -4),
            windows=[(0, 0)],
            model=e.model,
        ).car(0, 0)
        # What is iterated is given with five digits.
        assert (e.abnormal, e.bse, e.tvalue, e.pvalue) == pytest.approx(
            (car.value, car.bse, car.tvalue, car.pvalue()), rel=5e-5 if e.model == "garch" else 1e-12
        )


@pytest.mark.slow
def test_days_left_out_are_left_out_by_every_estimator():
    whole = diagnostics(made_case(**LONG))
    without = diagnostics(made_case(estimation={"length": 110, "leave_out": ["fed"]}))
    for one, other in zip(whole.estimates, without.estimates, strict=True):
        assert one.model == other.model
        assert one.abnormal != other.abnormal
        assert one.abnormal == pytest.approx(other.abnormal, abs=1e-4)


# Session by session.


def test_the_bound_of_the_cumulative_sum_is_crossed_exactly_when_the_check_fails(piece, drifting):
    assert piece.own.check("stability").passed
    for found in (piece, drifting):
        table, check = found.numbers().frame, found.own.check("stability")
        assert (table["cusum"].abs() > table["cusum_bound"]).any() == (not check.passed)
        share = (table["cusum"].abs() / table["cusum_bound"]).max()
        assert share * 0.948 == pytest.approx(check.test.statistic, abs=1e-3)


def test_numbers_of_the_sessions_belong_to_the_model(piece):
    table, model = piece.numbers().frame, piece.model
    assert table["residual_bp"].to_numpy() == pytest.approx(1e4 * model.resid)
    assert table["hat"].sum() == pytest.approx(len(model.names))
    assert table["ordered"].is_monotonic_increasing
    assert table["normal"].sum() == pytest.approx(0, abs=1e-9)
    assert table["FFF"].notna().sum() == len(table) - 30 + 1
    last = pd.Series(1e4 * model.resid[-30:]).std(ddof=0)
    assert table["rolling_sd_bp"].iloc[-1] == pytest.approx(last)


# What is said and drawn.


def test_every_check_has_words_for_its_failure(piece):
    assert set(REMEDIES) == {check.name for check in piece.own.checks}


def test_each_failed_check_is_told_with_what_answers_it(piece):
    nothing = with_checks(piece, **dict.fromkeys(REMEDIES, True))
    everything = with_checks(piece, **dict.fromkeys(REMEDIES, False))
    assert "passes all six checks at 5 %" in read(nothing.text)
    assert "fails six of six checks at 5 %" in read(everything.text)
    assert len(re.findall(r"^- (?!Not estimated)", everything.text, flags=re.MULTILINE)) == 6
    assert "fails one of six checks: leverage" in with_checks(nothing, leverage=False).caption.title


def test_no_estimator_is_announced_that_was_not_tried(piece):
    everything = with_checks(piece, **dict.fromkeys(REMEDIES, False))
    assert "Huber's estimator is tried below" in everything.text
    assert "GARCH: below" not in everything.text
    none = replace(everything, estimates=tuple(Estimate(e.model, reason="none") for e in piece.estimates))
    assert "below" not in none.text
    assert "The same abnormal return by other estimators" not in none.text
    assert "Not estimated: Huber and GARCH, maximum likelihood (none)." in read(none.text)


def test_failures_that_chance_alone_would_bring_are_counted_by_hand(piece):
    """Five checks at 5 % fail a sound model with 1 - 0.95^5, four without leverage; influence has no false alarms."""
    several = len(piece.checked) - 1 - 2
    expected = several * (1 - 0.95**5) + 2 * (1 - 0.95**4)  # both factors are measured by their mean
    assert piece.failing_by_chance == pytest.approx(expected)
    assert f"(by chance {expected:.1f}; tables" in read(with_failing(piece, 2).text)
    singles = len(piece.checked) - 1
    assert f"All {singles} models of single series fail at least one" in read(with_failing(piece, singles).text)


def with_failing(piece, number):
    """The piece with as many models of single series that fail a check, and no others."""

    def judged(series, found):
        failing = series in list(piece.checked)[1 : 1 + number]
        return replace(
            found, checks=tuple(replace(c, passed=None if c.passed is None else not failing) for c in found.checks)
        )

    return replace(piece, checked={s: judged(s, found) for s, found in piece.checked.items()})


def test_a_check_that_does_not_apply_says_why_and_does_not_count(piece):
    found = with_checks(piece, **{**dict.fromkeys(REMEDIES, True), "stability": None})
    assert "| – | – | not applicable: defined for least squares |" in found.text
    assert "passes all five checks" in found.text
    assert found.told["applicable"] == 5


def test_coefficients_over_time_are_said_of_the_factors_alone(piece, mean):
    low, high = piece.own.rolling.low[1], piece.own.rolling.high[1]
    assert f"{low:.2f} and {high:.2f} (rates)" in piece.text
    assert "coefficients lie between" not in mean.text


@pytest.mark.slow
def test_each_check_is_ticked_or_crossed(drifting):
    marks = [words for words in words_in(drifting.plot().child_axes[1]) if words in "✓✗–"]
    assert marks.count("✗") == len(drifting.own.failed) > 0
    assert marks.count("✓") == 6 - len(drifting.own.failed)


def test_a_panel_that_does_not_apply_says_why(piece):
    panels = with_checks(piece, stability=None, leverage=None).plot().child_axes
    reasons = [words for axis in panels for words in words_in(axis) if words.startswith("Not applicable")]
    assert len(reasons) == 2


def test_a_constant_mean_has_one_coefficient_to_draw(mean):
    assert "mean" in words_in(mean.plot().child_axes[3])
    assert mean.told["applicable"] == 5


@pytest.mark.parametrize("which", ["piece", "mean", "drifting"])
def test_the_figure_is_legible(which, request):
    assert_legible(request.getfixturevalue(which).plot().figure)


@pytest.mark.parametrize("label", ["equities of all emerging markets", "emerging-market-equities"])
def test_names_of_coefficients_of_any_length_have_room(label):
    found = diagnostics(made_case(factor_labels={"FFF": label, "GGG": "credit"}))
    axes = found.plot()
    assert label in [" ".join(words.split()) for words in words_in(axes.child_axes[3])]
    assert_legible(axes.figure)
