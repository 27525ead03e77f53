"""Where an effect is known the same rule finds it: shares of one day, and bonds, quote by quote, of two."""

import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.findings.meaning.controls import Known, KnownEffects, controls
from analysis.findings.meaning.share import share_by_rule
from analysis.findings.meaning.verdict import verdict
from analysis.findings.piece import supplement
from analysis.findings.steps.moved import controls_of
from analysis.measure.deciding import deciding
from analysis.measure.effects import measure
from analysis.study.quoted.accrual import Bond, accrued_and_paid
from analysis.study.study import load_study
from tests import turkey
from tests.bundled_controls import BONDS, GOVERNOR, SEEDS, SHARES, by_hand, case_of

DAYS = {BONDS: ("2023-05-12", "2023-05-15"), GOVERNOR: ("2021-03-19", "2021-03-22")}


@pytest.mark.slow
@pytest.mark.parametrize("folder", [SHARES, BONDS, GOVERNOR], ids=lambda folder: folder.name)
def test_the_loss_is_found_by_the_rule_as_it_is(folder):
    case = case_of(folder)
    assert case.once(verdict).outcome == "supported"
    assert case.study.decision == load_study(SEEDS / "karabakh-2023").decision


@pytest.mark.slow
@pytest.mark.parametrize("folder", [BONDS, GOVERNOR], ids=lambda folder: folder.name)
def test_bonds_lose_by_the_middle_of_bid_and_ask_from_the_eve_to_the_first_quote_after(folder):
    case, days = case_of(folder), DAYS[folder]
    assert case.once(measure).primary.raw == pytest.approx(by_hand(days, case.members), abs=1e-12)
    assert case.once(deciding).difference is not None


def test_bids_alone_would_overstate_the_loss_where_the_spread_widens():
    members = case_of(GOVERNOR).members
    bid, middle, ask = (by_hand(DAYS[GOVERNOR], members, side) for side in ("bid", None, "ask"))
    assert bid < -0.12 < middle < ask < -0.07


@pytest.mark.skipif(not turkey.BONDS.is_dir(), reason="the quotes of all bonds are not here")
@pytest.mark.parametrize(("folder", "known"), [(BONDS, -554), (GOVERNOR, -1224)], ids=["vote", "governor"])
def test_bids_of_all_bonds_with_their_coupons_lose_what_their_source_was_found_to(folder, known):
    days = pd.DatetimeIndex(DAYS[folder])
    bids = turkey.quotes().pivot_table(index="date", columns="isin", values="bid").loc[days].dropna(axis=1)
    terms = turkey.bonds().loc[bids.columns]
    bonds = [Bond(c, m.date(), 2, "30/360") for c, m in zip(terms["coupon_pct"], terms["maturity"], strict=True)]
    paid = [accrued_and_paid(bond, days)[1][-1] for bond in bonds]
    assert 1e4 * np.log((bids.iloc[1] + paid) / bids.iloc[0]).mean() == pytest.approx(known, abs=0.5)


@pytest.mark.slow
def test_a_study_says_in_how_many_of_its_controls_the_effect_is_found(bundled):
    told = bundled.pieces["controls"]
    assert isinstance(told, KnownEffects)
    assert [k.setting.study.name for k in told.known] == [SHARES.name, BONDS.name, GOVERNOR.name]
    assert told.words == "A fall is found in all three; on bonds in both."
    assert told.missed == ""


def with_controls(folder, *names):
    text = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(f"controls = {[*names]}\n{text}", encoding="utf-8")
    return load_study(folder)


@pytest.fixture
def naming(tmp_path):
    """The study of shares, which names another as its control."""
    shutil.copytree(SEEDS, tmp_path / "seeds")
    return tmp_path / "seeds" / SHARES.name


def test_a_control_that_is_not_there_is_said_in_its_place(naming):
    case = case_of(SHARES)
    asked = controls_of(with_controls(naming, "../nowhere"))
    lacking = type(case)(case.timing, case.snapshot, case.returns, case.holdings, case.source, controls=asked)
    assert "nowhere: no such folder" in str(supplement(lacking, controls, case.setting).told)


def test_a_control_whose_prices_were_changed_is_another_one(naming):
    (load,) = controls_of(with_controls(naming, f"../{BONDS.name}")).values()
    before, file = load(), naming.parent / BONDS.name / "prices" / "TURKEY34.csv"
    assert load() is before
    file.write_text(file.read_text(encoding="utf-8").replace("2023-05-15,9", "2023-05-15,8"), encoding="utf-8")
    assert load() is not before


@pytest.mark.slow
def test_what_is_not_found_is_called_a_finding_about_the_method():
    case = case_of(SHARES)
    share = share_by_rule(case, "Shares")
    missed = replace(share, verdict=replace(share.verdict, outcome="cannot tell"))
    piece = KnownEffects(tuple(Known(case.setting, case.timing.event.date, s) for s in (share, missed)), case.setting)
    assert piece.summary() == (
        "A fall is found in one of two; on stocks in one of two. Not found: Turkey's "
        "presidential vote, May 2023: shares (cannot tell). That is a finding about the method."
    )
