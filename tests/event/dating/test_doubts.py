"""A weekday whose words do not say that it is past, or that it is the news's own, is refused with all it can mean."""

import datetime as dt

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event
from analysis.event.dating.cues import find_cues

WEDNESDAY = "September 18, 2019"


def dated(text, terms=()):
    return date_event(Article(f"{WEDNESDAY}\n\n{text}"), terms=terms).date


def candidates(text, terms=()):
    with pytest.raises(EventDateError) as error:
        dated(text, terms)
    return [str(c.date) for c in error.value.candidates[:4]]


TO_COME = [
    "The ferry company quits the island on Monday.",
    "Pilots down tools on Monday.",
    "Ministers gather by the lake on Monday.",
    "The subsidy for bread runs out at midnight on Monday.",
    "Monday brings the first count since the old king was deposed.",
    "Monday's figures are the last before the bank moves.",
    "All eyes are on Monday's auction.",
    "Traders awaited Monday's auction.",
    "What to look for on Monday: the auction of bonds.",
    "Officials said that the licence lapses on Monday.",
    "The envoy said they leave the talks on Monday.",
    "The duty imposed in spring ends on Monday.",
    "The treaty, which was signed in 1987, lapses on Monday.",
    "After a year of talks failed, the alliance dissolves on Monday.",
    "The disputed pact is signed in the capital on Monday.",
    "Monday's vote is the third in a year, the premier said.",
    "The mill, built in 1911, shuts its doors on Monday.",
    "A truce brokered by Oman takes hold across the valley on Monday.",
    "The judge rules on Monday on whether the count was fair.",
    "Nurses strike on Monday over pay that has fallen for years.",
    "Monday is the last day set by the court.",
    "Wheat rose ahead of a meeting of growers on Monday.",
    "Wheat rose before the growers' meeting on Monday.",
    "Wheat rose as millers bet on a cut at Monday's meeting.",
    "The premier called a meeting for Monday.",
    "The court fixed Monday as the last day.",
    "Wheat was steady as the date of the vote on Monday nears.",
    "The minister said the first ferries leave on Monday.",
    "Drivers walk out on Monday. They stayed at home last Monday too.",
    "Villagers who lost their homes go to the polls on Monday.",
    "Workers that were sacked march on Monday.",
    "ROME (Agency) - Workers that were sacked march on Monday.",
    "ROME, Sept 18, 2019 (Agency) -- Workers that were sacked march on Monday.",
    "Workers that were sacked in spring and lost their homes march on Monday, their union said.",
    "Workers who were sacked and lost their homes march on Monday.",
    "Members of the league that was banned march on Monday as prices rise.",
    "A firm whose ships were seized and sold pays its fine on Monday.",
    "Banks hit by the storm reopen on Monday.",
    "Workers sacked in spring gather again on Monday.",
]


@pytest.mark.parametrize("text", TO_COME)
def test_a_weekday_without_a_past_verb_is_refused_with_the_last_and_the_next_one(text):
    assert {"2019-09-16", "2019-09-23"} <= set(candidates(text))


def test_the_day_before_publication_may_be_next_weeks_too():
    assert {"2019-09-17", "2019-09-24"} <= set(candidates("Owners of the mill choose a new board on Tuesday."))


def test_the_day_of_publication_is_in_no_doubt():
    assert dated("The licence lapses on Wednesday.") == dt.date(2019, 9, 18)


PAST = [
    "Four people are dead after a landslide on Monday.",
    "A man is in custody over an attack on Monday, and a second is missing after a chase on Monday.",
    "A woman is accused of setting fire to the mill on Monday.",
    "Rebels overran the port on Monday.",
    "Rebels on Monday overthrew the governor.",
    "On Monday, after talks failed, the union left the table.",
    "The premier, who takes questions daily, lost a vote on Monday.",
    "Police said that a bomb killed ten on Monday.",
    "Monday's raid killed ten, officers say.",
    "The mill failed before its owner died on Monday.",
    "The owner of the mill appeared before a judge on Monday.",
    "Troops took the mill before dawn on Monday.",
    "Hundreds waited for hours in the rain on Monday.",
    "A rider from the north finished ahead of her rival on Monday.",
    "Thousands left, said the mayor of the town on Monday.",
    "Police said the owner of the mill died on Monday.",
    "The dam burst on Monday, and the valley is under water.",
    "A flood tore down the bridge late on Monday and is still rising.",
    "Lightning struck twice in the hills on Monday and on Monday night.",
    "Workers that were sacked marched on Monday.",
    "Workers that were sacked marched through the capital on Monday.",
    "A man who fled and hid for a year died in the north on Monday.",
    "Two banks that had failed were sold on Monday.",
    "Police found the gun that killed the mayor on Monday.",
    "The bomb that killed ten people on Monday was home-made.",
    "The dam that was built by slaves burst on Monday.",
    "The envoys failed to meet on Monday.",
    "The envoys did not meet on Monday.",
]


@pytest.mark.parametrize("text", PAST)
def test_a_past_verb_anywhere_in_its_clause_settles_a_weekday(text):
    assert dated(text) == dt.date(2019, 9, 16)


