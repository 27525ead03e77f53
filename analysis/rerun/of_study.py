"""How a study is run again: a folder with a study.toml, alone or within another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.market.lists.store import lists_folder
from analysis.pipeline import STAGES, Progress, Run, run
from analysis.report.write import stages_of_writing
from analysis.rerun.kinds import Kind
from analysis.study.inheritance import declared_in
from analysis.study.itself import lacking
from analysis.study.study import Study, load_study


def _run(study: Study, progress: Progress) -> Run:
    return run(study, progress=progress)


def _inputs(study: Study) -> Sequence[Path]:
    """Its folder with all that lies in it, that of the study around it, the prices, and the lists beside these."""
    prices = study.snapshot_folder
    return [study.outer or study.folder, prices, lists_folder(prices)]


def _lacks(folder: Path) -> Sequence[str]:
    """What is not there of the study within that the study around it names; nothing of any other."""
    outer = declared_in(folder)[1]
    if outer is None:
        return ()
    around = load_study(outer)
    return lacking(around) if around.itself and (outer / around.itself).resolve() == folder.resolve() else ()


KIND = Kind(load_study, _run, _inputs, _lacks, len(STAGES) + stages_of_writing(figures=True, itself=True))
