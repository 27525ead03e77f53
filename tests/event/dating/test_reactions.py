"""How prices and people reacted on a later day does not stand against the day of the lead; a later stage does."""

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event

TUESDAY = "October 8, 2019"
NEWS = "The premier won a vote of confidence on Sunday, ending weeks of doubt."
HARM = "Six people were killed when a ferry sank off the cape late on Sunday."


def dated(text):
    return str(date_event(Article(f"{TUESDAY}\n\n{text}")).date)


def candidates(text):
    with pytest.raises(EventDateError) as error:
        dated(text)
    return {str(c.date) for c in error.value.candidates[:4]}


@pytest.mark.parametrize("between", ["", "Turnout was high. The hall was full. Nobody left. It rained.\n\n"])
@pytest.mark.parametrize(
    "reaction",
    [
        "The lira fell to a record low on Monday.",
        "On Monday the lira lost 3%.",
        "Turkish dollar bonds climbed on Monday.",
        "Shares in Istanbul rose on Monday.",
        "The lira fell on Monday as investors fretted over the coalition.",
        "Gold barely moved on Monday.",
        "The lira fell on Monday after he won the vote.",
        "The lira lost 3% on Monday before recovering on Tuesday.",
        "The peso plunged 15% on Monday and the central bank lifted its rate to 74%.",
        "Allies congratulated him on Monday.",
        "The union on Monday rejected the claim that it had backed him.",
        "The chancellor called for calm on Monday.",
    ],
)
def test_a_reaction_on_a_later_day_leaves_the_leads_day(reaction, between):
    assert dated(f"{NEWS} {between}{reaction}") == "2019-10-06"


@pytest.mark.parametrize(
    "reaction",
    [
        "The king declared five days of mourning on Monday.",
        "The minister of transport resigned on Monday.",
        "Thousands thronged the harbour on Monday.",
        "A judge ordered an inquiry on Monday.",
        "Police arrested the captain on Monday.",
    ],
)
def test_so_does_a_reaction_to_harm(reaction):
    assert dated(f"{HARM} {reaction}") == "2019-10-06"


@pytest.mark.parametrize(
    "text",
    [
        f"{NEWS} He resigned on Monday.",
        f"{NEWS} The president signed the law on Monday.",
        f"{NEWS} The court overturned the vote on Monday.",
        f"{NEWS} The lira fell on Monday after the head of the bank was sacked.",
        f"{NEWS} The court voided it on Monday as the lira fell.",
        f"{NEWS} The central bank raised its rate on Monday and the lira rose.",
        f"{NEWS} The lira fell on Monday as the army seized the palace.",
        f"{HARM} A second ferry sank on Monday.",
        f"{HARM} Relatives thronged the pier on Monday after a second ferry capsized.",
        "The army shut the border on Sunday. On Monday it arrested the president.",
        "The mill reported a loss on Sunday. It suspended its dividend on Monday.",
        "Inspectors visited the bank on Sunday. Regulators suspended its licence on Monday.",
        f"{NEWS} The union called on Monday for a strike.",
        f"{HARM} The captain died on Monday.",
        "The ministers met on Sunday to discuss a truce. They agreed on it on Monday.",
        "The ministers met on Sunday to discuss a truce. They called for one on Monday.",
        "The union offered a deal on Sunday. The mill welcomed it and signed on Monday.",
        "Police arrested a banker on Sunday. They arrested his brother on Monday.",
    ],
)
def test_a_later_stage_of_the_story_is_refused_with_both_days(text):
    assert {"2019-10-06", "2019-10-07"} <= candidates(text)


@pytest.mark.parametrize(
    "text",
    [
        "Oil crashed on Sunday. It won back a tenth. Oil fell again on Monday.",
        "The peso was in free fall on Sunday. On Monday the peso lost 5%.",
        "Markets in Tokyo were closed on Sunday. Shares elsewhere fell on Monday.",
    ],
)
def test_prices_are_no_reaction_where_the_lead_tells_of_prices_too(text):
    assert {"2019-10-06", "2019-10-07"} <= candidates(text)


@pytest.mark.parametrize(
    "text",
    [
        "The premier has won, officials announced on Sunday. The lira fell on Monday.",
        "The premier won a vote, the speaker said on Sunday. The lira fell on Monday. Counting ended on Monday.",
        "The premier has a new foe after he won a vote on Sunday. The lira fell on Monday.",
        "The premier has won. The vote took place on Sunday. The lira fell on Monday.",
    ],
)
def test_a_lead_whose_first_sentence_does_not_date_its_own_verb_settles_nothing(text):
    assert {"2019-10-06", "2019-10-07"} <= candidates(text)


def test_a_move_that_is_only_expected_or_denied_tells_of_no_prices():
    assert {"2019-10-06", "2019-10-07"} <= candidates(
        f"{NEWS} The lira did not fall when he sacked the bank on Monday."
    )
