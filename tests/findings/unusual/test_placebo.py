"""The primary test: all placebo dates, the t value, nearby dates, and noise by year."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.findings.unusual.placebo import placebo
from tests.cases import DAY0, WEIGHTS, made_case


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def piece(case):
    return case.once(placebo)


def asked(**changes):
    return made_case(**changes).once(placebo)


def test_p_is_one_plus_those_as_far_over_one_plus_all(piece):
    told = piece.told
    assert told["as_far"] == np.sum(piece.effect.placebo.placebo >= piece.effect.abnormal)
    assert told["p"] == pytest.approx((1 + told["as_far"]) / (1 + told["dates"]))


@pytest.mark.parametrize(
    ("direction", "gain", "side"),
    [
        ("gain", 0.0, "greater"),
        ("gain", 0.01, "greater"),
        ("gain", -0.01, "less"),
        ("loss", 0.0, "less"),
        ("loss", -0.01, "less"),
        ("loss", 0.01, "greater"),
    ],
)
def test_the_event_is_compared_on_the_claims_side_unless_only_the_other_is_significant(direction, gain, side):
    piece = asked(gain=gain, claim={"direction": direction})
    assert piece.side == piece.told["side"] == side
    assert piece.test.pvalue(side) == pytest.approx((1 + piece.as_far) / (1 + piece.test.nobs))
    assert (piece.as_far == 0) == bool(gain)


def test_the_t_value_is_ranked_among_those_of_the_same_dates(piece):
    values, own = piece.effect.placebo_t.placebo, piece.effect.tvalue
    assert len(values) == piece.told["dates"]
    assert piece.effect.placebo_t.statistic == pytest.approx(own)
    assert piece.told["p_of_t"] == pytest.approx((1 + np.sum(values >= own)) / (1 + len(values)))


def test_nearby_dates_are_those_within_the_declared_sessions(case, piece):
    event = case.sessions("XNYS").get_loc(DAY0)
    test = piece.effect.placebo
    values = test.placebo[np.abs(test.rows - event) <= 40]
    near = piece.told["near"]
    assert near["dates"] == len(values) < piece.told["dates"]
    assert near["p"] == pytest.approx((1 + np.sum(values >= test.statistic)) / (1 + len(values)))
    # The three funds hold 1 to 2, 0.5 and 0 to 1 percent.
    assert near["needed_low_pct"] == pytest.approx(near["detectable_bp"] / (3.5 / 3))
    assert near["needed_high_pct"] == pytest.approx(near["detectable_bp"] / (1.5 / 3))


def test_years_hold_all_dates_and_their_own_noise(piece):
    years = piece.told["years"]
    assert [y["year"] for y in years] == [2022, 2023]
    assert sum(y["dates"] for y in years) == piece.told["dates"]
    for y in years:
        values = piece.effect.placebo.placebo[piece.sessions.year == y["year"]]
        assert y["sd_bp"] == pytest.approx(1e4 * np.std(values, ddof=1))


def test_one_date_of_a_year_has_no_noise(piece):
    test = piece.effect.placebo
    one = replace(piece.effect, placebo=replace(test, placebo=test.placebo[:1], rows=test.rows[:1]))
    alone = replace(piece, effect=one, sessions=piece.sessions[:1])
    assert alone.told["years"] == [{"year": 2022, "dates": 1, "sd_bp": None}]


def test_the_table_has_every_date_in_order_with_its_value(piece):
    table = piece.table()
    assert table["session"].is_monotonic_increasing
    assert table["abnormal_bp"].to_numpy() == pytest.approx(1e4 * piece.effect.placebo.placebo)
    assert f"{DAY0:%Y-%m-%d}" not in set(table["session"])


def test_three_yardsticks_stand_beside_each_other(piece):
    frame = piece.shown()["yardsticks"].frame
    effect = piece.effect
    sizes = [effect.detectable_by_t, effect.detectable_by_placebo, piece.told["near"]["detectable_bp"] / 1e4]
    assert frame["detectable_bp"].to_numpy() == pytest.approx(1e4 * np.array(sizes))
    assert frame["needed_pct"].to_numpy() == pytest.approx(1e4 * np.array(sizes) / (3.5 / 3))
    assert [piece.told["needed_by_t_pct"], piece.told["needed_by_placebo_pct"]] == pytest.approx(
        frame["needed_pct"].to_list()[:2]
    )


def test_without_nearby_dates_the_text_says_so():
    piece = asked(placebo={"near": 20, "clearance": 25})
    assert piece.told["near"] is None
    assert len(piece.shown()["yardsticks"].frame) == 2
    assert "No placebo date lies within 20 sessions of the event." in piece.text


def test_too_few_nearby_dates_have_no_critical_value():
    piece = asked(placebo={"near": 20, "clearance": 12})
    assert 0 < piece.told["near"]["dates"] < 19
    assert piece.told["near"]["critical_bp"] is None
    assert "has no critical value: the dates are too few." in piece.text
    assert "within 20 sessions | ∞ | ∞ |" in piece.text


def test_with_too_few_dates_no_effect_is_significant():
    piece = asked(decision={"alpha": 0.001})
    assert piece.told["critical_bp"] is None
    assert "With so few dates no effect is significant at the level 0.001." in piece.text


def test_funds_that_hold_nothing_need_a_move_without_bound():
    piece = asked(weights=dict.fromkeys(WEIGHTS, (0.0, 0.0)))
    assert piece.record()["near"]["needed_low_pct"] == piece.record()["needed_by_t_pct"] == float("inf")


def test_a_claimed_loss_looks_for_a_fall():
    piece = asked(claim={"direction": "loss"})
    assert "looking for a fall" in piece.text
    assert piece.told["critical_bp"] < 0
