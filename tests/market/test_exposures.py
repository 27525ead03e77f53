"""exposures.csv is read strictly, and speaks of the claim's issuers and of no others."""

import pytest

from analysis.errors import StudyError
from analysis.market.exposures import exposure_faults, read_exposures
from analysis.study.study import load_study
from tests.cases import declared, made_study
from tests.conftest import SEED


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("F,31 January,A,all,0.3,exact", "row 2: as_of"),
        ("F,2022-01-31,A,all,much,exact", "row 2: weight_pct: 'much' is no number"),
        ("F,2022-01-31,A,all,nan,exact", "row 2: weight_pct: nan; allowed: 0 to 100"),
        ("F,2022-01-31,A,all,-1,exact", "row 2: weight_pct"),
        ("F,2022-01-31,A,all,0.3,about", "row 2: bound: 'about'; allowed: at_most, exact, zero_by_rule"),
        ("F,2022-01-31,A,all,0.3,zero_by_rule", "row 2: weight_pct: 0.3, though zero by rule"),
        ("F,2022-01-31,,all,0.3,exact", "row 2: issuer: empty"),
    ],
)
def test_errors_name_row_and_column(read, row, message):
    with pytest.raises(StudyError, match=message):
        read(row)


def test_a_row_may_not_stand_twice(read):
    with pytest.raises(StudyError, match="row 3: F, 2022-01-31, A, all stands twice"):
        read("F,2022-01-31,A,all,0.3,exact", "F,2022-01-31,A,all,0.4,exact")


def test_every_row_that_is_wrong_is_told(read):
    with pytest.raises(StudyError) as caught:
        read("F,soon,A,all,0.3,exact", "F,2022-01-31,A,all,0.3,exact", "F,2022-01-31,,all,101,about")
    places = [line.split("exposures.csv: ")[1].split(": ")[:2] for line in str(caught.value).splitlines()]
    assert places == [["row 2", "as_of"], ["row 4", "issuer"], ["row 4", "weight_pct"], ["row 4", "bound"]]


# Issuers


def faults(entries, *issuers):
    study = made_study(claim=declared()["claim"] | {"issuers": list(issuers)})
    return [(f.where, f.what) for f in exposure_faults(entries, study)]


def test_an_issuer_of_the_claim_without_a_row_is_refused(read):
    entries = read("AAA,2023-01-31,Turkey,all,1,exact")
    assert faults(entries, "Turkish") == []
    assert faults(entries, "Turkish", "Greece") == [("issuer Greece", "is one of claim.issuers, and has no row")]


def test_an_issuer_that_is_not_the_claims_would_count_and_is_refused(read):
    entries = read("AAA,2023-01-31,Turkey,all,1,exact", "AAA,2023-01-31,Greece,all,1,exact")
    assert faults(entries, "Turkey") == [("issuer Greece", "is none of claim.issuers")]


def test_world_stands_for_all_issuers(read):
    assert faults(read("AAA,2023-01-31,World,all,100,exact"), "South Africa", "Turkey") == []


def test_a_fund_that_is_not_the_studys_is_refused(read):
    entries = read("XXX,2023-01-31,Turkey,all,1,exact")
    assert faults(entries, "Turkey") == [("XXX", "is no instrument of the study")]


# Weights of a fund and day


def test_exact_weights_of_a_day_add_up_to_no_more_than_the_fund(read):
    heavy = read("AAA,2023-01-31,A,all,60,exact", "AAA,2023-01-31,B,all,41,exact", "AAA,2023-02-28,A,all,100,exact")
    assert faults(heavy, "A", "B") == [("AAA, 2023-01-31", "weights of 101 % in sum")]
    whole = read("AAA,2023-01-31,A,all,60,exact", "AAA,2023-01-31,B,all,40,exact", "BBB,2023-01-31,A,all,60,exact")
    assert faults(whole, "A", "B") == []


def test_bounds_may_add_up_to_more_since_each_may_be_far_from_its_bond(read):
    bounds = [f"AAA,2023-01-31,A,bond {n},30,at_most" for n in range(4)]
    assert faults(read(*bounds), "A") == []
    assert faults(read(*bounds, "AAA,2023-01-31,A,bond 5,100,exact"), "A") == []


def test_of_a_day_with_a_total_the_bonds_are_part_of_it(read):
    entries = read("AAA,2023-01-31,A,all,80,exact", "AAA,2023-01-31,A,a bond,40,exact")
    assert faults(entries, "A") == []


def test_weights_are_published_with_two_decimals_and_may_be_too_high_by_half_of_the_last(read):
    thirds = [f"AAA,2023-01-31,A,bond {n},{w},exact" for n, w in enumerate((33.34, 33.34, 33.33))]
    assert faults(read(*thirds), "A") == []  # 100.01 in sum, at most 100.015 by rounding
    assert faults(read(*thirds, "AAA,2023-01-31,A,bond 3,0.02,exact"), "A") == [
        ("AAA, 2023-01-31", "weights of 100.03 % in sum")
    ]


def test_the_bundled_weights_fit_their_study():
    study = load_study(SEED)
    assert list(exposure_faults(read_exposures(study.folder / "exposures.csv"), study)) == []
