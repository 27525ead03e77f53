"""Days counted from another one: "the previous evening" is no day of the statement that tells of it."""

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event
from analysis.event.dating.cues import find_cues

FRIDAY = "October 4, 2019"


def dated(text, terms=()):
    return str(date_event(Article(f"{FRIDAY}\n\n{text}"), terms=terms).date)


def candidates(text, terms=()):
    with pytest.raises(EventDateError) as error:
        dated(text, terms)
    return [str(c) for c in error.value.candidates[:4]]


EVES = ["the previous day", "the day before", "a day before", "one day before", "late the day before", "a day earlier"]
EVES += ["the night before", "the previous evening", "on the previous night", "the preceding afternoon"]


@pytest.mark.parametrize("eve", EVES)
def test_it_is_counted_from_the_day_of_the_statement(eve):
    assert dated(f"The mill said on Thursday that its head had stepped down {eve}.") == "2019-10-02"
    assert dated(f"Police said on Thursday that a bomb had killed six people in the port {eve}.") == "2019-10-02"
    assert dated(f"The mill said on Thursday its head had stepped down {eve} after a row.") == "2019-10-02"


@pytest.mark.parametrize("eve", EVES)
def test_so_it_is_where_the_statement_stands_behind_it(eve):
    assert dated(f"Six people died when a bus fell off a bridge {eve}, police said on Thursday.") == "2019-10-02"


@pytest.mark.parametrize("day", ["The mill on Thursday said", "On Thursday, the mill said"])
def test_who_said_it_may_stand_behind_the_statements_day(day):
    assert dated(f"{day} its head had stepped down the previous day.") == "2019-10-02"
    assert dated(f"LIMA - {day} its head had stepped down on Monday.") == "2019-09-30"


def test_a_number_of_days_is_counted_in_the_same_way():
    assert dated("The mill said on Thursday that its head had stepped down two days before.") == "2019-10-01"
    assert dated("The mill said on Thursday that its head had stepped down two days earlier.") == "2019-10-01"


def test_without_any_other_day_it_is_counted_from_publication():
    assert dated("The mill burnt down the previous night.") == "2019-10-03"
    assert dated("The mill burnt down the day before yesterday.") == "2019-10-02"
    assert dated("The mill said its head had left the day before. Its shares fell on Friday.") == "2019-10-03"


def test_a_text_that_opens_with_it_leaves_it_open_which_day_is_meant():
    assert dated("The previous day, thieves had robbed the bank. Police caught them on Wednesday.") == "2019-10-02"


def test_between_commas_it_leaves_both_days():
    found = candidates("The mill said on Thursday that its head, hired the previous day, had left.")
    assert [c[:10] for c in found] == ["2019-10-02", "2019-10-03"]


@pytest.mark.parametrize(
    "later",
    [
        "The collapse happened the day before.",
        "The roof came down shortly before midnight the previous day.",
        "The miners had gone down the previous evening.",
    ],
)
def test_in_a_later_sentence_it_makes_the_statements_day_doubtful(later):
    found = " ".join(candidates(f"Nine miners died in a collapse, officials said on Thursday. {later}"))
    assert "2019-10-02" in found
    assert "2019-10-03" in found


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("A collapse has killed nine miners, officials said Thursday, a day after the accident.", "2019-10-02"),
        ("A collapse has killed nine miners, officials said Thursday, 7 days after the accident.", "2019-09-26"),
        ("A collapse has killed nine miners, officials said Thursday, eight days after the accident.", "2019-09-25"),
        (
            "A collapse has killed nine miners, officials said Thursday, two days after the mining disaster.",
            "2019-10-01",
        ),
        ("The bank said on Thursday that thieves had broken in over the weekend.", "2019-09-28..2019-09-29"),
        ("The bank said on Thursday that thieves had broken in last week.", "2019-09-23..2019-09-29"),
        ("The bank said on Thursday that thieves had broken in earlier this month.", "2019-10-01..2019-10-03"),
        ("The bank said on Thursday that thieves had broken in in August.", "2019-08-01..2019-08-31"),
        ("The bank said on Thursday that thieves hurt a guard and took its gold last week.", "2019-09-23..2019-09-29"),
        ("The bank said on Thursday that thieves had broken in the week before.", "2019-09-23..2019-09-29"),
        ("The bank said on Thursday that thieves had broken in the previous weekend.", "2019-09-28..2019-09-29"),
        ("The bank said on Thursday that thieves had broken in days earlier.", "2019-09-27..2019-10-02"),
        ("The bank said on Thursday that thieves had broken in several days before.", "2019-09-27..2019-10-02"),
        ("The bank said on Thursday that thieves had broken in earlier in the week.", "2019-09-30..2019-10-03"),
        ("The bank said on Thursday that thieves had broken in 48 hours earlier.", "2019-10-01..2019-10-03"),
        (
            "The bank announced on Thursday that thieves took the data of clients last week.",
            "2019-09-23..2019-09-29",
        ),
        ("Thieves broke into the bank in November, police said on Thursday.", "2018-11-01..2018-11-30"),
    ],
)
def test_a_span_beside_a_statement_or_its_distance_leaves_both(text, other):
    found = candidates(text)
    assert found[0].startswith(f"{other} ")
    assert found[1].startswith("2019-10-03 ")


