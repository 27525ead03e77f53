"""Words of moving that move no price, as in names and relative clauses; and assets whose price is not meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.event.claim.assets import Mention, ends_asset, kind_by_word
from analysis.event.claim.denials import FINITE
from analysis.event.claim.words import MOVE

_FIRMS = re.compile(r"firms$", re.IGNORECASE)
_BEHIND_FIRMS = re.compile(
    r"\W*$|[,.;]|\s+(?:[$€£\d]|(?:to|on|against|as|after|at|by|amid|ahead|past|above|from|versus|vs|before|while|"
    r"further|again|slightly|a)\b)",
    re.IGNORECASE,
)
"""Behind "firms" where it is a verb: "the lira firms against the dollar"."""
_PARTICIPLE = re.compile(r"\w+(?:ing|ed)$", re.IGNORECASE)
_BEFORE_ATTRIBUTE = re.compile(
    r"\b(?:of|in|by|from|for|to|with|amid|the|an?|its|their|some|other|this|these|those)\s+(?:(?:once|fast|long|most|\w+ly)[\s-]+)?$",
    re.IGNORECASE,
)
_BEHIND_ATTRIBUTE = re.compile(
    r"\s+(?!(?:in|on|at|to|after|before|as|when|while|with|by|for|from|of|amid|during|and|but|or|again|below|above|past|"
    r"against|further|more|less|most|sharply|through|because|since|until|today|\w+ly|\w+day)\b)[A-Za-z][\w-]+",
)
_PROSE = re.compile(
    r"(?<![\w'’-])(?!(?:from|with|after|into|over|amid|than|that|when|while|ahead|upon|before|against|under|about|"
    r"says?)\b)[a-z]{4,}"
)
"""A word in small letters that a headline, where every word has a capital, would not have."""
_NOUN_AND_THAT = re.compile(
    r"(?:\s+(?:of|in|from|by|issued by)\s+(?:[\w'’.&-]+\s+){1,5}?)?\s*\b(?:that|which|who)\s+"
    r"(?:(?:have|has|had|would|could|will|may|also|never|often|\w+ly)\s+)*$",
    re.IGNORECASE,
)
_CLEFT = re.compile(r"\W*it (?:was|is)\b", re.IGNORECASE)
_BY_WHOM = re.compile(r"\s+by\s+(?!an?\b|about\b|some\b|more\b|almost\b|nearly\b|as\b|half\b)[A-Za-z]")
_JOINS = re.compile(
    r"[,;:]|\b(?:and|but|or|as|after|before|when|while|because|since|to|if|though|although|than)\b", re.IGNORECASE
)

_AMOUNT = (
    r"(?:sales?|auctions?|issues?|issuance|offerings?|holders?|holdings|investors?|traders?|buyback|purchases?|"
    r"buying|programme|program|managers?|funds?|analysts?|options?|exchange|reserves?|exports?|imports?|demand|"
    r"inventor(?:y|ies)|deposits?|deposit rates?|output|production|suppl(?:y|ies)|stockpiles?|shipments?|deliveries|"
    r"consumption|usage|drilling|refining|mining|mines?|revenues?|income|earnings|royalties|outstanding|volumes?|"
    r"turnover|liquidity|funding|lending|loans?|flows|inflows|outflows|cargo(?:es)?|intake|"
    r"volatility|burdens?|loads?|piles?|ratios?|ceiling|levels?|servicing|repayments?|positions?)"
)
_TRADE = (
    r"(?:miners?|producers?|compan(?:y|ies)|majors?|giants?|explorers?|refiners?|refiner(?:y|ies)|drillers|growers|"
    r"importers?|exporters?|dealers?|makers?|tankers?|rigs?|spills?|slicks?|products?|jewell?er(?:y|s)|jewelry|medals?|thefts?|facilit(?:y|ies)|fields?|wells?|pipelines?|plants?|ministers?|"
    r"workers|bills?|coins?)"
)
_WORTH = (
    r"(?:(?:government|state|sovereign|corporate)\s+)?(?:bonds?|notes|debt|eurobonds?|stocks?|shares?|equit(?:y|ies))"
)
_AND_GAS = r"(?:\s+and\s+(?:natural gas|gas|gold|silver|copper|platinum|metals?|fuel|petroleum))?"
_NO_ASSET = re.compile(
    rf"{_AND_GAS}['’]?s?\s+(?:(?:total|net|foreign|crude|daily)\s+)?(?:{_AMOUNT}|{_TRADE})\b", re.IGNORECASE
)
_MODIFIES = re.compile(rf"{_AND_GAS}\s+{_WORTH}\b|\s+and gas (?:index|sector|industry)\b", re.IGNORECASE)
"""Behind a currency or a raw material: what it only describes ("lira bonds", "oil shares")."""
_NO_PRICE = re.compile(
    r"\b(?:sales?|issuance|supply|supplies|holdings?|purchases?|volumes?|turnover|numbers?|trading|ownership|output|"
    r"production|exports?|imports?|reserves|inventories|deposits|shipments|stocks?piles?|volatility|shorting|"
    r"short[- ]selling|positions|bets|wagers|coupons?|maturit(?:y|ies)|duration|defaults?|interest|rates?|ratings?|"
    r"tax(?:es)?|fees?|(?:dividend|earnings) yields?|"
    r"restructuring|demand|orders?|bids?|subscriptions?|offers?|appetite)\s+(?:(?:paid|due|owed)\s+)?(?:of|in|on|for|against)\s+(?:a\s+(?:fall|rise|rally|drop|slide)\s+in\s+)?"
    r"(?:(?!(?:\w+ed|hurt|hit|sent|drove|sank|left|put|cut)\b)[\w'’.-]+\s+){0,3}$|"
    r"\b(?:per|each)\s+$|\d(?: cents?| dollars?)? a\s+$",
    re.IGNORECASE,
)
"""Before an asset: its amount is what rises or falls, or it is what something else is counted by."""
_OWED_BY = re.compile(
    r"\b(?:public|national|external|foreign|household|total|net|gross|outstanding)\s+$", re.IGNORECASE
)
_OWED = re.compile(
    r"[^,;]*\b(?:(?:b|m|tr)illion|bn|of (?:GDP|output|gross domestic product|national income))\b", re.IGNORECASE
)
"""Behind "debt": how much of it there is."""
_CROSSED = re.compile(r"(?:topped|surpass|exceed|broke (?:above|below))", re.IGNORECASE)
_PER_UNIT = re.compile(
    r"\s+(?:the\s+)?[\d.,]+\s+(?:per|a|to the|against the|versus the)\s+(?:U\.?S\.? )?(?:dollar|euro|pound)\b"
)
"""Behind a level that a currency crossed: it counts how many of it another one buys, and may mean either way."""
_PERCENT = re.compile(r"\d(?:%| percent| per cent)", re.IGNORECASE)
_UP_OR_DOWN = re.compile(r"(?:up|down)$", re.IGNORECASE)
_AT_A_YIELD = re.compile(
    r"\b(?:with|at|carrying|offering|bearing|paying|for)\s+an?\s+(?:[\w.-]+\s+){0,2}$", re.IGNORECASE
)
"""Before a yield that only describes a bond: "bonds with a yield of 12% fell"."""
_WANTED = re.compile(r"\b(?:demand|appetite) for\s+(?:(?:\w+|U\.S\.)\s+){0,2}$", re.IGNORECASE)
"""Before a raw material: how much of it is used up."""
_STORED = re.compile(r"\b(?:crude|petroleum|gasoline|diesel|fuel|distillate|grain)(?:\s+oil)?\s+$", re.IGNORECASE)
_STORED_THERE = re.compile(r"\b(?:oil|copper|wheat|corn|gold|silver|cocoa|coffee|sugar|metal|gas)\s+$", re.IGNORECASE)
_WEIGHT = re.compile(r"\b(?:barrels?|tonn?es?|tons|ounces|bushels)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:(?:(?:out|under)perform|outpac|outstrip|trail|lag)(?:e[sd]?|s|ed|ping|ped|ged|ging|ing)?(?: behind)?|"
    r"beat(?:s|ing)?|more than|less than|compared (?:with|to)|faster than|better than|worse than)\s+"
    r"(?:(?!(?:half|an?|for|of|in|on|and|by|with|from|to|as|while|when|but|after|before|because|since|rally|rout)\b|\d)[\w'’.&-]+\s+){0,4}$",
    re.IGNORECASE,
)
"""Before an asset with which another one is compared: "silver outperformed"."""


def verbs(text: str, start: int, end: int | None = None) -> Iterator[re.Match[str]]:
    """Words of moving in a part of a sentence, without those that are part of a name or only describe a noun."""
    for match in MOVE.finditer(text, start, len(text) if end is None else end):
        if not _is_name(text, match) and not _is_attribute(text, match) and not _is_company(text, start, match):
            yield match


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Whether a word has a capital where no headline gives one to every word: "Advance Auto Parts"."""
    return match.start() > 0 and match[0][0].isupper() and " " not in match[0] and bool(_PROSE.search(text))


