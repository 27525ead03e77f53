"""The event's day is told with its evidence, and each exchange's first session by its own hours.

The news comes on 1 March 2023 at 9:00 UTC; New York trades from 14:30 to 21:00, London from 8:00 to 16:30.
"""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.event.dates import EventDate, Evidence, RuledOut
from analysis.exchanges import is_quoted
from analysis.findings.when.dating import dating
from tests.bundled_controls import BONDS, case_of
from tests.cases import DAY0, made_study, made_timing
from tests.reading import read

CUES = (Evidence("Wednesday's", 40, "past day", "2023-03-01 (Wednesday)"), Evidence("©2023", None, "year", "2023"))
RULED_OUT = (RuledOut(dt.date(2023, 2, 22), "a week too early"),)


def dated(event=None, cues=CUES, ruled_out=RULED_OUT, **declared):
    timing = made_timing(made_study(event={"date": DAY0.date(), **declared}))
    found = EventDate(DAY0.date(), None, (DAY0.date(),), cues, ruled_out)
    return dating(replace(timing, event=event or found))


def test_each_exchange_has_its_first_session_and_its_wait():
    table = dated().table().set_index("exchange")
    assert list(table["session"]) == [DAY0.date()] * 2
    assert dict(table["position"]) == {"XLON": "during the session", "XNYS": "before the open"}
    assert dict(table["wait_hours"]) == {"XLON": 0.0, "XNYS": 5.5}
    assert table.loc["XNYS", "open"] == dt.datetime(2023, 3, 1, 14, 30, tzinfo=dt.UTC)
    assert set(table.columns) == {"city", "session", "open", "close", "position", "wait_hours", "wait"}


def test_a_quote_has_one_hour_and_no_span_of_trading():
    lines = dating(case_of(BONDS).timing).shown()["sessions"].frame.set_index("exchange")
    (quoted,) = [code for code in lines.index if is_quoted(code)]
    assert lines["trading"][quoted] == "15:00"
    assert lines["trading"]["XNYS"] == "13:30 to 20:00"


def test_the_record_holds_the_table_and_the_evidence():
    told = dated().told
    assert [s["exchange"] for s in told["first_sessions"]] == ["XLON", "XNYS"]
    assert told["first_sessions"][1]["close"] == "2023-03-01T21:00:00+00:00"
    assert told["evidence"][0] == {"cue": "Wednesday's", "rule": "past day", "contribution": "2023-03-01 (Wednesday)"}
    assert told["ruled_out"] == [{"date": "2023-02-22", "reason": "a week too early"}]
    assert told["published"] == ["2023-03-01"]


def test_the_instant_is_told_in_utc_wherever_it_was_declared():
    baku = dt.datetime(2023, 3, 1, 13, tzinfo=dt.timezone(dt.timedelta(hours=4)))
    piece = dated(instant=baku)
    assert piece.told["instant"] == "2023-03-01T09:00:00+00:00"
    assert "1 March 09:00 UTC" in piece.text


def test_the_paragraph_says_every_cue_what_was_ruled_out_and_the_sessions():
    text = read(dated().text)
    for words in (*(e.contribution for e in CUES), RULED_OUT[0].reason):
        assert words in text
    assert "| London (XLON) | 2023-03-01 | 08:00 to 16:30 | during the session | none |" in text
    assert "| New York (XNYS) | 2023-03-01 | 14:30 to 21:00 | before the open | 5.5 hours |" in text


@pytest.mark.parametrize(("date_from", "derived"), [("article", True), ("declared", False)])
def test_a_declared_date_is_not_called_derived(date_from, derived):
    piece = dated(date_from=date_from)
    assert ("own time cues" in piece.text) is derived
    assert ("is declared in study.toml" in piece.text) is not derived
    assert ("own time cues" in piece.summary()) is derived


def test_without_cues_and_rivals_there_is_neither_table_nor_list():
    text = dated(cues=(), ruled_out=()).text
    assert "read as" not in text
    assert "Ruled out" not in text


def test_what_an_article_says_is_never_markup():
    nasty = Evidence("a | b", None, "<img src=x>", "**bold**")
    text = dated(cues=(nasty,)).text
    assert r"| a \| b | \<img src=x\> | \*\*bold\*\* |" in text
