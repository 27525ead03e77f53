"""Companies whose assets move: one or several, with "and" or a country in their names."""

import pytest

from analysis.event.article import Article
from analysis.event.claim.listed import list_claims


def issuers(sentence):
    (claim,) = list_claims(Article(sentence))
    return claim.issuers


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Shares of Acme and Widget rose.", ("Acme", "Widget")),
        ("Shares of both Acme and Widget rose.", ("Acme", "Widget")),
        ("Shares of Acme, Widget and Gadget rose.", ("Acme", "Widget", "Gadget")),
        ("Shares in Acme, Widget, and Gadget rose.", ("Acme", "Widget", "Gadget")),
        ("Bonds of Acme and Widget fell.", ("Acme", "Widget")),
        ("Acme and Widget shares rose.", ("Acme", "Widget")),
        ("While Acme and Widget shares rose.", ("Acme", "Widget")),
        ("Acme, Widget and Gadget's shares rose.", ("Acme", "Widget", "Gadget")),
        ("Acme's and Widget's shares rose.", ("Acme", "Widget")),
        ("The raid hit Acme and Widget shares.", ("Acme", "Widget")),
        ("Shares of Acme and Kenya Airways rose.", ("Acme", "Kenya Airways")),
    ],
)
def test_companies_that_are_joined_are_several(sentence, wanted):
    assert issuers(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Shares of Marks and Spencer rose.", ("Marks and Spencer",)),
        ("Marks and Spencer's shares rose.", ("Marks and Spencer",)),
        ("Shares of Procter & Gamble rose.", ("Procter & Gamble",)),
        ("Shares of Acme and Marks and Spencer rose.", ("Acme", "Marks and Spencer")),
        ("Acme and Sons shares rose.", ("Acme and Sons",)),
        ("Shares in Acme Power and Light rose.", ("Acme Power and Light",)),
        ("Shares of Acme and Widget and Gadget rose.", ("Acme and Widget and Gadget",)),
    ],
)
def test_a_name_that_holds_and_stays_whole_and_so_does_what_cannot_be_told(sentence, wanted):
    assert issuers(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("In London, Acme shares rose.", ("Acme",)),
        ("Calm returned, and Acme shares rose.", ("Acme",)),
        ("Shares in Acme, Widget's rival, rose.", ("Acme",)),
        ("Shares in Acme, Inc. rose.", ("Acme",)),
        ("The Acme shares rose.", ("Acme",)),
        ("The raid hit shares of Acme.", ("Acme",)),
        ("The raid hit shares of Acme Corp.", ("Acme Corp.",)),
    ],
)
def test_a_comma_alone_joins_no_companies(sentence, wanted):
    assert issuers(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("American Airlines shares fell.", ("American Airlines",)),
        ("Bank of America shares fell.", ("Bank of America",)),
        ("Shares of Bank of America fell.", ("Bank of America",)),
        ("Air France shares fell.", ("Air France",)),
        ("Shares in Japan's Toyota fell.", ("Toyota",)),
        ("Shares in Japan's carmaker Toyota fell.", ("Toyota",)),
        ("Shares in South Korea's Acme and Widget fell.", ("Acme", "Widget")),
        ("Shares of France's Acme and Japan's Widget fell.", ("Acme", "Widget")),
        ("Japan's Toyota shares fell.", ("Toyota",)),
        ("Japanese bank shares fell.", ("Japan",)),
        ("Japanese banks' shares fell.", ("Japan",)),
        ("Shares of Japan and Taiwan fell.", ("Japan", "Taiwan")),
    ],
)
def test_a_country_in_a_companys_name_is_not_the_issuer(sentence, wanted):
    assert issuers(sentence) == wanted


@pytest.mark.parametrize("trade", ["Bank", "Mining", "European", "Most", "Defence"])
def test_shares_of_a_trade_or_a_region_are_no_companys(trade):
    assert issuers(f"{trade} shares fell.") == ()
    assert issuers(f"While {trade} shares fell.") == ()


@pytest.mark.parametrize("sentence", ["The Moscow Exchange index fell.", "The Moscow Exchange's main gauge fell."])
def test_who_makes_an_index_did_not_issue_it(sentence):
    assert issuers(sentence) == ()
