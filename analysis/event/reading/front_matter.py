"""Front matter: metadata at the top of a text file, in TOML between lines of ``+++`` or in YAML between ``---``."""

from __future__ import annotations

import re
from typing import Any

from analysis.event.reading.encodings import UnreadableError
from analysis.files import parse_toml

LONGEST = 20_000
"""Letters of front matter that are read: metadata of an article are a few lines."""
_FENCE = re.compile(r"(\+\+\+|---)[ \t]*\n")


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Metadata and the text below them. A line of ``---`` that no other closes is a ruled line, and no metadata.

    Raises
    ------
    UnreadableError
        If the front matter is not closed, too long, or no TOML or YAML.
    """
    fence = _FENCE.match(text)
    if not fence:
        return {}, text
    parts = re.split(rf"^{re.escape(fence[1])}[ \t]*(?:\n|\Z)", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) < 3:
        if fence[1] == "---":
            return {}, text
        raise UnreadableError("its front matter has no end", "close it with a line +++")
    if len(parts[1]) > LONGEST:
        raise UnreadableError(f"its front matter has {len(parts[1]):,} letters", "keep published and title")
    return (_toml if fence[1] == "+++" else _yaml)(parts[1]), parts[2]


def _toml(text: str) -> dict[str, Any]:
    try:
        return parse_toml(text)
    except ValueError as error:
        raise UnreadableError(f"its front matter is not TOML: {error}", "mend the syntax") from error


def _yaml(text: str) -> dict[str, Any]:
    import yaml

    try:
        read = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = str(error).partition("\n")[0]
        raise UnreadableError(f"its front matter is not YAML: {line}", "mend the syntax") from error
    if read is None:
        return {}
    if not isinstance(read, dict):
        raise UnreadableError("its front matter names no keys", "write it as published: 2024-01-31")
    return {str(key): value for key, value in read.items()}
