"""Series of a new study: those that were named, else those that fit the claim; what is not known is left open."""

import pytest

from analysis.errors import UsageError
from analysis.event.article import Article
from analysis.scaffold.draft import Chosen, read
from analysis.scaffold.proposals import Wanted, select
from tests.scaffold.articles import BUDGET, TRUCE, VOTE, prices

BUNDLED = frozenset({"EMB", "PCY", "TUR", "EEM", "UUP", "IEF", "HYG", "SPY", "BNO"})


def selected(text, *, number=1, bundled=BUNDLED, **wanted):
    choice = read(Article(text), Chosen()).choices[number - 1]
    return select(choice, Wanted(**wanted), bundled)


def told(selection):
    return [(p.role, p.ticker, p.where, p.holds) for p in selection.series]


def test_a_fund_of_the_claims_own_country_comes_with_its_weight_and_its_factors():
    found = selected(VOTE)
    assert told(found) == [
        ("target", "TUR", "bundled", {"Türkiye": 100.0}),
        ("factor", "EEM", "bundled", {}),
        ("factor", "UUP", "bundled", {}),
    ]
    assert found.no_like == "no other series of emerging shares without Türkiye is among the prices at hand"
    assert {"EWZ", "EZA"} <= set(found.likes_to_fetch)


def test_a_fund_of_many_countries_has_a_weight_that_nobody_knows():
    found = selected(TRUCE)
    assert {p.ticker: p.holds for p in found.of("target")} == {"EMB": {}, "PCY": {}}


def test_each_country_that_a_claim_names_has_a_series():
    found = selected("ISTANBUL, 15 May 2023 -- Turkish and Brazilian shares fell on Monday.")
    assert [(p.ticker, p.where) for p in found.of("target")] == [("TUR", "bundled"), ("EWZ", "to be fetched")]


def test_a_claim_of_emerging_markets_is_of_what_mixes_them():
    found = selected("LONDON, 24 February 2022 -- Dollar bonds of emerging markets tumbled on Thursday.")
    assert {p.ticker: p.holds for p in found.of("target")} == {t: {"World": 100.0} for t in ("EMB", "PCY")}


def test_what_is_named_is_taken_and_said_to_be_fetched():
    found = selected(VOTE, placebos=("EWZ",), factors=())
    assert told(found) == [
        ("target", "TUR", "bundled", {"Türkiye": 100.0}),
        ("placebo", "EWZ", "to be fetched", {"Türkiye": 0.0}),
    ]
    assert (found.fetches, found.no_like) == (True, "")


def test_an_index_is_looked_for_on_its_own_exchange_and_has_no_factor_of_another():
    found = selected(BUDGET, number=2)
    assert [(p.ticker, p.exchange, p.currency, p.where) for p in found.series] == [
        ("ISF.L", "XLON", "GBp", "to be fetched")
    ]


def test_a_file_of_ones_own_says_whose_it_is_where_the_claim_names_several(tmp_path):
    file = prices(tmp_path / "AZE32.csv", "XNYS", day="2023-09-20", jump=0.0)
    with pytest.raises(UsageError, match=r"does not say of whom it is; allowed: --target Armenia=.*AZE32.csv"):
        selected(TRUCE, targets=(str(file),))
    found = selected(TRUCE, targets=(f"Azerbaijan={file}",))
    assert found.issuers == ("Azerbaijan",)
    (own,) = found.of("target")
    assert (own.ticker, own.where, own.closes, own.holds["Azerbaijan"]) == ("AZE32", "own file", True, 100.0)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"targets": ("VOD.L",)}, "VOD.L: is none of the series that are known here.*add --exchange and --currency"),
        ({"targets": ("none.csv",)}, "none.csv: no such file"),
        ({"targets": ("TUR",), "factors": ("TUR",)}, "TUR: named for two parts of the study"),
    ],
)
def test_what_cannot_be_used_is_refused(wanted, says):
    with pytest.raises(UsageError, match=says):
        selected(VOTE, **wanted)


def test_shares_of_nobody_in_particular_are_refused_with_those_that_are_known():
    with pytest.raises(UsageError, match="since the claim does not say whose, is known here; allowed: SPY, QQQ"):
        selected("NEW YORK, 13 September 2022 -- Shares of regional banks tumbled on Tuesday.")


def test_no_series_is_proposed_for_two_parts(tmp_path):
    file = prices(tmp_path / "NVD.csv", "XNYS", day="2023-05-25", jump=0.2)
    share = "NEW YORK, 25 May 2023 -- Shares of Nvidia soared on Thursday."
    found = selected(share, bundled=(*BUNDLED, "SPY"), targets=(str(file),))
    assert [(p.role, p.ticker) for p in found.series] == [("target", "NVD"), ("factor", "SPY")]
