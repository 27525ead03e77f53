"""Market claims of any article: found without being told the words, with their issuers."""

import datetime as dt

import pytest

from analysis.event.article import Article
from analysis.event.claim.issuers import country_of, issuer_pattern, known_countries
from analysis.event.claim.listed import list_claims
from analysis.event.claim.shut import why_shut


def claims(text):
    return [(c.asset, c.issuers, c.direction) for c in list_claims(Article(text))]


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("Bonds issued by Armenia and Azerbaijan gained.", ("Bonds", ("Armenia", "Azerbaijan"), "gain")),
        ("Egyptian bonds gained.", ("bonds", ("Egypt",), "gain")),
        ("Greek bonds fell.", ("bonds", ("Greece",), "loss")),
        ("Dutch, Belgian and French bonds rose.", ("bonds", ("Netherlands", "Belgium", "France"), "gain")),
        ("Bonds of Kenya rose and Ghanaian shares met buyers.", ("Bonds", ("Kenya",), "gain")),
        ("Gilts gained.", ("Gilts", ("United Kingdom",), "gain")),
        ("Shares in Acme Corp fell.", ("Shares", ("Acme Corp",), "loss")),
        ("Acme's shares fell.", ("shares", ("Acme",), "loss")),
        ("The yield on Ghana's bonds fell.", ("bonds", ("Ghana",), "gain")),
        ("Oil rose.", ("Oil", (), "gain")),
        ("Gold fell.", ("Gold", (), "loss")),
        ("The dollar rose.", ("dollar", (), "gain")),
    ],
)
def test_a_claim_has_its_asset_issuers_and_direction(sentence, claim):
    assert claims(sentence) == [claim]


def test_one_sentence_can_claim_several_things():
    found = claims("The Dow rose 1%, the Nasdaq lost 2% and gold was flat.")
    assert found == [("Dow", (), "gain"), ("Nasdaq", (), "loss"), ("gold", (), "none")]


def test_the_main_clause_comes_first():
    assert claims("As yields on Treasuries rose, Egypt's bonds gained.")[0] == ("bonds", ("Egypt",), "gain")


def test_a_list_of_assets_is_no_sentence_of_claims():
    assert claims(f"{'Gold, oil, ' * 5}silver and copper rose.") != []
    assert claims(f"{'Gold, oil, ' * 6}silver and copper rose.") == []


def test_a_claim_knows_its_place_and_whether_it_is_quoted():
    text = 'Calm returned. "Egypt\'s bonds gained," a trader said. Oil fell.'
    quoted, plain = list_claims(Article(text))
    assert (quoted.quoted, plain.quoted) == (True, False)
    assert text[plain.position :].startswith("Oil fell")


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("Turkey", "Turkish"),
        ("Turkey", "Türkiye's"),
        ("Britain", "British"),
        ("United Kingdom", "UK"),
        ("France", "French"),
        ("Ivory Coast", "Côte d’Ivoire"),
        ("Ruritania", "Ruritanian"),
        ("Ruritania|Graustark", "Graustark's"),
    ],
)
def test_an_issuer_is_known_by_all_its_names(declared, written):
    assert issuer_pattern(declared).fullmatch(written)


@pytest.mark.parametrize(("declared", "written"), [("Niger", "Nigerian"), ("Oman", "Roman"), ("Ruritania", "Ruri")])
def test_another_countrys_name_is_not_taken_for_it(declared, written):
    assert not issuer_pattern(declared).search(written)


def test_the_table_of_countries_is_whole():
    countries = set(known_countries().values())
    assert len(countries) > 120
    assert all(c.names and c.adjectives for c in countries)
    assert country_of("Egyptian") == "Egypt"
    assert country_of("Acme") == "Acme"


@pytest.mark.parametrize(
    ("sentence", "day", "shut"),
    [
        ("Shares in Acme fell on Sunday.", "2023-09-24", True),
        ("Gold fell on Saturday.", "2023-09-23", True),
        ("Gold fell on Sunday.", "2023-09-24", False),
        ("Bitcoin fell on Sunday.", "2023-09-24", False),
        ("Saudi shares fell on Sunday.", "2023-09-24", False),
        ("Stocks on Wall Street fell on Thursday.", "2019-07-04", True),
        ("Stocks in London fell on Thursday.", "2019-07-04", False),
        ("Stocks on Wall Street fell on Monday.", "1950-07-04", False),
        ("The president fell ill on Sunday.", "2023-09-24", False),
    ],
)
def test_a_move_on_a_day_without_trade_is_known(sentence, day, shut):
    assert bool(why_shut(sentence, dt.date.fromisoformat(day))) is shut
