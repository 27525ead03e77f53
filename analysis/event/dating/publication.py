"""The day of publication: from metadata, a stamp, a dateline, or only the year of a copyright line."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.errors import EventDateError
from analysis.event.article import PUBLISHED, Article
from analysis.event.dating.cue import Cue
from analysis.event.dating.cues import find_cues
from analysis.event.dating.debates import DAY, general_debates
from analysis.event.dating.unsettled import Candidate, UnsettledError
from analysis.event.dating.wording.patterns import STAMPED
from analysis.event.dating.zones import days_at_place, moment_in
from analysis.event.reading.sentences import has_prose
from analysis.instants import within_years

EARLY_IN_UTC, LATE_IN_UTC = 8, 10
"""Hours: before the first it is still the day before in America's west, from the second the next day in the east."""
EVE = 1
"""Days between most news and the day on which it is printed, if any."""
LONGEST_DATE = 60
"""Letters of a day in metadata that is written out."""
MONTHS = 31 * DAY
"""A visible day of publication that is farther than this from the metadata's is no matter of zones or of editing."""
OLD_DATELINE = 2
"""Days that an agency's dateline may lie before the day on which a paper prints it."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Days on which an article may have been published.

    ``named`` is whether the article itself names the day; ``at_place`` are the days that the latest of them may have
    been at the article's place. ``rivals`` are those of a visible line that is months away from the metadata's.
    """

    days: tuple[dt.date, ...]
    named: bool
    at_place: tuple[dt.date, ...] = ()
    rivals: tuple[dt.date, ...] = ()


def metadata_cues(article: Article) -> tuple[Cue, ...]:
    """The day of publication in the article's metadata, as a stamp.

    Raises
    ------
    EventDateError
        If ``published`` (or ``date``) is there and no day.
    """
    key = next((k for k in PUBLISHED if article.front_matter.get(k) is not None), None)
    if key is None:
        return ()
    where, value = f"{article.source}: {key}", article.front_matter[key]
    moment = _moment(value)
    if moment is None:
        raise EventDateError(where, f"{value!r} is not a date", allowed="YYYY-MM-DD")
    day = moment.date() if isinstance(moment, dt.datetime) else moment
    if not within_years(day):
        raise EventDateError(where, f"the year {day.year}", remedy="correct it")
    text = f"{article.says} = {value}" if article.says else f"{key} = {value if isinstance(value, str) else day}"
    cue = Cue("stamp", text, -1, -1, year=day.year, month=day.month, day=day.day)
    hour = moment if isinstance(moment, dt.datetime) else moment_in(value, day) if isinstance(value, str) else None
    return (replace(cue, choices=_choices(moment), moment=hour),)


def _moment(value: object) -> dt.date | None:
    """Day or moment of a value, with its zone if it has one."""
    if not isinstance(value, str):
        return value if isinstance(value, dt.date) else None
    value = value.strip()
    for read, part in ((dt.datetime.fromisoformat, value), (dt.date.fromisoformat, value[:10])):
        try:
            return read(part) if len(part) > 10 or read is dt.date.fromisoformat else dt.date.fromisoformat(part)
        except ValueError:
            continue
    try:
        written = [
            day for cue in find_cues(value[:LONGEST_DATE]) if cue.kind in ("stamp", "date") and (day := cue.date)
        ]
    except ValueError:  # a day that does not exist
        return None
    return written[0] if len(written) == 1 else None


def _choices(moment: dt.date) -> tuple[dt.date, ...]:
    """Days that a moment in UTC can be where the article was written; one for any other."""
    if not isinstance(moment, dt.datetime):
        return ()
    day = moment.date()
    if moment.utcoffset() != dt.timedelta(0):
        return ()
    return (day - DAY, day) if moment.hour < EARLY_IN_UTC else (day, day + DAY) if moment.hour >= LATE_IN_UTC else ()


def published_on(cues: Sequence[Cue], text: str) -> Publication:
    """Days on which the article may have been published, by the strongest cue.

    Metadata are stronger than a line that is nothing but a date (a stamp), and a dateline that is at most two days
    older than either is nearer to the event, so it counts. A day without a year takes it from the others or from the
    copyright line. A copyright line alone leaves the days of its year, and never speaks against a stamp; an address to
    the UN General Assembly leaves the years of the table of general debates.

    Raises
    ------
    UnsettledError
        If they contradict each other.
    """
    here = [c for c in cues if c.part != "elsewhere"]
    every = [c for c in here if c.kind == "stamp"]
    stamps = _first_stamps(every, text)
    datelines = [c for c in here if c.kind == "dateline"][:1]
    years = sorted({c.year for c in cues if c.kind == "copyright" and c.year and not c.modifier})
    days = sorted({d for c in stamps for d in _days_named(c)})
    if len(stamps) == 1 and stamps[0].start < 0 and stamps[0].choices and days[0] == stamps[0].date:
        days = days[:1]
    at_place = days_at_place(text, days[-1], _hour(stamps, text, days[-1])) if days and not datelines else ()
    if datelines:
        days = _with_dateline(datelines[0], days, years, [*stamps, *datelines])
    elif not days and (partial := [c for c in stamps if c.year is None]):
        days = _of_years(partial[0], years)
    if days or stamps or datelines:
        return Publication(tuple(days), bool(days), at_place, _rivals(every, text))
    if not years and any(c.kind == "UN address" for c in cues):
        years = sorted(general_debates())
    return Publication(tuple(d for y in years for d in _days_of(y)), False)


