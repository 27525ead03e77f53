"""What each cue contributed to the event's day, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.event.dating.cue import WEEKDAYS, Cue
from analysis.event.dating.debates import address_days, general_debates
from analysis.event.dating.readings import Reading

LISTED = 6
"""Days of publication that a row lists before it only counts on."""
_UNUSED = {
    "attribution": "not used: when somebody spoke of it",
    "aside": "not used: what was before the news",
    "baseline": "not used: what a move is counted from",
    "limit": "not used: where something ends",
    "quoted": "not used: within a quotation",
    "elsewhere": "not used: below the article",
}


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


def named(day: dt.date) -> str:
    """A day with its weekday."""
    return f"{day} ({WEEKDAYS[day.weekday()]})"


def listed(days: Sequence[dt.date]) -> str:
    """Some days in words, and the last of many."""
    few = ", ".join(map(str, days[:LISTED]))
    return few if len(days) <= LISTED else f"{few}, ... {days[-1]}"


def rows_of_readings(
    cues: Sequence[Cue], current: Sequence[Cue], tied: Sequence[Cue], best: Sequence[Reading], chosen: str
) -> tuple[Evidence, ...]:
    """Rows of a day that the cues give jointly; ``chosen`` is the rule that took it where no term of the event did."""
    event, published = best[0].event, sorted({r.published for r in best})
    days = {c: sorted({r.days[i] for r in best}) for i, c in enumerate(current)}
    days |= {c: [d] for c in cues if c.kind == "date" and (d := c.date)}
    rows = []
    for cue in cues:
        rule, contribution = _contribution(cue, days.get(cue, []), published)
        if cue in tied and event in days[cue]:
            rule, contribution = f"{rule}, by the event's name", f"{contribution}: the event day"
        rows.append(Evidence(cue.text, _position(cue), rule, contribution))
    if not tied:
        rows.append(Evidence("", None, chosen, f"the event day: {named(event)}"))
    return tuple(rows)


def rows_of_lead(
    cues: Sequence[Cue],
    days: Mapping[Cue, dt.date],
    chosen: Sequence[Cue],
    event: dt.date,
    published: Sequence[dt.date],
) -> tuple[Evidence, ...]:
    """Rows of a day that the article's lead gives."""
    rows = []
    for cue in cues:
        rule, contribution = _contribution(cue, [days[cue]] if cue in days else [], published)
        if cue in chosen and days.get(cue) == event:
            rule, contribution = f"{rule}, in the lead", f"{contribution}: the event day"
        elif cue.part != "news" and (cue in days or cue.part == "elsewhere"):
            rule, contribution = cue.part, f"{contribution}; {_UNUSED[cue.part]}"
        rows.append(Evidence(cue.text, _position(cue), rule, contribution))
    return tuple(rows)


def _position(cue: Cue) -> int | None:
    return cue.start if cue.start >= 0 else None


def _contribution(cue: Cue, days: Sequence[dt.date], published: Sequence[dt.date]) -> tuple[str, str]:
    """Name of the rule that read the cue, and what it gave."""
    if days:
        side = "future" if days[0] > published[0] else "past"
        rule = "UN address" if cue.kind == "UN address" else f"{side} {'date' if cue.kind == 'date' else 'day'}"
        when = " or ".join(map(named, days))
        return rule, f"{when}; {_debate_of(cue, days[0])}" if cue.kind == "UN address" else when
    without_year = cue.kind == "month" and cue.year is None
    if without_year or cue.kind in ("duration", "unclear", "clock"):
        unused = {"unclear": "day and month could be swapped", "clock": "an hour, no day"}
        why = unused.get(cue.kind, "no day")
        return cue.kind, f"not used: {why}"
    if cue.kind in ("month", "year"):
        first = dt.date(cue.year or 0, cue.month or 1, 1)
        later = first > published[-1]
        return cue.kind, "not used: later than the article" if later else f"published on or after {first}"
    if cue.kind == "copyright":
        agrees = any(d.year == cue.year for d in published) and not cue.modifier
        return "copyright year", f"published in {cue.year}" if agrees else "not used: of the site, not of the article"
    if cue.kind in ("stamp", "dateline") and cue.year and not set(cue.choices or _day_of(cue)) & set(published):
        return cue.kind, "not used: " + ("of an update" if cue.modifier == "updated" else "another day names itself")
    return cue.kind, f"published on {listed(published)}"


def _day_of(cue: Cue) -> tuple[dt.date, ...]:
    """The day of a stamp; those of the publication for one without a year, which took its year from them."""
    return (day,) if (day := cue.date) else ()


def _debate_of(cue: Cue, day: dt.date) -> str:
    debate = general_debates().get(day.year)
    return str(debate) if debate and day in address_days(cue, day.year) else "in no general debate that is listed"
