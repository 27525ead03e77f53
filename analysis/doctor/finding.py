"""A finding of the doctor, and how errors of other rooms become findings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from analysis.errors import AnalysisError


@dataclass(frozen=True, slots=True)
class Finding:
    """Something missing, which stops a run or makes its report wrong; or weak, with which it runs and proves less.

    ``where``: file, key or series; ``what``: what is wrong with it; ``remedy``: what to do, as an imperative.
    """

    kind: Literal["missing", "weak"]
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.what}; {self.remedy}"


@dataclass(slots=True)
class Notes:
    """All that was found in a study's folder, in order, nothing twice; files by their names there."""

    folder: Path
    found: list[Finding] = field(default_factory=list)

    def add(self, findings: Iterable[Finding]) -> None:
        """Add what is not there yet."""
        for f in findings:
            here = replace(f, where=f.where.removeprefix(f"{self.folder.resolve()}{os.sep}"))
            if here not in self.found:
                self.found.append(here)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note an error of the block, each of its faults, and go on behind it."""
        try:
            yield
        except AnalysisError as error:
            self.add(missing(error))


def missing(error: AnalysisError) -> list[Finding]:
    """The faults of an error as findings."""
    every = [error, *error.others]
    return [Finding("missing", e.where, _with_allowed(e), e.remedy or "correct it") for e in every]


def _with_allowed(error: AnalysisError) -> str:
    return f"{error.what} (allowed: {error.allowed})" if error.allowed else error.what
