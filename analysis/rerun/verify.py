"""Do the committed results follow from the study? Rebuild them elsewhere and compare."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import UsageError
from analysis.folders import LITTER, restore_folder
from analysis.report.page.embedded import EMBEDDED, drawing_of
from analysis.report.provenance import COMPUTED
from analysis.rerun.kinds import Kind
from analysis.study.study import Study

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)
NAMES = re.compile(r"\b[mp][0-9a-f]{10}\b")
"""Names of clip paths and markers in an SVG: hashes of coordinates, which change with their last digit."""
RELATIVE = 1e-9
"""Another processor may round the last of ten digits otherwise; nothing else may differ in a number."""
DRAWN = 1e-3
"""Points of an SVG (1/72 inch): far below what a reader can see."""
INSIDE = 0.01 + DRAWN
"""The same inside a page, where an SVG has hundredths of a point."""
PIXELS = 2.0
"""Root mean square of the difference between two PNGs, of 255."""


def differences(
    kind: Kind, declared: Any, committed: Path, *, remedy: str, progress: Callable[[str], None] = lambda stage: None
) -> list[str]:
    """One line for each file that is missing, left over or different; empty when the results are fresh.

    Bytes are compared first. Where they differ, numbers may be apart by rounding (1e-9 relative; in drawings 0.001
    points) and pictures by what another font renderer does; words may not differ at all. By which path a study was
    named is no result: the report that is made to compare names it as the committed one does.

    Parameters
    ----------
    kind : Kind
    declared : object
        What its folder declares, as the kind loads it.
    committed : Path
    remedy : str
        The command that makes the results where there are none.
    progress : callable
        Called with the name of each stage as it starts.

    Raises
    ------
    UsageError
        If there are no committed results.
    """
    results = restore_folder(committed) / "results.json"
    if not results.is_file():
        raise UsageError(str(committed), "holds no results.json", remedy=f"run the study first: {remedy}")
    if isinstance(declared, Study):
        declared = declared.model_copy(update={"given": Path(_place(results) or declared.called)})
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "results"
        found = kind.run(declared, progress)
        progress("drawing")
        found.write(fresh)
        progress("comparing")
        return compare_folders(fresh, committed)


def _place(results: Path) -> str:
    """By which path committed results name their study; empty where they do not."""
    try:
        return str(json.loads(results.read_bytes())["study"]["folder"])
    except (ValueError, LookupError, TypeError):
        return ""


def compare_folders(fresh: Path, committed: Path) -> list[str]:
    """Differences between two result folders, one line a file; what file managers leave behind does not count."""
    ours = {p.relative_to(fresh).as_posix() for p in fresh.rglob("*") if p.is_file()}
    theirs = {p.relative_to(committed).as_posix() for p in committed.rglob("*") if p.is_file() and p.name not in LITTER}
    lines = [f"{name}: missing from {committed}" for name in sorted(ours - theirs)]
    lines += [f"{name}: not a result of this study" for name in sorted(theirs - ours)]
    for name in sorted(ours & theirs):
        if why := _compare_file(fresh / name, committed / name):
            lines.append(f"{name}: {why}")
    return lines


def _compare_file(fresh: Path, committed: Path) -> str:
    if fresh.read_bytes() == committed.read_bytes():
        return ""
    if fresh.suffix == ".png":
        return _compare_pictures(fresh, committed)
    texts = (p.read_text(encoding="utf-8", errors="backslashreplace") for p in (fresh, committed))
    new, old = (COMPUTED.sub("", text) for text in texts)  # which libraries are there is no result
    absolute = DRAWN if fresh.suffix == ".svg" else 1e-12
    if why := _compare_texts(EMBEDDED.sub("drawing", new), EMBEDDED.sub("drawing", old), absolute):
        return why
    for number, codes in enumerate(zip(EMBEDDED.findall(new), EMBEDDED.findall(old), strict=True), 1):
        if why := _compare_texts(drawing_of(codes[0]), drawing_of(codes[1]), INSIDE):
            return f"drawing {number}: {why}"
    return ""


def _compare_texts(new: str, old: str, absolute: float) -> str:
    new, old = (NAMES.sub("name", text) for text in (new, old))
    if NUMBER.split(new) != NUMBER.split(old):
        return f"text differs at line {_first_different_line(new, old)}"
    a, b = (np.array(NUMBER.findall(t), dtype=float) for t in (new, old))
    if (apart := ~np.isclose(a, b, rtol=RELATIVE, atol=absolute)).any():
        first = int(np.flatnonzero(apart)[0])
        return f"{int(apart.sum())} numbers differ, first {b[first]:.10g}, rebuilt {a[first]:.10g}"
    return ""


def _compare_pictures(fresh: Path, committed: Path) -> str:
    from matplotlib.image import imread

    try:
        a, b = imread(fresh), imread(committed)
    except (OSError, SyntaxError, ValueError):
        return "not a picture that can be read"
    if a.shape != b.shape:
        return f"picture is {b.shape[1]} x {b.shape[0]}, rebuilt {a.shape[1]} x {a.shape[0]}"
    rms = 255 * float(np.sqrt(np.mean((a.astype(float) - b.astype(float)) ** 2)))
    return f"picture differs (root mean square {rms:.1f} of 255)" if rms > PIXELS else ""


def _first_different_line(new: str, old: str) -> int:
    pairs = zip(new.splitlines(), old.splitlines(), strict=False)
    same = (NUMBER.split(a) == NUMBER.split(b) for a, b in pairs)
    return next((i for i, equal in enumerate(same, 1) if not equal), min(new.count("\n"), old.count("\n")) + 1)
