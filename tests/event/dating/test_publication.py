"""The day of publication: figures that may be swapped, hours of another zone, metadata beside a visible line."""

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event


def dated(stamp, text, **metadata):
    return str(date_event(Article(f"{stamp}\n\n{text}" if stamp else text, metadata)).date)


def candidates(stamp, text, **metadata):
    with pytest.raises(EventDateError) as error:
        dated(stamp, text, **metadata)
    return [str(c.date) for c in error.value.candidates[:4]]


MONDAY = "The mayor shut the bridge on Monday."


@pytest.mark.parametrize(
    "stamp",
    [
        "2021/07/06",
        "2021.07.06 18:30",
        "06-Jul-2021",
        "6-July-2021 18:30",
        "06/07/2021 18:30 BST",
        "06/07/2021, 6:30 pm BST",
        "06/07/2021 | 19:30 CEST",
        "06/07/2021 23:00 IST",
        "07/06/2021, 6:30 pm",
    ],
)
def test_figures_whose_order_is_told_are_a_day(stamp):
    assert dated(stamp, MONDAY) == "2021-07-05"


def test_figures_that_may_be_swapped_are_refused_with_the_day_of_either_reading():
    assert set(candidates("06/07/2021", MONDAY)) == {"2021-06-07", "2021-07-05"}
    # Monday is the day of publication by one reading, and four days before it by the other.
    assert set(candidates("05/07/2021", MONDAY)) == {"2021-05-03", "2021-07-05"}


@pytest.mark.parametrize(("other", "day"), [("19/07/2021", "2021-07-05"), ("07/19/2021", "2021-06-07")])
def test_other_figures_of_the_text_tell_the_order(other, day):
    assert dated("06/07/2021", f"{MONDAY} It is to open by {other}.") == day
