"""Folders that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import UsageError


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}.previous")


def recover(target: Path) -> None:
    """Finish or undo a replacement that was killed between its two renames."""
    previous = _previous(target)
    if previous.exists():
        if target.exists():
            shutil.rmtree(previous)
        else:
            os.replace(previous, target)  # noqa: PTH105 - the atomic call is meant


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Yield an empty staging folder beside ``target`` that takes its place when the block ends without an error.

    Until then ``target`` is untouched, whatever happens; a process killed in the block leaves at most a hidden
    staging folder behind, which the next call removes. Call it under a lock where two processes may write.

    Raises
    ------
    UsageError
        If ``target`` is a file, or its parent cannot be written.
    """
    target = target.absolute()
    if target.exists() and not target.is_dir():
        raise UsageError(str(target), "is a file", allowed="a folder, existing or new", remedy="choose another folder")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        for stale in target.parent.glob(f".{target.name}.new-*"):
            shutil.rmtree(stale)
        staging = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
    except OSError as error:
        raise UsageError(str(target), f"cannot be written: {error.strerror}", remedy="choose another folder") from error
    try:
        yield staging
        staging.chmod(0o755)
        if target.exists():
            os.replace(target, _previous(target))  # noqa: PTH105
        os.replace(staging, target)  # noqa: PTH105
        shutil.rmtree(_previous(target), ignore_errors=True)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
