"""Lists of several days in one file, each row with the day of its pull: told apart, and dated only by who knows."""

import csv
import datetime as dt
import io

import pytest

from analysis.errors import ListError
from analysis.market.lists.pulls import read_pulls, split_pulls
from analysis.market.lists.read import read_lists
from tests.list_server.forms import as_csv
from tests.list_server.world import BONDS, NAME, true_rows

WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (dt.date(2023, 9, n) for n in (20, 21, 22, 23))
TUESDAY = dt.date(2023, 9, 19)
PULLS = {WEDNESDAY: TUESDAY, THURSDAY: TUESDAY, FRIDAY: WEDNESDAY, SATURDAY: THURSDAY}
"""Day of each pull, and the day of the list that it gave: the second gave that of the first once more."""
DAYS = {WEDNESDAY: TUESDAY, FRIDAY: WEDNESDAY, SATURDAY: THURSDAY}


def a_file(pulls=PULLS):
    out = io.StringIO()
    write = csv.writer(out).writerow
    for n, (pull, day) in enumerate(pulls.items()):
        lines = list(csv.reader(as_csv(day, NAME, true_rows(day)).splitlines()))[6:-2]
        if not n:
            write([*lines[0], "date_of_pull"])
        for line in lines[1:]:
            write([*line, pull])
    return out.getvalue()


def test_pulls_of_the_same_rows_are_one_list():
    assert [p.pulls for p in split_pulls(a_file(), "a file")] == [(WEDNESDAY, THURSDAY), (FRIDAY,), (SATURDAY,)]


def test_interest_says_to_which_day_it_runs_and_not_of_which_day_the_list_is():
    first, *_, last = split_pulls(a_file(), "a file")
    assert first.found.accrued_to == TUESDAY
    assert first.candidates == (dt.date(2023, 9, 18), TUESDAY, WEDNESDAY)
    assert last.candidates == (WEDNESDAY, THURSDAY, FRIDAY)


def test_without_days_the_file_is_refused_with_all_candidates_and_what_to_do():
    with pytest.raises(ListError) as caught:
        read_pulls(a_file(), "a file")
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert lines[0] == (
        "a file: a list without its day, pulled 2023-09-20, 2023-09-21: one of 2023-09-18, 2023-09-19, 2023-09-20; "
        'name its day in study.toml: pulls = { "2023-09-20" = ... }'
    )


def test_with_days_each_list_stands_under_its_own():
    found = read_pulls(a_file(), "a file", DAYS)
    assert [f.as_of for f in found] == [TUESDAY, WEDNESDAY, THURSDAY]
    assert [len(f.table) for f in found] == [len(BONDS)] * 3
    assert all(f.table["as_of"].dt.date.eq(f.as_of).all() for f in found)


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ({**DAYS, WEDNESDAY: FRIDAY}, "pulled 2023-09-20, .*, and not of 2023-09-22"),
        ({**DAYS, SATURDAY: WEDNESDAY}, "pulled 2023-09-23: .*, and not of 2023-09-20"),
    ],
)
def test_a_day_that_cannot_be_is_refused(days, says):
    with pytest.raises(ListError, match=says):
        read_pulls(a_file(), "a file", days)


def test_such_a_file_is_known_by_its_column(tmp_path):
    (tmp_path / "pulls.csv").write_text("\ufeff" + a_file(), encoding="utf-8")
    assert len(read_lists(tmp_path / "pulls.csv", DAYS)) == 3


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("date_of_pull", "pulled"), "no table with a column date_of_pull"),
        (lambda text: text.replace("2023-09-22", "Friday"), "date_of_pull is 'Friday'"),
        (lambda text: text[:-30], "cells of"),
    ],
)
def test_what_is_no_such_file_is_refused(change, says):
    with pytest.raises(ListError, match=says):
        read_pulls(change(a_file()), "a file", DAYS)
