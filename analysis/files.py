"""Files that are written whole or not at all, and the names of what waits beside them."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path


def shown(path: Path) -> str:
    """Path as a reader would type it: relative to the working directory where that is possible."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, RuntimeError):  # elsewhere, or links that lead in a circle
        return str(path)


def beside(path: Path, suffix: str) -> Path:
    """Hidden companion of a file or folder, on the same file system."""
    path = path.absolute()
    return path.with_name(f".{path.name}.{suffix}")


def unfinished(path: Path) -> Path:
    """A new companion of a file or folder, with a name that nobody can guess and prepare."""
    return beside(path, f"new-{secrets.token_hex(8)}")


def left_unfinished(path: Path) -> Iterator[Path]:
    """Companions that :func:`unfinished` named: of a killed writer, where no other can be at work."""
    ours = re.compile(rf"\.{re.escape(path.name)}\.new-[0-9a-f]{{16}}")
    return (found for found in path.absolute().parent.iterdir() if ours.fullmatch(found.name))


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that readers see either the old content or the new one, whole and on disk.

    A file that was there keeps its mode; a new one has the mode that the umask leaves. What lies at ``path`` is
    replaced: a symbolic link is not followed, so give the file that it leads to.
    """
    partial = unfinished(path)
    try:
        with partial.open("xb") as stream:  # never an existing file, nor through a link
            if path.is_file() and not path.is_symlink():
                partial.chmod(stat.S_IMODE(path.stat().st_mode))
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def to_disk(folder: Path) -> None:
    """Wait until a folder and all that it holds are on disk, where the system can say so."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
