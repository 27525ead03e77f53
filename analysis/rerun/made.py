"""What results were made from, as hashes: they count as unchanged only where nothing of it has changed since.

The hashes lie in .cache, which is not committed: those of the code change with every edit, and a fresh clone proves
nothing until each study was run there once. One input too many costs some seconds, one too few a stale verdict: so
all files of a study's folder count, all of the program, and every library that is installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import analysis
from analysis.files import shown, write_atomically
from analysis.folders import LITTER

KEPT = Path(".cache") / "figures"
ABSENT = "absent"
"""In place of a hash: so that a file that comes to be there later is a change."""
CACHED = "__pycache__"


@dataclass(frozen=True, slots=True)
class Made:
    """What one run read, and what it wrote.

    Attributes
    ----------
    program : str
        Hash of all files of this program.
    libraries : str
        Hash of the names and versions of Python and of all that is installed beside it.
    roots : list of str
        Files and folders that the run may read.
    inputs : dict of str to str
        Hash of each file below the roots, by its path; `ABSENT` for a root that is not there.
    out : str
        Folder of the results.
    results : dict of str to str
        Hash of each of its files, by its path.
    """

    program: str
    libraries: str
    roots: list[str]
    inputs: dict[str, str]
    out: str
    results: dict[str, str]


def look(roots: Sequence[Path], out: Path) -> Made | None:
    """Everything as it is now; None where a folder is a link, for what lies behind it may be anything."""
    try:
        found = _hashes(roots), _hashes([out])
    except _LinkedError:
        return None
    return Made(program_hash(), _libraries(), [str(root) for root in roots], found[0], str(out), found[1])


def keep(folder: Path, program: str, before: Made | None, after: Made | None) -> None:
    """Remember what the results of a folder were made from, if it was the same before the run and after it.

    Parameters
    ----------
    folder : Path
    program : str
        What :func:`program_hash` gave before the code that ran was loaded.
    before, after : Made, optional
        What :func:`look` saw.
    """
    path = _kept(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    same = before is not None and after is not None and _sources(before) == _sources(after)
    same = same and after is not None and after.program == program
    write_atomically(path, json.dumps(asdict(after) if same and after else {}, indent=1).encode())


def changed(folder: Path) -> tuple[str, Path | None]:
    """Why a folder is to be run, in words, empty where nothing changed; and where its results lie, if that is known."""
    made = _read(folder)
    if made is None:
        return ("nothing proves it unchanged" if _kept(folder).exists() else "not run here yet"), None
    out = Path(made.out)
    now = look([Path(root) for root in made.roots], out)
    if now is None:
        return "a folder is a link", out
    if now.program != made.program:
        return "the program changed", out
    if now.libraries != made.libraries:
        return "the libraries changed", out
    if differing := _first_difference(made.inputs, now.inputs):
        return f"{differing} changed", out
    differing = _first_difference(made.results, now.results)
    return (f"{differing} is not as it was written" if differing else ""), out


def _sources(made: Made) -> tuple[Any, ...]:
    return made.program, made.libraries, made.roots, made.inputs


def _first_difference(then: dict[str, str], now: dict[str, str]) -> str:
    """The first path, as a reader would type it, that came, went, or holds something else."""
    return next((shown(Path(p)) for p in sorted(then.keys() | now.keys()) if then.get(p) != now.get(p)), "")


def _kept(folder: Path) -> Path:
    """Where the hashes of a folder lie: by its path as it was given, for reports name it so."""
    return KEPT / f"{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}.json"


def _read(folder: Path) -> Made | None:
    """What was kept; None where nothing was, or by another version."""
    try:
        return Made(**json.loads(_kept(folder).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


class _LinkedError(Exception):
    """A folder is a symbolic link."""


def _hashes(roots: Iterable[Path]) -> dict[str, str]:
    """Hash of each file at or below some paths; what file managers and Python leave there does not count."""
    found: dict[str, str] = {}
    for root in roots:
        if root.is_dir():
            found |= {str(path): _hash(path) for path in _files(root)}
        else:
            found[str(root)] = _hash(root) if root.exists() else ABSENT
    return found


def _files(root: Path) -> Iterable[Path]:
    """All files below a folder.

    Raises
    ------
    _LinkedError
        If a folder among them is a link.
    """
    for place, folders, names in os.walk(root):
        if any(Path(place, folder).is_symlink() for folder in folders):
            raise _LinkedError
        folders[:] = [folder for folder in folders if folder != CACHED]
        yield from (Path(place, name) for name in names if name not in LITTER)


def _hash(path: Path) -> str:
    """Of a file; of what is none (a pipe, a link that leads nowhere) that it is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no file"


def program_hash() -> str:
    """Hash of all files of this program."""
    folder = Path(analysis.__file__).parent
    return _digest(f"{path.relative_to(folder)} {_hash(path)}" for path in sorted(_files(folder)))


def _libraries() -> str:
    """Hash of Python's version, the machine's kind, and name and version of everything that is installed."""
    places = {Path(place) for place in sys.path if place}
    installed = {info.name for place in places for info in place.glob("*-info") if info.is_dir()}
    return _digest([sys.version, platform.machine(), *sorted(installed)])


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
