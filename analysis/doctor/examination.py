"""The doctor's round: every file of a study is looked at, however many others are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.doctor.declared import article, calendar, examples, treated, weak_by_design, weights
from analysis.doctor.finding import Finding, Notes
from analysis.doctor.prices import look_at_prices, windows
from analysis.doctor.wording import wording
from analysis.errors import StudyError
from analysis.event.timing import time_event
from analysis.findings.steps.when import When
from analysis.market.prices import PriceFolder, find_prices
from analysis.study.itself import lacking, load_itself
from analysis.study.study import Study, load_study
from analysis.words.numbers import listing


def check_up(folder: Path, source: str = "bundled") -> tuple[Finding, ...]:
    """Say what is missing or weak in a study, what is missing first.

    Parameters
    ----------
    folder : Path
    source : str
        Which prices: bundled, live, or the folder of a snapshot.

    Raises
    ------
    UsageError
        If the folder holds no study, or there are no such prices.
    """
    notes = Notes(folder)
    notes.add(examples(folder))
    study = _study(folder, notes)
    if study is not None:
        place = find_prices(source, study)
        _examine(study, place, notes)
        notes.add(_within(study, place, notes.found))
    return tuple(sorted(notes.found, key=lambda f: f.kind != "missing"))


def _study(folder: Path, notes: Notes) -> Study | None:
    try:
        return load_study(folder)
    except StudyError as error:  # a call for a folder without a study is another matter
        with notes.noting():
            raise error
    return None


def _examine(study: Study, place: PriceFolder, notes: Notes) -> None:
    notes.add(wording(study))
    notes.add(weak_by_design(study))
    found = article(study, notes)
    day = found.date if found else study.event.date or study.event.instant.date()
    news = calendar(study, notes)
    entries = weights(study, day, notes)
    with notes.noting():
        notes.add(treated(study, entries, news, day))
    if any(f.kind == "missing" and not f.where.startswith("study.toml: ") for f in notes.found):
        return  # the hours and the prices of a study that cannot be read say nothing
    with notes.noting():
        timing = time_event(study)
        notes.add(windows(timing))
        look_at_prices(study, When(timing), place, notes)


def _within(study: Study, place: PriceFolder, outer: Sequence[Finding]) -> Iterator[Finding]:
    """The same of the study within, where there is one, without what was said of the outer one already."""
    if study.itself is None:
        return
    own = Notes(study.folder / study.itself)
    with own.noting():
        if gone := lacking(study):
            what = f"not there, so that the study runs without its assets' own prices: {listing(gone)}"
            own.add([Finding("weak", "study.toml", what, "add them, or remove itself from the outer study.toml")])
        elif inner := load_itself(study):
            own.add(examples(inner.folder))
            _examine(inner, place, own)
    yield from (replace(f, where=f"{study.itself}/{f.where}") for f in own.found if f not in outer)
