"""Other choices: every combination once, each the regression that its choices describe, all judged jointly."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from scipy.stats import norm
from statsmodels.regression.linear_model import OLS

from analysis.drawing.page import MARK
from analysis.errors import WindowError
from analysis.findings.sure.specifications import specifications
from analysis.measure.effects import measure
from tests.cases import CASES, DAY0, made_case
from tests.legible import assert_legible
from tests.reading import read

DIMENSIONS = ("model", "sessions", "left out", "portfolio", "window")


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def found(case):
    return case.once(specifications)


def cell(grid, **choices):
    """Place of the one specification with some choices."""
    (place,) = [n for n, s in enumerate(grid.specifications) if choices.items() <= dict(s).items()]
    return place


def shifted(found, by):
    """The same grid, had every t value been higher by ``by``."""
    grid = found.grid
    scale = grid.estimates / grid.tvalues
    return replace(found, grid=replace(grid, tvalues=grid.tvalues + by, estimates=grid.estimates + by * scale))


def with_tables(case, change):
    """The case, had each of its tables of returns been changed."""
    names = ("overnight", "intraday", "close_to_close", "closes")
    return replace(case, returns=replace(case.returns, **{n: change(getattr(case.returns, n)) for n in names}))


# The grid


def test_every_combination_of_the_declared_choices_is_estimated_once(case, found):
    grid = case.study.multiverse
    choices = product(grid.models, grid.lengths, grid.leave_out, grid.portfolios, grid.windows)
    expected = {(m, str(n), ", ".join(out) or "nothing", p, w) for m, n, out, p, w in choices}
    cells = [tuple(s[d] for d in DIMENSIONS) for s in found.grid.specifications]
    assert len(cells) == len(expected) == 32
    assert set(cells) == expected
    assert all(set(s) == set(DIMENSIONS) for s in found.grid.specifications)


def test_the_studys_own_specification_is_its_measured_effect(case, found):
    own = {"model": "market", "sessions": "60", "left out": "nothing", "portfolio": "all"}
    for window in case.study.multiverse.windows:
        n, effect = cell(found.grid, **own, window=window), case.once(measure).get("portfolio", window)
        assert found.grid.estimates[n] == pytest.approx(effect.abnormal, rel=1e-10)
        assert found.grid.tvalues[n] == pytest.approx(effect.tvalue, rel=1e-10)


def regression(case, choices):
    """Estimate and t of a specification by statsmodels, from the study's own declarations; and its sessions."""
    study = case.study
    window = next(w for w in study.windows if w.name == choices["window"])
    table = case.returns.of(window.returns)
    X = np.column_stack([np.ones(len(table)), table[list(study.models[choices["model"]].factors)]])
    y = table[list(study.multiverse.portfolios[choices["portfolio"]])].mean(axis=1).to_numpy()
    row = table.index.get_loc(DAY0)
    left_out = [] if choices["left out"] == "nothing" else case.timing.days_and_reactions([choices["left out"]])
    missed = {table.index.searchsorted(day) for day in left_out}
    last = row + study.estimation.last
    days = [r for r in range(last - int(choices["sessions"]) + 1, last + 1) if r not in missed]
    fit = OLS(y[days], X[days]).fit()
    inside = slice(row + window.first, row + window.last + 1)
    estimate, x = (y[inside] - X[inside] @ fit.params).sum(), X[inside].sum(axis=0)
    length = window.last - window.first + 1
    return estimate, estimate / np.sqrt(fit.mse_resid * (length + x @ fit.normalized_cov_params @ x)), len(days)


def test_cells_are_the_regressions_that_their_choices_describe(case, found):
    lost = set()
    for n, choices in enumerate(found.grid.specifications):
        estimate, t, days = regression(case, choices)
        assert found.grid.estimates[n] == pytest.approx(estimate, rel=1e-9, abs=1e-15), choices
        assert found.grid.tvalues[n] == pytest.approx(t, rel=1e-9, abs=1e-12), choices
        lost.add((choices["left out"], int(choices["sessions"]), int(choices["sessions"]) - days))
    # The decision of December lies in the longer window; its session and the next could react to it.
    assert lost == {("nothing", 40, 0), ("nothing", 60, 0), ("fed", 40, 0), ("fed", 60, 1)}


def test_placebo_dates_are_those_that_every_choice_allows(case, found):
    days, study = case.sessions("XNYS"), case.study
    event, longest = days.get_loc(DAY0), max(study.multiverse.lengths)
    listed = {days.searchsorted(d) for d in case.timing.days(["story"])} | {event}
    first = longest - study.estimation.last  # the first session has no return
    expected = [r for r in range(first, len(days) - 1) if min(abs(r - s) for s in listed) > study.placebo.clearance]
    assert found.grid.rows.tolist() == expected
    assert found.grid.placebo_tvalues.shape == (len(expected), 32)


