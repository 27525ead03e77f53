"""Numbers that the page's script shows: those behind each figure, and the specifications that it filters."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.drawing.points import Point

CURVE = "specification-curve"
"""Stem of the figure that the page can filter."""
ESTIMATE, T, OWN = "estimate_bp", "t", "own"
MOST_LINES = 150
"""Lines of a figure's numbers that a reader may want to look through; of more there is the CSV file."""


def script_data(numbers: Mapping[str, str], anchors: Mapping[str, str], points: Sequence[Sequence[Point]]) -> str:
    """The numbers as JSON that can stand in an element of HTML: nothing in it can end that element.

    Parameters
    ----------
    numbers : mapping of str to str
        Text of each figure's CSV file, by stem.
    anchors : mapping of str to str
        Where each figure stands in the page.
    points : sequence of sequences of Point
        What the points of each drawing say, in the order of the page.
    """
    lines = {stem: list(csv.reader(text.splitlines())) for stem, text in numbers.items() if stem in anchors}
    values = {anchors[stem]: _brief(told) for stem, told in lines.items() if len(told) <= MOST_LINES + 1}
    places = [[_place(point) for point in drawing] for drawing in points]
    told = {
        "points": places,
        "values": values,
        "curve": _curve(lines[CURVE], anchors[CURVE]) if CURVE in lines else None,
    }
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    return re.sub("[<>&]", lambda found: f"\\u{ord(found.group()):04x}", text)


def _place(point: Point) -> list[Any]:
    """Shares of the picture with four digits, and the text; the height where there is one."""
    return [round(point.x, 4), round(point.y, 4), point.text, *([round(point.height, 4)] if point.height else [])]


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
