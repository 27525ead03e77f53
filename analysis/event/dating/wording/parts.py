"""What the words around a day make of it: news, an attribution, an aside, a baseline, a limit."""

from __future__ import annotations

import re

from analysis.event.dating.cue import Cue, Part
from analysis.event.dating.wording.relative import is_counted_back
from analysis.event.dating.wording.untensed import past_verbs

NEAR = 120
"""Letters before a day, and after it, that can say what it is for."""
_CLOCK = (
    r"(?:(?:at least|at|on|the|its|their|levels?|next|this|late|later|early|noon|midnight|local|time|close|end|"
    r"start|of|morning|"
    r"afternoon|"
    r"evening|night|gmt|utc|est|edt|bst|cet|\d[\d:.]*|[ap]\.?m\.?)[\s,]+)*"
)
_LIMIT = re.compile(
    r"\b(?P<ends>until|till|ahead of|on the eve of|as of|by|before|prior to|up to|no later than|"
    r"in the run-up to|postponed to|delayed to|"
    rf"put off to|moved to|(?:extend|delay|postpone|push)\w*\s+(?:[\w'’]+\s+){{0,4}}?to|in time for|"
    rf"through)\s+{_CLOCK}$",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"\b(?:shortly|just|soon|minutes|(?:half )?an hour) before (?:midnight|noon|midday|dawn|daybreak|sunrise|"
    r"sunset|dusk|\d[\d:.]*(?:\s?[ap]\.?m\.?)?)(?:\s+(?:late|early|on))*\s+$",
    re.IGNORECASE,
)
"""Before a day, the hour at which something happened on it: "shortly before midnight on"."""
_BASELINE = re.compile(
    rf"\b(?:from|than|versus|vs\.?|against|compared (?:with|to)|above|below|since|over)\s+{_CLOCK}$", re.IGNORECASE
)
_COUNTED_ON = re.compile(
    r"(?:(?:%|\b(?:percent|per cent|points?|cents?|more|fewer|higher|lower)) on|"
    r"\b(?:similar to|in line with|unlike|like|double|twice))\s+$",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\b(?:from|starting|beginning|effective)\s+{_CLOCK}$", re.IGNORECASE)
"""Before a bare weekday: "from Monday, shops open longer" does not say when that was decided."""
_AFTER = re.compile(
    r"\b(?:since|after|following|despite|in response to|in the wake of|because of)\s+(?:(?:the|an?|its|his|her|"
    r"their)\s+)?"
    rf"{_CLOCK}$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?:,|\()\s*(?:which|who|whose|whom|where|when|after|following|having)\b[^,)]*$", re.IGNORECASE)
_WHO = re.compile(r"\b(?:who|whose|whom|which)\b[^,;]{0,80}$", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:said|says|told|reported|announced|confirmed|added|according to|showed)\b")
"""Before "had": what is told of, and no earlier past ("she said that he had died on Sunday")."""
_PERIOD = re.compile(
    r"(?:\b(?:born|founded|established|dated)\s+(?:in\s+\w+\s+)?(?:on\s+)?|\bbetween\b[^,;]{0,40}\band\s+|"
    r"\b(?:year|quarter|months?|weeks?|(?<!grace )(?<!waiting )(?<!notice )period|half|days)\s+"
    r"(?:to|through|ended|ending)\s+(?:on\s+)?)$",
    re.IGNORECASE,
)
"""A day that ends a period, or began somebody's life: "in the quarter to March 31"."""
_HAD = re.compile(r"\b(?:had|having) (?:been |already |earlier |previously )?[a-z]+\b[^,;]{0,60}$")
_UNMET = re.compile(
    r"\b(?:had (?:been (?:due|set|scheduled|expected|planned|supposed|ready)|planned|expected|hoped|intended)|"
    r"(?:was|were) to have(?: been)? \w+)\b(?P<rest>[^,;]{0,80})$"
)
"""Before a day for which something was planned that did not come: "had been due to sign on"."""
_PARTICIPLE = (
    r"\s+(?:(?!(?:than|is|are|was|were|has|have|had|been)\b)[\w'’-]+\s+){1,3}(?!un)(?:\w{3,}ed|made|held|set|"
    r"given|taken|sent|sold|begun|won|lost)\s+"
    r"(?:on\s+|earlier\s+|late\s+|early\s+)?$"
)
_INTRANSITIVE = (
    r"(?:ended|expired|failed|collapsed|died|resigned|crashed|exploded|lapsed|erupted|happened|occurred|stalled)"
)
"""Verbs whose participle stands behind no noun: "after a grace period ended" is a clause."""
_REDUCED = re.compile(
    rf"\b(?:under|after|since|following|despite)(?!\s+(?:[\w'’-]+\s+){{1,3}}{_INTRANSITIVE}\s){_PARTICIPLE}"
)
_REDUCED_OF = re.compile(rf"\b(?:of|for|with|over|from|by){_PARTICIPLE}")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|must|said|says|went|came|made|took|fell|rose|"
    r"met|won|lost|"
    r"led|left|held|began|sent|put|\w{2,}ed)\b"
)
"""A verb of the main clause: "bonds of the south rallied" has none before "of", so that "rallied" is its verb."""
_VERBS = re.compile(
    r"\b(?:(?:has|have|had|is|are|was|were|will|would)\s+(?:not\s+)?(?:been\s+|be\s+)?\w+|said|says|went|came|made|"
    r"took|fell|rose|met|won|lost|led|left|held|began|sent|put|died|\w{2,}ed)\b"
)
"""Verbs, each with its auxiliaries as one."""
_CLAUSE = re.compile(
    r"\b(?P<ends>after|when|where|because|since)\b(?! (?:the )?(?:close|bell))[^,;]{2,100}$", re.IGNORECASE
)
"""A clause beside the main one: its day is the event's only where the main clause names none."""
_CAUSED = re.compile(
    r",\s+(?:badly\s+|partly\s+)?(?:hurt|hit|helped|boosted|lifted|driven|caused|triggered|sparked|prompted|damaged)\s+"
    r"(?P<ends>by)\b[^,;]{2,100}$"
)
"""So is the day of a cause: "posted a loss on Thursday, hurt by a fire at its plant on"."""
_BEGAN = re.compile(r"\b(?P<ends>that)\s+(?:began|started|erupted|opened|broke out)\s+(?:late\s+|early\s+)?(?:on\s+)?$")
"""And that on which a thing began whose own news follows: "a strike that began on Monday ended on"."""
_OF_DATE = re.compile(
    r"(?<!morning )(?<!afternoon )(?<!evening )(?<!night )(?<!hours )\b(?:of|since|from|dated|after|between)\s+$",
    re.IGNORECASE,
)
"""Before the date of a noun, but not of a part of its day: "on the evening of January 7"."""
_SAID = (
    r"(?:said|says|told(?: [\w.'’-]+){1,5}|added|wrote|reported|stated|tweeted|commented|"
    r"according to(?: [\w.'’-]+){1,6}|"
    r"(?:in|a) (?:statement|interview|filing|report|note|post)(?: (?:issued|released|published|sent))?|"
    r"(?:said|told|showed|data showed) in an? (?:[\w.'’-]+ ){1,3})"
)
_ATTRIBUTION = re.compile(rf"\b{_SAID}(?:\s+(?:late|early|earlier|on|in a statement))*\s*$", re.IGNORECASE)
_ANNOUNCED = re.compile(
    r",\s+(?:[\w.'’-]+\s+){1,5}(?:announced|confirmed|disclosed|revealed|acknowledged)\s+(?:late\s+|early\s+)?(?:on\s+)?$"
)
STATING = re.compile(
    r"\b(?:announced|confirmed|disclosed|revealed|acknowledged|admitted)\b(?:\s+(?:late|early|by\s+(?:[\w'’]+\s+){1,4}?))?"
    r"\s*(?:on\s+)?$"
)
"""Directly before a day: that of a statement whose words leave it open whether it is the news itself."""
_SAID_NEXT = re.compile(r"\s+(?:said|told)\b")
OPENS = re.compile(r"(?:^|[—–]|-{1,2}\s|[.:]\s)\W*(?:(?:late|early|on)\s+)*$", re.IGNORECASE)
"""Before a day, the beginning of its sentence, behind a dateline too."""
_WHO_SAID = re.compile(r",\s+(?:[\w.'’-]+\s+){1,5}(?:said|told)\b")
_INSERTED = re.compile(r",\s+(?:\w+ly\s+)?\w+(?:ed|en|wn|ld)\s+(?:[\w'’-]+\s+){0,3}$")
"""Between commas, a participle before a day that is counted back: "its chief, appointed the previous day, had quit"."""
_RELEASED = re.compile(
    r"\b(?:documents?|papers|records|filings?|minutes|letters?|reports?|emails?|files|transcripts?)\s+"
    r"(?:released|published|issued|unsealed|filed|made public|seen|obtained)\s+(?:on\s+)?$",
    re.IGNORECASE,
)
_SHOW = re.compile(r"\s+(?:show|reveal|suggest|confirm)(?:s|ed)?\b")
"""Around the day on which something told of the news: "rejected the bid last week, documents released today show"."""
_NOTHING_MORE = re.compile(r"(?:\s+(?:morning|afternoon|evening|night))?\s*(?:[.,;]|$)")
"""Behind the day of such a clause at the sentence's end, which has no object: "it was shut, the mayor announced on"."""


