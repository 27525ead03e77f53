"""Where the prices come from: every file with its hash, what is odd, and what is missing."""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.findings.moved.data import data
from analysis.market.checks import CheckResult
from tests.cases import declared, made_case
from tests.market.made_bars import clean
from tests.reading import read

HASH = "0123456789abcdef" * 4


def described(source="bundled", *, warnings=(), manifest=None, **tables):
    """The piece on made prices, with another snapshot around them; ``manifest`` adds columns."""
    case = made_case(**tables)
    files = case.snapshot.manifest.assign(sha256=HASH, **(manifest or {}))
    return data(replace(case, source=source, snapshot=replace(case.snapshot, manifest=files, warnings=warnings)))


def with_series(*more, **changes):
    """The instruments, all of them declared otherwise, and some more."""
    return [{**i, **changes} for i in declared()["instruments"]] + list(more)


def test_every_price_file_is_named_with_its_hash():
    piece = described()
    assert [f["ticker"] for f in piece.told["files"]] == ["AAA", "BBB", "CCC", "PPP", "RRR", "FFF", "GGG"]
    assert {f["sha256"] for f in piece.told["files"]} == {HASH}
    assert f"| AAA | Fund AAA | {piece.table()['rows'][0]} | 2022-06-01 | 2023-06-30 | 0123456789abcdef |" in piece.text


def test_the_span_and_the_number_of_series_are_those_of_the_prices():
    told = described().told
    assert (told["first"], told["last"], told["price_series"]) == ("2022-06-01", "2023-06-30", 7)


@pytest.mark.parametrize(
    ("source", "words"),
    [("bundled", "the snapshot bundled with the study"), ("live", "the live snapshot"), ("mine", "the snapshot mine")],
)
def test_it_says_whose_snapshot_it_is(source, words):
    text = described(source).text
    assert f"The prices are {words}:" in text
    assert ("SOURCES.md" in text) is (source == "bundled")


def test_a_live_snapshot_says_when_it_was_fetched_and_what_is_the_studys_own():
    times = ["2024-01-02T03:04:05Z", *["2024-01-03T03:04:05Z"] * 5, ""]
    piece = described("live", manifest={"retrieved_at": times})
    assert piece.told["fetched"] == ["2024-01-02", "2024-01-03"]
    assert "the live snapshot, fetched on 2024-01-02 and 2024-01-03: 7 series" in piece.text
    assert piece.text.count("T03:04:05Z |") == 6
    assert piece.text.count("own file |") == 1
    assert "fetched, UTC" not in described().text


def test_absent_and_own_series_are_listed():
    live = {**declared()["instruments"][3], "ticker": "LIVE", "available": "live"}
    piece = described(instruments=with_series(live))
    assert piece.told["absent"] == ["LIVE"]
    assert "Declared but not in this snapshot: LIVE." in piece.text
    own = described(instruments=with_series(source="csv"))
    assert own.told["own"] == ["AAA", "BBB", "CCC", "PPP", "RRR", "FFF", "GGG"]
    assert "The study's own prices are those of all." in own.text
    assert "study's own" not in described().text


def test_days_that_a_calendar_had_wrong_are_shown_with_their_source():
    drawing = {"timeline_exchanges": ["XNYS", "XHKG"]}
    closed = {"exchange": "XNYS", "date": dt.date(2022, 9, 20), "closed": True, "source": "a notice"}
    late = {**closed, "date": dt.date(2024, 9, 20)}  # after the last price: nothing rests on it
    piece = described(drawing=drawing, calendar_changes=[closed, late])
    assert [(c["exchange"], c["date"], c["was"]) for c in piece.told["calendar_changes"]] == [
        ("XHKG", "2022-08-25", "open 13:00 to 16:00"),
        ("XNYS", "2022-09-20", "closed"),
    ]
    assert "| XNYS | 2022-09-20 | closed | as the study says | a notice |" in piece.text
    assert described().told["calendar_changes"] == []
    assert "exchange_calendars" not in described().text


def test_a_calendar_of_the_studys_own_is_never_used_in_silence():
    own = {"days": ["Mon", "Sun"], "open": "09:59", "close": "17:14", "zone": "Asia/Jerusalem", "source": "its site"}
    piece = described(drawing={"timeline_exchanges": ["XTAE", "XNYS"]}, own_calendars={"XTAE": own, "XTAI": own})
    assert piece.told["own_calendars"] == ["XTAE on Mon and Sun, 09:59 to 17:14 Asia/Jerusalem (its site)"]
    assert "calendars of the study's own: XTAE on Mon and Sun, 09:59 to 17:14" in piece.text


def test_it_is_said_what_the_studys_own_prices_are_and_whose():
    own = [i | {"source": "csv"} if i["ticker"] == "RRR" else i for i in declared()["instruments"]]
    piece = described(instruments=own, origin="a bank's retail quotes, whose hour is assumed")
    assert "The study's own prices are those of RRR: a bank's retail quotes, whose hour is assumed." in read(piece.text)
    assert piece.told["origin"] == "a bank's retail quotes, whose hour is assumed"
    assert "The study's own prices are those of RRR." in read(described(instruments=own).text)


def test_oddities_are_shown_as_they_were_found():
    odd = CheckResult("RRR", "bad_ticks", "warning", "close far from the prices around it", ("2022-06-15",))
    piece = described(warnings=(odd,))
    assert piece.told["oddities"] == [
        {"ticker": "RRR", "check": "bad_ticks", "message": odd.message, "sessions": ["2022-06-15"]}
    ]
    assert f"| RRR | {odd.message} |" in piece.text
    assert "Oddities" not in described().text


def test_what_is_odd_on_the_events_own_day_stands_beside_the_files():
    odd = CheckResult("RRR", "event_day", "warning", "volume 378 times the usual", ("2023-03-01",))
    piece = replace(described(), event_day=(odd,))
    assert piece.told["event_day"] == [{"ticker": "RRR", "session": "2023-03-01", "message": odd.message}]
    assert "Odd on the event's own day, not repaired" in piece.text
    assert f"| RRR | 2023-03-01 | {odd.message} |" in piece.text
    assert "own day" not in described().text


@pytest.mark.slow
def test_bars_of_the_day_are_looked_at_on_each_exchanges_first_session():
    bars = clean(400)
    bars.loc["2023-03-01", "volume"] = 90_000.0
    case = made_case()
    piece = data(replace(case, snapshot=replace(case.snapshot, bars={"RRR": bars})))
    assert [(w.ticker, w.dates) for w in piece.event_day] == [("RRR", ("2023-03-01",))]
