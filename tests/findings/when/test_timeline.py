"""The timeline tells the story and other news by the clock, and which hours the verdict rests on."""

import datetime as dt
from dataclasses import replace

import pytest
from matplotlib.text import Text

from analysis.event.news import is_the_event
from analysis.findings.when.timeline import timeline
from tests.bundled_controls import GOVERNOR, case_of
from tests.cases import CALENDAR, declared, entry, made_study, made_timing
from tests.legible import assert_legible

NIGHTLY, DAILY, THREE = declared()["windows"]
LASTING = replace(
    entry("2023-02-27T10:00+00:00", "It lasts", "weather", "oil"), end=dt.datetime(2023, 3, 1, 3, tzinfo=dt.UTC)
)


def drawn(calendar=CALENDAR, **tables):
    return timeline(made_timing(made_study(**tables), calendar))


def kinds(piece):
    return [(kind, e.what) for kind, e in piece.entries()]


@pytest.mark.parametrize("days", [2, 3, 3.5, 4, 5])
def test_names_of_days_never_run_into_each_other(days):
    end = dt.datetime(2021, 3, 23, tzinfo=dt.UTC)
    drawing = {"timeline_start": end - days * dt.timedelta(days=1), "timeline_end": end}
    timing = case_of(GOVERNOR).timing
    study = timing.study.model_copy(update={"drawing": timing.study.drawing.model_copy(update=drawing)})
    assert_legible(timeline(replace(timing, study=study)).plot().figure)


def test_a_whole_day_is_named_before_a_part_of_one_at_the_left_edge():
    timing = case_of(GOVERNOR).timing
    texts = {t.get_text() for t in timeline(timing).plot().figure.findobj(Text)}
    assert sorted(t for t in texts if t.endswith(" Mar")) == ["Mon 22 Mar", "Sat 20 Mar", "Sun 21 Mar"]
    assert timeline(timing).caption.subtitle.startswith("Times in UTC, 2021; ")


# What is on it


def test_the_story_comes_first_then_other_news_by_its_weight():
    assert kinds(drawn()) == [
        ("story", "The story begins"),
        ("event", "The truce itself"),
        ("minor", "A minor figure"),
        ("major", "A rate decision"),
    ]
    assert [e["what"] for e in drawn().told["entries"]] == [what for _, what in kinds(drawn())]


def test_the_event_is_in_the_story_even_when_the_calendar_omits_it():
    piece = drawn(())
    ((kind, event),) = piece.entries()
    assert (kind, event.what, event.start) == ("event", "truce", piece.setting.study.event.instant)
    assert is_the_event(event, piece.setting.study)


def test_it_ends_before_its_last_midnight():
    hours = ("2023-02-28T00:00", "2023-03-01T23:59", "2023-03-02T00:00")
    calendar = tuple(entry(f"{h}+00:00", h, "weather", "oil") for h in hours)
    assert [e.what for e in drawn(calendar).other] == list(hours[:2])


def test_the_numbers_are_the_news_the_sessions_and_the_primary_window():
    piece = drawn()
    table = piece.table()
    assert list(table["what"][table["kind"] == "session"]) == ["XLON", "XLON", "XNYS", "XNYS"]
    (window,) = table[table["kind"] == "window"].to_dict("records")
    assert (window["what"], window["start"], window["end"]) == (
        "overnight", "2023-02-28T21:00:00+00:00", "2023-03-01T14:30:00+00:00",
    )  # fmt: skip
    assert len(table) == len(kinds(piece)) + 4 + 1


# What it says


@pytest.mark.parametrize(
    ("position", "words"),
    [
        ("before the open", "5.5 hours before New York opened"),
        ("during the session", "while New York was open"),
        ("after the close", "after New York had closed, 5.5 hours before it opened again"),
        ("closed day", "on a day without trading in New York, 5.5 hours before it opened again"),
    ],
)
def test_the_title_says_when_the_market_could_react(position, words):
    piece = drawn()
    assert words in replace(piece, first=replace(piece.first, position=position)).caption.title


def test_the_title_names_the_first_shown_window_with_other_major_news():
    assert "fell into the day 0 window" in drawn().caption.title
    assert "other major news" not in drawn(CALENDAR[:4]).caption.title
    # The third window is not shown: what falls into it alone is no matter of the figure.
    early = entry("2023-02-28T10:00+00:00", "early", "weather", "emerging-debt")
    assert "other major news" not in drawn((early,)).caption.title


def test_the_paragraph_says_which_hours_the_verdict_rests_on_and_what_fell_into_them():
    assert drawn().text.endswith("28 February 21:00 to 1 March 14:30 UTC.\n")
    spoilt = drawn(windows=[DAILY, THREE], multiverse={"windows": ["day 0"]})
    assert "28 February 21:00 to 1 March 21:00 UTC. Other major news fell into it: A rate decision." in spoilt.text
    two_nights = drawn(CALENDAR[:3], windows=[{**NIGHTLY, "last": 1}], multiverse={"windows": ["overnight"]})
    assert "to 1 March 14:30, 1 March 21:00 to 2 March 14:30 UTC" in two_nights.text


# How it looks


@pytest.mark.slow
def test_every_item_has_its_mark_at_its_hour():
    (clock,) = drawn().plot().child_axes
    stars = [line for line in clock.lines if line.get_marker() == "*"]
    assert [list(s.get_xdata()) for s in stars] == [[33.0]]  # 9:00 on the second day
    bars = sorted((b.get_x(), b.get_width()) for b in clock.patches if b.get_height() < 1)
    assert bars[:4] == [(8.0, 8.5), (14.5, 6.5), (32.0, 8.5), (38.5, 6.5)]


def test_a_timeline_declared_in_another_zone_is_drawn_in_utc():
    zone = dt.timezone(dt.timedelta(hours=4))
    start, end = (dt.datetime(2023, 2, 28, 4, tzinfo=zone), dt.datetime(2023, 3, 2, 4, tzinfo=zone))
    here, there = (drawn(drawing=d).plot().child_axes[0] for d in ({}, {"timeline_start": start, "timeline_end": end}))
    assert [t.get_text() for t in there.get_xticklabels()] == [t.get_text() for t in here.get_xticklabels()]
    assert [t.get_text() for t in there.texts] == [t.get_text() for t in here.texts]


@pytest.mark.parametrize("windows", [[NIGHTLY], [DAILY], [THREE]], ids=lambda w: w[0]["name"])
def test_it_is_legible_whatever_the_primary_window(windows):
    assert_legible(drawn(windows=windows, multiverse={"windows": [windows[0]["name"]]}).plot().figure)


@pytest.mark.parametrize(
    "calendar",
    [
        (),
        (*CALENDAR, LASTING),
        tuple(replace(e, what=f"{e.what}, and what else there is to say about it at length") for e in CALENDAR),
    ],
    ids=["nothing", "what began before", "long words"],
)
def test_it_is_legible_whatever_there_is_to_tell(calendar):
    assert_legible(drawn(calendar).plot().figure)


@pytest.mark.parametrize("days", [1, 3, 5, 9, 30])
def test_hours_and_days_do_not_cover_each_other_however_many_there_are(days):
    end = dt.datetime(2023, 2, 28, tzinfo=dt.UTC) + dt.timedelta(days=days)
    axes = drawn(drawing={"timeline_end": end}).plot()
    (clock,) = axes.child_axes
    assert {label.get_text() for label in clock.get_xticklabels()} <= {"00:00", "06:00", "12:00", "18:00"}
    assert_legible(axes.figure)
