"""Which dates the event is compared with, and which sessions serve to estimate what is normal.

The table has 120 sessions of New York, the event in row 80; 30 sessions of estimation end at event day -11, and the
windows reach from event day -1 to +4.
"""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analysis.errors import WindowError
from analysis.measure.design import PlaceboDesign, placebo_design, require_enough, row_of, usable_sessions
from tests.cases import DAY0, entry, instruments_with, made_study, made_timing, sessions

EVENT = 80
FIRST = sessions().get_loc(DAY0) - EVENT
SESSIONS = sessions()[FIRST : FIRST + 120]
WINDOWS = [
    {"name": name, "returns": "overnight", "first": first, "last": last}
    for name, first, last in (("a", 0, 0), ("b", -1, 1), ("c", 0, 4))
]
NEVER = "2010-01-04"
FRIDAY = next(r for r in range(45, 60) if (SESSIONS[r + 1] - SESSIONS[r]).days == 3)
"""Row of a session before a weekend."""


def timing(*, leave_out=(), minimum=19, exchange="XNYS", **topics):
    """A study that keeps its placebo dates clear of war, with the listed times of each topic."""
    study = made_study(
        estimation={"length": 30, "last": -11, "leave_out": list(leave_out)},
        windows=WINDOWS,
        multiverse={"windows": ["a"]},
        placebo={"clearance": 3, "minimum": minimum, "keep_clear_of": ["war"]},
        instruments=instruments_with("RRR", exchange=exchange),
    )
    listed = {"war": (NEVER,)} | topics
    calendar = tuple(entry(t, topic, topic, "rates") for topic, times in listed.items() for t in times)
    return made_timing(study, calendar)


def day(row):
    """A session of the table as a bare day of the calendar."""
    return f"{SESSIONS[row]:%Y-%m-%d}"


def table():
    values = np.random.default_rng(0).normal(size=(len(SESSIONS), 2))
    return pd.DataFrame(values, index=SESSIONS, columns=["fund", "factor"])


def design(when=None, data=None, **options):
    return placebo_design(table() if data is None else data, "fund", "XNYS", when or timing(), **options)


def clear_of(*rows):
    """Rows with whole windows, from the 41st to the fifth before the end, more than 3 sessions from some others."""
    return [r for r in range(40, 116) if min(abs(r - taken) for taken in rows) > 3]


# Placebo dates


def test_placebo_dates_have_whole_windows_and_keep_clear_of_the_event():
    found = design()
    assert found.event_row == EVENT
    assert found.rows.tolist() == clear_of(EVENT)


def test_placebo_dates_keep_clear_of_listed_days():
    assert design(timing(war=(day(50), day(100)))).rows.tolist() == clear_of(EVENT, 50, 100)


def test_a_listed_day_without_a_session_counts_as_the_next_session():
    weekend = [f"{SESSIONS[FRIDAY] + pd.Timedelta(days=n):%Y-%m-%d}" for n in (1, 2, 3)]
    on_saturday, on_sunday, on_monday = (design(timing(war=(d,))).rows.tolist() for d in weekend)
    assert on_saturday == on_sunday == on_monday == clear_of(EVENT, FRIDAY + 1)


def test_listed_days_outside_the_table_take_no_date_out():
    before, after = SESSIONS[0] - pd.Timedelta(days=1), SESSIONS[-1] + pd.Timedelta(days=1)
    outside = (f"{before:%Y-%m-%d}", NEVER, f"{after:%Y-%m-%d}", "2030-01-01")
    assert design(timing(war=outside)).rows.tolist() == clear_of(EVENT)
    assert design(timing(war=(day(0), day(119)))).rows.tolist() == [r for r in clear_of(EVENT) if r < 116]


def test_other_topics_take_no_placebo_date_out():
    assert design(timing(weather=(day(50),))).rows.tolist() == clear_of(EVENT)


def test_a_day_that_one_column_lacks_takes_out_every_date_that_needs_it():
    holed = table()
    holed.iloc[60, 1] = np.nan
    # All columns are needed from the first day of the estimation window to the last of the event windows.
    assert design(data=holed).rows.tolist() == [r for r in clear_of(EVENT) if not r - 40 <= 60 <= r + 4]
    late = table()
    late.iloc[:10, 0] = np.nan
    assert design(data=late).rows.tolist() == [r for r in clear_of(EVENT) if r >= 50]


def test_a_longer_estimation_window_takes_out_the_dates_that_lack_it():
    assert design(length=40).rows.tolist() == [r for r in clear_of(EVENT) if r >= 50]
    assert design(length=30).rows.tolist() == clear_of(EVENT)


def test_too_few_placebo_dates_stop_the_run():
    assert len(design(timing(minimum=69)).rows) == 69
    with pytest.raises(WindowError, match="fund: placebo: 69 admissible placebo dates; allowed: at least 70"):
        design(timing(minimum=70))


