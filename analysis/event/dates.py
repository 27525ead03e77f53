"""The event's date: derived from all time cues of an article at once, with the evidence, or an error. No clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.claim.shut import why_shut
from analysis.event.dating.derive import Derived, derive_day
from analysis.event.dating.evidence import Evidence, RuledOut, listed, named
from analysis.event.dating.unsettled import UnsettledError
from analysis.instants import is_on, span_in_words
from analysis.study.declarations import Event

if TYPE_CHECKING:
    import pandas as pd

REMEDY = 'give the day with --date (event.date with date_from = "declared"), or name the event in event.terms'


@dataclass(frozen=True, slots=True, repr=False)
class EventDate:
    """The day of the event and how it is known.

    ``instant`` is the declared one (UTC), or None without a study. ``published`` are the days on which the article may
    have been published; empty when nothing tells. ``days`` are those of the news and of what was said, by the position
    of their cues in the text. ``publisher``: of the article, by its metadata; empty when nothing tells.
    """

    date: dt.date
    instant: dt.datetime | None
    published: tuple[dt.date, ...]
    evidence: tuple[Evidence, ...]
    ruled_out: tuple[RuledOut, ...]
    days: Mapping[int, dt.date] = field(default_factory=lambda: MappingProxyType({}))
    publisher: str = ""

    def __repr__(self) -> str:
        instant = f", {self.instant.astimezone(dt.UTC):%H:%M} UTC" if self.instant else ""
        return f"<EventDate {named(self.date)}{instant}: {len(self.evidence)} cues, {len(self.ruled_out)} ruled out>"

    def table(self) -> pd.DataFrame:
        """One row a cue: position in the text (missing when not in it), cue, rule and contribution."""
        import pandas as pd

        rows = [(e.position, e.cue, e.rule, e.contribution) for e in self.evidence]
        table = pd.DataFrame(rows, columns=["position", "cue", "rule", "contribution"])
        return table.astype({"position": "Int64"})

    def _repr_html_(self) -> str:
        ruled_out = "".join(f"<li>{named(r.date)}: {escape(r.reason)}</li>" for r in self.ruled_out)
        below = f"<p>Ruled out:</p><ul>{ruled_out}</ul>" if ruled_out else ""
        return f"<p>{escape(repr(self).strip('<>'))}</p>{self.table().to_html(index=False, na_rep='')}{below}"

    def summary(self) -> str:
        """Plain-text table of the date, each cue with what it contributed, and what was ruled out."""
        lines = [f"event day  {named(self.date)}"]
        if self.instant:
            lines.append(f"instant    {self.instant.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC (declared)")
        lines.append(f"published  {listed(self.published) or 'not known'}")
        rows = [("position", "cue", "rule", "contribution")]
        rows += [("" if e.position is None else str(e.position), e.cue, e.rule, e.contribution) for e in self.evidence]
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        lines += ["", *("  ".join([*(c.ljust(w) for c, w in zip(r[:3], widths, strict=True)), r[3]]) for r in rows)]
        if self.ruled_out:
            lines += ["", "ruled out", *(f"{named(r.date)}  {r.reason}" for r in self.ruled_out)]
        return "\n".join(lines)


def date_event(
    article: Article, event: Event | None = None, *, declared: dt.date | None = None, terms: Sequence[str] = ()
) -> EventDate:
    """Date the event that an article reports, from the article's own time cues.

    Parameters
    ----------
    article : Article
    event : Event, optional
        Its ``terms`` say which day is the event's ("Wednesday's truce"); without them it is the day that the lead
        names. ``date`` confirms the result, or with ``date_from = "declared"`` replaces it.
    declared : datetime.date, optional
        The date as given on the command line: the same as a declared one.
    terms : sequence of str
        The article's words for the event, where no ``event`` has them.

    Returns
    -------
    EventDate

    Raises
    ------
    EventDateError
        If the cues contradict each other or leave several days (``candidates`` holds them), or give another day than
        the one declared; or if the event's instant is on that day nowhere on Earth.

    Notes
    -----
    The day of publication is taken from metadata, a stamp, a dateline, or only the year of the copyright line; the day
    of an address to the UN General Assembly from a table of its general debates. Past weekdays are the latest before
    it, future ones the first after it; one whose clause has no verb in the past, here or elsewhere, is refused with
    both ("the pact lapses on Friday"), and so are the weekday of the next day where neither hour nor place tell which
    day it was there, one of a statement beside a day that dates what was stated, a past one that stands behind what is
    to come, and one of something else than a first sentence that names no day. Where a term of ``event`` ties a day,
    that is the event's; otherwise it is the day that the lead names (its first three sentences, quotations left out),
    if what follows agrees. Where the article does not tell when it was published, all days on which it may have been
    are tried, and those readings are kept whose days lie closest together: news names days around its own.
    """
    confirmed = event.date if event else None
    if declared and confirmed and declared != confirmed:
        raise EventDateError(
            "--date", f"{declared}, but study.toml says event.date = {confirmed}", remedy="correct one"
        )
    wanted = declared or confirmed
    is_declared = declared is not None or (event is not None and event.date_from == "declared")
    try:
        found = derive_day(article, event.terms if event else terms, why_shut)
    except UnsettledError as unsettled:
        if not is_declared or wanted is None:
            where, what, days = article.source, unsettled.what, unsettled.candidates
            raise EventDateError(where, what, allowed=unsettled.named, remedy=REMEDY, candidates=days) from unsettled
        if unsettled.possible and wanted not in unsettled.possible:
            what = f"{wanted} is declared, but the cues leave {listed(unsettled.possible)}"
            raise EventDateError(article.source, what, remedy="correct the date or the article") from unsettled
        rows = (
            Evidence(str(wanted), None, "declared", f"event day {named(wanted)}"),
            Evidence("the article", None, "its own cues", f"not enough: {unsettled.what}"),
        )
        found = Derived(wanted, (), rows, (), MappingProxyType({}))
    if wanted and found.date != wanted:
        what = f"its cues give {named(found.date)}, but {named(wanted)} is declared"
        raise EventDateError(article.source, what, remedy="correct event.date, or the article")
    instant = event.instant if event else None
    if instant and not is_on(instant, found.date):
        what = f"{instant.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC is on {named(found.date)} nowhere on Earth"
        remedy = "correct event.instant, or the date"
        raise EventDateError("study.toml: event.instant", what, allowed=span_in_words(found.date), remedy=remedy)
    return EventDate(
        found.date, instant, found.published, found.evidence, found.ruled_out, found.days, article.publisher
    )
