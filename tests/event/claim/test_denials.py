"""Moves that a sentence names but that did not happen, were undone or are of others; and those that only look so."""

import pytest

from analysis.errors import ArticleError
from analysis.event.article import Article
from analysis.event.claim.found import find_claim
from analysis.event.claim.listed import list_claims
from analysis.study.declarations import Claim


def said(sentence):
    """What is said of each asset, in the order in which claims are listed."""
    return [claim.direction for claim in list_claims(Article(sentence))]


def first(sentence):
    return next(iter(said(sentence)), None)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Kenya's 2034 bonds yielded about 11 percent, up from 9.", "loss"),
        ("Polish ten-year bonds yielded 5.1%, down from 5.9% in March.", "gain"),
        ("Acme's bonds yielded 9.2 percent, up 40 basis points.", "loss"),
        ("Polish bonds were yielding 5.1%, down from 5.9%.", "gain"),
        ("Bonds that yielded 9% fell.", "loss"),
        ("Kenya's bonds, which yielded 11%, rose.", "gain"),
        ("Bonds yielding 9% fell.", "loss"),
    ],
)
def test_bonds_that_yielded_more_lost(sentence, wanted):
    assert first(sentence) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "The rebound in copper lost steam.",
        "The plunge in Polish shares came to a stop.",
        "The jump in Kenya's bonds was short-lived.",
        "Falls in Polish shares were erased by noon.",
        "The drop in Polish shares on Monday was soon reversed.",
        "The rout in Kenya's bonds is over.",
        "The zloty's surge fizzled out.",
        "The zloty's tumble was arrested on Friday.",
        "Copper's losing run came to a close.",
        "Kenya's losses in bonds have narrowed.",
        "A rate rise halted the zloty's plunge.",
        "Nothing remained of the rally in copper.",
        "The truce brought the slide in oil to an end.",
        "The end of the rally in copper came on Monday.",
    ],
)
def test_a_move_that_is_over_is_none(sentence):
    assert first(sentence) in ("mixed", "none", None)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The fall in oil ended years of calm.", "loss"),
        ("The zloty's slide halted imports.", "loss"),
        ("The rise in copper eased the pressure on miners.", "gain"),
        ("The rally in copper continued.", "gain"),
        ("Oil fell as the rally in gas came to an end.", "loss"),
        ("Copper rose after the rout was over.", "gain"),
        ("Polish shares ended a three-day slide.", "gain"),
        ("Intervention did not stem the slide in the zloty.", "loss"),
        ("The bank failed to halt the zloty's slide.", "loss"),
    ],
)
def test_what_a_move_ends_is_not_its_own_end(sentence, wanted):
    assert first(sentence) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "Copper climbed, then surrendered it all.",
        "Copper climbed before giving everything back.",
        "Copper rose early but the gains did not last.",
        "Copper rose, then gave the gains back.",
        "Copper fell, then rose.",
        "Copper fell but quickly rebounded.",
        "Copper rallied, only to slump by noon.",
    ],
)
def test_there_and_back_is_mixed(sentence):
    assert said(sentence) == ["mixed"]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Copper rose but silver fell.", ["gain", "loss"]),
        ("Shares rose on Monday but are still 5% lower this year.", ["gain"]),
        ("The lira rose against the dollar but later fell.", ["mixed"]),
    ],
)
def test_a_turn_is_of_the_same_asset_and_day(sentence, wanted):
    assert said(sentence) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "Polish shares refused to rise.",
        "Copper declined to climb any further.",
        "Buyers kept Kenya's ten-year bonds from sliding.",
        "Copper was saved from a crash.",
        "The zloty was spared a slump.",
        "The bank shielded the zloty from a slide.",
        "Kenya's bonds were immune to the slide.",
        "Polish shares bucked a slide in Europe.",
        "Polish bonds nearly rose.",
        "It is untrue that Polish shares rose.",
        "The exchange denied that shares of all Polish banks had slumped.",
        "There is no evidence that copper rose.",
        "Nobody lifted Polish shares.",
        "Few funds dumped Polish shares.",
        "None of the bonds rose.",
        "Polish shares missed out on the advance.",
        "Polish shares sat out a rise.",
        "Polish shares lagged the rally in Europe.",
        "Copper came close to falling.",
        "It isn't true that copper fell.",
        "It was wrongly said that copper fell.",
        "Reports that copper fell were false.",
        "Little lifted Polish shares.",
        "Polish shares did not take part in the rally.",
    ],
)
def test_a_denial_is_no_move(sentence):
    assert first(sentence) == "denied"


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Polish shares defied the rout and climbed.", "gain"),
        ("Polish shares resisted the slump, gaining 2%.", "gain"),
        ("Polish shares stopped falling and rose.", "gain"),
        ("Polish shares missed the rally and fell.", "loss"),
        ("Polish shares failed to rise and fell.", "loss"),
        ("Polish shares did not fall but rose.", "gain"),
        ("Polish shares defied the slump to rise 2%.", "gain"),
    ],
)
def test_what_happened_instead_of_the_denied_is_the_claim(sentence, wanted):
    assert said(sentence) == [wanted]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Not only Polish shares rose.", "gain"),
        ("No wonder copper fell.", "loss"),
        ("Nothing but copper rose.", "gain"),
        ("In the past few days copper fell.", "loss"),
        ("The bank did nothing and the zloty fell.", "loss"),
        ("Acme missed forecasts and its shares fell.", "loss"),
        ("The state avoided default and its bonds rose.", "gain"),
        ("Kenya's bonds avoided default and rose.", "gain"),
        ("The zloty declined to 4.5 a euro.", "loss"),
        ("Copper declined to a record low.", "loss"),
        ("Copper almost doubled.", "gain"),
        ("The zloty was not saved from a slide.", "loss"),
        ("The bank failed to keep the zloty from falling.", "loss"),
        ("Polish shares did not escape the sell-off.", "loss"),
        ("Bonds of Kenya in May fell.", "loss"),
    ],
)
def test_words_of_denial_elsewhere_deny_nothing(sentence, wanted):
    assert first(sentence) == wanted


