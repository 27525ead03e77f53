"""A weekday of a statement does not stand against one that dates what was stated; without one it is the news."""

import datetime as dt

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event

WEDNESDAY = "September 18, 2019"
FOG = "There was fog. No one saw it. Roads were shut."


def dated(text):
    return str(date_event(Article(f"{WEDNESDAY}\n\n{text}")).date)


def candidates(text):
    with pytest.raises(EventDateError) as error:
        dated(text)
    return {str(c.date) for c in error.value.candidates[:4]}


@pytest.mark.parametrize(
    "text",
    [
        f"A ferry sank off the cape, the navy said on Monday. {FOG} It left the port on Sunday.",
        f"A ferry sank off the cape, the navy said on Monday. {FOG} Sunday's sinking is the worst in years.",
        f"A ferry sank off the cape, the navy said on Monday. {FOG} The ferry had left the port on Sunday.",
        "A ferry sank off the cape, the navy said on Monday. The ferry had left the port on Sunday.",
        "A ferry sank off the cape, the navy said on Monday. The accident, which happened on Sunday, is the worst yet.",
        "The mayor was shot as he drove home, which happened on Sunday night, police said on Monday.",
        f"Six guards were killed, the army said on Monday. {FOG} The patrol was attacked on Sunday.",
        f"The mayor was shot, police said on Monday. {FOG} A man opened fire on Sunday as the mayor drove home.",
        f"The mayor was shot, police said on Monday. {FOG} The assault took place on Sunday.",
        "The death of the mayor was announced on Monday by his party. The crash occurred on Sunday.",
        "Police confirmed on Monday that the mayor was shot. He was hit on Sunday as he drove home.",
        "The budget was approved, the speaker announced on Monday. Lawmakers voted on it on Sunday.",
        f"The mayor was shot, police said on Monday. {FOG} It happened a day earlier. He was 60.",
    ],
)
def test_a_day_of_a_statement_is_refused_beside_one_that_dates_what_was_stated(text):
    assert {"2019-09-15", "2019-09-16"} <= candidates(text)


@pytest.mark.parametrize(
    "text",
    [
        f"A ferry sank off the cape, the navy said on Monday. {FOG} A bridge was opened near by on Sunday.",
        f"A ferry sank off the cape, the navy said on Monday. {FOG} Another ferry sank on Sunday.",
        f"A ferry sank off the cape, the navy said on Monday. {FOG} The ferry sank on Monday. It left on Sunday.",
        f"The ferry line will shed 300 jobs, it said on Monday. {FOG} The line lost its licence on Sunday.",
        f"The ferry line's profit fell, it said on Monday. {FOG} The line's shares fell on Sunday.",
        f"Fares rose by a tenth, figures showed on Monday. {FOG} The state cut fares on Sunday.",
        f"A ferry sank off the cape, the navy said on Monday. {FOG} It was built in May. It was sold on 2 August.",
        f"The mayor announced a new bridge on Monday. {FOG} A ferry sank on Sunday.",
        f"The mayor was shot, police said on Monday. {FOG} He had been in office since Sunday.",
        f"The mayor was shot, police said on Monday. {FOG} The mayor, who took office on Sunday, was 60.",
    ],
)
def test_a_statement_is_the_news_where_nothing_dates_what_it_tells(text):
    assert dated(text) == "2019-09-16"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The trial opens on Friday. He was arrested on Friday night.", {"2019-09-13", "2019-09-20"}),
        ("The vote will be held on Friday. The speaker quit on Friday.", {"2019-09-13", "2019-09-20"}),
        ("Lawmakers gather on Friday. The speaker quit on Friday.", {"2019-09-13", "2019-09-20"}),
        ("The ferry resumes on Monday, its owner said. It was halted last Thursday.", {"2019-09-12", "2019-09-23"}),
        ("The house votes on Friday on a law that it threw out on Friday last week.", {"2019-09-13", "2019-09-20"}),
        ("The queen will open the bridge on 2 October. It was finished on 6 September.", {"2019-09-06", "2019-10-02"}),
        ("The trial is near. It opens on Tuesday. He was arrested on Tuesday night.", {"2019-09-17", "2019-09-24"}),
    ],
)
def test_a_past_day_behind_one_that_is_to_come_is_refused_with_both_and_the_day_of_publication(text, days):
    assert days | {"2019-09-18"} <= candidates(text)


def test_the_events_name_settles_what_stands_behind_a_day_to_come():
    article = Article(f"{WEDNESDAY}\n\nThe trial opens on Friday. He was arrested on Friday night.")
    assert date_event(article, terms=["arrested"]).date == dt.date(2019, 9, 13)


@pytest.mark.parametrize(
    "text",
    [
        "The premier will face a vote on Friday. Her ally quit on Tuesday.",
        "The premier will face a vote on Friday, the speaker ruled on Tuesday.",
        "The premier quit on Tuesday. A vote will be held on Friday.",
        "Vote set for Friday\n\nThe premier quit on Tuesday.",
    ],
)
def test_the_eve_of_publication_is_the_news_beside_a_day_to_come(text):
    assert dt.date.fromisoformat(dated(text)) == dt.date(2019, 9, 17)


def test_a_headline_that_looks_ahead_makes_no_background_of_the_lead():
    assert dated("Vote set for Friday\n\nThe premier quit on Monday.") == "2019-09-16"
