"""Folders that are replaced whole or not at all, by one writer at a time, and never at the cost of what is not ours."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.errors import OutputError, UsageError
from analysis.files import beside, left_unfinished, shown, to_disk, unfinished

FETCHING, WRITING = 10.0, 120.0
"""Seconds to wait for another writer: for one that fetches, which may take minutes, and for one that only writes."""
LONGEST_NAME = 255 - len(f"..new-{'0' * 16}")
"""Bytes of a name, of the 255 that file systems allow; the rest is for what waits beside it."""
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in a folder that was looked at."""


def check_place(target: Path) -> Path:
    """Say before any work whether a folder can be made or replaced; return its real place. Parents are made later.

    Raises
    ------
    UsageError
        If it is a file, the root, a mount point, or around the working directory; or cannot be written.
    """
    place = _real(target)
    try:
        what = _wrong_kind(place) or _unwritable(place)
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
    if what:
        raise UsageError(str(target), what, allowed="a folder, existing or new", remedy="choose another folder")
    return place


def _wrong_kind(place: Path) -> str:
    """What a path is that can never be replaced by a folder; empty when it can."""
    if not place.name:
        return "is the root of the file system"
    if place.exists() and not place.is_dir():
        return "is a file"
    if Path.cwd().is_relative_to(place):
        return "is the working directory, or around it"
    return "is a mount point, which cannot be replaced" if place.is_mount() else ""


def _unwritable(place: Path) -> str:
    """Why a folder could not be made or replaced; empty when nothing is in the way."""
    if len(os.fsencode(place.name)) > LONGEST_NAME:
        return f"cannot be written: a name of more than {LONGEST_NAME} bytes"
    nearest = next(p for p in place.parents if p.exists())
    if not nearest.is_dir():
        return f"cannot be written: {shown(nearest)} is a file"
    if hasattr(os, "statvfs") and not os.statvfs(nearest).f_blocks and not _takes_a_folder(nearest):
        return f"cannot be written: {shown(nearest)} takes no folder"
    closed = [p for p in (nearest, place) if p.exists() and not os.access(p, os.W_OK | os.X_OK)]
    return f"cannot be written: {shown(closed[0])} may not be changed" if closed else ""


def _takes_a_folder(parent: Path) -> bool:
    """Try it: of a file system without room, such as /proc, the rights say nothing."""
    try:
        with tempfile.TemporaryDirectory(dir=parent):
            return True
    except OSError:
        return False


def refuse_strangers(folder: Path, known: Collection[str], writer: str) -> None:
    """Stop before a folder is replaced that holds a file which is not ours; what file managers leave does not count.

    Parameters
    ----------
    folder : Path
    known : collection of str
        Files of ours, relative to the folder, with slashes.
    writer : str
        What writes such folders: "run", "fetch".

    Raises
    ------
    UsageError
        Naming the first file that turns up: a folder that is not ours may be somebody's whole disk.
    """
    if not folder.is_dir():
        return
    files = (p for p in folder.rglob("*") if (p.is_symlink() or not p.is_dir()) and p.name not in LITTER)
    stranger = next((name for p in files if (name := p.relative_to(folder).as_posix()) not in known), None)
    if stranger is not None:
        what = f"holds {stranger}, which no {writer} wrote"
        raise UsageError(shown(folder), what, remedy="choose another folder, or move the files away")


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[Path]:
    """Keep other writers of a file or folder out, in this process and in others; yield its real place, links followed.

    What a killed writer left is put right first. Its lock is no hindrance: the system frees it with the process.

    Raises
    ------
    OutputError
        If another writer still has it after ``seconds``.
    UsageError
        If the folder around it cannot be written.
    """
    from filelock import FileLock, Timeout

    place = _real(path)
    lock = FileLock(beside(place, "lock"), timeout=seconds)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        what = "another process is writing it"
        raise OutputError(shown(path), what, remedy="wait until it is done, then repeat") from None
    except OSError as error:
        raise UsageError(str(path), f"cannot be written: {error.strerror}", remedy="choose another folder") from error
    try:
        _put_right(place)
        yield place
    finally:
        with suppress(OSError):  # while it is held: who waits for it sees that it is gone, and makes a new one
            Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Yield a new staging folder beside ``target`` that takes its place when the block ends without an error.

    Until then ``target`` is untouched, whatever happens; a process killed in the block leaves at most a hidden
    staging folder behind, which the next call removes. Of two processes that write the same folder, one waits for
    the other, from the staging to the last rename. A symbolic link is followed, and stays a link.

    Raises
    ------
    OutputError
        If another writer has it for more than `WRITING` seconds.
    UsageError
        As for :func:`check_place`.
    """
    with locked(check_place(target), WRITING) as place, replacing(place) as staging:
        yield staging


@contextmanager
def replacing(place: Path) -> Iterator[Path]:
    """The same for a caller that holds the lock already, of the place that :func:`locked` gave."""
    staging = unfinished(place)
    staging.mkdir()
    try:
        yield staging
        to_disk(staging)
        if place.exists():
            staging.chmod(stat.S_IMODE(place.stat().st_mode))
            _exchange(staging, place)
        else:
            os.replace(staging, place)  # noqa: PTH105 - the atomic call is meant
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def restore_folder(folder: Path) -> Path:
    """Put back a folder whose replacement was killed between its two renames; return `folder`."""
    place = _real(folder)
    if place.name and not place.exists() and beside(place, "previous").exists():
        with locked(folder, WRITING):
            pass
    return folder


def own_folder(folder: Path) -> Path:
    """Make a folder, or take one that is there; return it.

    Raises
    ------
    UsageError
        If a file or a link lies there, or a folder of somebody else.
    """
    with suppress(FileExistsError):
        folder.mkdir()
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or (hasattr(os, "geteuid") and found.st_uid != os.geteuid()):
        raise UsageError(shown(folder), "is no folder of yours", remedy="remove it, or choose another folder")
    return folder


def _exchange(staging: Path, place: Path) -> None:
    """Put the new folder in the place of the old one; when that fails, the old one is back."""
    try:
        os.replace(place, beside(place, "previous"))  # noqa: PTH105
        os.replace(staging, place)  # noqa: PTH105
    except BaseException:
        _settle(place)
        raise
    shutil.rmtree(beside(place, "previous"), ignore_errors=True)


def _settle(place: Path) -> None:
    """Finish or undo a replacement that stopped after the first of its two renames."""
    previous = beside(place, "previous")
    if not previous.is_dir() or previous.is_symlink():
        return
    if place.is_dir() and any(place.iterdir()):
        shutil.rmtree(previous, ignore_errors=True)
    else:
        os.replace(previous, place)  # noqa: PTH105


def _put_right(place: Path) -> None:
    """Settle what a killed writer began, and remove what it did not finish. Only for who holds the lock."""
    _settle(place)
    for found in left_unfinished(place):
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found, ignore_errors=True)
        else:
            with suppress(OSError):
                found.unlink()


def _real(path: Path) -> Path:
    """Follow links to where a file or folder lies or will lie."""
    circle = UsageError(str(path), "is a link that leads in a circle", remedy="choose another folder")
    try:
        place = path.resolve()
    except (OSError, RuntimeError) as error:
        raise circle from error
    if any(step.is_symlink() for step in (place, *place.parents)):  # Python 3.13 raises nothing
        raise circle
    return place
