"""Which window the verdict rests on: the first declared one that holds the news and no other major news.

The news comes on 1 March 2023 at 9:00 UTC; New York trades from 14:30 to 21:00, London from 8:00 to 16:30.
"""

import datetime as dt

import pytest

from analysis.errors import StudyError
from analysis.event.news import confounders_of
from analysis.event.primary import PrimaryWindow, choose_primary
from tests.cases import CALENDAR, DAY0, entry, made_study

FED = entry("2023-03-01T19:00+00:00", "Fed", "fed", "emerging-debt")
NIGHT = entry("2023-03-01T12:00+00:00", "night", "default", "emerging-debt")
NIGHTLY = {"name": "overnight", "returns": "overnight", "first": 0, "last": 0}
DAILY = {"name": "day 0", "returns": "close-to-close", "first": 0, "last": 0}
THREE = {"name": "[-1,+1]", "returns": "close-to-close", "first": -1, "last": 1}
SESSION = {"name": "session", "returns": "intraday", "first": 0, "last": 0}
LATER = {"name": "later", "returns": "close-to-close", "first": 1, "last": 2}


def chosen(calendar, *windows, instant="2023-03-01T09:00+00:00", exchange="XNYS", day0=None):
    """Name of the chosen window and what confounds it."""
    study = made_study(
        windows=list(windows or (NIGHTLY, DAILY, THREE)),
        event={"instant": dt.datetime.fromisoformat(instant)},
        multiverse={"windows": [(windows or (NIGHTLY,))[0]["name"]]},
    )
    first = day0 or DAY0.date()

    def major(window):
        others = confounders_of(window, exchange, first, calendar, own={"story"}, affects={"emerging-debt", "AAA"})
        return tuple(e for e in others if e.weight == "major")

    found = choose_primary(study, exchange, first, major)
    return found.window.name, [e.what for e in found.confounders]


def test_it_is_the_first_window_with_the_news_and_nothing_else():
    assert chosen(()) == ("overnight", [])
    assert chosen((FED,)) == ("overnight", [])
    assert chosen((), THREE, DAILY, NIGHTLY) == ("[-1,+1]", [])


def test_a_confounded_window_is_passed_over_for_a_later_clean_one():
    assert chosen((FED,), THREE, DAILY, NIGHTLY) == ("overnight", [])
    assert chosen((NIGHT,), DAILY, SESSION, instant="2023-03-01T15:00+00:00") == ("session", [])


def test_a_window_without_the_news_is_never_chosen_however_clean():
    assert chosen((FED,), LATER, NIGHTLY) == ("overnight", [])
    assert chosen((NIGHT, FED), LATER, NIGHTLY, DAILY) == ("overnight", ["night"])


def test_when_all_are_confounded_it_is_the_first_that_holds_the_news_with_what_confounds_it():
    assert chosen((NIGHT, FED)) == ("overnight", ["night"])
    assert chosen((NIGHT, FED), DAILY, NIGHTLY) == ("day 0", ["night", "Fed"])


def test_minor_news_other_markets_and_the_own_story_spoil_no_window():
    time = "2023-03-01T12:00+00:00"
    minor = entry(time, "minor", "weather", "emerging-debt", "minor")
    oil, own = entry(time, "oil", "weather", "oil"), entry(time, "own", "story", "emerging-debt")
    assert chosen((minor, oil, own)) == ("overnight", [])


def test_news_of_one_member_spoils_the_window_of_all():
    merger = entry("2023-03-01T12:00+00:00", "a merger", "merger", "AAA")
    assert chosen((merger,), NIGHTLY) == ("overnight", ["a merger"])
    assert chosen((entry("2023-03-01T12:00+00:00", "a merger", "merger", "PPP"),), NIGHTLY) == ("overnight", [])


def test_the_hours_are_those_of_the_portfolios_exchange():
    # London was open when the news broke: its night had ended an hour before.
    assert chosen((), exchange="XLON") == ("day 0", [])
    assert chosen((), NIGHTLY, exchange="XLON", day0=dt.date(2023, 3, 1), instant="2023-03-01T07:59+00:00") == (
        "overnight",
        [],
    )


def test_without_a_window_that_holds_the_news_the_study_says_what_is_missing():
    with pytest.raises(StudyError, match=r"study\.toml: windows: none holds news of 2023-03-01 09:00 UTC on XNYS"):
        chosen((), LATER)


def test_it_says_in_one_line_whether_it_is_clean():
    window = made_study().windows[0]
    assert repr(PrimaryWindow(window, ())) == "<PrimaryWindow 'overnight': clean>"
    assert "holds other major news" in repr(PrimaryWindow(window, CALENDAR[-1:]))
