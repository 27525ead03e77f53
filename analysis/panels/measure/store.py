"""Finished chunks: in memory, or in a folder where a run that was stopped finds them again. Writes files."""

from __future__ import annotations

import io
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from analysis.files import write_atomically
from analysis.folders import own_folder
from analysis.panels.measure.parquet import is_parquet, of_parquet, to_parquet
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
    """Chunks as files of a folder, each written whole or not at all.

    ``<fingerprint>.parquet`` where pyarrow is installed: a row an event with its names, abnormal returns and
    cumulative ones as decimals, for whoever wants to look before all is done. Otherwise ``<fingerprint>.npz`` of NumPy.

    Parameters
    ----------
    path : Path
    labels : mapping of str to ndarray, optional
        What all events are called.
    """

    def __init__(self, path: Path, labels: Mapping[str, NDArray[Any]] | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = own_folder(path)
        self._labels = labels or {}
        self._parquet = find_spec("pyarrow") is not None

    def has(self, name: str) -> bool:
        """Whether a chunk is there, and can be read."""
        file = self._file(name)
        if not file.is_file():
            return False
        if self._parquet:
            return is_parquet(file)
        try:
            with file.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
                return bool(found.files)
        except (OSError, ValueError, BadZipFile):
            return False

    def put(self, name: str, arrays: Arrays) -> None:
        """Keep a chunk."""
        write_atomically(self._file(name), to_parquet(arrays, self._labels) if self._parquet else _npz(arrays))

    def get(self, name: str) -> Arrays:
        """Take one that is there."""
        if self._parquet:
            return of_parquet(self._file(name).read_bytes())
        with np.load(self._file(name), allow_pickle=False) as found:
            return {field: found[field] for field in found.files}

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.{'parquet' if self._parquet else 'npz'}"


def _npz(arrays: Arrays) -> bytes:
    into = io.BytesIO()
    np.savez(into, allow_pickle=False, **arrays)
    return into.getvalue()