@pytest.mark.parametrize("ticker", ["FFF", "BBB"])
def test_a_factor_or_fund_that_begins_later_takes_out_the_dates_before(case, found, ticker):
    rows = found.grid.rows

    def later(table):
        table = table.copy()
        table.iloc[:21, table.columns.get_loc(ticker)] = np.nan
        return table

    assert specifications(with_tables(case, later)).grid.rows.tolist() == [r for r in rows if r >= rows.min() + 20]


# Days left out


def leaving_out_december(**changes):
    return made_case(estimation={"leave_out": ["fed"]}, **changes)


def test_days_left_out_by_the_study_are_not_left_out_of_the_grid_that_leaves_nothing_out():
    grid = {"multiverse": {"leave_out": [[]]}}
    one, other = specifications(made_case(**grid)).grid, specifications(leaving_out_december(**grid)).grid
    assert {s["left out"] for s in one.specifications} == {"nothing"}
    np.testing.assert_array_equal(one.estimates, other.estimates)
    np.testing.assert_array_equal(one.placebo_tvalues, other.placebo_tvalues)


def test_the_study_and_the_grid_leave_out_the_same_sessions(case, found):
    measured = leaving_out_december().once(measure)
    own = {"model": "market", "sessions": "60", "portfolio": "all", "left out": "fed"}
    for window in case.study.multiverse.windows:
        effect = measured.get("portfolio", window)
        assert found.grid.tvalues[cell(found.grid, **own, window=window)] == pytest.approx(effect.tvalue, rel=1e-10)
        assert effect.tvalue != case.once(measure).get("portfolio", window).tvalue


# Sessions


def test_sessions_of_other_exchanges_change_nothing(case, found):
    # A snapshot may have days on which only another exchange traded: rows that are empty for all series of the grid.
    days = case.returns.closes.index
    closed = pd.bdate_range(days[0], days[-1]).difference(days)
    assert len(closed) > 5
    other = specifications(with_tables(case, lambda table: table.reindex(days.union(closed)))).grid
    np.testing.assert_array_equal(found.grid.tvalues, other.tvalues)
    np.testing.assert_array_equal(found.grid.placebo_tvalues, other.placebo_tvalues)


def test_the_event_is_in_no_estimation_window_of_a_placebo_date(case):
    night = {"multiverse": {"windows": ["overnight"]}}
    one, other = (specifications(made_case(**night, shared=move)).grid for move in (0.0, 0.5))
    assert len(one.specifications) == 16
    assert (one.estimates != other.estimates).all()
    np.testing.assert_array_equal(one.placebo_tvalues, other.placebo_tvalues)
    event = case.sessions("XNYS").get_loc(DAY0)
    assert (one.rows + case.setting.estimation[1] >= event).sum() > 10, "without dates after it this proves nothing"


def test_too_few_dates_for_the_longest_window_are_refused():
    with pytest.raises(WindowError, match=r"multiverse: placebo: \d+ admissible placebo dates; allowed: at least 150"):
        specifications(made_case(multiverse={"lengths": [40, 150]}, placebo={"minimum": 150}))


# What is told


def test_specifications_are_sorted_and_so_are_the_placebo_curves(found):
    table = found.table()
    for column in ("rank", "t", "placebo_low_t", "placebo_median_t", "placebo_high_t"):
        assert table[column].is_monotonic_increasing
    draws = np.sort(found.grid.placebo_tvalues, axis=1)
    inside = (draws >= table["placebo_low_t"].to_numpy()) & (draws <= table["placebo_high_t"].to_numpy())
    assert inside.mean() == pytest.approx(0.95, abs=0.01)
    for line in table.to_dict("records"):
        assert line["t"] == found.grid.tvalues[cell(found.grid, **{d: line[d] for d in DIMENSIONS})]


def test_the_studys_own_specification_is_marked_in_the_grid(case, found):
    (line,) = found.table().query("own").to_dict("records")
    effect = case.once(measure).primary
    assert (line["t"], line["estimate_bp"]) == pytest.approx((effect.tvalue, 1e4 * effect.abnormal))
    own = {"model": "market", "sessions": "60", "left out": "nothing", "portfolio": "all", "window": "overnight"}
    assert found.told["own"] == {"rank": line["rank"], **own}


@pytest.mark.slow
def test_a_grid_without_the_studys_own_choices_has_no_own_specification():
    other = specifications(made_case(multiverse={"lengths": [40, 50]}))
    assert other.told["own"] is None
    assert not other.table()["own"].any()
    assert "own specification is number" not in other.text
    assert_legible(other.plot().figure)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bonds of both countries, equally", "w" * 120])