@pytest.mark.parametrize("sentence", ["Have Polish shares fallen?", "Is copper rising?", 'Did "Polish shares" fall?"'])
def test_a_question_claims_nothing(sentence):
    assert said(sentence) == ["hedged"]


def test_who_asks_why_takes_the_move_as_given():
    assert said("Why did copper fall?") == ["loss"]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("All except Polish shares rose.", ["denied"]),
        ("Everything but Polish shares rose.", ["denied"]),
        ("Except for Polish bonds, European debt rose.", ["gain", "denied"]),
        ("Unlike copper, gold rose.", ["gain", "denied"]),
        ("European debt rose, except Polish bonds.", ["denied", "gain"]),
    ],
)
def test_what_is_said_of_others_is_denied_of_the_exception(sentence, wanted):
    assert said(sentence) == wanted


def test_a_claim_of_one_issuer_is_found_beside_the_exception():
    article = Article("Unlike Kenya's bonds, Poland's bonds rose.")
    polish, kenyan = (
        Claim(quote="bonds rose", assets=("bonds",), issuers=(name,), direction="gain") for name in ("Poland", "Kenya")
    )
    assert find_claim(article, polish).direction == "gain"
    with pytest.raises(ArticleError, match="denies the move"):
        find_claim(article, kenyan)


@pytest.mark.parametrize(
    ("sentence", "asset", "issuer", "wanted"),
    [
        ("The spread of Portuguese debt over Bunds jumped to its widest in a year.", "debt", "Portugal", "loss"),
        ("The spread over Bunds of Portuguese debt fell.", "debt", "Portugal", "gain"),
        ("The premium of Kenya's bonds over Treasuries rose.", "bonds", "Kenya", "loss"),
    ],
)
def test_a_spread_is_of_what_is_measured_and_not_of_its_base(sentence, asset, issuer, wanted):
    (claim,) = list_claims(Article(sentence))
    assert (claim.asset, claim.issuers, claim.direction) == (asset, (issuer,), wanted)


@pytest.mark.parametrize(
    "sentence",
    [
        "Copper fell well short of its record.",
        "Notes of Acme fall due in July.",
        "Oil came within cents of a record high.",
        "The talks on Kenya's debt fell through.",
        "Acme's shares dropped out of the index.",
    ],
)
def test_a_fall_that_is_not_of_a_price_is_no_claim(sentence):
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Polish bonds were subdued while shares rose.", ["none", "gain"]),
        ("The euro reclaimed 1.10 dollars.", ["gain"]),
        ("Polish shares received a boost from the vote.", ["gain"]),
        ("Polish shares turned positive.", ["gain"]),
        ("Kenya's bonds were marked lower.", ["loss"]),
        ("Oil went into negative territory.", ["loss"]),
        ("Japan's yields dipped below zero.", ["gain"]),
        ("Copper pulled back from an all-time high.", ["loss"]),
        ("Copper set a new record.", ["gain"]),
        ("Kenya's yields hit a record.", ["loss"]),
        ("The rouble hit a record low.", ["loss"]),
    ],
)
def test_further_words_of_moving_are_known(sentence, wanted):
    assert said(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Traders braced for a sell-off in the zloty.", ["hedged"]),
        ("Fears of a steep fall in copper hurt Polish shares.", ["loss", "hedged"]),
        ("The bank warned of further losses in Kenya's bonds.", ["hedged"]),
        ("Hopes of a truce lifted Kenya's bonds.", ["gain"]),
        ("Fears of a default hurt Kenya's bonds.", ["loss"]),
        ("Investors were hurt by a slump in copper.", ["loss"]),
    ],
)
def test_a_move_that_is_only_awaited_is_hedged(sentence, wanted):
    assert said(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("A fall in copper did not follow.", ["denied"]),
        ("The rally in Polish shares never came.", ["denied"]),
        ("The zloty's slide has yet to happen.", ["denied"]),
        ("A fall in copper followed.", ["loss"]),
        ("Not one of Kenya's bonds fell.", ["denied"]),
        ("Kenya's bonds failed to benefit from the rally.", ["denied"]),
        ("Were the zloty to fall, the bank would step in.", ["hedged"]),
        ("Had the zloty fallen, the bank would have stepped in.", ["hedged"]),
        ("The zloty is seen falling to 5 per dollar.", ["hedged"]),
        ("The zloty is due to fall, says the bank.", ["hedged"]),
        ("The zloty threatened to slide.", ["hedged"]),
        ("The zloty risks a slide.", ["hedged"]),
        ("The zloty fell due to fears of war.", ["loss"]),
        ("Should it default, holders lose; Kenya's bonds fell.", ["loss"]),
        ("Kenya's bonds, seen falling after the vote, rose.", ["gain"]),
        ("Polish shares slumped and have not recovered.", ["loss"]),
        ("Polish shares slumped and have recovered.", ["mixed"]),
        ("Polish shares pared losses but still ended lower.", ["mixed"]),
    ],
)
def test_what_never_came_or_was_only_foreseen_is_no_move(sentence, wanted):
    assert said(sentence) == wanted
