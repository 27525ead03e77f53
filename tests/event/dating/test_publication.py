"""The day of publication: figures that may be swapped, hours of another zone, metadata beside a visible line."""

import datetime as dt

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event
from analysis.event.dating.cues import find_cues
from analysis.event.dating.zones import moment_in
from analysis.event.reading.zone_abbreviations import ZONES


def dated(stamp, text, **metadata):
    return str(date_event(Article(f"{stamp}\n\n{text}" if stamp else text, metadata)).date)


def candidates(stamp, text, **metadata):
    with pytest.raises(EventDateError) as error:
        dated(stamp, text, **metadata)
    return [str(c.date) for c in error.value.candidates[:4]]


MONDAY = "The mayor shut the bridge on Monday."


@pytest.mark.parametrize(
    "stamp",
    [
        "2021/07/06",
        "2021.07.06 18:30",
        "2021/7/6",
        "06-Jul-2021",
        "06-Jul-21 18:30",
        "6-July-2021 18:30",
        "06/07/2021 18:30 BST",
        "06/07/2021, 6:30 pm BST",
        "06/07/2021 | 19:30 CEST",
        "06/07/2021 23:00 IST",
        "07/06/2021, 6:30 pm",
        "07/06/2021 18:30 EDT",
        "07-06-2021 6:30 PM EDT",
        "06-07-2021 6:30 PM",
    ],
)
def test_figures_whose_order_is_told_are_a_day(stamp):
    assert dated(stamp, MONDAY) == "2021-07-05"


def test_figures_that_may_be_swapped_are_refused_with_the_day_of_either_reading():
    assert set(candidates("06/07/2021", MONDAY)) == {"2021-06-07", "2021-07-05"}
    assert set(candidates("06/07/2021, 6:45 pm (GMT+9)", MONDAY)) == {"2021-06-07", "2021-07-05"}
    # Monday is the day of publication by one reading, and four days before it by the other.
    assert set(candidates("05/07/2021", MONDAY)) == {"2021-05-03", "2021-07-05"}


@pytest.mark.parametrize("place", ["MUMBAI: ", "LONDON - "])
def test_twice_twelve_hours_tell_no_order_in_a_report_from_outside_america(place):
    assert set(candidates("Updated: 06/07/2021 6:45 AM", place + MONDAY)) == {"2021-06-07", "2021-07-05"}
    assert dated("Updated: 07/06/2021 6:45 AM EDT", place + MONDAY) == "2021-07-05"
    assert dated("Updated: 07/06/2021 6:45 AM", "HOUSTON - " + MONDAY) == "2021-07-05"


@pytest.mark.parametrize(("other", "day"), [("19/07/2021", "2021-07-05"), ("07/19/2021", "2021-06-07")])
def test_other_figures_of_the_text_tell_the_order(other, day):
    assert dated("06/07/2021", f"{MONDAY} It is to open by {other}.") == day


# 3 July 2019 was a Wednesday.
QUAKE = "A tremor was felt along the coast on Thursday morning."


@pytest.mark.parametrize(
    ("stamp", "place"),
    [
        ("July 3, 2019 11:40 PM EDT", "TOKYO - "),
        ("Published: 3 July 2019 22:15 GMT", "KUALA LUMPUR, Malaysia (Agency) - "),
        ("July 3, 2019 9:05 PM PDT", "ANKARA (Agency) - "),
        ("2019-07-03T21:30:00-04:00", "Wellington, New Zealand (Agency) -- "),
        ("Posted 3 July 2019 at 19:45 UTC", "NEW DELHI — "),
        ("Posted 3 July 2019 at 19:45 UTC", "MUMBAI: "),
    ],
)
def test_a_weekday_is_that_of_the_hour_at_the_articles_place(stamp, place):
    assert dated(stamp, f"{place}{QUAKE}") == "2019-07-04"
    assert dated(stamp, f"{place}{QUAKE.replace('Thursday', 'Tuesday')}") == "2019-07-02"


