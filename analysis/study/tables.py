"""All tables of study.toml, each valid by itself; whether they fit together is in ``consistency``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from analysis.exchanges import Calendars
from analysis.study.days import ExchangeDay, OwnCalendar
from analysis.study.declarations import (
    Claim,
    Decision,
    Declared,
    Estimation,
    Event,
    Instrument,
    Model,
    PlaceboRule,
    Portfolio,
    Role,
    Window,
)
from analysis.study.fields import Name, Text
from analysis.study.own_files import OWN_PRICES
from analysis.study.plans import ComovementPlan, Drawing, Grid, HoldingsPlan, SyntheticPlan


class Tables(Declared):
    """What study.toml holds. Read-only.

    ``prices``: folders of the study's own series, relative to its own: a file is taken from the first that has it, so
    that studies can share theirs; ``origin``: what these are prices of, and whose. ``itself``: folder, within the
    study's, of the same study on the assets' own prices. ``controls``: folders of studies in which an effect is known,
    to put beside this one. ``peers``, ``neighbours``: what a reader is to know of these series, as how their
    prices were made. ``note``: what a reader of the verdict is to know of how it came about, as of a rule that was
    changed when results were known.
    """

    title: Text
    question: Text
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    claim: Claim
    event: Event
    snapshot: Text
    prices: tuple[Text, ...] = Field(default=OWN_PRICES, min_length=1, max_length=10)
    origin: Text | None = None
    itself: Name | None = None
    peers: Text | None = None
    neighbours: Text | None = None
    controls: tuple[Text, ...] = Field(default=(), max_length=20)
    note: Text | None = None
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
