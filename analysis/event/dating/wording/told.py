"""What a sentence tells: something that has happened, or harm that was done."""

from __future__ import annotations

import re

from analysis.event.dating.wording.untensed import past_verbs

_STATED = re.compile(
    r"(?:said|told|added|wrote|reported|stated|announced|confirmed|disclosed|revealed|acknowledged|admitted|showed|issued|"
    r"released|published|sent)"
)
_MEASURED = re.compile(
    r"\b(?:data(?! (?:of|from|about)\b)|"
    r"figures|statistics|survey|poll|index|minutes|results|estimates?|profits?|sales|revenues?|earnings|turnover|"
    r"inflation|exports|imports|output|unemployment)\b",
    re.IGNORECASE,
)
"""What is published on a day is itself the day's news."""
_AHEAD = re.compile(
    r"\b(?:will|would|plans?|planned|agreed|decided|intends?|expects?)\b|\b(?:is|are) (?:set |due )?to\b"
)
"""What somebody says of what is to come is the news itself."""
HARM = re.compile(
    r"\b(?:kill|die[ds]?\b|dead|death|deadly|wound|injur|shot|shoot|gunm|fired (?:at|on)|opened fire|attack|ambush|"
    r"crash|blast|explo|bomb|drown|stabb|collaps|derail|struck|stricken|burn|sank|sunk|sink)",
    re.IGNORECASE,
)
"""Two sentences of such words tell of one event: "killed in an ambush", "the patrol was attacked"."""
OTHER = re.compile(
    r"\b(?:another|separate(?:ly)?|similar|previous(?:ly)?(?! (?:day|night|evening|afternoon|morning)\b)|"
    r"(?:an|the) earlier|elsewhere)\b",
    re.IGNORECASE,
)
"""A sentence of such words tells of another event, whatever it has in common with the first."""


def tells(sentence: str) -> bool:
    """Whether a sentence tells of what has happened besides what somebody said, and not of figures or plans."""
    if _MEASURED.search(sentence) or _AHEAD.search(sentence):
        return False
    return any(not _STATED.fullmatch(verb[0]) for verb in past_verbs(sentence))