@pytest.mark.parametrize(
    ("stamp", "weekday", "day"),
    [
        ("July 3, 2019 6:30 PM ET", "Thursday", "2019-06-27"),
        ("July 3, 2019 7:10 PM ET", "Thursday", "2019-07-04"),
        ("January 3, 2019 6:30 PM ET", "Friday", "2018-12-28"),
        ("January 3, 2019 7:10 PM ET", "Friday", "2019-01-04"),
    ],
)
def test_a_zone_without_its_season_has_that_of_its_day(stamp, weekday, day):
    """In both seasons London's midnight is New York's 7 p.m."""
    assert dated(stamp, f"LONDON (Agency) - {QUAKE.replace('Thursday', weekday)}") == day


def test_so_it_is_by_the_metadatas_hour():
    assert dated("", f"TOKYO - {QUAKE}", published="2019-07-03T23:40:00-04:00") == "2019-07-04"
    assert dated("", f"TOKYO - {QUAKE}", published=dt.datetime(2019, 7, 3, 15, 30, tzinfo=dt.UTC)) == "2019-07-04"


@pytest.mark.parametrize(
    ("stamp", "place"),
    [
        ("July 3, 2019", "TOKYO - "),
        ("July 3, 2019 11:40 PM", "TOKYO - "),
        ("July 3, 2019 11:40 PM EDT", ""),
        ("July 3, 2019 25:00", ""),
        ("2019-07-03T16:00:00Z", "AGLOE - "),
        ("July 3, 2019", ""),
    ],
)
def test_the_next_days_weekday_is_refused_where_no_hour_and_place_settle_it(stamp, place):
    assert set(candidates(stamp, f"{place}{QUAKE}")) == {"2019-07-04", "2019-06-27"}


@pytest.mark.parametrize(
    ("stamp", "place"),
    [
        ("July 3, 2019 9:40 AM EDT", "TOKYO - "),
        ("July 3, 2019", "LIMA - "),
        ("July 3, 2019 11:40 PM EDT", "LIMA - "),
        ("3 July 2019 09:10", ""),
        ("2019-07-03T10:00:00Z", ""),
        ("2019-07-03T18:00:00+09:00", ""),
        ("", "TOKYO, July 3, 2019 (Agency) - "),
    ],
)
def test_elsewhere_it_is_that_of_the_week_before(stamp, place):
    assert dated(stamp, f"{place}{QUAKE}") == "2019-06-27"


def test_a_full_date_settles_the_next_days_weekday():
    assert dated("July 3, 2019", f"{QUAKE} It was strongest at noon on 27 June 2019.") == "2019-06-27"


def test_a_day_by_the_events_name_is_doubted_like_the_leads():
    article = Article("July 3, 2019\n\nTOKYO - The truce began on Thursday.")
    with pytest.raises(EventDateError, match=r"2019-07-04 .*2019-06-27"):
        date_event(article, terms=["truce"])


ANEW = "Published: 13 December 2019"


@pytest.mark.parametrize("terms", [(), ["truce"]])
def test_a_visible_line_months_from_the_metadata_leaves_both_days(terms):
    article = Article(f"{ANEW}\n\nThe truce began on Thursday.", {"published": "2024-01-09T10:00:00Z"})
    with pytest.raises(EventDateError, match=r"2019-12-12 .if published on 2019-12-13., 2024-01-04"):
        date_event(article, terms=terms)


def test_a_visible_line_in_figures_is_heard_too():
    metadata = {"published": "2024-01-09T10:00:00Z"}
    assert candidates("Published: 12/12/2019", MONDAY, **metadata) == ["2019-12-09", "2024-01-08"]
    found = candidates("Published: 10/12/2019", MONDAY, **metadata)
    assert {"2019-10-07", "2019-12-09", "2024-01-08"} <= set(found)


def test_a_visible_line_does_not_matter_where_the_day_is_the_same_or_the_page_was_saved_later():
    metadata = {"published": "2024-01-09T10:00:00Z"}
    assert dated(ANEW, "The truce began on 10 December 2019.", published="2020-02-09") == "2019-12-10"
    assert dated("Friday, 14 June 2024", "The truce began on Monday.", **metadata) == "2024-01-08"
    assert dated("Updated 14 June 2024", "The truce began on Monday.", **metadata) == "2024-01-08"
    assert dated("9 January 2024", "The truce began on Monday.", **metadata) == "2024-01-08"


