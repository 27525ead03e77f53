"""The straight line from a list of events to an answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import UsageError
from analysis.family.declarations import LoadedFamily
from analysis.family.findings import EXHIBITS, FamilyFindings
from analysis.family.judged import FamilyCase, Judged
from analysis.family.measured import measure_family
from analysis.findings.steps.moved import moved
from analysis.findings.steps.when import when
from analysis.study.study import load_study

if TYPE_CHECKING:
    from analysis.measure.case import Case

Progress = Callable[[str], None]
STAGES = ("loading the prices", "measuring every session", *(e.name for e in EXHIBITS))
"""What :func:`run_family` calls its ``progress`` with, in order."""


def run_family(family: LoadedFamily, *, progress: Progress = lambda stage: None) -> FamilyFindings:
    """Judge a family on the bundled prices of its studies. Writes nothing.

    Parameters
    ----------
    family : LoadedFamily
    progress : callable
        Called with the name of each stage as it starts.

    Raises
    ------
    AnalysisError
        With what is missing or wrong.
    """
    found = FamilyFindings(judge_family(family, progress=progress))
    for exhibit in EXHIBITS:
        progress(exhibit.name)
        found.case.once(exhibit.compute)
    return found


def judge_family(family: LoadedFamily, *, progress: Progress = lambda stage: None) -> FamilyCase:
    """Load the prices of a family's studies, place its events and measure every session.

    Raises
    ------
    AnalysisError
        With what is missing or wrong.
    """
    progress(STAGES[0])
    cases = cases_of(family)
    progress(STAGES[1])
    plans = family.declared.panels
    return FamilyCase(
        family, tuple(Judged(measure_family(family, plan, cases[family.study_folder(plan)])) for plan in plans)
    )


def cases_of(family: LoadedFamily) -> dict[Path, Case]:
    """The studies that a family names, by folder; one that lies within another comes with it.

    Raises
    ------
    UsageError
        If a folder that it names holds no study.
    """
    cases: dict[Path, Case] = {}
    folders = {family.study_folder(plan): plan.study for plan in family.declared.panels}
    for folder in sorted(folders, key=lambda path: len(path.parts)):
        if folder in cases:
            continue
        if not (folder / "study.toml").is_file():
            where, what = f"{family.folder / 'family.toml'}: panels", f"{folders[folder]!r} is no study's folder"
            raise UsageError(where, what, remedy="name one relative to the family's own folder, as ../NAME")
        study = load_study(folder)
        case = moved(study, when(study)).case
        cases[folder] = case
        if case.itself is not None:
            cases[case.itself.study.folder] = case.itself
    return cases