def _rivals(stamps: Sequence[Cue], text: str) -> tuple[dt.date, ...]:
    """Days of the line of publication above the prose, if they are months away from the metadata's.

    A page that is published anew has new metadata. A later line without a word of publication may be the day on which
    the page was saved.
    """
    own = next((d for c in stamps if c.start < 0 and (d := c.date)), None)
    line = next((c for c in stamps if c.start >= 0 and c.modifier != "updated" and _days_named(c)), None)
    if not own or not line or has_prose(text, 0, line.start):
        return ()
    days = _days_named(line)
    if any(abs(d - own) <= MONTHS for d in days):
        return ()
    words = text[text.rfind("\n", 0, line.start) + 1 : line.start]
    return days if days[-1] < own or STAMPED.search(words) else ()


def _hour(stamps: Sequence[Cue], text: str, day: dt.date) -> dt.datetime | None:
    """The moment that the stamps tell of a day: the metadata's, or that of a line in the text."""
    for cue in stamps:
        if cue.start < 0 and cue.moment and cue.moment.date() == day:
            return cue.moment
        end = text.find("\n", cue.end)
        line = text[text.rfind("\n", 0, cue.start) + 1 : end if end >= 0 else len(text)] if cue.start >= 0 else ""
        if day in _days_named(cue) and (moment := moment_in(line, day)):
            return moment
    return None


def _days_named(cue: Cue) -> tuple[dt.date, ...]:
    return cue.choices or ((d,) if (d := cue.date) else ())


def _first_stamps(stamps: Sequence[Cue], text: str) -> list[Cue]:
    """The stamps that belong to the article: metadata, or the first in the text and what stands beside it.

    Those below the article's prose are of other stories. A stamp in the text may tell which of two days it was.
    """
    metadata = [c for c in stamps if c.start < 0]
    written = [c for c in stamps if c.start >= 0]
    written = [c for c in written if c.modifier != "updated"] or written
    if metadata:
        settled = {d for c in written for d in _days_named(c)} & {d for c in metadata for d in _days_named(c)}
        return [replace(c, choices=tuple(sorted(settled))) for c in metadata] if settled else metadata
    first = written[:1]
    near = [c for c in written[1:] if not has_prose(text, first[0].end, c.start)]
    days = sorted({d for c in (*first, *near) for d in _days_named(c)})
    if near and not any(c.choices for c in (*first, *near)) and days and days[-1] - days[0] > DAY:
        raise UnsettledError(f"its days of publication contradict each other: {_told([*first, *near])}", days)
    return [*first, *near]


def _with_dateline(dateline: Cue, days: Sequence[dt.date], years: Sequence[int], named: Sequence[Cue]) -> list[dt.date]:
    """Days of publication with a dateline, which is nearer to the event than a stamp."""
    if not days:
        return [day] if (day := dateline.date) else _of_years(dateline, years)
    around = (dateline.date,) if dateline.year else tuple(d for p in days for d in _near_year(dateline, p))
    old = [d for d in around if d and any(-DAY <= p - d <= OLD_DATELINE * DAY for p in days)]
    if not old:
        what = f"its days of publication contradict each other: {_told(named)}"
        raise UnsettledError(what, sorted({*days, *(d for d in around if d)}))
    return sorted(set(old))


def _of_years(cue: Cue, years: Sequence[int]) -> list[dt.date]:
    days = sorted({d for y in years for d in in_year(cue, y)})
    if years and not days:
        raise UnsettledError(f"{cue.text!r} is no day of {' or '.join(map(str, years))}")
    return days


def _told(cues: Sequence[Cue]) -> str:
    return ", ".join(repr(c.text) for c in cues[:4])


def _days_of(year: int) -> Iterator[dt.date]:
    first = dt.date(year, 1, 1)
    return (first + i * DAY for i in range(366 if calendar.isleap(year) else 365))


def in_year(cue: Cue, year: int) -> tuple[dt.date, ...]:
    """The cue's day and month in a year; none where it does not exist or is another weekday."""
    try:
        day = dt.date(year, cue.month or 0, cue.day or 0)
    except ValueError:
        return ()
    return () if cue.weekday not in (None, day.weekday()) else (day,)


def _near_year(cue: Cue, day: dt.date) -> tuple[dt.date, ...]:
    return tuple(d for y in (day.year - 1, day.year, day.year + 1) for d in in_year(cue, y))


def in_years(dateline: Cue, last_year: int) -> list[dt.date]:
    """Days that a dateline without a year can mean, up to the last year."""
    return [d for y in range(last_year - 30, last_year + 1) for d in in_year(dateline, y)]


def events_in_years(dateline: Cue, weekdays: Sequence[int], days: Sequence[dt.date]) -> list[Candidate]:
    """The event's day for each day that a dateline can mean, by the past weekdays that the article names.

    News is printed on its own day or on the next, so those years are kept in which the weekdays lie that close before
    the dateline's day, or as close as they can lie together; the first weekday is the event's.
    """
    backs = {d: [(d.weekday() - w) % 7 for w in weekdays] for d in days}
    closest = min(max([(last - w) % 7 for w in weekdays], default=0) for last in range(7))
    near = [d for d in days if max(backs[d], default=0) <= max(closest, EVE)]
    return [Candidate(d - next(iter(backs[d]), 0) * DAY, f"if {dateline.text} is of {d.year}") for d in near]
