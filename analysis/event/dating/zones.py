"""The hour of publication and the article's place: which day it was there."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from analysis.event.dating.debates import DAY
from analysis.event.reading.zone_abbreviations import zone_of

_OTHER_CITIES = {
    "ABUJA": "Africa/Lagos", "ANKARA": "Europe/Istanbul", "BEIJING": "Asia/Shanghai", "BRASILIA": "America/Sao_Paulo",
    "CAPE TOWN": "Africa/Johannesburg", "GENEVA": "Europe/Zurich", "HANOI": "Asia/Bangkok",
    "ISLAMABAD": "Asia/Karachi", "MUMBAI": "Asia/Kolkata", "NEW DELHI": "Asia/Kolkata", "OSAKA": "Asia/Tokyo",
    "PRETORIA": "Africa/Johannesburg", "RAWALPINDI": "Asia/Karachi", "SAN FRANCISCO": "America/Los_Angeles",
    "TEL AVIV": "Asia/Jerusalem", "WASHINGTON": "America/New_York", "WELLINGTON": "Pacific/Auckland",
    "YANGON": "Asia/Yangon",
}  # fmt: skip
"""Places of many datelines that give no zone its name."""
_DATELINE = re.compile(
    r"^(?:(?P<capitals>[A-Z][A-Z .'’-]+?)(?:,[^\n()—–-]{1,30})?(?:\s*\([^()\n]{1,30}\))?|"
    r"(?P<place>[A-Z][\w .'’-]{2,30}?)(?:,[^\n()—–-]{1,30})?\s*\([A-Z][^()\n]{1,30}\))\s*(?:[—–]|-{1,2}\s|:\s)",
    re.MULTILINE,
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?(?![\w:])")
_CLOCK = re.compile(
    r"(?<![\d./:-])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)(?::\d\d)?(?![\d/])(?:\s*(?P<half>[ap])\.?m\b)?|"
    r"\s*(?P<half_alone>[ap])\.?m\b)\.?\s*\(?(?P<zone>[A-Z]{1,4}\b(?![+-]))?",
    re.IGNORECASE,
)
FARTHEST_WEST, EAST_ASIA = dt.timedelta(hours=-8), dt.timedelta(hours=9)
"""From UTC: where a stamp without its zone, or an article without its place, may be of."""
AHEAD = dt.timedelta(hours=2)
"""From UTC: from here on a place lies ahead of most papers that print its news."""
LATE = 15
"""Hour of a stamp from which on it may be the next day at a place that is not told."""


def moment_in(line: str, day: dt.date) -> dt.datetime | None:
    """The moment that a line of publication tells of its day, without a zone where it tells none; None without hour."""
    if (iso := _ISO.search(line)) and (moment := _read(iso[0])) and moment.date() == day:
        return moment
    for clock in _CLOCK.finditer(line):
        half = (clock["half"] or clock["half_alone"] or "").lower()
        hour = int(clock["hour"]) % 12 + (12 if half == "p" else 0) if half else int(clock["hour"])
        if hour > 23:
            continue
        return dt.datetime.combine(day, dt.time(hour, int(clock["minute"] or 0)), zone_of(clock["zone"] or ""))
    return None


def _read(iso: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(iso)
    except ValueError:  # an hour that does not exist
        return None


def days_at_place(text: str, day: dt.date, moment: dt.datetime | None) -> tuple[dt.date, ...]:
    """The day of publication at the article's place: that of the stamp, the next one, or both where nothing tells."""
    zone = _zone_at_place(text)
    if zone is None:
        return (day, day + DAY) if _is_late(day, moment) else (day,)
    if moment is not None and moment.tzinfo is not None:
        return (max(day, moment.astimezone(zone).date()),)
    noon = dt.datetime.combine(day, dt.time(12), zone)
    offset = noon.utcoffset() or dt.timedelta(0)
    latest = (moment or dt.datetime.combine(day, dt.time(23))) - FARTHEST_WEST + offset
    return (day, day + DAY) if offset >= AHEAD and latest.date() > day else (day,)


def is_outside_america(text: str) -> bool:
    """Whether the place that opens the article is known, and none of a country that writes the month first."""
    zone = _zone_at_place(text)
    return zone is not None and not zone.key.startswith("America/")


def _is_late(day: dt.date, moment: dt.datetime | None) -> bool:
    """Whether it may have been the next day somewhere that is not told."""
    if moment is None:
        return True
    there = moment if moment.tzinfo is None else moment.astimezone(dt.timezone(EAST_ASIA))
    return moment.hour >= LATE and (moment.tzinfo is None or there.date() > day)


def _zone_at_place(text: str) -> ZoneInfo | None:
    """Zone of the place that opens the article ("TOKYO - "), where that is known."""
    places = (m["capitals"] or m["place"] for m in _DATELINE.finditer(text))
    known = (_cities().get(" ".join(place.upper().split())) for place in places)
    key = next((k for k in known if k), None)
    return ZoneInfo(key) if key else None


@cache
def _cities() -> dict[str, str]:
    """Zones by the cities that give them their names."""
    keys = sorted(key for key in available_timezones() if "/" in key and not key.startswith(("Etc/", "US/", "Canada/")))
    return {key.rsplit("/", 1)[1].replace("_", " ").upper(): key for key in keys} | _OTHER_CITIES
