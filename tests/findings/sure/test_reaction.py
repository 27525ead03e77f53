"""Had the factors reacted: other factors by the same rule as the primary test, and the part that could be hidden."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from analysis.findings.sure.reaction import reaction
from analysis.measure.effects import measure
from tests.cases import CALENDAR, CASES, DAY0, FACTORS, TARGETS, made_case
from tests.reading import read

LONG = {"name": "[0,+1]", "returns": "close-to-close", "first": 0, "last": 1}


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def found(case):
    return case.once(reaction)


def named(piece, name):
    return next(a for a in piece.alternatives if a.name == name)


def by_statsmodels(case, factors, row, kind="overnight"):
    """Abnormal return and t of the portfolio on one row, by a regression on its estimation window."""
    y = case.returns.of(kind)[list(TARGETS)].mean(axis=1).to_numpy()
    first, last = case.setting.estimation
    days = np.arange(row + first, row + last + 1)
    design = np.column_stack([np.ones(len(y)), factors])
    fit = OLS(y[days], design[days]).fit()
    x = design[row]
    bse = np.sqrt(fit.scale * (1 + x @ fit.normalized_cov_params @ x))
    abnormal = y[row] - x @ fit.params
    return abnormal, abnormal / bse


# Other factors


def test_each_alternative_is_a_regression_of_its_own(case, found):
    table = case.returns.overnight
    row = table.index.get_loc(DAY0)
    earlier = case.returns.close_to_close[list(FACTORS)].shift(1)
    others = {
        "as declared, one session earlier": earlier.to_numpy(),
        "no factor (constant mean)": np.empty((len(table), 0)),
        "all but rates": table[["GGG"]].to_numpy(),
        "all but credit": table[["FFF"]].to_numpy(),
    }
    assert [a.name for a in found.alternatives] == list(others)
    for name, factors in others.items():
        alternative = named(found, name)
        expected = by_statsmodels(case, factors, row)
        assert (alternative.targets.effect, alternative.tvalue) == pytest.approx(expected, rel=1e-9)


def test_each_is_tested_as_the_primary_test_is_on_the_same_dates(case, found):
    # The rank is that of the abnormal return over the volatility known on the eve: by the rule of the study's decay.
    rows = case.once(measure).primary.placebo.rows
    factors, decay = case.returns.overnight[["GGG"]].to_numpy(), case.study.placebo.decay
    last = int(rows[-1])
    errors = np.array([by_statsmodels(case, factors, row)[0] for row in range(last - 60, last + 1)])
    weights = decay ** np.arange(59, -1, -1)
    for alternative in found.alternatives:
        np.testing.assert_array_equal(alternative.targets.rows, rows)
    eve = np.sqrt(np.average(errors[:-1] ** 2, weights=weights))
    # Sessions before these 60 have 2 % of the weight.
    assert named(found, "all but rates").targets.placebo[-1] == pytest.approx(errors[-1] / eve, rel=0.03)


def test_the_like_funds_are_measured_by_altered_factors_too(case, found):
    table = case.returns.overnight
    alternative = named(found, "no factor (constant mean)")
    first, last = case.setting.estimation
    row = table.index.get_loc(DAY0)
    less = table[list(TARGETS)].mean(axis=1) - table["PPP"]
    expected = less.iloc[row] - less.iloc[row + first : row + last + 1].mean()
    assert alternative.difference.effect == pytest.approx(expected, rel=1e-9)


def test_a_reaction_of_the_factors_moves_no_earlier_factor_and_no_constant(found):
    # The factors jump with the news and drag the portfolio along: the declared model takes it out, the others do not.
    moved, jump = made_case(), 0.01
    for returns in (moved.returns.overnight, moved.returns.close_to_close):
        returns.loc[DAY0, list(FACTORS)] += jump
        returns.loc[DAY0, list(TARGETS)] += 0.8 * jump
    reacted = reaction(moved)
    assert abs(reacted.effect.abnormal - found.effect.abnormal) < 0.15 * jump
    for name in ("as declared, one session earlier", "no factor (constant mean)"):
        assert named(reacted, name).targets.effect - named(found, name).targets.effect == pytest.approx(0.8 * jump)
    # With the whole of both moves put back, nothing is left out but what the model's own constant does not know.
    whole = reacted.effect.abnormal + reacted.part(FACTORS)
    assert whole == pytest.approx(named(reacted, "no factor (constant mean)").targets.effect, abs=0.0005)


def test_over_a_longer_window_even_the_last_day_is_predicted_from_before_the_news():
    found = reaction(made_case(windows=[LONG], multiverse={"windows": [LONG["name"]]}, calendar=CALENDAR[1:3]))
    assert found.lag == 2
    assert found.alternatives[0].name == "as declared, two sessions earlier"


def test_one_factor_is_not_left_out_in_turn_and_none_leaves_nothing_to_say():
    one = reaction(made_case(models={"market": {"factors": ["FFF"]}}))
    assert [a.name for a in one.alternatives] == ["as declared, one session earlier", "no factor (constant mean)"]
    assert one.sets == [("FFF",)]
    assert "Had the news moved the factors as well, the model would take out part of the effect." in one.text
    none = reaction(CASES["no factor"]())
    assert (none.alternatives, none.told["models"], none.told["reactions"]) == ((), [], [])
    assert "has no factor: there is none that could have reacted" in none.text


# The bound


def test_a_part_is_a_coefficient_times_a_move(found):
    for factor, move in found.moves.items():
        assert found.part((factor,)) == pytest.approx(found.coefficients[factor] * move, rel=1e-10)


def test_the_effect_with_a_reaction_is_what_a_model_without_it_would_have_found(case, found):
    # Second route: give the model the factor's move without the caused half of it, and predict with the same fit.
    halves = dict.fromkeys(FACTORS, 0.5)
    table = case.returns.overnight
    params = case.once(measure).model("portfolio").params
    caused = table.loc[DAY0, list(FACTORS)].to_numpy() * list(halves.values())
    expected = params[0] + params[1:] @ (table.loc[DAY0, list(FACTORS)].to_numpy() - caused)
    whole = table.loc[DAY0, list(TARGETS)].mean() - expected
    assert found.effect.abnormal + 0.5 * found.part(FACTORS) == pytest.approx(whole, rel=1e-10)


@pytest.mark.parametrize("name", ["nothing", "a gain", "the opposite"])
def test_no_share_of_the_moves_leads_beyond_the_ends_of_the_bound(name):
    piece = reaction(CASES[name]())
    context = piece.context()
    low, high = context["least_bp"], context["greatest_bp"]
    shares = product(np.linspace(0, 1, 5), repeat=len(piece.moves))
    parts = np.array([piece.part((f,)) for f in piece.moves])
    effects = [1e4 * (piece.effect.abnormal + s @ parts) for s in map(np.array, shares)]
    assert (min(effects), max(effects)) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("name", "before", "after"), [("nothing", "nothing", "a gain"), ("a gain", "a gain", "nothing")]
)
def test_at_the_turning_point_the_portfolios_own_test_changes_and_not_before(name, before, after):
    piece = reaction(CASES[name]())
    test = piece.tests.targets
    for factor in piece.moves:
        turn = piece.turning(factor) * piece.coefficients[factor]
        reach = [replace(test, statistic=(test.effect + k * turn) / test.scale) for k in (0, 0.9999, 1.0001)]
        assert [piece.finding([t]) for t in reach] == [before, before, after]


def test_a_part_that_the_like_funds_share_is_no_part_of_the_difference(case, found):
    own, like = case.once(measure).primary.parts, case.once(measure).get("PPP", "overnight").parts
    targets, difference = found.reacted(("FFF",))
    assert targets.effect - found.tests.targets.effect == pytest.approx(own["FFF"], rel=1e-9)
    assert difference.effect - found.tests.difference.effect == pytest.approx(own["FFF"] - like["FFF"], rel=1e-9)
    np.testing.assert_array_equal(difference.placebo, found.tests.difference.placebo)


# What is told


def test_what_changes_the_finding_is_named_and_nothing_else():
    # The factors fell that night: without them a small gain of the portfolio is not seen.
    piece = reaction(made_case(gain=0.0025))
    told = piece.told
    other = [m["model"] for m in told["models"] if m["finding"] != told["finding"]]
    other += [f"a reaction of {r['factors']}" for r in told["reactions"] if r["finding"] != told["finding"]]
    assert told["finding"] == "a gain"
    assert told["changes"] == other
    assert "no factor (constant mean)" in other
    assert "find a gain; they would find otherwise with" in piece.text


def test_what_changes_the_portfolios_own_test_alone_is_named_beside_it(found):
    told = found.told
    assert (told["changes"], told["finding"]) == ([], "nothing")
    assert "no factor (constant mean)" in told["own_test_changes"]
    assert "The portfolio's own test alone would find otherwise with no factor (constant mean)" in found.text


def test_a_finding_that_nothing_changes_is_said_to_be_so():
    piece = reaction(CASES["a gain"]())
    assert piece.told["changes"] == piece.told["own_test_changes"] == []
    assert "The tests that decide find a gain throughout." in piece.text


def test_a_claimed_loss_is_looked_for_on_its_own_side():
    loss = reaction(CASES["a claimed loss"]())
    assert loss.told["finding"] == "a loss"
    assert loss.table()["p"].iloc[0] == loss.tests.targets.pvalue("less")
    assert "one-sided for a loss" in loss.text


def test_where_other_news_is_common_to_the_like_funds_the_difference_decides(found):
    compared = replace(found, tests=replace(found.tests, by_comparison=True))
    gain = replace(found.tests.difference, statistic=99.0)
    assert replace(found, tests=replace(compared.tests, difference=gain)).told["finding"] == "a gain"


def test_without_like_funds_there_is_no_column_for_them():
    alone = reaction(CASES["one fund"]())
    assert alone.told["models"][0]["p_difference"] is None
    assert "less like funds" not in alone.text


def test_with_too_few_dates_nothing_turns_the_finding():
    few = reaction(CASES["too few dates"]())
    assert [r["turning_bp"] for r in few.told["reactions"]] == [None, None, None]
    assert {m["finding"] for m in few.told["models"]} == {"nothing"}


def test_the_declared_model_stands_first_and_is_the_primary_test(case, found):
    first, effect = found.table().iloc[0], case.once(measure).primary
    assert first["model"] == "as declared"
    assert first["abnormal_bp"] == pytest.approx(1e4 * effect.abnormal)
    assert first["p"] == effect.placebo.pvalue("greater")
    assert found.reacted(())[0].statistic == pytest.approx(effect.placebo.statistic, rel=1e-12)


def test_a_comparison_that_was_not_repeated_is_said_to_decide_too(found):
    beside = replace(found, tests=replace(found.tests, beside=found.tests.difference))
    assert "The tests shown find" in beside.text
    assert "; the comparison with neighbours, which decides too, was not repeated." in read(beside.text)
    assert "The tests that decide find" in found.text
    assert "not repeated" not in found.text