@pytest.mark.parametrize(
    "text",
    [
        "The bank said on Thursday that its profit had risen last month.",
        "The bank said on Thursday it would close ten branches that it bought last month.",
        "The bank said on Thursday that its head, hired in August, had stepped down.",
        "The bank said on Thursday that it had hired a head, three days after the board dismissed the old one.",
        "Thieves broke into the bank on Thursday, a year after the fire.",
        "Police said on Thursday that they had arrested a man over a fire that killed six people last week.",
        "The bank said on Thursday that it had sold a mill which it bought in August.",
        "Rebels said on Thursday that they freed six men seized last month.",
        "The airline said on Thursday that it had cancelled flights after a strike last week.",
        "The agency said on Thursday that prices rose in September.",
        "The carmaker said on Thursday that it sold 3,000 cars in September.",
    ],
)
def test_a_span_that_dates_something_else_does_not(text):
    assert dated(text) == "2019-10-03"


@pytest.mark.parametrize(
    "text",
    [
        "Oil rose 3% on Thursday, making up for its loss the previous day.",
        "The army took the town on Thursday after rebels had left it the night before.",
        "The clinics took in more people on Thursday than the previous day.",
        "The clinics took in 300 people on Thursday, double the previous day.",
        "The clinics took in 300 people on Thursday, up from the day before.",
        "The mayor was shot on Thursday, the day before the vote.",
        "The mayor opened the bridge a day earlier than planned, his office said on Thursday.",
        "The mayor was shot on Thursday, the night before he was to marry.",
        "The mayor was shot on Thursday. The town had been calm the previous day.",
    ],
)
def test_it_does_not_stand_against_the_day_of_the_news(text):
    assert dated(text) == "2019-10-03"


def test_a_day_before_a_noun_is_counted_from_it_and_names_none():
    assert [c.offset for c in find_cues("It fell the day before the vote, two days before a summit.") if c.offset] == []


@pytest.mark.parametrize("eve", ["the previous day", "a day earlier"])
def test_the_events_name_does_not_take_a_statements_day_beside_it(eve):
    found = candidates(f"The ministry said on Thursday that a truce had begun {eve}.", terms=["truce"])
    assert [c[:10] for c in found] == ["2019-10-02", "2019-10-03"]


@pytest.mark.parametrize("day", ["7 March", "Thursday, 7 March"])
def test_so_it_is_where_only_the_year_of_publication_is_known(day):
    text = f"The mill said on {day} that its head had stepped down the previous day.\n\n© 2024 Agency"
    with pytest.raises(EventDateError) as error:
        date_event(Article(text))
    assert [str(c.date) for c in error.value.candidates] == ["2024-03-06", "2024-03-07"]


def test_so_it_is_where_nothing_but_a_full_date_is_known():
    said = "The mill said on 7 March 2024 that its head had stepped down"
    assert str(date_event(Article(f"{said} the previous day.")).date) == "2024-03-06"
    assert str(date_event(Article(f"{said}.")).date) == "2024-03-07"
    with pytest.raises(EventDateError) as error:
        date_event(Article(f"{said} over the weekend."))
    assert [str(c.date) for c in error.value.candidates] == ["2024-03-02", "2024-03-07"]


@pytest.mark.parametrize("hour", ["shortly before midnight", "just before 3 p.m.", "half an hour before dawn"])
def test_an_hour_before_a_day_limits_nothing(hour):
    assert dated(f"The train left the rails {hour} on Wednesday.") == "2019-10-02"