def test_a_window_of_several_days_needs_as_many_dates_that_do_not_overlap():
    """The window [0,+4] keeps every fifth date from the event: rows 40, 45, ..., 115 less the event's own, row 80."""
    kept = [r for r in range(40, 116, 5) if r != EVENT]
    found = design()
    assert found.rows[found.apart(5)].tolist() == kept
    long = dataclasses.replace(timing().setting, primary=timing().study.windows[2])
    require_enough(found, dataclasses.replace(long, study=minimum_of(len(kept))), "fund")
    says = f"fund: placebo 5 sessions apart: {len(kept)} admissible placebo dates; allowed: at least {len(kept) + 1}"
    with pytest.raises(WindowError, match=says):
        require_enough(found, dataclasses.replace(long, study=minimum_of(len(kept) + 1)), "fund")


def test_of_other_windows_than_the_primary_one_fewer_dates_are_enough():
    assert timing().primary.window.name == "a"
    found = design(timing(minimum=69))
    assert [int(found.apart(days).sum()) for days in (1, 3, 5)] == [69, 22, 15]


def minimum_of(dates):
    """The study with another least number of placebo dates, which may be lower than any study's."""
    study = timing().study
    return study.model_copy(update={"placebo": study.placebo.model_copy(update={"minimum": dates})})


def test_an_event_outside_the_prices_stops_the_run():
    without = table().drop(DAY0)
    for data in (table().loc[DAY0:].iloc[1:], table().loc[:DAY0].iloc[:-1], without):
        with pytest.raises(WindowError, match="fund: day 0, 2023-03-01, lies outside the prices; allowed: 202"):
            design(data=data)
    assert row_of(table(), SESSIONS[7], "fund") == 7


def test_prices_that_end_within_the_windows_stop_the_run():
    with pytest.raises(WindowError, match="fund: 3 sessions after day 0, 4 needed"):
        design(data=table().iloc[: EVENT + 4])
    with pytest.raises(WindowError, match="fund: 39 sessions before day 0, 40 needed"):
        design(data=table().iloc[EVENT - 39 :])


def test_day_0_is_that_of_the_exchange():
    when = timing(exchange="XTKS")
    tokyo = placebo_design(table(), "fund", "XTKS", when)
    assert when.day0["XTKS"] > when.day0["XNYS"]
    assert tokyo.event_row == EVENT + 1


# Sessions of the estimation windows


def test_the_events_own_days_serve_in_no_estimation_window():
    # Event days -1 to +4: what the declared windows span.
    assert np.flatnonzero(~design().usable).tolist() == [79, 80, 81, 82, 83, 84]


def test_days_left_out_serve_in_none_either_and_stay_placebo_dates():
    sunday = f"{SESSIONS[FRIDAY] + pd.Timedelta(days=2):%Y-%m-%d}"
    days = (day(62), day(69), sunday, "2022-01-03", "2030-01-02")
    found = design(timing(leave_out=["weather"], weather=days))
    assert np.flatnonzero(~found.usable).tolist() == [FRIDAY + 1, 62, 69, 79, 80, 81, 82, 83, 84]
    assert found.rows.tolist() == clear_of(EVENT)
    everything = design(timing(leave_out=["weather", "war"], weather=days[:2], war=(day(20),)))
    assert np.flatnonzero(~everything.usable).tolist() == [20, 62, 69, 79, 80, 81, 82, 83, 84]


def test_news_after_the_close_leaves_out_the_next_session_too():
    evening = f"{day(60)}T22:00+00:00"
    found = design(timing(leave_out=["weather"], weather=(evening,)))
    assert np.flatnonzero(~found.usable).tolist()[:2] == [60, 61]


def test_a_period_that_begins_before_the_table_ends_where_it_should():
    assert np.flatnonzero(~usable_sessions(table(), 0, [], timing().setting)).tolist() == [0, 1, 2, 3, 4]


# What others read of it


def test_the_event_comes_first_and_every_column_has_all_dates():
    found = PlaceboDesign(7, np.array([2, 4]), np.ones(10, dtype=bool))
    assert found.dates.tolist() == [7, 2, 4]
    assert found.events(2).tolist() == [[0, 7], [0, 2], [0, 4], [1, 7], [1, 2], [1, 4]]
    assert repr(found) == "<PlaceboDesign: event in row 7, 2 placebo dates>"


def test_dates_apart_share_no_day_with_each_other_or_with_the_event():
    found = PlaceboDesign(20, np.arange(0, 41), np.ones(60, dtype=bool))
    assert found.rows[found.apart(1)].tolist() == list(range(41))
    kept = found.rows[found.apart(5)]
    assert kept.tolist() == [0, 5, 10, 15, 20, 25, 30, 35, 40]
