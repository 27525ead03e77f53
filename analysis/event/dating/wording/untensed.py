"""Whether a day's clause tells of something past: one without a verb in the past may be still to come."""

from __future__ import annotations

import re

FEW_WORDS = 4
"""Words between two days ("on Monday and late on Tuesday") that are no clause of their own."""

_IRREGULAR = (
    r"arose|ate|awoke|became|beat|been|began|begun|bent|bet|bit|bled|blew|bore|borne|bought|bound|bred|broke|broken|"
    r"brought|built|burnt|burst|came|cast|caught|chose|chosen|clung|cost|crept|cut|dealt|did|done|dove|drank|drawn|"
    r"drew|driven|drove|drunk|dug|eaten|fallen|fed|fell|felt|fled|flew|flown|flung|forbade|forgot|fought|found|froze|"
    r"frozen|gave|given|gone|got|gotten|grew|ground|grown|had|heard|held|hid|hidden|hit|hung|hurt|kept|knelt|knew|"
    r"known|laid|lain|leapt|learnt|led|left|lent|lit|lost|made|meant|met|mistook|mown|outdid|overcame|overran|"
    r"overthrew|oversaw|overtook|paid|pled|put|quit|ran|rang|read|rebuilt|risen|rode|rose|said|sang|sank|sat|saw|seen|"
    r"sent|set|shaken|shed|shone|shook|shot|shown|shrank|shrunk|shut|slain|slashed|slept|slew|slid|smashed|sold|"
    r"sought|sped|spent|spilt|split|spoke|spoken|spread|sprang|spun|stole|stolen|stood|strode|strove|struck|stuck|"
    r"stung|sunk|swam|swept|swore|sworn|swung|taken|taught|thought|threw|thrown|thrust|told|took|tore|torn|undid|"
    r"undertook|underwent|unwound|upheld|upset|was|wept|went|were|withdrawn|withdrew|withheld|withstood|woke|won|wore|"
    r"worn|wound|wove|written|wrote|wrung"
)
_REGULAR = (
    r"(?:(?:dis)?agreed|freed|decreed|guaranteed|refereed|"
    r"(?!hundred\b|scheduled\b|expected\b|planned\b)[a-z]{2,}(?<!e)ed)"
)
_PREFIX = (
    r"re|co|de|mis|pre|over|under|out|cross|test|crash|soft|green|red|white|black|fast|double|triple|force|stage|live|"
    r"field|fire|dive|carpet|price|rubber|hand|stress|trial|kick|jump|panic|ring|strip|machine|petrol|drop|air|spray|"
    r"belly|emergency|spot|court|second|body|tear|fact"
)
_HYPHENED = (
    rf"(?:(?:{_PREFIX})-(?:{_IRREGULAR}|{_REGULAR})\b|[a-z]{{2,}}-(?:{_IRREGULAR}|{_REGULAR})\b"
    r"(?=\s+(?:the|an?|its|his|her|their|all|\d+|on|in|into|at|near|off|for|by|as|over|after|to|from|with)\b|\s*$))"
)
"""Verbs of two parts; any other is one where no noun follows it: "rebel-held towns" has no verb in it."""
_PAST = re.compile(rf"(?<![-\w])(?:{_HYPHENED}|{_IRREGULAR}|{_REGULAR}|[A-Z]{{2,}}(?:['’]e?|e)d)(?!-\w)\b")
_NO_VERB = re.compile(
    r"(?:(?:^|\b(?:of|in|on|under|by|for|with|to|from)\s+)\W*that|"
    r"\b(?:the|an?|its|his|her|their|our|this|these|those|of|for|with|newly|most|more)|"
    r"\b(?:is|are|be|being|gets?)(?:\s+(?:not|now|also|being|\w+ly))?)\s+$",
    re.IGNORECASE,
)
"""Before a participle: "the disputed pact" has no verb in it, and "is signed" is no past."""
_THAT_ENDS = re.compile(
    r"\bthat\s+\w+(?:\s+\w+){0,3}?\s+(?:in|at|on|last|by|for|from)\s+(?:[\w.]+\s+){1,3}?(?!(?:was|has|its|his|as)\b)[a-z]{2,}s\s+"
    r"(?:out|off|up|down|to|at|the|its|on)\s"
)
"""A clause behind a noun, and the main verb in the present: "the truce that began in May runs out on"."""
_PRESENT = re.compile(
    r"(?<!the )(?<!its )(?<!both )\b(?:is|are|isn['’]t|aren['’]t|ends|lapses|leaves|closes|reopens|goes|comes|becomes|"
    r"begins|opens|resumes|arrives|convenes|meets|decides|expires|departs|gathers|chooses|elects|publishes|unveils|"
    r"retires|joins|enters|concludes|celebrates|faces|kicks off|heads to|returns to|takes hold|"
    r"(?:head|go) to the polls)\b"
)
"""Verbs of what is to come on a day; words that are nouns as often stand in no such list."""
_RESULT = re.compile(
    r"\b(?:is|are|remains?|lies?)\s+(?:\w+\s+){0,6}?(?:after|following|dead|missing|accused|charged|suspected|wanted|"
    r"believed|feared|presumed|blamed|known|thought|investigating|searching|hunting|mourning|reeling|recovering)\b"
)
"""A state that something past has left: "three are dead after a crash on Friday"."""
_AWAITED = re.compile(
    r"\b(?:await(?:s|ed|ing)?|(?:wait|brac|prepar|hop)\w*\s+for(?!\s+(?:\w+\s+){0,2}(?:hours|days|weeks|months|years))|"
    r"ahead\s+of\s+(?:the|an?|its|key|talks|elections?)|pending|looming|"
    r"before\s+(?:[\w'’]+\s+){0,3}?(?:meeting|vote|election|referendum|summit|talks|deadline|decision|auction|launch))\b|"
    r"\bfor\s+$|\b(?:set|named|chose|fixed)\s+$"
)
"""Before what is still to come: "fell ahead of a vote on Friday", "called a meeting for Friday"."""
_EXPECTED = re.compile(r"\b(?:bet(?:s|ting)?|eyes(?:\s+\w+)?)\s+on\b")
"""Before what is expected of a day's own: "bet on a cut at Friday's meeting"."""
PLANNED = re.compile(
    r"(?<![-\w])(?<!than )(?<!as )"
    r"(?:(?:planned|scheduled|expected|upcoming)\s+(?!to\b|for\b|on\b|in\b|at\b|by\b|late\b|early\b)[\w-]+|"
    r"(?:due|scheduled|planned|expected)\s+(?:for|in|at|by)\s+(?!on\b|late\b|early\b|noon\b|mid|\d)\w+)|"
    r"(?:\b(?:the|an?|its|his|her|their|any|no|all|such|of|for|on|new|[a-z]{2,}ed)|['’]s)\s+"
    r"(?P<plan>(?:plan|hope)s?\s+(?:to\s+\w+|for))\b",
    re.IGNORECASE,
)
"""A noun's plan: "dropped a planned sale on", "its plans to sell on". A day behind it is the verb's or the plan's."""
HAS_OWN_TIME = re.compile(
    r"(?:due|scheduled|planned|set|expected)(?:\s+(?:for|in|by))?\s+(?:the\s+)?"
    r"(?:(?:last|next|this)\s+(?:week|month|quarter|year|spring|summer|autumn|winter)|\d{4}|holidays|"
    r"spring|summer|autumn|winter|January|February|March|April|May|June|July|August|September|October|November|December)\b|"
    r"(?:up)?coming\s+(?:days|weeks?|months?|quarters?|years?|decades?|seasons?|winter|summer)\b|"
    r"expected\s+(?:[\w-]+\s+){0,2}(?:points?|percent|per\s+cent|rise|fall|drop|increase|decline|loss|profit)\b"
)
"""A plan whose own time or size is told, so that a day behind it is not its own: "missed a coupon due in March on"."""
_NEARS = re.compile(r"\W*(?:deadline\b|nears\b|looms\b|approaches\b)")
FRONTED = re.compile(
    r"^\W*(?:After|When|As|Since|Because|Once|Before|Although|Though|While|Despite|Following|If)\b[^,]*,", re.IGNORECASE
)
INSERTED = re.compile(
    rf",\s*(?:which|who|whose|whom|where|when|(?:(?:first|once|now|long|twice)\s+)?(?:{_IRREGULAR}|{_REGULAR}))\b[^,]*,"
)
"""Between commas: "the pact, signed in 1987, lapses"."""
_BY_WHOM = re.compile(r"(?<!was )(?<!were )(?<!been )\b\w+ed\s+by\s+(?=[A-Z])")
"""A participle behind its noun: "a truce brokered by Turkey"."""
_DATELINE = re.compile(
    r"^\W*(?:(?:[A-Z][\w.'’]*|\d{1,4})[\s,/]+){0,8}(?:\([A-Z][^()]{1,40}\)\s*)?(?:[—–]|(?<![A-Za-z])-{1,2})\s+"
)
"""Before the sentence itself: place, day and agency, or what of them stands behind their day."""
_SUBJECT_AND_WHO = re.compile(
    r"^\W*(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir)\s+)?(?:(?!(?:the|an?|it|is|are|was|were|has|have|will)\b)[\w'’-]+\s+){1,3}"
    r"(?:of\s+(?:the\s+)?(?:(?!of\b)[\w'’-]+\s+){1,2})?(?:that|who|which|whose\s+[\w-]+)\s+"
)
"""A subject that opens the sentence, up to its relative clause without a comma: "workers that were sacked march on"."""
_AUXILIARY = re.compile(r"\b(?:was|were|been|had|got)\s+(?:(?:not|also|already|\w+ly)\s+)?$")
_COORDINATE = re.compile(r"(?:\b(?:and|or|but|then)|,)\s+(?:\w+ly\s+)?$")
_ON = re.compile(r"\s*(?:late|early)?\s*(?:on\s+)?$")
_MAIN_VERB = re.compile(r"\W*(?:is|are|was|were|has|have|had|will|would|can|could|may|must)\b")
_BARE = re.compile(
    r"(?<!\bto )(?<!\bnot )(?<!\bdid )(?<!\bcould )(?<!\bmay )(?<!\bmight )(?<!\band )(?<!\bor )(?<![’']t )(?<!\blet )"
    r"(?<!\bthey )\b(?:meet|gather|reopen|resume|begin|convene|decide|depart|arrive|expire)\s+"
    r"(?:(?:again|late|early)\s+)?(?:on\s+)?$"
)
"""Directly before a day, verbs in the present that are no nouns: "banks hit by the storm reopen on"."""
_AND_BARE = re.compile(
    r"\band\s+(?:meet|gather|reopen|resume|begin|convene|decide|depart|arrive|expire)\s+(?:(?:again|late|early)\s+)?(?:on\s+)?$"
)
_INFINITIVE = re.compile(r"\b(?:to|not|did|could|may|might|will|would|let|helped?|they|we)\b|[’']t\b")
"""What a verb behind "and" may go on from: "agreed to leave and meet on"; without, it is one of the present."""
_SUBORDINATE = re.compile(r"\b(?:since|after|before|until|when|because|if|as|whether|that|how|why)\b[^,]*")
_SUBJECT = re.compile(r"\s+(?!(?:was|has|as|its|his|this|us)\b)[a-z]+s\b")
"""After a day that opens the sentence, its verb in the present: "Monday marks ten years"."""
_SAID = re.compile(r",\s+(?:[\w.'’-]+\s+){1,6}(?:said|told|added|wrote|announced)\b.*$")
_REPORTS = re.compile(
    r"(?<![,”\"’] )\b(?:said|announced|confirmed|told [\w ]{2,30}?|added)\s+"
    r"(?:that\s+|(?=(?:it|he|she|they|we)\s+\w)|(?<=said )(?=(?:the|an?|its|his|her|their|all|most)\s+\w+\s+\w+\s+\w))"
)
"""Before what somebody said: its verb is not that of the report."""


