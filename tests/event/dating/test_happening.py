"""A first sentence without a day: a later one's day is the event's only where it tells of the same happening."""

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event

PUBLISHED = "April 18, 2024"
BEFORE = [
    "A court has acquitted the banker of fraud. The banker wept in the court on Monday.",
    "A court has acquitted the banker of fraud. It rained. The hall was full. The banker wept in the court on Monday.",
    "The neighbours have agreed to a truce. Troops of one of the neighbours took a town on Monday.",
    "The republic has defaulted. Its central bank ran out of dollars on Monday.",
    "The president has sacked the head of the central bank. The bank raised its key rate on Monday.",
    "The supreme court strikes down the tariffs. The court heard the case on Monday.",
    "The guards have freed the crew of a tanker. They seized the tanker on Monday.",
    "The old president is dead. The president was taken to a clinic on Monday.",
    "The miller is buying a rival. The rival posted a loss on Monday.",
    "The search for three divers has been called off. The divers vanished on Monday.",
    "Soldiers say they have seized power. Monday's election was won by the president.",
    "Parliament has voted to remove the premier. The premier was accused on Monday of taking bribes.",
    "A man has been charged over a shooting in a mall. The shooting on Monday killed three people.",
    "Two hostages held in an attack on a church have been freed. The attack on Monday killed nine people.",
    "Firefighters have put out a blaze at a mill. The blaze broke out on Monday.",
    "A judge has blocked the law on farms. The law was passed on Monday.",
    "The dockers have ended their strike. The strike began on Monday.",
    "A bomb has killed nine people in a market. Another bomb killed three on Monday.",
    "A bomb has killed nine people in a market. The mayor said on Monday that he would quit.",
    "A court has ordered the mill to close. The opposition welcomed the ruling on Monday.",
]
SAME = [
    "A quake has killed ten people in the hills. The quake struck on Monday night.",
    "A man has been found guilty of fraud. The banker was convicted on Monday by a court in the capital.",
    "A court has acquitted the banker of fraud. The acquittal on Monday took an hour to read.",
    "A court has acquitted the banker of fraud. The ruling came on Monday.",
    "A court has ordered the mill to close. Judges issued the ruling on Monday.",
    "Parliament has voted to remove the premier. It happened on Monday.",
    "A judge has blocked the law on farms. The judge ruled on Monday that it went too far.",
    "The central bank has raised its key rate to 12%. The increase on Monday was its third.",
    "The firm has agreed to buy a rival. The deal was announced on Monday.",
    "The volcano has erupted. The eruption began on Monday.",
    "A bridge has given way in the port. The span collapsed on Monday.",
    "The lira's slide has wiped out savings. The lira lost a fifth on Monday, its worst slide in decades.",
    "The miller plans to close its plant. The miller said on Monday that demand was weak.",
    "The governor says that fifteen people died. He spoke of the damage done by Monday's quake.",
    "A heat wave has come over the plains. The wave came on Monday.",
    "Voters have turned down a new constitution. Monday's referendum ended with 58% against.",
    "Rescuers have pulled ten people alive from a shaft. The rescue took place on Monday.",
    "The republic has expelled six envoys. The ministry ordered them on Monday to leave within three days.",
    "Thieves had dug for a month. They broke into the vault on Monday.",
]


@pytest.mark.parametrize("lead", BEFORE)
def test_the_day_of_something_else_is_refused_with_the_day_of_publication_and_its_eve(lead):
    with pytest.raises(EventDateError, match="of something else than the first sentence") as error:
        date_event(Article(f"{PUBLISHED}\n\n{lead}"))
    assert [str(c.date) for c in error.value.candidates] == ["2024-04-15", "2024-04-18", "2024-04-17"]


@pytest.mark.parametrize("lead", SAME)
def test_the_day_of_the_same_happening_is_the_events(lead):
    assert str(date_event(Article(f"{PUBLISHED}\n\n{lead}")).date) == "2024-04-15"


def test_the_eve_of_publication_stands_whatever_happened_on_it():
    lead = "A court has acquitted the banker of fraud. The banker wept in the court on Wednesday."
    assert str(date_event(Article(f"{PUBLISHED}\n\n{lead}")).date) == "2024-04-17"


def test_the_events_name_settles_what_the_words_leave_open():
    lead = "A court has acquitted the banker of fraud. The banker wept in the court on Monday."
    assert str(date_event(Article(f"{PUBLISHED}\n\n{lead}"), terms=["banker wept"]).date) == "2024-04-15"
