"""From an article's cues to the event's day: by its name, by all cues at once, or by the lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.event.article import Article
from analysis.event.dating.by_publication import LONGEST_RUN, by_publication, contradiction, days_of_cues, settle
from analysis.event.dating.cue import Cue
from analysis.event.dating.cues import find_cues
from analysis.event.dating.debates import DAY, address_days, general_debates
from analysis.event.dating.doubts import doubted
from analysis.event.dating.evidence import Evidence, RuledOut, listed, named, rows_of_lead, rows_of_readings
from analysis.event.dating.lead import PROSE, STALE, LeadDay, read_lead
from analysis.event.dating.publication import Publication, events_in_years, in_years, metadata_cues, published_on
from analysis.event.dating.readings import (
    Reading,
    check_dates,
    may_be_published,
    read_jointly,
    tied_to,
)
from analysis.event.dating.unsettled import Candidate, UnsettledError
from analysis.event.dating.wording.relative import is_counted_back
from analysis.event.reading.sentences import sentences

MOST_CANDIDATES = 8
"""Days between which a choice is left: more are no candidates but any week of a year."""
Shut = Callable[[str, dt.date], str]
"""Says why no market move that a sentence tells of can be of a day; empty where it can."""


@dataclass(frozen=True, slots=True)
class Derived:
    """The event's day, the days on which the article may have been published, evidence, and what was ruled out.

    ``days`` are those of the news and of what was said, by the position of their cues.
    """

    date: dt.date
    published: tuple[dt.date, ...]
    evidence: tuple[Evidence, ...]
    ruled_out: tuple[RuledOut, ...]
    days: Mapping[int, dt.date]


def derive_day(article: Article, terms: Sequence[str], shut: Shut) -> Derived:
    """Derive the event's day from the article alone.

    Raises
    ------
    UnsettledError, EventDateError
        If the cues do not settle on a day, or the metadata are no date.
    """
    text = article.text
    cues = (*metadata_cues(article), *find_cues(text))
    check_dates([c for c in cues if c.part != "elsewhere"])
    tied = tied_to(text, terms, cues)
    publication = published_on(cues, text)
    if publication.named and not tied:
        return _from_lead(text, cues, publication, shut)
    return _from_readings(text, cues, tied, publication)


def _from_lead(text: str, cues: Sequence[Cue], publication: Publication, shut: Shut) -> Derived:
    swapped = any(c.kind == "stamp" and c.start >= 0 and len(c.choices) > 1 for c in cues)
    told = by_publication(text, cues, publication)
    published, (decision, days) = settle(told, apart=swapped or bool(publication.rivals))
    if decision.day is None:
        raise UnsettledError(decision.why, decision.candidates)
    spans = [span for c in decision.cues[:1] for span in sentences(text) if span[0] <= c.start < span[1]]
    why = next((w for start, end in spans if (w := shut(text[start:end], decision.day))), "")
    if why:
        near = [
            Candidate(d) for d in sorted({decision.day, published[-1], *(decision.day + i * DAY for i in (-1, -2))})
        ]
        raise UnsettledError(f"the lead gives {named(decision.day)}, but {why}", near)
    rows = rows_of_lead(cues, days, decision.cues, decision.day, published)
    rows += (Evidence("", None, "lead", f"the event day: {named(decision.day)}, {decision.why}"),)
    return Derived(decision.day, published, rows, (), _told_days(days, published[-1]))


def _told_days(days: Mapping[Cue, dt.date], last: dt.date) -> Mapping[int, dt.date]:
    """Days up to the last one of what happened or was said, by the position of their cues."""
    return {c.start: d for c, d in days.items() if c.part in ("news", "attribution") and c.is_day and d <= last}


def _days_of_reading(cues: Sequence[Cue], current: Sequence[Cue], reading: Reading) -> dict[Cue, dt.date]:
    days = dict(zip(current, reading.days, strict=True))
    return days | {c: d for c in cues if c.kind == "date" and (d := c.date)}


def _with_days_counted_back(
    text: str, cues: Sequence[Cue], current: Sequence[Cue], reading: Reading
) -> dict[Cue, dt.date]:
    counted = {c: d for c, d in days_of_cues(text, cues, reading.published).items() if is_counted_back(c)}
    return _days_of_reading(cues, current, reading) | counted


def _from_readings(text: str, cues: Sequence[Cue], tied: Sequence[Cue], publication: Publication) -> Derived:
    current, readings = read_jointly(cues, tied, publication)
    _require_one_publication(cues, tied, publication, readings)
    if not readings:
        return (None if tied else _from_full_date(text, cues)) or _from_dates_alone(cues, tied)
    shortest: dict[dt.date, int] = {}
    for r in readings:
        shortest[r.event] = min(r.run, shortest.get(r.event, r.run))
    limit = LONGEST_RUN * max(min(shortest.values()), 1)
    kept = sorted(day for day, run in shortest.items() if run <= limit)
    if len(kept) > 1:
        few = kept if len(kept) <= MOST_CANDIDATES else ()
        raise UnsettledError(f"its cues leave {len(kept)} days", few, sorted(shortest))
    day = kept[0]
    best = [r for r in readings if r.event == day and r.run <= limit]
    if (age := (best[0].published - day).days) > STALE:
        raise UnsettledError(f"the day by the event's name lies {age} days before publication: not its news", [day])
    chosen = "no past day named"
    if tied:
        _require_past(text, cues, current, tied, best, max(publication.at_place, default=None))
    else:
        chosen = _agrees_with_lead(text, cues, current, best)
    reason = f"the days named would then lie {{}} days apart, not {shortest[day]}"
    ruled_out = [RuledOut(d, reason.format(run)) for d, run in shortest.items() if d != day]
    ruled_out += _second_days(current, best)
    published = tuple(sorted({r.published for r in best}))
    rows = rows_of_readings(cues, current, tied, best, chosen)
    told = _told_days(_days_of_reading(cues, current, best[0]), published[-1])
    return Derived(day, published, rows, tuple(sorted(ruled_out, key=lambda r: r.date)), told)


def _require_one_publication(
    cues: Sequence[Cue], tied: Sequence[Cue], publication: Publication, readings: Sequence[Reading]
) -> None:
    """Refuse another day by a visible line of publication than by the metadata.

    Raises
    ------
    UnsettledError
        With the days by either.
    """
    if publication.rivals:
        _, others = read_jointly(cues, tied, replace(publication, days=publication.rivals))
        found = {r.event: r.published for r in (*readings, *others)}
        if len(found) > 1:
            days = [Candidate(d, f"if published on {p}") for d, p in sorted(found.items())]
            raise UnsettledError(f"it may have been published on {listed(sorted(set(found.values())))}", days)


def _require_past(
    text: str,
    cues: Sequence[Cue],
    current: Sequence[Cue],
    tied: Sequence[Cue],
    best: Sequence[Reading],
    next_day: dt.date | None,
) -> None:
    """Refuse a day by the event's name that its words leave in doubt; what is agreed or allowed has happened.

    Raises
    ------
    UnsettledError
        With all days that the words can mean.
    """
    for reading in best:
        days = _with_days_counted_back(text, cues, current, reading)
        named_on = tuple(c for c in tied if days.get(c) == reading.event)
        decision = doubted(
            text, LeadDay(reading.event, "", cues=named_on), days, reading.published, next_day, by_name=True
        )
        if decision.day is None and not any(c.tense == "open" for c in named_on):
            raise UnsettledError(decision.why, decision.candidates)


def _agrees_with_lead(text: str, cues: Sequence[Cue], current: Sequence[Cue], best: Sequence[Reading]) -> str:
    """The rule that took the day, if the lead gives it too where no term of the event ties one.

    Raises
    ------
    UnsettledError
        If it does not.
    """
    for reading in best:
        days = _with_days_counted_back(text, cues, current, reading)
        decision = read_lead(text, cues, days, reading.published, named=False)
        decision = doubted(text, decision, days, reading.published)
        if decision.day != reading.event:
            both = [Candidate(d) for d in (decision.day, reading.event) if d]
            why = "the lead gives another day than the latest that is named" if decision.day else decision.why
            raise UnsettledError(why, decision.candidates or both)
    return "latest past day named"


def _from_full_date(text: str, cues: Sequence[Cue]) -> Derived | None:
    """The day by a first sentence that gives one in full, if it is the same on whichever day of its week it was told.

    Raises
    ------
    UnsettledError
        If it is the day of a statement, and other words date what was stated.
    """
    start, end = next(((a, b) for a, b in sentences(text) if PROSE.search(text[a:b])), (0, 0))
    here = [c for c in cues if start <= c.start < end and c.kind == "date" and c.part in ("news", "attribution")]
    full = {c: d for c in here if c.tense == "past" and (d := c.date)}
    day = next(iter(full.values()), None)
    if day is None or any(c.kind == "date" and c.part == "news" and c.date not in (None, day) for c in cues):
        return None
    week = [day + i * DAY for i in range(7)]
    if not all(may_be_published(p, c, week) for p in week for c in cues if c.kind != "date"):
        return None
    decisions = [decision for decision, _ in by_publication(text, cues, Publication(tuple(week), False)).values()]
    found, said = {d.day for d in decisions}, all(c.part == "attribution" for c in full)
    if said and (refused := next((d for d in decisions if d.day is None), None)):
        raise UnsettledError(refused.why, refused.candidates)
    event = decisions[0].day
    if event is None or len(found) > 1 or (event != day and not said):
        return None
    rows = tuple(Evidence(c.text, c.start, "full date in the lead", f"the event day: {named(event)}") for c in full)
    return Derived(event, (), rows, (), _told_days(full, day))


def _from_dates_alone(cues: Sequence[Cue], tied: Sequence[Cue]) -> Derived:
    """The day of an article that does not tell when it was published: only a full date can give it."""
    cues = [c for c in cues if c.part != "elsewhere"]
    partial = next((c for c in cues if c.kind == "dateline" and c.year is None), None)
    if partial and not any(c.kind in ("copyright", "stamp") and c.year and not c.modifier for c in cues):
        raise UnsettledError("no cue gives the year", _of_any_year(partial, cues)[:MOST_CANDIDATES])
    bounded = [c for c in cues if c.kind == "copyright" and not c.modifier]
    if bounded or any(c.kind in ("stamp", "UN address") or (c.kind == "dateline" and c.year) for c in cues):
        contradiction(cues)
    full = {c: d for c in cues if c.kind == "date" and c.tense != "future" and c.part != "quoted" and (d := c.date)}
    chosen = {c: d for c, d in full.items() if c in tied} if tied else full
    alone = all(c in chosen for c in tied) if tied else not any(c.is_current for c in cues)
    days = sorted(set(chosen.values()))
    if not alone or not days:
        unclear = next((c for c in cues if c.kind == "unclear"), None)
        if unclear:
            raise UnsettledError(f"day and month of {unclear.text!r} could be swapped", unclear.choices)
        told = [Candidate(d, repr(c.text)) for c, d in chosen.items() if c.part == "news"]
        raise UnsettledError("no cue gives the year" if cues else "no time cue in the text", told)
    if len(days) > 1:
        raise UnsettledError(f"its cues leave {len(days)} days", days)
    rule = "date by the event's name" if tied else "only date in the text"
    rows = tuple(Evidence(c.text, c.start, rule, f"{named(d)}: the event day") for c, d in chosen.items())
    return Derived(days[0], (), rows, (), _told_days(chosen, days[0]))


def _of_any_year(dateline: Cue, cues: Sequence[Cue]) -> list[Candidate]:
    """The event's day for each year that a dateline without one can be of, the latest first."""
    days = in_years(dateline, max(general_debates()))
    days = [d for d in days if all(may_be_published(d, c, days) for c in cues)]
    told = [c for c in cues if c.part in ("news", "attribution") and c.tense in ("past", "none") and not c.modifier]
    weekdays = [c.weekday for c in told if c.kind == "weekday" and c.weekday is not None]
    return events_in_years(dateline, weekdays, days)[::-1]


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
