"""The event's date: short invented articles, and the day that a careful reader would take from each, or refuse to."""

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import EventDateError
from analysis.event.article import Article, read_article
from analysis.event.dates import date_event
from analysis.event.dating.debates import general_debates
from analysis.study.declarations import Event

ROOT = Path(__file__).resolve().parents[2]
ORIGINAL = ROOT.parent / "shared" / "article" / "karabakh-2023.txt"


def event(date=None, date_from="article", instant="2023-09-20T09:00:00Z", terms=("truce", "cease-fire")):
    return Event(
        name="truce",
        date=date,
        date_from=date_from,
        instant=dt.datetime.fromisoformat(instant),
        source="a test",
        terms=terms,
    )


def dated(text, **kwargs):
    """Date by the terms "truce" and "cease-fire", with an instant on the expected day."""
    return date_event(Article(text), **kwargs)


SETTLED = [
    # Datelines and stamps name the day of publication.
    ("BAKU, Sept 20 (Agency) - The truce began on Wednesday.\n\n© 2023 Agency", "2023-09-20"),
    ("BAKU, Sept. 20, 2023 (Agency) - The truce began on Tuesday.", "2023-09-19"),
    ("Yerevan, Armenia, 20 September 2023 — Wednesday's truce held.", "2023-09-20"),
    ("MOSCOW, September 21. /AGENCY/. The truce began on Wednesday.\n\n© 2023", "2023-09-20"),
    ("Published: 2023-09-20 14:05 UTC\n\nThe guns fell silent on Tuesday.", "2023-09-19"),
    ("By Ann Writer | 20 September 2023\n\nThe guns fell silent yesterday.", "2023-09-19"),
    ("Published 20 September 2023\nUpdated 25 September 2023\n\nThe truce began on Wednesday.", "2023-09-20"),
    # The lead's day counts when none bears the event's name.
    ("ROME, Sept 20, 2023 (Agency) - It ended on Tuesday. It had begun on Monday.", "2023-09-19"),
    ("ROME, Sept 20, 2023 (Agency) - They clashed on Sept. 12. Shops were shut.", "2023-09-12"),
    # A footer is no veto.
    ("ROME, Sept 20, 2022 (Agency) - The truce began Tuesday.\n\n© 2023", "2022-09-20"),
    ("ROME, Sept 20, 2023 (Agency) - The truce began Tuesday.\n\nCopyright 2001-present Agency", "2023-09-19"),
    ("ROME, Sept 20, 2023 (Agency) - Troops came on 18 September 2023.", "2023-09-18"),
    # The event's name takes its own day, before or behind it, and the nearest one in a sentence.
    ("ROME, Sept 20, 2023 (Agency) - Monday's truce held. Ministers spoke on Tuesday.", "2023-09-18"),
    ("ROME, Sept 20, 2023 (Agency) - The cease-fire of Monday held, he said on Tuesday.", "2023-09-18"),
    (
        "ROME, Sept 20, 2023 (Agency) - It was on Monday, after long talks in a far city, that a truce came.",
        "2023-09-18",
    ),
    # What is still to come is not the day of the news.
    ("ROME, Sept 20, 2023 (Agency) - The truce will start on Friday, ministers said on Wednesday.", "2023-09-20"),
    ("ROME, Sept 20, 2023 (Agency) - A truce came yesterday. Ministers meet next Monday.", "2023-09-19"),
    ("ROME, Sept 20, 2023 (Agency) - Talks Thursday will decide. The truce began on Tuesday.", "2023-09-19"),
    ("ROME, Sept 20, 2023 (Agency) - They agreed to meet Monday. The truce began on Tuesday.", "2023-09-19"),
    ("ROME, Sept 20, 2023 (Agency) - Wednesday's truce will let aid in.", "2023-09-20"),
    # Last and next.
    ("ROME, Sept 20, 2023 (Agency) - Last Friday's truce held.", "2023-09-15"),
    ("ROME, Sept 20, 2023 (Agency) - Last Wednesday's truce held.", "2023-09-13"),
    ("ROME, Sept 24, 2023 (Agency) - The truce agreed on Friday last week held.", "2023-09-15"),
    # Years that are no years of the news: wars past, bonds that mature.
    ("ROME, Sept 20, 2023 (Agency) - After a war in 2020, a truce came Tuesday; bonds of 2031 rose.", "2023-09-19"),
    # The turn of the year, and leap days.
    ("ROME, Jan. 2, 2024 (Agency) - The truce began on Sunday.", "2023-12-31"),
    ("ROME, Jan. 2, 2024 (Agency) - The truce of Dec. 31 held. Ministers will meet Monday.", "2023-12-31"),
    ("ROME, March 1, 2024 (Agency) - The truce began on Thursday, Feb. 29.", "2024-02-29"),
    # A copyright year with a day of the year; the last year of a range.
    ("On Sept. 20 the sides agreed a truce.\n\n© 2019-2023 Agency", "2023-09-20"),
    ("On Wednesday, Sept. 20, the sides agreed a truce.\n\n© 2023 Agency", "2023-09-20"),
    ("The truce of 20 September 2023 holds.\n\n© 2023 Agency", "2023-09-20"),
    # A full date needs no publication.
    ("The two sides agreed a truce on 20 September 2023 after a year of war.", "2023-09-20"),
    ("A truce began on 20.09.2023 in the hills.", "2023-09-20"),
    ("The truce of 20 September 2023 held. Talks came on Thursday.", "2023-09-20"),
    # An address to the UN General Assembly: the Tuesday that a debate holds.
    ("The king told the UN General Assembly on Tuesday of it. Wednesday's truce held.\n\n© 2022", "2022-09-21"),
    ("Monday's truce held, the premier told the U.N. General Assembly on Tuesday.\n\n© 2021", "2021-09-20"),
    ("NEW YORK, March 2, 2022 (Agency) - A truce came, a king told the UN General Assembly on Tuesday.", "2022-03-01"),
]


