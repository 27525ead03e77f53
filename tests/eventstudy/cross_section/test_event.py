"""How far treated groups moved off their day, among groups and among days; what the design does not allow."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.cross_section.comparison import Comparison
from analysis.eventstudy.cross_section.event import group_event
from tests.eventstudy.cross_section.made import BP, made

DAY = 250
UNEVEN = (3, 30, 12, 7, 20) * 10
M = made(3, sizes=UNEVEN, unequal=2.0)
R = M.residuals(left_out=("g07",))


def noise_of(mean, count, rho, row, days=1):
    """Of a group, by pandas and a few lines: exponentially weighted root mean square, and what its size says."""
    v = rho + (1 - rho) / count
    return np.sqrt(pd.Series(mean[:row] ** 2 / v[:row]).ewm(alpha=0.06).mean().iloc[-1] * v[row : row + days].sum())


@pytest.mark.parametrize("window", [(0, 0), (0, 1)])
def test_both_ranks_are_counts_of_standardised_residuals(window):
    found = group_event(R, DAY, comparison=Comparison(window=window))
    days = window[1] + 1
    z = [
        R.mean[DAY : DAY + days, g].sum() / noise_of(R.mean[:, g], R.count[:, g], R.intraclass, DAY, days)
        for g in range(50)
    ]
    others = [z[g] for g in range(50) if g not in (0, 7)]
    assert found.effect == pytest.approx(R.mean[DAY : DAY + days, 0].sum(), abs=1e-15)
    assert found.among_groups.quantile.statistic == pytest.approx(z[0])
    assert found.among_groups.pvalue("greater") == pytest.approx((1 + sum(o >= z[0] for o in others)) / 49)
    # Among days: apart by the window's length, twenty days clear of the event, sixty days of history before each.
    rows = [t for t in range(60, 301 - days) if abs(t - DAY) > 20 and (t - DAY) % days == 0]
    own = [R.mean[t : t + days, 0].sum() / noise_of(R.mean[:, 0], R.count[:, 0], R.intraclass, t, days) for t in rows]
    assert found.among_days.quantile.rows.tolist() == rows
    np.testing.assert_allclose(found.among_days.quantile.placebo, own, rtol=1e-9)
    assert found.among_days.pvalue("less") == pytest.approx((1 + sum(o <= z[0] for o in own)) / (1 + len(own)))
    assert found.units == (3,) * days


def test_by_size_a_group_is_measured_by_its_units_and_the_scatter_of_the_day():
    found = group_event(R, DAY).among_groups_by_size
    scatter = R.lines.scatter[DAY]
    z = R.mean[DAY] / (scatter * np.sqrt(R.intraclass + (1 - R.intraclass) / np.array(UNEVEN)))
    assert found.quantile.statistic == pytest.approx(z[0])
    assert found.pvalue("greater") == pytest.approx((1 + np.sum(np.delete(z, [0, 7]) >= z[0])) / 49)


def test_the_smallest_p_is_one_over_the_number_of_groups():
    found = group_event(M.plus(0.5, DAY, ["g00"]).residuals(left_out=("g07",)), DAY)
    assert found.among_groups.pvalue("greater") == 1 / 49
    assert found.among_groups_by_size.pvalue("greater") == 1 / 49
    assert found.among_days.pvalue("greater") == 1 / (1 + found.among_days.nobs)
    assert found.effect == pytest.approx(0.5, abs=0.01)


def test_interval_critical_value_and_equivalence_invert_the_rank():
    for rank in (group_event(R, DAY).among_groups, group_event(R, DAY).among_days):
        low, high = rank.conf_int(0.2)
        for effect, inside in ((low - BP, False), (low + BP, True), (high - BP, True), (high + BP, False)):
            there = group_event(M.plus(-effect, DAY, ["g00"]).residuals(left_out=("g07",)), DAY)
            again = there.among_groups if rank.among == "groups" else there.among_days
            assert (again.pvalue() > 0.2) == inside
        bound = max(-low, high)  # of two one-sided tests at 10 % each
        assert rank.equivalence_pvalue(bound + BP) <= 0.1 < rank.equivalence_pvalue(bound - BP)
        critical = rank.critical_value(0.1)
        for effect, significant in ((critical - BP, False), (critical + BP, True)):
            there = group_event(M.plus(effect - rank.effect, DAY, ["g00"]).residuals(left_out=("g07",)), DAY)
            again = there.among_groups if rank.among == "groups" else there.among_days
            assert (again.pvalue("greater") <= 0.1) == significant


def test_an_effect_is_found_and_a_shock_to_all_is_not():
    names = sorted(M.regions)
    plain, gained = group_event(R, DAY), group_event(M.plus(0.01, DAY, ["g00"]).residuals(left_out=("g07",)), DAY)
    common = group_event(M.plus(0.01, DAY, names).residuals(left_out=("g07",)), DAY)
    for name in ("among_groups", "among_groups_by_size", "among_days"):
        assert getattr(gained, name).pvalue("greater") < 0.05
        assert getattr(common, name).pvalue("greater") == getattr(plain, name).pvalue("greater") > 0.05
    assert common.effect == pytest.approx(plain.effect, abs=1e-10)


def test_some_treated_groups_are_one_and_each_is_measured_too():
    residuals = M.plus(0.01, DAY, ["g00", "g03"]).residuals(("g00", "g03"))
    both, first, second = (group_event(residuals, DAY, names=n) for n in ((), ("g00",), ("g03",)))
    assert both.names == ("g00", "g03")
    assert both.effect == pytest.approx((first.effect + second.effect) / 2)
    assert both.units == (10,)
    assert both.noise < max(first.noise, second.noise)
    assert both.among_groups.nobs == first.among_groups.nobs == 48


# What hangs on one group


def test_a_control_group_that_alone_makes_the_result_is_named():
    # One group with nearly all the units of long duration falls on the day: it bends the slope down, and a treated
    # group of long duration seems to gain. By the line without it there is nothing.
    duration = np.where(np.isin(M.groups, ["g00", "g01"]), 14.0, M.characteristics[..., 0] / 3)
    steep = np.stack([duration, M.characteristics[..., 1] / 3], axis=-1)
    rng = np.random.default_rng(7)
    calm = M.__class__(rng.normal(0, 15 * BP, M.returns.shape), steep, M.groups, M.regions)
    bent = calm.plus(-0.02, DAY, ["g01"])
    found = group_event(bent.residuals(), DAY)
    assert found.among_days.pvalue("greater") < 0.05
    assert found.without_group.hangs_on("days", 0.05, "greater") == ("g01",)
    place = found.without_group.names.index("g01")
    of_calm = group_event(calm.residuals(), DAY).without_group.effects[place]
    assert found.without_group.effects[place] == pytest.approx(of_calm, abs=0.01 * BP)
    assert abs(of_calm) < 10 * BP
    assert found.effect > 100 * BP


def test_each_control_group_and_each_region_is_left_out_in_turn():
    gained = M.plus(0.02, DAY, ["g00"]).residuals(left_out=("g07",))
    found = group_event(gained, DAY, regions=M.regions)
    assert list(found.without_group.names) == [n for n in sorted(M.regions) if n not in ("g00", "g07")]
    assert found.without_region.names == tuple(f"region {r}" for r in range(5))
    assert {r.nobs for r in found.without_group.among_groups} == {47}
    # Of region 0 the treated group, and of region 2 one that was left out, were no controls before.
    assert [r.nobs for r in found.without_region.among_groups] == [39, 38, 39, 38, 38]
    for without in (found.without_group, found.without_region):
        np.testing.assert_allclose(without.effects, found.effect, atol=10 * BP)
        assert without.hangs_on("groups", 0.05, "greater") == without.hangs_on("days", 0.05, "greater") == ()
    assert group_event(gained, DAY).without_region is None


# What the design does not allow


def test_fewer_than_twenty_groups_are_no_test_at_five_percent():
    few = made(4, sizes=(12,) * 19).residuals()
    found = group_event(few, DAY)
    for rank in (found.among_groups, found.among_groups_by_size):
        assert np.isnan(
            [rank.pvalue(), rank.critical_value(0.05), *rank.conf_int(), rank.equivalence_pvalue(1.0)]
        ).all()
        assert np.isnan(rank.minimum_detectable_effect(0.05, 0.8))
        assert rank.reason == "18 groups to compare with: the smallest p is 0.053, above 0.05"
        assert rank.test().reason == rank.reason
        assert not rank.test().applicable
        assert rank.effect == found.effect
    assert found.among_days.pvalue() > 0
    assert group_event(made(4, sizes=(12,) * 20).residuals(), DAY).among_groups.pvalue() > 0


def test_with_little_history_only_the_rank_by_size_is_left():
    found = group_event(made(4, days=40).residuals(), 30)
    assert found.among_groups.reason == found.among_days.reason
    assert found.among_groups.reason.startswith("too few observed days before the window")
    assert np.isnan(found.noise)
    assert found.among_groups_by_size.pvalue() > 0
    assert len(found.not_compared) == 49


def test_a_control_group_that_is_not_observed_is_in_no_rank_and_named():
    holes = M.returns.copy()
    holes[DAY, M.groups == "g04"] = np.nan
    holes[200:, M.groups == "g09"] = np.nan
    holes[: DAY - 30, M.groups == "g11"] = np.nan
    found = group_event(M.__class__(holes, M.characteristics, M.groups, M.regions).residuals(), DAY)
    assert found.not_compared == ("g04", "g09", "g11")
    assert found.among_groups.nobs == 46
    assert found.among_groups_by_size.nobs == 47
    assert group_event(R, DAY).not_compared == ()


def test_few_days_are_no_test_and_days_of_the_own_story_are_no_comparison():
    residuals = M.residuals()
    found = group_event(residuals, DAY, comparison=Comparison(avoid=(100, 150), clearance=40))
    rows = found.among_days.quantile.rows
    assert all(abs(rows - own).min() > 40 for own in (100, 150, DAY))
    short = group_event(made(4, days=90).residuals(), 80)
    assert short.among_days.reason == "0 days to compare with: the smallest p is 1.000, above 0.05"


def test_an_event_that_was_not_observed_has_no_rank():
    holes = M.returns.copy()
    holes[DAY, M.groups == "g00"] = np.nan
    found = group_event(M.__class__(holes, M.characteristics, M.groups, M.regions).residuals(), DAY)
    assert np.isnan(found.effect)
    assert found.units == (0,)
    for rank in (found.among_groups, found.among_groups_by_size, found.among_days):
        assert rank.reason == "a treated group was not observed in the window"


def test_the_tests_tell_themselves_as_others_do():
    test = group_event(R, DAY).among_groups.test("greater")
    assert test.summary().startswith("rank among groups: ")
    assert test.law == "rank among 48 groups"
    assert test.caution == "no p is below 0.020"
    assert "Ferman and Pinto (2019)" in test.reference


REFUSED = {
    "row 300 to 300 of 300 days": lambda: group_event(R, 300),
    "rows 299 to 300 of 300 days": lambda: group_event(R, 299, comparison=Comparison(window=(0, 1))),
    "g01 not treated; allowed: g00": lambda: group_event(R, DAY, names=("g01",)),
    "no region of g01; give every control group one": lambda: group_event(
        R, DAY, regions={n: "r" for n in M.regions if n != "g01"}
    ),
    "first <= last": lambda: Comparison(window=(1, 0)),
    "a clearance as long as the window": lambda: Comparison(window=(0, 30)),
    "between 0 and 0.5": lambda: Comparison(alpha=0.5),
}


@pytest.mark.parametrize(("message", "call"), REFUSED.items())
def test_what_cannot_be_is_refused(message, call):
    with pytest.raises(EstimationError, match=message.replace("row 300", "rows 300")):
        call()


def test_a_day_without_a_line_cannot_be_the_events():
    holes = M.returns.copy()
    holes[DAY, 20:] = np.nan
    residuals = M.__class__(holes, M.characteristics, M.groups, M.regions).residuals()
    with pytest.raises(EstimationError, match=r"no line on the event's day: row 250: 17 units, at least 30 needed"):
        group_event(residuals, DAY)
    assert group_event(residuals, 200).among_groups.pvalue() > 0
