"""Text that is Markdown, and text that is not: what may be markup is escaped, wrapped paragraphs become one line."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*|<>$~]|(?<!\w)_|_(?!\w)|\](?=\()|&(?=#?\w+;)")
_OWN_LINE = re.compile(r"\s*(\||#|```|$)")
_NEW_ITEM = re.compile(r"- ")


class Markdown(str):
    """Text that is Markdown already; every other string is escaped on output."""

    __slots__ = ()


def escape(text: str) -> Markdown:
    """Plain text as Markdown: what would be markup gets a backslash, line breaks become spaces."""
    return Markdown(_SPECIAL.sub(lambda found: "\\" + found.group(), re.sub(r"\s+", " ", text)))


def reflow(text: str) -> str:
    """Join the lines of each paragraph and list item: a template is wrapped for its readers, its output is not.

    Tables, headings, blank lines and what stands between two lines of backticks keep their lines.
    """
    lines: list[str] = []
    fenced = joins = False
    for line in text.split("\n"):
        fence = line.startswith("```")
        if fenced or _OWN_LINE.match(line):
            if fenced or line.strip() or (lines and lines[-1]):  # outside of them, several blank lines are one
                lines.append(line.rstrip())
            joins = False
        elif joins and not _NEW_ITEM.match(line):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line.strip())
            joins = True
        fenced ^= fence
    return "\n".join(lines).strip() + "\n"
