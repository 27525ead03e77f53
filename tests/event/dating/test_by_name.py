"""A day by the event's name: it must be that of the event, and not that of what came after it."""

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event

PUBLISHED = "Published: 1 November 2024"


def candidates(lead, *terms):
    with pytest.raises(EventDateError) as error:
        date_event(Article(f"{PUBLISHED}\n\n{lead}"), terms=terms)
    return {str(c.date) for c in error.value.candidates}


def dated(lead, *terms, published=PUBLISHED):
    return str(date_event(Article(f"{published}\n\n{lead}"), terms=terms).date)


@pytest.mark.parametrize(
    ("lead", "terms", "before"),
    [
        ("Bonds sold off on Thursday, a day after the minister presented a budget.", ["budget"], "2024-10-30"),
        ("Bonds sold off on Thursday, the day after the budget was presented.", ["budget"], "2024-10-30"),
        ("Bonds sold off on Thursday, two days after the bank raised rates.", ["raised rates"], "2024-10-29"),
        ("Lawmakers clashed on Thursday over the decision a day earlier.", ["decision"], "2024-10-30"),
        ("Lawmakers clashed on Thursday over a decision taken the day before.", ["decision"], "2024-10-30"),
        (
            "Banks' shares fell on Thursday after the Senate passed a reform of all courts in the night to Wednesday.",
            ["Senate passed", "reform"],
            "2024-10-30",
        ),
    ],
)
def test_what_came_after_the_event_leaves_both_days(lead, terms, before):
    assert candidates(lead, *terms) == {before, "2024-10-31"}


@pytest.mark.parametrize(
    "lead",
    [
        "The minister presented a budget on Thursday.",
        "The minister presented a budget on Thursday. Bonds sold off.",
        "The budget of Thursday was the first in two years.",
    ],
)
def test_the_events_own_day_stands(lead):
    assert dated(lead, "budget") == "2024-10-31"


@pytest.mark.parametrize("part", ["on the evening of", "on the morning of", "on the night of", "in the early hours of"])
def test_a_part_of_a_day_belongs_to_no_noun(part):
    """Else the day on which somebody spoke of it would be taken."""
    told = f"A ferry ran aground {part} October 29, halting traffic. The coast guard said on Wednesday it was afloat."
    assert dated(told) == "2024-10-29"


def test_on_the_eve_of_publication_a_statement_on_something_else_leaves_both():
    told = "A court has ordered the mill to close. The government said on Thursday it would appeal."
    assert candidates(told) == {"2024-10-31", "2024-11-01"}
