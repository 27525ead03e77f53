"""Folders that can be run: which kinds there are, and where they lie. A kind that is new is one line here.

Imports nothing heavy: whether anything is to be run is known before that is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.errors import UsageError

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a folder of one kind is run.

    Attributes
    ----------
    load : callable
        From the folder to what it declares, read and checked; its ``name`` is that of the folder of results.
    run : callable
        From that, and a function that is told each stage, to what was found: with ``summary()``, a sentence or two, and
        ``write(folder, progress=...)``, which replaces a folder of results as a whole or not at all.
    inputs : callable
        From what it declares to all files and folders that a run may read, or would read if they were there. Results
        count as unchanged as long as none of these changed: one too many is harmless, one too few is not.
    lacks : callable
        From the folder to the files without which it is left out, as a study within one is whose prices are not there.
    stages : int
        How often a run and its writing tell a stage, at most.
    """

    load: Callable[[Path], Any]
    run: Callable[[Any, Progress], Any]
    inputs: Callable[[Any], Sequence[Path]]
    lacks: Callable[[Path], Sequence[str]]
    stages: int


KINDS = {
    "study.toml": "analysis.rerun.of_study",
}
"""The file that makes a folder one of a kind, and the module whose ``KIND`` says how such a folder is run."""


def kind_of(folder: Path) -> Kind:
    """The kind of a folder that can be run."""
    kind: Kind = import_module(next(module for file, module in KINDS.items() if (folder / file).is_file())).KIND
    return kind


def within(folder: Path) -> list[Path]:
    """A folder that can be run, and those within it, in order.

    Raises
    ------
    UsageError
        If it is none.
    """
    if not _can_be_run(folder):
        what = f"has no {' or '.join(KINDS)}" if folder.is_dir() else "no such folder"
        raise UsageError(str(folder), what, remedy="name the folder of a study, as seeds/NAME")
    return [folder, *(inner for inner in sorted(folder.iterdir()) if _can_be_run(inner))]


def find_all(seeds: Path) -> list[Path]:
    """All folders of ``seeds`` that can be run, each followed by those within it.

    Raises
    ------
    UsageError
        If there is none.
    """
    found = sorted(folder for folder in seeds.iterdir() if _can_be_run(folder)) if seeds.is_dir() else []
    if not found:
        what = "holds no study" if seeds.is_dir() else "no such folder"
        raise UsageError(str(seeds), what, remedy="name the folder of a study, or --seeds FOLDER, which holds some")
    return [path for folder in found for path in within(folder)]


def _can_be_run(folder: Path) -> bool:
    return any((folder / file).is_file() for file in KINDS)
