"""family.toml: what is wrong with it is told in its own keys, all at once, before any price is read."""

import pytest

from analysis.errors import StudyError, UsageError
from analysis.family.declarations import is_family, load_family
from tests.family.made import judged, made_family, planted

EVENTS = """utc,until,name,what,kind,out,contaminated,sure,source
2023-01-11T09:00:00Z,,a,it,truce,,,press,x
2023-02-11T09:00:00Z,,b,it,raid,,,press,x
"""
FAMILY = """
title = "Made"
question = "Do they?"
seed = 1
[kinds]
truce = "gain"
[rule]
alpha = 0.05
power = 0.8
decides = "clean"
apart = 5
kept_out = [0, 1]
draws = 999
[[panels]]
name = "funds"
study = "../made"
window = "day 0"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "family.toml").write_text(FAMILY)
    (tmp_path / "events.csv").write_text(EVENTS)
    return tmp_path


def change(folder, old, new):
    path = folder / "family.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_family_is_a_folder_with_family_toml_and_without_study_toml(folder, tmp_path_factory):
    assert is_family(folder)
    assert len(load_family(folder).events) == 2
    (folder / "study.toml").write_text("")
    assert not is_family(folder)
    with pytest.raises(UsageError, match=r"has no family.toml"):
        load_family(tmp_path_factory.mktemp("empty"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('truce = "gain"', 'truce = "rise"', "kinds.truce: got 'rise'; allowed: 'gain' or 'loss'"),
        ("apart = 5", "appart = 5", "rule.appart: unknown key"),
        ("alpha = 0.05", "alpha = 0.0001", "with 999 draws no p-value is as small as alpha"),
        ("kept_out = [0, 1]", "kept_out = [1, 2]", "from day 0 or before it to day 0 or after it"),
        ("seed = 1", 'seed = 1\nzone = "Mars"', "'Mars' is no time zone"),
        ('window = "day 0"', 'window = "day 0"\nless = {like = []}', "like: names no series"),
        ("seed = 1", 'seed = 1\nknown = ["a", "c"]', "known: unknown 'c'"),
        (
            "[[panels]]",
            '[[panels]]\nname = "funds"\nstudy = "x"\nwindow = "y"\n[[panels]]',
            "two panels are called",
        ),
    ],
)
def test_a_wrong_choice_is_told_in_its_own_key(folder, old, new, says):
    change(folder, old, new)
    with pytest.raises(StudyError) as refused:
        load_family(folder)
    assert says in str(refused.value)


def test_two_faults_are_told_at_once(folder):
    change(folder, "apart = 5", "apart = -1")
    change(folder, "power = 0.8", "power = 8")
    with pytest.raises(StudyError) as refused:
        load_family(folder)
    assert "rule.apart" in str(refused.value)
    assert "rule.power" in str(refused.value)


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ({"window": "[-1,+1]"}, "'[-1,+1]' is no window of event day 0 alone; allowed: overnight, day 0"),
        ({"portfolio": "three"}, "unknown 'three'; allowed: all, two"),
        ({"less": {"like": ["PPX"]}}, "unknown 'PPX'"),
        ({"shown": ["ZZZ"]}, "unknown 'ZZZ'"),
        ({"less": {"PPP": ["PPP"]}}, "'PPP' is a series, not a group of them"),
    ],
)
def test_what_the_study_does_not_have_is_told_with_what_it_has(plan, says):
    panel = {"name": "widget funds", "study": "../made", "window": "overnight", **plan}
    with pytest.raises(StudyError) as refused:
        judged(planted({}), made_family(panels=[panel]))
    assert says in str(refused.value)


def test_a_portfolio_of_the_multiverse_takes_the_place_of_the_studys():
    panel = {"name": "two funds", "study": "../made", "window": "overnight", "portfolio": "two"}
    m = judged(planted({}), made_family(panels=[panel])).measured
    assert m.members == ("AAA", "BBB")
    assert m.label("portfolio") == "portfolio two"
