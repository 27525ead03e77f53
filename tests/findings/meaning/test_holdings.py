"""Weights of the assets in each fund, as the lists give them; shown where they are used."""

import pytest

from analysis.findings.meaning.holdings import holdings
from tests.cases import WEIGHTS, made_case


@pytest.fixture(scope="module")
def found():
    return made_case().once(holdings)


def test_every_fund_is_told_with_its_weights_and_the_days_of_its_lists(found):
    assert found.told["funds"][0] == {"ticker": "AAA", "low_pct": 1.0, "high_pct": 2.0, "lists": "2023-01-31"}
    assert {f["ticker"]: (f["low_pct"], f["high_pct"]) for f in found.told["funds"]} == WEIGHTS
    assert found.told["portfolio"] == {"low_pct": 0.5, "high_pct": pytest.approx(3.5 / 3)}


def test_the_table_is_that_of_the_file(found):
    head, *lines = found.tables()["weights"].to_csv().splitlines()
    assert head == "ticker,low_pct,high_pct,lists"
    assert lines[-1] == "PPP,0.0,0.0,"
    assert len(lines) == len(WEIGHTS)


def test_the_report_has_them_elsewhere_and_a_notebook_here(found):
    assert not found.text.strip()
    assert "AAA" in found._repr_html_()
    assert "a proxy, not of the widgets" in found.summary()
