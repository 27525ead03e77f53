"""A study in draft: what an article gives, what was chosen, and what is still open, all of it at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import ArticleError, UsageError, unseen_in
from analysis.event.account import Account, account_of
from analysis.event.dating.evidence import named
from analysis.instants import is_on, span_in_words
from analysis.scaffold.claims import Choice, choose, testable
from analysis.scaffold.moment import NewsMoment, known_moment, whole_day, windows_for
from analysis.scaffold.proposals import Selection, Wanted, select

if TYPE_CHECKING:
    from analysis.event.article import Article

MOVED = {"gain": "gain", "loss": "fall", "move": "move"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen on the command line; None where it was not."""

    claim: int | None = None
    date: dt.date | None = None
    instant: dt.datetime | None = None
    instant_source: str | None = None
    day_only: bool = False
    zone: str | None = None
    event: str | None = None
    terms: tuple[str, ...] = ()
    wanted: Wanted = field(default_factory=Wanted)


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """What an article gives: its day with the evidence, the claims that can be tested, and why others cannot."""

    article: Article
    account: Account
    choices: tuple[Choice, ...]
    refused: tuple[str, ...]

    def describe(self, chosen: int | None = None) -> Iterator[str]:
        """Say it, a line at a time; of the claims that one alone which is chosen."""
        yield self._day()
        if chosen:
            yield f"claim: {self.choices[chosen - 1].describe()}"
            return
        yield "claims that can be tested:"
        yield from (f"  {number}  {choice.describe()}" for number, choice in enumerate(self.choices, 1))
        yield from (f"  cannot be tested: {why}" for why in self.refused)

    def _day(self) -> str:
        found = self.account.found
        if found is None:
            return f"event day: not settled: {self.account.refused.what if self.account.refused else ''}"
        why = next((BY_RULE[row.rule] for row in reversed(found.evidence) if row.rule in BY_RULE), "")
        return f"event day: {named(found.date)}{why}; published {_days(found.published)}"


BY_RULE = {"lead": ", of which its lead tells", "declared": ", as given"}
"""By what rule of the evidence the event day was settled, in words."""


