"""How days are written: the expressions of time that are known, each with its kind, the longest first."""

from __future__ import annotations

import re

from analysis.event.dating.cue import WEEKDAYS, Kind

_GAP = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*(?!\n))"
"""Between the words of a date: a line may end there, a paragraph may not."""
_LONG = "|".join(WEEKDAYS)
_WEEKDAY = rf"(?i:{_LONG})|(?:Mon|Tues?|Wed|Thur?s?|Fri|Sat|Sun)\.?"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_MONTH = (
    r"(?P<month>(?i:January|February|April|June|July|August|September|October|November|December)|March|MARCH|"
    r"(?:May|MAY)\b\.?|"
    rf"(?:{_SHORT}|{_SHORT.upper()})\b\.?)"
)
_ON = rf"(?<![\w/.-])(?:(?P<weekday>{_WEEKDAY})(?!\w)(?:,{_GAP}|[^\S\n]+)(?:the{_GAP})?\(?)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\w)"
_DAY_FIRST = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?(?!\w)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\w/-])"
_NUMBER = r"(?P<number>\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|few)"
_ZONE = (
    r"(?:GMT|UTC|BST|CES?T|EES?T|MSK|IST|JST|HKT|SGT|AES?T|AEDT|[ECMP][SD]?T|local time|(?:in )?Moscow time|"
    r"London time|"
    r"New York time)"
)
_NAMES = r"(?<!Black )(?<!Good )(?<!Ash )(?<!Bloody )(?<!Super )(?<!Easter )(?<!Palm )(?<!Cyber )(?<!Giving )"

PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "copyright",
        re.compile(
            r"(?:©|\([cC]\)|\b(?i:copyright)\b)[\s©]{0,20}(?:\([cC]\)\s*)?"
            r"(?:(?:19|20)\d\d\s*[-–—,]\s*)?(?P<year>(?:19|20)\d\d)\b"
            r"(?P<modifier>\s*(?:[-–—]|to|until)\s*(?i:present|today|now)\b)?"
        ),
    ),
    ("copyright", re.compile(r"\b(?P<year>(?:19|20)\d\d)\s*©")),
    ("date", re.compile(rf"{_ON}(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:T[\d:.]+\S*)?(?![\w/-])")),
    ("date", re.compile(rf"{_ON}{_DAY_FIRST}{_GAP}(?:of{_GAP})?{_MONTH},?{_GAP}{_YEAR}")),
    ("date", re.compile(rf"{_ON}{_MONTH}{_GAP}{_DAY},?{_GAP}{_YEAR}")),
    ("date", re.compile(rf"{_ON}(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_YEAR}")),
    ("date", re.compile(rf"{_ON}(?P<day>\d\d)-(?P<month>0[1-9]|1[0-2])-{_YEAR}")),
    ("date", re.compile(rf"{_ON}(?P<day>1[3-9]|2\d|3[01])/(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)?\d\d)\b")),
    ("date", re.compile(rf"{_ON}(?P<month>0?[1-9]|1[0-2])/(?P<day>1[3-9]|2\d|3[01])/(?P<year>(?:19|20)?\d\d)\b")),
    ("date", re.compile(rf"{_ON}{_DAY_FIRST}{_GAP}(?:of{_GAP})?{_MONTH}(?!\w)")),
    ("date", re.compile(rf"{_ON}{_MONTH}{_GAP}{_DAY}(?!{_GAP}(?:percent|per cent|people|points)|[.,]\d)")),
    ("date", re.compile(r"\b[Oo]n the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! (?:day|floor|anniversary))")),
    (
        "unclear",
        re.compile(r"(?<![\w/.-])(?P<first>\d\d?)/(?P<second>\d\d?)/(?P<year>(?:19|20)?\d\d)(?![\w/-])"),
    ),
    ("month", re.compile(rf"\b(?:(?P<modifier>[Ss]ince)\s+)?{_MONTH},?{_GAP}{_YEAR}")),
    (
        "weekday",
        re.compile(
            rf"\b(?:(?P<modifier>[Ll]ast|[Nn]ext|[Tt]his)\s+)?(?<!every )(?<!each ){_NAMES}"
            rf"(?P<weekday>(?i:{_LONG}))(?P<possessive>['’][sS])?(?!\w)"
            rf"(?!\s+(?:Times|Telegraph|Mirror|Herald|Express|Mail))(?:\s+(?:of\s+)?(?P<week>last|next)\s+week\b)?"
        ),
    ),
    (
        "day word",
        re.compile(
            r"(?<!USA )\b(?P<modifier>"
            r"(?i:today|tonight|yesterday|tomorrow|last night|this (?:morning|afternoon|evening)))\b(?!['’]s)"
        ),
    ),
    (
        "year",
        re.compile(
            r"\b(?i:(?P<modifier>since)|in|of|from|during|after|before|early|late|mid|until|by|the|an?|through)"
            r"(?:\s+|-)(?P<year>(?:19|20)\d\d)(?![\w,.]*\d)\b"
        ),
    ),
    (
        "duration",
        re.compile(
            rf"\b{_NUMBER}\s+(?P<unit>hour|day|week|month|year|decade)s?\s+(?P<way>ago|earlier|later|before|after)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "duration",
        re.compile(
            r"\b(?P<modifier>(?:(?:earlier|later|late|early)\s+)?(?:last|this|next|past)\s+(?:week|weekend|"
            r"month|year))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "clock",
        re.compile(
            rf"(?<![\w:./-])(?:(?:[01]\d|2[0-3]):?[0-5]\d\s*{_ZONE}|"
            rf"(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?\s?(?:[ap]\.m\.|[apAP][mM]\b)(?:\s+{_ZONE})?)"
        ),
    ),
)

STAMP = re.compile(
    r"(?:[^\d|·•—–]{2,60}[|·•—–]\s*){0,3}+(?:by\s[^\d|·•—–]{3,60}[|·•—–,]?)?"
    r"(?:published|posted|updated?|modified|written|created|issued|released|filed|dated?|first|last|this|article|"
    r"story|"
    r"was|on|at|of|time|(?:an?|\d+) (?:minute|hour|day|week|month|year)s? ago|min(?:ute)?s? read|"
    r"by reuters staff|gmt|utc|bst|ce?s?t|e[sd]?t|[ecmp][sd]t|msk|[ijh][sk]?t|sgt|aes?t|hrs|"
    r"[ap]\.?m\b|\((?:paris|london|new york|local time)\)|\d[\d:.T+]*(?:am|pm)\b|"
    rf"{_WEEKDAY}|{_MONTH.replace('?P<month>', '?:')}|\d+(?:st|nd|rd|th)?|[\W_])*+"
    r"(?:(?:(?<=[|/·•—–])|(?<=[|/·•—–] ))[^\W\d_][\w.& ]{1,40})?",
    re.IGNORECASE,
)
"""A line of such words is nothing but the time of publication, perhaps with the writer before and the medium behind."""
STAMPED = re.compile(r"published|posted|updated?|modified|written|created|issued|released", re.IGNORECASE)
PLACE = re.compile(r"\W*(?:(?:[^\W\d_a-z][\w.'’/-]*|de|del|da|di|du|la|el|al|of|and)[\s,]+){1,6}")
AFTER_DATELINE = re.compile(r"\.?\s*(?:\(|/\s?[A-Z]|[—–:]|-{1,2}\s)")
DATE_FIRST = re.compile(r"\s*(?:[—–]|-{1,2}\s)\s*\S")
TWELVE_HOURS = re.compile(r"[^\n]{0,3}\d\d?:\d\d(?::\d\d)?\s*[ap]\.?m\b", re.IGNORECASE)
"""After a numeric date, a clock of twice twelve hours: written as in America, the month first."""
ELSEWHERE = re.compile(
    r"^[^\w\n]*(?:related(?: (?:stories|news|articles|topics|links|content|reading))?|sources?|references|"
    r"external links|see also|read (?:more|next)|also read|more (?:on|from|stories)\b[^\n]{0,40}|most read|"
    r"trending(?: now)?|"
    r"recommended(?: (?:stories|for you))?|you (?:may|might) also like|latest (?:news|stories)|comments)[^\w\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A heading below which other stories stand, or the writer's sources."""