def part_of(cue: Cue, before: str, after: str) -> tuple[Part, str]:
    """What a day is for, and the word for a limit, or that of a clause of its own ("after it fell on Monday").

    Parameters
    ----------
    cue : Cue
    before, after : str
        The words of its sentence on either side.
    """
    before, after = before[-NEAR:], after[:NEAR]
    if limit := _limit(cue, before):
        return "limit", limit
    if _is_baseline(cue, before):
        return "baseline", ""
    released = _RELEASED.search(before) and _SHOW.match(after)
    if (
        released
        or _says_behind(before, after)
        or _ATTRIBUTION.search(before)
        or (_ANNOUNCED.search(before) and _NOTHING_MORE.match(after))
    ):
        return "attribution", ""
    from_then_on = cue.kind == "weekday" and _FROM.search(before)
    inserted = is_counted_back(cue) and _INSERTED.search(before) and after.startswith(",")
    if from_then_on or inserted or _is_of_a_thing(cue, before, after) or _is_beside(before):
        return "aside", ""
    clause = _CLAUSE.search(before) or _CAUSED.search(before) or _BEGAN.search(before)
    return "news", clause["ends"].lower() if clause else ""


def _limit(cue: Cue, before: str) -> str:
    """The word for what ends on a day, "due" of what had been planned for it; empty where nothing does."""
    limit = None if not cue.possessive and _HOUR.search(before) else _LIMIT.search(before)
    by_whom = limit and limit["ends"].lower() == "by" and (cue.possessive or cue.kind == "day word")
    if limit and not by_whom:
        return str(limit["ends"]).lower()
    unmet = _UNMET.search(before)
    return "due" if unmet and not cue.possessive and not _VERBS.search(unmet["rest"]) else ""


