"""How a study is run again: a folder with a study.toml, alone or within another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.market.lists.store import lists_folder
from analysis.pipeline import STAGES, Progress, Run, run
from analysis.report.write import stages_of_writing
from analysis.rerun.kinds import Kind
from analysis.study.itself import lacking, load_itself
from analysis.study.study import Study, load_study
from analysis.study.toml.inheritance import declared_in


def _run(study: Study, progress: Progress) -> Run:
    return run(study, progress=progress)


def inputs_of(study: Study) -> Sequence[Path]:
    """All folders and files that a run of a study reads.

    Its folder with all that lies in it, that of the study around it, the prices, and the lists beside these; series of
    its own that lie elsewhere; and the same of the study within, and of those that it names as controls.
    """
    prices, around = study.snapshot_folder, study.outer or study.folder
    own = [study.folder / folder for folder in study.prices]
    inner = load_itself(study)
    own += inputs_of(inner) if inner else []
    controls = [path for folder in study.controls for path in inputs_of(load_study(study.folder / folder))]
    return list(dict.fromkeys(path.resolve() for path in (around, prices, lists_folder(prices), *own, *controls)))


def _lacks(folder: Path) -> Sequence[str]:
    """What is not there of the study within that the study around it names; nothing of any other."""
    outer = declared_in(folder)[1]
    if outer is None:
        return ()
    around = load_study(outer)
    return lacking(around) if around.itself and (outer / around.itself).resolve() == folder.resolve() else ()


KIND = Kind(load_study, _run, inputs_of, _lacks, len(STAGES) + stages_of_writing(figures=True, itself=True))
