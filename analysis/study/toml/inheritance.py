"""What a study.toml declares, with what it inherits: a study within a study says only what is its own.

``inherits = ".."`` names the folder of the outer study. Every key and table that the inner study.toml does not declare
is the outer one's: the claim, the event, the rule of the verdict. So are article and calendar, where it has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.errors import StudyError
from analysis.files import parse_toml, read_text

MOST_DECLARED = 200_000
"""Bytes of a study.toml."""
INHERITS = "inherits"
OWN_ALONE = ("itself", "title", "question", "note", "holdings", "prices", "origin", "controls")
"""Keys that are never inherited."""


def declared_in(folder: Path) -> tuple[dict[str, Any], Path | None, tuple[str, ...]]:
    """All that a study declares, what it inherits included; the folder that it inherits from, and the tickers there.

    Raises
    ------
    StudyError
        If a file is no TOML, or the study inherits from none, or from one that inherits itself.
    """
    own = read_declared(folder / "study.toml")
    if INHERITS not in own:
        return own, None, ()
    word = own.pop(INHERITS)
    outer = _folder_of(word, folder)
    theirs: dict[str, Any] = read_declared(outer / "study.toml") if outer else {INHERITS: None}
    if outer is None or INHERITS in theirs:
        what = f"{word!r} is no study that stands alone"
        remedy = "name the folder of the outer study, as .., or remove the key"
        raise StudyError(f"{folder / 'study.toml'}: {INHERITS}", what, remedy=remedy)
    inherited = {key: value for key, value in theirs.items() if key not in OWN_ALONE}
    if isinstance(snapshot := inherited.get("snapshot"), str):
        inherited["snapshot"] = str(PurePosixPath(str(word), snapshot))
    return {**inherited, **own}, outer, tuple(str(table["ticker"]) for table in declared_instruments(theirs))


def declared_instruments(declared: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Tables of instruments that name a ticker; what is wrong in them or in others is found with all other keys."""
    tables = declared.get("instruments")
    return [t for t in tables if isinstance(t, dict) and "ticker" in t] if isinstance(tables, list) else []


def _folder_of(word: object, folder: Path) -> Path | None:
    """Folder of another study that a word names; None where there is none."""
    try:
        outer = (folder / word).resolve() if isinstance(word, str) else folder.resolve()
        return outer if outer != folder.resolve() and (outer / "study.toml").is_file() else None
    except (OSError, ValueError, RuntimeError):  # no name that a file can have, or links that lead in a circle
        return None


def read_declared(path: Path) -> dict[str, Any]:
    """A TOML file as it stands.

    Raises
    ------
    StudyError
        If it cannot be read, is too large, or is no TOML.
    """
    text = read_text(path, StudyError, remedy="make it readable", most=MOST_DECLARED)
    try:
        return parse_toml(text)
    except ValueError as error:
        raise StudyError(str(path), f"not valid TOML: {error}", remedy="mend the syntax") from error
