"""A time cue: one expression of time in an article, as it stands there."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "copyright",  # ©2023, © 2019-2023: the last year
    "stamp",  # a line that is nothing but a date, "Published 20 September 2023", or `published` in the front matter
    "dateline",  # BAKU, Sept 20 (Agency) -
    "date",  # a day of a month in running text, with its year or without
    "month",  # August 2021
    "year",  # in 2020
    "weekday",  # Tuesday, last Friday, Wednesday's
    "UN address",  # the weekday of a speech to the UN General Assembly
    "day word",  # today, yesterday, tomorrow
    "duration",  # three days ago, a day later, last week
    "clock",  # 0900 GMT, 1 p.m. local time
    "unclear",  # 09/10/2023
]
Tense = Literal["past", "future", "open", "none"]
Part = Literal[
    "news",  # it may be the event's day
    "attribution",  # "he said on Tuesday": when somebody spoke of it
    "aside",  # "which had closed on Monday", "the law of 3 May": what was before
    "baseline",  # "from Monday's close": what a move is counted from
    "limit",  # "until Friday", "ahead of Tuesday's vote", "by Monday": where something ends
    "quoted",  # within quotation marks: another's "today"
    "elsewhere",  # below "Related": of another story
]

WEEKDAYS = tuple(calendar.day_name)
DAY_WORDS = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "yesterday": -1,
    "last night": -1, "the day before yesterday": -2, "tomorrow": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cue:
    """One expression of time, as it stands in the text.

    ``tense`` is that of the words around it: "open" when they allow both ("agreed to meet Thursday"), "none" when they
    say nothing. ``start`` is the position in the text, -1 for the front matter. ``part`` is what the words around it
    make of it, and ``ends`` the word for a limit ("until") or for a clause ("after it fell on Monday"). ``offset`` is
    the number of days of "three days ago" and "a day later". ``choices`` are the days of a date that can be read in
    several ways (09/10/2023), or of an instant in UTC whose place is not known. ``untensed`` is whether no verb of a
    weekday's clause is in the past, so that the day may be still to come. ``moment`` is the
    hour of a stamp in the metadata, with its zone where that is told. ``leader`` is set for an address to the
    UN General Assembly by someone whom the sentence calls a president, a prime minister or the like.
    """

    kind: Kind
    text: str
    start: int
    end: int
    tense: Tense = "none"
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    modifier: str = ""
    possessive: bool = False
    leader: bool = False
    part: Part = "news"
    ends: str = ""
    offset: int | None = None
    choices: tuple[dt.date, ...] = ()
    untensed: bool = False
    moment: dt.datetime | None = None

    @property
    def date(self) -> dt.date | None:
        """The day, when the cue gives its year, month and day; a day that does not exist is a ValueError."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return dt.date(self.year, self.month, self.day)

    @property
    def is_current(self) -> bool:
        """Whether its day is counted from the day of publication: a weekday, "yesterday", "20 September"."""
        return self.kind in ("weekday", "UN address", "day word") or (self.kind == "date" and self.year is None)

    @property
    def is_day(self) -> bool:
        """Whether it names one day of the running text."""
        return self.kind in ("date", "weekday", "UN address", "day word")
