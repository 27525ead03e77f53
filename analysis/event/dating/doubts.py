"""Doubts about the lead's day: its weekday may be still to come, or that of an earlier event."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from analysis.event.dating.cue import Cue
from analysis.event.dating.debates import DAY
from analysis.event.dating.lead import PROSE, LeadDay
from analysis.event.dating.statements import of_statement
from analysis.event.dating.unsettled import Candidate
from analysis.event.dating.wording.happening import is_same_happening
from analysis.event.dating.wording.relative import COUNT, count_of, is_counted_back
from analysis.event.dating.wording.untensed import past_verbs
from analysis.event.reading.sentences import sentence_at, sentences

LONGEST_CLAUSE = 200
"""Letters."""
_COUNTED = re.compile(
    rf"\b(?:(?P<number>{COUNT}|the|several|few)\s+)?(?P<unit>hour|day|week)s?\s+(?P<way>after|following|before)\b[^,;:.!?\n]*$",
    re.IGNORECASE,
)
"""Before a day: the news lies so many days from what its clause tells ("two days after bombs went off on Monday")."""

_AFTER_IT = re.compile(rf"\W*(?P<number>{COUNT}|the|several|few)\s+(?P<unit>hour|day|week)s?\s+after\b", re.IGNORECASE)
"""Behind a day: what is told next lies so many days before it ("sold off on Thursday, a day after the budget")."""
_ONCE_DUE = re.compile(
    r"\b(?:that|which)\s+(?:was|were|is|are|had\s+been)\s+(?:due|set|scheduled|expected|planned|supposed)\b[^,;]*$"
)
"""Before a day to come, in what is told of a noun: "has blocked a ban that was due to take effect on"."""
_BACK = re.compile(r"(?<!,)\s(?:that|which|who)\s[^,;]*$")
"""Between a day to come and a past one of the same sentence: "votes on Tuesday on a law that it threw out on"."""


def doubted(
    text: str,
    decision: LeadDay,
    days: Mapping[Cue, dt.date],
    published: dt.date,
    next_day: dt.date | None = None,
    *,
    by_name: bool = False,
) -> LeadDay:
    """The decision, or a refusal with all days that its words can mean.

    ``next_day`` is the day after publication, where it may have been that day already at the article's place;
    ``by_name`` is whether the event's own name gave the day, so that what stands before it makes it no background.
    """
    if decision.day is None:
        return replace(decision, candidates=(*decision.candidates, *_further(text, decision, days, published)))
    if not decision.cues:
        return decision
    if next_day == published + DAY and (refusal := _of_next_day(decision, days, next_day)):
        return refusal
    own = _of_earlier_event(text, decision.cues[0], decision.day, published) or of_statement(text, decision, days)
    if not own and by_name:
        own = _of_day_behind(text, decision, days)
    elif not own:
        own = (
            _before_what_was_agreed(text, decision, days, published)
            or _behind_the_news(text, decision, days, published)
            or _of_other_happening(text, decision, published)
        )
    return own or _to_come(decision, days, published)


def _of_next_day(decision: LeadDay, days: Mapping[Cue, dt.date], next_day: dt.date) -> LeadDay | None:
    """A refusal where the weekday is that of the next day, which it may have been already where the news was."""
    day, cue = decision.day, decision.cues[0]
    if day != next_day - 7 * DAY or any(c.kind != "weekday" or c.modifier for c in decision.cues):
        return None
    if any(d == day and c.kind != "weekday" for c, d in days.items()):
        return None
    both = (Candidate(next_day, f"{cue.text!r}, if it had begun there"), Candidate(day, f"{cue.text!r}, if a week ago"))
    return LeadDay(None, f"{cue.text!r} may be the day after the stamp's, or a week before that", both)


def _further(text: str, refusal: LeadDay, days: Mapping[Cue, dt.date], published: dt.date) -> tuple[Candidate, ...]:
    """What else the weekdays can mean that a refusal names: the next one, or a day counted from one."""
    named = {c.date for c in refusal.candidates}
    found: dict[dt.date, Candidate] = {}
    for cue, day in days.items():
        if cue.kind != "weekday" or day not in named or day >= published:
            continue
        counted = _counted(text, cue, day, published)
        if cue.untensed or (cue.tense == "open" and not cue.modifier):
            found.setdefault(day + 7 * DAY, _past_or_to_come(cue, day)[1])
        if counted and counted.date != day:
            found.setdefault(counted.date, counted)
    return tuple(c for d, c in found.items() if d not in named)


def _to_come(decision: LeadDay, days: Mapping[Cue, dt.date], published: dt.date) -> LeadDay:
    """A refusal where nothing past is told of the weekday, so that the next one may be meant.

    What is told elsewhere of the same weekday settles only that of a noun ("Monday's storm is the worst"): beside
    "lawmakers gather on Friday" it may be the Friday before.
    """
    day, cue = decision.day, decision.cues[0]
    if day is None or day >= published or not all(c.untensed for c in decision.cues):
        return decision
    others = [c for c, d in days.items() if d == day and not c.untensed and not c.modifier.startswith("last")]
    if any(c.part in ("news", "attribution") for c in others) and cue.possessive:
        return decision
    every = (*_past_or_to_come(cue, day), Candidate(published, "the day of publication"))
    return LeadDay(None, f"{cue.text!r} may be past or still to come", every)


def _past_or_to_come(cue: Cue, day: dt.date) -> tuple[Candidate, Candidate]:
    """Both days that a weekday can mean, of which the past one is ``day``."""
    return Candidate(day, f"{cue.text!r}, if past"), Candidate(day + 7 * DAY, f"{cue.text!r}, if still to come")


def _of_other_happening(text: str, decision: LeadDay, published: dt.date) -> LeadDay | None:
    """A refusal where the first sentence names no day, and the one that does tells of something else.

    What happened on the eve of publication is the news as likely as anything; what was only said then may not be.
    """
    day, cue = decision.day, decision.cues[0]
    said = cue.part == "attribution"
    if day is None or not decision.undated or (published - day <= DAY and not said):
        return None
    start, end = sentence_at(text, cue.start)
    if is_same_happening(decision.undated, text[start:end], cue.start - start, said=said):
        return None
    found = {day: repr(cue.text), published: "the day of publication", published - DAY: "the day before"}
    why = f"{cue.text!r} may be of something else than the first sentence, which names no day"
    return LeadDay(None, why, tuple(Candidate(d, words) for d, words in found.items()))


def _before_what_was_agreed(
    text: str, decision: LeadDay, days: Mapping[Cue, dt.date], published: dt.date
) -> LeadDay | None:
    """A refusal where the same sentence agrees something for or on a later day: "met on, and agreed to talks on"."""
    day, last = decision.day, max(c.end for c in decision.cues)
    end = next((stop for start, stop in sentences(text) if start <= decision.cues[0].start < stop), last)
    open_ = {c: d for c, d in days.items() if last <= c.start < end and c.part == "news" and c.tense == "open"}
    later = {d: Candidate(d, repr(c.text)) for c, d in open_.items() if day and day < d <= published and c.is_day}
    if day is None or not later:
        return None
    first = Candidate(day, repr(decision.cues[0].text))
    return LeadDay(None, "the lead names a day and one that may be its news too", (first, *later.values()))


def _behind_the_news(text: str, decision: LeadDay, days: Mapping[Cue, dt.date], published: dt.date) -> LeadDay | None:
    """A refusal where the article opens with what is to come, and the day is told behind that, of what was before.

    Of the eve of publication it may be the news itself ("the vote will be held in May; parliament set it on Monday"),
    unless its weekday is the one to come.
    """
    day, first = decision.day, decision.cues[0]
    prose = [span for span in sentences(text) if PROSE.search(text[slice(*span)])]
    ahead = [c for c in days if 0 <= c.start < first.start and _is_ahead(c, days, published)]
    ahead = [c for c in ahead if not any(_is_of_a_noun(text, a, c) for a, b in prose if a <= c.start < b)]
    opening = next((span for span in prose for c in ahead if span[0] <= c.start < span[1]), None)
    if day is None or opening is None:
        return None
    if first.start < opening[1] and not _BACK.search(text, ahead[-1].end, first.start):
        return None
    alike = any(c.weekday is not None and c.weekday == first.weekday for c in ahead)
    if published - day <= DAY and not alike:
        return None
    found = {day: Candidate(day, f"{first.text!r}, if past"), published: Candidate(published, "the day of publication")}
    for cue in ahead:
        later = days[cue] if days[cue] > published or cue.kind != "weekday" else days[cue] + 7 * DAY
        found.setdefault(later, Candidate(later, f"{cue.text!r}, if still to come"))
    return LeadDay(None, f"{first.text!r} stands behind what is to come", tuple(found.values()))


def _is_of_a_noun(text: str, start: int, cue: Cue) -> bool:
    """Whether a day to come only belongs to a noun of a sentence whose own verb is in the past."""
    due = _ONCE_DUE.search(text, start, cue.start)
    return due is not None and bool(past_verbs(text[start : due.start()]))


def _is_ahead(cue: Cue, days: Mapping[Cue, dt.date], published: dt.date) -> bool:
    """Whether a day of the news is still to come, or may be."""
    return cue.is_day and cue.part == "news" and cue.tense != "past" and (days[cue] > published or cue.untensed)


def _of_day_behind(text: str, decision: LeadDay, days: Mapping[Cue, dt.date]) -> LeadDay | None:
    """A refusal where a day by the event's name has another behind it that is counted from it, and may be the event's.

    "Clashed on Thursday over the decision a day earlier" tells of both.
    """
    day, cue = decision.day, decision.cues[0]
    _, stop = sentence_at(text, cue.start)
    back = {c: d for c, d in days.items() if cue.end <= c.start < stop and is_counted_back(c)}
    found = {d: Candidate(d, repr(c.text)) for c, d in back.items() if day and d < day}
    if (match := _AFTER_IT.match(text, cue.end)) and day and (count := _days_away(match)):
        found.setdefault(day - count * DAY, Candidate(day - count * DAY, repr(match[0].strip(" ,"))))
    if day is None or not found:
        return None
    return LeadDay(None, f"{cue.text!r} may be after the event", (*found.values(), Candidate(day, repr(cue.text))))


def _of_earlier_event(text: str, cue: Cue, day: dt.date, published: dt.date) -> LeadDay | None:
    """A refusal where the day stands in a clause from whose event the news lies some days away."""
    if cue.kind not in ("weekday", "date") or cue.part != "news":
        return None
    counted = _counted(text, cue, day, published)
    if counted is None or counted.date == day:
        return None
    return LeadDay(None, f"{cue.text!r} may be of the earlier event", (counted, Candidate(day, repr(cue.text))))


def _counted(text: str, cue: Cue, day: dt.date, published: dt.date) -> Candidate | None:
    """The day that lies so many days from a weekday's; that of publication where no number is told."""
    if not (match := _COUNTED.search(text, max(0, cue.start - LONGEST_CLAUSE), cue.start)):
        return None
    count = _days_away(match)
    counted = day + (1 if count is None else count) * (-1 if match["way"].lower() == "before" else 1) * DAY
    if counted > published:
        return None
    words = " ".join(text[match.start() : cue.end].split())
    return Candidate(published, "the day of publication") if count is None else Candidate(counted, repr(words))


def _days_away(counted: re.Match[str]) -> int | None:
    """Days of "two days after" and "48 hours after", none of fewer hours; None where no number is told."""
    number, unit = counted["number"] or "", counted["unit"].lower()
    if unit == "hour":
        return round(int(number[:4]) / 24) if number.isdigit() else 0
    return count_of(number, unit)
