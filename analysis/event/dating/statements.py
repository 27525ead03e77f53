"""Whether the lead's day is only that of a statement, and another day dates what was stated."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from analysis.event.dating.cue import Cue
from analysis.event.dating.lead import RECENT, LeadDay
from analysis.event.dating.unsettled import Candidate
from analysis.event.dating.wording.content import content
from analysis.event.dating.wording.parts import STATING
from analysis.event.dating.wording.relative import is_counted_back
from analysis.event.dating.wording.told import HARM, OTHER, tells
from analysis.event.reading.sentences import sentence_at

_HAPPENED = re.compile(
    r"\b(?:it|this|that|which|(?:the|this|that)\s+(?:[\w'’-]+\s+)?(?:shooting|attack|incident|accident|disaster|crash|blast|"
    r"explosion|fire|raid|killing|assault|quake|collapse|death))\s+(?:had\s+)?(?:happened|occurred|took place|came)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\b(?:who|whose|whom|since)\b[^,;]*$")
"""Before a day in what is told of a person beside the news: "the mayor, who took office on"."""
_ONE_OF_IT = re.compile(r"\W*(?:He|She|It|They)\b")
"""At the beginning of a sentence: it goes on telling of somebody named before."""


def of_statement(text: str, decision: LeadDay, days: Mapping[Cue, dt.date]) -> LeadDay | None:
    """A refusal where the day is that of a statement on what happened, and an earlier one of the week dates that.

    Parameters
    ----------
    text : str
    decision : LeadDay
        The day, and the cues that gave it.
    days : mapping of Cue to datetime.date
        All cues of the article with their days.
    """
    day, first = decision.day, decision.cues[0]
    at, end = sentence_at(text, first.start)
    if day is None or not all(_is_stated(text, at, cue) for cue in decision.cues) or not tells(text[at:end]):
        return None
    dated: dict[Cue, dt.date] = {}
    for cue, named in days.items():
        if not (0 <= (day - named).days <= RECENT) or not _dates(cue):
            continue
        start, stop = sentence_at(text, cue.start)
        if _WHO.search(text, start, cue.start):
            continue
        own = is_counted_back(cue) or _HAPPENED.search(text, start, cue.start)
        if own if start == at else _tells_of(text[start:stop], text[at:end]):
            dated[cue] = named
    if not dated or day in dated.values():
        return None
    happened = {d: Candidate(d, repr(c.text)) for c, d in dated.items()}
    said = Candidate(day, f"{first.text!r}, when it was said")
    return LeadDay(None, f"{first.text!r} may be only the day of a statement", (*happened.values(), said))


def _is_stated(text: str, start: int, cue: Cue) -> bool:
    return cue.part == "attribution" or STATING.search(text, start, cue.start) is not None


def _dates(cue: Cue) -> bool:
    """Whether a cue may date what happened."""
    named = cue.is_day or cue.offset is not None
    return named and cue.part in ("news", "aside") and (cue.tense in ("past", "none") or cue.possessive)


def _tells_of(sentence: str, first: str) -> bool:
    """Whether a sentence goes on telling of what the first one tells."""
    if OTHER.search(sentence):
        return False
    if _HAPPENED.search(sentence) or _ONE_OF_IT.match(sentence) or (HARM.search(first) and HARM.search(sentence)):
        return True
    return bool(content(first) & content(sentence))
