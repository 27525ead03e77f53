"""A reader sees whole files, a lost snapshot comes back, and two writers never meet."""

import pytest

from analysis.errors import SnapshotError
from analysis.market import folders
from analysis.market.folders import beside, locked, restore_folder, shown, write_atomically


def test_a_file_is_replaced_as_a_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    write_atomically(path, b"old")
    monkeypatch.setattr(folders.os, "fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
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
    monkeypatch.setattr(folders, "LOCK_SECONDS", 0.05)
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