@pytest.mark.parametrize(("text", "expected"), SETTLED, ids=range(len(SETTLED)))
def test_articles_that_settle_on_a_day(text, expected):
    found = dated(text, event=event(instant=f"{expected}T12:00:00Z"))
    assert found.date == dt.date.fromisoformat(expected)
    assert all(day >= found.date for day in found.published)


UNSETTLED = [
    ("The guns are silent.", "no time cue"),
    ("The truce began on Wednesday.", "no cue gives the year"),
    ("BAKU, Sept 20 (Agency) - The truce began on Wednesday.", "no cue gives the year"),
    ("A truce began on 09/10/2023.", "could be swapped"),
    ("The truce began on Wednesday.\n\n© 2023 Agency", "leave 52 days; give the day with --date"),
    ("The truce began on Wednesday.\n\n© 2001-present Agency", "no cue gives the year"),
    # The lead names no day, or several.
    ("BAKU, September 20, 2023 — The guns are silent.", "2023-09-20 .the day of publication., 2023-09-19 .the day bef"),
    ("ROME, Sept 20, 2023 (Agency) - It began on Monday. It ended on Tuesday.", "2023-09-18 .*2023-09-20 .*2023-09-19"),
    ("ROME, Sept 20, 2023 (Agency) - They clashed on Sept. 12. Envoys met on Monday.", "2023-09-12 .*2023-09-18"),
    # Contradictions.
    ("Wednesday, 21 September 2023\n\nThe truce held.", "contradicts itself: that day was a Thursday"),
    ("The truce of 31 June 2023 held.", "'31 June 2023' does not exist"),
    ("ROME, Feb. 29 (Agency) - The truce held.\n\n© 2023", "'Feb. 29' is no day of 2023"),
    ("ROME, March 1, 2023 (Agency) - The truce began on Feb. 29.", "contradict each other"),
    ("20 September 2023\n\nROME, Sept 12, 2023 (Agency) - The truce began.", "contradict each other"),
    ("ROME, Sept 20, 2023 (Agency) - Since October 2024 the truce has held.", "contradict each other"),
    ("ROME, Sept 20, 2023 (Agency) - The truce began on 25 September 2023.", "contradict each other"),
    # Two days that could be it.
    (
        "ROME, Sept 20, 2023 (Agency) - Last Friday's truce fell apart; a new cease-fire began on Wednesday.",
        "leave 2 days; allowed: 2023-09-15, 2023-09-20",
    ),
    ("The truce of 3 May 2023 fell apart; the truce of 20 September 2023 holds.", "allowed: 2023-05-03, 2023-09-20"),
    # The only day of that name is history.
    ("ROME, Sept 20, 2023 (Agency) - A truce agreed on 10 November 2020 held until Tuesday.", "1044 days before"),
    # Two Tuesdays in the debate of 2023, and a speaker of no rank.
    (
        "The envoy told the UN General Assembly on Tuesday of it. Wednesday's truce held.\n\n© 2023",
        "leave 2 days; allowed: 2023-09-20, 2023-09-27",
    ),
    # A weekday without debate, a debate in any year, a truce a few days off on either side.
    ("The king told the UN General Assembly on Sunday of it. Friday's truce held.\n\n© 2023", "contradict"),
    ("The king told the UN General Assembly on Tuesday of it. Wednesday's truce held.", "leave 17 days"),
    ("The king told the UN General Assembly on Tuesday of it. Friday's truce held.\n\n© 2023", "leave 2 days"),
]


