"""Files: those of people are read within bounds; those of ours are written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError

MOST_BYTES = 5_000_000
"""Of a file that people write: half a century of daily prices takes a fifth of it."""
LONGEST_LINE = 10_000
DEEPEST = 8
"""Lists and tables within each other: no key of a study lies half as deep."""


def shown(path: Path) -> str:
    """Path as a reader would type it: relative to the working directory where that is possible."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, RuntimeError):  # elsewhere, or links that lead in a circle
        return str(path)


def digest_of_folders(folders: Iterable[Path]) -> str:
    """SHA-256 of all files in some folders, their names within each of them included; wherever the folders lie."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder).as_posix()
            found.update(f"{name}\0{path.stat().st_size}\0".encode(errors="surrogateescape"))
            found.update(path.read_bytes())
    return found.hexdigest()


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


def read_text(path: Path, error: type[AnalysisError], *, remedy: str, most: int = MOST_BYTES) -> str:
    """Read a file as UTF-8, with or without a byte order mark.

    Parameters
    ----------
    path : Path
    error : type of AnalysisError
        What to raise.
    remedy : str
        What helps where there is no such file, or it cannot be opened.
    most : int
        Bytes.

    Raises
    ------
    AnalysisError
        Of the class given, if there is no such file, it is none that ends (a pipe, a device), is larger than ``most``,
        or is not UTF-8.
    """
    try:
        return read_within(path, error, remedy=remedy, most=most).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise error(str(path), f"byte {wrong.start} is not UTF-8", remedy="save the file as UTF-8") from wrong


def read_within(path: Path, error: type[AnalysisError], *, remedy: str, most: int = MOST_BYTES) -> bytes:
    """Read the bytes of a file, if there are no more than ``most``; the parameters are those of :func:`read_text`.

    Raises
    ------
    AnalysisError
        Of the class given, if there is no such file, it is none that ends (a pipe, a device), or is too large.
    """
    try:
        if not stat.S_ISREG((found := path.stat()).st_mode):  # to read a pipe is to wait for whoever writes it
            raise error(str(path), "cannot be read: not a file", remedy=remedy)
        if found.st_size > most:
            shown, allowed = f"{found.st_size:,} bytes", f"at most {most:,}"
            raise error(str(path), shown, allowed=allowed, remedy="leave out what the study does not need")
        return path.read_bytes()
    except (OSError, ValueError) as wrong:
        raise error(str(path), "cannot be read", remedy=remedy) from wrong


def parse_toml(text: str) -> dict[str, Any]:
    """Read TOML as people write it.

    Raises
    ------
    ValueError
        If it is no TOML, or what only a machine would write: long lines, deep nesting, numbers of thousands of digits.
    """
    # A dotted key costs the square of its length, so that a long line alone could keep the parser for minutes.
    if (longest := max(map(len, text.splitlines()), default=0)) > LONGEST_LINE:
        raise ValueError(f"a line of {longest:,} characters, and at most {LONGEST_LINE:,} are read")
    deep = ValueError(f"tables or lists lie more than {DEEPEST} deep within each other")
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise deep from None
    except ValueError:
        raise ValueError("a number has thousands of digits") from None
    if _is_deep(parsed, DEEPEST):
        raise deep
    return parsed


def _is_deep(value: Any, left: int) -> bool:
    if not isinstance(value, (list, dict)):
        return False
    return not left or any(_is_deep(v, left - 1) for v in (value.values() if isinstance(value, dict) else value))
