"""A study is a folder of data: study.toml -> Study, validated before anything else happens."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from analysis.errors import StudyError, UsageError, unseen_in
from analysis.exchanges import can_observe
from analysis.study.consistency import ALWAYS, BEFORE_A_RUN, faults_between
from analysis.study.faults import Fault, refuse
from analysis.study.own_files import own_place
from analysis.study.plans import FEWEST
from analysis.study.tables import Tables
from analysis.study.toml.defaults import SNAPSHOT, completed
from analysis.study.toml.faults_of_keys import faults_of_keys
from analysis.study.toml.inheritance import declared_in


class Study(Tables):
    """All choices of a study, as declared in study.toml, with its folder. Read-only.

    Of a portfolio of quotes some declared windows are not measured: ``unquoted`` names those that need an opening,
    ``unreached`` those for which there are no quotes so long before the news, or after it. ``outer`` is the folder of
    the study that it lies within and inherits from, ``outer_tickers`` are the instruments there. ``given`` is the path
    by which its reader named it. ``defaults`` are the keys that nobody declared, as ``placebo.near``.
    """

    name: Annotated[str, Field(min_length=1)]
    folder: Path
    given: Path | None = None
    outer: Path | None = None
    outer_tickers: tuple[str, ...] = ()
    unquoted: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    defaults: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _consistent(self) -> Study:
        if faults := faults_between(self, ALWAYS):
            raise ValueError("\n".join(f"{fault.where}: {fault.what}" for fault in faults))
        return self

    def __repr__(self) -> str:
        counts = f"{len(self.instruments)} instruments, {len(self.windows)} windows, {len(self.models)} models"
        return f"<Study {self.name}: {counts}, event {self.event.instant:%Y-%m-%d}>"

    __str__ = __repr__

    @property
    def snapshot_folder(self) -> Path:
        """Folder of the bundled prices."""
        return (self.folder / self.snapshot).resolve()

    @property
    def called(self) -> Path:
        """Path that a command names the study by, as its reader did."""
        return self.given or self.folder

    @property
    def place(self) -> str:
        """The same for a report: from the working folder, or the study's own name where it lies elsewhere.

        So a report holds no path of a machine.
        """
        path = self.called
        if path.is_absolute() or ".." in path.parts:
            here = Path.cwd()
            path = self.folder.relative_to(here) if self.folder.is_relative_to(here) else path
        if path.is_absolute() or ".." in path.parts or unseen_in(str(path)):
            return f"{self.outer.name}/{self.folder.name}" if self.outer else self.name
        return path.as_posix()

    @property
    def known_tickers(self) -> tuple[str, ...]:
        """All tickers that calendar.csv may name: the study's, and those of the outer one."""
        return tuple(dict.fromkeys((*self.tickers(bundled=False), *self.outer_tickers)))

    def own_places(self) -> dict[str, Path]:
        """Folder of each series of the study's own, by ticker."""
        return {i.ticker: own_place(self.folder, self.prices, i.ticker) for i in self.instruments if i.own}

    def file(self, name: str) -> Path:
        """A file of the study: its own, or the outer study's where it has none."""
        own = self.folder / name
        return self.outer / name if self.outer and not own.exists() else own


def load_study(folder: Path | str) -> Study:
    """Read and validate ``folder/study.toml``.

    Raises
    ------
    UsageError
        If the folder or its study.toml does not exist, or nobody can see how the folder is called.
    StudyError
        If the file is not TOML, a key is missing, unknown or has a wrong value, or tables do not fit together: a line
        for each fault.
    """
    folder = Path(folder)
    path = folder / "study.toml"
    if not path.is_file():
        what = "has no study.toml" if folder.is_dir() else "no such folder"
        raise UsageError(str(folder), what, remedy="name the folder of a study, as seeds/NAME")
    if unseen := unseen_in(folder.resolve().name):
        raise UsageError(str(folder), f"its name holds {unseen}, which nobody sees", remedy="rename the folder")
    place = folder.resolve()
    declared, outer, theirs = declared_in(folder)
    prices = PurePosixPath(Path(os.path.relpath(outer, place)).as_posix(), SNAPSHOT) if outer else SNAPSHOT
    whole, defaults = completed(declared, snapshot=str(prices))
    refuse(path, faults_of(whole, defaults))
    name = f"{outer.name}-{place.name}" if outer else place.name
    where = {"name": name, "folder": place, "given": folder, "outer": outer, "outer_tickers": theirs}
    study = Study.model_validate({**whole, **where, "defaults": defaults})
    return on_days_of_quotes(study) if any(i.sessions == "quoted" for i in study.instruments) else study


