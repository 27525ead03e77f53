"""Which events are in: the first session that could follow comes from the calendar, and every reason is told."""

import datetime as dt

import pytest

from analysis.errors import StudyError
from analysis.family.events import read_family_events
from tests.family.made import DAYS, event, events, judged, made_family, planted

HEAD = "utc,until,name,what,kind,out,contaminated,sure,source"


def placed(one, **tables):
    """An event beside the six of the made family, on its prices."""
    m = judged(planted({}), made_family((*events(), one), **tables)).measured
    found = next(p for p in m.placed if p.event is one)
    return [f"{m.days[row]:%Y-%m-%d}" for row in found.rows], "; ".join(found.out)


@pytest.mark.parametrize(
    ("one", "sessions", "why"),
    [
        (event("2023-01-11"), ["2023-01-11"], ""),
        # On Friday after the close of 21:00 UTC, and on Saturday at no known hour: Monday was a holiday.
        (event("2023-01-13", hour=22), ["2023-01-17"], ""),
        (event("2023-01-14", hour=None), ["2023-01-17"], ""),
        # New York is open from 14:30 to 21:00 UTC: the night before does not hold what happened in the day.
        (event("2023-01-11", hour=15), ["2023-01-11"], "it became known while trading went on: the window “overnight”"),
        (
            event("2023-01-11", hour=None),
            ["2023-01-11", "2023-01-12"],
            "decides between 11 January 2023 and",
        ),
        (
            event("2023-01-11", until="2023-01-11T16:00:00+00:00"),
            ["2023-01-11"],
            "it may have become known while trading went on",
        ),
        (event("2022-01-11"), [], "the prices begin on 1 June 2022"),
        (event("2024-01-11"), [], "the prices end on 30 June 2023"),
        (event("2022-07-12"), ["2022-07-12"], "too short a history of prices before it"),
        (event("2023-01-11", "meeting"), ["2023-01-11"], "its kind is none of truce and raid"),
        (event("2023-01-11", out="agreed on nothing"), ["2023-01-11"], "agreed on nothing"),
        (event("2022-01-11", out="agreed on nothing"), [], "agreed on nothing; the prices begin"),
    ],
)
def test_the_first_session_is_that_of_the_calendar_and_every_reason_is_told(one, sessions, why):
    found, told = placed(one)
    assert found == sessions
    assert told.startswith(why) or why in told
    assert bool(told) == bool(why)


def test_a_session_counts_once_and_for_no_kind_where_it_holds_two():
    again = event(DAYS[1], "truce", hour=10, name="again")
    other = event(DAYS[2], "truce", hour=10, name="other")
    m = judged(planted({}), made_family((*events(), again, other))).measured
    out = {p.event.name: p.out for p in m.placed if p.out}
    assert out == {
        "again": (f"its session counts once, for truce of {DAYS[1]}",),
        "other": (f"its session holds raid of {DAYS[2]} too, of another kind",),
        f"raid of {DAYS[2]}": ("its session holds other too, of another kind",),
    }


def test_where_no_event_is_in_the_reason_is_the_error():
    with pytest.raises(StudyError, match=r"no event is in on widget funds.*the prices begin on 1 June 2022"):
        judged(planted({}), made_family([event("2021-01-11"), event("2021-02-11")]))


def test_events_whose_hour_is_not_known_are_counted_in_the_familys_zone(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(f"{HEAD}\n2023-01-14,,a,it,truce,,,press,x\n2023-01-11T09:00:00Z,,b,it,raid,,,press,x\n")
    late, early = reversed(read_family_events(path, "Asia/Baku"))
    assert (early.name, early.start) == ("b", dt.datetime(2023, 1, 11, 9, tzinfo=dt.UTC))
    assert late.start == dt.datetime(2023, 1, 13, 20, tzinfo=dt.UTC)
    assert late.end == dt.datetime(2023, 1, 14, 20, tzinfo=dt.UTC) - dt.timedelta(microseconds=1)
    assert str(late.on) == "2023-01-14"


def test_all_faults_of_the_list_are_told_at_once(tmp_path):
    path = tmp_path / "events.csv"
    rows = [
        "2023-01-14,,a,it,truce,,,press,x",
        "2023-02-14,2023-02-13,b,it,raid,,,press,x",
        "noon,,c,it,raid,,,press,x",
    ]
    path.write_text("\n".join([HEAD, *rows, "2023-01-15,,d,,raid,,,rumour,x"]))
    with pytest.raises(StudyError) as refused:
        read_family_events(path, "UTC")
    told = str(refused.value)
    assert "row 3: until: 2023-02-13 lies before 2023-02-14" in told
    assert "row 4: utc: 'noon' is no time" in told
    assert "row 5: what: empty" in told
    assert "row 5: sure: 'rumour'" in told


def test_two_events_of_one_name_are_refused(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(f"{HEAD}\n2023-01-14,,a,it,truce,,,press,x\n2023-02-14,,a,it,truce,,,press,x\n")
    with pytest.raises(StudyError, match="row 2: name: 'a' twice"):
        read_family_events(path, "UTC")
