"""Texts are read whole, of a size that a study has, and hold what people see."""

import pytest

from analysis.errors import ArticleError, StudyError
from analysis.study.texts import DEEPEST, LONGEST_LINE, one_line, parse_toml, read_text


def test_a_byte_order_mark_is_no_part_of_a_text(tmp_path):
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfwords")
    assert read_text(tmp_path / "a", StudyError, remedy="") == "words"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read; create it"),
        (b"x" * 11, "11 bytes; allowed: at most 10"),
        (b"a\xff", "byte 1 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_what_cannot_be_read_is_an_error_of_the_readers_own_kind(tmp_path, content, says):
    if content is not None:
        (tmp_path / "a").write_bytes(content)
    with pytest.raises(ArticleError, match=says):
        read_text(tmp_path / "a", ArticleError, remedy="create it", most=10)


def test_a_folder_and_a_name_that_no_file_can_have_are_no_text(tmp_path):
    for path in (tmp_path, tmp_path / "a\0b", tmp_path / ("x" * 300)):
        with pytest.raises(StudyError, match="cannot be read"):
            read_text(path, StudyError, remedy="")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a", "at end of document"),
        ("a = " + "9" * 5000, "a number has thousands of digits"),
        ("a = " + "[\n" * 3000 + "]" * 3000, f"more than {DEEPEST} deep"),
        ("a." * DEEPEST + "a = 1", f"more than {DEEPEST} deep"),
        ("#" * (LONGEST_LINE + 1), f"a line of {LONGEST_LINE + 1:,} characters"),
    ],
)
def test_toml_that_only_a_machine_would_write_is_refused(text, says):
    with pytest.raises(ValueError, match=says):
        parse_toml(text)


def test_toml_of_people_is_read():
    assert parse_toml('a = 1\n[b.c]\nd = [["e"]]\n') == {"a": 1, "b": {"c": {"d": [["e"]]}}}


def test_a_text_of_several_lines_becomes_one():
    assert one_line("two\r\n  lines\tand  spaces") == "two lines and spaces"
    with pytest.raises(ValueError, match=r"holds U\+001B, a character that nobody sees"):
        one_line("\x1b[31m")
