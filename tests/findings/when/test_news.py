"""Which news each window holds, whom it concerns, and what the rule passed over.

The news comes on 1 March 2023 at 9:00 UTC; New York trades from 14:30 to 21:00, London from 8:00 to 16:30.
"""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.findings.when.news import day_and_hour, news
from tests.cases import CALENDAR, declared, entry, made_study, made_timing

NIGHTLY, DAILY, THREE = declared()["windows"]
BEFORE = {"name": "day -1", "returns": "close-to-close", "first": -1, "last": -1}


def found(calendar=CALENDAR, **tables):
    return news(made_timing(made_study(**tables), calendar))


def in_window(name, calendar=CALENDAR, **tables):
    piece = found(calendar, **tables)
    return next(w for w in piece.windows if w.window.name == name)


def with_series(ticker, **changes):
    """The instruments, one of them declared otherwise."""
    return [{**i, **changes} if i["ticker"] == ticker else i for i in declared()["instruments"]]


# Windows


def test_windows_are_told_in_clock_time():
    told = {w["name"]: w for w in found().told["windows"]}
    assert told["overnight"]["spans"] == [{"start": "2023-02-28T21:00:00+00:00", "end": "2023-03-01T14:30:00+00:00"}]
    assert told["[-1,+1]"]["spans"] == [{"start": "2023-02-27T21:00:00+00:00", "end": "2023-03-02T21:00:00+00:00"}]
    assert [w["primary"] for w in told.values()] == [True, False, False]
    assert [w["shown"] for w in told.values()] == [True, True, False]


@pytest.mark.parametrize(
    ("windows", "shown"), [([DAILY, THREE], [True, False]), ([THREE, DAILY], [True, True]), ([NIGHTLY], [True])]
)
def test_figures_show_the_primary_window_and_the_day(windows, shown):
    piece = found((), windows=windows, multiverse={"windows": [windows[0]["name"]]})
    assert [w["shown"] for w in piece.told["windows"]] == shown
    assert piece.told["windows"][0]["primary"]


@pytest.mark.parametrize(
    ("time", "inside"),
    [
        ("2023-02-28T20:59", False),
        ("2023-02-28T21:00", False),
        ("2023-02-28T21:01", True),
        ("2023-03-01T14:30", True),
        ("2023-03-01T14:31", False),
    ],
)
def test_news_confounds_from_just_after_the_previous_close_to_the_open(time, inside):
    calendar = (entry(f"{time}+00:00", "storm", "weather", "emerging-debt"),)
    assert bool(in_window("overnight", calendar).major) is inside


def test_only_major_news_of_the_portfolios_markets_is_a_confounder():
    time = "2023-03-01T10:00+00:00"
    minor = entry(time, "minor", "weather", "emerging-debt", "minor")
    oil, fund = entry(time, "oil", "weather", "oil"), entry(time, "fund", "weather", "AAA")
    night = in_window("overnight", (minor, oil, fund))
    assert night.major == (fund,)
    assert night.other == (minor, oil)


def test_the_events_own_story_confounds_nothing_and_the_event_itself_is_no_other_news():
    piece = found(CALENDAR[1:3])
    assert not any(w.major or w.other for w in piece.windows)
    assert {w["name"]: w["story"] for w in piece.told["windows"]} == {
        "overnight": [], "day 0": [], "[-1,+1]": ["The story begins"],
    }  # fmt: skip
    assert "- The story begins: [-1,+1]." in piece.text
    assert "the event's own story" not in found(CALENDAR[3:]).text


def test_each_piece_of_the_story_is_told_once_with_the_windows_that_hold_it():
    morning = entry("2023-03-01T10:00+00:00", "More of it", "story", "emerging-debt")
    text = found((*CALENDAR[:3], morning)).text
    assert "- More of it: overnight, day 0 and [-1,+1]." in text
    assert "- The story begins: [-1,+1]." in text


def test_series_of_other_markets_are_spared():
    assert in_window("day 0").spared == ("RRR", "GGG")
    assert in_window("overnight").spared == ()


def test_series_without_opening_prices_are_not_measured_where_a_window_needs_them():
    closes = with_series("RRR", bars="closes")
    night, day = (in_window(name, instruments=closes) for name in ("overnight", "day 0"))
    assert night.gaps == ["RRR, because there are no opening prices"]
    assert day.gaps == []


def test_a_window_that_means_something_else_on_another_exchange_is_not_measured_there():
    # London was open at 9:00: its night had ended before the news.
    london = with_series("RRR", exchange="XLON")
    assert list(in_window("overnight", instruments=london).unmeasured.values()) == [("RRR",)]
    assert not in_window("day 0", instruments=london).unmeasured


# The rule


