"""Synthetic control: a mixture that fits before the event, the same procedure on every date, a path from the eve."""

import re
from dataclasses import replace

import numpy as np
import pytest

from analysis.eventstudy import few_treated, synthetic_control
from analysis.findings.sure.synthetic import difference_of, synthetic
from analysis.measure.effects import measure
from tests.cases import CASES, DAY0, TARGETS, declared, made_case
from tests.legible import assert_legible, words_in
from tests.reading import read

DONORS = tuple(declared()["synthetic"]["donors"])
LONG = {"name": "[-1,+1]", "returns": "close-to-close", "first": -1, "last": 1}


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def found(case):
    return case.once(synthetic)


def long_window():
    """The made study with one window, of three days."""
    return made_case(windows=[LONG], multiverse={"windows": [LONG["name"]]})


def returns_of(case):
    """Returns of the portfolio and of the donors in the primary window's kind, and the row of the event."""
    table = case.returns.of(case.setting.primary.returns)
    return table[list(TARGETS)].mean(axis=1).to_numpy(), table[list(DONORS)].to_numpy(), table.index.get_loc(DAY0)


# The mixture


def test_the_control_is_the_mixture_of_the_donors_that_tracked_the_portfolio(case, found):
    control, (first, last) = found.control, case.setting.estimation
    assert control.names == DONORS
    assert control.weights.sum() == pytest.approx(1, abs=1e-12)
    assert (control.weights >= 0).all()
    assert (control.nobs, control.days.tolist()) == (last - first + 1, [0])
    y, X, row = returns_of(case)
    days = np.arange(row + first, row + last + 1)
    intercept = (y[days] - X[days] @ control.weights).mean()
    assert control.cumulative_gap == pytest.approx(y[row] - intercept - X[row] @ control.weights, abs=1e-14)

    def misfit(weights):
        gap = y[days] - X[days] @ weights
        return np.sqrt(np.mean((gap - gap.mean()) ** 2))

    assert control.rmspe == pytest.approx(misfit(control.weights), rel=1e-9)
    for donor in np.eye(len(DONORS)):  # every step towards a donor fits worse
        assert misfit(0.999 * control.weights + 0.001 * donor) >= control.rmspe * (1 - 1e-12)


def test_whether_levels_are_free_is_the_studys_choice(found):
    fixed = synthetic(made_case(synthetic={"demean": False}))
    assert fixed.control.intercept == 0
    assert found.control.intercept != 0


# Other dates, and the donors


@pytest.mark.parametrize("build", [made_case, long_window], ids=["one day", "three days"])
def test_no_control_of_a_placebo_date_was_fitted_to_the_events_own_days(build):
    case = build()
    time = synthetic(case).in_time
    design = case.design(case.setting.primary.returns, ("portfolio", *DONORS), where="synthetic control")
    own = {design.event_row + d for d in (-1, 0, 1)}  # the windows of both studies reach from day -1 to day 1
    first, last = case.setting.estimation
    apart = [r for r in design.rows if (r - design.event_row) % (case.setting.span[1] - case.setting.span[0] + 1) == 0]
    clear = [r for r in apart if not own & set(range(r + first, r + last + 1))]
    assert time.cumulative_gap.rows.tolist() == clear
    assert len(clear) < len(apart), "some dates had to be left out"
    assert any(r + first > design.event_row for r in clear), (
        "dates whose whole estimation window follows the event stay"
    )
    assert time.weights.shape == (len(clear), len(DONORS))
    np.testing.assert_allclose(time.weights.sum(axis=1), 1)


def test_the_event_and_the_placebo_dates_have_the_same_procedure(case, found):
    gap, ratio, (y, X, _) = found.in_time.cumulative_gap, found.in_time.rmspe_ratio, returns_of(case)
    assert gap.statistic == pytest.approx(found.control.cumulative_gap, rel=1e-12)
    assert ratio.statistic == pytest.approx(found.control.rmspe_ratio, rel=1e-12)
    for n in (0, 60, -1):
        there = synthetic_control(
            y, X, int(gap.rows[n]), estimation=case.setting.estimation, window=(0, 0), demean=True
        )
        assert there.cumulative_gap == pytest.approx(gap.placebo[n], rel=1e-10)


def test_the_portfolio_stands_among_the_donors(case, found):
    units = found.in_space.units
    assert [u.where for u in units] == [case.study.portfolio.name, *DONORS]
    assert units[0].cumulative_gap == found.control.cumulative_gap
    ratios = np.array([u.rmspe_ratio for u in units])
    assert found.in_space.test.pvalue == np.mean(ratios >= ratios[0])


def test_the_gap_less_those_of_the_donors_is_tested_by_their_own_noise():
    more = synthetic(made_case(synthetic={"donors": [*DONORS, "GGG"], "floor_r2": 0.1}))
    assert more.told["difference"]["reason"] == "4 controls, at least 5 needed"
    assert "not tested: 4 controls, at least 5 needed" in more.text
    target, *donors = more.in_space.units
    gaps, noise = [[getattr(d, name) for d in donors] for name in ("cumulative_gap", "rmspe")]
    # A fifth donor, which repeats the first: the test is that of the engine, with the study's seed.
    fifth = replace(more, in_space=replace(more.in_space, units=(target, *donors, donors[0])))
    test = difference_of(fifth.in_space, more.looking, more.setting)
    expected = few_treated(
        [target.cumulative_gap], [*gaps, gaps[0]], [target.rmspe], [*noise, noise[0]],
        alternative="greater", rng=np.random.default_rng(more.setting.study.seed),
    )  # fmt: skip
    assert test == expected
    told = replace(fifth, difference=test)
    assert told.told["difference"]["less_donors_bp"] == pytest.approx(1e4 * test.statistic)
    assert f"{1e4 * test.statistic:+.1f} bp" in read(told.text)
    assert test.caution in told.text