def is_untensed(before: str, after: str, *, possessive: bool) -> bool:
    """Whether no verb of a day's clause is in the past.

    Parameters
    ----------
    before, after : str
        The words of its sentence on either side, up to the next day.
    possessive : bool
        Whether the day belongs to a noun ("Friday's figures").
    """
    before = re.split(r"[;:]", _DATELINE.sub("", before))[-1]
    awaited = [*_AWAITED.finditer(before), *(_EXPECTED.finditer(before) if possessive else ())]
    awaited = awaited or [m for m in PLANNED.finditer(before) if not HAS_OWN_TIME.match(before, m.start())]
    if _NEARS.match(after) or (awaited and _last_past(before[awaited[-1].end() :]) < 0):
        return True
    if _RESULT.search(before):
        return False
    if not before.strip(" \"“”'") and not possessive and _SUBJECT.match(after):
        return True
    before = _BY_WHOM.sub("by ", INSERTED.sub(" ", FRONTED.sub("", before)))
    before = _REPORTS.split(before)[-1]
    after = re.split(r"[;:]", _SAID.sub("", INSERTED.sub(" ", after)))[0]
    in_present = _BARE.search(before) or (_AND_BARE.search(before) and not _INFINITIVE.search(before))
    if in_present or _verb_is_unknown(before, after):
        return True
    behind = _last_past(before)
    presents = list(_PRESENT.finditer(before))
    if (presents and presents[-1].start() > behind) or (behind >= 0 and _ends_that(before, behind)):
        return True
    return behind < 0 and _last_past(_SUBORDINATE.sub(" ", after)) < 0