def _days(days: tuple[dt.date, ...]) -> str:
    return " or ".join(map(str, days[:3])) or "on a day that the article does not tell"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A choice that is open: what is asked, the ways to answer it, and options that can be pasted as they are."""

    asked: str
    ways: tuple[str, ...]
    answers: tuple[str, ...]


def _which_hour(day: dt.date | None) -> OpenQuestion:
    """The question of the hour; its example is on the event's day, where that is settled."""
    return OpenQuestion(
        "when the news became known, to the minute: no hour is taken from the article's words",
        (
            f'--instant {day or "YYYY-MM-DD"}THH:MMZ --instant-source "who says so"   a moment of world time, UTC',
            "--day-only --zone Europe/Istanbul   only the day is known, as counted there: windows then hold all of it",
            "--day-only                          the same wherever the day is counted: longer windows, which see less",
        ),
        ("--day-only",),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a new study's folder is written from."""

    reading: ArticleRead
    choice: Choice
    day: dt.date
    day_declared: bool
    moment: NewsMoment
    windows: tuple[dict[str, object], ...]
    event: str
    terms: tuple[str, ...]
    selection: Selection

    @property
    def subject(self) -> str:
        """What the study is about: the claim's asset, of the issuers that its series are of."""
        return self.choice.about(self.selection.issuers)

    @property
    def title(self) -> str:
        """Of the study: "Shares of Brazil, May 2023"."""
        subject = self.subject
        return f"{subject[0].upper()}{subject[1:]}, {self.day:%B %Y}"

    @property
    def question(self) -> str:
        """What the study asks."""
        after = self.event if str(self.day.year) in self.event else f"{self.event} ({_day_in_words(self.day)})"
        return f"Did {self.subject} {MOVED[self.choice.claim.direction]} after {after}?"


def read(article: Article, chosen: Chosen) -> ArticleRead:
    """Read an article's day and claims.

    Raises
    ------
    ArticleError
        If it makes no claim that can be tested.
    """
    words = (*chosen.terms, *filter(None, (chosen.event,)))
    account = account_of(article, declared=chosen.date, terms=words)
    choices, refused = testable(article, account)
    if not choices:
        why = f": {'; '.join(refused)}" if refused else ""
        what = f"makes no claim that can be tested{why}"
        allowed = "a sentence that says which way a market moved"
        raise ArticleError(article.source, what, allowed=allowed, remedy="choose another article")
    return ArticleRead(article, account, choices, refused)


def open_questions(reading: ArticleRead, chosen: Chosen) -> tuple[OpenQuestion, ...]:
    """What must still be chosen.

    Raises
    ------
    UsageError
        If there is no claim of the number that was given, or options contradict each other.
    """
    named_texts = {"--event": chosen.event, "--instant-source": chosen.instant_source, "--term": " ".join(chosen.terms)}
    for option, text in named_texts.items():
        if text and (unseen := unseen_in(text)):
            raise UsageError(option, f"holds {unseen}, which nobody sees", remedy="remove it")
    if chosen.day_only and chosen.instant:
        raise UsageError("--day-only", "and --instant", remedy="give one of them")
    if chosen.zone and not chosen.day_only:
        raise UsageError("--zone", "belongs to --day-only", remedy="give both, or none")
    asked = []
    if choose(reading.choices, chosen.claim) is None:
        answers = tuple(f"--claim {n}" for n in range(1, len(reading.choices) + 1))
        asked.append(OpenQuestion("which claim, by its number above", (" | ".join(answers),), answers))
    if refused := reading.account.refused:
        days = [str(getattr(c, "date", c)) for c in refused.candidates[:4]]
        answers = tuple(f"--date {day}" for day in days) or ("--date YYYY-MM-DD",)
        asked.append(OpenQuestion(f"on which day it was, for {refused.what}", (" | ".join(answers),), answers))
    if not chosen.day_only and not chosen.instant:
        found = reading.account.found
        asked.append(_which_hour(found.date if found else None))
    elif chosen.instant and not chosen.instant_source:
        answer = '--instant-source "WHO SAYS SO"'
        asked.append(OpenQuestion("who says when it became known", (answer,), (answer,)))
    return tuple(asked)


def draft(reading: ArticleRead, chosen: Chosen, bundled: frozenset[str]) -> Draft:
    """Make the draft of a study of which nothing is open.

    Raises
    ------
    UsageError
        If what was chosen does not fit the article, or no series fits the claim.
    """
    choice, found = choose(reading.choices, chosen.claim), reading.account.found
    if choice is None or found is None:
        raise UsageError("--claim", "not chosen", remedy="answer the open questions first")
    day = found.date
    if chosen.instant:
        if not is_on(chosen.instant, day):
            what = f"{chosen.instant:%Y-%m-%d %H:%M %Z} is on {named(day)} nowhere on Earth"
            raise UsageError("--instant", what, allowed=span_in_words(day), remedy="correct it, or give --date")
        moment = known_moment(chosen.instant, chosen.instant_source or "")
    else:
        moment = whole_day(day, chosen.zone)
    selection = select(choice, chosen.wanted, bundled)
    windows = windows_for(moment, selection.of("target"))
    event = chosen.event or f"the news of {_day_in_words(day)}"
    terms = chosen.terms or (event,)
    return Draft(reading, choice, day, chosen.date is not None, moment, windows, event, terms, selection)


def _day_in_words(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def prices_near(folder: Path) -> Path | None:
    """The bundled prices that a study in a folder can use: beside it, or in seeds/ of the working folder."""
    places = (folder.absolute().parent / "prices", Path("seeds/prices").absolute())
    return next((place for place in places if (place / "manifest.csv").is_file()), None)
