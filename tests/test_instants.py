"""An instant lies on a day if it is that day somewhere on Earth: from UTC+14, the Line Islands, to UTC-12."""

import datetime as dt

import pytest

from analysis.instants import is_on, span_in_words, span_on_earth

DAY = dt.date(2023, 9, 20)


def test_a_day_lasts_fifty_hours_around_the_earth():
    first, last = span_on_earth(DAY)
    assert (first.isoformat(), last.isoformat()) == ("2023-09-19T10:00:00+00:00", "2023-09-21T12:00:00+00:00")
    assert span_in_words(DAY) == "2023-09-19 10:00 to 2023-09-21 12:00 UTC"


@pytest.mark.parametrize(
    ("instant", "on"),
    [
        ("2023-09-19T09:59:59+00:00", False),
        ("2023-09-19T10:00:00+00:00", True),
        ("2023-09-20T00:00:00+14:00", True),
        ("2023-09-20T23:59:59-12:00", True),
        ("2023-09-21T12:00:00+00:00", True),
        ("2023-09-21T12:00:01+00:00", False),
    ],
)
def test_its_first_and_its_last_moment_are_on_it_and_no_other(instant, on):
    assert is_on(dt.datetime.fromisoformat(instant), DAY) is on
