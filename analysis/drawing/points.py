"""What the points of a figure say: shown where a reader points at one, in the report and in the drawing itself."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from analysis.words.numbers import true_minus

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_COLUMNS = 300
"""Of a panel; a figure is six to nine hundred pixels wide."""
RADIUS = 7.0
"""Of the invisible circle that answers for a point in a drawing of its own, in points."""


class Point(NamedTuple):
    """What stands at a place, in shares of the picture from its upper left corner; only a column has a ``height``."""

    x: float
    y: float
    height: float
    text: str


_TOLD: WeakKeyDictionary[Axes, list[tuple[Any, float, str]]] = WeakKeyDictionary()


def tell_point(ax: Axes, x: Any, y: Any, text: str) -> None:
    """Say what a point shows.

    Parameters
    ----------
    ax : Axes
    x, y : float, or what the axes take for one
        In the units of the axes; beyond their limits the point counts as lying on the edge.
    text : str
        What a reader is told there: its name and its numbers with their units.
    """
    _TOLD.setdefault(ax, []).append((x, y, text))


def tell_columns(ax: Axes, x: Sequence[Any], texts: Sequence[str]) -> None:
    """Say what all lines of a panel show at each place along it: a column from top to bottom of the axes.

    Of very many places only every second or third is told, and the last: more would lie closer than a pointer can be
    placed, and the figure's CSV file has them all.
    """
    told = list(zip(x, texts, strict=True))[::-1]
    for place, text in told[:: 1 + len(told) // MOST_COLUMNS][::-1]:
        tell_point(ax, place, np.nan, text)


def line_texts(
    lines: pd.DataFrame, heads: Sequence[str], form: str, names: Mapping[Any, str] | None = None
) -> list[str]:
    """Text of each row of a table of lines: its head, then name and number of each line that has one there.

    Parameters
    ----------
    lines : DataFrame
        A column for each line.
    heads : sequence of str
        What is said first in each row, such as its date.
    form : str
        How a number is written: "{:+.1f} bp".
    names : mapping, optional
        Names of the columns, where these are not the names themselves.
    """
    told = [str((names or {}).get(column, column)) for column in lines.columns]
    return [
        "\n".join([head, *(f"{name} {form.format(v)}" for name, v in zip(told, row, strict=True) if np.isfinite(v))])
        for head, row in zip(heads, lines.to_numpy(dtype=float), strict=True)
    ]


def told_points(figure: Figure) -> list[Point]:
    """All points of a figure that has been drawn, in the order in which they were told."""
    width, height = figure.bbox.width, figure.bbox.height
    found = []
    for ax in _all_axes(figure.axes):
        box = ax.get_window_extent()
        for x, y, text in _TOLD.get(ax, ()):
            column = isinstance(y, float) and np.isnan(y)
            units: Any = ax  # whose methods have no types
            place = (units.convert_xunits(x), ax.get_ylim()[1] if column else units.convert_yunits(y))
            across, up = ax.transData.transform(place)
            across, up = np.clip(across, box.x0, box.x1), np.clip(up, box.y0, box.y1)
            top, tall = (box.y1, box.height) if column else (up, 0.0)
            found.append(Point(across / width, 1 - top / height, tall / height, true_minus(text)))
    return found


def _all_axes(some: Sequence[Any]) -> Iterator[Axes]:
    for ax in some:
        yield ax
        yield from _all_axes(ax.child_axes)


_GROUP = re.compile(r'<g id="told" .*?</g>\n?', re.DOTALL)
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_PLACE = r'(?:cx|x)="([-\d.]+)" (?:cy|y)="([-\d.]+)"(?: width="[\d.]+" height="([\d.]+)")?'
_SHAPE = re.compile(rf"<(?:circle|rect) {_PLACE}[^>]*><title>(.*?)</title>", re.DOTALL)


def with_points(drawing: str, points: Sequence[Point]) -> str:
    """An SVG drawing with its points as last group: unseen shapes, whose titles a browser shows under the pointer."""
    if not points:
        return drawing
    width, height = map(float, _size(drawing))
    shapes = "\n".join(_shape(point, width, height) for point in points)
    return drawing.replace("</svg>", f'<g id="told" fill-opacity="0">\n{shapes}\n</g>\n</svg>')


def _shape(point: Point, width: float, height: float) -> str:
    x, y, title = point.x * width, point.y * height, f"<title>{html.escape(point.text, quote=False)}</title>"
    if point.height:
        return f'<rect x="{x - 1:.2f}" y="{y:.2f}" width="2" height="{point.height * height:.2f}">{title}</rect>'
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{RADIUS:g}">{title}</circle>'


def points_of(drawing: str) -> list[Point]:
    """The points that :func:`with_points` wrote into a drawing."""
    group = _GROUP.search(drawing)
    if not group:
        return []
    width, height = map(float, _size(drawing))
    return [
        Point(
            (float(x) + (1 if tall else 0)) / width, float(y) / height, float(tall or 0) / height, html.unescape(text)
        )
        for x, y, tall, text in _SHAPE.findall(group.group())
    ]


def without_points(drawing: str) -> str:
    """The drawing without its points."""
    return _GROUP.sub("", drawing)


def _size(drawing: str) -> tuple[str, str]:
    found = _SIZE.search(drawing)
    assert found is not None, "a drawing has a viewBox"
    return found.group(1), found.group(2)
