"""A study is a folder of data: study.toml -> Study, validated before anything else happens."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError, model_validator

from analysis.errors import StudyError, UsageError
from analysis.study.declarations import (
    Claim,
    ComovementPlan,
    Decision,
    Declared,
    Drawing,
    Estimation,
    Event,
    Grid,
    Instrument,
    Model,
    PlaceboRule,
    Portfolio,
    Role,
    SyntheticPlan,
    Text,
    Window,
)

DERIVED = {"name", "folder"}
"""Fields of a study that are not declared but follow from its folder or its rules."""


class Study(Declared):
    """All choices of a study, as declared in study.toml. Read-only."""

    name: Text
    folder: Path
    title: Text
    question: Text
    seed: Annotated[int, Field(ge=0)]
    claim: Claim
    event: Event
    snapshot: Text
    instruments: tuple[Instrument, ...] = Field(min_length=1)
    models: dict[str, Model]
    factor_labels: dict[str, Text]
    portfolio: Portfolio
    estimation: Estimation
    windows: tuple[Window, ...] = Field(min_length=1)
    placebo: PlaceboRule
    decision: Decision
    multiverse: Grid
    comovement: ComovementPlan
    synthetic: SyntheticPlan
    drawing: Drawing

    @model_validator(mode="after")
    def _consistent(self) -> Study:
        once = {"instruments": [i.ticker for i in self.instruments], "portfolio.members": self.portfolio.members}
        once |= {f"multiverse.portfolios.{name}": members for name, members in self.multiverse.portfolios.items()}
        for where, tickers in once.items():
            if twice := sorted({t for t in tickers if tickers.count(t) > 1}):
                raise ValueError(f"{where}: {', '.join(twice)} listed twice")
        if self.drawing.timeline_end <= self.drawing.timeline_start:
            raise ValueError("drawing.timeline_end: comes before timeline_start")
        names = [w.name for w in self.windows]
        if len(set(names)) < len(names):
            raise ValueError("windows: two have the same name")
        for owner, model in [(i.ticker, i.model) for i in self.instruments] + [("portfolio", self.portfolio.model)]:
            if model not in self.models:
                raise ValueError(f"{owner}: unknown model {model!r}; allowed: {', '.join(sorted(self.models))}")
        for name, spec in self.models.items():
            _known(f"models.{name}.factors", spec.factors, self.tickers("factor"))
            _known(f"factor_labels (factors of models.{name})", spec.factors, tuple(self.factor_labels))
        _known("portfolio.members", self.portfolio.members, self.tickers("target"))
        _known("multiverse.models", self.multiverse.models, tuple(self.models))
        _known("multiverse.windows", self.multiverse.windows, tuple(w.name for w in self.windows))
        for name, members in self.multiverse.portfolios.items():
            _known(f"multiverse.portfolios.{name}", members, self.tickers("target"))
        _known("comovement.series", self.comovement.series, self.tickers())
        exposed = self.tickers("target")
        _known("synthetic.donors", self.synthetic.donors, tuple(t for t in self.tickers() if t not in exposed))
        if self.estimation.last >= min(w.first for w in self.windows):
            raise ValueError("estimation.last: the estimation window reaches into an event window")
        if self.estimation.last >= self.drawing.path_first:
            raise ValueError("drawing.path_first: the drawn path reaches into the estimation window")
        return self

    def __repr__(self) -> str:
        counts = f"{len(self.instruments)} instruments, {len(self.windows)} windows, {len(self.models)} models"
        return f"<Study {self.name}: {counts}, event {self.event.instant:%Y-%m-%d}>"

    __str__ = __repr__

    def tickers(self, role: Role | None = None, *, bundled: bool = True) -> tuple[str, ...]:
        """Tickers of a role in declared order; with ``bundled=False`` those that only a live snapshot has, too."""
        return tuple(
            i.ticker
            for i in self.instruments
            if (role is None or i.role == role) and (not bundled or i.available == "bundled")
        )

    def instrument(self, ticker: str) -> Instrument:
        """Return the instrument of that ticker."""
        return next(i for i in self.instruments if i.ticker == ticker)

    @property
    def snapshot_folder(self) -> Path:
        """Folder of the bundled prices."""
        return (self.folder / self.snapshot).resolve()


def require_timeline(study: Study) -> None:
    """Refuse a timeline that does not show the event: left over, perhaps, from the study that this one was copied from.

    Raises
    ------
    StudyError
    """
    start, end = study.drawing.timeline_start, study.drawing.timeline_end
    if not start <= study.event.instant <= end:
        raise StudyError(
            f"{study.folder / 'study.toml'}: drawing.timeline_start",
            f"{start:%Y-%m-%d} to {end:%Y-%m-%d} does not hold the event of {study.event.instant:%Y-%m-%d}",
            remedy="set timeline_start and timeline_end around event.instant",
        )


def _known(where: str, names: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    if unknown := [n for n in names if n not in allowed]:
        raise ValueError(f"{where}: unknown {unknown[0]!r}; allowed: {', '.join(allowed)}")


def load_study(folder: Path | str) -> Study:
    """Read and validate ``folder/study.toml``.

    Raises
    ------
    UsageError
        If the folder or its study.toml does not exist.
    StudyError
        If the file is not TOML, or a key is missing, unknown or has a wrong value.
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
    for derived in DERIVED:
        if derived in declared:
            raise StudyError(f"{path}: {derived}", "unknown key", remedy="remove it: it is derived")
    try:
        return Study.model_validate({**declared, "name": folder.resolve().name, "folder": folder.resolve()})
    except ValidationError as error:
        # A misspelt key is unknown and missing at once: the unknown one tells more.
        errors = sorted(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
        raise _explain(path, errors[0], len(errors)) from error


def _explain(path: Path, error: Any, count: int) -> StudyError:
    """Turn the first of pydantic's errors into one line: where, what, allowed, remedy."""
    keys = [str(k) for k in error["loc"]]
    where = f"{path}: {'.'.join(keys)}" if keys else str(path)
    more = f" (and {count - 1} more)" if count > 1 else ""
    match error["type"]:
        case "extra_forbidden":
            siblings = _fields_at(error["loc"][:-1])
            close = difflib.get_close_matches(keys[-1], siblings, n=1)
            remedy = f"did you mean {close[0]!r}?" if close else "remove it"
            return StudyError(where, f"unknown key{more}", allowed=", ".join(siblings), remedy=remedy)
        case "missing":
            return StudyError(where, f"missing key{more}", remedy="add it: all choices are declared")
        case "value_error":
            return StudyError(where, f"{error['ctx']['error']}{more}", remedy="correct study.toml")
        case _:
            got = error["input"]
            return StudyError(where, f"{error['msg']}, got {got!r}{more}", remedy="correct study.toml")


def _fields_at(loc: tuple[str | int, ...]) -> list[str]:
    """Names of the keys allowed in the table at ``loc`` ("instruments", 3 -> the keys of an instrument)."""
    table: type[BaseModel] = Study
    for step in loc:
        if not isinstance(step, str) or step not in table.model_fields:
            continue
        annotation = table.model_fields[step].annotation
        inner = [a for a in (annotation, *getattr(annotation, "__args__", ())) if isinstance(a, type)]
        table = next((a for a in inner if issubclass(a, BaseModel)), table)
    return sorted(set(table.model_fields) - DERIVED if table is Study else table.model_fields)
