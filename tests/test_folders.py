"""Folders are replaced whole or not at all, a lost one comes back, and two writers never meet."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from analysis import folders
from analysis.errors import OutputError, UsageError
from analysis.files import beside
from analysis.folders import check_place, locked, own_folder, refuse_strangers, restore_folder, whole_folder

ROOT = Path(__file__).resolve().parents[1]


def contents(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in folder.iterdir()}


def put(target: Path, text: str) -> None:
    with whole_folder(target) as staging:
        (staging / "a").write_text(text)


def alone(target: Path) -> bool:
    return [p.name for p in target.parent.iterdir()] == [target.name]


@pytest.fixture
def target(tmp_path):
    """A folder that was written before."""
    put(tmp_path / "results", "old")
    return tmp_path / "results"


# --- replacement -------------------------------------------------------------------------------------------------


def test_a_finished_block_replaces_the_folder_and_leaves_nothing_else(target):
    with whole_folder(target) as staging:
        (staging / "b").write_text("new")
        assert contents(target) == {"a": "old"}
    assert contents(target) == {"b": "new"}
    assert alone(target)


def test_an_error_in_the_block_leaves_the_old_folder_untouched(target):
    def broken():
        with whole_folder(target) as staging:
            (staging / "a").write_text("half")
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        broken()
    assert contents(target) == {"a": "old"}
    assert alone(target)


@pytest.mark.parametrize("fails", [1, 2], ids=["the first renaming", "the second renaming"])
def test_when_the_exchange_fails_the_old_folder_is_back_at_once(target, monkeypatch, fails):
    rename, calls = os.replace, []

    def failing(source, place):
        calls.append(source)
        if len(calls) == fails:
            raise OSError("out of order")
        rename(source, place)

    monkeypatch.setattr(folders.os, "replace", failing)
    with pytest.raises(OSError, match="out of order"):
        put(target, "new")
    assert contents(target) == {"a": "old"}
    assert alone(target)


def test_a_killed_process_leaves_the_old_folder_and_its_lock_hinders_nobody(target):
    script = f"""
        import os, signal
        from pathlib import Path
        from analysis.folders import whole_folder
        with whole_folder(Path({str(target)!r})) as staging:
            (staging / "a").write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert contents(target) == {"a": "old"}
    assert {p.suffix.partition("-")[0] for p in target.parent.iterdir()} == {"", ".lock", ".new"}
    put(target, "new")
    assert contents(target) == {"a": "new"}
    assert alone(target)


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    put(tmp_path / "near", "good")
    assert contents(tmp_path / "far") == {"a": "good"}
    assert (tmp_path / "near").is_symlink()


def test_a_new_folder_has_the_mode_of_the_umask_and_an_old_one_keeps_its_own(tmp_path):
    before = os.umask(0o027)
    put(tmp_path / "results", "old")
    os.umask(before)
    assert stat.S_IMODE((tmp_path / "results").stat().st_mode) == 0o750
    (tmp_path / "results").chmod(0o775)
    put(tmp_path / "results", "new")
    assert stat.S_IMODE((tmp_path / "results").stat().st_mode) == 0o775


# --- recovery ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made_since", [False, True], ids=["nothing", "an empty folder"])
def test_a_folder_lost_between_two_renames_is_put_back(target, made_since):
    target.rename(beside(target, "previous"))
    if made_since:
        target.mkdir()
        with locked(target, 1):
            pass
    assert restore_folder(target) == target
    assert contents(target) == {"a": "old"}
    assert alone(target)


def test_a_folder_that_is_there_is_left_alone(target):
    beside(target, "previous").mkdir()
    restore_folder(target)
    assert beside(target, "previous").exists()


