"""The table of series that a new study may look at."""

import csv

import pytest

from analysis.scaffold.known_series import OWN_MARKETS, family_of, known_series, markets_of
from analysis.study.markets import MARKETS
from tests.runs import ROOT


def test_the_bundled_series_are_there_as_they_are_listed():
    with (ROOT / "seeds" / "prices" / "manifest.csv").open(encoding="utf-8") as lines:
        bundled = {row["ticker"]: (row["exchange"], row["currency"]) for row in csv.DictReader(lines)}
    listed = {row.ticker: (row.exchange, row.currency) for row in known_series()}
    assert len(bundled) == 16
    assert bundled.items() <= listed.items()


def test_each_row_is_one_that_a_study_can_declare():
    rows = known_series()
    families = {row.family for row in rows} | OWN_MARKETS.keys()
    assert len({row.ticker for row in rows}) == len(rows)
    assert all(set(row.markets) <= MARKETS and set(row.explains) <= families for row in rows)


@pytest.mark.parametrize(
    ("kind", "asset", "issuers", "family"),
    [
        ("bonds", "bonds", ("Armenia",), "emerging bonds"),
        ("bonds", "bonds", ("Germany",), "government bonds"),
        ("bonds", "bonds", ("Acme",), "company bonds"),
        ("shares", "shares", ("Türkiye",), "emerging shares"),
        ("shares", "shares", ("Turkey", "Germany"), "developed shares"),
        ("index", "Bovespa", (), "emerging shares"),
        ("index", "FTSE 100", (), "developed shares"),
        ("index", "Shanghai Composite", (), "emerging shares"),
        ("index", "IBEX 35", (), "developed shares"),
        ("currency", "dollar index", (), "dollar"),
        ("raw", "Brent crude", (), "oil"),
        ("raw", "wheat", (), "raw material"),
        ("currency", "sterling", ("United Kingdom",), "pound"),
        ("currency", "lira", ("Türkiye",), "emerging currency"),
    ],
)
def test_what_a_claim_is_about_has_a_family(kind, asset, issuers, family):
    assert family_of(kind, asset, issuers) == family
    assert set(markets_of(family)) <= MARKETS
