"""A file is read within bounds, replaced whole or not at all, and nothing that others prepared is followed."""

import os
import stat

import pytest

from analysis import files
from analysis.errors import ArticleError, StudyError
from analysis.files import (
    DEEPEST,
    LONGEST_LINE,
    beside,
    left_unfinished,
    parse_toml,
    read_text,
    shown,
    unfinished,
    write_atomically,
)


@pytest.fixture
def umask():
    """Files of this test are for the owner and the group to read."""
    before = os.umask(0o027)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_replaced_as_a_whole_and_a_failure_leaves_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    write_atomically(path, b"old")
    monkeypatch.setattr(files.os, "fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("umask")
def test_a_new_file_has_the_mode_of_the_umask_and_an_old_one_keeps_its_own(tmp_path):
    path = tmp_path / "a.csv"
    write_atomically(path, b"old")
    assert mode(path) == 0o640
    path.chmod(0o664)
    write_atomically(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", 0o664)


def test_a_link_in_the_place_of_the_file_is_replaced_and_not_followed(tmp_path):
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "a.csv").symlink_to(tmp_path / "mine")
    write_atomically(tmp_path / "a.csv", b"new")
    assert (tmp_path / "mine").read_text() == "mine"
    assert not (tmp_path / "a.csv").is_symlink()


@pytest.mark.parametrize("kind", ["link", "file"])
def test_what_was_prepared_under_the_name_of_the_temporary_file_is_never_written(tmp_path, monkeypatch, kind):
    """As if the name had been guessed."""
    monkeypatch.setattr(files.secrets, "token_hex", lambda _: "0" * 16)
    guessed, mine = unfinished(tmp_path / "a.csv"), tmp_path / "mine"
    mine.write_text("mine")
    guessed.symlink_to(mine) if kind == "link" else guessed.write_text("mine")
    with pytest.raises(FileExistsError):
        write_atomically(tmp_path / "a.csv", b"new")
    assert mine.read_text() == "mine"
    assert not (tmp_path / "a.csv").exists()


def test_no_two_names_of_unfinished_files_are_alike_and_all_are_found_again(tmp_path):
    names = [unfinished(tmp_path / "a [1]") for _ in range(3)]
    assert len(set(names)) == 3
    for path in (*names, beside(tmp_path / "a [1]", "new-thesis"), tmp_path / ".a [1].new-old.new-0123456789abcdef"):
        path.touch()
    assert set(left_unfinished(tmp_path / "a [1]")) == set(names)


def test_paths_are_shown_as_a_reader_would_type_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "seeds" / "prices") == "seeds/prices"
    assert shown(tmp_path.parent) == str(tmp_path.parent)


# --- reading ------------------------------------------------------------------------------------------------------


def test_a_byte_order_mark_is_no_part_of_a_text(tmp_path):
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfwords")
    assert read_text(tmp_path / "a", StudyError, remedy="") == "words"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read; create it"),
        (b"x" * 11, "11 bytes; allowed: at most 10"),
        (b"a\xff", "byte 1 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_what_cannot_be_read_is_an_error_of_the_readers_own_kind(tmp_path, content, says):
    if content is not None:
        (tmp_path / "a").write_bytes(content)
    with pytest.raises(ArticleError, match=says):
        read_text(tmp_path / "a", ArticleError, remedy="create it", most=10)


def test_a_folder_and_a_name_that_no_file_can_have_are_no_text(tmp_path):
    for path in (tmp_path, tmp_path / "a\0b", tmp_path / ("x" * 300)):
        with pytest.raises(StudyError, match="cannot be read"):
            read_text(path, StudyError, remedy="")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a", "at end of document"),
        ("a = " + "9" * 5000, "a number has thousands of digits"),
        ("a = " + "[\n" * 3000 + "]" * 3000, f"more than {DEEPEST} deep"),
        ("a." * DEEPEST + "a = 1", f"more than {DEEPEST} deep"),
        ("#" * (LONGEST_LINE + 1), f"a line of {LONGEST_LINE + 1:,} characters"),
    ],
)
def test_toml_that_only_a_machine_would_write_is_refused(text, says):
    with pytest.raises(ValueError, match=says):
        parse_toml(text)


def test_toml_of_people_is_read():
    assert parse_toml('a = 1\n[b.c]\nd = [["e"]]\n') == {"a": 1, "b": {"c": {"d": [["e"]]}}}
