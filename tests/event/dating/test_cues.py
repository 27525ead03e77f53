"""Time cues: found with their positions, told apart, and given the tense of their sentence."""

import datetime as dt

import pytest

from analysis.event.dating.cues import find_cues


def one(text, kind=None):
    cues = [c for c in find_cues(text) if kind in (None, c.kind)]
    assert len(cues) == 1, cues
    return cues[0]


@pytest.mark.parametrize(
    "written",
    [
        "20 September 2023",
        "20th of September 2023",
        "September 20, 2023",
        "Sept. 20, 2023",
        "Sep 20 2023",
        "2023-09-20",
        "2023-09-20T14:05:00+04:00",
        "20.09.2023",
        "20/09/2023",
        "09/20/2023",
        "Wednesday, 20 September 2023",
        "Wed, Sept. 20, 2023",
    ],
)
def test_a_full_date_is_one_cue_however_it_is_written(written):
    cue = one(f"The war ended on {written} in the hills.")
    assert (cue.kind, cue.date) == ("date", dt.date(2023, 9, 20))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("©2023 Agency", "copyright"),
        ("(c) 2019-2023 Agency", "copyright"),
        ("Copyright © 2023, Agency", "copyright"),
        ("2023 © Agency", "copyright"),
        ("BAKU, Sept 20 (Agency) - It ended.", "dateline"),
        ("Geneva, 20 September 2023\n\nIt ended.", "dateline"),
        ("UNITED NATIONS, September 20. /AGENCY/. It ended.", "dateline"),
        ("Yerevan, Armenia, 20 September 2023 — It ended.", "dateline"),
        ("Published: 20 September 2023, 14:05 GMT", "stamp"),
        ("By Ann Writer | September 20, 2023", "stamp"),
        ("It has been calm since August 2021.", "month"),
        ("It lost the war of 2020.", "year"),
        ("It ended on Wednesday.", "weekday"),
        ("It ended yesterday.", "day word"),
        ("It ended three days ago.", "duration"),
        ("It ended last week.", "duration"),
        ("It ended on 09/10/2023 at last.", "unclear"),
    ],
)
def test_cues_are_told_apart(text, kind):
    assert one(text).kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "Wed 20 Sep 2023 13.15 BST",
        "Wednesday, September 20, 2023 3:15 PM",
        "First published on 20 September 2023 at 14:05 GMT",
        "Published September 20, 2023 / 10:15 PM EDT / The Agency",
        "By Ann Writer and Bob Writer — Sept. 20, 2023",
        "2023-09-20T14:05:00Z",
    ],
)
def test_a_line_of_publication_is_a_stamp_however_it_is_written(line):
    cue = one(f"A headline\n\n{line}\n\nThe text.")
    assert (cue.kind, cue.date) == ("stamp", dt.date(2023, 9, 20))


def test_a_line_may_hold_a_publication_and_an_update():
    first, second = find_cues("Published 20 September 2023, 14:05 | Updated 21 September 2023, 08:00")
    assert [(c.kind, c.modifier) for c in (first, second)] == [("stamp", ""), ("stamp", "updated")]


@pytest.mark.parametrize(
    "text",
    [
        "It was on 20 September 2023 that it ended.",
        "Since the truce, 20 September 2023 has been a holiday.",
        "In the hills of the north, 20 September 2023 (a feast) was calm.",
        "The deal of 20 September 2023\nwas signed there.",
    ],
)
def test_a_date_in_running_text_is_no_dateline(text):
    assert one(text).kind == "date"


def test_the_last_year_of_a_copyright_range_counts():
    assert one("© 2019–2023 Agency").year == 2023


@pytest.mark.parametrize(
    "text",
    [
        "Shops prepare for Black Friday.",
        "The Sunday Times said so.",
        "Markets close on Fridays.",
        "They meet every Monday.",
        "They may march, and USA Today said so.",
        "They sent 2,020 men and almost 2000 guns.",
        "Today's leaders sat in the sun.",
        "See https://example.org/2023-09-20/news for more.",
    ],
)
def test_words_that_only_look_like_cues_are_left_alone(text):
    assert find_cues(text) == ()


def test_positions_lead_back_to_the_words():
    text = "On Tuesday it began; Wednesday’s truce ended it."
    for cue in find_cues(text):
        assert text[cue.start : cue.end] == cue.text


def test_an_update_is_told_from_a_publication():
    cues = find_cues("Published 20 September 2023\nUpdated 25 September 2023\n")
    assert [(c.kind, c.modifier) for c in cues] == [("stamp", ""), ("stamp", "updated")]


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("It began on Tuesday.", "past"),
        ("They will meet on Tuesday.", "future"),
        ("Talks on Tuesday will go on.", "future"),
        ("The vote is scheduled for Tuesday.", "future"),
        ("The bank meets Tuesday.", "future"),
        ("A run-off is to be held on Tuesday.", "future"),
        ("The deal was expected to be signed on Tuesday.", "future"),
        ("The results will be announced on Tuesday.", "future"),
        ("A meeting next Tuesday was called.", "future"),
        ("Last Tuesday it will have ended.", "past"),
        ("The army attacked on Tuesday and will withdraw.", "past"),
        ("Kenya sold a bond on Tuesday; it will buy back another.", "past"),
        ("Rebels overran the second city on Tuesday, which will cost them.", "open"),
        ("It will buy back the bond, due in June 2024, on Tuesday.", "future"),
        ("Talks resume on Tuesday.", "open"),
        ("They agreed to meet on Tuesday.", "open"),
        ("Tuesday's truce will allow aid in.", "open"),
        ("Russia helped to mediate Tuesday's truce.", "none"),
        ("A truce on Tuesday.", "none"),
    ],
)
def test_tense_is_that_of_the_words_around(text, tense):
    assert one(text, "weekday").tense == tense


def test_each_day_of_a_sentence_has_its_own_tense():
    said, meet = find_cues("He said on Wednesday that they will meet on Thursday.")
    assert (said.tense, meet.tense) == ("past", "future")


def test_a_speech_to_the_general_assembly_is_known_with_its_speaker():
    leader = one("The president spoke to the United Nations General Assembly on Tuesday.")
    assert (leader.kind, leader.leader) == ("UN address", True)
    envoy = one("The foreign minister told the UN General Assembly on Tuesday of it.")
    assert (envoy.kind, envoy.leader) == ("UN address", False)
    vice = one("The vice president told the UN General Assembly on Tuesday of it.")
    assert not vice.leader


def test_a_meeting_beside_the_assembly_is_an_ordinary_day():
    assert one("They met on the sidelines of the UN General Assembly on Tuesday.").kind == "weekday"
