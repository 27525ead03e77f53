"""Which folders can be run, found by the program; another kind of them is one line."""

import pytest

from analysis.errors import UsageError
from analysis.rerun.kinds import KINDS, find_all, kind_of, within
from tests.runs import ROOT, call


@pytest.fixture
def seeds(tmp_path, monkeypatch):
    """Two studies, one with another within; a folder of another kind; and what is none of them."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "b/study.toml",
        "b/bonds/study.toml",
        "b/prices/A.csv",
        "a/study.toml",
        "c/other.toml",
        "prices/A.csv",
    ):
        (tmp_path / "seeds" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "seeds" / name).write_text("Yes.", encoding="utf-8")
    return tmp_path / "seeds"


def test_every_folder_with_a_study_is_found_each_before_those_within(seeds):
    assert [path.relative_to(seeds).as_posix() for path in find_all(seeds)] == ["a", "b", "b/bonds"]
    assert within(seeds / "b") == [seeds / "b", seeds / "b" / "bonds"]


def test_every_study_that_is_committed_is_found():
    toml = {path.parent for path in (ROOT / "seeds").rglob("*") if path.name in KINDS}
    assert set(find_all(ROOT / "seeds")) == toml


def test_what_is_none_is_refused_with_the_words_of_every_kind(seeds, tmp_path):
    for wrong, says in (("nowhere", "no such folder"), ("seeds/prices", r"has no study\.toml")):
        with pytest.raises(UsageError, match=says):
            within(tmp_path / wrong)
    with pytest.raises(UsageError, match="holds no study"):
        find_all(seeds / "prices")


def test_another_kind_is_one_line(seeds, monkeypatch):
    monkeypatch.setitem(KINDS, "other.toml", "tests.rerun.other")
    assert seeds / "c" in find_all(seeds)
    assert kind_of(seeds / "c").stages == 1
    first, again = call("figures", "seeds/c"), call("figures", "seeds/c")
    assert first.stdout.splitlines() == [
        "seeds/c (not run here yet): figures/c/report.html",
        "  Yes.",
        "Index: figures/index.html, figures/README.md",
    ]
    assert again.stdout.splitlines()[0] == "seeds/c (unchanged): figures/c/report.html"
    assert "**Answer.** Yes." in (seeds.parent / "figures" / "README.md").read_text(encoding="utf-8")
