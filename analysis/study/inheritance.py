"""What a study.toml declares, with what it inherits: a study within a study says only what is its own.

``inherits = ".."`` names the folder of the outer study. Every key and table that the inner study.toml does not declare
is the outer one's: the claim, the event, the rule of the verdict. So are article and calendar, where it has none.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from analysis.errors import StudyError
from analysis.files import parse_toml, read_text

MOST_DECLARED = 200_000
"""Bytes of a study.toml."""
INHERITS = "inherits"
OWN_ALONE = ("itself", "title", "question")
"""Keys that are never inherited."""


def declared_in(folder: Path) -> tuple[dict[str, Any], Path | None, tuple[str, ...]]:
    """All that a study declares, what it inherits included; the folder that it inherits from, and the tickers there.

    Raises
    ------
    StudyError
        If a file is no TOML, or the study inherits from none, or from one that inherits itself.
    """
    own = _read(folder / "study.toml")
    if INHERITS not in own:
        return own, None, ()
    word = own.pop(INHERITS)
    outer = (folder / word).resolve() if isinstance(word, str) else folder.resolve()
    theirs: dict[str, Any] = {INHERITS: None}
    if (outer / "study.toml").is_file():
        theirs = _read(outer / "study.toml")
    if outer == folder.resolve() or INHERITS in theirs:
        what = f"{word!r} is no study that stands alone"
        remedy = "name the folder of the outer study, as .., or remove the key"
        raise StudyError(f"{folder / 'study.toml'}: {INHERITS}", what, remedy=remedy)
    inherited = {key: value for key, value in theirs.items() if key not in OWN_ALONE}
    if isinstance(snapshot := inherited.get("snapshot"), str):
        inherited["snapshot"] = str(PurePosixPath(str(word), snapshot))
    tables = theirs.get("instruments", ())
    tickers = [str(table["ticker"]) for table in tables if isinstance(table, dict) and "ticker" in table]
    return {**inherited, **own}, outer, tuple(tickers)


def _read(path: Path) -> dict[str, Any]:
    text = read_text(path, StudyError, remedy="make it readable", most=MOST_DECLARED)
    try:
        return parse_toml(text)
    except ValueError as error:
        raise StudyError(str(path), f"not valid TOML: {error}", remedy="mend the syntax") from error
