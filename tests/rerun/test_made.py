"""Results count as unchanged only where nothing has changed that they were made from, nor they themselves."""

import shutil

import pytest

from analysis.rerun import made
from analysis.rerun.made import changed, keep, look, program_hash


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A folder that was run: two inputs, a snapshot beside it that is not there, and results."""
    monkeypatch.chdir(tmp_path)
    for name in ("seeds/x/study.toml", "seeds/x/prices/A.csv", "seeds/prices/B.csv", "figures/x/results.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    remember(tmp_path)
    return tmp_path


def remember(place, program=None, before=None):
    """Keep what the results were made from, as a run does."""
    roots = [place / "seeds" / name for name in ("x", "prices", "prices-holdings")]
    now = look(roots, place / "figures" / "x")
    keep(place / "seeds/x", program or program_hash(), before or now, now)


def why(study):
    return changed(study / "seeds/x")[0]


def test_what_was_never_run_is_not_unchanged(study):
    assert changed(study / "seeds/y") == ("not run here yet", None)


def test_what_nobody_touched_is_unchanged(study):
    assert changed(study / "seeds/x") == ("", study / "figures" / "x")


CHANGES = {
    "an input edited": ("seeds/x/study.toml", "other", "seeds/x/study.toml changed"),
    "an input added": ("seeds/x/calendar.csv", "new", "seeds/x/calendar.csv changed"),
    "an input gone": ("seeds/x/prices/A.csv", None, "seeds/x/prices/A.csv changed"),
    "shared prices edited": ("seeds/prices/B.csv", "other", "seeds/prices/B.csv changed"),
    "lists where there were none": ("seeds/prices-holdings/lists.csv", "new", "seeds/prices-holdings changed"),
    "a result edited": ("figures/x/results.json", "mine", "figures/x/results.json is not as it was written"),
    "a result gone": ("figures/x/results.json", None, "figures/x/results.json is not as it was written"),
    "a result added": ("figures/x/more.png", "new", "figures/x/more.png is not as it was written"),
}


@pytest.mark.parametrize(("name", "text", "says"), CHANGES.values(), ids=CHANGES)
def test_every_change_is_seen_and_named(study, name, text, says):
    path = study / name
    path.parent.mkdir(exist_ok=True)
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    assert why(study) == says


def test_an_input_that_is_as_it_was_again_is_unchanged(study):
    path = study / "seeds/x/study.toml"
    before = path.read_bytes()
    path.write_bytes(b"other")
    assert why(study)
    path.write_bytes(before)
    assert why(study) == ""


def test_another_program_or_other_libraries_change_everything(study, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(made, "program_hash", lambda: "another")
        assert why(study) == "the program changed"
    monkeypatch.setattr(made, "_libraries", lambda: "others")
    assert why(study) == "the libraries changed"


def test_every_file_of_the_program_counts(tmp_path, monkeypatch):
    package = tmp_path / "analysis"
    shutil.copytree(made.Path(made.analysis.__file__).parent / "words", package / "words")
    monkeypatch.setattr(made.analysis, "__file__", str(package / "__init__.py"))
    before = program_hash()
    (package / "words" / "__pycache__").mkdir(exist_ok=True)
    (package / "words" / "__pycache__" / "x.pyc").write_bytes(b"compiled")
    assert program_hash() == before
    (package / "words" / "new.md.j2").write_text("{{ number }}", encoding="utf-8")
    assert program_hash() != before


def test_what_changed_during_the_run_is_run_again(study):
    roots = [study / "seeds" / "x"]
    before = look(roots, study / "figures" / "x")
    (study / "seeds/x/study.toml").write_text("other", encoding="utf-8")
    remember(study, before=before)
    assert why(study) == "nothing proves it unchanged"
    remember(study, program="what it was when its code was loaded")
    assert why(study) == "nothing proves it unchanged"


def test_what_lies_behind_a_linked_folder_is_never_taken_for_unchanged(study):
    (study / "seeds/x/more").symlink_to(study / "seeds/prices")
    remember(study)
    assert why(study) == "nothing proves it unchanged"


def test_what_file_managers_leave_does_not_count(study):
    (study / "figures/x/.DS_Store").write_bytes(b"\0")
    assert why(study) == ""


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"program": 1}', "not json"])
def test_what_another_version_kept_proves_nothing(study, text):
    (kept,) = (study / ".cache" / "figures").iterdir()
    kept.write_text(text, encoding="utf-8")
    assert why(study) == "nothing proves it unchanged"
