"""A run, or a README's renewal, killed at any event leaves the old or the new, whole, and the next one succeeds."""

import os
import shutil

import pytest

from analysis.folders import restore_folder
from analysis.report.readme import refresh_readme
from tests.kills import kills
from tests.runs import tree
from tests.runs.rendered import write_rendered

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_wait(monkeypatch):
    """What the disk itself has does not matter here."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def test_a_run_killed_at_any_event_leaves_the_earlier_results_or_the_new_ones_and_the_next_succeeds(tmp_path):
    out = tmp_path / "results"
    write_rendered(out)
    new = tree(out)
    (out / "report.md").write_text("of an earlier run", encoding="utf-8")
    old, found = tree(out), []
    for _ in kills(write_rendered, out, below=tmp_path):
        found.append(tree(restore_folder(out)))
        write_rendered(out)
        assert tree(tmp_path) == {"results": None} | {f"results/{name}": data for name, data in new.items()}
        (out / "report.md").write_text("of an earlier run", encoding="utf-8")
    writing, removing = found.count(old), found.count(new)
    assert writing + removing == len(found), "old or new, and never a part"
    assert writing > 2 * len(new), "each file is opened, and is there, before it counts"
    assert removing > len(old), "each old file is removed"


def test_a_first_run_killed_at_any_event_leaves_nothing_or_all_and_the_next_succeeds(tmp_path):
    out = tmp_path / "figures" / "results"
    write_rendered(out)
    new = tree(out)
    shutil.rmtree(tmp_path / "figures")
    for _ in kills(write_rendered, out, below=tmp_path):
        assert not restore_folder(out).exists() or tree(out) == new
        write_rendered(out)
        assert tree(out) == new
        assert [path.name for path in out.parent.iterdir()] == ["results"]
        shutil.rmtree(tmp_path / "figures")


def test_a_readme_killed_at_any_event_is_the_old_or_the_new_one(tmp_path):
    readme = tmp_path / "README.md"
    old, new = (f"A\n<!-- verdict:begin -->\n{word}\n<!-- verdict:end -->\nB\n" for word in ("old", "new"))
    readme.write_text(old, encoding="utf-8")
    states = []
    for _ in kills(refresh_readme, readme, {"verdict": "new"}, below=tmp_path):
        states.append(readme.read_text(encoding="utf-8"))
        refresh_readme(readme, {"verdict": "old"})
        assert tree(tmp_path) == {"README.md": old.encode()}
    assert states == [old] * states.count(old) + [new] * states.count(new)
    assert min(states.count(old), states.count(new)) >= 1
