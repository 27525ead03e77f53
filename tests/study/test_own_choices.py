"""The multiverse holds the study's own specification, or the line to add is said."""

import pytest

from analysis.study.consistency import own_choices, own_window
from tests.cases import made_study


def faults(**tables):
    return [(f.where, f.what, f.remedy) for f in own_choices(made_study(**tables))]


def test_a_grid_with_the_studys_own_choices_passes():
    assert faults() == []
    assert faults(multiverse={"portfolios": {"any name, any order": ["CCC", "AAA", "BBB"]}}) == []


@pytest.mark.parametrize(
    ("grid", "key", "own", "line"),
    [
        ({"models": ["mean"]}, "models", 'portfolio.model = "market"', 'models = ["mean", "market"]'),
        ({"lengths": [40, 50]}, "lengths", "estimation.length = 60", "lengths = [40, 50, 60]"),
        (
            {"leave_out": [["fed"]]},
            "leave_out",
            "estimation.leave_out = []",
            'leave_out = [["fed"], []]',
        ),
        (
            {"portfolios": {"two": ["AAA", "BBB"]}},
            "portfolios",
            'portfolio.members = ["AAA", "BBB", "CCC"]',
            '"own portfolio" = ["AAA", "BBB", "CCC"] below [multiverse.portfolios]',
        ),
    ],
)
def test_each_choice_that_it_lacks_is_named_with_the_line_to_add(grid, key, own, line):
    ((where, what, remedy),) = faults(multiverse=grid)
    assert (where, what) == (f"multiverse.{key}", f"lacks the study's own choice, {own}")
    assert remedy.endswith(f"the line {line}")


def test_days_left_out_are_compared_whatever_their_order():
    own = {"estimation": {"leave_out": ["fed", "story"]}}
    assert faults(**own, multiverse={"leave_out": [["story", "fed"]]}) == []
    assert [where for where, _, _ in faults(**own)] == ["multiverse.leave_out"]


def test_all_that_it_lacks_is_said_at_once():
    assert len(faults(multiverse={"models": ["mean"], "lengths": [40], "leave_out": [["fed"]]})) == 3


def test_the_window_that_the_verdict_rests_on_is_among_its_windows():
    study = made_study()
    night, _, around = study.windows
    assert own_window(study, night) == []
    (fault,) = own_window(study, around)
    assert (fault.where, fault.what, fault.remedy) == (
        "multiverse.windows",
        'lacks the study\'s own choice, the primary window = "[-1,+1]"',
        'write the line windows = ["overnight", "day 0", "[-1,+1]"]',
    )
