"""Folders that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import UsageError

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK = ".lock"


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}.previous")


def recover(target: Path) -> None:
    """Finish or undo a replacement that was killed between its two renames."""
    target = target.resolve()
    if not target.name:  # the root of the file system is never replaced
        return
    previous = _previous(target)
    if previous.exists():
        if target.exists():
            shutil.rmtree(previous, ignore_errors=True)
        else:
            os.replace(previous, target)  # noqa: PTH105 - the atomic call is meant


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
            os.replace(target, _previous(target))  # noqa: PTH105
        os.replace(staging, target)  # noqa: PTH105
        shutil.rmtree(_previous(target), ignore_errors=True)
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