def _says_behind(before: str, after: str) -> bool:
    """Whether who said something follows its day: "the mill on Monday said", "On Monday, the mill said"."""
    return _SAID_NEXT.match(after) is not None or (
        OPENS.search(before) is not None and _WHO_SAID.match(after) is not None
    )


def _is_baseline(cue: Cue, before: str) -> bool:
    """Whether a move is counted from a day: "from Monday's close", "more than a day earlier"."""
    if is_counted_back(cue):
        return (_BASELINE.search(before) or _COUNTED_ON.search(before)) is not None
    return cue.possessive and _BASELINE.search(before) is not None


def _is_beside(before: str) -> bool:
    """Whether a day stands in words that tell of what was before the news."""
    if any(said.search(before) for said in (_AFTER, _RELATIVE, _REDUCED, _PERIOD)):
        return True
    who, had = _WHO.search(before), _HAD.search(before)
    if who and not _has_ended(who[0]):
        return True
    if had and not _has_ended(had[0]) and not _TOLD.search(before, 0, had.start()):
        return True
    reduced = _REDUCED_OF.search(before)
    if reduced is None:
        return False
    return _FINITE.search(before, 0, reduced.start()) is not None or bool(past_verbs(before[: reduced.start()]))


def _has_ended(clause: str) -> bool:
    """Whether a clause without commas holds a second verb, the main one: "who had been held for a year were freed"."""
    return len(_VERBS.findall(clause)) > 1


def _is_of_a_thing(cue: Cue, before: str, after: str) -> bool:
    """Whether a day belongs to a noun: "the law of 3 May", "the unrest of the previous day", "the 7 July bombings"."""
    if cue.kind != "date" and not is_counted_back(cue):
        return False
    return _OF_DATE.search(before) is not None or _names_a_thing(cue, before, after)


def _names_a_thing(cue: Cue, before: str, after: str) -> bool:
    """Whether a date with its year stands before what it names: "the 7 July 2005 bombings"."""
    return cue.year is not None and before.rstrip().lower().endswith("the") and after[:2].strip().islower()
