"""Days and calendars of the study's own: closed, or both hours on the exchange's own clock; all else is refused."""

import datetime as dt
import shutil

import pytest
from pydantic import ValidationError

from analysis.errors import StudyError
from analysis.exchanges import CalendarChange, TradingWeek
from analysis.study.days import ExchangeDay, OwnCalendar
from analysis.study.study import load_study
from tests.cases import made_study
from tests.conftest import SEED

DAY = {"exchange": "XHKG", "date": dt.date(2023, 9, 1), "source": "a notice"}
WEEK = {"days": ["Sun", "Mon"], "open": "09:59", "close": "17:14", "zone": "Asia/Jerusalem", "source": "its site"}


def test_without_any_the_calendars_are_the_librarys_with_the_projects_corrections():
    assert (made_study().calendars.changes, made_study().calendars.weeks) == ((), ())


def test_they_become_the_calendars_of_the_study():
    hours = {"open": dt.time(9, 30), "close": "12:00"}  # a time of TOML, and text
    days = [{**DAY, "closed": True}, {**DAY, "date": dt.date(2023, 9, 2), **hours}]
    calendars = made_study(calendar_changes=days, own_calendars={"XTAE": WEEK}).calendars
    assert calendars.changes == (
        CalendarChange("XHKG", dt.date(2023, 9, 1), (), "as the study says", "a notice"),
        CalendarChange("XHKG", dt.date(2023, 9, 2), (dt.time(9, 30), dt.time(12)), "as the study says", "a notice"),
    )
    week = TradingWeek("XTAE", (0, 6), dt.time(9, 59), dt.time(17, 14), "Asia/Jerusalem", "its site")
    assert calendars.weeks == (week,)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "neither closed = true nor both hours"),
        ({"open": "09:30"}, "neither closed = true nor both hours"),
        ({"closed": True, "open": "09:30", "close": "12:00"}, "a day that is closed has no hours"),
        ({"open": "12:00", "close": "09:30"}, "close = 09:30 is not after open = 12:00"),
        ({"open": "nine", "close": "12:00"}, "'nine' is no hour"),
        ({"open": 930, "close": "12:00"}, "930 is no hour"),
        ({"open": "09:30+08:00", "close": "12:00"}, "is no hour of the exchange's own clock"),
        ({"closed": True, "source": ""}, "at least 1 character"),
        ({"closed": True, "shut": True}, "Extra inputs are not permitted"),
    ],
)
def test_a_day_that_says_neither_or_both_is_refused(fields, says):
    with pytest.raises(ValidationError, match=says):
        ExchangeDay(**{**DAY, **fields})


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"days": []}, "at least 1 item"),
        ({"days": ["Sunday"]}, "Input should be 'Mon', 'Tue'"),
        ({"close": "09:00"}, "close = 09:00 is not after open = 09:59"),
        ({"zone": "Asia/Tel Aviv"}, "'Asia/Tel Aviv' is no time zone"),
        ({"zone": "../../etc/localtime"}, "is no time zone"),
    ],
)
def test_a_week_that_is_none_is_refused(fields, says):
    with pytest.raises(ValidationError, match=says):
        OwnCalendar(**{**WEEK, **fields})


def test_a_day_said_twice_is_refused():
    with pytest.raises(ValidationError, match="calendar_changes: XHKG 2023-09-01 listed twice"):
        made_study(calendar_changes=[{**DAY, "closed": True}] * 2)


def test_faults_of_the_file_are_told_by_the_entrys_number_and_key(tmp_path):
    folder = shutil.copytree(SEED, tmp_path / "study")
    with (folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[calendar_changes]]\nexchange = "XHKG"\ndate = 2023-09-01\nclosed = true\n')
        file.write(
            '\n[own_calendars.XTAE]\ndays = ["Sun"]\nopen = 9\nclose = 17:14:00\nzone = "Asia/X"\nsource = "s"\n'
        )
    with pytest.raises(StudyError) as caught:
        load_study(folder)
    found = [line.split("study.toml: ")[1].split(";")[0] for line in str(caught.value).splitlines()]
    assert found == [
        "calendar_changes.1.source: missing key",
        'own_calendars.XTAE.open: 9 is no hour of the exchange\'s own clock, as "09:15"',
        "own_calendars.XTAE.zone: 'Asia/X' is no time zone, as Asia/Jerusalem",
    ]
