"""Where results cannot go is said before anything is computed, and nothing is changed."""

import json

import pytest

from analysis.errors import UsageError
from analysis.report.folder import check_out
from tests.runs import SEED, call, copy_seeds, earlier_results, is_one_line, tree


@pytest.fixture
def never_computed(monkeypatch):
    """A run that starts to compute fails the test."""
    monkeypatch.setattr("analysis.pipeline.run", lambda *_, **__: pytest.fail("computed"))


def _notes(folder):
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")


def _notes_among_results(folder):
    (earlier_results(folder) / "notes.txt").write_text("mine", encoding="utf-8")


@pytest.mark.parametrize(
    ("prepare", "out", "says"),
    [
        (lambda p: p.write_text("mine"), ".", ("results: is a file", "allowed: a folder", "choose another folder")),
        (lambda p: p.write_text("mine"), "below", ("below: cannot be written", "choose another folder")),
        (_notes_among_results, ".", ("results: holds notes.txt, which no run wrote", "or move the files away")),
        (_notes, ".", ("results: holds notes.txt, which no run wrote", "choose another folder")),
    ],
    ids=["a file", "below a file", "results with another file", "a folder with other files"],
)
@pytest.mark.usefixtures("never_computed")
def test_what_is_not_a_folder_of_results_is_never_replaced(tmp_path, prepare, out, says):
    prepare(tmp_path / "results")
    before = tree(tmp_path)
    ended = call("run", SEED, "--no-figures", "--out", tmp_path / "results" / out)
    assert ended.exit_code == 2
    assert is_one_line(ended.stderr, *says), ended.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("karabakh-2023", "lies in the study "),
        ("karabakh-2023/prices", "lies in the study "),
        ("karabakh-2023/results/new", "lies in the study "),
        ("prices", "lies in the snapshot "),
        ("prices/results", "lies in the snapshot "),
    ],
)
@pytest.mark.usefixtures("never_computed")
def test_what_a_run_reads_is_not_where_it_writes(tmp_path, out, says):
    folder = copy_seeds(tmp_path)
    before = tree(tmp_path)
    ended = call("run", folder, "--out", folder.parent / out)
    assert ended.exit_code == 2
    assert is_one_line(ended.stderr, says, "which is only read; allowed: a folder outside; choose another --out")
    assert tree(tmp_path) == before


def test_what_may_be_a_table_of_this_run_is_judged_when_the_tables_are_known(tmp_path):
    out = earlier_results(tmp_path / "results")
    (out / "tables").mkdir()
    (out / "tables" / "effects.csv").touch()
    check_out(out)
    check_out(out, ["tables/effects.csv"])
    with pytest.raises(UsageError, match=r"holds tables/effects\.csv, which no run wrote"):
        check_out(out, ["tables/other.csv"])


@pytest.mark.usefixtures("never_computed")
def test_results_of_another_question_are_not_replaced(tmp_path):
    """Two studies whose folders have the same name would write into the same folder."""
    out = earlier_results(tmp_path / "results")
    results = out / "results.json"
    content = json.loads(results.read_text(encoding="utf-8"))
    results.write_text(json.dumps(content | {"study": {"question": "Did widgets gain?"}}), encoding="utf-8")
    before = tree(out)
    ended = call("run", copy_seeds(tmp_path), "--out", out)
    assert ended.exit_code == 2
    assert is_one_line(ended.stderr, "another question: Did widgets gain?", "choose another --out, or remove")
    assert tree(out) == before
