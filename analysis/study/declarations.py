"""The tables of study.toml: what a study declares, key by key."""

from __future__ import annotations

import datetime as dt
import functools
from textwrap import shorten
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, model_validator

from analysis.study.fields import Day, EventDay, Instant, Name, Percent, Sessions, Share, Text, Ticker, as_tuple

Role = Literal["target", "placebo", "regional", "factor", "peer", "witness"]
"""``peer``: alike and without exposure, ranked one by one beside the targets; ``witness``: shown, in no test."""
ReturnKind = Literal["overnight", "intraday", "close-to-close"]
Direction = Literal["gain", "loss", "move"]
"""What a claim says of prices: "move" is a claim that they moved, either way."""
Bars = Literal["full", "closes"]
SourceName = Literal["yahoo", "csv"]
"""Where prices come from: "csv" is the study's own folder; each other word is a module of ``market/sources``."""


class Declared(BaseModel):
    """A table of study.toml: unknown keys and values of another type are errors; nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, table: Any) -> Any:
        """Lists as tuples: TOML has no tuples, and strictly a list is none."""
        return {key: as_tuple(value) for key, value in table.items()} if isinstance(table, dict) else table

    def __repr__(self) -> str:
        return shorten(super().__repr__(), 160, placeholder=" ...)")

    __str__ = __repr__


class Claim(Declared):
    """What the article says: who issued what, and which way it moved.

    ``issuers`` may be left out where nobody issued it (oil, gold); ``verb`` is the article's word of moving where it is
    none that is known, with the meaning of ``direction``; ``noun`` calls one of the assets, and several ("share",
    "shares"), where ``assets`` do not say so. ``untested``: what the quote says beside the direction and no test asks
    ("by how much", "the record").
    """

    quote: Text
    assets: tuple[Name, ...] = Field(min_length=1, max_length=50)
    issuers: tuple[Name, ...] = Field(default=(), max_length=50)
    direction: Direction
    verb: Name | None = None
    noun: tuple[Name, Name] | None = None
    untested: Text | None = None

    @model_validator(mode="after")
    def _short_quote(self) -> Claim:
        if (words := len(self.quote.split())) > 15:
            raise ValueError(f"{words} words quoted; at most 15 are")
        return self

    @property
    def sign(self) -> int:
        """+1 for a claimed gain, -1 for a claimed loss, 0 for a claim that prices moved either way."""
        return {"gain": 1, "loss": -1, "move": 0}[self.direction]

    @property
    def signs(self) -> tuple[int, ...]:
        """Directions in which a significant move supports the claim."""
        return (self.sign,) if self.sign else (1, -1)


LONGEST_UNKNOWN = dt.timedelta(hours=50)
"""How long it is one day somewhere on Earth: news of which even the day is not known cannot be tested."""


class Event(Declared):
    """When the news broke. ``date_from = "article"``: derived from the text, and ``date`` only confirms it.

    ``until``: the last moment at which it may have, where only a span is known, as of a day without its hour; the first
    is then ``instant``, and a window holds the news only if it holds both.
    """

    name: Name
    date: Day | None = None
    date_from: Literal["article", "declared"] = "article"
    instant: Instant
    until: Instant | None = None
    source: Text
    terms: tuple[Name, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _has_a_date(self) -> Event:
        if self.date_from == "declared" and self.date is None:
            raise ValueError('date_from = "declared" needs a date')
        if self.until and not dt.timedelta(0) < self.until - self.instant <= LONGEST_UNKNOWN:
            most = LONGEST_UNKNOWN / dt.timedelta(hours=1)
            raise ValueError(f"until is not after instant, by at most {most:g} hours")
        return self

    @property
    def ends(self) -> tuple[dt.datetime, ...]:
        """The moment of the news, or the first and the last at which it may have come."""
        return (self.instant, self.until) if self.until else (self.instant,)


VALUED = r"^([01]\d|2[0-3]):[0-5]\d( to ([01]\d|2[0-3]):[0-5]\d)? \S+$"
LEAST_COUPON = 0.1  # percent a year; what is less was meant as a fraction


@functools.cache
def zone_names() -> frozenset[str]:
    """Names of all time zones: to list them is to walk through some hundred folders."""
    return frozenset(available_timezones())


class Instrument(Declared):
    """One price series and its part in the study.

    ``available``: in the bundled snapshot, or in a live one only. ``source``: who is asked for it, or "csv" for a file
    in the study's own folder prices/. ``bars``: "closes" where a source has no real opening prices (currencies,
    indices): only windows from close to close are then measured.

    ``sessions``: "quoted" for a series of the study's own that is not quoted every day: its days are those of its file,
    and ``valued`` is the hour at which they are struck, with its zone ("15:00 America/New_York"); of a witness it may
    be known no better than "07:00 to 13:00 UTC". For a bond ``coupon``
    (percent a year), ``maturity``, ``frequency`` (coupons a year) and ``day_count`` give accrued interest, which is
    added to those that are ``price = "clean"``, and coupons, which are added to returns; ``price`` has then no default.
    """

    ticker: Ticker
    name: Name
    role: Role
    model: Name
    markets: tuple[Name, ...] = Field(min_length=1, max_length=50)
    exchange: Name = "XNYS"
    currency: Annotated[str, Field(pattern=r"^[A-Za-z]{3}$")] = "USD"
    available: Literal["bundled", "live"] = "bundled"
    bars: Bars = "full"
    source: SourceName = "yahoo"
    sessions: Literal["exchange", "quoted"] = "exchange"
    valued: Annotated[str, Field(pattern=VALUED)] | None = None
    price: Literal["dirty", "clean"] = "dirty"
    coupon: Annotated[float, Field(ge=0, lt=100)] | None = None
    maturity: Day | None = None
    frequency: Literal[1, 2, 4] = 2
    day_count: Literal["30/360", "act/act"] = "30/360"

    @model_validator(mode="before")
    @classmethod
    def _of_closes(cls, declared: Any) -> Any:
        quoted = isinstance(declared, dict) and declared.get("sessions") == "quoted"
        return {"bars": "closes", **declared} if quoted else declared

    @model_validator(mode="after")
    def _quoted_whole(self) -> Instrument:
        quoted = self.sessions == "quoted"
        if quoted and (self.source != "csv" or self.bars != "closes"):
            raise ValueError('sessions = "quoted" needs source = "csv", and has closes only')
        if quoted and self.valued is None:
            raise ValueError('sessions = "quoted" needs valued, such as "15:00 America/New_York"')
        if not quoted and (self.valued or self.coupon is not None or self.maturity or self.price != "dirty"):
            raise ValueError('valued, price, coupon and maturity need sessions = "quoted"')
        if (self.coupon is None) != (self.maturity is None):
            raise ValueError("coupon and maturity need each other")
        if self.coupon is not None and "price" not in self.model_fields_set:
            raise ValueError(
                'coupon needs price: "clean" when quotes are without accrued interest, as usual, or "dirty"'
            )
        if self.coupon is not None and 0 < self.coupon < LEAST_COUPON:
            raise ValueError(
                f"coupon is percent a year: {self.coupon:g} is a fraction, {100 * self.coupon:g} is meant?"
            )
        if self.price == "clean" and self.coupon is None:
            raise ValueError('price = "clean" needs coupon and maturity: accrued interest is added')
        if self.valued and (zone := self.valued.split(" ")[-1]) not in zone_names():
            raise ValueError(f"valued: unknown zone {zone!r}; write America/New_York or UTC")
        if self.valued and " to " in self.valued and self.valued[9:14] <= self.valued[:5]:
            raise ValueError("valued: ends before it begins; a day's quotes lie on that day")
        if self.valued and " to " in self.valued and self.role != "witness":
            raise ValueError('valued: between two hours, which no test can use; give one, or role = "witness"')
        return self

    @property
    def own(self) -> bool:
        """Whether the series is the study's own: read from its folder, never fetched."""
        return self.source == "csv"


