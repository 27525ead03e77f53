"""Files and folders that are written whole or not at all, and by one writer at a time."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import SnapshotError, UsageError

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK = ".lock"
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # what systems leave in folders
LOCK_SECONDS = 10.0


def shown(path: Path) -> str:
    """Path as a reader would type it: relative to the working directory where that is possible."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def beside(folder: Path, suffix: str) -> Path:
    """Hidden companion of a folder, on the same file system."""
    folder = folder.absolute()
    return folder.with_name(f".{folder.name}.{suffix}")


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that readers see either the old content or the new one, whole and on disk."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def recover(target: Path) -> None:
    """Finish or undo a replacement that was killed between its two renames."""
    target = target.resolve()
    if not target.name:  # the root of the file system is never replaced
        return
    previous = beside(target, "previous")
    if previous.exists():
        if target.exists():
            shutil.rmtree(previous, ignore_errors=True)
        else:
            os.replace(previous, target)  # noqa: PTH105 - the atomic call is meant


def restore_folder(folder: Path) -> Path:
    """Put back a folder whose replacement was killed between its two renames; return `folder`."""
    if not folder.exists() and beside(folder, "previous").exists():
        with locked(folder):
            recover(folder.absolute())
    return folder


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other writers of `folder` out, in this process and in others.

    Raises
    ------
    SnapshotError
        If another writer still has it after `LOCK_SECONDS`.
    """
    from filelock import FileLock, Timeout

    lock = beside(folder, "lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=LOCK_SECONDS):
            yield
    except Timeout:
        what = "another process is writing this snapshot"
        raise SnapshotError(shown(folder), what, remedy="wait until it is done, then repeat") from None


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Yield a new staging folder beside ``target`` that takes its place when the block ends without an error.

    Until then ``target`` is untouched, whatever happens; a process killed in the block leaves at most a hidden
    staging folder behind, which the next call removes. Of two processes that write the same folder at once, both
    write it whole and the later one stays. A symbolic link is followed, and stays a link.

    Raises
    ------
    UsageError
        If ``target`` is a file, or its parent cannot be written.
    """
    target = target.resolve()
    if not target.name or (target.exists() and not target.is_dir()):
        what = "is a file" if target.name else "is the root of the file system"
        raise UsageError(str(target), what, allowed="a folder, existing or new", remedy="choose another folder")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        _remove_stale(target)
        staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
    except OSError as error:
        raise UsageError(str(target), f"cannot be written: {error.strerror}", remedy="choose another folder") from error
    try:
        with _lock(staging):
            yield staging
        (staging / LOCK).unlink()
        staging.chmod(0o755)
        if target.exists():
            os.replace(target, beside(target, "previous"))  # noqa: PTH105
        os.replace(staging, target)  # noqa: PTH105
        shutil.rmtree(beside(target, "previous"), ignore_errors=True)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _lock(staging: Path) -> BaseFileLock:
    """Lock that a living process holds on its staging folder; the system frees it when the process is killed."""
    from filelock import FileLock

    return FileLock(staging / LOCK, timeout=0)


def _remove_stale(target: Path) -> None:
    """Remove the staging folders of killed processes, and leave those of running ones alone."""
    from filelock import Timeout

    for staging in target.parent.glob(f".{escape(target.name)}.new-*"):
        lock = _lock(staging)
        try:
            lock.acquire()
        except Timeout:
            continue
        lock.release()
        shutil.rmtree(staging)
