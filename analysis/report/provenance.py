"""Where methods and software come from: references, versions of libraries, how to cite."""

from __future__ import annotations

import csv
import platform
import re
from collections.abc import Collection, Sequence
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


OF_PIECES = {
    "joint": ("patell", "binder", "boehmer", "kolari2010", "kolari2011", "corrado"),
    "family": ("holm", "benjamini", "romano"),
    "dose": ("rao",),
    "synthetic": ("abadie",),
    "specifications": ("simonsohn",),
    "comovement": ("forbes", "politis"),
}
"""By piece, what is cited only where it could be computed."""
OF_QUOTES = ("maynes",)
"""What is cited only where quotes have gaps."""
OF_FAMILIES = ("boehmer", "cameron", "corrado", "gelbach", "holm", "lehmann", "phipson", "riskmetrics", "wilcoxon")
"""What a family of events rests on."""


_OF_FAMILIES_ALONE = ("cameron", "wilcoxon")


def references_of_families() -> tuple[Reference, ...]:
    """The references of a report of a family of events."""
    return tuple(reference for reference in references() if reference.key in OF_FAMILIES)


def references_of(run: Collection[str], *, quoted: bool) -> tuple[Reference, ...]:
    """The references of a report: those of its own methods alone, numbered in their order.

    Parameters
    ----------
    run : collection of str
        Names of the pieces in :data:`OF_PIECES` that were computed.
    quoted : bool
        Whether some prices are quotes with gaps.
    """
    uncited = {key for name, keys in OF_PIECES.items() if name not in run for key in keys}
    uncited |= set() if quoted else set(OF_QUOTES)
    uncited |= set(_OF_FAMILIES_ALONE)
    return tuple(reference for reference in references() if reference.key not in uncited)


def reference_numbers(chosen: Sequence[Reference]) -> dict[str, int]:
    """Number of each reference by the word that cites it."""
    return {reference.key: number for number, reference in enumerate(chosen, start=1)}


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
