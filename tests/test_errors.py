"""What strangers say is shown as text, whatever it does to a terminal."""

import pytest

from analysis.errors import BadDataError, printable


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
