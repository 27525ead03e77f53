"""The event's date: derived from all time cues of an article at once, with the evidence, or an error. No clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.cues import WEEKDAYS, Cue, find_cues
from analysis.event.readings import (
    Reading,
    UnsettledError,
    address_days,
    check_dates,
    general_debates,
    is_current,
    read_jointly,
    tied_to,
)
from analysis.instants import is_on, span_in_words, within_years
from analysis.study.declarations import Event

REMEDY = 'give event.date in study.toml with date_from = "declared", or --date'
LONGEST_RUN = 2
"""A reading whose days stretch over more than this many times the shortest run is ruled out."""
STALE = 31
"""An event more than this many days older than its article is background, not the article's news."""
LISTED = 6
"""Candidates that an error lists before it only counts them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cue, its position in the text (None: not in it), the rule that read it, and what it contributed."""

    cue: str
    position: int | None
    rule: str
    contribution: str


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A day that the cues would allow one by one, and why it is not the day."""

    date: dt.date
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class EventDate:
    """The day of the event and how it is known.

    ``instant`` is the declared one (UTC), or None without a study. ``published`` are the days on which the article may
    have been published; empty when nothing tells.
    """

    date: dt.date
    instant: dt.datetime | None
    published: tuple[dt.date, ...]
    evidence: tuple[Evidence, ...]
    ruled_out: tuple[RuledOut, ...]

    def __repr__(self) -> str:
        instant = f", {self.instant.astimezone(dt.UTC):%H:%M} UTC" if self.instant else ""
        return f"<EventDate {_named(self.date)}{instant}: {len(self.evidence)} cues, {len(self.ruled_out)} ruled out>"

    def table(self) -> pd.DataFrame:
        """One row a cue: position in the text (missing when not in it), cue, rule and contribution."""
        rows = [(e.position, e.cue, e.rule, e.contribution) for e in self.evidence]
        table = pd.DataFrame(rows, columns=["position", "cue", "rule", "contribution"])
        return table.astype({"position": "Int64"})

    def _repr_html_(self) -> str:
        ruled_out = "".join(f"<li>{_named(r.date)}: {escape(r.reason)}</li>" for r in self.ruled_out)
        below = f"<p>Ruled out:</p><ul>{ruled_out}</ul>" if ruled_out else ""
        return f"<p>{escape(repr(self).strip('<>'))}</p>{self.table().to_html(index=False, na_rep='')}{below}"

    def summary(self) -> str:
        """Plain-text table of the date, each cue with what it contributed, and what was ruled out."""
        lines = [f"event day  {_named(self.date)}"]
        if self.instant:
            lines.append(f"instant    {self.instant.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC (declared)")
        lines.append(f"published  {_listed(self.published) or 'not known'}")
        rows = [("position", "cue", "rule", "contribution")]
        rows += [("" if e.position is None else str(e.position), e.cue, e.rule, e.contribution) for e in self.evidence]
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        lines += ["", *("  ".join([*(c.ljust(w) for c, w in zip(r[:3], widths, strict=True)), r[3]]) for r in rows)]
        if self.ruled_out:
            lines += ["", "ruled out", *(f"{_named(r.date)}  {r.reason}" for r in self.ruled_out)]
        return "\n".join(lines)


def date_event(article: Article, event: Event | None = None, *, declared: dt.date | None = None) -> EventDate:
    """Date the event that an article reports, from the article's own time cues.

    Parameters
    ----------
    article : Article
    event : Event, optional
        Its ``terms`` say which day is the event's ("Wednesday's truce"); without them it is the latest past day that
        the text names. ``date`` confirms the result, or with ``date_from = "declared"`` replaces it.
    declared : datetime.date, optional
        The date as given on the command line: the same as a declared one.

    Returns
    -------
    EventDate

    Raises
    ------
    EventDateError
        If the cues contradict each other or leave several days, or give another day than the one declared; or if the
        event's instant is on that day nowhere on Earth.

    Notes
    -----
    The day of publication is taken from a stamp, a dateline, or the year of the copyright line; the day of an address
    to the UN General Assembly from a table of its general debates. For each day on which the article may have been
    published, past weekdays are the latest before it, future ones the first after it. Of the readings left, those are
    kept whose days lie closest together: news names days around its own. If another reading's days stretch over no
    more than twice that run, the article is ambiguous, and that is an error.
    """
    confirmed = event.date if event else None
    if declared and confirmed and declared != confirmed:
        raise EventDateError(
            "--date", f"{declared}, but study.toml says event.date = {confirmed}", remedy="correct one"
        )
    wanted = declared or confirmed
    is_declared = declared is not None or (event is not None and event.date_from == "declared")
    try:
        found = _derive(article, event.terms if event else ())
    except UnsettledError as unsettled:
        if not is_declared or wanted is None:
            raise EventDateError(
                article.source, unsettled.what, allowed=_listed(unsettled.candidates), remedy=REMEDY
            ) from unsettled
        if unsettled.possible and wanted not in unsettled.possible:
            what = f"{wanted} is declared, but the cues leave {_listed(unsettled.possible)}"
            raise EventDateError(article.source, what, remedy="correct the date or the article") from unsettled
        rows = (
            Evidence(str(wanted), None, "declared", f"event day {_named(wanted)}"),
            Evidence("the article", None, "its own cues", f"not enough: {unsettled.what}"),
        )
        found = EventDate(wanted, None, (), rows, ())
    if wanted and found.date != wanted:
        what = f"its cues give {_named(found.date)}, but {_named(wanted)} is declared"
        raise EventDateError(article.source, what, remedy="correct event.date, or the article")
    instant = event.instant if event else None
    if instant and not is_on(instant, found.date):
        what = f"{instant.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC is on {_named(found.date)} nowhere on Earth"
        remedy = "correct event.instant, or the date"
        raise EventDateError("study.toml: event.instant", what, allowed=span_in_words(found.date), remedy=remedy)
    return EventDate(found.date, instant, found.published, found.evidence, found.ruled_out)


def _named(day: dt.date) -> str:
    return f"{day} ({WEEKDAYS[day.weekday()]})"


def _listed(days: Sequence[dt.date]) -> str:
    few = ", ".join(map(str, days[:LISTED]))
    return few if len(days) <= LISTED else f"{few}, ... {days[-1]}"


def _derive(article: Article, terms: Sequence[str]) -> EventDate:
    cues = (*_front_matter(article), *find_cues(article.text))
    check_dates(cues)
    tied = tied_to(article.text, terms, cues)
    current, readings = read_jointly(cues, tied)
    if not readings:
        return _from_dates_alone(cues, tied)
    shortest: dict[dt.date, int] = {}
    for r in readings:
        shortest[r.event] = min(r.run, shortest.get(r.event, r.run))
    limit = LONGEST_RUN * max(min(shortest.values()), 1)
    kept = sorted(day for day, run in shortest.items() if run <= limit)
    if len(kept) > 1:
        raise UnsettledError(f"its cues leave {len(kept)} days", kept, sorted(shortest))
    day = kept[0]
    best = [r for r in readings if r.event == day and r.run <= limit]
    if (age := (best[0].published - day).days) > STALE:
        raise UnsettledError(f"the day by the event's name lies {age} days before publication: not its news", [day])
    reason = f"the days named would then lie {{}} days apart, not {shortest[day]}"
    ruled_out = [RuledOut(d, reason.format(run)) for d, run in shortest.items() if d != day]
    ruled_out += _second_days(current, best)
    published = tuple(sorted({r.published for r in best}))
    return EventDate(day, None, published, _evidence(cues, current, tied, best), tuple(sorted(ruled_out, key=_by_day)))


def _by_day(ruled_out: RuledOut) -> dt.date:
    return ruled_out.date


def _front_matter(article: Article) -> tuple[Cue, ...]:
    """The key ``published`` of the front matter, as a stamp."""
    published = article.front_matter.get("published")
    if published is None:
        return ()
    if isinstance(published, str):
        try:
            published = dt.date.fromisoformat(published[:10])
        except ValueError as error:
            where = f"{article.source}: published"
            raise EventDateError(where, f"{published!r} is not a date", allowed="YYYY-MM-DD") from error
    if not isinstance(published, dt.date):
        raise EventDateError(f"{article.source}: published", f"{published!r} is not a date", allowed="YYYY-MM-DD")
    if not within_years(published):
        raise EventDateError(f"{article.source}: published", f"the year {published.year}", remedy="correct it")
    year, month, day = published.year, published.month, published.day
    return (Cue("stamp", f"published = {published:%Y-%m-%d}", -1, -1, year=year, month=month, day=day),)


def _from_dates_alone(cues: Sequence[Cue], tied: Sequence[Cue]) -> EventDate:
    """The day of an article that does not tell when it was published: only a full date can give it."""
    if any(c.kind in ("copyright", "stamp", "UN address") or (c.kind == "dateline" and c.year) for c in cues):
        texts = ", ".join(repr(c.text) for c in cues if c.kind not in ("duration", "unclear"))
        raise UnsettledError(f"its cues contradict each other: {texts}")
    full = {c: d for c in cues if c.kind == "date" and c.tense != "future" and (d := c.date)}
    chosen = {c: d for c, d in full.items() if c in tied} if tied else full
    alone = all(c in chosen for c in tied) if tied else not any(map(is_current, cues))
    days = sorted(set(chosen.values()))
    if not alone or not days:
        unclear = next((f"day and month of {c.text!r} could be swapped" for c in cues if c.kind == "unclear"), "")
        raise UnsettledError(unclear or ("no cue gives the year" if cues else "no time cue in the text"))
    if len(days) > 1:
        raise UnsettledError(f"its cues leave {len(days)} days", days)
    rule = "date by the event's name" if tied else "only date in the text"
    rows = tuple(Evidence(c.text, c.start, rule, f"{_named(d)}: the event day") for c, d in chosen.items())
    return EventDate(days[0], None, (), rows, ())


def _second_days(current: Sequence[Cue], best: Sequence[Reading]) -> list[RuledOut]:
    """Days of a debate that are passed over for an address because leaders speak in its first days."""
    reason = (
        "as the day of the address to the UN: heads of state and government speak in the first days of the debate, "
        "and the sentence names one"
    )
    addresses = {(c, r.days[i]) for r in best for i, c in enumerate(current) if c.kind == "UN address" and c.leader}
    passed_over = {
        later
        for cue, day in addresses
        if day in address_days(cue, day.year)
        for later in general_debates()[day.year].days(day.weekday())[1:]
    }
    return [RuledOut(day, reason) for day in passed_over]


def _evidence(
    cues: Sequence[Cue], current: Sequence[Cue], tied: Sequence[Cue], best: Sequence[Reading]
) -> tuple[Evidence, ...]:
    event, published = best[0].event, sorted({r.published for r in best})
    days = {c: sorted({r.days[i] for r in best}) for i, c in enumerate(current)}
    days |= {c: [d] for c in cues if c.kind == "date" and (d := c.date)}
    rows = []
    for cue in cues:
        rule, contribution = _contribution(cue, days.get(cue, []), published)
        if cue in tied and event in days[cue]:
            rule, contribution = f"{rule}, by the event's name", f"{contribution}: the event day"
        rows.append(Evidence(cue.text, cue.start if cue.start >= 0 else None, rule, contribution))
    if not tied:
        rule = "latest past day named" if any(event in d for d in days.values()) else "no past day named"
        rows.append(Evidence("", None, rule, f"the event day: {_named(event)}"))
    return tuple(rows)


def _contribution(cue: Cue, days: Sequence[dt.date], published: Sequence[dt.date]) -> tuple[str, str]:
    """Name of the rule that read the cue, and what it gave."""
    if days:
        side = "future" if days[0] > published[0] else "past"
        rule = "UN address" if cue.kind == "UN address" else f"{side} {'date' if cue.kind == 'date' else 'day'}"
        when = " or ".join(map(_named, days))
        return rule, f"{when}; {_debate_of(cue, days[0])}" if cue.kind == "UN address" else when
    if cue.kind in ("duration", "unclear"):
        return cue.kind, f"not used: {'no day' if cue.kind == 'duration' else 'day and month could be swapped'}"
    if cue.kind in ("month", "year"):
        first = dt.date(cue.year or 0, cue.month or 1, 1)
        later = first > published[-1]
        return cue.kind, "not used: later than the article" if later else f"published on or after {first}"
    if cue.kind == "copyright":
        return "copyright year", f"published in {cue.year}"
    return cue.kind, f"published on {_listed(published)}"


def _debate_of(cue: Cue, day: dt.date) -> str:
    debate = general_debates().get(day.year)
    return str(debate) if debate and day in address_days(cue, day.year) else "in no general debate that is listed"
