"""Work on several cores, in forked copies of this process."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterable
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

MOST = 4
"""Processes that work at once: with more, the longest piece of work takes as long as all others."""


def cores() -> int:
    """How many processes may work: one where forking is not safe, or where this one is itself a helper of another."""
    if sys.platform != "linux" or parent_process() is not None:
        return 1
    return min(MOST, len(os.sched_getaffinity(0)))


def forked(do: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Start a copy of this process that does one thing and ends, or is ended with this one."""
    process = get_context("fork").Process(target=do, args=arguments, daemon=True)
    with warnings.catch_warnings():
        # Python warns of locks that threads hold: here a progress bar's, and no helper writes to a terminal.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    return process


def end(processes: Iterable[BaseProcess]) -> None:
    """End what was started and still works, and wait until it is gone."""
    for process in processes:
        process.terminate()
        process.join()
