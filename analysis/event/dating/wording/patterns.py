"""How days are written: the expressions of time that are known, each with its kind, the longest first."""

from __future__ import annotations

import re

from analysis.event.dating.cue import Kind
from analysis.event.dating.wording.relative import CLAUSE_ENDS, COUNT, EVE
from analysis.event.reading.lines import LONG_WEEKDAYS, MONTH, WEEKDAY
from analysis.event.reading.zone_abbreviations import DAY_FIRST_ZONES, MONTH_FIRST_ZONES, ZONES

_GAP = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*(?!\n))"
"""Between the words of a date: a line may end there, a paragraph may not."""
_ON = rf"(?:(?<![\w/.-])|(?<=[A-Z)]--))(?:(?P<weekday>{WEEKDAY})(?!\w)(?:,{_GAP}|[^\S\n]+)(?:the{_GAP})?\(?)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\w)"
_DAY_FIRST = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?(?!\w)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\w/]|-(?!-))"
_NUMBER = rf"(?P<number>{COUNT}|several|few)"
_ZONE = rf"(?:{ZONES}|local time|(?:in )?Moscow time|London time|New York time)"
_AMERICAN_CLOCK = rf"[^\n]{{0,3}}\d\d?:\d\d[^\n]{{0,12}}\b(?:{MONTH_FIRST_ZONES})\b"
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
    (
        "copyright",
        re.compile(
            r"^[^\w\n]*(?:(?:©|\([cC]\))\s*(?i:copyright\b)?|(?P<word>\b(?i:copyright)\b))"
            r"[^\S\n]*(?:by|of|and|the|&|[A-Z][\w.&'’/-]*)(?:,?[^\S\n]+(?:by|of|and|the|&|[A-Z][\w.&'’/-]*)){0,7}"
            r"(?(word),|,?)[^\S\n]+(?P<year>(?:19|20)\d\d)"
            r"(?=[^\S\n]*(?:$|[.|,·;]|(?i:all rights)))",
            re.MULTILINE,
        ),
    ),
    ("date", re.compile(rf"{_ON}(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:T[\d:.]+\S*)?(?![\w/-])")),
    (
        "date",
        re.compile(rf"{_ON}(?P<year>(?:19|20)\d\d)(?P<mark>[/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?![\w/-])"),
    ),
    ("date", re.compile(rf"{_ON}(?P<day>\d\d?)-{MONTH}-(?P<year>(?:19|20)?\d\d)(?![\w/-])")),
    ("date", re.compile(rf"{_ON}{_DAY_FIRST}{_GAP}(?:of{_GAP})?{MONTH},?{_GAP}{_YEAR}")),
    ("date", re.compile(rf"{_ON}{MONTH}{_GAP}{_DAY},?{_GAP}{_YEAR}")),
    ("date", re.compile(rf"{_ON}(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_YEAR}")),
    ("date", re.compile(rf"{_ON}(?P<month>0[1-9]|1[0-2])-(?P<day>\d\d)-{_YEAR}(?={_AMERICAN_CLOCK})")),
    ("date", re.compile(rf"{_ON}(?P<day>\d\d)-(?P<month>0[1-9]|1[0-2])-{_YEAR}")),
    ("date", re.compile(rf"{_ON}(?P<day>1[3-9]|2\d|3[01])/(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)?\d\d)\b")),
    ("date", re.compile(rf"{_ON}(?P<month>0?[1-9]|1[0-2])/(?P<day>1[3-9]|2\d|3[01])/(?P<year>(?:19|20)?\d\d)\b")),
    ("date", re.compile(rf"{_ON}{_DAY_FIRST}{_GAP}(?:of{_GAP})?{MONTH}(?!\w)")),
    ("date", re.compile(rf"{_ON}{MONTH}{_GAP}{_DAY}(?!{_GAP}(?:percent|per cent|people|points)|[.,]\d)")),
    ("date", re.compile(r"\b[Oo]n the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! (?:day|floor|anniversary))")),
    (
        "unclear",
        re.compile(r"(?<![\w/.-])(?P<first>\d\d?)/(?P<second>\d\d?)/(?P<year>(?:19|20)?\d\d)(?![\w/-])"),
    ),
    ("month", re.compile(rf"\b(?:(?P<modifier>[Ss]ince)\s+)?{MONTH},?{_GAP}{_YEAR}")),
    ("month", re.compile(rf"\b[Ii]n{_GAP}(?:(?:early|late)\s+|mid-)?{MONTH}(?!\w)(?!{_GAP}\d)")),
    (
        "weekday",
        re.compile(
            rf"\b(?:(?P<modifier>[Ll]ast|[Nn]ext|[Tt]his)\s+)?(?<!every )(?<!each ){_NAMES}"
            rf"(?P<weekday>(?i:{LONG_WEEKDAYS}))(?P<possessive>['’][sS])?(?!\w)"
            rf"(?!\s+(?:Times|Telegraph|Mirror|Herald|Express|Mail))(?:\s+(?:of\s+)?(?P<week>last|next)\s+week\b)?"
        ),
    ),
    (
        "day word",
        re.compile(
            r"(?<!USA )\b(?P<modifier>"
            r"(?i:today|tonight|(?:the day before )?yesterday|tomorrow|last night|"
            r"this (?:morning|afternoon|evening)))\b(?!['’]s)"
        ),
    ),
    (
        "year",
        re.compile(
            r"\b(?i:(?P<modifier>since)|in|of|from|during|after|before|early|late|mid|until|by|the|an?|through)"
            r"(?:\s+|-)(?P<year>(?:19|20)\d\d)(?![\w,.]*\d)\b"
        ),
    ),
    ("duration", re.compile(rf"\b(?P<eve>{EVE})", re.IGNORECASE)),
    (
        "duration",
        re.compile(
            rf"\b(?!(?:several|few)\s+days\s+before\b)(?:{_NUMBER}\s+|(?=(?:day|night|week)s\s+(?!before\b)))(?P<unit>hour|day|night|week|month|year|decade)s?\s+"
            rf"(?P<way>ago|(?:earlier|later)(?!\s+than\b)|before(?P<apart>{CLAUSE_ENDS})?|after)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "duration",
        re.compile(
            r"\b(?P<modifier>(?:(?:earlier|later|late|early)\s+)?(?:last|this|next|past)\s+(?:week|weekend|"
            r"month|year)|(?:over|during|at) the weekend|"
            r"the\s+(?:previous|preceding)\s+(?:week|weekend|month)|"
            rf"(?:the\s+(?:week|weekend|month)|(?:few\s+|several\s+)?days)\s+before{CLAUSE_ENDS}|"
            r"(?:earlier|early)\s+in\s+the\s+(?:week|month))\b(?!['’]s)",
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

STAMPED = re.compile(r"published|posted|updated?|modified|written|created|issued|released", re.IGNORECASE)
_NAME = r"(?:[^\W\d_a-z][\w.'’/-]*|de|del|da|di|du|la|el|al|of|and)"
_AGENCY = r"\([A-Z][^()\n]{1,40}\)"
PLACE = re.compile(rf"\W*(?:{_NAME}[\s,]+){{1,6}}(?:{_AGENCY}\s*,\s*)?")
PLACE_APART = re.compile(
    r"(?!.*\b(?:Day|Decision|Vote|Election|Meeting|Summit)\b)"
    r"(?!\W*(?:Timeline|Chronology|Key [Dd]ates?|Born|Died|Deadline|Due|When|Starts?|Ends?)\b)"
    rf"\W*(?:{_NAME}[ ,]+){{0,5}}{_NAME}(?:\s*{_AGENCY}\s+|"
    rf"\s/\s?[A-Z][\w ]{{2,30}}\s?/\s|(?:\s*{_AGENCY})?\s*(?:[—–:]|\s-|--)\s*(?:{_AGENCY}\s*(?:[—–:]|\s-|--)\s*)?)"
)
"""A place, and perhaps its agency, that a dash or a colon parts from the day: "Cairo - ", "DALLAS--(AGENCY)--"."""
AGENCY_FIRST = re.compile(rf"\W*{_AGENCY}\s*(?:{_NAME}[\s,]+){{1,4}}")
CAPITALS = re.compile(r"\W*[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3} ")
"""A place that no comma parts from its day: "LIMA July 6, 2021 (AGENCY) -"."""
_WRITER = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3} in [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}"
BYLINE = re.compile(rf"\W*{_WRITER}(?:(?:,|,? and|;) {_WRITER}){{0,4}} ")
"""Who wrote and where, before a day in capitals: "Ann Lee in London and Bo Ray in Lima JULY 6 2021"."""
AFTER_DATELINE = re.compile(r"\.?,?\s*(?:\(|/\s?[A-Z]|[—–:]|-{1,2}\s|--)")
AFTER_PLACE_APART = re.compile(r"\.?\s*(?:[—–:]|-\s|--|/\s)\s*(?:[^\Wa-z]|[\"“‘'$€£])")
AFTER_AGENCY = re.compile(rf"\s*{_AGENCY}\s*(?:[—–]|-{{1,2}}\s|--)")
SENTENCE_FOLLOWS = re.compile(r"\.\s+[\"“]?[^\Wa-z]")
DATE_FIRST = re.compile(rf"(?:,[ ]{_NAME}(?:[ ]{_NAME}){{0,3}})?\s*(?:{_AGENCY}\s*)?(?:[—–]|-{{1,2}}\s|--)\s*\S")
TWELVE_HOURS = re.compile(r"[^\n]{0,3}\d\d?:\d\d(?::\d\d)?\s*[ap]\.?m\b(?![^\n]{0,4}(?:GMT|UTC)\s?\+)", re.IGNORECASE)
"""After a numeric date, a clock of twice twelve hours: written as in America, the month first."""
MONTH_FIRST_ZONE = re.compile(_AMERICAN_CLOCK)
DAY_FIRST_ZONE = re.compile(rf"[^\n]{{0,24}}?(?:\b(?:{DAY_FIRST_ZONES})\b|\b(?:London|Moscow) time\b)")
"""After a numeric date, a clock of a country where the day is written first: Britain, Europe, India, Australia."""
ORDERED = re.compile(
    r"(?<![\w/.-])(?:(?P<day_first>(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2]))|"
    r"(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01]))/(?:(?:19|20)?\d\d)(?![\w/-])"
)
"""A numeric date that can be read in one order only."""
