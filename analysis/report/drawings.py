"""Figures as files: drawn one after the other, or on several cores where a process can be forked."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from analysis.drawing.page import add_source, saved
from analysis.report.exhibits import Exhibit
from analysis.report.told import Told

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Share = Sequence[Exhibit]
LOADED = ("matplotlib.figure", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg")
"""What drawing needs: loaded once, before there are helpers."""
MOST = 4
"""Processes that draw at once: with more, the longest figure takes as long as all others."""


def draw(exhibit: Exhibit, findings: Told) -> dict[str, bytes]:
    """Files of a figure by name: picture, drawing and numbers. The same findings give the same bytes."""
    piece = findings.pieces[exhibit.name]
    axes = piece.plot()
    add_source(axes, piece.caption.source or findings.source_line())
    png, svg, csv = exhibit.files
    return {png: saved(axes, "png"), svg: saved(axes, "svg"), csv: piece.numbers().to_csv().encode()}


def draw_all(findings: Told, keep: Callable[[str, bytes], object], progress: Callable[[str], None]) -> None:
    """Draw every figure, a part of them in helpers: forked copies of this process.

    ``keep`` gets name and content of each file, and must put it where this process finds it: on a disk.
    What a helper could not draw is drawn here again, so that an error is the same as without helpers.
    """
    exhibits, at_once = findings.drawn, cores()
    shares = [exhibits[n::at_once] for n in range(at_once)]

    def draw_share(share: Share) -> None:
        for exhibit in share:
            for name, file in draw(exhibit, findings).items():
                keep(name, file)

    with _helpers(draw_share, shares[1:]) as helpers:
        for exhibit in exhibits:
            progress(f"drawing {exhibit.figure}")
            if exhibit in shares[0]:
                draw_share([exhibit])
        for helper, share in zip(helpers, shares[1:], strict=True):
            helper.join()
            if helper.exitcode != 0:
                draw_share(share)


def cores() -> int:
    """How many processes may draw: one where forking is not safe, or where this one is itself a helper of another."""
    from multiprocessing import parent_process

    if sys.platform != "linux" or parent_process() is not None:
        return 1
    return min(MOST, len(os.sched_getaffinity(0)))


@contextmanager
def _helpers(do: Callable[[Share], None], shares: Sequence[Share]) -> Iterator[list[BaseProcess]]:
    """One forked process a share, which ends by itself; none is left when the block ends, however it ends."""
    from multiprocessing import get_context

    for name in LOADED:
        import_module(name)
    gc.freeze()  # what is there already is neither searched for garbage again and again, nor copied by that
    started: list[BaseProcess] = []
    try:
        with warnings.catch_warnings():
            # Python warns of locks that threads hold: here a progress bar's, and no helper writes to a terminal.
            warnings.simplefilter("ignore", DeprecationWarning)
            for share in shares:
                started.append(get_context("fork").Process(target=_quietly, args=(do, share), daemon=True))
                started[-1].start()
        yield started
    finally:
        for helper in started:
            if helper.pid is not None:
                helper.terminate()
                helper.join()
        gc.unfreeze()


def _quietly(do: Callable[[Share], None], share: Share) -> None:
    """Do a share; the exit code tells whether it was done, and who asked for it repeats it to see why not."""
    try:
        do(share)
    except BaseException:  # an interrupt too: it reaches the whole group, and the parent reports it
        sys.exit(1)
