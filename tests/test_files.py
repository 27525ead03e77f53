"""Files and folders are replaced whole or not at all, a lost one comes back, and two writers never meet."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from analysis import files
from analysis.errors import SnapshotError, UsageError
from analysis.files import beside, locked, recover, restore_folder, shown, whole_folder, write_atomically

ROOT = Path(__file__).resolve().parents[1]


def contents(folder: Path) -> dict[str, str]:
    return {p.name: p.read_text() for p in folder.iterdir()}


def test_a_finished_block_replaces_the_folder_and_leaves_nothing_else(tmp_path):
    target = tmp_path / "results"
    for text in ("old", "new"):
        with whole_folder(target) as staging:
            (staging / text).write_text(text)
    assert contents(target) == {"new": "new"}
    assert [p.name for p in tmp_path.iterdir()] == ["results"]


def test_an_error_in_the_block_leaves_the_old_folder_untouched(tmp_path):
    target = tmp_path / "results"
    with whole_folder(target) as staging:
        (staging / "a").write_text("good")

    def broken():
        with whole_folder(target) as staging:
            (staging / "a").write_text("half")
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        broken()
    assert contents(target) == {"a": "good"}
    assert [p.name for p in tmp_path.iterdir()] == ["results"]


def test_a_killed_process_leaves_the_old_folder_and_the_next_one_cleans_up(tmp_path):
    target = tmp_path / "results"
    with whole_folder(target) as staging:
        (staging / "a").write_text("good")
    script = f"""
        import os, signal
        from pathlib import Path
        from analysis.files import whole_folder
        with whole_folder(Path({str(target)!r})) as staging:
            (staging / "a").write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert contents(target) == {"a": "good"}
    with whole_folder(target) as staging:
        (staging / "a").write_text("better")
    assert contents(target) == {"a": "better"}
    assert [p.name for p in tmp_path.iterdir()] == ["results"]


def test_the_staging_folder_of_a_running_process_is_left_alone(tmp_path):
    target = tmp_path / "results"
    with whole_folder(target) as slow:
        (slow / "a").write_text("slow")
        with whole_folder(target) as quick:
            (quick / "a").write_text("quick")
        assert contents(target) == {"a": "quick"}
        assert (slow / "a").read_text() == "slow"
    assert contents(target) == {"a": "slow"}
    assert [p.name for p in tmp_path.iterdir()] == ["results"]


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    with whole_folder(tmp_path / "near") as staging:
        (staging / "a").write_text("good")
    assert contents(tmp_path / "far") == {"a": "good"}
    assert (tmp_path / "near").is_symlink()


def test_a_name_with_brackets_leaves_no_litter_either(tmp_path):
    stale = tmp_path / ".results [1].new-killed"
    stale.mkdir()
    with whole_folder(tmp_path / "results [1]") as staging:
        (staging / "a").write_text("good")
    assert [p.name for p in tmp_path.iterdir()] == ["results [1]"]


def test_the_root_of_the_file_system_is_never_replaced():
    with pytest.raises(UsageError, match="is the root of the file system"), whole_folder(Path("/")):
        pass


def test_a_replacement_killed_between_its_two_steps_is_undone(tmp_path):
    (tmp_path / ".results.previous").mkdir()
    (tmp_path / ".results.previous" / "a").write_text("good")
    recover(tmp_path / "results")
    assert contents(tmp_path / "results") == {"a": "good"}


def test_a_file_in_the_way_is_a_usage_error_and_is_kept(tmp_path):
    (tmp_path / "results").write_text("mine")
    with pytest.raises(UsageError, match="is a file"), whole_folder(tmp_path / "results"):
        pass
    assert (tmp_path / "results").read_text() == "mine"


def test_a_parent_that_cannot_be_written_is_a_usage_error(tmp_path):
    (tmp_path / "parent").write_text("a file")
    with pytest.raises(UsageError, match="cannot be written"), whole_folder(tmp_path / "parent" / "results"):
        pass


def test_a_file_is_replaced_as_a_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    write_atomically(path, b"old")
    monkeypatch.setattr(files.os, "fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_snapshot_lost_between_two_renames_is_put_back(tmp_path):
    folder = tmp_path / "live"
    lost = beside(folder, "previous")
    lost.mkdir()
    (lost / "manifest.csv").write_text("x")
    assert restore_folder(folder) == folder
    assert (folder / "manifest.csv").read_text() == "x"
    assert not lost.exists()


def test_a_snapshot_that_is_there_is_left_alone(tmp_path):
    folder = tmp_path / "live"
    folder.mkdir()
    beside(folder, "previous").mkdir()
    restore_folder(folder)
    assert beside(folder, "previous").exists()


def test_a_second_writer_is_turned_away_and_the_first_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.05)
    with locked(tmp_path / "live"):
        with pytest.raises(SnapshotError, match="another process is writing"), locked(tmp_path / "live"):
            pytest.fail("the lock was given twice")
        (tmp_path / "free").touch()
    with locked(tmp_path / "live"):
        pass


def test_paths_are_shown_as_a_reader_would_type_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "seeds" / "prices") == "seeds/prices"
    assert shown(tmp_path.parent) == str(tmp_path.parent)
