"""Whether an exchange was shut on the day that a sentence gives to a market move."""

from __future__ import annotations

import datetime as dt
import re

from analysis.errors import StudyError
from analysis.event.claim.assets import Mention, mentions
from analysis.event.claim.moves import read_move

_EXCHANGES = (
    ("XNYS", "Wall Street|New York|Dow|S&P 500|Nasdaq|U\\.S\\.|American"),
    ("XLON", "FTSE|London|British|Britain"),
    ("XTKS", "Nikkei|Topix|Tokyo|Japan(?:ese)?"),
    ("XHKG", "Hang Seng|Hong Kong"),
    ("XFRA", "DAX|Frankfurt|German"),
    ("XPAR", "CAC|Paris|French"),
    ("XBOM", "Sensex|Mumbai|Bombay|Indian?"),
)
_OPEN_ON_SUNDAYS = re.compile(
    r"\b(?:Saudi|Israel|Egypt|Kuwait|Qatar|Bahrain|Jordan|Oman|Bangladesh|Tel Aviv|Dubai|bitcoin|ether)", re.I
)
_ON_EXCHANGES = ("shares", "index", "bonds")
SATURDAY = 5


def why_shut(sentence: str, day: dt.date) -> str:
    """Say why no market move can be of that day; empty where it can, or the sentence tells of none.

    On Saturdays and Sundays exchanges are shut but for some; on a weekday the calendar of the exchange that the
    sentence names is asked, with the project's corrections.
    """
    moved = [
        m for m in mentions(sentence) if (move := read_move(sentence, m)) and move.said in ("gain", "loss", "move")
    ]
    if not moved or _OPEN_ON_SUNDAYS.search(sentence):
        return ""
    if day.weekday() >= SATURDAY:
        return "exchanges are shut on that day of the week" if _trades_on_weekdays(moved, day) else ""
    exchange = next((code for code, names in _EXCHANGES if re.search(rf"(?<!\w)(?:{names})(?!\w)", sentence)), "")
    if not exchange or not any(m.kind in _ON_EXCHANGES for m in moved):
        return ""
    from analysis.exchanges import exchange_sessions

    try:
        open_then = len(exchange_sessions(exchange, day, day))
    except StudyError:  # a year before the calendar begins
        return ""
    return "" if open_then else f"{exchange} had no session then"


def _trades_on_weekdays(moved: list[Mention], day: dt.date) -> bool:
    """Whether none of some assets trades then: currencies and raw materials do again on Sunday evening."""
    return day.weekday() == SATURDAY or any(m.kind in _ON_EXCHANGES for m in moved)