class Model(Declared):
    """A return model: the factors whose returns explain an instrument's; none means the constant mean.

    ``lags``: so many earlier sessions of each factor explain too, as prices that are not renewed at once need (Dimson
    1979, Journal of Financial Economics 7, 197-226). They are returns from close to close, whatever the window.
    """

    factors: tuple[Name, ...] = Field(default=(), max_length=20)
    lags: Annotated[int, Field(ge=0, le=5)] = 0

    @model_validator(mode="after")
    def _lags_of_something(self) -> Model:
        if self.lags and not self.factors:
            raise ValueError("lags of no factor: declare factors, or leave lags out")
        return self

    @property
    def terms(self) -> tuple[str, ...]:
        """The factors, then each of them one session before ("EMB[-1]"), two, and so on."""
        return (*self.factors, *(f"{f}[-{k}]" for k in range(1, self.lags + 1) for f in self.factors))


def factor_and_lag(term: str) -> tuple[str, int]:
    """Ticker of a term of a model, and by how many sessions it comes before: ("EMB", 1) of "EMB[-1]"."""
    ticker, _, lag = term.removesuffix("]").partition("[-")
    return (ticker, int(lag)) if lag.isdigit() else (term, 0)


class Portfolio(Declared):
    """The equal-weighted portfolio on which the primary test is done.

    ``noun``: what its members are called, one and several, where they only hold some of the claim's assets.
    """

    name: Name
    members: tuple[Name, ...] = Field(min_length=1, max_length=200)
    weights: Literal["equal"] = "equal"
    model: Name
    noun: tuple[Name, Name] = ("proxy", "proxies")


