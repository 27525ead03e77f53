"""Finished chunks: in memory, or in a folder where a run that was stopped finds them again. Writes files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile

import numpy as np

from analysis.files import write_atomically
from analysis.folders import own_folder
from analysis.panels.measure.tasks import Arrays


class Store(Protocol):
    """Where chunks are kept by their fingerprint."""

    def has(self, name: str) -> bool:
        """Whether a chunk is there, whole."""

    def put(self, name: str, arrays: Arrays) -> None:
        """Keep a chunk."""

    def get(self, name: str) -> Arrays:
        """Take one that is there."""


class Memory:
    """Chunks that end with the process."""

    def __init__(self) -> None:
        self._kept: dict[str, Arrays] = {}

    def has(self, name: str) -> bool:
        """Whether a chunk is there."""
        return name in self._kept

    def put(self, name: str, arrays: Arrays) -> None:
        """Keep a chunk."""
        self._kept[name] = arrays

    def get(self, name: str) -> Arrays:
        """Take one that is there: it is needed once."""
        return self._kept.pop(name)


class Folder:
    """Chunks as files ``<fingerprint>.npz`` of NumPy, one array a field, each written whole or not at all."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = own_folder(path)

    def has(self, name: str) -> bool:
        """Whether a chunk is there, and can be read."""
        if not self._file(name).is_file():
            return False
        try:
            with self._file(name).open("rb") as file, np.load(file, allow_pickle=False) as found:
                return bool(found.files)
        except (OSError, ValueError, BadZipFile):
            return False

    def put(self, name: str, arrays: Arrays) -> None:
        """Keep a chunk."""
        into = io.BytesIO()
        np.savez(into, allow_pickle=False, **arrays)
        write_atomically(self._file(name), into.getvalue())

    def get(self, name: str) -> Arrays:
        """Take one that is there."""
        with np.load(self._file(name), allow_pickle=False) as found:
            return {field: found[field] for field in found.files}

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.npz"
