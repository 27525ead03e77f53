"""Currencies: all of today's, whose each is, and names that are ordinary words."""

import unicodedata

import pytest
from babel.numbers import get_currency_name, get_territory_currencies

from analysis.event.article import Article
from analysis.event.claim.assets import mentions
from analysis.event.claim.currencies import currencies
from analysis.event.claim.issuers import known_countries
from analysis.event.claim.listed import list_claims

DESCRIBING = {"dollar", "euro"}
"""Names that are read by patterns of their own: dollar bonds, the euro zone."""
OTHERWISE = {"gold"}
"""Zimbabwe's, which articles call ZiG."""


def claims(sentence):
    return [(c.asset, c.issuers, c.direction) for c in list_claims(Article(sentence))]


def plain(name):
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


def test_every_currency_of_a_known_country_is_known():
    lacking = {}
    for country in set(known_countries().values()):
        for code in get_territory_currencies(country.code):
            name = plain(get_currency_name(code, locale="en").split()[-1])
            known = currencies().get(name)
            if name not in DESCRIBING | OTHERWISE and not (known and country.code in known.countries):
                lacking[country.name] = name
    assert lacking == {}


@pytest.mark.parametrize("name", [n for n, c in currencies().items() if c.known_by != "country"])
def test_every_currency_can_fall(name):
    country = next(c for c in known_countries().values() if c.code in currencies()[name].countries)
    assert claims(f"{country.name}'s {name} fell.") == [(name, (country.name,), "loss")]
    assert [c[::2] for c in claims(f"The {name} fell.")] == [(name, "loss")]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The rouble fell.", ("Russia",)),
        ("The ruble fell.", ("Russia",)),
        ("The Belarusian rouble fell.", ("Belarus",)),
        ("The kwacha fell.", ()),
        ("Malawi's kwacha fell.", ("Malawi",)),
        ("The shilling fell.", ()),
        ("The Ugandan shilling fell.", ("Uganda",)),
        ("The krona fell.", ()),
        ("The Swedish krona fell.", ("Sweden",)),
        ("The won fell.", ("South Korea",)),
        ("North Korea's won fell.", ("North Korea",)),
        ("The Australian dollar fell.", ("Australia",)),
        ("The Czech crown fell.", ("Czechia",)),
    ],
)
def test_a_name_that_several_have_needs_its_country(sentence, wanted):
    assert [c[1] for c in claims(sentence)] == [wanted]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Brazil's real gained as Mexico's peso weakened.", ["real", "peso"]),
        ("A stronger real hurt Acme.", ["real"]),
        ("The Brazilian real, weak all week, fell.", ["real"]),
        ("Investors sold the won, which touched 1,440 per dollar.", ["won", "dollar"]),
        ("South Korea's battered won was steady.", ["won"]),
        ("Peru's sol firmed.", ["sol"]),
        ("Brazil's real economy shrank.", []),
        ("The real problem is growth.", []),
        ("South Korea won in the final.", []),
        ("Acme won a contract.", []),
        ("It won after a year.", []),
        ("The sum rose to 2 billion.", []),
        ("The crown fell.", []),
        ("The mark was missed.", []),
    ],
)
def test_an_ordinary_word_is_a_currency_only_where_it_stands_like_one(sentence, wanted):
    assert [m.text for m in mentions(sentence)] == wanted


def test_the_dollars_index_is_one_asset():
    assert claims("The dollar index eased.") == [("dollar index", (), "loss")]
