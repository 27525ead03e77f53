"""Lines that tell when an article was published, as papers and agencies write them."""

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event

LEAD = "The mayor shut the old bridge over the river on Monday."


def dated(text):
    return str(date_event(Article(text)).date)


@pytest.mark.parametrize("headline", ["", "The Bridge Is Shut\n\n"])
@pytest.mark.parametrize(
    "line",
    [
        "Ann Lee in London and Bo Ray in Lima JULY 6 2021",
        "Ann Lee in London, Bo Ray in Lima and Cy Doe in New York JULY 6 2021",
        "Tuesday, July 6, 2021, 09:12 BOT",
        "July 6, 2021 | 11:02 a.m. Eastern",
        "July 6, 2021, 7:05 PM Taipei time",
        "6 July 2021 10:15 (local)",
        "Dateline: Lima, Peru | Date: 2021-07-06 | Source: Example Agency",
        "July 6, 2021 | Source: Example",
        "Published by Example Post on Tue, Jul 6, 2021",
        "Posted by Ann Lee on July 6, 2021",
        "Reported 6 July 2021 by Ann Lee",
        "LIMA, Peru (KXYZ) -- Tuesday, July 6, 2021 6:15AM",
    ],
)
def test_a_line_above_the_report_is_the_day_of_publication(line, headline):
    assert dated(f"{headline}{line}\n\n{LEAD}") == "2021-07-05"


@pytest.mark.parametrize("headline", ["", "The Bridge Is Shut\n\n"])
@pytest.mark.parametrize(
    "opening",
    [
        "LIMA (AP) — Tuesday, July 6, 2021. ",
        "LIMA (AP) — July 6, 2021. ",
        "(AP) LIMA July 6, 2021 — ",
        "(AP) LIMA, July 6, 2021 - ",
        "LIMA July 6, 2021 (AP) — ",
        "NEW DELHI July 6, 2021 (AP) -- ",
    ],
)
def test_a_dateline_has_its_agency_on_either_side(opening, headline):
    assert dated(f"{headline}{opening}{LEAD}") == "2021-07-05"


@pytest.mark.parametrize(
    "foot",
    [
        "Published by Example Post on Tue, Jul 6, 2021",
        "Copyright 2021 The Example. All rights reserved. July 6, 2021",
        "(c) 2021 Example - July 6, 2021",
        "July 6, 2021, 7:05 PM Taipei time",
    ],
)
def test_a_line_below_the_report_is_one_too(foot):
    assert dated(f"{LEAD} It will open again in May.\n\n{foot}") == "2021-07-05"


@pytest.mark.parametrize(
    "line",
    [
        "Bomb Attack in London July 6, 2021",
        "Budget plans in London JULY 6 2021",
        "The queen in Lima - 6 July 2021. She met Ann Lee",
    ],
)
def test_a_headline_with_a_date_is_no_line_of_publication(line):
    with pytest.raises(EventDateError):
        dated(f"{line}\n\n{LEAD}")


WALKOUT = "Train drivers walked out on Friday, January 19, 2024, bringing services to a halt."


@pytest.mark.parametrize(
    "later",
    [
        "Another stoppage is planned for February 2.",
        "Another stoppage is planned for February 2. A union said on Thursday that it would be longer.",
        "The company had met the unions the previous day.",
        "He took office in 2020. Talks go on next Monday.",
    ],
)
@pytest.mark.parametrize("opening", ["", "LIMA, Jan 20 (Example) - "])
def test_a_full_date_in_the_first_sentence_stands_without_a_day_of_publication(later, opening):
    assert dated(f"{opening}{WALKOUT} {later}") == "2024-01-19"


@pytest.mark.parametrize(
    "text",
    [
        f"{WALKOUT} Guards walked out on Tuesday.",
        "The mayor was shot on January 19, 2024. The trial of a man opened on Monday.",
        "The mayor was jailed on Monday over a fire that killed six people on January 19, 2024.",
        "A law that was signed on January 19, 2024 has led to protests. Thousands marched on Monday.",
        "The mayor quits on January 19, 2024. His party met on Monday.",
    ],
)
def test_it_does_not_stand_against_a_day_that_may_be_later(text):
    with pytest.raises(EventDateError) as error:
        dated(text)
    assert "2024-01-19" in [str(c.date) for c in error.value.candidates]


def years(text):
    with pytest.raises(EventDateError, match="no cue gives the year") as error:
        dated(text)
    return sorted(c.date.year for c in error.value.candidates), str(error.value)


def test_the_years_of_a_dateline_are_those_of_its_weekday_and_of_the_next_day():
    found, told = years("LIMA, May 19 (Example) - The state fell into default on Wednesday.")
    assert found[-4:] == [2011, 2016, 2021, 2022]
    assert "allowed: 2022-05-18 (if May 19 is of 2022), 2021-05-19 (if May 19 is of 2021), 2016-05-18" in told


def test_other_weekdays_and_years_of_the_text_leave_fewer_years():
    text = "LIMA, May 19 (Example) - The state fell into default on Wednesday. Its governor said on Thursday"
    assert years(f"{text} that talks went on.")[0][-2:] == [2016, 2022]
    assert years(f"{text} that the protests had lasted since March 2022.")[0] == [2022]
    assert years(f"{text} that the protests had lasted since June 2022.")[0] == []
