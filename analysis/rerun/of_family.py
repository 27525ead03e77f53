"""How a family of events is run again: a folder with a family.toml."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.family.declarations import LoadedFamily, load_family
from analysis.family.findings import EXHIBITS, FamilyFindings
from analysis.family.run import STAGES, run_family
from analysis.rerun.kinds import Kind, Progress
from analysis.rerun.of_study import inputs_of
from analysis.study.study import load_study


def _run(family: LoadedFamily, progress: Progress) -> FamilyFindings:
    return run_family(family, progress=progress)


def _inputs(family: LoadedFamily) -> Sequence[Path]:
    """Its own folder, and all that the studies read whose prices it uses."""
    folders = dict.fromkeys(family.study_folder(plan) for plan in family.declared.panels)
    studies = (path for folder in folders for path in inputs_of(load_study(folder)))
    return [family.folder, *dict.fromkeys(studies)]


def _lacks(_folder: Path) -> Sequence[str]:
    """Nothing: what is not there of its studies stops it."""
    return ()


DRAWN = sum(bool(exhibit.figure) for exhibit in EXHIBITS)
KIND = Kind(load_family, _run, _inputs, _lacks, len(STAGES) + 1 + DRAWN)
