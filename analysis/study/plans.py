"""What study.toml plans beside the primary tests: other choices, comovement, synthetic control, figures, lists."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from analysis.errors import NothingToTestError
from analysis.study.csv_tables import Row, read_table
from analysis.study.declarations import Declared
from analysis.study.fields import Day, EventDay, Instant, Name, Sessions, Share, Ticker

FEWEST = 2
"""Series that can be compared with each other, and donors that can be mixed."""
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

    series: tuple[Name, ...] = Field(max_length=100)
    before: Annotated[Sessions, Field(ge=20)]
    after: Annotated[Sessions, Field(ge=10)]
    rolling: Annotated[Sessions, Field(ge=10)]
    block: Annotated[Sessions, Field(ge=1)]
    draws: Annotated[int, Field(ge=199, le=100_000)]


class SyntheticPlan(Declared):
    """Donors of the synthetic control: funds that hold none of the issuers' bonds.

    ``floor_r2``: where it explains less of the portfolio's variance before the event, it says nothing about the event.
    """

    donors: tuple[Name, ...] = Field(max_length=200)
    demean: bool
    floor_r2: Share = 0.5


class Drawing(Declared):
    """What the figures show; no number of the study depends on it."""

    path_first: Annotated[EventDay, Field(le=0)]
    path_last: Annotated[EventDay, Field(ge=0)]
    timeline_start: Instant
    timeline_end: Instant
    timeline_exchanges: tuple[Name, ...] = Field(min_length=1, max_length=20)


def require_several(tickers: Sequence[str], where: str, key: str) -> None:
    """Refuse a comparison of fewer than two series: by default those that suit, of which there may be none.

    Raises
    ------
    NothingToTestError
    """
    if len(tickers) < FEWEST:
        what = f"{'only ' * bool(tickers)}{', '.join(tickers) or 'no series'} on the portfolio's sessions"
        remedy = f"declare like series or factors on the same sessions, or {key}"
        raise NothingToTestError(where, what, allowed=f"at least {FEWEST} series", remedy=remedy)


ANY_SLUG = "fund"
"""Where the words of a fund's address are not known: the number decides, and these are for people."""
FUNDS = Path(__file__).with_name("funds.csv")
"""Number and words of the address of some funds of bonds, on the issuer's site for the United States."""


class KnownFund(Row):
    """A fund whose address is known."""

    fund: str
    id: int
    slug: str


@functools.cache
def known_funds() -> MappingProxyType[str, tuple[int, str]]:
    """Number and words of the address of each fund that is known."""
    return MappingProxyType({row.fund: (row.id, row.slug) for _, row in read_table(FUNDS, KnownFund)})


def _a_day(text: str) -> str:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day, as 2024-01-31") from None
    return text


class HoldingsPlan(Declared):
    """A fund whose lists price the bonds that it holds, one by one.

    ``source``: "ishares" for the issuer's site, "files" for lists in the study's own folder holdings/FUND/. ``id`` and
    ``slug``: number and words of the fund's address on the site (/us/products/ID/SLUG); known for some funds.
    ``exchange``: on whose sessions there is a list. ``left_out``: countries with a story of their own in
    these days, with which nothing is compared. ``pulls``: the day of each list of a file that only says on which
    days its lists were pulled, by the first pull of each.
    """

    fund: Ticker
    source: Literal["ishares", "files"] = "ishares"
    id: Annotated[int, Field(ge=1, lt=10**9)] | None = None
    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)] | None = None
    exchange: Name = "XNYS"
    left_out: tuple[Name, ...] = Field(default=(), max_length=50)
    pulls: dict[Annotated[str, AfterValidator(_a_day)], Day] = Field(default_factory=dict, max_length=2000)

    @model_validator(mode="after")
    def _can_be_found(self) -> HoldingsPlan:
        if self.source == "files" and (self.id is not None or self.slug is not None):
            raise ValueError('id and slug are for lists of a site: source = "files" has none')
        if self.source == "ishares" and self.id is None and self.fund not in known_funds():
            raise ValueError(
                f"{self.fund} needs id, its number on the issuer's site (known: {', '.join(known_funds())})"
            )
        if self.source != "files" and self.pulls:
            raise ValueError('pulls is for lists of files: declare source = "files"')
        if self.id is None and self.slug is not None:
            raise ValueError("slug needs id")
        return self

    @property
    def days(self) -> dict[dt.date, dt.date]:
        """Day of each list by its first pull."""
        return {dt.date.fromisoformat(pull): day for pull, day in self.pulls.items()}

    @property
    def address(self) -> tuple[int, str]:
        """Number and words of the fund's address on the site.

        Raises
        ------
        KeyError
            Of a fund whose lists are files.
        """
        return known_funds()[self.fund] if self.id is None else (self.id, self.slug or ANY_SLUG)
