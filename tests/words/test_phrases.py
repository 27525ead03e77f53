"""How the report says the numbers of the evidence."""

import pytest

from analysis.findings.record_together import DIMENSIONS
from analysis.words.filters import FILTERS, NOUNS


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("t", 1.2345, "+1.23"),
        ("t", -0.001, "+0.00"),
        ("t", None, "–"),
        ("hundredths", -0.001, "0.00"),
        ("hundredths", None, "–"),
        ("three", 0.0057, "0.006"),
        ("table_p", 0.1234, "0.12"),
        ("table_p", 0.01234, "0.012"),
        ("table_p", 0.0001, "< 0.001"),
        ("table_p", None, "–"),
        ("pct", -1.138, "-1.1 %"),
        ("pct", None, "∞"),
        ("whole_pct", 35.03, "35 %"),
        ("whole_pct", 3.503, "3.5 %"),
        ("whole_pct", None, "∞"),
        ("small", 0, "no"),
        ("small", 3, "three"),
        ("small", 12, "12"),
        ("some", 0, "none"),
        ("some", 1, "one"),
        ("level", 0.05, "5 %"),
        ("level", 0.001, "0.1 %"),
    ],
)
def test_numbers_in_words(name, value, words):
    assert FILTERS[name](value) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (36.8, 58.6, "37 % to 59 %"),
        (214.0, None, "214 % or more"),
        (None, None, "–"),
        (0.65, 0.65, "0.7 %"),
    ],
)
def test_needed_moves(low, high, words):
    assert FILTERS["moves"]({"needed_low_pct": low, "needed_high_pct": high}) == words


def test_a_range_of_probabilities_that_read_the_same_is_one():
    assert FILTERS["power_range"]({"power_low": 0.0671, "power_high": 0.0857}) == "6.7 % to 8.6 %"
    assert FILTERS["power_range"]({"power_low": 0.0671, "power_high": 0.0673}) == "6.7 %"
    assert FILTERS["t_power_range"]({"t_power_low": 0.05, "t_power_high": 0.12}) == "5.0 % to 12 %"


def test_event_days_have_a_sign():
    assert [FILTERS["signed"](day) for day in (-10, 0, 10)] == ["-10", "+0", "+10"]


def test_every_dimension_of_the_grid_has_its_noun():
    assert set(NOUNS) == set(DIMENSIONS)
    dimensions = [{"dimension": d, "choices": [{}] * n} for d, n in zip(DIMENSIONS, (1, 2, 3, 1, 2), strict=True)]
    assert FILTERS["choices"](dimensions) == [
        "one window",
        "two models",
        "three lengths of the estimation window",
        "one portfolio",
        "two choices of days left out",
    ]
