"""Figures of the evidence show its numbers, say what they find, and are legible whatever that is."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from analysis.findings.evidence_tables import dose_table, power_table, specifications_table, twin_numbers
from analysis.findings.fit_numbers import fit_numbers
from analysis.findings.plots import (
    FIGURES,
    plot_calibration,
    plot_correlations,
    plot_dose,
    plot_fit,
    plot_rolling,
    plot_sight,
    plot_specifications,
    plot_twin,
)
from analysis.findings.results import as_dict
from matplotlib.colors import to_hex

from analysis.drawing.page import MARK, looks
from analysis.study.series import PORTFOLIO
from tests.evidence_cases import (
    calm,
    cases,
    loud,
    with_changed_pairs,
    with_checks,
    with_evidence,
    with_joint,
    with_slope,
    without_slope,
)
from tests.findings_cases import altered
from tests.test_plots import assert_legible

EVIDENCE = FIGURES[6:]
ENTRIES = pytest.mark.parametrize("entry", EVIDENCE, ids=lambda e: e.stem)


def entry_of(stem):
    return next(e for e in FIGURES if e.stem == stem)


def words_in(axis):
    return [t.get_text() for t in axis.texts]


def lines_through(axis, values):
    """Lines of an axis that show exactly these values."""
    wanted = np.asarray(values, dtype=float)
    drawn = (np.asarray(line.get_ydata(), dtype=float) for line in axis.lines if len(line.get_ydata()) == len(wanted))
    return [y for y in drawn if np.allclose(y, wanted, equal_nan=True)]


@pytest.mark.parametrize("case", ["calm", "loud", "confounded", "not applicable", "opposite"])
@ENTRIES
def test_other_evidence_is_as_legible(entry, case, bundled):
    assert_legible(entry.plot(cases(bundled)[case]).figure)


@pytest.mark.parametrize("weight", [0.0, 0.05, 13.0, 100.0])
def test_detectability_is_legible_at_every_weight(bundled, weight):
    assert_legible(plot_sight(altered(bundled, weight_pct=weight)).figure)


def test_with_too_few_placebo_dates_the_figure_says_so(bundled):
    strict = altered(bundled, decision=bundled.study.decision.model_copy(update={"alpha": 0.001}))
    frontier, _, power = plot_sight(strict).child_axes
    assert any("no effect, however large" in " ".join(words.split()) for words in words_in(frontier))
    assert any(words == "placebo: none" for words in words_in(power))
    assert_legible(plot_sight(strict).figure)


@ENTRIES
def test_what_a_title_says_is_in_results_json_too(entry, bundled):
    shown = next(f for f in as_dict(bundled)["figures"] if f["stem"] == entry.stem)
    assert shown["title"] == entry.caption(bundled).title


# Specification curve.


def test_the_curve_is_the_sorted_t_values_and_the_study_is_marked_in_it(bundled):
    curve, strip = plot_specifications(bundled).child_axes
    table = specifications_table(bundled)
    assert lines_through(curve, table["t"])
    (own,) = [line for line in curve.lines if line.get_marker() == "D"]
    assert own.get_ydata()[0] == pytest.approx(bundled.effects.get(PORTFOLIO, "overnight").tvalue)
    assert {"overnight", "bonds", "250", "all five", "nothing"} == {
        t.get_text() for t in strip.texts if t.get_weight() == "bold" and to_hex(t.get_color()) == MARK.lower()
    }


def test_every_specification_has_one_tick_for_each_dimension(bundled):
    _, strip = plot_specifications(bundled).child_axes
    ticks = [line for line in strip.lines if len(line.get_xdata()) > 2]
    ranks = np.concatenate([np.unique(line.get_xdata()) for line in ticks])
    assert np.bincount(ranks.astype(int))[1:].tolist() == [5] * len(specifications_table(bundled))


@pytest.mark.parametrize("direction", ["gain", "loss"])
def test_specifications_that_find_the_claimed_move_are_counted_and_coloured(bundled, direction):
    found = loud(altered(bundled, direction=direction))
    number = len(specifications_table(bundled))
    assert (
        entry_of("specification-curve")
        .caption(found)
        .title.startswith(f"{number} of {number} specifications find a {direction}")
    )
    assert f"one that finds a {direction}" in [
        t.get_text() for t in plot_specifications(found).child_axes[0].get_legend().get_texts()
    ]


# What could have been seen.


def test_the_frontier_is_the_detectable_effect_at_every_weight(bundled):
    frontier, funds, power = plot_sight(bundled).child_axes
    line = frontier.lines[0]
    product = np.asarray(line.get_xdata()) * np.asarray(line.get_ydata())  # percent times percent: basis points
    assert product == pytest.approx(1e4 * bundled.verdict.detectable)
    bars = [tuple(line.get_xdata()) for line in funds.lines if len(line.get_xdata()) == 2]
    assert set(bars) >= {w for w in bundled.weights.values() if w[0] > 0}
    table = power_table(bundled)
    assert lines_through(power, 100 * table["analytic"])
    assert lines_through(power, 100 * table["empirical"])


def test_both_power_curves_begin_at_the_level_and_pass_the_power_at_the_detectable_effect(bundled):
    table = power_table(bundled)
    assert table["analytic"].iloc[0] == pytest.approx(0.05)
    assert table["empirical"].iloc[0] == pytest.approx(0.05, abs=0.003)
    primary = bundled.effects.get(PORTFOLIO, "overnight")
    assert np.interp(1e4 * primary.detectable, table["effect_bp"], table["analytic"]) == pytest.approx(0.8, abs=1e-3)


# More of the bonds, and the twin.


def test_each_fund_is_drawn_with_its_interval_and_its_weights(bundled):
    axis, style = plot_dose(bundled), looks(bundled.study)
    for row in dose_table(bundled).to_dict("records"):
        own = [line for line in axis.lines if line.get_color() == style[row["fund"]].colour]
        spans = {tuple(np.round(line.get_ydata(), 6)) for line in own}
        across = {tuple(np.round(line.get_xdata(), 6)) for line in own}
        assert (round(row["low_bp"], 6), round(row["high_bp"], 6)) in spans
        assert (round(row["weight_low_pct"], 6), round(row["weight_high_pct"], 6)) in across


def test_a_fund_is_drawn_at_its_weight_unless_it_would_cover_another(bundled):
    axis, table = plot_dose(bundled), dose_table(bundled)
    middle = (table["weight_low_pct"] + table["weight_high_pct"]).to_numpy() / 2
    marks = [line for line in axis.lines if len(line.get_xdata()) == 1]
    moved = np.abs([mark.get_xdata()[0] for mark in marks] - middle) > 1e-9
    assert set(table["fund"][moved]) == {"PCY", "EMLC"}
    assert "Of equal or nearly equal weight, drawn side by side: PCY and EMLC" in words_in(axis)
    alone = with_evidence(bundled, dose=replace(bundled.evidence.dose, low=middle / 100 + np.arange(8) / 1000))
    assert not any("side by side" in words for words in words_in(plot_dose(alone)))


def test_only_a_slope_that_is_significant_whatever_the_weights_is_called_one(bundled):
    caption = entry_of("dose-response").caption
    assert caption(bundled).title.startswith("No dose-response can be seen: -1.5 % for the bonds themselves")
    assert caption(with_slope(bundled, 5.0)).title.startswith("Funds with more of the bonds gained more")
    assert "no confidence band" in caption(bundled).subtitle


def test_the_line_of_the_slopes_is_drawn_only_where_there_is_one(bundled):
    assert len(plot_dose(bundled).collections) == 1
    assert len(plot_dose(without_slope(bundled)).collections) == 0
    assert entry_of("dose-response").caption(without_slope(bundled)).title.startswith("Dose-response: no slope")


def test_without_any_fund_the_figure_gives_the_reason(bundled):
    none, dose = np.empty(0), without_slope(bundled).evidence.dose
    reason = "no fund with a listed weight has the model of the portfolio"
    empty = replace(dose, funds=(), low=none, high=none, abnormal=none, bse=none, reason=reason)
    found = with_evidence(bundled, dose=empty)
    assert " ".join(words_in(plot_dose(found))[0].split()) == f"{reason.capitalize()}."
    assert list(dose_table(found)) == list(dose_table(bundled))
    assert_legible(plot_dose(found).figure)


def test_a_steeper_slope_is_drawn_steeper(bundled):
    line = plot_dose(with_slope(bundled, 5.0)).lines[1]
    fit = bundled.evidence.dose.gls
    rise = np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0]
    assert rise == pytest.approx(100 * 5.0 * fit.bse[1])  # basis points for each percent of weight


def test_the_twin_is_drawn_beside_the_portfolio_with_its_donors(bundled):
    paths, gaps, donors = plot_twin(bundled).child_axes
    table = twin_numbers(bundled)
    assert lines_through(paths, table["portfolio_bp"])
    assert lines_through(paths, table["synthetic_bp"])
    assert lines_through(gaps, table["gap_bp"])
    assert sorted(bar.get_width() for bar in donors.patches) == pytest.approx(
        sorted(bundled.evidence.synthetic.control.weights)
    )


# Calibration.


def test_each_test_is_drawn_at_its_rejection_rate_hollow_where_it_is_none_here(bundled):
    axes = plot_calibration(bundled).child_axes
    for axis, window in zip(axes, ("overnight", "day 0"), strict=True):
        marks = {round(float(m.get_xdata()[0]), 6): m for m in axis.lines if m.get_marker() == "o"}
        for test in bundled.evidence.joint[window]:
            mark = marks[round(100 * test.rejections, 6)]
            assert (mark.get_markerfacecolor() == "white") == bool(test.reason)
            assert (mark.get_markeredgecolor() == MARK) == (not test.calibrated)


def test_a_test_outside_the_band_has_its_dagger_and_others_none(bundled):
    daggers = sum("‡" in words for words in words_in(plot_calibration(bundled).child_axes[1]))
    assert daggers == sum(not t.calibrated for t in bundled.evidence.joint["day 0"])
    assert not any("‡" in words for words in words_in(plot_calibration(calm(bundled)).child_axes[1]))
    assert "which assumes independence" not in entry_of("calibration").caption(calm(bundled)).title


def test_a_test_that_could_not_be_run_is_named_as_not_applicable(bundled):
    gone = {"statistic": np.nan, "pvalue": np.nan, "reason": "one value", "rejections": np.nan, "nobs": 0}
    alone = with_joint(bundled, lambda w, t: gone if t.name == "GRANK-T" else {})
    assert words_in(plot_calibration(alone).child_axes[0]).count("not applicable") == 1


# Comovement.


def test_cells_are_the_correlations_in_hundredths(bundled):
    both, moved = plot_correlations(bundled).child_axes
    change = bundled.evidence.comovement.change
    n = len(change.names)
    below = np.tri(n, k=-1, dtype=bool)
    shown = {
        (int(t.get_position()[1]), int(t.get_position()[0])): t.get_text() for t in both.texts if t.get_size() == 9
    }
    assert len(shown) == n * (n - 1)
    for (i, j), text in shown.items():
        value = change.before[i, j] if below[i, j] else change.after[i, j]
        assert text == f"{100 * value:z.0f}"
    frames = [p for p in moved.patches if p.get_edgecolor()[:3] == pytest.approx((0.7019, 0.149, 0.1176), abs=1e-3)]
    assert len(frames) == np.count_nonzero(below & (change.familywise_pvalues <= 0.05)) == 1


def fragile(found):
    return with_changed_pairs(found, [(1, 0), (2, 0), (3, 1)], fragile=[(2, 0), (3, 1)])


def all_fragile(found):
    return with_changed_pairs(found, [(1, 0), (2, 0)], fragile=[(1, 0), (2, 0)])


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (
            lambda found: found,
            "No correlation of 78 changed lastingly: the change of EMB and PCY, 0.98 to 0.85, rests on one session, "
            "2023-10-31; the mean of all",
        ),
        (
            fragile,
            "One of 78 correlations changed after the event: EMB and VWOB, 0.98 to 0.99; 2 more on one session only",
        ),
        (all_fragile, "No correlation of 78 changed lastingly: the change of EMB and VWOB"),
        (calm, "No correlation of 78 changed after the event"),
        (loud, "Three of 78 correlations changed after the event: EMB and VWOB, 0.98 to 0.99 and 2 more"),
    ],
)
def test_the_title_counts_what_changed(bundled, case, words):
    assert entry_of("correlations").caption(case(bundled)).title.startswith(words)


def test_rolling_lines_are_named_at_their_ends_and_the_event_is_marked(bundled):
    axis = plot_rolling(bundled)
    for values in bundled.evidence.comovement.rolling.T:
        assert lines_through(axis, values)
    assert {"portfolio and\nrates (IEF)", "the targets,\nmean of pairs", "day 0"} <= set(words_in(axis))


def test_without_targets_to_pair_the_factors_remain_and_without_factors_nothing(bundled):
    together = bundled.evidence.comovement
    factors = replace(together, rolling=together.rolling[:, 1:], pairs=together.pairs[1:])
    alone = with_evidence(bundled, comovement=factors)
    assert_legible(plot_rolling(alone).figure)
    assert "portfolio and IEF was 0.83 on the eve" in entry_of("rolling-correlation").caption(alone).title
    nothing = with_evidence(bundled, comovement=replace(together, rolling=together.rolling[:, :0], pairs=()))
    assert_legible(plot_rolling(nothing).figure)
    assert entry_of("rolling-correlation").caption(nothing).title == "No two series are followed over time"


# Does the model fit.


def test_the_bound_of_the_cumulative_sum_is_crossed_exactly_when_the_check_fails(bundled):
    table = fit_numbers(bundled)
    check = bundled.evidence.diagnostics[PORTFOLIO].check("stability")
    crossed = (table["cusum"].abs() > table["cusum_bound"]).any()
    assert crossed == (not check.passed)
    assert (table["cusum"].abs() / table["cusum_bound"] * 0.948).max() == pytest.approx(check.test.statistic, abs=1e-3)


def test_numbers_of_the_fit_belong_to_the_model(bundled):
    table, model = fit_numbers(bundled), bundled.effects.fits[PORTFOLIO, "overnight"].model
    assert table["residual_bp"].to_numpy() == pytest.approx(1e4 * model.resid)
    assert table["hat"].sum() == pytest.approx(len(model.names))
    assert table["ordered"].is_monotonic_increasing
    assert table["normal"].sum() == pytest.approx(0, abs=1e-9)
    assert table["IEF"].notna().sum() == len(table) - 60 + 1
    last = pd.Series(1e4 * model.resid[-60:]).std(ddof=0)
    assert table["rolling_sd_bp"].iloc[-1] == pytest.approx(last)


def test_each_check_is_ticked_or_crossed(bundled):
    checks = plot_fit(bundled).child_axes[1]
    failed = bundled.evidence.diagnostics[PORTFOLIO].failed
    marks = [words for words in words_in(checks) if words in "✓✗–"]
    assert marks.count("✗") == len(failed)
    assert marks.count("✓") == 6 - len(failed)


def test_a_panel_that_does_not_apply_says_why(bundled):
    panels = plot_fit(with_checks(bundled, stability=None, leverage=None)).child_axes
    reasons = [words for axis in panels for words in words_in(axis) if words.startswith("Not applicable")]
    assert len(reasons) == 2


def test_a_constant_mean_has_one_coefficient_to_draw(bundled):
    key = next(k for k, s in bundled.evidence.diagnostics.items() if s.rolling.names == ("const",))
    kind = bundled.study.primary.returns
    fits = {**bundled.effects.fits, (PORTFOLIO, kind): bundled.effects.fits[key, kind]}
    diagnostics = {**bundled.evidence.diagnostics, PORTFOLIO: bundled.evidence.diagnostics[key]}
    mean = with_evidence(replace(bundled, effects=replace(bundled.effects, fits=fits)), diagnostics=diagnostics)
    assert_legible(plot_fit(mean).figure)
    assert "mean" in words_in(plot_fit(mean).child_axes[3])
