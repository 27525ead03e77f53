"""Claims of an article that can be tested, by words that find them again."""

import pytest

from analysis.errors import ArticleError, UsageError
from analysis.event.article import Article
from analysis.scaffold.claims import choose
from analysis.scaffold.draft import Chosen, read
from tests.scaffold.articles import BUDGET, TRUCE


def reading(text, **chosen):
    return read(Article(text), Chosen(**chosen))


def test_each_claim_has_the_articles_words_and_what_it_is_about():
    found = reading(BUDGET)
    assert [c.about(c.claim.issuers) for c in found.choices] == ["the pound", "the FTSE 100", "gilts"]
    assert [c.claim.quote for c in found.choices] == ["pound slumped", "London's FTSE 100 lost", "Gilts fell"]
    assert [c.claim.direction for c in found.choices] == ["loss"] * 3
    (why,) = found.refused
    assert why.startswith("dollar: it only may happen")


def test_a_quotation_begins_with_the_issuer_where_it_stands_close_by():
    (choice,) = reading("Bonds fell. On Monday Turkish dollar bonds tumbled after the vote.").choices[1:]
    assert choice.claim.quote == "Turkish dollar bonds tumbled"


def test_a_yield_is_said_of_what_it_is_quoted_on():
    (choice,) = reading("CAIRO, 5 May 2023 -- The yield on Egypt's dollar bonds rose sharply on Thursday.").choices
    assert (choice.claim.direction, choice.claim.issuers) == ("loss", ("Egypt",))


@pytest.mark.parametrize(
    ("sentence", "kind", "direction"),
    [
        ("The gap between Irish and German yields widened on Thursday.", "bonds", "loss"),
        ("The premium investors demand to hold Irish bonds over German ones rose on Thursday.", "bonds", "loss"),
        ("Brazil's real gained on Thursday.", "currency", "gain"),
        ("The dollar index eased on Thursday.", "currency", "loss"),
        ("Shares of Acme and Widget fell on Thursday.", "shares", "loss"),
    ],
)
def test_a_claim_is_found_again_whose_asset_is_known_only_by_the_words_around_it(sentence, kind, direction):
    (choice,) = reading(f"CAIRO, 5 May 2023 -- {sentence}").choices
    assert (choice.kind, choice.claim.direction) == (kind, direction)


def test_several_claims_are_a_choice_and_one_is_none():
    several, one = reading(BUDGET).choices, reading(TRUCE).choices
    assert choose(several, None) is None
    assert choose(several, 2) is several[1]
    assert choose(one, None) is one[0]
    with pytest.raises(UsageError, match="--claim 4: no such claim; allowed: 1 to 3"):
        choose(several, 4)


def test_an_article_without_a_claim_says_why_its_sentences_are_none():
    with pytest.raises(ArticleError, match="no claim that can be tested: Shares: it only may happen"):
        reading("Shares of Acme could fall on Friday.")


def test_what_the_article_says_both_ways_cannot_be_tested():
    with pytest.raises(ArticleError, match="opposite directions"):
        reading("Oil rose on Monday. Oil fell on Monday.")
