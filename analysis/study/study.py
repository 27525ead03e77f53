"""A study is a folder of data: study.toml -> Study, validated before anything else happens."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError, model_validator

from analysis.errors import StudyError, UsageError
from analysis.study.consistency import ALWAYS, BEFORE_A_RUN, faults_between
from analysis.study.declarations import Text
from analysis.study.faults import Fault, refuse
from analysis.study.tables import Tables
from analysis.study.toml_faults import faults_of_keys


class Study(Tables):
    """All choices of a study, as declared in study.toml, with its folder. Read-only."""

    name: Text
    folder: Path

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


def load_study(folder: Path | str) -> Study:
    """Read and validate ``folder/study.toml``.

    Raises
    ------
    UsageError
        If the folder or its study.toml does not exist.
    StudyError
        If the file is not TOML, a key is missing, unknown or has a wrong value, or tables do not fit together: a line
        for each fault.
    """
    folder = Path(folder)
    path = folder / "study.toml"
    if not path.is_file():
        what = "has no study.toml" if folder.is_dir() else "no such folder"
        raise UsageError(str(folder), what, remedy="name the folder of a study, as seeds/NAME")
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(str(path), f"not valid TOML: {error}", remedy="mend the syntax") from error
    refuse(path, _faults_of(declared))
    from analysis.study.quotes import with_quotes

    return with_quotes(Study.model_validate({**declared, "name": folder.resolve().name, "folder": folder.resolve()}))


def _faults_of(declared: Mapping[str, Any]) -> list[Fault]:
    """All faults of a study.toml: of its keys, and between those of its tables that are right in themselves."""
    checks = (*ALWAYS, *BEFORE_A_RUN)
    try:
        return faults_between(Tables.model_validate(declared), checks)
    except ValidationError as error:
        errors = error.errors()
    wrong = {str(e["loc"][0]) for e in errors}
    fields = Tables.model_fields
    kinds: dict[str, Any] = {name: fields[name].annotation for name in declared.keys() - wrong}
    tables = {name: TypeAdapter(kind).validate_python(declared[name]) for name, kind in kinds.items()}
    found = faults_between(Tables.model_construct(**tables), checks, wrong=wrong)
    return faults_of_keys(Tables, declared, errors) + found
