"""Locks, recovery and whole files for folders of prices."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import SnapshotError
from analysis.files import recover

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


def restore_folder(folder: Path) -> Path:
    """Put back a snapshot whose replacement was killed between its two renames; return `folder`."""
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
