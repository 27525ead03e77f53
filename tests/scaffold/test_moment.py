"""Of news of which only the day is known a new study's windows hold the whole day, wherever it is counted."""

import datetime as dt

import pytest

from analysis.errors import UsageError
from analysis.event.news import holds
from analysis.exchanges import first_sessions
from analysis.scaffold.moment import known_moment, whole_day, windows_for
from analysis.scaffold.proposals import Proposed
from analysis.study.declarations import Window
from tests.scaffold.articles import prices

WEDNESDAY, SUNDAY = dt.date(2023, 9, 20), dt.date(2023, 5, 14)


def series(exchange="XNYS", **changes):
    fields = {"ticker": "AAA", "name": "A", "role": "target", "markets": ("equities",), "currency": "USD"}
    return Proposed(**{**fields, "exchange": exchange, "where": "bundled", "source": "", **changes})


@pytest.mark.parametrize("exchange", ["XNYS", "XLON", "XTKS"])
@pytest.mark.parametrize("zone", [None, "Asia/Baku", "America/New_York"])
def test_every_window_holds_the_first_moment_of_the_day_and_the_last(exchange, zone):
    moment = whole_day(WEDNESDAY, zone)
    day0 = first_sessions(moment.first, [exchange])[exchange].session
    windows = windows_for(moment, [series(exchange)])
    assert windows
    for window in map(Window.model_validate, windows):
        assert all(holds(window, exchange, day0, m) for m in (moment.first, moment.last))


def test_the_usual_windows_do_where_they_all_hold_the_day():
    assert windows_for(whole_day(SUNDAY, "Europe/Istanbul"), [series()]) == ()
    moment = known_moment(dt.datetime(2023, 9, 20, 15, tzinfo=dt.UTC), "press")
    assert windows_for(moment, [series()]) == (), "of a known moment the study's rule chooses the window"


def test_a_day_without_a_place_takes_longer_windows_than_that_of_a_place():
    somewhere, place = (windows_for(whole_day(WEDNESDAY, zone), [series()]) for zone in (None, "Asia/Baku"))
    assert [w["last"] for w in somewhere] == [2]
    assert [w["name"] for w in place] == ["day 0", "[0,+1]"]


def test_quotes_are_counted_by_their_own_days(tmp_path):
    file = prices(tmp_path / "AAA.csv", "XNYS", day="2023-09-20", jump=0.0)
    quoted = series(file=file, valued="16:00 Europe/London")
    assert [w["name"] for w in windows_for(whole_day(WEDNESDAY, "Europe/London"), [quoted])] == ["[0,+1]"]
    late = series(file=file, valued="23:00 Asia/Baku")
    assert [w["name"] for w in windows_for(whole_day(WEDNESDAY, "Asia/Baku"), [late])] == ["[0,+1]"]


def test_a_place_that_is_none_is_refused():
    with pytest.raises(UsageError, match="--zone Baku: no such zone; allowed: as Europe/Istanbul"):
        whole_day(WEDNESDAY, "Baku")
