"""From an article's cues to the event's day: by its name, by all cues at once, or by the lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.event.article import Article
from analysis.event.dating.cue import Cue
from analysis.event.dating.cues import find_cues
from analysis.event.dating.debates import DAY, address_days, general_debates
from analysis.event.dating.doubts import doubted
from analysis.event.dating.evidence import Evidence, RuledOut, listed, named, rows_of_lead, rows_of_readings
from analysis.event.dating.lead import LeadDay, read_lead
from analysis.event.dating.publication import Publication, metadata_cues, published_on, years_of
from analysis.event.dating.readings import (
    WEEK_BEFORE,
    Reading,
    check_dates,
    may_be_published,
    meant_days,
    read_jointly,
    tied_to,
)
from analysis.event.dating.unsettled import Candidate, UnsettledError
from analysis.event.reading.sentences import sentences

LONGEST_RUN = 2
"""A reading whose days stretch over more than this many times the shortest run is ruled out."""
MOST_CANDIDATES = 8
"""Days between which a choice is left: more are no candidates but any week of a year."""
STALE = 31
"""An event more than this many days older than its article is background, not the article's news."""
NEARER = 183
"""Days: half a year."""
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
    # A date after the day of publication is a plan, whatever the verb before it ("called an election for 4 September").
    binding = [c for c in cues if c.kind != "date"]
    possible = [p for p in publication.days if all(may_be_published(p, c, publication.days) for c in binding)]
    if not possible:
        _contradiction(cues)
    told = {p: _decide(text, cues, p) for p in possible}
    # An hour in UTC late in the day is the next day in the far east: there if the lead's weekday says so.
    for beside in publication.beside:
        decision, days = _decide(text, cues, beside)
        if decision.day == beside and any(c.kind == "weekday" for c in decision.cues):
            told = {beside: (decision, days)}
    swapped = any(c.kind == "stamp" and c.start >= 0 and len(c.choices) > 1 for c in cues)
    published, (decision, days) = _settle(told, swapped=swapped)
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


Told = Mapping[dt.date, tuple[LeadDay, Mapping[Cue, dt.date]]]


def _settle(told: Told, *, swapped: bool) -> tuple[tuple[dt.date, ...], tuple[LeadDay, Mapping[Cue, dt.date]]]:
    """The decision for all days of publication that are left: one day, or the first refusal with all candidates.

    Of several days, those are kept whose own days lie closest together; then those on which the lead's weekday is the
    day of publication itself. Of figures that may be swapped (``swapped``) all are kept whose days lie within a week,
    as any weekday does.
    """
    runs = {p: max([0, *(abs((p - d).days) for c, d in days.items() if c.is_current)]) for p, (_, days) in told.items()}
    limit = max(LONGEST_RUN * max(min(runs.values()), 1), WEEK_BEFORE if swapped else 0)
    kept = {p: t for p, t in told.items() if runs[p] <= limit}
    if not swapped and len({t[0].day for t in kept.values()}) > 1:
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


def _decide(text: str, cues: Sequence[Cue], published: dt.date) -> tuple[LeadDay, Mapping[Cue, dt.date]]:
    days: dict[Cue, dt.date] = {}
    before = published
    for cue in cues:
        if cue.start >= 0 and (day := _day(cue, published, before)):
            days[cue] = before = day
    return doubted(text, read_lead(text, cues, days, published), days, published), days


def _day(cue: Cue, published: dt.date, before: dt.date) -> dt.date | None:
    """The day of a cue in an article published that day; ``before`` is the day named before it."""
    if cue.offset is not None:
        return (published if cue.text.lower().endswith("ago") else before) + cue.offset * DAY
    if not cue.is_day or cue.part == "elsewhere":
        return None
    own = cue.kind != "date" and cue.weekday == published.weekday() and not cue.modifier
    if own and (cue.tense == "future" or cue.part == "limit"):
        return published
    if cue.part == "limit" and cue.weekday is not None and cue.kind != "date":
        return published + (cue.weekday - published.weekday()) % 7 * DAY
    days = meant_days(cue, published)
    if cue.kind == "date" and cue.year is None:
        # A day without its year is the nearest one: of one nine months ago the year would be told.
        days = (*days, *meant_days(replace(cue, tense="open"), published))
        near = [d for d in days if abs((d - published).days) <= NEARER] if cue.tense != "future" else []
        days = tuple(near or days)
    return days[0] if days else None


