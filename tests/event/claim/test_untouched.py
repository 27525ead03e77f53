"""Assets to which nothing happened: no reaction in them, no effect on them."""

import pytest

from analysis.event.article import Article
from analysis.event.claim.listed import list_claims


def said(sentence):
    return [claim.direction for claim in list_claims(Article(sentence))]


@pytest.mark.parametrize(
    "sentence",
    [
        "There was no immediate reaction in Kenya's bonds.",
        "There was little market reaction to the vote in Kenya's bonds.",
        "The vote had no visible impact on Kenya's bonds.",
        "The vote had hardly any effect on the price of Kenya's bonds.",
        "The vote did not affect Kenya's bonds.",
        "Kenya's bonds were not affected by the vote.",
        "Kenya's bonds weren't affected.",
        "Kenya's bonds were not much changed.",
        "Kenya's bonds were largely unmoved by the vote.",
        "The vote left Kenya's bonds unmoved.",
        "Kenya's bonds showed no reaction.",
        "Kenya's bonds did not respond.",
        "There was no reaction in yields on Kenya's bonds.",
    ],
)
def test_what_nothing_happened_to_stood_still(sentence):
    assert said(sentence) == ["none"]


def test_nothing_happened_to_all_that_are_joined():
    assert said("The vote had little impact on Kenya's bonds and shares.") == ["none", "none"]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The vote would have no effect on Kenya's bonds.", ["hedged"]),
        ("Kenya's bonds are unlikely to fall.", ["hedged"]),
        ("There was no reaction in copper, and gold rose.", ["none", "gain"]),
        ("With no reaction from the bank, gold rose.", ["gain"]),
    ],
)
def test_nothing_is_said_of_others(sentence, wanted):
    assert said(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "asset"),
    [
        ("The Shanghai Composite rose 1.2%.", "Shanghai Composite"),
        ("The Nikkei average rose.", "Nikkei average"),
        ("The S&P/ASX 200 index rose.", "S&P/ASX 200 index"),
        ("The IBEX 35 rose.", "IBEX 35"),
    ],
)
def test_an_index_is_one_asset_by_its_whole_name(sentence, asset):
    assert [(c.asset, c.direction) for c in list_claims(Article(sentence))] == [(asset, "gain")]
