"""The tense of the words around a day: whether what they tell has happened."""

from __future__ import annotations

import re

from analysis.event.dating.cue import Cue, Tense
from analysis.event.dating.wording.untensed import HAS_OWN_TIME, PLANNED, past_verbs

OPENING_WORDS = 4
"""Words before a day at the beginning of a sentence ("Talks in Rome on Monday will") that hold no verb yet."""

_FUTURE = (
    r"(?:will|shall|would|upcoming|coming|(?:is|are|was|were) (?:to(?! have\b)|due|"
    r"set(?! (?:free|loose|ablaze|alight|on fire|aside|up|off|back)\b)|scheduled|expected|planned)|"
    r"(?:plan|expect|intend|hope|prepare)(?:s|d|ed|ned)? (?:to|for)|(?:due|set|scheduled|ready|planned) (?:to|for)|"
    r"(?<!than )(?<!as )(?<!had )(?:scheduled|expected|planned)|due|meets|begins|starts|opens|resumes|arrives|"
    r"convenes|"
    r"votes|decides|takes effect|takes place|goes into (?:effect|force)|comes into (?:effect|force)|expires)"
    r"(?: (?:not )?(?:to )?be (?:\w+ly )?\w+)?"  # "is to be held": the participle is no past
)
_DONE_DEAL = (
    r"buy|acquire|purchase|sell|merge|pay (?:\S+ ){0,4}?[$€£¥\d]\S*|settle|plead|invest|abolish|scrap|ban|cut|raise|"
    r"back|support|approve|accept"
)
"""What is agreed to on a day, and not for a day."""
_LATER = (
    r"meet|strike|walk|begin|start|resume|return|hold|reopen|open|leave|stop|convene|vote|go|close|end|lift|launch|quit"
)
_OPEN = (
    r"(?:(?:vowed|promised|wanted|ordered|asked) to (?!an?\b|the\b)|"
    rf"(?:agreed|offered|decided|moved) to (?!an?\b|the\b|(?:{_DONE_DEAL})(?!\w))|"
    rf"voted to (?=(?:{_LATER})\b)(?![\w ]{{0,40}}\brates?\b))"
)
_PAST = (
    r"had been (?:due|set|scheduled|expected|planned|supposed|ready)(?: (?:to|for))?|"
    r"had (?:planned|expected|hoped|intended) to|"
    r"announced|agreed|became|beat|began|begun|bought|brought|broke|built|came|caught|chose|cut|did|drew|drove|ended|"
    r"fed|fell|felt|fled|flew|fought|found|froze|gave|got|grew|had|has|have|heard|held|hid|hit|hurt|kept|knew|"
    r"laid|led|"
    r"left|lent|lost|made|meant|met|paid|put|quit|ran|reported|rose|said|sank|sat|saw|says|sent|shook|shot|shut|"
    r"signed|"
    r"slid|sold|sought|spent|split|spoke|stood|stuck|struck|swept|swore|taught|threw|thought|told|took|was|went|were|"
    r"withdrew|woke|won|wore|wrote"
)
_VERB = re.compile(rf"\b(?:(?P<future>{_FUTURE})|(?P<open>{_OPEN})|(?P<past>{_PAST}))\b|(?P<wont>['’]ll\b)")
_COUNTED = re.compile(
    r"(?:\d|\b(?:the|an?|its|his|her|their|no|all|many|most|more|fewer|few|enough|several|some|of|by|with|against|housing|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million))\s+$",
    re.IGNORECASE,
)
"""Before what is then a noun: "by 61 votes", "housing starts"."""
_BY = re.compile(r"\s+by\b")
_NOUNS = ("votes", "starts", "opens", "meets")
_INSERTED = re.compile(r",\s*(?:which|who|whose|whom|where)\b[^,]*,")
"""Between commas: "the firm, which opens its books each May, failed on"."""
_CLAUSE_END = re.compile(r"[;:—–]|\b(?:and|but|while|as)\b")
_WEAK_PAST = re.compile(r"\b[a-z]{2,}ed\b")
_WEAK_PAST_NEXT = re.compile(r"\s+(?:\w+ly\s+)?(?!scheduled|expected|planned|needed)[a-z]{2,}ed\b")
"""Directly behind a day: "Russia on Monday pulled out of a pact that was due to lapse"."""
_STATE = re.compile(r"\b(?:is|are)\s+(?:not\s+)?(?!expected|scheduled|planned)[a-z]{2,}ed\s+(?:on\s+)?$")
"""Directly before a day: "shops are closed on Monday" tells of any Monday, past or to come."""
_CONJUNCTION = re.compile(r"\b(?:after|when|because)\b")
_WEAK_OPEN = re.compile(r"\b(?:meet|resume|begin|start|open|convene|vote)\b")


def tense_of(cue: Cue, before: str, after: str) -> Tense:
    """Tense from the last verb before the cue in its sentence, or the first after it; other days end the search."""
    if cue.kind != "day word" and cue.modifier.startswith(("last", "next")):
        return "past" if cue.modifier.startswith("last") else "future"
    before = _own_clause(_INSERTED.sub(" ", before[before.rfind(";") + 1 :]))
    if _STATE.search(before):
        return "open"
    behind = _verbs(before, cue)
    ahead = _verbs(_CLAUSE_END.split(after, maxsplit=1)[0], cue)
    if cue.possessive:
        # The verb governs the noun ("Wednesday's truce will allow"), not the day: it leaves the day open at most.
        return "none" if {*behind, *ahead} <= {"past"} else "open"
    if behind:
        return behind[-1]
    if weak := _WEAK_PAST.search(before) or _WEAK_OPEN.search(before):
        return "past" if weak.re is _WEAK_PAST else "open"
    ahead = ["past"] if _WEAK_PAST_NEXT.match(after) else ahead
    # An unknown verb may stand before the day: "Rebels overran it on Monday, which will cost them".
    unknown = ahead[:1] == ["future"] and len(before.split()) > OPENING_WORDS
    return "open" if unknown else ahead[0] if ahead else "none"


def _own_clause(before: str) -> str:
    """The clause of a day that its own conjunction begins, if it has a verb: "will vote again after it failed on"."""
    clause = _CONJUNCTION.split(before)[-1]
    return clause if _VERB.search(clause) or _WEAK_PAST.search(clause) else before


def _verbs(words: str, cue: Cue) -> list[Tense]:
    return [_verb(m) for m in _VERB.finditer(words) if not (m["future"] and _is_of_a_noun(words, m, cue))]


def _is_of_a_noun(words: str, match: re.Match[str], cue: Cue) -> bool:
    """Whether what reads like a verb to come is a noun, or only says of one that it was planned, beside a past verb.

    A date behind a plan may be the plan's; so may a weekday, which is then in doubt as one without a verb in the past.
    """
    start = match.start()
    if words[:start].endswith("than-"):
        return True
    if match[0].lower() in _NOUNS:
        return _COUNTED.search(words, 0, start) is not None
    behind = [m for m in past_verbs(words[match.end() :]) if not _BY.match(words, match.end() + m.end())]
    if not behind and not past_verbs(words[:start]):
        return False
    if HAS_OWN_TIME.match(words, start):
        return True
    return cue.kind == "weekday" and any(start in (p.start(), p.start("plan")) for p in PLANNED.finditer(words))


def _verb(match: re.Match[str]) -> Tense:
    if match["past"]:
        return "past"
    return "open" if match["open"] else "future"
