"""What was only expected of an asset, and what it did in the end."""

import pytest

from analysis.event.article import Article
from analysis.event.claim.listed import list_claims


def said(sentence):
    return [claim.direction for claim in list_claims(Article(sentence))]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Kenya's bonds had been expected to fall, but they rose 2 cents.", "gain"),
        ("Kenya's bonds had been expected to fall but rose.", "gain"),
        ("Kenya's bonds had been forecast to slump but instead gained.", "gain"),
        ("Kenya's bonds were tipped to fall, but instead they rose.", "gain"),
        ("Kenya's bonds had been forecast to weaken; instead they rose.", "gain"),
        ("Kenya's bonds were seen falling but ended higher.", "gain"),
        ("Kenya's bonds were predicted to rise, yet slid.", "loss"),
        ("Kenya's bonds should have rallied but slumped.", "loss"),
        ("Kenya's bonds were expected to rise 2 cents but gained only one.", "gain"),
        ("Kenya's bonds had been expected to fall but held steady.", "none"),
        ("Kenya's bonds had been expected to weaken after the vote but ended stronger.", "gain"),
        ("Analysts had expected Kenya's bonds to fall, but they rose.", "gain"),
        ("Analysts had expected Kenya's bond yields to rise, but they fell.", "gain"),
        ("Traders feared a fall in Kenya's bonds, but they rose.", "gain"),
        ("Kenya's bonds, which had been expected to fall, rose.", "gain"),
        ("Instead of falling as expected, Kenya's bonds rose.", "gain"),
        ("As expected, Kenya's bonds rose.", "gain"),
        ("Kenya's bonds rose more than expected to end at 92 cents.", "gain"),
    ],
)
def test_what_happened_instead_of_the_expected_is_the_claim(sentence, wanted):
    assert said(sentence) == [wanted]


@pytest.mark.parametrize(
    "sentence",
    [
        "Kenya's bonds were tipped to fall.",
        "Kenya's bonds were predicted to drop; they could still fall.",
        "Kenya's bonds are expected to rise but may fall.",
        "Kenya's bonds could fall but would then rise.",
        "Kenya's bonds had been expected to fall but did not drop.",
        "Analysts had expected Kenya's bonds to fall.",
        "Traders feared a fall in Kenya's bonds.",
    ],
)
def test_what_is_only_expected_stays_so(sentence):
    assert said(sentence) == ["hedged"]


def test_what_another_asset_did_is_not_what_came_of_it():
    assert said("Kenya's bonds were expected to rise, but gold fell.") == ["hedged", "loss"]