def test_a_long_name_of_a_choice_is_legible(name):
    named = specifications(made_case(multiverse={"portfolios": {name: ["AAA", "BBB"], "all": ["AAA", "BBB", "CCC"]}}))
    assert_legible(named.plot().figure)


def test_significant_specifications_are_those_in_the_claimed_direction(found):
    up = shifted(found, 6.0).told
    assert (up["significant"], up["significant_share"], up["opposite"]) == (32, 1, 0)
    assert up["p_significant_share"] < 0.01
    down = shifted(specifications(made_case(claim={"direction": "loss"})), 6.0).told
    assert (down["significant"], down["opposite"], down["p_mean_t"]) == (0, 32, 1)


def test_the_decisive_choice_has_the_largest_spread_of_medians(found):
    told = found.told
    spreads = {d["dimension"]: d["spread"] for d in told["dimensions"]}
    assert spreads[told["decisive"]] == max(spreads.values())
    for dimension in told["dimensions"]:
        medians = {c["choice"]: c["median_t"] for c in dimension["choices"]}
        assert dimension["spread"] == pytest.approx(medians[dimension["highest"]] - medians[dimension["lowest"]])
        assert sum(c["specifications"] for c in dimension["choices"]) == 32
        table = found.table()
        assert medians == pytest.approx(dict(table.groupby(dimension["dimension"])["t"].median()))


def test_the_paragraph_counts_the_choices_of_each_kind(found):
    assert (
        "32 specifications: two windows, two models, two lengths of the estimation window, two portfolios and two "
        in (found.text)
    )


# What is drawn


def test_the_curve_is_the_sorted_t_values_and_the_study_is_marked_in_it(case, found):
    curve, strip = found.plot().child_axes
    (drawn,) = [line for line in curve.lines if line.get_marker() == "."]
    assert np.asarray(drawn.get_ydata()).tolist() == found.table()["t"].tolist()
    (own,) = [line for line in curve.lines if line.get_marker() == "D"]
    assert own.get_ydata()[0] == pytest.approx(case.once(measure).primary.tvalue)
    assert {"overnight", "market", "60", "all", "nothing"} == {
        t.get_text() for t in strip.texts if t.get_weight() == "bold" and to_hex(t.get_color()) == MARK.lower()
    }


def test_every_specification_has_one_tick_for_each_dimension(found):
    strip = found.plot().child_axes[1]
    ticks = [line for line in strip.lines if len(line.get_xdata()) > 2]
    ranks = np.concatenate([np.unique(line.get_xdata()) for line in ticks])
    assert np.bincount(ranks.astype(int))[1:].tolist() == [len(DIMENSIONS)] * 32


@pytest.mark.parametrize(("direction", "sign"), [("gain", 1), ("loss", -1)])
def test_specifications_that_find_the_claimed_move_are_counted_and_coloured(direction, sign):
    loud = shifted(specifications(made_case(claim={"direction": direction})), 6.0 * sign)
    assert loud.caption.title.startswith(f"32 of 32 specifications find a {direction}")
    named = [t.get_text() for t in loud.plot().child_axes[0].get_legend().get_texts()]
    assert f"one that finds a {direction}" in named
    assert "a specification" not in named


@pytest.mark.parametrize("name", ["nothing", "a claimed loss", "one fund", "an empty calendar"])
def test_the_figure_is_legible(name):
    assert_legible(specifications(CASES[name]()).plot().figure)


def test_a_contradicted_claim_is_looked_at_from_the_other_side():
    fell = specifications(made_case(gain=-0.01))
    assert "Of these 32 find a loss" in read(fell.text)
    assert "one-sided for a loss" in fell.text
    assert "gain" not in fell.text + fell.caption.title + fell.caption.subtitle


def test_a_move_either_way_counts_both_directions_against_a_two_sided_level():
    """The direction is the event's own: half of alpha on each side, and twice the p-value of the count."""
    loud = shifted(specifications(made_case(claim={"direction": "move"})), -6.0)
    assert loud.critical == pytest.approx(norm.ppf(0.975))
    one_sided = loud.grid.significant_share(loud.critical, loud.looking.sign).pvalue("greater")
    assert loud.told["p_significant_share"] == pytest.approx(2 * one_sided)
    assert "two-sided" in loud.text
    assert_legible(loud.plot().figure)


@pytest.mark.parametrize("windows", [["overnight", "day 0"], ["overnight", "[-1,+1]"]])
def test_only_windows_of_several_days_overlap(windows):
    text = specifications(made_case(multiverse={"windows": windows})).text
    assert ("windows of several days overlap" in text) == ("[-1,+1]" in windows)
