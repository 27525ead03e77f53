"""What is wrong with a file of a study: all of it at once, in the user's own words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import StudyError

MOST_TOLD = 20
"""Faults of a file that an error tells before it only counts them: a column in another format has as many as rows."""

MOST_ALIKE = 4
"""Of these, faults that differ only in their row and in what stands there."""

MOST_EXAMINED = 200
"""Faults of a sort that are put into words: of more, nobody reads how many they are."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: where ("row 3: utc"; empty for the file), what, what is allowed, and the remedy."""

    where: str
    what: str
    allowed: str = ""
    remedy: str = "correct it"


def refuse(path: Path | str, faults: Sequence[Fault], *, kind: type[StudyError] = StudyError) -> None:
    """Raise one error for all faults of a file, a line for each; do nothing when there are none.

    Raises
    ------
    StudyError
        Or the kind of it that was given.
    """
    if not faults:
        return
    told = [
        kind(f"{path}: {f.where}" if f.where else str(path), f.what, allowed=f.allowed, remedy=f.remedy)
        for f in _few_of_each(dict.fromkeys(faults))
    ]
    first, *others = told[:MOST_TOLD]
    if (left := len(told) - MOST_TOLD) > 0:
        others.append(kind(str(path), f"and {left} more", remedy="correct these first"))
    raise kind(first.where, first.what, allowed=first.allowed, remedy=first.remedy, others=others)


ROW = re.compile(r"^row [0-9]+(, )?")


def _few_of_each(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Of faults of rows that are alike the first few, and how many more there are; all others."""
    alike: dict[Fault, list[Fault]] = {}
    for fault in faults:
        cell = re.sub(r"'[^']*'|[0-9]+", "0", fault.what)
        kind = Fault(ROW.sub("", fault.where), cell) if ROW.match(fault.where) else fault
        alike.setdefault(kind, []).append(fault)
    for kind, same in alike.items():
        yield from same[:MOST_ALIKE]
        if (left := len(same) - MOST_ALIKE) > 0:
            yield Fault(kind.where, f"and {left:,} more alike", remedy="correct them")


def unknown(where: str, words: Iterable[str], allowed: Sequence[str], *, told: str = "") -> list[Fault]:
    """Faults of the words of a list that are none of those allowed, each with the closest one that is.

    Parameters
    ----------
    where : str
        Key of the list.
    words, allowed : of str
    told : str, optional
        What to say is allowed, where the words themselves are too many.
    """
    listed = told or ", ".join(allowed) or "none"
    return [
        Fault(where, f"unknown {word!r}", listed, (n < MOST_TOLD and closest(word, allowed)) or "correct it")
        for n, word in enumerate(w for w in words if w not in allowed)
    ]


def closest(word: str, allowed: Iterable[str]) -> str:
    """Ask for the allowed word that was perhaps meant: "did you mean 'rates'?", or nothing where none is close."""
    by_lower = {a.lower(): a for a in allowed}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1)
    return f"did you mean {by_lower[found[0]]!r}?" if found else ""
