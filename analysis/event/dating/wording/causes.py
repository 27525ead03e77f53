"""Whether what a sentence tells has to do with what the lead tells, or with something else."""

from __future__ import annotations

import re

from analysis.event.dating.wording.content import content
from analysis.event.dating.wording.told import HARM
from analysis.event.dating.wording.untensed import past_verbs
from analysis.event.reading.lines import LONG_WEEKDAYS

DAY_NAME = re.compile(rf"(?:\b(?:(?:late|early) )?on )?\b(?:{LONG_WEEKDAYS})\b(?:['’]s)?")
_ANOTHER = re.compile(r"\b(?:another|second|third|new|fresh|further)\b", re.IGNORECASE)
_NEW = re.compile(r"\W*an?\b", re.IGNORECASE)
_REFERS = re.compile(
    r"\W*(?:(?:the|this|that|his|her|its|their) (?:\w+ )?(?:news|move|decision|step|result|outcome|announcement|win|"
    r"victory|defeat|violence|bloodshed|victims)\b(?! (?:of|by|in|at|on|over|to|that)\b)|"
    r"(?:him|her|it|them|this)\b(?! (?!on\b|for\b)\w))",
    re.IGNORECASE,
)
"""What only the sentences before can make out: "the move", "him"."""
_VERBAL = r"after|when|because|following|(?P<while>as)(?! (?:much|low|high|well|of|many|far|little|an?)\b)"
_CAUSE = re.compile(rf"\b(?:{_VERBAL})\b(?=(?P<what>[^,;]*))", re.IGNORECASE)
_OF_PRICES = re.compile(
    rf"\b(?:{_VERBAL}|amid|with|once|under|before(?! \w+ing\b)|due to|owing to|thanks to|in response to|in the wake of|"
    r"since(?! (?:\d|at least|last|early|late|the|[A-Z]\w+ \d|[A-Z]\w+\W*$))|"
    r"through(?! (?:\d|the [\w,.]+ (?:mark|level)))|"
    r"at the (?!close|end|open|start|time)\w+ of|"
    r"over(?! (?:\d|the (?:day|week|month|year|weekend)\b))|"
    r"on(?! (?:\w+day|record|average|balance|foreign|overseas|(?:the|an?) (?:[\w-]+ )?"
    r"(?:day|week|month|year|open|close|exchange|market|bourse)|Wall Street|paper)\b)|"
    r"(?:\w+ed|\w+en|hit|hurt|undone)(?: down)? by"
    r"(?! (?:\d|an? (?:tenth|fifth|quarter|third|half|record)|more|less|about|nearly|almost|half)\b))\b"
    r"(?=(?P<what>[^,;]*))",
    re.IGNORECASE,
)
_MOOD = re.compile(
    r"\bas (?:\w+ )?(?:investors|traders|dealers|markets?) (?:fretted|worried|weighed|digested|feared|cheered|took|"
    r"braced|bet|mulled|sold|fled|shrugged)\b(?:(?!\b(?:after|when|because|following)\b)[^,;])*",
    re.IGNORECASE,
)
"""How buyers and sellers felt is no cause of its own."""
_CAPITAL = re.compile(r"\b[A-Z][\w'’-]+")
_BEHIND_NOUN = re.compile(r"\b(?:of|in|on|at|by|between|against|that|which|for|to|from|with|over|after)\b|[,;:]")
_MIGHT = re.compile(r"\b(?:would|could|will|may|might|can|to) (?:be )?\w+")


def is_of_lead(what: str, first: str) -> bool:
    """Whether a noun means what the lead tells: by a word of its, by a pronoun, or because it names nothing else.

    Those who do something in both do not make it one: "the truce between them" ends what their guns did.
    """
    what = DAY_NAME.sub("", what)
    if _NEW.match(what) or is_foreign(what, first):
        return False
    noun = _BEHIND_NOUN.split(what.strip())[0]
    words = content(_CAPITAL.sub("", noun))
    last = content("".join(re.findall(r"[\w'’-]+", noun)[-1:]))
    harms = HARM.search(noun) and HARM.search(first)
    return bool(harms or _REFERS.match(what) or last & content(first)) or not words


def has_other_cause(sentence: str, first: str, *, of_prices: bool = False) -> bool:
    """Whether a sentence tells of a cause that is not the lead's: "fell on Monday after the bank's head was sacked".

    Prices move "on", "over" or "amid" something as well.
    """
    words = _MOOD.sub("", sentence)
    return any(not _is_cause_of_lead(m["what"], first) for m in (_OF_PRICES if of_prices else _CAUSE).finditer(words))


def _is_cause_of_lead(what: str, first: str) -> bool:
    """Whether a cause, which may be a clause, is what the lead tells: its verbs are the lead's, and one word is."""
    what = DAY_NAME.sub("", what)
    verbs, leads = ({v[0].lower() for v in past_verbs(_MIGHT.sub("", words))} for words in (what, first))
    if is_foreign(what, first) or not verbs <= leads:
        return False
    words = content(_CAPITAL.sub("", what))
    harms = HARM.search(what) and HARM.search(first)
    return bool(verbs or harms or _REFERS.match(what) or words & content(first)) or not words


def is_foreign(what: str, first: str) -> bool:
    """Whether words say that they mean another thing, or have names and none of the lead's."""
    names = set(_CAPITAL.findall(DAY_NAME.sub("", what)))
    return _ANOTHER.search(what) is not None or bool(names and not names & set(_CAPITAL.findall(first)))
