"""Other news around the event: read strictly, and put into windows to the minute."""

import datetime as dt
from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.event.calendar import COLUMNS, confounders_in, entries_on, read_calendar

HEADER = ",".join(COLUMNS)
GOOD = "2023-09-20T18:00:00Z,,A decision,monetary policy,United States,rates dollar,major,press,A newspaper"


def utc(text):
    return dt.datetime.fromisoformat(text + "Z")


@pytest.fixture
def write(tmp_path):
    def write(*rows, header=HEADER):
        path = tmp_path / "calendar.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def row(**cells):
    values = dict(zip(COLUMNS, GOOD.split(","), strict=True)) | cells
    return ",".join(values[c] for c in COLUMNS)


def test_a_row_becomes_an_entry(write):
    (entry,) = read_calendar(write(GOOD))
    assert entry.start == entry.end == utc("2023-09-20T18:00")
    assert not entry.day_only
    assert (entry.topic, entry.affects, entry.weight, entry.sure) == (
        "monetary policy",
        ("rates", "dollar"),
        "major",
        "press",
    )


def test_a_bare_date_is_the_whole_day_and_not_its_midnight(write):
    (entry,) = read_calendar(write(row(utc="2023-09-20")))
    assert entry.day_only
    assert entry.start == utc("2023-09-20T00:00")
    assert utc("2023-09-20T23:59") < entry.end < utc("2023-09-21T00:00")


def test_entries_come_in_order_of_time(write):
    entries = read_calendar(write(GOOD, row(utc="2023-09-19T10:00:00+04:00")))
    assert [e.start.hour for e in entries] == [6, 18]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"utc": "20 September"}, "row 3: utc: '20 September' is no time"),
        ({"utc": "2023-09-20T18:00:00"}, "row 3: utc: .* has no time zone"),
        ({"utc": ""}, "row 3: utc: empty"),
        ({"until": "2023-09-20T17:00:00Z"}, "row 3: until: .* lies before"),
        ({"affects": "rates gold"}, "row 3: affects: 'gold'; allowed: credit, dollar"),
        ({"affects": "rates EMERGING-DEBT"}, "row 3: affects: 'EMERGING-DEBT'; .*; did you mean 'emerging-debt'?"),
        ({"weight": "big"}, "row 3: weight: 'big'; allowed: major, minor"),
        ({"sure": "A"}, "row 3: sure: 'A'; allowed: official, press"),
        ({"source": ""}, "row 3: source: empty"),
        ({"what": "one, two"}, "row 3: 10 cells, 9 needed"),
    ],
)
def test_errors_name_file_row_and_column(write, cells, message):
    path = write(GOOD, row(**cells))
    with pytest.raises(StudyError, match=message) as error:
        read_calendar(path)
    assert str(path) in str(error.value)


def test_news_can_concern_the_markets_and_the_tickers_of_the_study_alone(write):
    path = write(row(affects="rates EMB fund.l"))
    assert read_calendar(path, ("EMB", "fund.l"))[0].affects == ("rates", "EMB", "fund.l")
    with pytest.raises(StudyError, match=r"row 2: affects: 'fund.l'; allowed: .*, or a ticker of the study"):
        read_calendar(path, ("EMB",))
    with pytest.raises(StudyError, match=r"row 2: affects: 'EMB'; .*; did you mean 'EMBD'\?"):
        read_calendar(path, ("EMBD", "fund.l"))


def test_days_of_overlapping_news_are_listed_once_in_order(write):
    rows = [("2023-09-20", "2023-09-22"), ("2023-09-19", "2023-09-21"), ("2023-09-30", ""), ("2023-09-20", "")]
    entries = read_calendar(write(*(row(utc=first, until=last, topic="war") for first, last in rows)))
    assert [day.day for day in entries_on(entries, "war")] == [19, 20, 21, 22, 30]


def test_another_header_or_no_file_is_an_error(write, tmp_path):
    with pytest.raises(StudyError, match="row 1: columns are utc,what; allowed: utc,until"):
        read_calendar(write(header="utc,what"))
    with pytest.raises(StudyError, match=r"absent\.csv: cannot be read"):
        read_calendar(tmp_path / "absent.csv")


# --- windows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        ("2023-09-20T13:30", "2023-09-20T20:00", True),
        ("2023-09-19T20:00", "2023-09-20T13:30", False),
        ("2023-09-20T18:00", "2023-09-20T20:00", False),  # news at the previous close could still be traded
        ("2023-09-20T13:30", "2023-09-20T18:00", True),  # news at the close can move it
    ],
)
def test_a_window_takes_news_after_its_start_up_to_its_end(write, start, end, inside):
    entries = read_calendar(write(GOOD))
    assert bool(confounders_in(entries, utc(start), utc(end))) is inside


