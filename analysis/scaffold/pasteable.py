"""Commands of this program as text that can be pasted into a shell."""

from __future__ import annotations

from shlex import quote


def command(*words: object) -> str:
    """A command with each word quoted where a shell would read it otherwise."""
    return " ".join(["python -m analysis", *(quote(str(word)) for word in words)])
