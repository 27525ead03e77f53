"""What an article says, told so that a reader can follow it: how it was read, its day, its claims, or why no day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.claim.listed import MarketClaim, list_claims
from analysis.event.dates import EventDate, date_event
from analysis.event.dating.cues import find_cues
from analysis.event.dating.evidence import Evidence, named
from analysis.event.dating.publication import metadata_cues
from analysis.event.dating.unsettled import Candidate
from analysis.event.reading.sentences import sentences
from analysis.study.declarations import Event

MOST_TOLD = 200
"""Letters of a claim's sentence that are told."""


@dataclass(frozen=True, slots=True)
class DatedClaim:
    """A market claim, the day on which it hangs (None where that is not settled), and what says so."""

    claim: MarketClaim
    day: dt.date | None
    why: str


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """What was read in an article: its event's day, or why there is none, with all cues, and its market claims."""

    article: Article
    found: EventDate | None
    refused: EventDateError | None
    cues: tuple[Evidence, ...]
    claims: tuple[DatedClaim, ...]

    def __repr__(self) -> str:
        return f"<Account of {self.article!r}: {self.found or self.refused}, {len(self.claims)} claims>"

    def summary(self) -> str:
        """Plain text: its day with the evidence, or its cues alone; how it was read; its claims."""
        lines = [self.found.summary()] if self.found else ["event day  not settled", "", *_table(self.cues)]
        lines += [
            "",
            f"read as {self.article.read_as}",
            "",
            "market claims" if self.claims else "market claims: none found",
        ]
        for dated in self.claims:
            issuers = f" of {' and '.join(dated.claim.issuers)}" if dated.claim.issuers else ""
            day = named(dated.day) if dated.day else "day not settled"
            sentence = dated.claim.sentence
            short = sentence if len(sentence) <= MOST_TOLD else f"{sentence[:MOST_TOLD]} ..."
            lines.append(f"{dated.claim.asset}{issuers}: {dated.claim.direction}, {day} ({dated.why}): {short}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """The same for programs: dates as text, missing ones as None."""
        found, refused = self.found, self.refused
        return {
            "source": self.article.source,
            "read_as": self.article.read_as,
            "event_day": str(found.date) if found else None,
            "published": [str(d) for d in found.published] if found else [],
            "why_not": refused.what if refused else None,
            "candidates": [_candidate(c) for c in refused.candidates] if refused else [],
            "cues": [{"position": e.position, "cue": e.cue, "rule": e.rule, "told": e.contribution} for e in self.cues],
            "ruled_out": [{"day": str(r.date), "why": r.reason} for r in found.ruled_out] if found else [],
            "claims": [_claim(dated) for dated in self.claims],
        }


def account_of(
    article: Article, event: Event | None = None, *, declared: dt.date | None = None, terms: Sequence[str] = ()
) -> Account:
    """Read an article's event day and its market claims; a day that is not settled is part of the account.

    Parameters
    ----------
    article : Article
    event, declared, terms
        As in :func:`analysis.event.dates.date_event`.
    """
    try:
        found = date_event(article, event, declared=declared, terms=terms)
    except EventDateError as error:
        return Account(article, None, error, _bare(article), _dated(article, None))
    return Account(article, found, None, found.evidence, _dated(article, found))


def _bare(article: Article) -> tuple[Evidence, ...]:
    """Cues of an article whose day is not settled: what each was read as; none where even that was refused."""
    try:
        cues = (*metadata_cues(article), *find_cues(article.text))
    except EventDateError:
        return ()
    rows = []
    for cue in cues:
        tense = f", {cue.tense}" if cue.is_day and cue.tense != "none" else ""
        rows.append(Evidence(cue.text, cue.start if cue.start >= 0 else None, cue.kind, f"{cue.part}{tense}"))
    return tuple(rows)


def _dated(article: Article, found: EventDate | None) -> tuple[DatedClaim, ...]:
    spans = sentences(article.text)
    starts = [start for start, _ in spans]
    dated = []
    for claim in list_claims(article):
        start, end = spans[bisect_right(starts, claim.position) - 1]
        own = sorted({day for at, day in found.days.items() if start <= at < end}) if found else []
        if len(own) == 1:
            dated.append(DatedClaim(claim, own[0], "its sentence names it"))
        elif own:
            dated.append(DatedClaim(claim, None, "its sentence names several days"))
        elif found:
            dated.append(DatedClaim(claim, found.date, "the event's day"))
        else:
            dated.append(DatedClaim(claim, None, "no day of the event"))
    return tuple(dated)


def _table(rows: tuple[Evidence, ...]) -> list[str]:
    cells = [("position", "cue", "read as", "")]
    cells += [("" if e.position is None else str(e.position), e.cue, e.rule, e.contribution) for e in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(3)]
    return ["  ".join([*(c.ljust(w) for c, w in zip(r[:3], widths, strict=True)), r[3]]).rstrip() for r in cells]


def _candidate(candidate: object) -> Mapping[str, str | None]:
    if not isinstance(candidate, Candidate):
        return {"day": str(candidate), "last": None, "evidence": None}
    last = str(candidate.last) if candidate.last else None
    return {"day": str(candidate.date), "last": last, "evidence": candidate.evidence or None}


def _claim(dated: DatedClaim) -> dict[str, Any]:
    claim = dated.claim
    return {
        "sentence": claim.sentence,
        "position": claim.position,
        "asset": claim.asset,
        "issuers": list(claim.issuers),
        "direction": claim.direction,
        "quoted": claim.quoted,
        "day": str(dated.day) if dated.day else None,
        "why": dated.why,
    }
