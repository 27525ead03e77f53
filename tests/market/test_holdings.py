"""Weights of the issuers' bonds in the funds: intervals, because sources give bounds."""

import datetime as dt

import pytest

from analysis.errors import StudyError
from analysis.market.exposures import COLUMNS, read_exposures
from analysis.market.holdings import Holdings, country_weight, fund_weights, issuer_weight, list_dates
from tests.cases import DAY0, TARGETS, declared, made_study

DAY = dt.date(2023, 9, 20)


def test_exact_rows_fix_both_ends_and_bounds_only_the_upper(read):
    entries = read("F,2022-01-31,A,a 2026,0.37,exact", "F,2022-01-31,A,a 2032,0.18,at_most")
    assert [e.interval for e in entries] == [(0.37, 0.37), (0.0, 0.18)]
    assert country_weight(entries, "F", DAY) == (0.37, 0.55)


def test_issuers_add_up_and_zero_by_rule_is_zero(read):
    entries = read("F,2022-01-31,A,a 2026,0.3,exact", "F,2022-01-31,B,all,0,zero_by_rule")
    assert country_weight(entries, "F", DAY) == (0.3, 0.3)


def test_the_lists_nearest_to_the_day_on_either_side_bound_the_weight(read):
    entries = read(
        "F,2021-01-31,A,a 2026,0.1,exact",
        "F,2022-01-31,A,a 2026,0.2,exact",
        "F,2024-01-31,A,a 2026,0.9,exact",
        "F,2021-01-31,B,b 2025,0.4,at_most",
    )
    # on the day: A between 0.2 and 0.9, B at most 0.4; at the end of 2021: A between 0.1 and 0.2
    assert country_weight(entries, "F", DAY) == (0.2, 1.3)
    assert country_weight(entries, "F", dt.date(2021, 12, 31)) == (0.1, 0.6)
    assert country_weight(entries, "F", dt.date(2024, 2, 1)) == (0.9, 1.3)
    assert list_dates(entries, "F", DAY) == (dt.date(2021, 1, 31), dt.date(2022, 1, 31), dt.date(2024, 1, 31))


def test_a_total_supersedes_bonds_of_the_same_date(read):
    entries = read("F,2022-01-31,A,all,0.3,exact", "F,2022-01-31,A,a 2026,0.9,at_most")
    assert country_weight(entries, "F", DAY) == (0.3, 0.3)


def test_a_bond_that_a_rule_excludes_later_no_longer_counts(read):
    entries = read(
        "F,2022-01-31,A,a 2024,0.2,exact", "F,2022-01-31,A,a 2026,0.3,exact", "F,2023-03-18,A,a 2024,0,zero_by_rule"
    )
    assert country_weight(entries, "F", dt.date(2022, 12, 31)) == (0.5, 0.5)
    assert country_weight(entries, "F", DAY) == (0.3, 0.3)


def test_what_is_not_known_is_not_zero(read):
    entries = read("F,2022-01-31,A,all,0.3,exact", "G,2022-01-31,B,all,0.3,exact")
    with pytest.raises(StudyError, match="no weight of B in F on or before 2023-09-20"):
        country_weight(entries, "F", DAY)
    with pytest.raises(StudyError, match="no weight of A in F on or before 2021-01-01"):
        country_weight(entries, "F", dt.date(2021, 1, 1))


def test_bundled_weights_cover_every_bond_fund_of_the_study(study):
    entries = read_exposures(study.folder / "exposures.csv")
    weights = {t: country_weight(entries, t, DAY) for t in (*study.tickers("target"), *study.tickers("placebo"))}
    assert weights["EMB"] == (0.37, 0.55)
    assert weights["JPMB"][0] == 0.2, "the list of May 2024 has no more"
    assert weights["PCY"] == weights["EMLC"] == (0.0, 0.0)
    assert all(0 <= low <= high < 3 for low, high in weights.values())
    assert all(weights[t][0] > 0 for t in study.portfolio.members)


# --- the funds of a study ---------------------------------------------------------------------------------------


def test_holdings_are_those_of_the_listed_funds_of_a_study(study):
    held = fund_weights(study, DAY)
    entries = read_exposures(study.folder / "exposures.csv")
    assert list(held.weights) == [*study.tickers("target"), *study.tickers("placebo")]
    for ticker, weight in held.weights.items():
        assert weight == country_weight(entries, ticker, DAY)
        assert held.lists[ticker] == list_dates(entries, ticker, DAY)
    with pytest.raises(TypeError, match="does not support item assignment"):
        held.weights["EMB"] = (0.0, 0.0)


def test_the_weight_of_a_portfolio_is_the_mean_of_its_members():
    held = Holdings(DAY, {"F": (0.2, 0.4), "G": (0.0, 1.0)}, {"F": (DAY,), "G": (DAY,)}, {})
    assert held.weight_of(["F", "G"]) == pytest.approx((0.1, 0.7))
    assert held.weight_of(["F"]) == (0.2, 0.4)
    with pytest.raises(KeyError):
        held.weight_of(["F", "H"])


def test_holdings_show_themselves(study):
    held = fund_weights(study, DAY)
    table = held.table()
    assert table.loc["EMB", ["low_pct", "high_pct"]].to_list() == list(held.weights["EMB"])
    assert list(table.index) == list(held.weights)
    assert repr(held) == f"<Holdings of 8 series on 2023-09-20: at most {table['high_pct'].max():g} % of one>"
    assert "EMB" in held._repr_html_()


