"""The folder of results: where it may lie, and what it may hold before a run replaces it."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from analysis.errors import UsageError
from analysis.files import shown
from analysis.folders import check_place, refuse_strangers, restore_folder
from analysis.market.manifest import input_around

RESULTS = "results.json"


def check_out(out: Path, ours: Collection[str] | None = None, *, question: str | None = None) -> None:
    """Say before a run whether its results can be written into a folder. Parents that are missing are made later.

    Parameters
    ----------
    out : Path
        A new folder, or one that a run wrote.
    ours : collection of str, optional
        Files that this run writes, besides those that the folder's own results.json lists. Before a run they are not
        known: what may be one of its tables is then left to the second look.
    question : str, optional
        What the study asks. Results of another question are another study's, whose folder has the same name.

    Raises
    ------
    UsageError
        If it is a file, cannot be written, lies in a study or a snapshot of prices, which are only read, or holds
        files that are not results of an earlier run of this study.
    """
    place = check_place(restore_folder(out))
    if around := input_around(place):
        what, allowed = f"lies in {around}, which is only read", "a folder outside"
        raise UsageError(shown(out), what, allowed=allowed, remedy="choose another --out")
    earlier, asked = _earlier(place)
    tables = (path for path in place.glob("tables/*") if path.suffix in (".csv", ".tex"))
    now = [f"tables/{table.name}" for table in tables] if ours is None else ours
    refuse_strangers(place, {*now, *earlier} if earlier else (), "run")
    if asked and question is not None and asked != question:
        what = f"holds the results of another question: {asked}"
        raise UsageError(shown(out), what, remedy="choose another --out, or remove the folder")


def _earlier(folder: Path) -> tuple[list[str], str]:
    """Files that the folder's own results.json lists, and its question; none when it is missing or someone else's."""
    path = folder / RESULTS
    if not path.is_file():
        return [], ""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        listed = [str(name) for name in content["files"]]
        ours = {"study", "verdict"} <= content.keys() or {"study", "meaning"} <= content.keys()
        asked = dict(content["study"]).get("question", "")  # an early version did not write it
        return (listed, str(asked)) if RESULTS in listed and ours else ([], "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return [], ""
