"""All tables of study.toml, each valid by itself; whether they fit together is in ``consistency``."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from analysis.exchanges import Calendars
from analysis.study.csv_tables import Row, read_table
from analysis.study.days import ExchangeDay, OwnCalendar
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
    Window,
)
from analysis.study.fields import Day, Name, Text, Ticker

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
    ``exchange``: on whose sessions there is a list. ``pulls``: the day of each list of a file that only says on which
    days its lists were pulled, by the first pull of each.
    """

    fund: Ticker
    source: Literal["ishares", "files"] = "ishares"
    id: Annotated[int, Field(ge=1, lt=10**9)] | None = None
    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)] | None = None
    exchange: Name = "XNYS"
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


class Tables(Declared):
    """What study.toml holds. Read-only."""

    title: Text
    question: Text
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    claim: Claim
    event: Event
    snapshot: Text
    instruments: tuple[Instrument, ...] = Field(min_length=1, max_length=300)
    models: dict[Name, Model] = Field(max_length=100)
    factor_labels: dict[Name, Name] = Field(max_length=300)
    portfolio: Portfolio
    estimation: Estimation
    windows: tuple[Window, ...] = Field(min_length=1, max_length=50)
    placebo: PlaceboRule
    decision: Decision
    multiverse: Grid
    comovement: ComovementPlan
    synthetic: SyntheticPlan
    drawing: Drawing
    calendar_changes: tuple[ExchangeDay, ...] = Field(default=(), max_length=1000)
    own_calendars: dict[Name, OwnCalendar] = Field(default_factory=dict, max_length=20)
    holdings: tuple[HoldingsPlan, ...] = Field(default=(), max_length=20)

    @property
    def calendars(self) -> Calendars:
        """Calendars of the exchanges, as corrected by the project and by this study."""
        weeks = tuple(own.week(exchange) for exchange, own in self.own_calendars.items())
        return Calendars(tuple(day.change for day in self.calendar_changes), weeks)

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
