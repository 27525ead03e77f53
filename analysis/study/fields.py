"""What a value of study.toml may be, whatever its key: texts, tickers, days, shares, sessions, each within bounds."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, Field

from analysis.study.instants import FIRST_YEAR, LAST_YEAR, within_years
from analysis.study.texts import LONGEST, one_line

TICKER = re.compile(r"[A-Za-z0-9^][A-Za-z0-9.^=&_-]{0,31}")
"""What a ticker may be: it is the name of a file, too."""
D = TypeVar("D", bound=dt.date)


def as_tuple(value: Any) -> Any:
    """Lists within a value as tuples."""
    if isinstance(value, list):
        return tuple(map(as_tuple, value))
    return {k: as_tuple(v) for k, v in value.items()} if isinstance(value, dict) else value


def _ticker(word: str) -> str:
    if not TICKER.fullmatch(word):
        raise ValueError(f"{word!r} is no ticker: at most 32 letters, digits and . ^ = & _ -, the first no sign but ^")
    return word


def _in_our_time(day: D) -> D:
    if not within_years(day):
        raise ValueError(f"the year {day.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return day


Text = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(one_line)]
Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(one_line)]
"""What figures and tables call something."""
Ticker = Annotated[str, AfterValidator(_ticker)]
Day = Annotated[dt.date, AfterValidator(_in_our_time)]
Instant = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
Share = Annotated[float, Field(ge=1e-6, lt=1)]
Percent = Annotated[float, Field(ge=1e-3, le=10_000)]
EventDay = Annotated[int, Field(ge=-1000, le=1000)]
Sessions = Annotated[int, Field(le=10_000)]
"""A number of sessions: forty years have as many."""
