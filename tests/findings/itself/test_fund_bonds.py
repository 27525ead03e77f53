"""Single bonds out of a fund's lists: measured where there are lists, and said to be missing where there are none."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.findings.itself.fund_bonds import fund_bonds
from analysis.measure.single_bonds import single_bonds
from analysis.report.exhibits import exhibits_of
from tests.cases import DAY0, declared, made_case
from tests.eventstudy.cross_section.made import made
from tests.measure.made_bonds import panel_of

LISTS = [{"fund": "LIST", "id": 1, "left_out": ["g05", "nowhere"]}]
ROW = 220


def panel(planted=0.0, shared=0.0):
    """Sixty-odd sessions past a year around the made study's day, an effect planted into every bond of one country."""
    m = panel_of(made(3))
    days = pd.bdate_range(end=DAY0, periods=ROW + 1).append(
        pd.bdate_range(DAY0 + pd.offsets.BDay(1), periods=len(m.days) - ROW - 1)
    )
    returns = m.returns.copy()
    returns[ROW] += shared
    returns[ROW, m.groups == "g00"] += planted
    return replace(m, days=days, returns=returns)


def case_with(found, issuers=("g00", "elsewhere")):
    claim = declared()["claim"] | {"issuers": list(issuers)}
    return replace(made_case(claim=claim, holdings=LISTS), panels={"LIST": found} if found else {})


def test_each_issuer_that_the_fund_held_is_measured_and_the_others_are_named():
    found = panel()
    piece = fund_bonds(case_with(found))
    by_engine = single_bonds(found, DAY0, treated=["g00"], left_out=["g05"], avoid=[pd.Timestamp("2023-02-28")])
    frame = piece.tables()["single-bonds"].frame
    assert frame["issuers"].tolist() == ["g00", "g00"]
    assert frame["window"].tolist() == ["+0", "+0 to +1"]
    assert frame["abnormal_bp"].tolist() == pytest.approx([1e4 * e.effect for e in by_engine.effects])
    assert frame["p_days"].tolist() == [e.among_days.pvalue("greater") for e in by_engine.effects]
    assert piece.told["funds"] == [{"fund": "LIST", "lists": 300, "why": "", "absent": ["elsewhere"]}]
    assert "LIST held no bonds of elsewhere." in piece.text


def test_a_claims_adjective_and_a_lists_country_are_one_issuer():
    found = panel()
    named = replace(found, groups=np.where(found.groups == "g00", "Turkey", found.groups))
    piece = fund_bonds(case_with(named, ("Turkish",)))
    assert piece.tables()["single-bonds"].frame["issuers"].tolist() == ["Turkey", "Turkey"]
    assert piece.told["funds"][0]["absent"] == []


def test_a_planted_gain_is_found_and_one_that_all_bonds_share_is_not():
    plain, found, shared = (
        fund_bonds(case_with(panel(*size))).tables()["single-bonds"].frame.iloc[0] for size in ((), (0.01,), (0, 0.01))
    )
    assert found["p_days"] < 0.02
    assert found["p_countries"] < 0.05
    assert shared["p_days"] == pytest.approx(plain["p_days"], abs=0.02)
    assert shared["abnormal_bp"] == pytest.approx(plain["abnormal_bp"], abs=1)


def test_without_lists_one_line_says_what_they_would_add():
    piece = fund_bonds(case_with(None))
    assert piece.tables() == {}
    assert piece.told["effects"] == []
    assert "The lists of LIST would price the widgets one by one, and are not beside these prices" in piece.text
    assert "make live" in piece.text


def test_a_fund_that_held_none_of_the_claims_bonds_says_so():
    piece = fund_bonds(case_with(panel(), issuers=("elsewhere",)))
    assert piece.told["funds"][0]["why"] == "it held no bonds of elsewhere"


def test_lists_that_do_not_hold_the_events_day_are_a_reason_and_stop_nothing():
    late = panel()
    piece = fund_bonds(case_with(replace(late, days=late.days + pd.offsets.BDay(400))))
    assert "no list of 2023-03-01" in piece.told["funds"][0]["why"]


def test_it_is_in_the_report_of_studies_that_declare_lists_alone():
    assert "fund_bonds" in {e.name for e in exhibits_of(case_with(None))}
    assert "fund_bonds" not in {e.name for e in exhibits_of(made_case())}
