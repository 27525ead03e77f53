"""How results show themselves: one line for a console, a table for a notebook. Reads only the result itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from html import escape
from operator import attrgetter
from typing import Any, ClassVar

import numpy as np

LONGEST_LINE = 160
"""Characters of a repr."""
_LONGEST_VALUE = 40
_MOST_ROWS = 20


class Displayed:
    """Mixin of results: a short ``repr`` without the numbers of arrays, and the table or summary as HTML.

    A class names in ``_line`` what its repr shows, properties and dotted names included; by default all its fields.
    """

    __slots__ = ()
    _line: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        names = self._line or tuple(f.name for f in fields(self))  # type: ignore[arg-type]
        shown = ", ".join(f"{name.split('.')[-1]}={short_text(attrgetter(name)(self))}" for name in names)
        return _clipped(f"{type(self).__name__}({shown})", LONGEST_LINE)

    def _repr_html_(self) -> str:
        """The table of ``to_frame``, or else the text of ``summary``, or else the repr."""
        head = escape(repr(self))
        if hasattr(self, "to_frame"):
            return f"<p><code>{head}</code></p>\n{self.to_frame().to_html(max_rows=_MOST_ROWS)}"
        return f"<pre>{escape(self.summary()) if hasattr(self, 'summary') else head}</pre>"


def short_text(value: Any) -> str:
    """A number with four digits, a text without its end, an array or a longer sequence by its size.

    Parameters
    ----------
    value : object
        Anything else is shown by the name of its class.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    match value:
        case np.ndarray():
            return f"<{' x '.join(map(str, value.shape))}>"
        case float() | np.floating():
            return f"{value:.4g}"
        case str():
            return _clipped(repr(value), _LONGEST_VALUE)
        case Sequence():
            shown = value[:_LONGEST_VALUE]
            inside = f"({', '.join(short_text(v) for v in shown)}{',' * (len(shown) == 1)})"
            return inside if len(inside) <= _LONGEST_VALUE else f"<{len(value)}>"
        case None | int() | np.integer() | np.bool_():
            return str(value)
    return f"<{type(value).__name__}>"


def _clipped(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
