"""Figures as files: drawn one after the other, or on several cores where a process can be forked."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from analysis.drawing.page import add_source, saved
from analysis.processes import cores, end, forked
from analysis.report.exhibits import Exhibit
from analysis.report.findings import Findings
from analysis.report.results import source_line

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Share = Sequence[Exhibit]
LOADED = ("matplotlib.figure", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg")
"""What drawing needs: loaded once, before there are helpers."""


def draw(exhibit: Exhibit, findings: Findings) -> dict[str, bytes]:
    """Files of a figure by name: picture, drawing and numbers. The same findings give the same bytes."""
    piece = findings.pieces[exhibit.name]
    axes = piece.plot()
    add_source(axes, piece.caption.source or source_line(findings))
    png, svg, csv = exhibit.files
    return {png: saved(axes, "png"), svg: saved(axes, "svg"), csv: piece.numbers().to_csv().encode()}


def draw_all(findings: Findings, keep: Callable[[str, bytes], object], progress: Callable[[str], None]) -> None:
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


@contextmanager
def _helpers(do: Callable[[Share], None], shares: Sequence[Share]) -> Iterator[list[BaseProcess]]:
    """One forked process a share, which ends by itself; none is left when the block ends, however it ends."""
    for name in LOADED:
        import_module(name)
    gc.freeze()  # what is there already is neither searched for garbage again and again, nor copied by that
    started: list[BaseProcess] = []
    try:
        for share in shares:
            started.append(forked(_quietly, do, share))
        yield started
    finally:
        end(started)
        gc.unfreeze()


def _quietly(do: Callable[[Share], None], share: Share) -> None:
    """Do a share; the exit code tells whether it was done, and who asked for it repeats it to see why not."""
    try:
        do(share)
    except BaseException:  # an interrupt too: it reaches the whole group, and the parent reports it
        sys.exit(1)