def _is_attribute(text: str, match: re.Match[str]) -> bool:
    """Whether a participle stands before the noun that it describes: "of the advanced chipmaker"."""
    if not _PARTICIPLE.match(match[0]) or not _BEFORE_ATTRIBUTE.search(text, 0, match.start()):
        return False
    return bool(_BEHIND_ATTRIBUTE.match(text, match.end()))


def _is_company(text: str, start: int, match: re.Match[str]) -> bool:
    if not _FIRMS.match(match[0]):
        return False
    behind_asset = not text[start : match.start()].strip() or ends_asset(text[: match.start()].rstrip())
    return not (behind_asset and _BEHIND_FIRMS.match(text, match.end()))


def of_asset(text: str, start: int, moves: list[re.Match[str]]) -> list[re.Match[str]]:
    """Moves of an asset that ends at ``start``, without that of a relative clause: "of firms that gain from war"."""
    if not moves:
        return moves
    first, later = moves[0], next((m for m in moves[1:] if FINITE.match(m[0])), None)
    described = _NOUN_AND_THAT.fullmatch(text, start, first.start()) and not _CLEFT.match(text)
    if later and _JOINS.search(text, first.end(), later.start()):
        later = None
    if described or (later and _PARTICIPLE.match(first[0]) and _BY_WHOM.match(text, first.end())):
        return moves[moves.index(later) :] if later else [] if described else moves
    return moves


