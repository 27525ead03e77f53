"""Differences of yields: whose they are, who asks for them, and what they are measured against."""

import pytest

from analysis.errors import ArticleError
from analysis.event.article import Article
from analysis.event.claim.found import find_claim
from analysis.event.claim.listed import list_claims
from analysis.study.declarations import Claim


def claims(text):
    return [(c.asset, c.issuers, c.direction) for c in list_claims(Article(text))]


@pytest.mark.parametrize(
    ("sentence", "issuer", "wanted"),
    [
        ("The premium investors demand to hold Dutch bonds over German ones rose.", "Netherlands", "loss"),
        ("The premium that lenders ask for holding Dutch bonds rather grew, and rose.", "Netherlands", "loss"),
        ("The extra yield funds want to own Serbian bonds over U.S. Treasuries fell.", "Serbia", "gain"),
        ("The additional yield demanded by investors to hold Polish bonds over Bunds fell.", "Poland", "gain"),
        ("The return investors require for holding Kenyan bonds climbed.", "Kenya", "loss"),
        ("The compensation lenders are asking to own Kenyan bonds shrank.", "Kenya", "gain"),
        ("The yield traders demand to buy Kenyan bonds jumped.", "Kenya", "loss"),
        ("The premium on Irish bonds over German ones rose.", "Ireland", "loss"),
        ("The premium on Irish bonds versus those of Germany fell.", "Ireland", "gain"),
        ("Irish bonds' premium over Bunds widened.", "Ireland", "loss"),
        ("The yield pickup on Mexican bonds over Treasuries narrowed.", "Mexico", "gain"),
        ("The premium buyers require to own Irish bonds instead of Treasuries narrowed.", "Ireland", "gain"),
        ("The extra return lenders want for Irish bonds fell to 6 points.", "Ireland", "gain"),
        ("The return lenders expect to hold Irish bonds rose.", "Ireland", "loss"),
        ("The premium that Ireland pays on its bonds over Germany's rose.", "Ireland", "loss"),
        ("The yield Ireland has to pay on its bonds fell.", "Ireland", "gain"),
        ("The risk premium on Irish bonds widened.", "Ireland", "loss"),
        ("A rise in the premium investors ask to hold Irish bonds over Bunds hurt banks.", "Ireland", "loss"),
    ],
)
def test_what_is_asked_for_to_hold_bonds_moves_against_them(sentence, issuer, wanted):
    assert claims(sentence) == [("bonds", (issuer,), wanted)]


@pytest.mark.parametrize(
    ("sentence", "asset", "issuers", "wanted"),
    [
        ("Ireland's spread over Germany widened.", "spread", ("Ireland",), "loss"),
        ("Ireland's yield gap with Germany narrowed.", "yield gap", ("Ireland",), "gain"),
        ("The spread of Irish over German debt hardly moved.", "spread", ("Ireland",), "none"),
        ("Ireland's spread over 10-year Bunds narrowed.", "spread", ("Ireland",), "gain"),
        ("The spread over Bunds and gilts narrowed.", "spread", (), "gain"),
        ("Kenya's spread widened to 400 points over Treasuries.", "spread", ("Kenya",), "loss"),
        ("The spread on Irish bonds over Bunds of Irish banks fell.", "bonds", ("Ireland",), "gain"),
        ("The gap between Irish bonds and safer German ones widened.", "bonds", ("Ireland",), "loss"),
        ("The gap between Irish and safer German bonds widened.", "gap", ("Ireland",), "loss"),
    ],
)
def test_the_base_of_a_difference_is_not_claimed(sentence, asset, issuers, wanted):
    assert claims(sentence) == [(asset, issuers, wanted)]


@pytest.mark.parametrize(
    ("sentence", "asset"),
    [
        ("The spread between Irish and German yields widened.", "spread"),
        ("The gap between Irish and German borrowing costs widened.", "gap"),
        ("The difference in yield between Irish and German bonds widened.", "difference in yield"),
        ("The spread between 10-year Irish bonds and 10-year Bunds widened.", "spread"),
        ("The yield differential between Ireland and Germany widened.", "yield differential"),
        ("The difference between yields on Irish bonds and those of Germany widened.", "difference"),
        ("The Irish-German yield gap widened.", "yield gap"),
    ],
)
def test_a_difference_between_two_is_of_neither_where_the_text_does_not_say_which_is_measured(sentence, asset):
    assert claims(sentence) == [(asset, (), "loss")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The gap between rich and poor widened.",
        "The premium of Brent over WTI widened.",
        "The difference between the two plans narrowed.",
        "The compensation of managers rose.",
        "A gap between supply and demand for homes widened, and banks sold bonds.",
        "The funding gap for Ireland's debt talks narrowed.",
        "The spread of the virus over Ireland's border widened.",
        "Interest paid on Irish bonds rose.",
        "The gap between two-year and ten-year Treasury yields widened.",
        "The spread between two- and ten-year Bund yields widened.",
    ],
)
def test_a_difference_of_no_bonds_is_no_claim(sentence):
    assert claims(sentence) == []


def test_a_return_that_somebody_got_moves_with_the_bonds():
    assert "gain" not in [c[2] for c in claims("The returns investors got from Irish bonds fell.")]


def test_what_else_is_said_of_the_base_is_claimed():
    found = claims("The spread on Irish bonds versus Bunds widened as Bunds rallied.")
    assert found == [("bonds", ("Ireland",), "loss"), ("Bunds", ("Germany",), "gain")]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Yields on Irish and Greek bonds rose.", [("bonds", ("Ireland", "Greece"), "loss")]),
        ("Spreads of Kenyan and Ghanaian bonds over Treasuries fell.", [("bonds", ("Kenya", "Ghana"), "gain")]),
        ("Yields on two- and ten-year Kenyan notes fell.", [("notes", ("Kenya",), "gain")]),
        (
            "Yields on Bunds and gilts rose.",
            [("Bunds", ("Germany",), "loss"), ("gilts", ("United Kingdom",), "loss")],
        ),
        ("The yield on Bunds drew buyers and Irish bonds rose.", [("bonds", ("Ireland",), "gain")]),
    ],
)
def test_a_yield_is_quoted_on_all_that_are_joined(sentence, wanted):
    assert claims(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Investors demanded a higher yield on Kenyan bonds.", "loss"),
        ("Lenders asked for a much wider spread on Kenya's bonds.", "loss"),
        ("Holders want more yield to keep Kenya's bonds.", "loss"),
        ("Lenders asked for more compensation to hold Kenya's bonds.", "loss"),
        ("Lenders are seeking a smaller premium to hold Kenya's bonds.", "gain"),
    ],
)
def test_who_demands_a_higher_yield_pays_less(sentence, wanted):
    assert claims(sentence) == [("bonds", ("Kenya",), wanted)]


def test_a_study_of_the_base_is_not_found_in_a_spread_over_it():
    article = Article("The premium investors demand to hold Irish bonds over German bonds rose.")
    irish, german = (
        Claim(quote="bonds rose", assets=("bonds",), issuers=(name,), direction="loss")
        for name in ("Ireland", "Germany")
    )
    assert find_claim(article, irish).direction == "loss"
    with pytest.raises(ArticleError, match="no sentence"):
        find_claim(article, german)


def test_a_study_of_a_difference_finds_it_again():
    article = Article("The gap between Irish and German yields widened.")
    claim = Claim(quote="gap widened", assets=("gap",), issuers=(), direction="loss")
    assert find_claim(article, claim).direction == "loss"
