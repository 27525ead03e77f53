"""Drawings inside a page: an SVG as the address of a picture, without what a reader cannot see of it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from analysis.drawing.points import without_points

ADDRESS = "data:image/svg+xml,"
EMBEDDED = re.compile(rf'{re.escape(ADDRESS)}([^"]+)')
"""A drawing in a page; :func:`drawing_of` reads what it finds."""
_DIGITS = re.compile(r"(?<=\d\d\.\d\d)\d+|(?<=[1-9]\.\d\d)\d+")
_UNSEEN = re.compile(r'<!--.*?-->| id="(?:[a-z]\w*_\d+|matplotlib\.axis_\d+)"', re.DOTALL)
_SPACE = re.compile(r"\s+")
_GAP = re.compile(r'(?<=[ "\d][MLQC]) (?=[-\d])| (?=[MLQCz][ "])')
_RESERVED = {"%": "%25", "'": "%26apos;", '"': "'", "#": "%23", "<": "%3C", ">": "%3E", "&": "%26"}
_ESCAPED = str.maketrans(_RESERVED)


def embedded(drawing: bytes) -> str:
    """A drawing as an address that can stand between double quotes in HTML.

    Coordinates keep hundredths of a point, and what names nothing that is used goes: names of groups, comments, line
    ends. Percent signs instead of base 64 save another quarter.
    """
    text = _UNSEEN.sub("", _DIGITS.sub("", without_points(drawing.decode())))
    text = _SPACE.sub(" ", text).replace("> <", "><")
    return ADDRESS + _GAP.sub("", text).strip().translate(_ESCAPED)


def drawing_of(address: str) -> str:
    """Text of an embedded drawing."""
    return unquote(address)
