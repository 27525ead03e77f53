"""What is computed once is the same for all who ask, in whatever order, and an error is kept like a result."""

from dataclasses import dataclass

import pytest

from analysis.errors import AnalysisError
from analysis.once import Once, once


class Owner(Once):
    """Remembers in what order it was worked on."""

    def __init__(self):
        self.heard = []


def double(owner):
    owner.heard.append("double")
    return [2]


def treble(owner):
    owner.heard.append("treble")
    return [owner.once(double)[0] + 1]


def fails(owner):
    owner.heard.append("fails")
    raise AnalysisError("a step", "cannot be done")


def breaks(owner):
    owner.heard.append("breaks")
    raise ZeroDivisionError


@dataclass(frozen=True)
class Frozen(Once):
    """Results of frozen dataclasses are kept too, and are no part of what makes two of them equal."""

    size: int


class Told:
    """A class with a method that is computed once."""

    def __init__(self, number):
        self.number = number
        self.computed = 0

    @once
    def record(self):
        """The record."""
        self.computed += 1
        return {"number": self.number, "inside": [1]}


def test_whoever_asks_gets_the_same_object():
    owner = Owner()
    assert owner.once(double) is owner.once(double)
    assert owner.heard == ["double"]


@pytest.mark.parametrize("order", [(double, treble), (treble, double)])
def test_the_order_of_asking_does_not_matter(order):
    owner = Owner()
    for compute in order:
        owner.once(compute)
    assert owner.once(treble) == [3]
    assert sorted(owner.heard) == ["double", "treble"]


def test_each_object_keeps_its_own():
    one, two = Owner(), Owner()
    assert one.once(double) is not two.once(double)
    assert (one.heard, two.heard) == (["double"], ["double"])


def test_an_error_that_a_user_can_mend_is_found_once_and_raised_to_all_who_ask():
    owner = Owner()
    for _ in range(3):
        with pytest.raises(AnalysisError, match="a step: cannot be done"):
            owner.once(fails)
    assert owner.heard == ["fails"]


def test_an_error_of_ours_is_not_kept():
    owner = Owner()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            owner.once(breaks)
    assert owner.heard == ["breaks", "breaks"]


def test_what_was_computed_is_no_part_of_a_frozen_objects_value():
    one, two = Frozen(1), Frozen(1)
    assert one.once(lambda frozen: frozen.size + 1) == 2
    assert one == two
    assert repr(one) == "Frozen(size=1)"


def test_a_method_is_computed_once_for_each_object():
    one, two = Told(1), Told(2)
    assert [one.record()["number"], one.record()["number"], two.record()["number"]] == [1, 1, 2]
    assert (one.computed, two.computed) == (1, 1)


def test_a_caller_may_add_to_what_a_method_gave_without_changing_it_for_others():
    told = Told(1)
    told.record()["more"] = 2
    assert told.record() == {"number": 1, "inside": [1]}


def test_the_method_keeps_its_name_and_its_words():
    assert (Told.record.__name__, Told.record.__doc__) == ("record", "The record.")


def test_the_same_question_is_answered_once_and_another_by_itself():
    asked = []
    owner = Once()

    def answer(word):
        asked.append(word)
        return word.upper()

    answers = [owner.once_for(("letter", word), lambda word=word: answer(word)) for word in ("a", "b", "a")]
    assert answers == ["A", "B", "A"]
    assert asked == ["a", "b"]