def names_no_price(text: str, mention: Mention) -> bool:
    """Whether not the price of an asset is meant but its amount, or what it describes or is compared with."""
    before = text[: mention.start]
    if describes(text, mention) or _NO_PRICE.search(before) or _COMPARED.search(before):
        return True
    if mention.kind == "raw" and _WANTED.search(before):
        return True
    if mention.inverse and mention.kind in ("raw", "shares", "index"):
        return True  # the premium of one oil over another, the yield of dividends
    if mention.text.lower().endswith("debt") and not mention.inverse:
        return bool(_OWED_BY.search(before) or _OWED.match(text, mention.end))
    stored = _STORED.search(before) or (_STORED_THERE.search(before) and _WEIGHT.search(text))
    return bool(stored) and mention.text.lower().startswith("stock")


def is_of_level(text: str, mention: Mention, move: re.Match[str], others: Sequence[Mention]) -> bool:
    """Whether a move is that of a level told of an asset: "sold at a yield of 12%, up from", "topped 83 per dollar"."""
    if mention.kind == "currency" and _CROSSED.match(move[0]) and _PER_UNIT.match(text, move.end()):
        return True
    if mention.inverse:
        return bool(_AT_A_YIELD.search(text[: mention.start])) and not _UP_OR_DOWN.match(move[0])
    between = text[mention.end : move.start()]
    if _UP_OR_DOWN.match(move[0]) and _PERCENT.search(text[: mention.start]) and not re.search(r"\d", between):
        return True
    yielding = any(o.inverse and mention.end <= o.start < move.start() for o in others)
    return yielding and bool(_UP_OR_DOWN.match(move[0]))


def describes(text: str, mention: Mention) -> bool:
    """Whether the word of an asset only describes the noun behind it: "gold miners", "lira bonds", "oil exports"."""
    if _NO_ASSET.match(text, mention.end):
        return True
    if re.match(r"\s+firms['’]?", text[mention.end :]):
        return not _BEHIND_FIRMS.match(text, mention.end + text[mention.end :].index("firms") + len("firms"))
    kind = mention.kind or kind_by_word(mention.text)
    return kind in ("raw", "currency") and not mention.inverse and bool(_MODIFIES.match(text, mention.end))
