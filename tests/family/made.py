"""A small made family on the made study: six events in a year of New York sessions, effects of known size."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd

from analysis.family.declarations import DeclaredFamily, LoadedFamily
from analysis.family.events import FamilyEvent
from analysis.family.judged import FamilyCase, Judged
from analysis.family.measured import measure_family
from tests.cases import LOADINGS, TARGETS, made_case

DAYS = ("2022-10-05", "2022-11-15", "2022-12-20", "2023-02-01", "2023-03-01", "2023-04-18")
KINDS = ("raid", "truce", "raid", "truce", "truce", "raid")


def event(day, kind="truce", *, hour=9, until=None, out="", contaminated="", name=None):
    """An event before New York opens, or (``hour`` None) of which only the day is known."""
    on = dt.date.fromisoformat(day)
    start = dt.datetime.combine(on, dt.time(hour or 0), dt.UTC)
    last = dt.timedelta(days=1, microseconds=-1) if hour is None else dt.timedelta()
    end = start + last if until is None else dt.datetime.fromisoformat(until)
    return FamilyEvent(
        start,
        end,
        on,
        hour is None,
        name or f"{kind} of {day}",
        "it happened",
        kind,
        out,
        contaminated,
        "press",
        "made",
    )


def events(**changes):
    """The six events; ``changes`` are those of the last."""
    made = [event(day, kind) for day, kind in zip(DAYS, KINDS, strict=True)]
    return (*made[:-1], replace(made[-1], **changes))


def declared(**tables):
    """What family.toml declares; a table that is given replaces those of its keys that it names."""
    base = {
        "title": "A made family",
        "question": "Do widgets gain on truces and lose on raids?",
        "seed": 1,
        "kinds": {"truce": "gain", "raid": "loss"},
        "rule": {"alpha": 0.05, "power": 0.8, "decides": "clean", "apart": 5, "kept_out": [0, 1], "draws": 999},
        "panels": [
            {"name": "widget funds", "study": "../made", "window": "overnight", "less": {"like funds": ["PPP"]}}
        ],
    }
    for name, table in tables.items():
        base[name] = {**base[name], **table} if name == "rule" else table
    return base


def made_family(listed=None, **tables):
    """The family in memory."""
    listed = events() if listed is None else listed
    return LoadedFamily(Path("made-family"), DeclaredFamily.model_validate(declared(**tables)), tuple(listed))


def planted(gains, *, shared=False, seed=1, **changes):
    """The made study with a log return added to the targets (or to all funds) in the night before some days."""
    case = made_case(seed=seed, **changes)
    night, day = case.returns.overnight.copy(), case.returns.close_to_close.copy()
    touched = list(LOADINGS) if shared else list(TARGETS)
    for when, gain in gains.items():
        for table in (night, day):
            table.loc[pd.Timestamp(when), touched] += gain
    return replace(case, returns=replace(case.returns, overnight=night, close_to_close=day))


def effects(size):
    """A gain on every truce and a loss on every raid."""
    return {day: size if kind == "truce" else -size for day, kind in zip(DAYS, KINDS, strict=True)}


def judged(case, family=None):
    """The family on its only set of prices."""
    family = family or made_family()
    return Judged(measure_family(family, family.declared.panels[0], case))


def family_case(case, family=None):
    """The same, with all that a report needs."""
    one = judged(case, family)
    return FamilyCase(one.family, (one,))
