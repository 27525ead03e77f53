"""Text that users write: read whole from a file, of a size that a study can have, and fit to be shown."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError, unseen_in

MOST_BYTES = 5_000_000
"""Of a CSV file: half a century of daily prices takes a fifth of it."""
MOST_DECLARED = 200_000
"""Bytes of a study.toml."""
LONGEST = 2000
"""Characters of a text in study.toml, or of a cell: a paragraph."""
LONGEST_LINE = 10_000
DEEPEST = 8
"""Lists and tables within each other: no key of a study lies half as deep."""


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
        if not stat.S_ISREG((found := path.stat()).st_mode):  # to read a pipe is to wait for whoever writes it
            raise error(str(path), "cannot be read: not a file", remedy=remedy)
        if found.st_size > most:
            shown, allowed = f"{found.st_size:,} bytes", f"at most {most:,}"
            raise error(str(path), shown, allowed=allowed, remedy="leave out what the study does not need")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise error(str(path), f"byte {wrong.start} is not UTF-8", remedy="save the file as UTF-8") from wrong
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


def one_line(text: str) -> str:
    """Text with its line breaks, tabs and spaces as single spaces, as they are in a paragraph.

    Raises
    ------
    ValueError
        If it holds characters that nobody sees: they could move a terminal's cursor, or turn text around.
    """
    line = re.sub(r"[ \t\r\n]+", " ", text)
    if unseen := unseen_in(line):
        raise ValueError(f"holds {unseen}, a character that nobody sees")
    return line
