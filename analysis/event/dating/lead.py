"""The event's day by the article's lead: its first three sentences, and whether what follows agrees with them."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.event.dating.cue import DAY_WORDS, Cue
from analysis.event.dating.debates import DAY
from analysis.event.dating.unsettled import Candidate
from analysis.event.dating.wording.content import content
from analysis.event.dating.wording.parts import STATING
from analysis.event.dating.wording.reactions import is_reaction
from analysis.event.dating.wording.relative import days_since
from analysis.event.dating.wording.spans import spans_beside, spans_in
from analysis.event.dating.wording.told import HARM, tells
from analysis.event.reading.sentences import has_prose, is_caption, quotations, sentences

LEAD = 3
"""Sentences that tell what happened; what comes after them is background more often than not."""
TOP = 1500
"""Letters at the beginning of an article within which a line of publication parts the headline from the lead."""
SHARED = 2
"""Words that a later sentence has in common with the lead where it speaks of the same event."""
STALE = 31
"""An event more than this many days older than its article is background, not the article's news."""
RECENT = 7
"""Days before publication within which a day beside the news is nearer to it than any older day that follows."""
PROSE = re.compile(r"[.!?][\"”’)\]]*\s*$")
"""How a sentence ends that is no headline."""
_STILL = re.compile(r"\b(?:is|are|has|have|says?|will|to|can|must|puts?|delays?|postpones?|sets?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LeadDay:
    """What the lead says: the event's ``day``, or None with the reason ``why`` and the ``candidates``."""

    day: dt.date | None
    why: str
    candidates: tuple[Candidate, ...] = ()
    cues: tuple[Cue, ...] = ()
    undated: str = ""  # the first sentence, where it names no day and a later one does


@dataclass(frozen=True, slots=True)
class _Story:
    """Sentences of an article by their place: the headline, the lead, the rest; each with its cues and their days."""

    text: str
    published: dt.date
    days: Mapping[Cue, dt.date]
    headline: list[list[Cue]] = field(default_factory=list)
    lead: list[list[Cue]] = field(default_factory=list)
    rest: list[list[Cue]] = field(default_factory=list)
    lead_spans: list[tuple[int, int]] = field(default_factory=list)
    rest_spans: list[tuple[int, int]] = field(default_factory=list)

    def told(self, cues: Sequence[Cue]) -> dict[Cue, dt.date]:
        """Days of a sentence on which its news may have happened: without any, those on which it was said."""
        past = {c: d for c in cues if (d := self.days.get(c)) and d <= self.published and self._has_happened(c)}
        main = {c: d for c, d in past.items() if c.part == "news"}
        if len(set(main.values())) > 1:
            main = {c: d for c, d in main.items() if not c.ends} or main
        return main or {c: d for c, d in past.items() if c.part == "attribution"}

    def _has_happened(self, cue: Cue) -> bool:
        return cue.kind == "day word" or cue.tense in ("past", "none") or cue.possessive or cue.year is not None

    def to_come(self, cues: Sequence[Cue]) -> list[Cue]:
        """Cues of a sentence that name a day still ahead, or until when something lasts."""
        ahead = [c for c in cues if c in self.days and self.days[c] >= self.published and c.part == "news"]
        # "A vote will be held on 28 May" does not say when it was called.
        ahead = [c for c in ahead if c.tense != "future"]
        return ahead or [c for c in cues if c.part == "limit" and c.ends in ("until", "till", "put off to")]


_Told = tuple[Mapping[Cue, dt.date], tuple[int, int]]


def read_lead(
    text: str, cues: Sequence[Cue], days: Mapping[Cue, dt.date], published: dt.date, *, named: bool = True
) -> LeadDay:
    """Find the event's day in an article that was published on a day that is known.

    Parameters
    ----------
    text : str
    cues : sequence of Cue
    days : mapping of Cue to datetime.date
        The day of each cue that names one, if the article was published on ``published``.
    published : datetime.date
    named : bool
        Whether the article names that day itself. Where it does not, all its cues together have given the days, and of
        later sentences with the lead's words the latest day counts.

    Returns
    -------
    LeadDay
        The first day that the lead names for what happened, if no other sentence of it names a later one, and the rest
        of the article does not name later days more often than that one. Otherwise the day on which later sentences
        with the lead's words agree; or the day of publication where the lead only says what is still to come.
    """
    story = _story(text, cues, days, published)
    if told := _told(story, story.lead, story.lead_spans):
        decision = _by_lead(story, told)
    else:
        found = _from_baseline(story) or _from_what_is_ahead(story) or _by_words(story, named)
        decision = found or _refused(story)
    return _as_background(story, decision) or decision


def _story(text: str, cues: Sequence[Cue], days: Mapping[Cue, dt.date], published: dt.date) -> _Story:
    spans = sentences(text)
    starts = [start for start, _ in spans]
    inside: dict[int, list[Cue]] = {}
    for cue in cues:
        if cue.start >= 0:
            inside.setdefault(bisect_right(starts, cue.start) - 1, []).append(cue)
    marks = quotations(text)
    # A line of publication at the foot of a short article parts nothing: prose must come after it.
    stamped = [c.end for c in cues if c.kind == "stamp" and 0 <= c.start <= TOP and has_prose(text, c.end, len(text))]
    top = stamped[0] if stamped else 0
    story = _Story(text, published, days)
    for n, (start, end) in enumerate(spans):
        here = inside.get(n, [])
        if any(a <= start and end <= b + 2 for a, b in marks):
            continue
        if any(c.kind == "stamp" for c in here) or (start >= top and is_caption(text, start, end)):
            continue
        if start < top or (not PROSE.search(text[start:end]) and not story.lead):
            story.headline.append(here)
        elif len(story.lead) < LEAD:
            story.lead.append(here)
            story.lead_spans.append((start, end))
        else:
            story.rest.append(here)
            story.rest_spans.append((start, end))
    return story


def _by_lead(story: _Story, told: Sequence[_Told]) -> LeadDay:
    own = told[0][0]
    first = sorted(set(own.values()))
    if len(first) > 1:
        return _several("the lead's sentence names several days", own, story.published)
    day, said = first[0], all(c.part == "attribution" for c in own)
    if refusal := _of_statement(story, own):
        return refusal
    rest = _told(story, story.rest, story.rest_spans)
    agreeing = len([t for t, _ in (*told[1:], *rest) if day in t.values()])
    rivals = [r for t, _ in _unsettling(story, told[0], told[1:]) if (r := _against(story, t, day, any_day=said))]
    if len(rivals) >= max(agreeing, 1):
        return _several("the lead names several days", {**own, **_merged(rivals)}, story.published)
    against = [a for t, _ in _unsettling(story, told[0], rest) if (a := _against(story, t, day))]
    if len(against) > agreeing:
        named = {**own, **_merged(against)}
        return _several("the lead's day and later ones do not agree", named, story.published)
    opening = story.lead_spans[0]
    undated = story.text[slice(*opening)] if told[0][1] != opening else ""
    return LeadDay(day, "the lead's day", cues=tuple(own), undated=undated)


def _told(story: _Story, sentences_: Sequence[Sequence[Cue]], spans: Sequence[tuple[int, int]]) -> list[_Told]:
    """Sentences that name a day of their news, or of what was said: each such day, and where the sentence stands."""
    return [(t, span) for cues, span in zip(sentences_, spans, strict=True) if (t := story.told(cues))]


def _unsettling(story: _Story, lead: _Told, later: Sequence[_Told]) -> list[_Told]:
    """Those of later sentences that may tell the news: reactions do not where the first sentence dates its own verb."""
    own, (start, end) = lead
    dates_its_verb = all(c.part == "news" and c.ends in ("", "when") and not c.untensed for c in own)
    if not dates_its_verb or start != story.lead_spans[0][0]:
        return list(later)
    first, at = story.text[start:end], min(c.start for c in own)
    if STATING.search(first, 0, at - start):
        return list(later)
    news, days = (first, first[: at - start], min(own.values())), story.days.items()
    named = [{d for c, d in days if a <= c.start < b} for _, (a, b) in later]
    return [t for t, n in zip(later, named, strict=True) if not is_reaction(story.text[slice(*t[1])], n, *news)]


def _as_background(story: _Story, decision: LeadDay) -> LeadDay | None:
    """A refusal where the day is told behind the first sentence and is background by all that stands before it."""
    day, published = decision.day, story.published
    if day is None or not decision.cues:
        return None
    first = min(c.start for c in decision.cues)
    before = [cues for cues, (_, end) in zip(story.lead, story.lead_spans, strict=True) if end <= first]
    beside = [c for cues in before for c in cues if c.part in ("aside", "baseline") and c in story.days]
    recent = {c: d for c in beside if day < (d := story.days[c]) <= published and published - d <= RECENT * DAY}
    if recent:
        why = "the lead names a day beside its news, and an older one after it"
        return _several(why, {**recent, **dict.fromkeys(decision.cues, day)}, published)
    if not before or published - day <= STALE * DAY:
        return None
    why = f"the day that the lead names lies {(published - day).days} days before publication"
    words = repr(decision.cues[0].text)
    return LeadDay(None, why, (Candidate(published, "the day of publication"), Candidate(day, words)))


def _against(story: _Story, told: Mapping[Cue, dt.date], day: dt.date, *, any_day: bool = False) -> dict[Cue, dt.date]:
    """Days of a sentence's news that are later than the lead's (or, with ``any_day``, another day)."""
    news = {c: d for c, d in told.items() if c.part == "news" and not _may_be(c, day, story.published)}
    return {c: d for c, d in news.items() if d > day or (any_day and d != day)}


def _merged(days: Sequence[Mapping[Cue, dt.date]]) -> dict[Cue, dt.date]:
    return {c: d for named in days for c, d in named.items()}


def _may_be(cue: Cue, day: dt.date, published: dt.date) -> bool:
    """Whether "today" may be that day: what is written in the evening is often stamped with the next day."""
    return cue.kind == "day word" and DAY_WORDS[cue.modifier] == 0 and day == published - DAY


def _several(why: str, named: Mapping[Cue, dt.date], published: dt.date) -> LeadDay:
    """A refusal with the days that are named, the first of them first, and the day of publication among four."""
    first, *others = dict.fromkeys(named.values())
    words = {day: repr(cue.text) for cue, day in reversed(list(named.items()))}
    words.setdefault(published, "the day of publication")
    days = dict.fromkeys((first, published, *others))
    return LeadDay(None, why, tuple(Candidate(d, words[d]) for d in days))


def _from_baseline(story: _Story) -> LeadDay | None:
    """The day of publication, if it is the session after "Monday's close" from which the lead counts a move."""
    bases = [c for cues in story.lead for c in cues if c.part == "baseline" and c in story.days]
    for cue in bases[:1]:
        after = story.days[cue] + DAY
        after += max(0, 7 - after.weekday()) * DAY if after.weekday() > 4 else dt.timedelta(0)
        if after == story.published:
            return LeadDay(after, f"the day of publication, the first weekday after {cue.text}", cues=(cue,))
    return None


def _from_what_is_ahead(story: _Story) -> LeadDay | None:
    """The day of publication, where headline or first sentence only say what is still to come."""
    end = story.lead_spans[0][1] if story.lead_spans else len(story.text)
    first = [*(c for cues in story.headline for c in cues), *(story.lead[0] if story.lead else [])]
    ahead = story.to_come(first)
    if not ahead or any(story.told(cues) for cues in (*story.headline, *story.rest)):
        return None
    if any(c.part == "limit" and c not in ahead for c in first) or not _STILL.search(story.text, 0, end):
        return None
    return LeadDay(story.published, "the day of publication: what the lead names is still to come", cues=tuple(ahead))


def _by_words(story: _Story, named: bool) -> LeadDay | None:
    """The day of later sentences that share words with the lead, if all later days are that one, or none is later."""
    start, end = (story.lead_spans[0][0], story.lead_spans[-1][1]) if story.lead_spans else (0, 0)
    words = content(story.text[start:end])
    sharing: dict[Cue, dt.date] = {}
    for cues, (a, b) in zip(story.rest, story.rest_spans, strict=True):
        told = story.told(cues)
        if told and len(words & content(story.text[a:b])) >= SHARED:
            sharing |= told
    every = {d for cues in story.rest for d in story.told(cues).values()}
    latest = max(sharing.values(), default=None)
    if (
        latest
        and (len(every) == 1 or (not named and latest == max(every)))
        and not spans_in(story.lead, story.published)
    ):
        undated = story.text[slice(*story.lead_spans[0])]
        return LeadDay(latest, "the day of a sentence with the lead's words", cues=tuple(sharing), undated=undated)
    return None


def _refused(story: _Story) -> LeadDay:
    spans = spans_in(story.lead, story.published)
    published = story.published
    if spans:
        return LeadDay(None, "the lead names no day, only a span", tuple(spans))
    here = [c for cues in story.lead for c in cues if c in story.days]
    nearest = [c for c in here if c.part in ("limit", "aside") or (c.part == "news" and c.tense in ("future", "open"))]
    later = [c for cues in story.rest for c in story.told(cues)]
    found = {published: "the day of publication", published - DAY: "the day before"}
    for cue in (*nearest, *later):
        found.setdefault(story.days[cue], repr(cue.text))
    return LeadDay(None, "the lead names no day of an event", tuple(Candidate(d, w) for d, w in found.items()))


def _of_statement(story: _Story, told: Mapping[Cue, dt.date]) -> LeadDay | None:
    """A refusal where a sentence names only the day of a statement, and a span or "a day after" for what was stated."""
    said, day = next(iter(told.items()))
    n = next(i for i, cues in enumerate(story.lead) if said in cues)
    start, end = story.lead_spans[n]
    stated = said.part == "attribution" or STATING.search(story.text, start, said.start)
    if not stated or not (tells(story.text[start:end]) or HARM.search(story.text, start, end)):
        return None
    spans = spans_beside(story.text, start, said, story.lead[n], day)
    happened = [Candidate(first, repr(c.text), last) for c, (first, last) in spans.items()]
    if since := days_since(story.text[said.end : end]):
        happened.append(Candidate(day - since * DAY, "the day of what happened"))
    both = (*happened, Candidate(day, f"{said.text!r}, when it was said"))
    return LeadDay(None, f"{said.text!r} may be only the day of a statement", both) if happened else None