# --- weights that are refused -----------------------------------------------------------------------------------

HELD = "2023-01-31,Nowhere,all,2,exact"
NONE = "2023-01-31,Nowhere,all,0,exact"


@pytest.fixture
def refused(tmp_path):
    """What is wrong with the weights of the made study, fund by fund; a row without its fund holds for all targets."""

    def refused(*rows, **tables):
        path = tmp_path / "exposures.csv"
        path.write_text("\n".join([",".join(COLUMNS), *(f"{r},press,A list" for r in rows)]) + "\n", encoding="utf-8")
        study = made_study(**tables).model_copy(update={"folder": tmp_path})
        try:
            fund_weights(study, DAY0.date())
        except StudyError as error:
            return [line.split("exposures.csv: ")[1] for line in str(error).splitlines()]
        return []

    return refused


def targets(row, *others):
    """The same row for all targets but those that have one of their own."""
    return [*(f"{t},{row}" for t in TARGETS if not any(o.startswith(t) for o in others)), *others]


def test_targets_with_and_placebo_funds_without_exposure_pass(refused):
    assert refused(*targets(HELD), f"PPP,{NONE}") == []
    assert refused(*targets(HELD)) == [], "a fund that is not listed is not known to hold anything"


def test_a_target_of_weight_zero_is_refused(refused):
    zero = ["weight 0 on 2023-03-01, and its role is target; allowed: above 0 %"]
    assert refused(*targets(HELD, f"BBB,{NONE}")) == [
        f"BBB: {zero[0]}; correct its rows, or its role: without exposure it is a placebo"
    ]
    assert refused(*targets(HELD, "BBB,2023-01-31,Nowhere,all,0,zero_by_rule"))[0].startswith(f"BBB: {zero[0]}")
    assert refused(*targets(HELD, "BBB,2023-01-31,Nowhere,all,1,at_most")) == [], "it may be above zero"


def test_a_target_outside_the_portfolio_is_no_exception(refused):
    portfolio = {"portfolio": {"members": ["AAA", "CCC"]}}
    assert [x[:13] for x in refused(*targets(HELD, f"BBB,{NONE}"), **portfolio)] == ["BBB: weight 0"]


def test_a_placebo_fund_that_holds_the_assets_or_may_hold_them_is_refused(refused):
    assert refused(*targets(HELD), "PPP,2023-01-31,Nowhere,all,0.1,exact") == [
        "PPP: weight 0.1 % on 2023-03-01, and its role is placebo; allowed: 0 %; "
        "add rows zero_by_rule if it may hold nothing, or correct its role"
    ]
    (line,) = refused(*targets(HELD), "PPP,2023-01-31,Nowhere,all,0.1,at_most")
    assert line.startswith("PPP: weight of up to 0.1 % on 2023-03-01, and its role is placebo")
    sold = "PPP,2023-02-15,Nowhere,bond,0,zero_by_rule"
    assert refused(*targets(HELD), "PPP,2023-01-31,Nowhere,bond,0.1,exact", sold) == [], "on the day it holds none"


def test_a_member_without_a_weight_and_a_fund_without_a_row_by_the_day_are_refused(refused):
    assert refused(f"AAA,{HELD}", f"CCC,{HELD}", "BBB,2023-06-30,Nowhere,all,1,exact") == [
        "BBB: no weight of Nowhere on or before 2023-03-01; add a row, zero_by_rule if the series may not hold it"
    ]
    assert refused(f"AAA,{HELD}", f"CCC,{HELD}") == ["BBB: no weight of this member of the portfolio; add a row"]


def test_all_that_is_wrong_with_the_weights_is_told_at_once(refused):
    rows = ["AAA,2023-01-31,Nowhere,all,100,exact", "AAA,2023-01-31,Elsewhere,all,1,exact"]
    found = refused(*rows, f"BBB,{NONE}", "PPP,2023-01-31,Nowhere,all,3,exact", f"XXX,{HELD}")
    assert [line.split(": ")[0] for line in found] == [
        *("XXX", "issuer Elsewhere", "AAA, 2023-01-31"),
        *("CCC", "BBB", "PPP"),
    ], "what is no fund or issuer of the study is missing from no other"


def test_world_stands_for_all_issuers_of_its_fund_and_of_no_other(refused):
    world = "2023-01-31,World,all,100,exact"
    two = {"claim": declared()["claim"] | {"issuers": ["Nowhere", "Elsewhere"]}}
    assert refused(*targets(world), **two) == []
    assert refused(f"AAA,{world}", f"BBB,{HELD}", f"CCC,{world}", **two) == [
        "BBB: no weight of Elsewhere on or before 2023-03-01; add a row, zero_by_rule if the series may not hold it"
    ]


def test_issuer_by_issuer_the_world_holds_each(read):
    entries = read("F,2022-01-31,World,all,90,exact", "G,2022-01-31,A,all,1,exact", "G,2022-01-31,B,all,0,exact")
    assert [issuer_weight(entries, f, i, DAY) for f in "FG" for i in "AB"] == [(90, 90), (90, 90), (1, 1), (0, 0)]
    assert [country_weight(entries, f, DAY) for f in "FG"] == [(90, 90), (1, 1)], "and counts once"


def test_bounds_may_add_up_to_more_than_a_fund_and_its_weight_does_not(read):
    entries = read("F,2022-01-31,A,all,60,at_most", "F,2022-01-31,B,all,60,at_most")
    assert country_weight(entries, "F", DAY) == (0.0, 100.0)
