"""What study.toml plans beside the primary tests: other choices, comovement, synthetic control, figures."""

from __future__ import annotations

from math import prod
from typing import Annotated

from pydantic import Field, model_validator

from analysis.study.declarations import Declared
from analysis.study.fields import EventDay, Instant, Name, Sessions, Share

MOST_SPECIFICATIONS = 20_000
"""Of a multiverse: more take hours, and say no more."""


class Grid(Declared):
    """The multiverse: every combination of these choices is estimated."""

    models: tuple[Name, ...] = Field(min_length=1, max_length=100)
    lengths: tuple[Annotated[Sessions, Field(ge=30)], ...] = Field(min_length=1, max_length=100)
    portfolios: dict[Name, tuple[Name, ...]] = Field(min_length=1, max_length=100)
    windows: tuple[Name, ...] = Field(min_length=1, max_length=100)
    leave_out: tuple[tuple[Name, ...], ...] = Field(min_length=1, max_length=100)

    @model_validator(mode="after")
    def _countable(self) -> Grid:
        choices = (self.models, self.lengths, self.portfolios, self.windows, self.leave_out)
        if (number := prod(map(len, choices))) > MOST_SPECIFICATIONS:
            raise ValueError(f"{number:,} combinations of its choices; at most {MOST_SPECIFICATIONS:,} are estimated")
        return self


class ComovementPlan(Declared):
    """Which series are correlated with which, and over how many sessions before and after the event."""

    series: tuple[Name, ...] = Field(min_length=2, max_length=100)
    before: Annotated[Sessions, Field(ge=20)]
    after: Annotated[Sessions, Field(ge=10)]
    rolling: Annotated[Sessions, Field(ge=10)]
    block: Annotated[Sessions, Field(ge=1)]
    draws: Annotated[int, Field(ge=199, le=100_000)]


class SyntheticPlan(Declared):
    """Donors of the synthetic control: funds that hold none of the issuers' bonds.

    ``floor_r2``: where it explains less of the portfolio's variance before the event, it says nothing about the event.
    """

    donors: tuple[Name, ...] = Field(min_length=2, max_length=200)
    demean: bool
    floor_r2: Share = 0.5


class Drawing(Declared):
    """What the figures show; no number of the study depends on it."""

    path_first: Annotated[EventDay, Field(le=0)]
    path_last: Annotated[EventDay, Field(ge=0)]
    timeline_start: Instant
    timeline_end: Instant
    timeline_exchanges: tuple[Name, ...] = Field(min_length=1, max_length=20)