def on_days_of_quotes(study: Study) -> Study:
    """The study with a calendar of its own for each quoted series, in place of an exchange.

    Of a portfolio of quotes a window from close to close alone can be measured; ``unquoted`` names the others. Of these
    the first must be there, for the verdict may rest on it; others without quotes are left out, and ``unreached``.

    Raises
    ------
    StudyError
        If a file of quotes is missing or wrong, the members of the portfolio cannot share days, or no window is left.
    """
    from analysis.study.quoted.quotes import calendars_of_quotes

    codes = calendars_of_quotes(study, study.folder)
    instruments = tuple(
        i.model_copy(update={"exchange": codes[i.ticker]}) if i.ticker in codes else i for i in study.instruments
    )
    changed: dict[str, Any] = {"instruments": instruments}
    if study.portfolio.members[0] in codes:
        closing = tuple(w for w in study.windows if w.returns == "close-to-close")
        if not closing:
            where = f"{study.folder / 'study.toml'}: windows"
            raise StudyError(where, "none from close to close, which quotes need", remedy="declare one")
        home, instant = codes[study.portfolio.members[0]], study.event.instant
        measured = tuple(w for w in closing if w is closing[0] or can_observe(home, instant, w.first, w.last))
        names = [w.name for w in measured]
        grid = study.multiverse
        windows = tuple(w for w in grid.windows if w in names)
        changed |= {
            "windows": measured,
            "unquoted": tuple(w.name for w in study.windows if w not in closing),
            "unreached": tuple(w.name for w in closing if w not in measured),
            "multiverse": grid.model_copy(update={"windows": windows or (names[0],)}),
        }
    return study.model_copy(update=changed)


def faults_of(whole: Mapping[str, Any], defaults: Collection[str] = ()) -> list[Fault]:
    """All faults of a study.toml: of its keys, and between those of its tables that are right in themselves.

    A default that is wrong because of what was declared is told only where nothing else is.
    """
    found = [*_few(whole, defaults), *_of_tables(whole)]
    declared = [f for f in found if not any(f.where == key or f.where.startswith(f"{key}.") for key in defaults)]
    return declared or found


def _of_tables(whole: Mapping[str, Any]) -> list[Fault]:
    checks = (*ALWAYS, *BEFORE_A_RUN)
    try:
        return faults_between(Tables.model_validate(whole), checks)
    except ValidationError as error:
        errors = error.errors()
    wrong = {str(e["loc"][0]) for e in errors}
    fields = Tables.model_fields
    kinds: dict[str, Any] = {name: fields[name].annotation for name in whole.keys() - wrong}
    tables = {name: TypeAdapter(kind).validate_python(whole[name]) for name, kind in kinds.items()}
    found = faults_between(Tables.model_construct(**tables), checks, wrong=wrong)
    return faults_of_keys(Tables, whole, errors) + found


def _few(whole: Mapping[str, Any], defaults: Collection[str]) -> Iterator[Fault]:
    """What was declared and is too little to compute anything of; where it is a default, the report says so."""
    for table, key in (("comovement", "series"), ("synthetic", "donors")):
        own = whole[table].get(key) if isinstance(whole.get(table), dict) else None
        if isinstance(own, list) and len(own) < FEWEST and f"{table}.{key}" not in defaults:
            yield Fault(f"{table}.{key}", f"got {own!r}", f"at least {FEWEST} items", "add others, or remove the key")
    if "portfolio.members" in defaults and not whole["portfolio"]["members"]:
        what = "none of those with bundled prices is a target"
        yield Fault("instruments", what, remedy='declare role = "target" for what the claim is about')
