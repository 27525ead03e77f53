"""Numbers that the page's script shows: those behind each figure, and the specifications that it filters."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from typing import Any

CURVE = "specification-curve"
"""Stem of the figure that the page can filter."""
ESTIMATE, T, OWN = "estimate_bp", "t", "own"
MOST_LINES = 150
"""Lines of a figure's numbers that a reader may want to look through; of more there is the CSV file."""


def script_data(numbers: Mapping[str, str], anchors: Mapping[str, str]) -> str:
    """The numbers as JSON that can stand in an element of HTML: nothing in it can end that element.

    Parameters
    ----------
    numbers : mapping of str to str
        Text of each figure's CSV file, by stem.
    anchors : mapping of str to str
        Where each figure stands in the page.
    """
    lines = {stem: list(csv.reader(text.splitlines())) for stem, text in numbers.items() if stem in anchors}
    values = {anchors[stem]: _brief(told) for stem, told in lines.items() if len(told) <= MOST_LINES + 1}
    told = {"values": values, "curve": _curve(lines[CURVE], anchors[CURVE]) if CURVE in lines else None}
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    return re.sub("[<>&]", lambda found: f"\\u{ord(found.group()):04x}", text)


def _brief(lines: list[list[str]]) -> list[list[str]]:
    return [lines[0], *([_rounded(cell) for cell in line] for line in lines[1:])]


def _rounded(cell: str) -> str:
    """A number with four digits; all others stay as they are."""
    return f"{float(cell):.4g}" if re.fullmatch(r"-?\d+\.\d{3,}(e-?\d+)?", cell) else cell


def _curve(lines: list[list[str]], anchor: str) -> dict[str, Any]:
    """The specifications: their choices, estimate and t, and which is the study's own."""
    head, *rows = lines
    first, end, t, own = 1, head.index(ESTIMATE), head.index(T), head.index(OWN)
    told = [[*r[first:end], round(float(r[end]), 2), round(float(r[t]), 3), r[own] == "True"] for r in rows]
    return {"figure": anchor, "choices": head[first:end], "lines": told}
