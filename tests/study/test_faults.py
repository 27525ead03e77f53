"""All faults of a file are said at once: where, what, what is allowed, what to do."""

import pytest

from analysis.errors import StudyError
from analysis.study.faults import MOST_ALIKE, MOST_TOLD, Fault, closest, refuse, unknown


def test_a_file_without_faults_is_not_refused():
    refuse("a.toml", [])


def test_one_fault_is_one_line():
    with pytest.raises(StudyError) as caught:
        refuse("a.toml", [Fault("key", "got 5", "less than 1")])
    assert str(caught.value) == "a.toml: key: got 5; allowed: less than 1; correct it"
    assert (caught.value.where, caught.value.what, caught.value.others) == ("a.toml: key", "got 5", ())


def test_several_faults_are_a_line_each_and_each_can_be_acted_on():
    with pytest.raises(StudyError) as caught:
        refuse("a.toml", [Fault("one", "bad"), Fault("two", "worse", remedy="remove it"), Fault("one", "bad")])
    assert str(caught.value).splitlines() == ["a.toml: one: bad; correct it", "a.toml: two: worse; remove it"]
    assert [e.remedy for e in caught.value.others] == ["remove it"]


def test_where_a_whole_column_is_wrong_a_few_faults_are_told_and_the_others_counted():
    cells = [Fault(f"row {n}, column date", f"'{n}.1.2020'", "YYYY-MM-DD") for n in range(2000)]
    with pytest.raises(StudyError) as caught:
        refuse("a.csv", [*cells, Fault("row 7, column close", "'x'"), Fault("row 8", "2 cells")])
    lines = str(caught.value).splitlines()
    assert lines[0] == "a.csv: row 0, column date: '0.1.2020'; allowed: YYYY-MM-DD; correct it"
    assert lines[MOST_ALIKE:] == [
        "a.csv: column date: and 1,996 more alike; correct them",
        "a.csv: row 7, column close: 'x'; correct it",
        "a.csv: row 8: 2 cells; correct it",
    ]


def test_of_many_faults_of_all_sorts_the_first_are_told_and_the_others_counted():
    with pytest.raises(StudyError) as caught:
        refuse("a.toml", [Fault(f"key {'x' * n}", "bad") for n in range(100)])
    lines = str(caught.value).splitlines()
    assert len(lines) == MOST_TOLD + 1
    assert lines[-1] == "a.toml: and 80 more; correct these first"


def test_an_unknown_word_is_told_with_the_closest_that_is_allowed():
    assert unknown("list", ["rates", "oyl", "zebra"], ["rates", "oil"]) == [
        Fault("list", "unknown 'oyl'", "rates, oil", "did you mean 'oil'?"),
        Fault("list", "unknown 'zebra'", "rates, oil", "correct it"),
    ]
    assert unknown("list", ["oyl"], ["oil"], told="a market") == [
        Fault("list", "unknown 'oyl'", "a market", "did you mean 'oil'?")
    ]


def test_capitals_do_not_hide_what_was_meant():
    assert closest("EMERGING-DEPT", ["emerging-debt", "rates"]) == "did you mean 'emerging-debt'?"
    assert closest("x", ["emerging-debt"]) == ""