@pytest.mark.parametrize(("text", "message"), UNSETTLED, ids=range(len(UNSETTLED)))
def test_articles_that_do_not_settle_are_errors_with_a_remedy(text, message):
    with pytest.raises(EventDateError, match=message) as error:
        dated(text, event=event())
    assert error.value.remedy.startswith('give the day with --date (event.date with date_from = "declared")')
    assert len(error.value.candidates) == len({c.date for c in error.value.candidates})
    assert len(str(error.value)) < 500
    assert "\n" not in str(error.value)


def test_without_an_event_the_lead_gives_the_day_or_nothing_does():
    text = "ROME, Sept 20, 2023 (Agency) - Monday's truce held. Ministers will meet on Friday."
    found = dated(text)
    assert found.date == dt.date(2023, 9, 18)
    assert found.instant is None
    assert "the event day: 2023-09-18 (Monday), the lead's day" in [e.contribution for e in found.evidence]
    with pytest.raises(EventDateError, match="the lead names several days"):
        dated(text.replace("will meet on Friday", "spoke on Tuesday"))


def test_a_date_in_the_front_matter_is_the_day_of_publication():
    for published in (dt.date(2023, 9, 21), dt.datetime(2023, 9, 21, 8, tzinfo=dt.UTC), "2023-09-21"):
        article = Article("Wednesday's truce held.", {"published": published})
        found = date_event(article, event())
        assert (found.date, found.published) == (dt.date(2023, 9, 20), (dt.date(2023, 9, 21),))
        assert found.evidence[0].position is None


@pytest.mark.parametrize("published", ["yesterday", 2023])
def test_a_front_matter_date_that_is_none_is_an_error(published):
    with pytest.raises(EventDateError, match=r"published: .* is not a date"):
        date_event(Article("Wednesday's truce held.", {"published": published}))


# --- declared and confirmed dates -------------------------------------------------------------------------------

CLEAR = "BAKU, Sept. 20, 2023 (Agency) - Wednesday's truce held."
VAGUE = "Wednesday's truce held.\n\n© 2023 Agency"
DAY = dt.date(2023, 9, 20)


def test_a_confirmed_date_must_agree():
    assert dated(CLEAR, event=event(date=DAY)).date == DAY
    with pytest.raises(EventDateError, match=r"give 2023-09-20 \(Wednesday\), but 2023-09-19 \(Tuesday\) is declared"):
        dated(CLEAR, event=event(date=dt.date(2023, 9, 19)))


def test_a_date_that_only_confirms_does_not_settle_a_vague_article():
    with pytest.raises(EventDateError, match="leave 52 days"):
        dated(VAGUE, event=event(date=DAY))


def test_a_declared_date_settles_a_vague_article_and_says_so():
    found = dated(VAGUE, event=event(date=DAY, date_from="declared"))
    assert (found.date, found.published) == (DAY, ())
    assert found.evidence[0].rule == "declared"
    assert "52 days" in found.evidence[1].contribution
    assert dated(VAGUE, declared=DAY).date == DAY


@pytest.mark.parametrize("text", [CLEAR, VAGUE])
def test_a_declared_date_may_not_contradict_the_article(text):
    with pytest.raises(EventDateError, match="2023-09-19"):
        dated(text, event=event(date=dt.date(2023, 9, 19), date_from="declared"))
    with pytest.raises(EventDateError, match="2023-09-19"):
        dated(text, declared=dt.date(2023, 9, 19))


def test_two_declared_dates_must_agree():
    with pytest.raises(EventDateError, match="--date"):
        dated(CLEAR, event=event(date=DAY), declared=dt.date(2023, 9, 21))


def test_a_declared_date_stands_where_the_article_contradicts_itself():
    assert dated("Wednesday, 21 September 2023\n\nThe truce held.", declared=DAY).date == DAY


