"""The lead's day for each day on which an article may have been published, and which of them stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from analysis.event.dating.cue import Cue
from analysis.event.dating.debates import DAY
from analysis.event.dating.doubts import doubted
from analysis.event.dating.evidence import listed
from analysis.event.dating.lead import LeadDay, read_lead
from analysis.event.dating.publication import Publication
from analysis.event.dating.readings import WEEK_BEFORE, may_be_published, meant_days
from analysis.event.dating.unsettled import Candidate, UnsettledError
from analysis.event.dating.wording.parts import OPENS
from analysis.event.dating.wording.relative import is_counted_back
from analysis.event.reading.sentences import sentence_at

LONGEST_RUN = 2
"""A reading whose days stretch over more than this many times the shortest run is ruled out."""
NEARER = 183
"""Days: half a year."""

Told = Mapping[dt.date, tuple[LeadDay, Mapping[Cue, dt.date]]]


def by_publication(text: str, cues: Sequence[Cue], publication: Publication) -> Told:
    """The lead's decision for each day on which the article may have been published."""
    # A date after the day of publication is a plan, whatever the verb before it ("called an election for 4 September").
    binding = [c for c in cues if c.kind != "date"]
    possible = [p for p in publication.days if all(may_be_published(p, c, publication.days) for c in binding)]
    if not possible:
        contradiction(cues)
    next_day = max(publication.at_place, default=None)
    told = {p: _decide(text, cues, p, next_day) for p in possible}
    # Where it was the next day already at the article's place, the lead's weekday may be that day's.
    if len(publication.at_place) == 1 and next_day and next_day not in told:
        decision, days = _decide(text, cues, next_day)
        if decision.day == next_day and any(c.kind == "weekday" for c in decision.cues):
            told = {next_day: (decision, days)}
    return {p: _decide(text, cues, p) for p in publication.rivals} | told


def settle(told: Told, *, apart: bool) -> tuple[tuple[dt.date, ...], tuple[LeadDay, Mapping[Cue, dt.date]]]:
    """The decision for all days of publication that are left: one day, or the first refusal with all candidates.

    Of several days, those are kept whose own days lie closest together; then those on which the lead's weekday is the
    day of publication itself. Of days far ``apart`` (figures that may be swapped, a page published anew) all are kept
    whose own days lie within a week, as any weekday's do.
    """
    runs = {p: max([0, *(abs((p - d).days) for c, d in days.items() if c.is_current)]) for p, (_, days) in told.items()}
    limit = max(LONGEST_RUN * max(min(runs.values()), 1), WEEK_BEFORE if apart else 0)
    kept = {p: t for p, t in told.items() if runs[p] <= limit}
    if not apart and len({t[0].day for t in kept.values()}) > 1:
        own = {p: t for p, t in kept.items() if t[0].day == p and any(c.kind == "weekday" for c in t[0].cues)}
        kept = own if len(own) == 1 else kept
    days = {t[0].day for t in kept.values()}
    last = kept[max(kept)]
    if len(days) == 1 and None not in days:
        return tuple(sorted(kept)), last
    if len(kept) == 1:
        return tuple(kept), last
    every = [Candidate(d.day, f"if published on {p}") for p, (d, _) in kept.items() if d.day]
    every += [c for d, _ in kept.values() for c in d.candidates]
    unique = tuple({c.date: c for c in reversed(every)}.values())
    why = f"it may have been published on {listed(sorted(kept))}"
    return tuple(sorted(kept)), (LeadDay(None, why, tuple(sorted(unique, key=lambda c: c.date))), last[1])


def _decide(
    text: str, cues: Sequence[Cue], published: dt.date, next_day: dt.date | None = None
) -> tuple[LeadDay, Mapping[Cue, dt.date]]:
    days = days_of_cues(text, cues, published)
    return doubted(text, read_lead(text, cues, days, published), days, published, next_day), days


def days_of_cues(text: str, cues: Sequence[Cue], published: dt.date) -> dict[Cue, dt.date]:
    """The day of each cue that names one, in an article published that day."""
    days: dict[Cue, dt.date] = {}
    before = published
    for cue in cues:
        if cue.start < 0:
            continue
        if is_counted_back(cue):
            if start := _counted_from(text, cue, cues, days, published):
                days[cue] = start + (cue.offset or 0) * DAY
        elif day := _day(cue, published, before):
            days[cue] = before = day
    return days


def _counted_from(
    text: str, cue: Cue, cues: Sequence[Cue], days: Mapping[Cue, dt.date], published: dt.date
) -> dt.date | None:
    """The day from which "the previous evening" is counted: its sentence's own, or the last one that was told before.

    That of a sentence may stand behind it, as of who said it: "died the day before, police said on Thursday". Without
    any it is the day of publication, unless the text opens with it.
    """
    start, end = sentence_at(text, cue.start)
    told = [c for c in days if c.is_day and c.part in ("news", "attribution") and days[c] <= published]
    here = [c for c in told if c.start >= start]
    behind = [c for c in cues if cue.end <= c.start < end and c.is_day and c.part in ("news", "attribution")]
    said = next((day for c in behind if (day := _day(c, published, published)) and day <= published), None)
    if here or not said:
        opens = OPENS.search(text[start : cue.start])
        return days[(here or told)[-1]] if told else None if opens else published
    return said


def _day(cue: Cue, published: dt.date, before: dt.date) -> dt.date | None:
    """The day of a cue in an article published that day; ``before`` is the day named before it."""
    if cue.offset is not None:
        return (published if cue.text.lower().endswith("ago") else before) + cue.offset * DAY
    if not cue.is_day or cue.part == "elsewhere":
        return None
    own = cue.kind != "date" and cue.weekday == published.weekday() and not cue.modifier
    if own and (cue.tense == "future" or cue.part == "limit"):
        return published
    if cue.part == "limit" and cue.ends != "due" and cue.weekday is not None and cue.kind != "date":
        return published + (cue.weekday - published.weekday()) % 7 * DAY
    days = meant_days(cue, published)
    if cue.kind == "date" and cue.year is None:
        # A day without its year is the nearest one: of one nine months ago the year would be told.
        days = (*days, *meant_days(replace(cue, tense="open"), published))
        near = [d for d in days if abs((d - published).days) <= NEARER] if cue.tense != "future" else []
        days = tuple(near or days)
    return days[0] if days else None


def contradiction(cues: Sequence[Cue]) -> NoReturn:
    """Refuse cues that cannot all be true.

    Raises
    ------
    UnsettledError
    """
    texts = [repr(c.text) for c in cues if c.kind not in ("duration", "unclear", "clock")]
    raise UnsettledError(f"its cues contradict each other: {', '.join(texts[:8])}{' ...' if len(texts) > 8 else ''}")
