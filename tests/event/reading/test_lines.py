"""What an article says of days does not depend on where its lines end; what stands alone on a line still does."""

import datetime as dt
import re
import textwrap

import pytest

from analysis.errors import EventDateError
from analysis.event.article import read_article
from analysis.event.claim.listed import list_claims
from analysis.event.dates import date_event
from analysis.event.dating.cues import find_cues
from analysis.event.reading.lines import unwrapped
from tests.bundled_controls import SEEDS
from tests.event.articles import collection

TEXTS = {case.kind: case.text for case in collection() if case.suffix == ".md"}
TEXTS |= {path.parent.name: read_article(path).text for path in sorted(SEEDS.glob("*/article.md"))}
WIDTHS = (30, 45, 60, 72, 80, 100)
LEAST = 8
"""Words of a line that is prose, and may be wrapped; headings, bylines and lines of publication are shorter."""


def is_prose(line):
    return len(line.split()) >= LEAST and re.search(r"[.!?][\"”’)\]]*\s*$", line) is not None


def wrapped(text, width):
    """A text whose prose is broken where no further word fits."""
    fold = {"width": width, "break_long_words": False, "break_on_hyphens": False}
    return "\n".join("\n".join(textwrap.wrap(li, **fold)) if is_prose(li) else li for li in text.split("\n"))


def broken_anywhere(text):
    """The text with one line's end more, at each space of its prose."""
    place = 0
    for line in text.split("\n"):
        for gap in re.finditer(r"(?<=\S) (?=\S)", line) if is_prose(line) else ():
            yield f"{text[: place + gap.start()]}\n{text[place + gap.end() :]}"
        place += len(line) + 1


def read(text, tmp_path):
    path = tmp_path / "article.md"
    path.write_text(text, encoding="utf-8")
    return read_article(path)


def dated(text, tmp_path):
    """All that the dating of an article says: day, days of publication and each cue, or why it refuses."""
    try:
        found = date_event(read(text, tmp_path))
    except EventDateError as refused:
        return str(refused), refused.candidates
    return found.date, found.published, found.evidence, found.ruled_out, found.days


@pytest.mark.parametrize("kind", TEXTS)
def test_the_dating_of_an_article_is_the_same_at_every_width(kind, tmp_path):
    whole = dated(TEXTS[kind], tmp_path)
    for width in WIDTHS:
        assert dated(wrapped(TEXTS[kind], width), tmp_path) == whole, width


@pytest.mark.parametrize("kind", TEXTS)
def test_so_are_its_claims_of_markets(kind, tmp_path):
    whole = list_claims(read(TEXTS[kind], tmp_path))
    for width in WIDTHS:
        assert list_claims(read(wrapped(TEXTS[kind], width), tmp_path)) == whole, width


@pytest.mark.slow
@pytest.mark.parametrize("kind", TEXTS)
def test_nor_does_one_line_that_ends_anywhere_change_it(kind, tmp_path):
    whole = dated(TEXTS[kind], tmp_path)
    for text in broken_anywhere(TEXTS[kind]):
        assert dated(text, tmp_path) == whole, text


def test_every_position_stays_where_it_was():
    for text in TEXTS.values():
        narrow = wrapped(text, 45)
        assert len(unwrapped(narrow)) == len(narrow)
        assert unwrapped(narrow).replace(" ", "\n") == narrow.replace(" ", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "Stocks fall as traders fret\nPublished 20 September 2023\nThe index fell on Wednesday.",
        "By Ann Writer\n20 September 2023, 14:05 GMT\nThe index fell on Wednesday.",
        "A truce is agreed upon at last\nBAKU, Sept 20 (Agency) - It ended.",
        "The index fell on Wednesday, and rose again.\nRelated\nOlder story",
        "A heading\n\nA paragraph that begins anew.\n",
    ],
)
def test_what_stands_alone_on_a_line_goes_on_doing_so(text):
    assert unwrapped(text) == text


def test_a_day_at_a_lines_end_is_no_line_of_publication():
    text = "A referendum on the union of the two is to be held on\nMarch 16."
    assert unwrapped(text) == text.replace("\n", " ")


@pytest.mark.parametrize("gap", [" ", "\n", "  ", " \n "])
@pytest.mark.parametrize("verb", ["is to{}be held", "is to be{}formally held", "are to be{}counted"])
def test_what_is_to_be_done_is_still_to_come_however_it_is_spaced(gap, verb):
    (cue,) = find_cues(f"A run-off {verb.format(gap)} on 28 May.")
    assert (cue.text, cue.tense) == ("28 May", "future")


@pytest.mark.parametrize("written", ["28 May.", "May 28.", "28 August."])
def test_the_full_stop_of_a_sentence_is_no_part_of_a_day(written):
    (cue,) = find_cues(f"It fell on {written} It rose later.")
    assert cue.text == written.removesuffix(".")


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("rain fell on Tues-\nday night", "rain fell on   Tuesday night"),
        ("rain fell on 3 Feb- \n  ruary in the hills", "rain fell on 3      February in the hills"),
        ("the north-\neast wind", "the north- east wind"),
        ("the Sun-\nkissed coast", "the Sun- kissed coast"),
    ],
)
def test_a_weekday_or_month_broken_at_a_hyphen_is_whole_again(broken, whole):
    assert unwrapped(broken) == whole
    assert len(whole) == len(broken)


def test_a_broken_weekday_dates_an_article(tmp_path):
    text = "18 April 2013\n\nThe old dam above the town gave way on Tues-\nday night, and the valley was flooded."
    assert dated(text, tmp_path)[0] == dt.date(2013, 4, 16)
