"""The title of the specification curve says by which test they find a move, and whether that test decides."""

from dataclasses import replace

import pytest

from analysis.findings.sure.specifications import specifications
from tests.cases import CASES, made_case
from tests.reading import read


@pytest.fixture(scope="module")
def found():
    return specifications(CASES["a gain"]())


def test_the_title_says_by_which_test_a_move_is_found_and_whether_it_decides(found):
    assert "a gain (one-sided t at 5 %); their mean t" in read(found.caption.title)
    aside = replace(found, decides=False)
    assert "(one-sided t at 5 %, of the own move, which does not decide here); their" in read(aside.caption.title)
    either = specifications(made_case(gain=-0.01, claim={"direction": "move"}))
    assert "(two-sided t at 5 %)" in read(either.caption.title)


def test_the_own_move_decides_unless_other_news_leaves_the_comparison_alone(found):
    assert found.decides
    assert not specifications(CASES["confounded"]()).decides
