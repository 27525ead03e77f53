"""The primary test: all placebo dates, the t value, nearby dates, and noise by year."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student

from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest
from analysis.findings.unusual.placebo import as_long, move_of_assets, placebo
from tests.cases import DAY0, WEIGHTS, made_case
from tests.reading import read


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def piece(case):
    return case.once(placebo)


def asked(**changes):
    return made_case(**changes).once(placebo)


def test_p_is_one_plus_those_as_far_over_one_plus_all(piece):
    told, test = piece.told, piece.effect.placebo
    assert told["as_far"] == np.sum(test.placebo >= test.statistic)
    assert told["p"] == pytest.approx((1 + told["as_far"]) / (1 + told["dates"]))


@pytest.mark.parametrize(
    ("direction", "gain", "side"),
    [
        ("gain", 0.0, "greater"),
        ("gain", 0.01, "greater"),
        ("gain", -0.01, "less"),
        ("loss", 0.0, "less"),
        ("loss", 0.01, "greater"),
        ("move", -0.01, "two-sided"),
    ],
)
def test_the_event_is_compared_on_the_side_on_which_the_report_looks(direction, gain, side):
    piece = asked(gain=gain, claim={"direction": direction})
    assert piece.told["side"] == side
    assert piece.pvalue == piece.test.pvalue(side)
    assert (piece.as_far == 0) == bool(gain)


def test_an_effect_is_significant_from_the_critical_value_on_and_possible_within_the_interval(piece):
    told, test = piece.told, piece.test
    assert test.pvalue_of(test.effect - told["critical_bp"] / 1e4 - 1e-9, "greater") <= 0.05
    low, high = (1e4 * x for x in test.conf_int(0.05))
    assert f"Two-sided 95 % interval: {low:+.1f} to {high:+.1f} bp" in read(piece.text)


def test_five_yardsticks_stand_beside_each_other(piece):
    frame, effect = piece.shown()["yardsticks"].frame, piece.effect
    tests = [effect.placebo, effect.placebo_plain, piece.near, effect.placebo_t]
    sizes = [*(t.minimum_detectable_effect(0.05, 0.8) for t in tests), effect.detectable_by_t]
    assert frame["detectable_bp"].to_numpy() == pytest.approx(1e4 * np.array(sizes))
    assert frame["needed_pct"].to_numpy() == pytest.approx(100 * np.expm1(sizes) / (3.5 / 300))
    critical = [*(t.critical_value(0.05) for t in tests), student.isf(0.05, effect.df_resid) * effect.bse]
    assert frame["critical_bp"].to_numpy() == pytest.approx(1e4 * np.array(critical))
    p = [*(t.pvalue("greater") for t in tests), student.sf(effect.tvalue, effect.df_resid)]
    assert frame["p"].to_numpy() == pytest.approx(p)
    assert [b["p"] for b in piece.told["beside"]] == pytest.approx(p[1:-1])
    assert piece.told["t"] == {"p": pytest.approx(p[-1]), "critical_bp": pytest.approx(1e4 * critical[-1])}


def test_nearby_dates_are_those_within_the_declared_sessions(case, piece):
    event = case.sessions("XNYS").get_loc(DAY0)
    plain = piece.effect.placebo_plain
    values = plain.placebo[np.abs(plain.rows - event) <= 40]
    assert piece.told["near_dates"] == len(values) < piece.told["dates"]
    assert piece.near.pvalue("greater") == pytest.approx((1 + np.sum(values >= plain.statistic)) / (1 + len(values)))


def test_years_hold_all_dates_their_own_noise_and_how_often_the_test_rejects(piece):
    years, test = piece.told["years"], piece.test
    assert [y["year"] for y in years] == [2022, 2023]
    assert sum(y["dates"] for y in years) == piece.told["dates"]
    for y in years:
        chosen = piece.sessions.year == y["year"]
        assert y["sd_bp"] == pytest.approx(1e4 * np.std(piece.effect.placebo_plain.placebo[chosen], ddof=1))
        beyond = 1e4 * test.placebo_effects[chosen] > piece.told["critical_bp"] + 1e-6
        assert y["rejects"] == pytest.approx(np.mean(beyond))


def test_one_date_of_a_year_has_no_noise(piece):
    def first(test):
        return replace(test, placebo=test.placebo[:1], rows=test.rows[:1])

    effect = piece.effect
    one = replace(effect, placebo=first(effect.placebo), placebo_plain=first(effect.placebo_plain))
    (year,) = replace(piece, effect=one, sessions=piece.sessions[:1]).told["years"]
    assert (year["year"], year["dates"], year["sd_bp"]) == (2022, 1, None)


def test_the_table_has_every_date_in_order_with_its_value_and_its_noise(piece):
    table, effect = piece.table(), piece.effect
    assert table["session"].is_monotonic_increasing
    assert table["abnormal_bp"].to_numpy() == pytest.approx(1e4 * effect.placebo_plain.placebo)
    assert (table["abnormal_bp"] / table["eve_sd_bp"]).to_numpy() == pytest.approx(effect.placebo.placebo)
    assert (table["standardised"] == effect.placebo.placebo).all()
    assert f"{DAY0:%Y-%m-%d}" not in set(table["session"])


def test_a_significant_result_says_which_rise_of_the_variance_would_undo_it(piece):
    assert piece.told["variance_factor"] is None
    found = asked(gain=0.01)
    factor = found.told["variance_factor"]
    assert factor == pytest.approx(found.tests.variance_factor)
    assert f"only at {factor:.1f} times the variance would a test of the verdict fail." in found.text


def test_a_rank_among_windows_of_equal_length_is_counted_by_hand():
    """Of five dates two span three days, as the event's does; one of these lies as far out: (1 + 1) / (1 + 2)."""
    test = SampleQuantileTest(2.0, np.array([3.0, 2.5, 1.0, 0.0, 4.0]), np.arange(5))
    alike = as_long(test, 3, np.array([3, 1, 3, 1, 4]))
    assert alike.placebo.tolist() == [3.0, 1.0]
    assert alike.rows.tolist() == [0, 2]
    assert alike.pvalue("greater") == pytest.approx(2 / 3)
    assert alike.pvalue("less") == pytest.approx(2 / 3)


