"""A family is a folder of data: family.toml -> Family, with its events, validated before anything else happens."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, field_validator, model_validator

from analysis.errors import UsageError, unseen_in
from analysis.family.events import FamilyEvent, read_family_events
from analysis.study.declarations import Declared
from analysis.study.faults import refuse, unknown
from analysis.study.fields import EventDay, Name, Percent, Sessions, Share, Text, Ticker
from analysis.study.toml.faults_of_keys import faults_of_keys
from analysis.study.toml.inheritance import read_declared

FILE = "family.toml"
EVENTS = "events.csv"
MOST_DRAWS = 200_000
MOST_APART = 60
"""Sessions: more would leave no room for other dates between the events."""


class Rule(Declared):
    """How the family is judged.

    ``decides``: the events on which the answer rests, those without contamination or all. ``apart``: sessions between
    neighbours of one episode, at most. ``kept_out``: first and last event day of every listed event that serve in no
    estimation window. ``sizes_bp``: average effects of which the report says how many events it takes to see them.
    """

    alpha: Share
    power: Share
    decides: Literal["clean", "all"]
    apart: Annotated[Sessions, Field(ge=0, le=MOST_APART)]
    kept_out: tuple[EventDay, EventDay]
    draws: Annotated[int, Field(ge=99, le=MOST_DRAWS)]
    sizes_bp: tuple[Percent, ...] = Field(default=(10.0, 25.0, 50.0), min_length=1, max_length=10)

    @model_validator(mode="after")
    def _in_order(self) -> Rule:
        if not self.kept_out[0] <= 0 <= self.kept_out[1]:
            raise ValueError(f"kept_out = {list(self.kept_out)}; from day 0 or before it to day 0 or after it")
        if self.alpha * (1 + self.draws) < 1:
            raise ValueError(f"with {self.draws} draws no p-value is as small as alpha")
        return self


class PricesPlan(Declared):
    """One set of prices on which the family is judged: those of a study, by its portfolio and one of its windows.

    ``portfolio``: one that the study's multiverse names, where it is not the study's own. ``less``: groups of like
    series that the portfolio must beat, by name; ``shown``: series beside them, in no test of the rule.
    """

    name: Name
    study: Text
    portfolio: Name | None = None
    window: Name
    less: dict[Name, tuple[Ticker, ...]] = Field(default_factory=dict, max_length=10)
    shown: tuple[Ticker, ...] = Field(default=(), max_length=20)

    @field_validator("less")
    @classmethod
    def _not_empty(cls, groups: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        if empty := [name for name, tickers in groups.items() if not tickers]:
            raise ValueError(f"{', '.join(empty)}: names no series")
        return groups


class DeclaredFamily(Declared):
    """All choices of a family. Read-only.

    ``question``: one that yes or no answers. ``known``: events of which it was known, when the rules were written, how
    prices had moved. ``kinds``: what prices do on events of each kind, if the claim is right.
    """

    title: Text
    question: Text
    note: Text | None = None
    known: tuple[Name, ...] = Field(default=(), max_length=200)
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    zone: Name = "UTC"
    kinds: dict[Name, Literal["gain", "loss"]] = Field(min_length=1, max_length=6)
    rule: Rule
    panels: tuple[PricesPlan, ...] = Field(min_length=1, max_length=6)

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"{zone!r} is no time zone, as Europe/London")
        return zone

    @model_validator(mode="after")
    def _distinct(self) -> DeclaredFamily:
        names = [panel.name for panel in self.panels]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two panels are called {', '.join(twice)}")
        return self

    def sign(self, kind: str) -> int:
        """+1 where events of a kind are claimed to bring a gain, -1 for a loss, 0 where nothing is claimed of it."""
        return {"gain": 1, "loss": -1}.get(self.kinds.get(kind, ""), 0)


class LoadedFamily:
    """A family with its name, its folder and its events, in order of time."""

    def __init__(self, folder: Path, declared: DeclaredFamily, events: tuple[FamilyEvent, ...]) -> None:
        self.name, self.folder, self.declared, self.events = folder.name, folder, declared, events

    def __repr__(self) -> str:
        return f"<Family {self.name}: {len(self.events)} events on {len(self.declared.panels)} sets of prices>"

    @property
    def place(self) -> str:
        """Its folder for a report, which holds no path of a machine: from the working folder, else its name alone."""
        here = Path.cwd()
        path = self.folder.relative_to(here).as_posix() if self.folder.is_relative_to(here) else self.name
        return self.name if unseen_in(path) else path

    def study_folder(self, plan: PricesPlan) -> Path:
        """Folder of the study whose prices a panel uses."""
        return (self.folder / plan.study).resolve()


def is_family(folder: Path) -> bool:
    """Whether a folder declares a family of events, and not a study of one."""
    return (folder / FILE).is_file() and not (folder / "study.toml").is_file()


def load_family(folder: Path | str) -> LoadedFamily:
    """Read and validate ``folder/family.toml`` and ``folder/events.csv``.

    Raises
    ------
    UsageError
        If the folder has no family.toml, or nobody can see how it is called.
    StudyError
        If a file is wrong: a line for each fault.
    """
    folder = Path(folder)
    path = folder / FILE
    if not path.is_file():
        what = f"has no {FILE}" if folder.is_dir() else "no such folder"
        raise UsageError(str(folder), what, remedy="name the folder of a family, as seeds/NAME")
    if unseen := unseen_in(folder.resolve().name):
        raise UsageError(str(folder), f"its name holds {unseen}, which nobody sees", remedy="rename the folder")
    declared: dict[str, Any] = read_declared(path)
    try:
        family = DeclaredFamily.model_validate(declared)
    except ValidationError as error:
        refuse(path, faults_of_keys(DeclaredFamily, declared, error.errors()))
        raise
    events = read_family_events(folder / EVENTS, family.zone)
    refuse(path, unknown("known", family.known, tuple(event.name for event in events)))
    return LoadedFamily(folder.resolve(), family, events)