def test_a_link_that_pretends_to_be_the_earlier_folder_is_not_followed(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a").write_text("mine")
    (tmp_path / ".results.previous").symlink_to(tmp_path / "mine")
    restore_folder(tmp_path / "results")
    assert not (tmp_path / "results").exists()
    assert contents(tmp_path / "mine") == {"a": "mine"}


# --- two writers -------------------------------------------------------------------------------------------------


def test_of_two_writers_one_waits_for_the_other_from_staging_to_the_last_rename(target):
    later = threading.Thread(target=put, args=(target, "second"))
    with whole_folder(target) as staging:
        (staging / "a").write_text("first")
        later.start()
        assert [p.name for p in target.parent.glob(".results.new-*")] == [staging.name], "the second stages nothing"
    later.join(60)
    assert contents(target) == {"a": "second"}
    assert alone(target)


def test_a_second_writer_that_waits_too_long_says_that_another_writes(target, monkeypatch):
    monkeypatch.setattr(folders, "WRITING", 0.05)
    with locked(target, 1):
        with pytest.raises(OutputError, match="another process is writing it; wait until it is done, then repeat"):
            put(target, "new")
        (target.parent / "free").touch()
    put(target, "new")
    assert contents(target) == {"a": "new"}


def test_a_lock_that_is_a_link_is_not_followed(target):
    mine = target.parent / "mine"
    beside(target, "lock").symlink_to(mine)
    with pytest.raises(UsageError, match="cannot be written"):
        put(target, "new")
    assert not mine.exists()
    assert contents(target) == {"a": "old"}


# --- places ------------------------------------------------------------------------------------------------------


def test_parents_that_are_missing_are_no_fault_and_are_made_only_when_writing(tmp_path):
    assert check_place(tmp_path / "a" / "b" / "results") == tmp_path / "a" / "b" / "results"
    assert list(tmp_path.iterdir()) == []
    put(tmp_path / "a" / "b" / "results", "new")
    assert contents(tmp_path / "a" / "b" / "results") == {"a": "new"}


def _file(folder):
    (folder / "results").write_text("mine")


def _loop(folder):
    (folder / "loop").symlink_to(folder / "loop")


@pytest.mark.parametrize(
    ("prepare", "name", "says"),
    [
        (lambda folder: None, "/", "is the root of the file system"),
        (_file, "results", "is a file"),
        (_file, "results/below", "cannot be written: results is a file"),
        (lambda folder: None, ".", "is the working directory, or around it"),
        (lambda folder: None, "..", "is the working directory, or around it"),
        (lambda folder: None, "x" * 240, "cannot be written: a name of more than 233 bytes"),
        (_loop, "loop", "is a link that leads in a circle"),
        (_loop, "loop/below", "is a link that leads in a circle"),
    ],
    ids=["root", "file", "below a file", "here", "around here", "long name", "circle", "below a circle"],
)  # fmt: skip
def test_a_bad_place_is_found_before_anything_is_written(tmp_path, monkeypatch, prepare, name, says):
    monkeypatch.chdir(tmp_path)
    prepare(tmp_path)
    before = sorted(tmp_path.iterdir())
    for refuses in (check_place, lambda path: put(path, "new")):
        with pytest.raises(UsageError, match=says):
            refuses(Path(name))
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no such file system")
def test_a_file_system_without_room_is_refused_before_any_work():
    with pytest.raises(UsageError, match="/proc takes no folder"):
        check_place(Path("/proc/results"))


@pytest.mark.parametrize("closed", ["results", "."], ids=["the folder", "its parent"])
def test_a_folder_that_may_not_be_changed_is_refused(target, monkeypatch, closed):
    """Asked of the system: to the superuser all folders are open, so its answer is made here."""
    place = (target.parent / closed).resolve()
    monkeypatch.setattr(folders.os, "access", lambda path, _: path != place)
    with pytest.raises(UsageError, match=r"cannot be written: .* may not be changed"):
        check_place(target)


@pytest.mark.parametrize("name", ["notes.txt", "tables/notes.txt", "a link"])
def test_a_file_that_is_not_ours_is_named_and_what_file_managers_leave_is_not(target, name):
    (target / ".DS_Store").touch()
    refuse_strangers(target, {"a"}, "run")
    (target / "tables").mkdir()
    (target / name).touch() if name != "a link" else (target / name).symlink_to(target.parent)
    with pytest.raises(UsageError, match=f"holds {name}, which no run wrote"):
        refuse_strangers(target, {"a"}, "run")


def test_a_working_folder_is_made_or_taken_and_no_link_or_file_in_its_place(tmp_path):
    for _ in range(2):
        assert own_folder(tmp_path / "work").is_dir()
    (tmp_path / "link").symlink_to(tmp_path / "work")
    (tmp_path / "file").touch()
    for name in ("link", "file"):
        with pytest.raises(UsageError, match="is no folder of yours"):
            own_folder(tmp_path / name)
