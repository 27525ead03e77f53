"""Events: securities with days or instants, each with its time zone, and what else is known of them."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.panels.reading.events import read_events
from analysis.panels.reading.roles import Form
from tests.panels.made import write


def read(source, roles=None):
    return read_events(source, Form(roles or {}))


def test_columns_are_known_by_their_names_whatever_their_case():
    frame = pd.DataFrame({"Ticker": ["A", "B"], "Event_Date": ["2007-01-09", "2007-01-10"], "weight": [1, 2.5]})
    events = read(frame.assign(Group=["x", "y"], size=[3, 4]))
    assert events.security.tolist() == ["A", "B"]
    assert events.day.astype(str).tolist() == ["2007-01-09", "2007-01-10"]
    assert (events.weight.tolist(), events.group.tolist(), events.others) == ([1, 2.5], ["x", "y"], ("size",))


def test_leading_zeros_of_a_security_stay(tmp_path):
    assert read(write(tmp_path, "e.csv", "permno,date\n00123,2007-01-09\n")).security.tolist() == ["00123"]


def test_a_column_of_another_name_is_declared_and_a_missing_one_says_how(tmp_path):
    path = write(tmp_path, "e.csv", "Konzern,date\nA,2007-01-09\n")
    with pytest.raises(TableError, match=r"no column for the security: Konzern, date.*--column events\.security="):
        read(path)
    assert read(path, {("events", "security"): "Konzern"}).security.tolist() == ["A"]


def test_an_instant_has_an_offset_or_a_zone_and_becomes_utc():
    frame = pd.DataFrame({
        "security": ["A", "B", "C"],
        "date": ["2007-01-09T09:42-08:00", "2007-01-09 18:00", "2007-01-10"],
        "zone": ["", "Europe/London", ""],
    })  # fmt: skip
    events = read(frame)
    assert events.instant[:2].astype("datetime64[m]").astype(str).tolist() == ["2007-01-09T17:42", "2007-01-09T18:00"]
    assert np.isnat(events.instant[2])
    assert events.day[2] == np.datetime64("2007-01-10")


@pytest.mark.parametrize(
    ("date", "zone", "what"),
    [
        ("2007-01-09 09:42", "", "an instant without a time zone"),
        ("2007-01-09 09:42", "Mars/Olympus", "no time zone"),
        ("2007-03-11 02:30", "America/New_York", "does not exist once"),
    ],
)
def test_an_instant_on_no_clock_is_refused_with_its_row(date, zone, what):
    with pytest.raises(TableError, match=rf"row 1, column 2 \(date\): .*{what}"):
        read(pd.DataFrame({"security": ["A"], "date": [date], "zone": [zone]}))


def test_a_weight_below_zero_and_a_characteristic_in_words_are_refused():
    frame = pd.DataFrame({"security": ["A"], "date": ["2007-01-09"], "weight": [-1], "size": ["large"]})
    with pytest.raises(TableError, match=r"\(weight\): '-1'; allowed: a number of zero or more"):
        read(frame)
    with pytest.raises(TableError, match=r"\(size\): 'large'"):
        read(frame.drop(columns="weight")).characteristics(("size",))
    with pytest.raises(TableError, match="no column 'beta'"):
        read(frame.drop(columns="weight")).characteristics(("beta",))


def test_a_zone_without_summer_time_is_said():
    found = read(pd.DataFrame({"security": ["A"], "date": ["2007-07-09 15:30"], "zone": ["EST"]}))
    assert str(found.instant[0]) == "2007-07-09T20:30:00.000000000"
    assert "zone: EST has no summer time, unlike America/New_York or America/Denver" in found.said


@pytest.mark.parametrize("form", ["frame", "csv", "csv with times", "parquet"])
def test_a_column_of_midnights_holds_dates_whatever_the_table_is_and_whatever_zone_stands_beside_it(tmp_path, form):
    frame = pd.DataFrame({"security": ["A", "B"], "date": pd.to_datetime(["2018-05-08", None]), "zone": "Asia/Tokyo"})
    if form == "parquet":
        pytest.importorskip("pyarrow")
        frame.to_parquet(tmp_path / "e.parquet")
    times = "%Y-%m-%d %H:%M:%S" if form.endswith("times") else None
    source = frame if form == "frame" else tmp_path / "e.parquet"
    if form.startswith("csv"):
        source = write(tmp_path, "e.csv", frame.to_csv(index=False, date_format=times))
    events = read(source)
    assert events.day.astype(str).tolist() == ["2018-05-08", "NaT"]
    assert np.isnat(events.instant).all()
    assert any("always midnight, so these are dates" in line for line in events.said) == (form != "csv")


def test_midnight_among_other_times_and_with_an_offset_is_an_instant():
    dates = ["2018-05-08 00:00", "2018-05-08 09:30"]
    frame = pd.DataFrame({"security": ["A", "B"], "date": dates, "zone": "Asia/Tokyo"})
    for table in (frame, frame.assign(date=pd.to_datetime(frame["date"]))):
        events = read(table)
        assert events.instant.astype("datetime64[h]").astype(str).tolist() == ["2018-05-07T15", "2018-05-08T00"]
    single = read(pd.DataFrame({"security": ["A"], "date": ["2018-05-08T00:00+09:00"], "zone": "Asia/Tokyo"}))
    assert str(single.instant[0]).startswith("2018-05-07T15:00")


def test_what_becomes_of_instants_is_said():
    said = read(pd.DataFrame({"security": ["A"], "date": ["2018-05-12T09:00Z"]})).said
    assert said == (
        "date: 1 row with an instant; each belongs to the first session that ends after it, whatever --closed says of "
        "dates",
    )
