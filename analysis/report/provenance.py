"""Where methods and software come from: references, versions of libraries, how to cite."""

from __future__ import annotations

import csv
import platform
import re
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from analysis.words.numbers import listing

LIBRARIES = ("numpy", "pandas", "scipy", "statsmodels", "arch", "matplotlib", "exchange-calendars")
"""Those on which numbers, calendars and drawings depend."""
COMPUTED = re.compile(r"Computed with Python [^<\n]*")
"""The sentence of :func:`versions`, which another environment writes otherwise."""


def versions() -> str:
    """What computed the numbers, with versions."""
    return f"Computed with Python {platform.python_version()}, {listing([f'{n} {version(n)}' for n in LIBRARIES])}"


@cache
def references() -> tuple[str, ...]:
    """Published sources of the methods, as the docstrings of the code name them."""
    text = (files("analysis") / "report" / "references.csv").read_text(encoding="utf-8")
    return tuple(row["text"].removesuffix(".") for row in csv.DictReader(text.splitlines()))


@cache
def citation() -> dict[str, Any]:
    """How to cite: CITATION.cff of the checkout; empty where the package was installed without it."""
    path = Path(__file__).resolve().parents[2] / "CITATION.cff"
    if not path.is_file():
        return {}
    import yaml

    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = [a.get("name") or f"{a['given-names']} {a['family-names']}" for a in told["authors"]]
    return {
        "authors": listing(names),
        "title": told["title"],
        "version": str(told["version"]),
        "date": str(told["date-released"]),
        "year": str(told["date-released"])[:4],
    }
