"""How tables and paragraphs say a number."""

import pytest

from analysis.words.filters import FILTERS, FORMATS, needed


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("bp", 12.345, "+12.3"),
        ("bp", -0.04, "+0.0"),
        ("bp", None, "–"),
        ("size", 12.345, "12.3"),
        ("size", None, "∞"),
        ("t", 1.2345, "+1.23"),
        ("t", -0.001, "+0.00"),
        ("t", None, "–"),
        ("hundredths", -0.001, "0.00"),
        ("hundredths", None, "–"),
        ("thousandths", 0.0057, "0.006"),
        ("thousandths", None, "–"),
        ("p", 0.1234, "0.12"),
        ("p", 0.1, "0.10"),
        ("p", 0.01234, "0.012"),
        ("p", 0.0001, "< 0.001"),
        ("p", None, "–"),
        ("pct", -1.138, "-1.1 %"),
        ("pct", -0.01, "+0.0 %"),
        ("pct", None, "∞"),
        ("whole_pct", 35.03, "35 %"),
        ("whole_pct", 3.503, "3.5 %"),
        ("whole_pct", None, "∞"),
        ("share", 0.0671, "6.7 %"),
        ("share", 0.5, "50 %"),
        ("share", None, "–"),
        ("brief_pct", 5.0, "5 %"),
        ("estimator", "ols", "least squares"),
        ("estimator", "of another kind", "of another kind"),
        ("text", "a word", "a word"),
        ("text", "", "–"),
        ("text", None, "–"),
        ("count", 0, "0"),
        ("count", 509, "509"),
    ],
)
def test_a_cell_says_its_value(name, value, words):
    assert FORMATS[name](value) == words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("p", 0.1234, "0.12"),
        ("p", 0.0123, "0.012"),
        ("p", 1e-9, "below 0.001"),
        ("table_p", 1e-9, "< 0.001"),
        ("two", 1.005, "1.00"),
        ("small", 0, "no"),
        ("small", 3, "three"),
        ("small", 12, "12"),
        ("small", -1, "-1"),
        ("some", 0, "none"),
        ("some", 1, "one"),
        ("level", 0.05, "5 %"),
        ("level", 0.001, "0.1 %"),
        ("percent", 0.05, "5.0 %"),
        ("percent", 0.123, "12 %"),
        ("brief", 5.0, "5"),
        ("brief", 0.25, "0.25"),
        ("signed", -10, "-10"),
        ("signed", 0, "+0"),
        ("signed", 10, "+10"),
        ("listing", ["one"], "one"),
        ("listing", ("one", "two", "three"), "one, two and three"),
        ("semicolons", ["a", "b"], "a; b"),
        ("capital", "the FTSE", "The FTSE"),
        ("capital", "", ""),
        ("sentence", "the fit fails.", "The fit fails."),
        ("sentence", "the fit fails", "The fit fails."),
        ("day", "2023-09-05", "5 September 2023"),
        ("moment", "2023-09-20T09:05:00+00:00", "20 September 09:05"),
    ],
)
def test_a_paragraph_says_a_value(name, value, words):
    assert FILTERS[name](value) == words


def test_counts_are_said_with_their_nouns():
    assert FILTERS["counted"](2, "fund") == "two funds"
    assert FILTERS["counted"](1, "day") == "one day"
    assert FILTERS["counted"](2, "date of news", "dates of news") == "two dates of news"
    assert FILTERS["counted_digits"](1, "date") == "1 date"
    assert FILTERS["counted_digits"](509, "date") == "509 dates"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (36.8, 58.6, "37 % to 59 %"),
        (214.0, None, "214 % or more"),
        (None, None, "–"),
        (0.65, 0.65, "0.7 %"),
        (36.8, 37.2, "37 %"),
    ],
)
def test_a_move_that_is_needed_is_a_range_with_an_open_end(low, high, words):
    assert needed(low, high) == words
