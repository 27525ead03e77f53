"""Which way a sentence says that a market moved: by the clause of the asset itself."""

import json
from pathlib import Path

import pytest

from analysis.event.article import Article
from analysis.event.claim.assets import mentions
from analysis.event.claim.listed import list_claims
from analysis.event.claim.moves import read_move
from analysis.event.claim.words import own_verb
from tests.event.claim.sentences import DENIED, GAIN, HEDGED, LOSS, MIXED, NOTHING, STILL

SHARED = Path(__file__).resolve().parents[4] / "shared" / "cases" / "claims.json"
HANDED = json.loads(SHARED.read_text(encoding="utf-8")) if SHARED.is_file() else []


def said(sentence):
    """What is said of the asset of the main clause; None where nothing is."""
    claims = list_claims(Article(sentence))
    return claims[0].direction if claims else None


@pytest.mark.parametrize("sentence", GAIN)
def test_a_gain_is_a_gain(sentence):
    assert said(sentence) == "gain"


@pytest.mark.parametrize("sentence", LOSS)
def test_a_loss_is_a_loss(sentence):
    assert said(sentence) == "loss"


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        *((s, "none") for s in STILL),
        *((s, "denied") for s in DENIED),
        *((s, "hedged") for s in HEDGED),
        *((s, "mixed") for s in MIXED),
    ],
)
def test_what_is_no_move_is_named_as_such(sentence, wanted):
    assert said(sentence) == wanted


@pytest.mark.parametrize("sentence", NOTHING)
def test_what_tells_of_no_price_is_no_claim(sentence):
    assert said(sentence) is None


def test_a_currency_in_which_another_is_counted_moves_the_other_way():
    sentence = "The dollar rose against the Turkish lira."
    dollar, lira = mentions(sentence)
    assert read_move(sentence, dollar).said == "gain"
    assert read_move(sentence, lira).said == "loss"


def test_a_verb_of_the_studys_own_is_read_like_others():
    sentence = "Ruritania's bonds galloped."
    (bonds,) = mentions(sentence)
    assert read_move(sentence, bonds) is None
    assert read_move(sentence, bonds, own=own_verb("galloped", "gain")).said == "gain"
    assert read_move(sentence, bonds, own=own_verb("galloped", "move")).said == "move"


def test_the_verb_may_stand_far_from_its_asset():
    sentence = "Ruritania's bonds, " + "which were of the kind that nobody sold, " * 2000 + "gained."
    (bonds,) = mentions(sentence)
    assert read_move(sentence, bonds).said == "gain"


@pytest.mark.skipif(not HANDED, reason="the sentences are not part of the project")
def test_the_directions_that_earlier_versions_got_wrong():
    wrong = [(case["sentence"], found) for case in HANDED if (found := said(case["sentence"])) != case["direction"]]
    assert wrong == []
