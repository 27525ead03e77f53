"""Weights of the issuers' bonds in the funds: intervals, because sources give bounds."""

import datetime as dt
import shutil

import pytest

from analysis.errors import StudyError
from analysis.market.holdings import COLUMNS, Holdings, country_weight, fund_weights, list_dates, read_exposures

DAY = dt.date(2023, 9, 20)


@pytest.fixture
def read(tmp_path):
    def read(*rows):
        path = tmp_path / "exposures.csv"
        lines = [f"{r},press,A list" for r in rows]
        path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
        return read_exposures(path)

    return read


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
    held = Holdings(DAY, {"F": (0.2, 0.4), "G": (0.0, 1.0)}, {"F": (DAY,), "G": (DAY,)})
    assert held.weight_of(["F", "G"]) == pytest.approx((0.1, 0.7))
    assert held.weight_of(["F"]) == (0.2, 0.4)
    with pytest.raises(KeyError):
        held.weight_of(["F", "H"])


def test_holdings_show_themselves(study):
    held = fund_weights(study, DAY)
    table = held.table()
    assert table.loc["EMB", ["low_pct", "high_pct"]].to_list() == list(held.weights["EMB"])
    assert list(table.index) == list(held.weights)
    assert repr(held) == f"<Holdings of 8 funds on 2023-09-20: at most {table['high_pct'].max():g} % of a fund>"
    assert "EMB" in held._repr_html_()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("EMBD,", "EMBX,", "EMBX is no instrument of the study; correct the ticker, or remove its rows"),
        ("EMBD,", None, "no weight for EMBD, a member of the portfolio; add a row"),
    ],
)
def test_a_fund_that_is_not_the_studys_and_a_member_without_a_weight_are_refused(study, tmp_path, old, new, says):
    folder = shutil.copytree(study.folder, tmp_path / "study")
    lines = (folder / "exposures.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{new}{line.removeprefix(old)}" if new and line.startswith(old) else line for line in lines]
    (folder / "exposures.csv").write_text("\n".join(x for x in lines if not x.startswith(old)), encoding="utf-8")
    with pytest.raises(StudyError, match=says):
        fund_weights(study.model_copy(update={"folder": folder}), DAY)