class Estimation(Declared):
    """The estimation window: ``length`` sessions, the last at event day ``last``, less days of topics left out."""

    length: Annotated[Sessions, Field(ge=30)]
    last: Annotated[EventDay, Field(le=-1)]
    leave_out: tuple[Name, ...] = Field(max_length=50)

    @property
    def first(self) -> int:
        """Event day of the first session of the estimation window."""
        return self.last - self.length + 1


class Window(Declared):
    """An event window, from event day ``first`` to ``last``, both included."""

    name: Name
    returns: ReturnKind
    first: EventDay
    last: EventDay

    @model_validator(mode="after")
    def _ordered(self) -> Window:
        if self.last < self.first:
            raise ValueError(f"last = {self.last} comes before first = {self.first}")
        return self


class PlaceboRule(Declared):
    """Which other dates the event is compared with, and how their noise is measured.

    ``decay``: weight of a session's squared prediction error over that of the next, in the volatility known on the eve
    of a date; 1 for the sessions of the estimation window alike. ``no_like_fund``: why there is no fund without
    exposure to compare with, where there is none.
    """

    clearance: Annotated[Sessions, Field(ge=0)]
    keep_clear_of: tuple[Name, ...] = Field(default=(), max_length=50)
    minimum: Annotated[Sessions, Field(ge=19)]
    near: Annotated[Sessions, Field(ge=20)]
    decay: Annotated[float, Field(ge=0.5, le=1)] = 0.94
    no_like_fund: Annotated[Text, Field(min_length=20)] | None = None


class Decision(Declared):
    """The rule of the verdict: level, power, and sizes of moves of the claim's assets in percent.

    ``moves_of_interest_pct``: moves for which the chance of seeing them is given. ``judged_move_pct``: "not found"
    needs a test that rules out this move. ``plausible_move_pct``: an effect that takes a larger one supports nothing.
    ``member_alpha``: level, over all members, at which one of them stands out from the others. It guards a verdict, so
    it may be larger than ``alpha``; each point of it costs power.
    """

    alpha: Share
    power: Share
    moves_of_interest_pct: tuple[Percent, ...] = Field(min_length=1, max_length=20)
    judged_move_pct: Percent
    plausible_move_pct: Annotated[Percent, Field(le=1000)]
    member_alpha: Share = 0.15
    primary: Literal["first clean window"]

    @model_validator(mode="after")
    def _has_power(self) -> Decision:
        if self.power <= self.alpha:
            raise ValueError(f"power = {self.power:g} is no larger than alpha = {self.alpha:g}")
        return self
