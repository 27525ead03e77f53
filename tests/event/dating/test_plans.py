"""Nouns that read like verbs to come, and what says of a noun that it was planned, beside a verb in the past."""

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event
from analysis.event.dating.cues import find_cues

PUBLISHED = "April 19, 2024"
OPENING = "The chamber met on Monday."
CLEAR = [
    "It backed the bill by 61 votes to 40 on Thursday.",
    "It passed the bill with 310 votes in favour on Thursday.",
    "The party won the house by 300 votes on Thursday.",
    "A report on housing starts on Thursday showed the largest fall.",
    "The airline dropped a walkout scheduled for the holidays on Thursday.",
    "The state missed a coupon due in March on Thursday.",
    "The miller missed a coupon due last month on Thursday.",
    "The bank cut its forecast for the coming year on Thursday.",
    "The bank raised rates by an expected quarter point on Thursday.",
    "The miller posted better-than-expected sales on Thursday.",
    "A planned merger collapsed on Thursday.",
]
UNCLEAR = [
    "The miller scrapped its planned merger on Thursday.",
    "The board dropped a planned sale of its mill on Thursday.",
    "The cabinet dropped its plans to close the mine on Thursday.",
    "The miller announced plans to cut 300 jobs on Thursday.",
    "The speaker cancelled a vote due in parliament on Thursday.",
]
AHEAD = [
    "The house votes on Thursday.",
    "The union called off a walkout scheduled for Thursday.",
    "The miller plans to close its mill on Thursday.",
    "The republic left a pact due to lapse on Thursday.",
    "The planned march organised by unions on Thursday will go on.",
]


def candidates(text):
    with pytest.raises(EventDateError) as error:
        date_event(Article(f"{PUBLISHED}\n\n{text}"))
    return {str(c.date) for c in error.value.candidates}


@pytest.mark.parametrize("sentence", CLEAR)
def test_a_past_verb_stands_beside_a_noun_of_what_is_to_come(sentence):
    assert str(date_event(Article(f"{PUBLISHED}\n\n{sentence}")).date) == "2024-04-18"


@pytest.mark.parametrize("sentence", [*CLEAR, *UNCLEAR])
def test_such_a_day_stands_against_that_of_the_first_sentence(sentence):
    assert {"2024-04-15", "2024-04-18"} <= candidates(f"{OPENING} {sentence}")


@pytest.mark.parametrize("sentence", UNCLEAR)
def test_a_day_behind_a_plan_may_be_the_plans(sentence):
    assert {"2024-04-18", "2024-04-25"} <= candidates(sentence)


@pytest.mark.parametrize("sentence", AHEAD)
def test_what_is_to_come_stays_so(sentence):
    assert [c.tense for c in find_cues(sentence)] == ["future"]


def test_more_than_was_expected_is_no_plan():
    text = f"{PUBLISHED}\n\nThe miller sold more than expected by analysts on Thursday."
    assert str(date_event(Article(text)).date) == "2024-04-18"