OPENINGS = [
    "July 6, 2021 (Agency) - ",
    "July 6 2021 (Agency) -- ",
    "6 July 2021 (Agency) — ",
    "6 July 2021, Lima - ",
    "LIMA, PERU / TRADE WIRE / July 6, 2021 / ",
    "July 6, 2021 (Tuesday) - ",
    "LIMA (Agency), July 6, 2021 - ",
    "LIMA (Agency) July 6, 2021 - ",
    "LIMA, July 6, 2021, (Agency) - ",
    "Lima - 6 July 2021 - ",
    "NEW DELHI: July 6, 2021: ",
    "LIMA--(TRADE WIRE)--July 6, 2021--",
    "FOR IMMEDIATE RELEASE: July 6, 2021\n\n",
]


@pytest.mark.parametrize("headline", ["", "Bridge shut", "The Bridge Is Shut"])
@pytest.mark.parametrize("opening", OPENINGS)
def test_a_full_date_that_opens_the_report_is_the_day_of_publication(headline, opening):
    lead = "The mayor shut the old bridge over the river on Monday."
    assert dated(headline, f"{opening}{lead}") == "2021-07-05"


@pytest.mark.parametrize(
    "foot",
    [
        "© 2021 Agency",
        "(C) Lima News Agency, 2021",
        "© Lima & Sons, Inc., 2021",
        "© The Example 2021",
        "Copyright The Example, 2021. All rights reserved.",
    ],
)
@pytest.mark.parametrize("headline", ["", "Bridge shut"])
def test_a_wire_opens_with_day_and_agency_alone_and_its_foot_tells_the_year(headline, foot):
    text = f"July 6 (Agency) - The mayor said on Monday she would shut the bridge.\n\n{foot}"
    assert dated(headline, text) == "2021-07-05"


def test_no_dateline_stands_below_prose_or_in_a_table_of_days():
    listed = "The bridge was shut on 5 July 2021, said the mayor of the town.\n\nOpening - 6 June 1999 - by the queen."
    assert "1999-06-06" in candidates("", listed)
    assert dated("Election Day: 5 November 2021 - what to know\n\nJuly 6, 2021", MONDAY) == "2021-07-05"
    assert "2021-07-05" in candidates("July 6, 2021", f"Timeline: 6 June 1999: it opened.\n\n{MONDAY}")


@pytest.mark.parametrize("zone", ZONES.split("|"))
def test_a_stamp_is_known_by_the_zones_of_all_continents(zone):
    assert dated(f"July 6, 2021 10:20 {zone}", MONDAY) == "2021-07-05"
    assert dated(f"Bridge shut\n\nPublished: July 6, 2021, 10:20 a.m. {zone}", MONDAY) == "2021-07-05"


@pytest.mark.parametrize("zone", ZONES.split("|"))
def test_a_zone_is_known_wherever_an_hour_is_read(zone):
    line = f"6 July 2021, 10:20 {zone}"
    assert [c.kind for c in find_cues(f"Bridge shut\n\n{line}\n\nIt fell.")] == ["stamp"]
    assert find_cues(f"at 10:20 {zone} it fell")[0].text == f"10:20 {zone}"
    moment = moment_in(line, dt.date(2021, 7, 6))
    assert (moment.tzinfo is None) == (zone == "IST"), "IST is of India, of Israel and of Ireland"


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("UTC", 0), ("BST", 1), ("EEST", 3), ("PKT", 5), ("WIB", 7), ("JST", 9), ("ACST", 9.5), ("AEST", 10),
        ("NZDT", 13), ("EST", -5), ("EDT", -4), ("ET", -4), ("CT", -5), ("PT", -7), ("HST", -10), ("AET", 10),
        ("NZT", 12),
    ],
)  # fmt: skip
def test_its_hours_are_those_of_july(zone, hours):
    assert moment_in(f"6 July 2021, 10:20 {zone}", dt.date(2021, 7, 6)).utcoffset() == dt.timedelta(hours=hours)


def test_a_deadline_that_passed_is_of_the_publications_year_and_no_event():
    due = "The pact is dead. The envoys had been due to sign the pact on June 26."
    assert "2021-06-26" in candidates("", f"LIMA, July 6, 2021 (Agency) - {due}")
    with pytest.raises(EventDateError) as error:
        date_event(Article(f"July 6, 2021\n\n{due}"), terms=["pact"])
    assert "2022-06-26" not in [str(c.date) for c in error.value.candidates]
