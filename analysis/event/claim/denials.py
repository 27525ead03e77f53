"""Whether a move that a sentence names did not happen: it is denied, avoided, prevented, doubted, asked, or over."""

from __future__ import annotations

import re

from analysis.event.claim.words import GAINS, LOSSES, UNDO

NEAR = 4
"""Words before a verb within which a denial or a doubt belongs to it."""
_SOME = ("a", "the", "past", "last")
"""Words before "few" and "little" with which these deny nothing."""
_NOT_SOME = "".join(f"(?<!{word} )" for word in _SOME)
_ACTORS = (
    r"(?:investors?|traders?|funds?|holders|foreigners|buyers|sellers|people|"
    r"(?:[\w'’-]+ ){0,2}(?:bonds|notes|stocks|shares|equities|currencies|commodities|metals|markets|ind(?:ices|exes)))"
)
_DENIED = re.compile(
    r"(?:\b(?:not(?! (?:only|just|merely|solely|least|surprisingly|unexpectedly)\b)|never|"
    r"no(?! (?:less|wonder|doubt|surprise|question)\b)|nothing(?! (?:but|and)\b)|nobody|none(?! but\b)|"
    rf"without|neither|nor|hardly|barely|scarcely|{_NOT_SOME}few(?:er)?(?= {_ACTORS}| of\b| (?:had )?expect|$)|"
    r"fail(?:ed|s|ing|ure)? to|(?:inability|refusal|reluctance) to|"
    r"refus(?:e[sd]?|ing) to|declin(?:e[sd]?|ing) to|denie[sd]|yet to|"
    r"(?<!a )little(?: to|$)|unable to|powerless to|rather than|instead of|far from|"
    r"stop(?:s|ped)?|ceas(?:es|ed))|n['’]t)\b",
    re.IGNORECASE,
)
_FEW_OF = re.compile(
    rf"{_NOT_SOME}\b(?:few|none|neither|hardly any|not (?:a single )?one) of "
    r"(?:(?!(?:and|but|that|which|who|when|after|as)\b)[\w'’.-]+\s+)"
    r"{0,6}$",
    re.IGNORECASE,
)
_NOT_EXPECTED = re.compile(
    r"\b(?:no one|no-one|nobody|none|not|never|hardly anyone)\b[^,;]{0,40}\bexpect(?:ed|s|ing)?\b"
    r"[^,;]{0,60}\bto (?:\w+ )?$",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(r"[,;]|\b(?:when|after|as|because|while|although|though|before)\b", re.IGNORECASE)
_NOT_TO_DO = re.compile(
    r"\b(?:not|never|failing|failure|inability|refusal|reluctance|refusing|declining|unable|"
    r"powerless) to (?!(?:have|be)\b)[\w-]+(?:\s|$)|\bwithout\b|\bnot [\w-]+ing\b|"
    r"\bto (?:not|never) [\w-]+(?:\s|$)",
    re.IGNORECASE,
)
"""A denial of another verb than a finite one behind it: "a decision not to cut rates lifted"."""
_HEDGED = re.compile(
    r"\b(?:(?-i:may)|might|could(?! not\b|n['’]t)|would|should|will|if|can|"
    r"(?:expected|forecast|predicted|tipped|projected|supposed|seen|thought|(?:un)?likely|sure|certain|bound|set|poised|ready|"
    r"about) to|seen \w+ing|"
    r"unless|whether|expects?|forecasts?(?! and\b)|predicts?|hopes? to|bets? that|wants?|fears? that|calls? for|"
    r"(?:is|are|was|were) due to|threaten(?:s|ed|ing)? to|risk(?:s|ed|ing)? (?:an?|the|another|further)|"
    r"seen$)\b",
    re.IGNORECASE,
)
_EXPECTED_OF_IT = re.compile(
    r"(?<!as )(?<!than )\b(?:expected|forecast|predicted|projected|tipped)(?:\s+[\w'’.&-]+){1,8}?\s+to\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
"""Before a move: what somebody expected of an asset named between ("had expected Kenya's bonds to")."""
_ONLY_AWAITED = re.compile(
    r"\b(?:(?:brac|prepar|wait|hop)\w*\s+for|await\w*|anticipat\w+|predict\w*|"
    r"(?:fear|expect|forecast|foresee)(?:s|n|ed|ing)?|foresaw|warn\w*\s+of|bet(?:s|ting)?\s+on|"
    r"(?:fear|risk|threat|prospect|hope|expectation|danger|chance|possibility|warning|forecast|talk)s?\s+(?:of|for))\s+"
    r"(?:(?:an?|the|another|further|more|any)\s+)?(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
"""Before a move that is a noun: what somebody awaits or fears ("braced for a sell-off in")."""
_OBJECT = r"\s+(?:(?!(?:and|but|as|that|to)\b)[\w'’%-]+\s+){0,4}"
_AVOIDED = re.compile(
    r"\b(?:(?:avoid(?:s|ed)?|escape[sd]?|def(?:y|ies|ied)|resist(?:s|ed)?|withstood|buck(?:s|ed)?|"
    r"(?:immune|impervious|insulated|exempt) (?:to|from)|spared|avert(?:s|ed)?|forestall(?:s|ed)?|"
    r"prevent(?:s|ed)?|shrug(?:s|ged) off|(?:staved?|ward(?:ed)?|head(?:ed)?) off|"
    r"un(?:touched|affected|scathed|moved|fazed|hurt) by|"
    rf"gave up on|left out of|excluded from|(?:close|next) to|on the (?:verge|brink|point) of){_OBJECT}|"
    r"(?:miss(?:ed|es)?(?: out on)?|s[ai]t(?:s|ting)? out|lag(?:s|ged)?(?: behind)?|trail(?:s|ed)?|"
    r"(?:missing|absent) from|(?:stay|kept|keep)(?:s|ed)? out of|(?:take|took|had) no part in|"
    r"fail(?:ed|s|ing)? to (?:join|benefit from|profit from|share in|take part in)|not (?:benefit|profit) from|"
    r"not (?:take part|share|participate) in|not join)\s+"
    r"(?:(?:most|much|all|out) of\s+)?"
    rf"(?:an?|the|this|that|any|[\w-]+['’]s?){_OBJECT})$",
    re.IGNORECASE,
)
"""Before a move that is a noun or a gerund: what an asset avoided or missed, or was spared."""
_PREVENTED = re.compile(
    r"\b(?:prevent(?:s|ed|ing)?|kept|keep(?:s|ing)?|stop(?:s|ped|ping)?|sav(?:e[sd]?|ing)|spar(?:e[sd]?|ing)|"
    r"shield(?:s|ed|ing)?|protect(?:s|ed|ing)?|insulat(?:e[sd]?|ing)|rescu(?:e[sd]?|ing)|guard(?:s|ed|ing)?|"
    r"hold|held)\b[^,;]{0,80}\bfrom\s+(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
_TAKEN_AS_GIVEN = re.compile(
    r"(?:def|resist|withst|buck|immune|impervious|insulated|exempt|shrug|un|miss|s[ai]t|lag|trail)", re.IGNORECASE
)
"""What an asset does to the move of another one, which did happen: "stocks shrugged off a jump in oil"."""
_ALMOST = re.compile(r"\b(?:almost|nearly|narrowly)$", re.IGNORECASE)
_NO_LESS = re.compile(r"(?:doubl|tripl|quadrupl|halv|eras|wip|recover)", re.IGNORECASE)
"""Moves of which almost all is a move too: "almost doubled"."""
_UNTRUE = re.compile(
    r"(?:(?:\bnot|n['’]t|\bhardly) (?:true|the case|correct|so)|\b(?:false|untrue|wrongly|falsely|mistakenly|"
    r"no (?:truth|evidence|signs?|proof|indication|suggestion)|"
    r"(?:den(?:y|ie[sd])|reject(?:s|ed)?|refut(?:es|ed)|dismiss(?:es|ed))))\s+(?:\w+\s+){0,4}?that\s+[^,;]{0,80}$",
    re.IGNORECASE,
)
_REPORTED = re.compile(r"\b(?:reports?|rumou?rs?|claims?|suggestions?|talk) that\s+[^;]{0,80}$", re.IGNORECASE)
_REFUTED = re.compile(
    r"[^;]{0,80}?\b(?:(?:was|were|is|are|proved) (?:\w+ )?(?:false|untrue|unfounded|baseless|wrong|denied)|not true)\b",
    re.IGNORECASE,
)
FINITE = re.compile(
    r"(?:fell|rose|sank|slid|lost|shed|leapt|fallen|risen|was|were|hurt|hit|sent|drove|sold|bought|fled|\w+ed)\b",
    re.IGNORECASE,
)
"""A verb that can be no object: "fell", not "falling" or "a fall"."""
_INVERTED = re.compile(r"\W*(?:Were|Had|Should)\s+[^,?]*$")
"""Before a move in a clause that only supposes it: "were the lira to fall, the bank"."""
_REASON = re.compile(r"\b(?:why|how)\b", re.IGNORECASE)

EXCEPTED = re.compile(
    r"\b(?:(?:all|any|every)\w* but|except(?:ing)?(?: for)?|(?:apart|aside) from|other than|save for|barring|"
    r"with the exception of|excluding|unlike(?! (?:in|on|last)\b)|(?:in contrast|contrary) (?:to|with)|rather than|"
    r"instead of)\s+(?:[\w'’.&-]+\s+){0,5}$",
    re.IGNORECASE,
)
"""Before an asset of which what is said of others is not said."""

_MEANWHILE = (
    r"(?:(?!(?:as|while|and|but|when|after|before|that|which|who|with|the|not|no|never|little|hardly|barely|far|"
    r"fail\w*|refus\w*|yet|\w+n['’]t|could|may|might|would|will|can|"
    r"should|lifted|hurt|sent|pushed)\b)[\w'’-]+\s+){0,4}?"
)
_NOUN = rf"(?:{GAINS}|{LOSSES}|surge|jump|recovery|plunge|tumble|crash|rout)"
_ENDS = (
    r"(?:end(?:ed|s|ing)|fad(?:ed|es|ing)|stall(?:ed|s)|petered out|halted|eased|slowed|paused|revers(?:ed|es)|"
    r"evaporat(?:ed|es)|vanish(?:ed|es)|fizzle[sd]?(?: out)?|shr[au]nk|narrow(?:ed|s)|abat(?:ed|es)|"
    r"subsid(?:ed|es)|dissipated|unwound|unravell?ed|waned|died (?:down|away|out)|dried up|undone|stopped|stemmed|"
    r"erased|wiped out|cut short|snapped|arrested|given (?:up|back)|short-lived|brief|fleeting|over)"
)
_NO_OBJECT = (
    r"(?=\W*$|[.,;:!?)]|\s+(?:in|on|at|to|after|before|as|when|while|with|within|without|by|for|from|amid|during|and|"
    r"but|again|there|today|late|later|early|soon|once|only|despite|last|this|until|overnight|somewhat|\w+ly|"
    r"\w+day)\b)"
)
_ENDED = (
    rf"(?:{_ENDS}{_NO_OBJECT}|(?:ran out|run its course|did(?: not|n['’]t) last|lost (?:steam|momentum|pace))\b|"
    r"(?:(?:c[ao]me|drew|ground) )?to (?:an end|a halt|a close|a stop|nothing)|"
    rf"followed by (?:an? )?(?:[\w-]+ )?{_NOUN})"
)
OVER = re.compile(rf"(?:['’]s?)?\s+{_MEANWHILE}{_ENDED}(?!\w)", re.IGNORECASE)
"""What a rally or a rout does, or has done to it, when it is over."""
NEVER_CAME = re.compile(
    r"(?:['’]s?)?\s+(?:(?:did|does|has|have|had)(?: not|n['’]t)|never|fail(?:ed|s) to|(?:is|has|have|are) yet to)\s+"
    r"(?:follow|materiali[sz]e|happen|c[ao]me|occur|arrive|appear|begin|start)(?:e?d)?\b",
    re.IGNORECASE,
)
"""What a rally or a rout does that is only spoken of."""
_UNDOING = re.compile(
    rf"\b(?:{UNDO}|stop(?:s|ped|ping)?|arrest(?:s|ed|ing)?|und(?:o|oes|id|oing)|interrupt(?:s|ed)?|"
    r"(?:end|halt|stop|close|reversal|pause|break|interruption) (?:of|to|in)|"
    r"(?:little|nothing|not much) (?:was|is|were|remain(?:s|ed)) (?:left )?of|what was left of)\s+"
    r"(?:(?!(?:for|of|in|on|and|by|with|from|to|as|but|after|before|amid|despite|since|when|while|because|that|which|who)\b)"
    r"[\w'’.&%-]+\s+){0,4}$",
    re.IGNORECASE,
)
"""Before the noun of a move, or the asset whose it is: what ended, stemmed or reversed it."""
OWN_MOVE = re.compile(rf"['’]s?\s+(?:(?!{UNDO}\b)[\w'’.%-]+\s+){{0,3}}?{_NOUN}(?![\w-])", re.IGNORECASE)
"""Behind an asset: the noun of its move, "the lira's two-day slide"."""
TURNED_BACK = re.compile(
    r"[^;]{0,60}?\b(?:then|but|before|only to|and)\s+(?:\w+\s+){0,2}?"
    r"(?:(?:g[ai]v(?:e|ing)|surrender(?:ed|ing)?|los(?:t|ing)|eras(?:ed|ing)) "
    r"(?:it|them|that|those|everything|(?:all|most|much|half) of (?:it|them)|the lot)(?: all)?(?: back| up)?|"
    rf"g[ai]v(?:e|ing) (?:(?:back|up) (?:it|all|most|everything|the lot)\b|(?:the|its|their|those) {_NOUN} back)|"
    r"revers(?:e|ed|ing) (?:course|direction)|(?<=then )reversed|turn(?:ed|ing)? tail|"
    rf"(?:the|its|their|those|these) (?:[\w-]+ )?(?:{_NOUN}|move)\s+{_MEANWHILE}{_ENDED})(?!\w)",
    re.IGNORECASE,
)
"""Behind a move: it was given back ("rose, then gave it all back")."""


def is_denied(before: str, move: str, behind: str, of_another: bool = False) -> bool:
    """Whether the words before a move, in its sentence, or those behind it say that it did not happen.

    ``of_another`` is whether the move is the noun of an asset that did not itself avoid it ("defied a fall in oil").
    """
    clause, near, finite = re.split(r"[,;]", before)[-1], _OTHER_CLAUSE.split(_nearest(before))[-1], FINITE.match(move)
    if finite:
        near = _NOT_TO_DO.sub(" ", near)
    if not finite and (kept_off := _PREVENTED.search(clause) or _AVOIDED.search(clause)):
        if of_another and _TAKEN_AS_GIVEN.match(kept_off[0]):
            return False
        return not _is_negated(clause, kept_off)
    if not finite and (undoing := _UNDOING.search(clause)) and _is_negated(clause, undoing):
        return False
    if _NOT_EXPECTED.search(clause) or (_REPORTED.search(before) and _REFUTED.match(behind)):
        return True
    if _DENIED.search(near) or _DENIED.match(move) or (finite and _FEW_OF.search(clause)) or _UNTRUE.search(before):
        return True
    return bool(finite and _ALMOST.search(near)) and len(move.split()) == 1 and not _NO_LESS.match(move)


def is_undone(before: str) -> bool:
    """Whether the words before the noun of a move say that it was ended or reversed, and not that it could not be."""
    undoing = _UNDOING.search(before)
    return undoing is not None and not _is_negated(before, undoing)


def _is_negated(text: str, match: re.Match[str]) -> bool:
    return bool(_DENIED.search(_nearest(text[: match.start()])))


def is_hedged(sentence: str, before: str, noun: bool = False) -> bool:
    """Whether a move only may happen, by the words before it; or is asked for ("Did bonds fall?", not "Why did").

    ``noun`` is whether the move is one ("a fall in"), of which others may have only been afraid.
    """
    asked = sentence.rstrip("\"'”’) \n").endswith("?") and not _REASON.search(sentence)
    supposed = _HEDGED.search(_nearest(before)) or _INVERTED.match(before) or _EXPECTED_OF_IT.search(before)
    return asked or bool(supposed) or (noun and bool(_ONLY_AWAITED.search(before)))


def _nearest(before: str) -> str:
    """The last words before a move that are of its clause."""
    words = before.split()
    first = max(0, len(words) - NEAR)
    if first and words[first - 1].lower() in _SOME:
        first -= 1
    return re.split(r"[,;]", " ".join(words[first:]))[-1]
