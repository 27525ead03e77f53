"""Arrays that may be larger than memory: those of residuals lie in a file without a name. Writes files."""

from __future__ import annotations

import mmap
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.eventstudy.numeric import Floats

MOST = 2**28
"""Bytes of an array up to which it is held in memory: residuals of 130,000 events over 250 sessions."""
BLOCK = 8192
"""Events that are copied at once."""


def room_for(shape: tuple[int, int], folder: Path | None) -> Floats:
    """An array of zeros, in memory or, if large, in a file of a folder (None: the system's for such files).

    Raises
    ------
    OSError
        If the disk has no room for the file.
    """
    size = 8 * shape[0] * shape[1]
    if size <= MOST:
        return np.zeros(shape)
    with tempfile.TemporaryFile(dir=folder) as file:  # the array keeps it until nobody needs it
        if hasattr(os, "posix_fallocate"):  # a disk that fills up later would end the process without a word
            os.posix_fallocate(file.fileno(), 0, size)
        return np.memmap(file, dtype=np.float64, mode="w+", shape=shape)


def let_go(array: NDArray[Any]) -> None:
    """Free the memory through which parts of an array in a file were read or written; they stay in the file."""
    whole = array
    while isinstance(whole.base, np.ndarray):
        whole = whole.base
    if isinstance(whole.base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        whole.base.madvise(mmap.MADV_DONTNEED)


def closed_up(array: NDArray[Any], rows: NDArray[np.intp]) -> NDArray[Any]:
    """Some rows of an array, in its own place: what was there is gone, and no second array is needed."""
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        array[start : start + len(some)] = array[some]
    let_go(array)
    return array[: len(rows)]
