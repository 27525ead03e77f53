"""Results as plain data and as files' text: the same bytes on every machine."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would compute."""
SIGNIFICANT_DIGITS = 10
"""Enough for any reader, and few enough that another processor writes the same digits."""


def plain(value: Any) -> Any:
    """Plain JSON data: numbers at ten significant digits, dates as ISO text, not-a-number and infinite as null."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return number(value)
    return value if value is None or isinstance(value, (str, int)) else value.isoformat()


def number(value: float) -> float | None:
    """Round to ten significant digits; rounding noise around zero is zero."""
    if not math.isfinite(value):
        return None
    return 0.0 if abs(value) < 1e-14 else float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def to_json(data: Any) -> str:
    """Deterministic JSON text of plain data."""
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def to_csv(table: pd.DataFrame) -> str:
    """Deterministic CSV text of a table without its index; texts that a spreadsheet would compute begin with a mark."""
    import pandas as pd

    rounded = {name: [_cell(v) for v in column.tolist()] for name, column in table.items()}
    cells = pd.DataFrame(rounded, columns=table.columns, dtype=object)
    return cells.to_csv(index=False, lineterminator="\n", header=[guarded(str(name)) for name in table.columns])


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return guarded(value)
    return number(value) if isinstance(value, float) else value


def guarded(text: str) -> str:
    """A text as no spreadsheet computes it: with a mark before what would begin a formula."""
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as plain data, one dictionary a line."""
    return [{str(k): v for k, v in line.items()} for line in table.to_dict("records")]
