"""What a value may be: a text that is seen, on one line."""

import pytest

from analysis.study.fields import one_line


def test_a_text_of_several_lines_becomes_one():
    assert one_line("two\r\n  lines\tand  spaces") == "two lines and spaces"
    with pytest.raises(ValueError, match=r"holds U\+001B, a character that nobody sees"):
        one_line("\x1b[31m")