def test_the_instant_lies_on_the_day_give_or_take_a_time_zone():
    assert dated(CLEAR, event=event(instant="2023-09-19T22:30:00Z")).date == DAY
    with pytest.raises(EventDateError, match=r"event\.instant: 2023-09-19 09:59 UTC is on 2023-09-20 \(Wed.*nowhere"):
        dated(CLEAR, event=event(instant="2023-09-19T09:59:00Z"))
    assert dated(CLEAR, event=event(instant="2023-09-21T12:00:00Z")).date == DAY
    with pytest.raises(EventDateError, match=r"allowed: 2023-09-19 10:00 to 2023-09-21 12:00 UTC; correct"):
        dated(CLEAR, event=event(instant="2023-09-21T12:01:00Z"))


# --- the bundled study ------------------------------------------------------------------------------------------


ABSENT = pytest.mark.skipif(not ORIGINAL.is_file(), reason="the article itself is not part of the project")
BUNDLED = [
    pytest.param(ROOT / "seeds" / "karabakh-2023", id="our summary"),
    pytest.param(ORIGINAL, id="the article itself", marks=ABSENT),
]


@pytest.mark.parametrize("source", BUNDLED)
def test_the_truce_came_on_wednesday_20_september_2023(study, source):
    found = date_event(read_article(source), study.event)
    assert (found.date, found.published) == (DAY, (DAY,))
    assert found.instant == study.event.instant
    ruled_out = {r.date: r.reason for r in found.ruled_out}
    assert "first days of the debate" in ruled_out[dt.date(2023, 9, 26)]
    assert "8 days apart, not 2" in ruled_out[dt.date(2023, 9, 13)]
    rules = {e.rule for e in found.evidence}
    assert {"copyright year", "UN address", "past day, by the event's name", "future day", "month"} <= rules


@pytest.mark.parametrize("source", BUNDLED)
def test_no_cue_of_the_article_can_be_spared(study, source):
    """Without its copyright year or its address to the UN, the article does not settle on a day."""
    text = read_article(source).text
    with pytest.raises(EventDateError):
        date_event(Article(text.replace("©2023", "©")), study.event)
    with pytest.raises(EventDateError):
        date_event(Article(re.sub("General Assembly", "assembly", text)), study.event)


def test_the_summary_is_a_table_with_the_general_debate(study):
    text = date_event(read_article(study), study.event).summary()
    assert text.splitlines()[0] == "event day  2023-09-20 (Wednesday)"
    assert "instant    2023-09-20 09:00 UTC (declared)" in text
    assert "general debate 19 to 26 September 2023, none on 24 September, 25 September (secondary)" in text
    assert "ruled out" in text
    assert "©2023" in text


# --- general debates, and properties ----------------------------------------------------------------------------


def test_the_table_of_general_debates_is_plausible():
    debates = general_debates()
    assert list(debates) == list(range(2010, 2027))
    for year, debate in debates.items():
        assert debate.opens.year == debate.closes.year == year
        assert dt.timedelta(5) <= debate.closes - debate.opens <= dt.timedelta(8)
        assert all(debate.opens < day < debate.closes for day in debate.no_debate)
        assert not debate.days(6), "the Assembly does not debate on Sundays"
        assert debate.sure in {"official", "press", "secondary", "unverified"}
    twice = {year: debate.days(1) for year, debate in debates.items() if len(debate.days(1)) == 2}
    assert set(twice) == {2013, 2020, 2023}


@given(published=st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31)), back=st.integers(0, 6))
def test_a_bare_weekday_is_the_latest_one_up_to_the_dateline(published, back):
    day = published - dt.timedelta(days=back)
    text = f"ROME, {published:%B} {published.day}, {published.year} (Agency) - The truce began on {day:%A}."
    assert dated(text).date == day


@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31)))
def test_a_full_date_is_read_back_in_every_spelling(day):
    for written in (f"{day:%-d %B %Y}", f"{day:%b. %-d, %Y}", f"{day:%Y-%m-%d}", f"{day:%A, %-d %B %Y}"):
        assert dated(f"The truce began on {written} in the hills.").date == day


def test_a_date_shows_itself_with_its_evidence(study):
    found = date_event(read_article(study), study.event)
    assert repr(found) == "<EventDate 2023-09-20 (Wednesday), 09:00 UTC: 7 cues, 2 ruled out>"
    table = found.table()
    assert list(table["cue"]) == [e.cue for e in found.evidence]
    assert "the event day" in table.set_index("cue").loc["Wednesday's", "contribution"]
    assert "2023-09-26 (Tuesday)" in found._repr_html_()
    assert all("\n" not in repr(e) and len(repr(e)) < 200 for e in (*found.evidence, *found.ruled_out))