def _ends_that(before: str, behind: int) -> bool:
    """Whether the last past verb is that of a clause with "that" before the main verb."""
    found = _THAT_ENDS.search(before)
    return found is not None and found.start() < behind < found.end()


def _verb_is_unknown(before: str, after: str) -> bool:
    """Whether the subject's relative clause holds all verbs in the past before a day, and none follows it.

    The verb of the main clause is then one that no list knows, in the present: "workers that were sacked march on".
    """
    who = _SUBJECT_AND_WHO.match(before)
    if who is None or _MAIN_VERB.match(after) or _SUBJECT.match(after) or _last_past(_SUBORDINATE.sub(" ", after)) >= 0:
        return False
    verbs = [m for m in past_verbs(before) if m.start() >= who.end()]
    if not verbs or _ON.fullmatch(before, verbs[-1].end()):
        return False
    return all(_AUXILIARY.search(before, 0, v.start()) or _COORDINATE.search(before, 0, v.start()) for v in verbs[1:])


def past_verbs(words: str) -> list[re.Match[str]]:
    """Finite verbs in the past, as far as they can be told from participles."""
    return [m for m in _PAST.finditer(words) if not _NO_VERB.search(words, 0, m.start())]


def _last_past(words: str) -> int:
    """Position of the last verb in the past, -1 without any."""
    found = past_verbs(words)
    return found[-1].start() if found else -1