def test_days_of_a_window_are_those_from_its_eve_to_its_end(case, piece):
    """A Wednesday's window spans a day, and so does that of most dates; a Monday's spans three or more."""
    told = piece.told["as_long"]
    assert told["days"] == 1
    days = case.sessions("XNYS")
    rows = piece.test.rows
    gaps = (days[rows] - days[rows - 1]).days
    assert told["dates"] == np.count_nonzero(gaps == 1) < piece.told["dates"]
    chosen = piece.test.placebo[gaps == 1]
    assert told["p"] == pytest.approx((1 + np.sum(chosen >= piece.test.statistic)) / (1 + len(chosen)))
    assert "whose window spans" not in piece.text, "most dates are as long"


def test_among_which_dates_the_event_is_unlike_the_others_is_said_where_few_are_as_long(piece):
    few = replace(piece, days=3, as_long=as_long(piece.test, 3, np.where(np.arange(piece.test.nobs) < 30, 3, 1)))
    assert "Among the 30 dates alone whose window spans three days, as the event's does, p = " in read(few.text)
    none = replace(piece, as_long=as_long(piece.test, 9, np.ones(piece.test.nobs)))
    assert none.told["as_long"]["p"] is None
    assert "whose window spans" not in none.text


@pytest.mark.parametrize(("direction", "hits"), [("gain", 1), ("move", 2)])
def test_the_smallest_possible_p_is_said_where_it_is_nearly_reached(direction, hits, piece):
    found = asked(gain=0.05, claim={"direction": direction})
    least = hits / (1 + found.told["dates"])
    assert found.told["least_p"] == pytest.approx(least)
    assert found.pvalue == least
    assert f"With {found.told['dates']} dates no p is below {least:.2g}." in read(found.text)
    assert "So many dates" not in piece.text


def test_the_verdict_rests_on_the_comparisons_that_it_makes(piece):
    beside = replace(piece, tests=replace(piece.tests, beside=piece.tests.difference))
    last = "The verdict rests on the first line and on the comparison with like series"
    assert read(piece.text).endswith(f"{last}.\n")
    assert read(beside.text).endswith(f"{last} and neighbours.\n")
    alone = replace(beside, tests=replace(beside.tests, by_comparison=True))
    assert "rests on none of these lines but on the comparison with like series and neighbours." in read(alone.text)


def test_without_nearby_dates_there_is_no_such_yardstick():
    piece = asked(placebo={"near": 20, "clearance": 25})
    assert piece.told["near_dates"] == 0
    assert len(piece.shown()["yardsticks"].frame) == 4


def test_too_few_nearby_dates_have_no_critical_value():
    piece = asked(placebo={"near": 20, "clearance": 12})
    assert 0 < piece.told["near_dates"] < 19
    assert "within 20 sessions alike | " in read(piece.text)
    line = next(x for x in read(piece.text).splitlines() if "within 20 sessions" in x)
    assert line.endswith("| – | ∞ | ∞ |")


def test_with_too_few_dates_no_effect_is_significant():
    piece = asked(decision={"alpha": 0.001})
    assert piece.told["critical_bp"] is None
    assert "With so few dates no effect is significant at the level 0.001." in piece.text


def test_where_the_dates_are_too_few_for_an_interval_none_is_given():
    piece = asked(placebo={"clearance": 90})
    assert piece.told["dates"] < 39
    assert "95 % interval" not in piece.text


def test_a_move_of_the_assets_is_a_simple_return():
    assert move_of_assets(0.01, 50.0) == pytest.approx(100 * np.expm1(0.01) / 0.5)
    assert move_of_assets(-0.01, 50.0) == pytest.approx(-100 * np.expm1(-0.01) / 0.5)
    # All that they are worth is the most that they can lose; they can gain more.
    assert move_of_assets(-0.01, 0.9) == move_of_assets(0.01, 0.0) == float("inf")
    assert move_of_assets(0.01, 0.9) == pytest.approx(111.67, abs=0.01)


def test_funds_that_hold_nothing_need_a_move_without_bound():
    piece = asked(weights=dict.fromkeys(WEIGHTS, (0.0, 0.0)))
    assert np.isinf(piece.shown()["yardsticks"].frame["needed_pct"]).all()


def test_a_claimed_loss_looks_for_a_fall():
    piece = asked(claim={"direction": "loss"})
    assert "one-sided for a loss" in piece.text
    assert piece.told["critical_bp"] < 0


def test_one_weight_is_not_called_the_highest():
    bounded, exact = asked(), asked(weights={**WEIGHTS, **dict.fromkeys(("AAA", "BBB", "CCC"), (100.0, 100.0))})
    assert "| move in the widgets at the highest weight |" in bounded.text
    assert "| move in the widgets |" in exact.text
