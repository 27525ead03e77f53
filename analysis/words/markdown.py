"""Text that is Markdown, and text that is not: what may be markup is escaped, wrapped paragraphs become one line."""

from __future__ import annotations

import re
import textwrap

_SIGNS = (
    r"[\\`*|<>$~]|(?<!\w)_|_(?!\w)|\](?=[(\[:])|&(?=#?\w+;)"
    # Addresses, which some readers of Markdown turn into links.
    r"|(?<=\w):(?=//)|(?<=\b(?i:www))\.|(?<=\w)@(?=\w)"
)
_SPECIAL, _WITH_BRACKETS = re.compile(_SIGNS), re.compile(rf"{_SIGNS}|[\[\]]")
_NAMES_A_LINK = re.compile(r"\[[ xX]\](?: |$)|.*\[[^\[\]]*[^\W\d_][^\[\]]*\]$")
"""Ends in words in brackets, or begins as the box of a list of tasks: what stands around it could make that markup."""
_BLOCK = re.compile(r" ?(?:(?:#{1,6}|[-+]|\d{1,9}[.)])(?= |$)|(?:-[- ]*|=+)(?= ?$))")
"""What makes a heading, a list or a rule of the line that it begins."""
_OWN_LINE = re.compile(r"\s*(\||#|```|$)")
_NEW_ITEM = re.compile(r"- ")
_UNIT = re.compile(r"(?<=[\d∞]) (?=(?:%|(?:bp|sessions?|dates?|days?|hours?|minutes?)\b))")
NO_BREAK = "\u00a0"


class Markdown(str):
    """Text that is Markdown already; every other string is escaped on output."""

    __slots__ = ()


def escape(text: str, *, brackets: bool = False) -> Markdown:
    """Plain text as Markdown: what would be markup gets a backslash, line breaks become spaces.

    ``brackets``: it will stand within brackets, so that each of its own gets one too.
    """
    line = re.sub(r"\s+", " ", text)
    special = _WITH_BRACKETS if brackets or _NAMES_A_LINK.match(line) or not _is_balanced(line) else _SPECIAL
    line = special.sub(lambda found: "\\" + found.group(), line)
    if block := _BLOCK.match(line):
        sign = block.end() - 1
        line = f"{line[:sign]}\\{line[sign:]}"
    return Markdown(line)


def _is_balanced(text: str) -> bool:
    """Whether each bracket of a text has its other one: a bracket alone would take part in what stands around it."""
    depth = 0
    for sign in text:
        depth += (sign == "[") - (sign == "]")
        if depth < 0:
            return False
    return not depth


def unbroken(text: str) -> str:
    """Text in which no line can end between a number and its unit, or around an equals sign: "5 %", "p = 0.1"."""
    return _UNIT.sub(NO_BREAK, text).replace(" = ", f"{NO_BREAK}={NO_BREAK}")


def wrapped(text: str, width: int) -> str:
    """Paragraphs of Markdown broken into lines of at most so many signs; tables, pictures and headings keep theirs.

    No line begins with what would make it a list, a heading or a table.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        if _OWN_LINE.match(line) or line.startswith("![") or _BLOCK.match(line):
            lines.append(line)
            continue
        broken = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
        for piece in broken:
            if lines and piece is not broken[0] and (_BLOCK.match(piece) or piece.startswith("|")):
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
    return "\n".join(lines)


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