# A control that does not fit


@pytest.fixture(scope="module")
def misfit():
    return synthetic(made_case(synthetic={"floor_r2": 0.9}))


def test_below_the_declared_floor_it_says_that_it_says_nothing(misfit, found):
    assert found.control.rsquared < 0.9
    assert (found.told["fits"], misfit.told["fits"]) == ("yes", "no")
    assert "fits too badly to say anything about the event, and no p-value is given" in misfit.text
    assert "fits too badly before the event to say anything (R² = 0.68, at least 0.90" in misfit.caption.title


def test_without_a_fit_there_is_no_p_value_no_rank_and_no_band(misfit, found):
    told = misfit.told
    assert [told["in_time"][k] for k in ("as_far", "p", "p_ratio")] == [None] * 3
    assert [told["in_space"][k] for k in ("rank", "p")] == [None] * 2
    assert told["difference"]["p"] is None
    for words in (misfit.text, misfit.caption.title, misfit.caption.subtitle):
        assert not re.search(r"\bp = |placebo|band", words)
    assert misfit.shown() == {}
    assert (len(found.plot().child_axes[1].collections), len(misfit.plot().child_axes[1].collections)) == (1, 0)


def test_a_fit_at_the_floor_is_enough(found):
    exact = synthetic(made_case(synthetic={"floor_r2": found.control.rsquared}))
    assert exact.fits


# What is told


def test_it_is_told_with_its_donors_and_ranks(case, found):
    told, raw = found.told, 1e4 * case.once(measure).primary.raw
    assert sum(d["weight"] for d in told["donors"]) == pytest.approx(1)
    assert raw - told["synthetic_bp"] == pytest.approx(told["gap_bp"])
    assert told["in_space"]["rank"] / told["in_space"]["units"] == pytest.approx(found.in_space.test.pvalue)
    dates = told["in_time"]
    assert (1 + dates["as_far"]) / (1 + dates["dates"]) == pytest.approx(dates["p"])
    outside = (found.path.gap < found.path.low) | (found.path.gap > found.path.high)
    assert (told["path"]["days_outside"], told["path"]["days"]) == (outside.sum(), len(found.path.days))


def test_each_number_stands_once_and_the_table_holds_all_units(found):
    table, told = found.table(), found.told
    assert table["unit"].tolist() == ["portfolio", *DONORS]
    assert table["weight"].isna().tolist() == [True, *[False] * len(DONORS)]
    assert table["gap_bp"].tolist() == pytest.approx([told["gap_bp"], *(d["gap_bp"] for d in told["donors"])])
    assert found.numbers().frame["gap_bp"].iloc[-1] == pytest.approx(told["path"]["last_gap_bp"])


@pytest.mark.parametrize(("direction", "words"), [("gain", "that or more on"), ("loss", "that or less on")])
def test_a_gap_is_compared_in_the_words_of_its_side(direction, words):
    text = synthetic(made_case(claim={"direction": direction})).text
    assert words in text
    assert f"(one-sided for a {direction}, p" in text


def test_a_gain_of_the_targets_alone_is_the_gap_and_stands_first():
    moved = synthetic(made_case(gain=0.01)).told
    quiet = synthetic(made_case()).told
    assert moved["gap_bp"] == pytest.approx(quiet["gap_bp"] + 100)
    assert (moved["in_time"]["as_far"], moved["in_space"]["rank"]) == (0, 1)


def test_donors_without_a_share_are_not_named_in_the_mixture(found):
    weights = np.array([1.0, 0.0, 0.0])
    alone = replace(found, control=replace(found.control, weights=weights))
    assert "(100 % PPP) was fitted" in read(alone.text)
    assert words_in(alone.plot().child_axes[2]) == ["PPP", "100 %", "RRR", "none", "FFF", "none"]


# What is drawn


def test_it_is_drawn_beside_the_portfolio_with_its_donors(found):
    paths, gaps, donors = found.plot().child_axes
    table = found.numbers().frame

    def drawn(axis, column):
        lines = (np.asarray(line.get_ydata(), dtype=float) for line in axis.lines)
        return any(len(y) == len(table) and np.allclose(y, table[column]) for y in lines)

    assert drawn(paths, "portfolio_bp")
    assert drawn(paths, "synthetic_bp")
    assert drawn(gaps, "gap_bp")
    assert [bar.get_width() for bar in donors.patches] == sorted(found.control.weights, reverse=True)


@pytest.mark.parametrize("name", ["nothing", "a gain", "the opposite", "one fund"])
def test_the_figure_is_legible(name):
    assert_legible(synthetic(CASES[name]()).plot().figure)


def test_a_donor_with_which_the_verdict_does_not_compare_is_named_and_says_why(found):
    first = found.donors[0][0]
    marked = replace(found, spoilt={first: "stood still to the last digit", "ZZZ": "is no donor"})
    assert f"{first} stood still to the last digit: the verdict does not compare with it." in read(marked.text)
    assert "ZZZ" not in marked.text
    assert "does not compare" not in found.text
