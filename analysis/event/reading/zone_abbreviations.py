"""Abbreviations of time zones in articles: their hours from UTC, or the clock of summer and winter that they share."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

_UNIVERSAL = {"GMT": 0, "UTC": 0}
_DAY_FIRST = {
    "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "TRT": 3,
    "PKT": 5, "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5, "AWST": 8, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_ASIAN = {"WIB": 7, "WITA": 8, "WIT": 9, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9}
_AMERICAN = {"EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8, "HST": -10}
_AMERICAN_CLOCKS = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
}  # fmt: skip
_DAY_FIRST_CLOCKS = {"AET": "Australia/Sydney", "NZT": "Pacific/Auckland"}
_OF_SEVERAL = ("IST",)
"""Of India, of Israel and of Ireland."""
_HOURS: dict[str, float] = {"Z": 0, **_UNIVERSAL, **_DAY_FIRST, **_ASIAN, **_AMERICAN}
_CLOCKS = _AMERICAN_CLOCKS | _DAY_FIRST_CLOCKS


def _longest_first(*names: str) -> str:
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


ZONES = _longest_first(*(_HOURS.keys() - {"Z"}), *_CLOCKS, *_OF_SEVERAL)
"""Pattern of all abbreviations but the letter Z."""
DAY_FIRST_ZONES = _longest_first(*_DAY_FIRST, *_DAY_FIRST_CLOCKS, *_OF_SEVERAL)
"""Pattern of those of countries where a date in figures has the day first."""
MONTH_FIRST_ZONES = _longest_first(*_AMERICAN, *_AMERICAN_CLOCKS)
"""And of America, where the month is first."""


def zone_of(abbreviation: str) -> dt.tzinfo | None:
    """The zone that an abbreviation stands for; None where it stands for none, or for those of several countries."""
    name = abbreviation.upper()
    if clock := _CLOCKS.get(name):
        return ZoneInfo(clock)
    hours = _HOURS.get(name)
    return None if hours is None else dt.timezone(dt.timedelta(hours=hours))
