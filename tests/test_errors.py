"""An error is a line a fault; what strangers say is shown as text, whatever it does to a terminal."""

import pytest

from analysis.errors import LONGEST_PART, AnalysisError, BadDataError, StudyError, UsageError, printable, unseen_in


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 5 % of £3, “—”, Ağdam, 北京", "plain words, 5 % of £3, “—”, Ağdam, 北京"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("one\ntwo\r\tthree\x00", r"one\ntwo\r\tthree\x00"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("\u2028\u2029\x85", r"\u2028\u2029\x85"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_moves_a_terminal_is_spelt_out(text, shown):
    assert printable(text) == shown
    assert BadDataError("EMB", text).got == shown


def test_what_is_too_long_to_be_read_is_cut():
    assert printable("x" * 301) == "x" * 300 + "…"
    assert printable("x" * 300) == "x" * 300


def test_the_first_character_that_no_text_of_a_study_may_hold_is_named():
    assert unseen_in("a\u202eb\x07") == "U+202E"
    assert unseen_in("two\nlines") == "U+000A"
    assert unseen_in("São Paulo, 5\u00a0%, می\u200cخواهم") == ""


def test_no_part_of_an_error_begins_another_line_or_is_without_end():
    error = AnalysisError("a\nb", "c\x1b[2J", allowed="d\r", remedy="x" * 10_000)
    assert str(error) == rf"a\nb: c\x1b[2J; allowed: d\r; {'x' * LONGEST_PART}…"


@pytest.mark.parametrize("kind", [StudyError, UsageError])
def test_faults_of_one_file_or_call_are_a_line_each(kind):
    error = kind("a", "b\nc", others=[kind("d", "e")])
    assert str(error).split("\n") == [r"a: b\nc", "d: e"]


def test_what_is_wrong_can_be_said_without_what_to_do_about_it():
    error = AnalysisError("key", "is 3", allowed="1 or 2", remedy="choose one")
    assert error.fault == "key: is 3; allowed: 1 or 2"
    assert str(error) == f"{error.fault}; choose one"
    assert AnalysisError("key", "is 3", remedy="choose one").fault == "key: is 3"