def _from_readings(text: str, cues: Sequence[Cue], tied: Sequence[Cue], publication: Publication) -> Derived:
    current, readings = read_jointly(cues, tied, publication)
    if not readings:
        return _from_dates_alone(cues, tied)
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
        _require_past(text, cues, current, tied, best)
    else:
        chosen = _agrees_with_lead(text, cues, current, best)
    reason = f"the days named would then lie {{}} days apart, not {shortest[day]}"
    ruled_out = [RuledOut(d, reason.format(run)) for d, run in shortest.items() if d != day]
    ruled_out += _second_days(current, best)
    published = tuple(sorted({r.published for r in best}))
    rows = rows_of_readings(cues, current, tied, best, chosen)
    told = _told_days(_days_of_reading(cues, current, best[0]), published[-1])
    return Derived(day, published, rows, tuple(sorted(ruled_out, key=lambda r: r.date)), told)


def _require_past(
    text: str, cues: Sequence[Cue], current: Sequence[Cue], tied: Sequence[Cue], best: Sequence[Reading]
) -> None:
    """Refuse a day by the event's name that its words leave in doubt; what is agreed or allowed has happened.

    Raises
    ------
    UnsettledError
        With all days that the words can mean.
    """
    for reading in best:
        days = _days_of_reading(cues, current, reading)
        named_on = tuple(c for c in tied if days.get(c) == reading.event)
        decision = doubted(text, LeadDay(reading.event, "", cues=named_on), days, reading.published)
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
        days = _days_of_reading(cues, current, reading)
        decision = read_lead(text, cues, days, reading.published, named=False)
        decision = doubted(text, decision, days, reading.published)
        if decision.day != reading.event:
            raise UnsettledError(decision.why, decision.candidates or [Candidate(reading.event)])
    return "latest past day named"


def _from_dates_alone(cues: Sequence[Cue], tied: Sequence[Cue]) -> Derived:
    """The day of an article that does not tell when it was published: only a full date can give it."""
    cues = [c for c in cues if c.part != "elsewhere"]
    partial = next((c for c in cues if c.kind == "dateline" and c.year is None), None)
    if partial and not any(c.kind in ("copyright", "stamp") and c.year and not c.modifier for c in cues):
        weekday = next((c.weekday for c in cues if c.kind == "weekday" and c.part in ("news", "attribution")), None)
        raise UnsettledError("no cue gives the year", years_of(partial, weekday, max(general_debates()))[-4:])
    bounded = [c for c in cues if c.kind == "copyright" and not c.modifier]
    if bounded or any(c.kind in ("stamp", "UN address") or (c.kind == "dateline" and c.year) for c in cues):
        _contradiction(cues)
    full = {c: d for c in cues if c.kind == "date" and c.tense != "future" and c.part != "quoted" and (d := c.date)}
    chosen = {c: d for c, d in full.items() if c in tied} if tied else full
    alone = all(c in chosen for c in tied) if tied else not any(c.is_current for c in cues)
    days = sorted(set(chosen.values()))
    if not alone or not days:
        unclear = next((c for c in cues if c.kind == "unclear"), None)
        if unclear:
            raise UnsettledError(f"day and month of {unclear.text!r} could be swapped", unclear.choices)
        raise UnsettledError("no cue gives the year" if cues else "no time cue in the text")
    if len(days) > 1:
        raise UnsettledError(f"its cues leave {len(days)} days", days)
    rule = "date by the event's name" if tied else "only date in the text"
    rows = tuple(Evidence(c.text, c.start, rule, f"{named(d)}: the event day") for c, d in chosen.items())
    return Derived(days[0], (), rows, (), _told_days(chosen, days[0]))


def _contradiction(cues: Sequence[Cue]) -> None:
    texts = [repr(c.text) for c in cues if c.kind not in ("duration", "unclear", "clock")]
    raise UnsettledError(f"its cues contradict each other: {', '.join(texts[:8])}{' ...' if len(texts) > 8 else ''}")


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
