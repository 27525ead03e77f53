"""Text that is Markdown, and text that is not: what may be markup is escaped, wrapped paragraphs become one line."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*|<>$~]|(?<!\w)_|_(?!\w)|\](?=\()|&(?=#?\w+;)")
_OWN_LINE = re.compile(r"\s*(\||#|```|$)")
_NEW_ITEM = re.compile(r"- ")
_UNIT = re.compile(r"(?<=[\d∞]) (?=(?:%|(?:bp|sessions?|dates?|days?|hours?|minutes?)\b))")
NO_BREAK = "\u00a0"


class Markdown(str):
    """Text that is Markdown already; every other string is escaped on output."""

    __slots__ = ()


def escape(text: str) -> Markdown:
    """Plain text as Markdown: what would be markup gets a backslash, line breaks become spaces."""
    return Markdown(_SPECIAL.sub(lambda found: "\\" + found.group(), re.sub(r"\s+", " ", text)))


def unbroken(text: str) -> str:
    """Text in which no line can end between a number and its unit, or around an equals sign: "5 %", "p = 0.1"."""
    return _UNIT.sub(NO_BREAK, text).replace(" = ", f"{NO_BREAK}={NO_BREAK}")


def reflow(text: str) -> str:
    """Join the lines of each paragraph and list item: a template is wrapped for its readers, its output is not.

    Numbers stay with their units (:func:`unbroken`). Tables, headings, blank lines and what stands between two lines
    of backticks keep their lines.
    """
    lines: list[str] = []
    fenced = joins = False
    for line in text.split("\n"):
        fence = line.startswith("```")
        if fenced or _OWN_LINE.match(line):
            if fenced or line.strip() or (lines and lines[-1]):  # outside of them, several blank lines are one
                lines.append(line.rstrip() if fenced or fence else unbroken(line.rstrip()))
            joins = False
        elif joins and not _NEW_ITEM.match(line):
            lines[-1] = unbroken(f"{lines[-1]} {line.strip()}")
        else:
            lines.append(unbroken(line.strip()))
            joins = True
        fenced ^= fence
    return "\n".join(lines).strip() + "\n"