def test_the_first_window_is_taken_when_it_is_clean():
    assert found().told["primary"] == {"window": "overnight", "clean": True, "passed_over": []}


def test_windows_before_the_chosen_one_are_named_with_what_spoke_against_them():
    piece = found(windows=[BEFORE, DAILY, NIGHTLY])
    assert piece.told["primary"] == {"window": "overnight", "clean": True, "passed_over": ["day -1", "day 0"]}
    assert [w["holds_the_event"] for w in piece.told["windows"]] == [False, True, True]
    assert "Passed over: day -1 (it does not hold the news); day 0 (A rate decision)." in piece.text


def test_without_a_clean_window_the_report_says_on_what_an_outcome_can_rest():
    piece = found(windows=[DAILY, THREE], multiverse={"windows": ["day 0"]})
    assert piece.told["primary"]["clean"] is False
    assert "No window is clean: the day 0 window" in piece.text
    assert "Other major news in it: A rate decision." in piece.text
    assert "only if all other major news in it concerns like series too" in piece.text


def test_news_at_the_very_close_belongs_to_what_comes_after():
    close = dt.datetime(2023, 2, 28, 21, tzinfo=dt.UTC)
    piece = found((), windows=[BEFORE, NIGHTLY], event={"instant": close}, multiverse={"windows": ["overnight"]})
    assert piece.windows[0].spans[0][1] == close
    assert [w.holds_the_event for w in piece.windows] == [False, True]


# Other news


def test_each_piece_of_other_news_is_told_once_with_its_windows_and_series():
    piece = found()
    minor, fed = piece.told["confounders"]
    assert (minor["what"], minor["series"], minor["portfolio"]) == ("A minor figure", ["FFF"], False)
    assert (fed["when"], fed["weight"], fed["portfolio"]) == ("1 Mar 19:00", "major", True)
    assert fed["windows"] == ["day 0", "[-1,+1]"]
    assert fed["series"] == ["AAA", "BBB", "CCC", "PPP", "FFF"]
    table = piece.tables()["confounders"].frame
    for told in (minor, fed):
        lines = table[table["what"] == told["what"]]
        assert set(lines["window"]) == set(told["windows"])
        assert set(lines["series"]) - {"portfolio"} == set(told["series"])


@pytest.mark.parametrize(
    ("affects", "concerns"),
    [
        ("emerging-debt emerging-equities rates credit", "all"),
        ("emerging-debt rates credit", "all but RRR"),
        ("emerging-debt", "AAA, BBB, CCC and PPP"),
        ("GGG", "GGG"),
    ],
)
def test_whom_it_concerns_is_said_by_those_left_out_where_these_are_few(affects, concerns):
    (told,) = found((entry("2023-03-01T10:00+00:00", "storm", "weather", affects),)).told["confounders"]
    assert told["concerns"] == concerns


def test_the_table_of_a_user_can_be_asked():
    table = found().table()
    assert {"when", "what", "weight", "windows", "concerns"} <= set(table)
    assert list(table.query("weight == 'major'")["what"]) == ["A rate decision"]
    assert list(table["windows"]) == ["overnight, day 0 and [-1,+1]", "day 0 and [-1,+1]"]


def test_the_file_of_confounders_tells_the_story_from_other_news():
    table = found().tables()["confounders"].frame
    assert set(table["topic"][table["story"]]) == {"story"}
    assert "story" not in set(table["topic"][~table["story"]])
    assert {"portfolio", "AAA", "BBB", "CCC", "PPP"} == set(table["series"][table["story"]])


def test_without_other_news_the_report_says_that_none_is_listed():
    piece = found(tuple(e for e in CALENDAR if e.topic == "story"))
    assert "No other news is listed in any window." in piece.text
    assert piece.summary() == "No other news is listed in any window"


def test_an_empty_calendar_is_no_clean_one():
    piece = found(())
    assert "whether other news fell into a window was not checked" in piece.text
    assert piece.summary().endswith("was not checked")
    assert piece.table().empty
    assert "weight" in piece.table()


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (("2023-03-01",), "1 Mar"),
        (("2023-03-01T19:00+00:00",), "1 Mar 19:00"),
        (("2023-03-01T19:00+00:00", "2023-03-01T20:30+00:00"), "1 Mar 19:00 to 20:30"),
        (("2023-03-01T19:00+00:00", "2023-03-02T01:00+00:00"), "1 Mar 19:00 to 2 Mar 01:00"),
        (("2023-02-27", "2023-03-03"), "27 Feb to 3 Mar"),
    ],
)
def test_when_is_said_as_well_as_it_is_known(times, words):
    first, last = (entry(t, "", "", "") for t in (times[0], times[-1]))
    assert day_and_hour(replace(first, end=last.end)) == words
