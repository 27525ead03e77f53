"""Short names of time zones as articles write them, each with its hours from UTC where it has but one."""

from __future__ import annotations

_UNIVERSAL = {"GMT": 0, "UTC": 0}
_DAY_FIRST = {
    "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "TRT": 3,
    "PKT": 5, "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5, "AWST": 8, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_ASIAN = {"WIB": 7, "WITA": 8, "WIT": 9, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9}
_AMERICAN = {
    "EDT": -4, "EST": -5, "ET": -5, "CDT": -5, "CST": -6, "CT": -6, "MDT": -6, "MST": -7, "MT": -7, "PDT": -7,
    "PST": -8, "PT": -8, "HST": -10,
}  # fmt: skip
_OF_SEVERAL = ("IST", "AET", "NZT")
"""Of India, of Israel and of Ireland; of summer and winter."""
OFFSETS: dict[str, float] = {"Z": 0, **_UNIVERSAL, **_DAY_FIRST, **_ASIAN, **_AMERICAN}
"""Hours from UTC."""


def _longest_first(*names: str) -> str:
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


ZONES = _longest_first(*_UNIVERSAL, *_DAY_FIRST, *_ASIAN, *_AMERICAN, *_OF_SEVERAL)
"""Pattern of all names but the letter Z."""
DAY_FIRST_ZONES = _longest_first(*_DAY_FIRST, *_OF_SEVERAL)
"""Pattern of those of countries where a date in figures has the day first."""