def test_a_day_without_minute_counts_whole(write):
    entries = read_calendar(write(row(utc="2023-09-20")))
    assert confounders_in(entries, utc("2023-09-19T20:00"), utc("2023-09-20T13:30"))
    assert not confounders_in(entries, utc("2023-09-18T20:00"), utc("2023-09-19T20:00"))


def test_a_day_that_begins_as_the_window_ends_lies_outside_it_and_an_instant_then_within(write):
    days = write(row(utc="2023-09-20", until="2023-09-22"), row(utc="2023-09-20T00:00:00Z", topic="war"))
    found = confounders_in(read_calendar(days), utc("2023-09-19T00:00"), utc("2023-09-20T00:00"))
    assert [e.topic for e in found] == ["war"]


def test_what_lasts_counts_while_it_lasts(write):
    entries = read_calendar(write(row(utc="2023-09-20T14:00:00Z", until="2023-09-20T18:52:00Z")))
    assert confounders_in(entries, utc("2023-09-20T18:00"), utc("2023-09-20T20:00"))
    assert not confounders_in(entries, utc("2023-09-20T18:52"), utc("2023-09-20T20:00"))


def test_confounders_can_be_narrowed(write):
    entries = read_calendar(write(GOOD, row(topic="war", affects="oil", weight="minor")))
    window = utc("2023-09-20T13:30"), utc("2023-09-20T20:00")
    assert len(confounders_in(entries, *window)) == 2
    assert [e.topic for e in confounders_in(entries, *window, except_topics=["war"])] == ["monetary policy"]
    assert [e.topic for e in confounders_in(entries, *window, affects=["oil"])] == ["war"]
    assert [e.topic for e in confounders_in(entries, *window, weight="minor")] == ["war"]


def test_a_window_needs_zones_and_order(write):
    entries = read_calendar(write(GOOD))
    with pytest.raises(StudyError, match="in order"):
        confounders_in(entries, utc("2023-09-20T20:00"), utc("2023-09-20T13:30"))
    with pytest.raises(StudyError, match="zones"):
        confounders_in(entries, dt.datetime(2023, 9, 20), dt.datetime(2023, 9, 21))  # noqa: DTZ001


def test_days_of_a_topic_include_those_within_what_lasts(write):
    entries = read_calendar(write(GOOD, row(utc="2023-09-20", until="2023-09-22T08:00:00Z", topic="war")))
    assert [d.day for d in entries_on(entries, "war")] == [20, 21, 22]
    with pytest.raises(StudyError, match="topic 'peace': no entry has it; allowed: monetary policy, war"):
        entries_on(entries, "peace")


# --- the bundled calendar ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundled_calendar(study):
    return read_calendar(study.folder / "calendar.csv")


def test_the_federal_reserve_contaminates_the_close_and_not_the_open(study, bundled_calendar):
    close, opening, next_close = utc("2023-09-19T20:00"), utc("2023-09-20T13:30"), utc("2023-09-20T20:00")
    own = study.placebo.keep_clear_of
    overnight = confounders_in(bundled_calendar, close, opening, except_topics=own, weight="major")
    day = confounders_in(bundled_calendar, close, next_close, except_topics=own, weight="major")
    assert overnight == ()
    assert {e.start for e in day} == {utc("2023-09-20T18:00"), utc("2023-09-20T18:30")}


def test_minor_news_of_the_night_is_listed_too(study, bundled_calendar):
    night = confounders_in(
        bundled_calendar, utc("2023-09-19T20:00"), utc("2023-09-20T13:30"), except_topics=study.placebo.keep_clear_of
    )
    assert {e.topic for e in night} == {"inflation", "monetary policy"}


def test_the_event_itself_is_in_the_calendar_at_its_instant(study, bundled_calendar):
    assert [e for e in bundled_calendar if e.start == e.end == study.event.instant]


def test_topics_to_keep_clear_of_have_entries_on_the_days_of_earlier_fighting(study, bundled_calendar):
    days = {d for topic in study.placebo.keep_clear_of for d in entries_on(bundled_calendar, topic)}
    known = [
        "2020-07-12",
        "2020-07-15",
        "2020-10-10",
        "2020-11-09",
        "2022-09-12",
        "2022-09-14",
        "2023-09-19",
        "2023-12-07",
    ]
    assert {dt.date.fromisoformat(d) for d in known} <= days


def test_every_source_can_be_looked_up(study):
    for name in ("calendar.csv", "exposures.csv"):
        text = (Path(study.folder) / name).read_text(encoding="utf-8")
        assert "…" not in text, "an address that was cut short"
        assert "..." not in text


def test_entries_are_shown_in_one_short_line(bundled_calendar):
    assert repr(bundled_calendar[0]).startswith("<CalendarEntry 2020-07-12 08:30 UTC, major: Fighting on the ")
    assert all("\n" not in repr(e) and len(repr(e)) < 200 for e in bundled_calendar)
