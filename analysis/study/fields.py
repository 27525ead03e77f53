"""What a value of study.toml may be, whatever its key: texts, tickers, days, shares, sessions, each within bounds."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, Field

from analysis.errors import unseen_in
from analysis.instants import FIRST_YEAR, LAST_YEAR, within_years

TICKER = re.compile(r"[A-Za-z0-9^][A-Za-z0-9.^=&_-]{0,31}")
"""What a ticker may be: it is the name of a file, too."""
LONGEST = 2000
"""Characters of a text in study.toml, or of a cell: a paragraph."""
D = TypeVar("D", bound=dt.date)


def as_tuple(value: Any) -> Any:
    """Lists within a value as tuples."""
    if isinstance(value, list):
        return tuple(map(as_tuple, value))
    return {k: as_tuple(v) for k, v in value.items()} if isinstance(value, dict) else value


def one_line(text: str) -> str:
    """Text with its line breaks, tabs and spaces as single spaces, as they are in a paragraph.

    Raises
    ------
    ValueError
        If it holds characters that nobody sees: they could move a terminal's cursor, or turn text around.
    """
    line = re.sub(r"[ \t\r\n]+", " ", text)
    if unseen := unseen_in(line):
        raise ValueError(f"holds {unseen}, a character that nobody sees")
    return line


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
