"""Words of moving that are names, attributes or objects; amounts that are no price; and whose a move is."""

import pytest

from analysis.errors import ArticleError
from analysis.event.article import Article
from analysis.event.claim.found import find_claim
from analysis.event.claim.listed import list_claims
from analysis.study.declarations import Claim


def read(sentence):
    """Each asset of which something is said, in order, with what is said of it."""
    claims = sorted(list_claims(Article(sentence)), key=lambda claim: claim.position)
    return "; ".join(f"{claim.asset} {claim.direction}" for claim in claims)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Shares of Polish firms dropped 4%.", "Shares loss"),
        ("The tax hit shares of drug firms.", "shares loss"),
        ("News of the raid sent shares of Kenyan firms tumbling.", "shares loss"),
        ("Shares in arms firms such as Acme jumped on Monday.", "Shares gain"),
        ("Bonds of firms hit by the flood slid.", "Bonds loss"),
        ("Copper firms' shares fell.", "shares loss"),
        ("Bonds issued by firms rose.", "Bonds gain"),
        ("Copper firms to $9,000 a tonne.", "Copper gain"),
        ("Gold firms on fears of war.", "Gold gain"),
        ("The zloty firms against the dollar.", "zloty gain"),
    ],
)
def test_firms_are_companies_but_behind_an_asset(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Shares of Surge Energy slid 4%.", "Shares loss"),
        ("Shares of Gain Capital dropped a tenth.", "Shares loss"),
        ("Shares of Jumping Jack Foods fell.", "Shares loss"),
        ("Shares in the Rally Group halved.", "Shares loss"),
        ("Shares of Acme Fall After Strike", "Shares loss"),
        ("Shares of the once soaring maker of toys fell.", "Shares loss"),
        ("Shares of declining grocers rose.", "Shares gain"),
        ("Shares of the sinking lender rose.", "Shares gain"),
        ("Shares of builders exposed to rising rates fell.", "Shares loss"),
        ("In a rising market, bank shares fell.", "shares loss"),
        ("Shares of Acme falling 3% was the news.", "Shares loss"),
    ],
)
def test_a_name_or_an_attribute_is_no_verb(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Shares of growers that gain from drought fell.", "Shares loss"),
        ("Shares of banks that lost deposits rose.", "Shares gain"),
        ("Shares of banks that lend to Kenya fell.", "Shares loss"),
        ("Stocks that fell on Monday rose on Tuesday.", "Stocks gain"),
        ("Bonds weakened by the war rose.", "Bonds gain"),
        ("It was Kenya's bonds that fell.", "bonds loss"),
    ],
)
def test_the_verb_of_a_relative_clause_is_not_that_of_the_asset(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The truce lifted bonds, and copper fell.", "bonds gain; copper loss"),
        ("The raid lifted copper and bonds fell.", "copper gain; bonds loss"),
        ("The downgrade hurt the rand, and gold jumped.", "rand loss; gold gain"),
        ("Funds bought silver and shares slid.", "silver gain; shares loss"),
        ("The raid drove up copper and sent shares lower.", "copper gain; shares loss"),
        ("Fears of a strike pushed up copper and pulled down shares.", "copper gain; shares loss"),
        ("The truce lifted Kenya's bonds and calmed its shops.", "bonds gain"),
        ("Investors fled shares and rushed into gold.", "shares loss; gold gain"),
        ("Hopes of peace pushed bonds up 2 cents and yields fell.", "bonds gain; yields gain"),
        ("Bonds hurt by the raid fell and shares rose.", "Bonds loss; shares gain"),
        ("The truce lifted bonds and shares.", "bonds gain; shares gain"),
        ("The raid sent bonds and shares lower.", "bonds loss; shares loss"),
        ("The truce helped bonds and shares rise.", "bonds gain; shares gain"),
        ("The raid lifted copper, gold and the dollar.", "copper gain; gold gain; dollar gain"),
        ("A stronger euro hurt gold and copper fell.", "gold loss; copper loss"),
        ("Bonds, shares and the rand fell.", "Bonds loss; shares loss; rand loss"),
        ("The rally in bonds and shares faded.", "bonds mixed; shares mixed"),
    ],
)
def test_an_object_moves_by_its_verb_and_not_by_the_next_clause(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Copper broke a four-day rally to slide 3%.", "Copper loss"),
        ("The zloty snapped a two-day advance to weaken.", "zloty loss"),
        ("Polish shares halted a slide to climb 2%.", "shares gain"),
        ("Copper pared gains to close up 1%.", "Copper gain"),
        ("Copper gave back gains to settle flat.", "Copper none"),
    ],
)
def test_what_follows_an_undone_move_is_the_result(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The bank stopped lending when copper fell.", "copper loss"),
        ("Shares did not fall after copper rose.", "Shares denied; copper gain"),
        ("The failure to avert a flood hurt Acme's shares.", "shares loss"),
        ("The failure to act hurt bonds.", "bonds loss"),
        ("The bank failed to lift bonds.", "bonds denied"),
        ("A vote not to raise taxes boosted Polish shares.", "shares gain"),
        ("The choice to not raise rates hurt the zloty.", "zloty loss"),
        ("Kenya not raising taxes lifted bonds.", "bonds gain"),
        ("A promise not to default lifted bonds.", "bonds gain"),
        ("The bank chose not to hurt the zloty.", "zloty denied"),
        ("Talks ended without a deal and copper rose.", "copper gain"),
        ("Polish shares shrugged off a slide in copper to finish higher.", "shares gain; copper loss"),
        ("Few expected copper to slide, but it rose 2%.", "copper gain"),
        ("Few expected copper to rise, but it climbed 2%.", "copper gain"),
        ("No one expected copper to rise.", "copper denied"),
        ("Few expected copper to rise, but it may gain.", "copper denied"),
        ("Most bonds rose, except for Kenya's bonds, which slumped.", "bonds gain; bonds loss"),
        ("Most bonds rose, except for Kenya's bonds, which are short.", "bonds gain; bonds denied"),
        ("The slump in Kenyan bonds showed no sign of ending.", "bonds loss"),
        ("The rally in copper is far from over.", "copper gain"),
    ],
)
def test_a_denial_is_of_its_own_verb(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Few shares gained.", "shares denied"),
        ("Few Polish bank shares fell.", "shares denied"),
        ("Few of the big Polish bank shares rose.", "shares denied"),
        ("Fewer shares rose than fell.", "shares denied"),
        ("Quite a few shares gained.", "shares gain"),
        ("A few big Polish bank shares rose.", "shares gain"),
        ("The few shares that trade fell.", "shares loss"),
    ],
)
def test_few_are_not_a_few(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "Zloty reserves fell.",
        "Kenya's gold reserves dropped.",
        "Oman's oil exports doubled.",
        "Exports of copper fell.",
        "Oil and gas exports fell.",
        "Copper demand rose.",
        "Demand for copper rose.",
        "Crude stocks fell.",
        "Copper stocks in London rose by 3,000 tonnes.",
        "Wheat inventories rose.",
        "Rouble deposits fell.",
        "Oil output sank.",
        "Shares outstanding fell.",
        "Dividends per share rose 4%.",
        "Silver miners fell.",
        "Kenya's debt rose to 70% of output.",
        "Kenya's debt fell by 2 billion dollars.",
        "Kenya's public debt fell.",
        "Kenya's debt burden rose.",
        "The coupon on Kenya's bonds rises to 9%.",
        "The interest rate on Kenya's bonds rose.",
        "The default rate on junk bonds rose.",
        "The maturity of Kenya's bonds fell.",
        "A tax on copper rose.",
        "Kenya paid 14% to sell ten-year bonds, up from 12%.",
        "Acme's market share rose 3%.",
        "Dividend yields rose.",
        "The dividend yield on Acme's shares rose.",
        "Gold jewellery sales fell.",
        "The zloty's volatility jumped.",
        "Implied volatility of the zloty rose.",
        "Shorting of Acme's shares rose.",
        "Bets on a fall in the zloty rose.",
        "The premium of Brent over WTI widened.",
        "The rupee briefly topped 83 per dollar.",
        "Demand for Kenya's new bond exceeded $3 billion.",
        "Orders for the new bond topped 4 billion euros.",
        "Demand for Polish bonds rose at the auction.",
    ],
)
def test_an_amount_is_no_price(sentence):
    assert read(sentence) == ""


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Copper rose as inventories of copper fell.", "Copper gain"),
        ("A drop in crude stocks lifted oil.", "oil gain"),
        ("The fall in copper exports hurt the peso.", "peso loss"),
        ("Copper shares rose 3%.", "shares gain"),
        ("Kenya's debt rose 3 cents on the dollar.", "debt gain"),
        ("Sales of bonds lifted shares.", "shares gain"),
        ("Polish bonds had a good day, and copper fell.", "copper loss"),
        ("Polish bonds had a bad day and fell.", "bonds loss"),
        ("Yields above 9% drew buyers, and Kenya's bonds traded at 92 cents, up from 88.", "bonds gain"),
        ("The dollar topped 83 rupees.", "dollar gain"),
        ("The rupee fell past 83 per dollar.", "rupee loss"),
        ("Kenya's bonds sold at a yield of 12%, up from 10% in May.", "yield loss"),
        ("Kenya's bonds with a yield of 12% fell.", "bonds loss"),
        ("Oil and gas shares rose.", "shares gain"),
        ("Oil and Polish bonds fell.", "Oil loss; bonds loss"),
        ("Rouble bonds fell while the rouble rose.", "bonds loss; rouble gain"),
        ("Silver miners' stocks fell.", "stocks loss"),
        ("The tax hit gold miners' shares.", "shares loss"),
        ("Copper outperformed silver, rising 3%.", "Copper gain"),
        ("Polish bonds lagged Kenya's bonds, losing 2 cents.", "bonds loss"),
        ("Lenders underperformed the index, falling 4%.", ""),
        ("Copper rose more than gold.", "Copper gain"),
        ("More than 100 stocks fell.", "stocks loss"),
        ("Bonds underperformed as shares gained.", "Bonds loss; shares gain"),
    ],
)
def test_the_price_is_that_of_the_noun_and_of_who_outdid(sentence, wanted):
    assert read(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Brent settled at $71.20 a barrel, down about 2%.", "Brent loss"),
        ("Copper was at $9,100 a tonne, up 1.5%.", "Copper gain"),
        ("The zloty closed at 4.1 per dollar, down 1%.", "zloty loss"),
        ("The naira was devalued.", "naira loss"),
        ("The bank devalued the naira.", "naira loss"),
        ("The bank revalued the yuan.", "yuan gain"),
    ],
)
def test_a_level_with_its_change_and_a_new_parity_are_moves(sentence, wanted):
    assert read(sentence) == wanted


def test_a_studys_own_words_mean_the_asset_and_not_what_it_describes():
    article = Article("Kenya's shilling was calm. The lira bonds of Turkey rallied.")
    bonds, lira = (
        Claim(quote="bonds rallied", assets=(a,), issuers=("Turkey",), direction="gain") for a in ("bonds", "lira")
    )
    assert find_claim(article, bonds).direction == "gain"
    with pytest.raises(ArticleError, match="no sentence"):
        find_claim(article, lira)
