"""An error is a line a fault, whatever was put into it."""

import pytest

from analysis.errors import MOST_SHOWN, AnalysisError, StudyError, unseen_in, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("two\nlines\r\tand more", r"two\nlines\r\tand more"),
        ("\x85\u2028", r"\x85\u2028"),
        ("turned \u202e round", r"turned \u202e round"),
        ("\ud800", r"\ud800"),
        ("São Paulo, 5\u00a0%, −1 – 日本", "São Paulo, 5\u00a0%, −1 – 日本"),
    ],
)
def test_what_nobody_sees_is_spelt_out(text, shown):
    assert visible(text) == shown
    assert (unseen_in(text) == "") is (text == shown)


def test_the_first_character_that_nobody_sees_is_named():
    assert unseen_in("a\u202eb\x07") == "U+202E"


def test_no_part_of_an_error_begins_another_line_or_is_without_end():
    error = AnalysisError("a\nb", "c\x1b[2J", allowed="d\r", remedy="x" * 10_000)
    assert str(error) == rf"a\nb: c\x1b[2J; allowed: d\r; {'x' * MOST_SHOWN} ..."


def test_faults_of_one_file_are_a_line_each():
    error = StudyError("a", "b\nc", others=[StudyError("d", "e")])
    assert str(error).split("\n") == [r"a: b\nc", "d: e"]
