"""What people did, or why prices moved, on a later day than the lead's may be the news: both days are then named."""

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event

VOTE = "The premier of Ruland won a vote of confidence on Sunday."
HARM = "Gunmen killed ten people at a mosque in Laro on Sunday."
CAR = "Volta unveiled a car on Sunday."


def dated(text):
    return str(date_event(Article(f"October 8, 2019\n\n{text}")).date)


def candidates(text):
    with pytest.raises(EventDateError) as error:
        dated(text)
    return {str(c.date) for c in error.value.candidates}


ACTS = [
    "A thief broke out of a jail on Sunday. Marines arrested him on Monday.",
    f"{VOTE} Soldiers detained the speaker on Monday.",
    f"{VOTE} Regulators suspended the fund on Monday.",
    f"{VOTE} Nutrel recalled its milk on Monday.",
    f"{VOTE} America evacuated its embassy on Monday.",
    f"{VOTE} The mayor urged a halt to the works on Monday.",
    f"{VOTE} The army declared a state of emergency on Monday.",
    f"{VOTE} The chancellor called for an early election on Monday.",
    f"{VOTE} The palace declared three days of mourning on Monday.",
    f"{VOTE} The fund offered help on Monday.",
    f"{VOTE} Prosecutors opened an inquiry on Monday.",
    f"{HARM} Police arrested the president on Monday.",
    f"{HARM} Soldiers arrested two brothers on Monday.",
    f"{HARM} President Sita resigned on Monday.",
    f"{HARM} The minister of trade resigned on Monday over a bribe.",
    f"{HARM} The warden was fired on Monday for taking gifts.",
    f"{HARM} Prosecutors opened an inquiry into the bank Corda on Monday.",
    f"{HARM} Crowds thronged the palace on Monday.",
    f"{HARM} Inspectors searched the mosque on Monday and shut it.",
    f"{HARM} Inspectors searched the homes of two envoys on Monday.",
    f"{HARM} Mourners inspected the new port on Monday.",
    f"{HARM} The minister of finance resigned on Monday.",
    f"{HARM} The fund offered help to Belmark on Monday.",
]
DECIDED = [
    "Prosecutors accused a banker of fraud on Sunday. A judge dismissed the claims on Monday.",
    "Obi disputed her defeat on Sunday. The election commission rejected her claims on Monday.",
    f"{VOTE} Lawmakers denounced him on Monday.",
]
OWN_SUBJECT = [
    "Lena Koch lost her seat on Sunday. Koch denounced the tally on Monday.",
    "The guild lost a vote on Sunday. The guild denounced the vote on Monday.",
]
ANOTHER_THING = [
    f"{VOTE} Allies condemned the invasion of Lavia on Monday.",
    f"{HARM} Allies condemned a massacre on Monday.",
    f"{HARM} Allies condemned the attack on Bira on Monday.",
    "Lavia shelled Estara on Sunday. Allies welcomed the truce between Lavia and Estara on Monday.",
    "Estara tested a missile on Sunday. Lavia denounced the missile treaty on Monday.",
    "Estara tested a missile on Sunday. Lavia condemned the test on Monday, expelling the envoy.",
    "Estara tested a missile on Sunday. Lavia responded on Monday with an invasion.",
    "Estara tested a missile on Sunday. Lavia responded in kind on Monday.",
    "Estara tested a missile on Sunday. Lavia condemned the test on Monday by marching in.",
    "Estara tested a missile on Sunday. Lavia condemned the test and shut the border on Monday.",
]
PRICES = [
    f"{CAR} Shares in Volta plunged on Monday on a warning about profits.",
    f"{CAR} Shares in Volta plunged on Monday following a raid.",
    f"{CAR} Shares in Volta plunged on Monday amid a raid by police.",
    f"{CAR} Shares in Volta plunged on Monday as police raided it.",
    f"{CAR} Shares in Volta plunged on Monday, hit by a recall of brakes.",
    f"{CAR} Shares in Volta plunged on Monday and its chief was detained.",
    f"{CAR} Shares in Volta plunged on Monday, the chief out of reach.",
    f"{CAR} Shares in Volta plunged on Monday after the car was recalled.",
    f"{VOTE} The lira plunged on Monday when the bank let it float.",
    f"{VOTE} The lira plunged on Monday, undone by a default of the state.",
    f"{VOTE} The lira plunged on Monday hours before the army took the capital.",
    f"{VOTE} The lira plunged on Monday at the collapse of Corda.",
    f"{VOTE} The lira plunged on Monday since Corda had failed.",
    f"{VOTE} The lira plunged on Monday through the failure of Corda.",
    f"{VOTE} The lira plunged on Monday, with the president out of reach.",
    "The premier received bankers on Sunday. The lira plunged on Monday.",
]


@pytest.mark.parametrize("text", [*ACTS, *DECIDED, *OWN_SUBJECT, *ANOTHER_THING, *PRICES])
def test_what_may_be_the_news_is_named_beside_the_leads_day(text):
    assert {"2019-10-06", "2019-10-07"} <= candidates(text)


@pytest.mark.parametrize("lead", ["The premier won a vote on Friday.", "The premier won a vote on Saturday."])
def test_prices_react_in_the_next_session_or_not_at_all(lead):
    assert dated(f"{lead} The lira fell on Monday.") in ("2019-10-04", "2019-10-05")
    late = Article(f"October 9, 2019\n\n{lead} The lira fell on Tuesday.")
    with pytest.raises(EventDateError):
        date_event(late)


def test_a_day_within_what_was_welcomed_is_named_too():
    text = "Lavia fought Estara on Saturday. Allies welcomed on Monday the truce that both sides accepted on Sunday."
    assert {"2019-10-05", "2019-10-06"} <= candidates(text)


@pytest.mark.parametrize(
    "text",
    [
        f"{HARM} Allies condemned the attack on Monday.",
        f"{HARM} The attack was condemned on Monday.",
        f"{HARM} The king declared three days of mourning on Monday.",
        f"{HARM} Mourners laid flowers at the gate on Monday.",
        f"{HARM} Allies condemned the attack and offered help on Monday.",
        f"{HARM} The king appealed for calm on Monday.",
        f"{VOTE} Allies welcomed the result on Monday.",
        f"{VOTE} Markets stumbled. Oil rose on Monday on fears that the vote would be disputed.",
        f"{VOTE} The lira fell on Monday to its lowest since March.",
        f"{VOTE} The lira fell on Monday as traders digested the vote.",
        f"{HARM} Allies sent condolences on Monday.",
        f"{VOTE} The lira fell on Monday, extending its decline, and closed at 6.",
        "The president announced a 10% tariff on Sunday. Stocks slid on Monday.",
        "The president announced a 10% tariff on Sunday. Brussels denounced the tariff on Monday.",
        "Drones hit two plants on Sunday. Oil rose on Monday.",
    ],
)
def test_words_and_prices_that_answer_the_lead_leave_its_day(text):
    assert dated(text) == "2019-10-06"