def test_a_past_verb_elsewhere_in_the_article_settles_a_weekday():
    lead = "Monday's storm is the worst in living memory."
    assert {"2019-09-16", "2019-09-23"} <= set(candidates(lead))
    assert dated(f"{lead} The roof of the station fell in. It fell in at noon on Monday.") == dt.date(2019, 9, 16)


def test_a_verb_that_looks_ahead_has_the_coming_weekday_among_the_candidates():
    assert "2019-09-20" in candidates("The hearing opens on Friday.")
    assert "2019-09-20" in candidates("The two unions agreed to meet on Friday.")


def test_a_day_by_the_events_name_is_doubted_too():
    assert {"2019-09-16", "2019-09-23"} <= set(candidates("The truce runs out on Monday.", terms=["truce"]))
    assert dated("Monday's truce will let food in.", terms=["truce"]) == dt.date(2019, 9, 16)


@pytest.mark.parametrize(
    ("text", "untensed"),
    [
        ("The pact is signed on Tuesday.", True),
        ("The pact was signed on Tuesday.", False),
        ("The pact has been signed in Rome on Tuesday.", False),
        ("Hundreds of the united tribes need a seed loan on Tuesday.", True),
        ("A long-awaited vote on Tuesday.", True),
        ("Last Tuesday the lake is full.", False),
        ("The mayor spoke of it on Tuesday.", False),
    ],
)
def test_a_clause_is_past_by_its_finite_verb_alone(text, untensed):
    (cue,) = find_cues(text)
    assert cue.untensed is untensed


def test_what_is_agreed_in_the_same_sentence_may_be_of_its_own_day():
    assert {"2019-09-15", "2019-09-16"} <= set(candidates("They met on Sunday and agreed to talks on Monday."))
    assert dated("They met on Monday and agreed to talks on Friday.") == dt.date(2019, 9, 16)


EARLIER = [
    ("The bridge was reopened two days after a barge struck it on Sunday.", {"2019-09-15", "2019-09-17"}),
    ("The boy was found a day after he vanished on Sunday.", {"2019-09-15", "2019-09-16"}),
    ("The cup was called off the day after two players fell ill on Monday.", {"2019-09-16", "2019-09-17"}),
    ("The bank had paid its chief a day before it failed on Monday.", {"2019-09-15", "2019-09-16"}),
    ("The bridge was reopened 2 days after a barge struck it on 15 September.", {"2019-09-15", "2019-09-17"}),
    ("The bridge was reopened the day following the crash on Sunday.", {"2019-09-15", "2019-09-16"}),
    ("The bridge was reopened less than 48 hours after a barge struck it on Sunday.", {"2019-09-15", "2019-09-17"}),
    ("The mine was sealed days after its roof fell in on Sunday.", {"2019-09-15", "2019-09-18"}),
]


@pytest.mark.parametrize(("text", "days"), EARLIER)
def test_a_weekday_of_an_earlier_event_is_refused_with_the_day_counted_from_it(text, days):
    assert days <= set(candidates(text))


def test_the_news_has_its_own_day_beside_an_earlier_event():
    assert dated("The bridge was reopened on Tuesday, two days after a barge struck it on Sunday.") == dt.date(
        2019, 9, 17
    )
    assert dated("Police shot a man hours after he robbed a bank and fled on Sunday.") == dt.date(2019, 9, 15)
    # Counted from Tuesday it would lie ahead: the day is that of the news.
    assert dated("He died two days after falling ill on Tuesday.") == dt.date(2019, 9, 17)


VERBS = [
    "The two unions agreed a pay deal on Monday.",
    "The court freed the editor on Monday.",
    "The king decreed a holiday on Monday.",
    "The state guaranteed the bank's debts on Monday.",
    "The navy test-fired two rockets on Monday.",
    "Members re-elected the chairman on Monday.",
    "A balloon crash-landed near the lake on Monday.",
    "Regulators green-lighted the bridge on Monday.",
    "The council wrong-footed its critics on Monday.",
    "Lawmakers OK'd the budget on Monday.",
    "Lawmakers OK’d the budget on Monday.",
    "The walkout that began on Monday is spreading.",
    "The dam that collapsed on Monday is a ruin.",
]


@pytest.mark.parametrize("text", VERBS)
def test_a_past_verb_is_known_in_any_spelling(text):
    assert dated(text) == dt.date(2019, 9, 16)


@pytest.mark.parametrize(
    "text",
    [
        "Rebel-held towns need seed on Monday.",
        "Monday sees a long-awaited vote in the state-owned mill.",
        "The re-elected mayor speaks on Monday.",
        "Newly re-elected lawmakers convene on Monday.",
        "The wounded fly home on Monday.",
        "That disputed pact lapses on Monday.",
        "The truce that began in May runs out on Monday.",
    ],
)
def test_a_participle_or_the_verb_of_another_clause_is_none(text):
    assert {"2019-09-16", "2019-09-23"} <= set(candidates(text))
