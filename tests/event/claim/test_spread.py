"""Spreads that are quoted and moves that spread; what it costs to insure; levels beside a former one; comparisons."""

import pytest

from analysis.event.article import Article
from analysis.event.claim.listed import list_claims


def read(sentence):
    """Each asset of which something is said, in order, with what is said of it."""
    claims = sorted(list_claims(Article(sentence)), key=lambda claim: claim.position)
    return "; ".join(f"{claim.asset} {claim.direction}" for claim in claims)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The sell-off in gilts spread to Polish debt.", "gilts loss"),
        ("The sell-off in gilts spread quickly to Polish debt.", "gilts loss"),
        ("A sell-off in gilts spreads to Bunds.", "gilts loss"),
        ("The rally in Polish bonds spread across the region.", "bonds gain"),
        ("The rout in Kenya's debt spread into shares.", "debt loss"),
        ("The rally in miners' shares spread to banks.", "shares gain"),
        ("The rout spread to Kenya's bonds.", ""),
    ],
)
def test_a_move_that_spreads_is_no_spread(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Poland's spread to Bunds narrowed.", "spread gain"),
        ("The Polish bond spread to Bunds widened to 200 points.", "bond loss"),
        ("The yield spread to Treasuries tightened.", "yield gain"),
        ("The gilt spread to Bunds fell to 200 points.", "gilt gain"),
        ("A rise in the Polish bond spread to 210 points hurt banks.", "bond loss"),
        ("Kenya's bond spreads jumped.", "bond loss"),
    ],
)
def test_a_spread_to_a_base_or_a_level_is_quoted(sentence, wanted):
    assert read(sentence).startswith(wanted)


@pytest.mark.parametrize("base", ["over Bunds", "to Bunds", "over German bonds"])
def test_a_spread_is_no_claim_of_its_base(base):
    (claim,) = list_claims(Article(f"The spread {base} widened."))
    assert (claim.asset, claim.issuers, claim.direction) == ("spread", (), "loss")
    (claim,) = list_claims(Article(f"Poland's spread {base} widened."))
    assert (claim.issuers, claim.direction) == (("Poland",), "loss")


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("It costs 5% a year to insure Kenya's debt, up from 4%.", "debt loss"),
        ("It now costs $500,000 to insure Kenya's bonds, down from $700,000.", "bonds gain"),
        ("The cost to insure Kenya's bonds against default fell.", "bonds gain"),
        ("Costs fell, so the bank moved to protect its bonds.", ""),
    ],
)
def test_what_it_costs_to_insure_moves_against_the_price(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Kenyan stocks shed early gains to close flat.", "stocks none"),
        ("Kenyan stocks shed their losses to end higher.", "stocks gain"),
        ("Kenyan stocks shed 2% to end at 4,000 points.", "stocks loss"),
        ("Kenyan stocks shed 2%, their biggest daily fall.", "stocks loss"),
        ("The bank cut rates after a rally in copper.", "copper gain"),
    ],
)
def test_what_is_shed_is_a_part_of_the_price_or_of_a_move(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Kenya's bonds outperformed, dropping only half a cent.", "bonds loss"),
        ("Kenya's bonds underperformed, gaining just 0.1%.", "bonds gain"),
        ("Kenya's bonds outperformed but fell 1%.", "bonds loss"),
        ("Kenya's bonds were the best performers, losing only half a cent.", "bonds loss"),
        ("Kenya's bonds outperformed, and copper fell.", "bonds gain; copper loss"),
    ],
)
def test_an_own_move_counts_more_than_one_beside_others(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Shares in Acme were on the back foot.", "Shares loss"),
        ("The zloty traded at 4.3 per dollar, 1.2% weaker than on Friday.", "zloty loss"),
        ("The zloty was at 4.3, 1.2% stronger than on Friday.", "zloty gain"),
        ("Copper traded 2.3% below Friday's close.", "Copper loss"),
        ("Copper stood 1% above its level of Friday.", "Copper gain"),
        ("Yields on Kenya's bonds stood 20 basis points above Friday's close.", "bonds loss"),
        ("Copper closed 2% below its record high.", ""),
    ],
)
def test_a_level_beside_a_former_one_is_a_move(sentence, wanted):
    assert read(sentence) == wanted
