"""`figures` and `verify` of several studies: what each said, in order; one that fails takes no other with it."""

import pytest

from analysis.rerun import jobs
from analysis.rerun.kinds import KINDS
from tests.rerun import other
from tests.runs import call


@pytest.fixture
def seeds(tmp_path, monkeypatch):
    """Three small folders that can be run; in one process, so that a test can reach into it."""
    monkeypatch.setitem(KINDS, "other.toml", "tests.rerun.other")
    monkeypatch.setattr(jobs, "cores", lambda: 1)
    monkeypatch.chdir(tmp_path)
    for name in "abc":
        (tmp_path / "seeds" / name).mkdir(parents=True)
        (tmp_path / "seeds" / name / "other.toml").write_text(f"Found {name}.", encoding="utf-8")
    return tmp_path / "seeds"


def lines(done):
    return [line.strip() for line in done.stdout.splitlines()]


def made(name, why):
    return [f"seeds/{name} ({why}): figures/{name}/report.html", *([] if why == "unchanged" else [f"Found {name}."])]


INDEX = "Index: figures/index.html, figures/README.md"


@pytest.mark.usefixtures("seeds")
def test_all_are_run_once_and_again_only_when_it_is_asked_for():
    first, again, forced = call("figures"), call("figures"), call("figures", "--force")
    for done, why in ((first, "not run here yet"), (again, "unchanged"), (forced, "asked for")):
        assert done.exit_code == 0
        assert lines(done) == [*made("a", why), *made("b", why), *made("c", why), INDEX]


def test_what_changed_is_run_alone_and_its_change_named(seeds):
    call("figures")
    (seeds / "b" / "calendar.csv").write_text("new", encoding="utf-8")
    changed = made("b", "seeds/b/calendar.csv changed")
    assert lines(call("figures")) == [*made("a", "unchanged"), *made("c", "unchanged"), *changed, INDEX]


def test_a_study_that_fails_is_told_and_the_others_are_run(seeds):
    (seeds / "b" / "other.toml").write_bytes(b"\xff")
    done = call("figures")
    assert done.exit_code == 1
    assert lines(done) == [*made("a", "not run here yet"), *made("c", "not run here yet"), INDEX]
    assert done.stderr == "error: seeds/b/other.toml: byte 0 is not UTF-8; save the file as UTF-8\n"
    assert call("figures").exit_code == 1


def test_a_stop_says_how_many_are_done(seeds, monkeypatch):
    def stop(folder, load=other.KIND.load):
        if folder.name == "b":
            raise KeyboardInterrupt
        return load(folder)

    kind = other.Kind(stop, *(getattr(other.KIND, name) for name in ("run", "inputs", "lacks", "stages")))
    monkeypatch.setattr(other, "KIND", kind)
    done = call("figures")
    assert done.exit_code == 130
    assert lines(done) == made("a", "not run here yet")
    assert done.stderr == "stopped: 1 of 3 studies done, the others are as they were\n"
    assert not (seeds.parent / "figures" / "b").exists()


@pytest.mark.usefixtures("seeds")
def test_verify_means_all_and_the_index_too(tmp_path):
    call("figures")
    good = [f"figures/{name} is what seeds/{name} gives" for name in "abc"]
    assert (lines(done := call("verify")), done.exit_code) == (good, 0)
    (tmp_path / "figures" / "README.md").write_text("mine", encoding="utf-8")
    done = call("verify")
    assert lines(done)[3:] == ["figures/README.md: is not what the results say; python -m analysis figures renews it"]
    assert done.exit_code == 1


@pytest.mark.parametrize("words", [["--against", "x"], ["seeds/a", "seeds/b", "--against", "x"]])
@pytest.mark.usefixtures("seeds")
def test_results_to_compare_with_are_those_of_one_folder(words):
    done = call("verify", *words)
    assert done.exit_code == 2
    assert "allowed: one FOLDER" in done.stderr
