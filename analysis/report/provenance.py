"""Where methods and software come from: references, versions of libraries, how to cite."""

from __future__ import annotations

import csv
import platform
import re
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Reference:
    """A published source of a method: by which word texts cite it, in brief, and whole as the code names it."""

    key: str
    brief: str
    text: str


@cache
def references() -> tuple[Reference, ...]:
    """Published sources of the methods in the order of their numbers."""
    text = (files("analysis") / "report" / "references.csv").read_text(encoding="utf-8")
    return tuple(
        Reference(r["key"], r["brief"], r["text"].removesuffix(".")) for r in csv.DictReader(text.splitlines())
    )


@cache
def numbers_of_references() -> dict[str, int]:
    """Number of each reference by the word that cites it."""
    return {reference.key: number for number, reference in enumerate(references(), start=1)}


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
