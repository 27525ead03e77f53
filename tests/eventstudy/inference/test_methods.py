"""The table of methods is complete, and each test's docstring says what its row says."""

import inspect
import re

import pytest

import analysis.eventstudy
from analysis.errors import EstimationError
from analysis.eventstudy.inference.methods import METHODS, select_methods
from tests.eventstudy.inference.panels import NAMES


def test_every_method_says_what_it_asks_assumes_and_where_it_is_from():
    assert len(set(NAMES)) == len(NAMES) == 20
    for method in METHODS:
        for text in (method.question, method.null, method.assumption, method.invalid):
            assert text
        assert any(character.isdigit() for character in method.reference)


def test_the_docstring_of_a_test_says_what_its_row_says():
    for method in METHODS:
        words = " ".join(inspect.getdoc(getattr(analysis.eventstudy, method.function)).split())
        assert f"H0: {method.null}. Assumes: {method.assumption}. Invalid: {method.invalid}." in words, method.name
        assert "References" in words
        for source in method.reference.split("; "):
            surname, year = source.split()[0].rstrip(","), re.search(r"\((\d{4})\)", source).group(1)
            assert re.search(rf"{surname}.*\({year}\)", words), (method.name, source)


def test_methods_are_chosen_by_name():
    assert [m.name for m in select_methods(("BMP", "t"))] == ["BMP", "t"]
    with pytest.raises(EstimationError, match="unknown 'Boehmer'; allowed: t, cross-sectional t"):
        select_methods(("Boehmer",))
