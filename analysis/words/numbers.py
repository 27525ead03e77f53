"""Words around numbers: how report, figures and README say an amount, an exchange, a time."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.exchanges import BetweenQuotes
    from analysis.study.declarations import Window

EXCHANGES = {
    "XNYS": "New York", "XNAS": "New York", "XLON": "London", "XPAR": "Paris", "XAMS": "Amsterdam",
    "XETR": "Frankfurt", "XFRA": "Frankfurt", "XSWX": "Zurich", "XMIL": "Milan", "BMEX": "Madrid",
    "XSTO": "Stockholm", "XWAR": "Warsaw", "XIST": "Istanbul", "XMOS": "Moscow", "XTKS": "Tokyo",
    "XHKG": "Hong Kong", "XSHG": "Shanghai", "XBOM": "Mumbai", "XKRX": "Seoul", "XSES": "Singapore",
    "XASX": "Sydney", "XTSE": "Toronto", "BVMF": "São Paulo", "XJSE": "Johannesburg", "XTAE": "Tel Aviv",
    "XCBF": "Chicago", "24/5": "currencies", "24/7": "around the clock",
}  # fmt: skip
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def bp(value: float, *, sign: bool = True) -> str:
    """Log return as basis points: 0.00123 -> "+12.3 bp"."""
    return f"{value * 1e4:+.1f} bp" if sign else f"{value * 1e4:.1f} bp"


def probability(p: float) -> str:
    """A p-value with two significant digits; never "0.00"."""
    return f"{p:.2g}" if p >= 0.001 else "below 0.001"


def p_value(p: float) -> str:
    """A p-value as an equation: "p = 0.012"; "p < 0.001" below that."""
    return f"p = {probability(p)}" if p >= 0.001 else "p < 0.001"


def at_most(p: float) -> str:
    """Bound of a p-value: "at most 0.012"; "below 0.001"."""
    return f"at most {probability(p)}" if p >= 0.001 else probability(p)


def percent(share: float) -> str:
    """Share of 1 as percent, in whole numbers above 10 %."""
    return f"{share:.0%}".replace("%", " %") if share >= 0.10 else f"{share:.1%}".replace("%", " %")


def listing(words: Sequence[str]) -> str:
    """Words with commas and a last "and"; nothing of none."""
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"


def of_all(chosen: Sequence[str], every: Sequence[str]) -> str:
    """Some names of all: one by one, or by those left out where these are fewer by half."""
    left_out = [name for name in every if name not in chosen]
    if not left_out:
        return "all"
    return f"all but {listing(left_out)}" if len(left_out) < len(chosen) / 2 else listing(chosen)


def span(low: str, high: str) -> str:
    """Two amounts as a range, or one where both read the same."""
    return low if low == high else f"{low} to {high}"


def bp_interval(low: float, high: float) -> str:
    """Both ends of an interval of log returns: "−30.6 to +40.0 bp"."""
    return f"{low * 1e4:+.1f} to {bp(high)}"


def exchange_name(code: str) -> str:
    """City of an exchange, or its code where we do not list it; "quotes at 16:00 Europe/London"."""
    from analysis.exchanges import hour_of, is_quoted

    return hour_of(code) if is_quoted(code) else EXCHANGES.get(code, code)


def count(number: int, noun: str, plural: str = "") -> str:
    """Count in words up to nine: "no funds", "one fund", "two funds", "12 funds"."""
    name = noun if number == 1 else plural or f"{noun}s"
    return f"{SMALL[number] if 0 <= number < len(SMALL) else number} {name}"


def digits(number: int, noun: str, plural: str = "") -> str:
    """Count in digits: "0 errors", "1 error", "12 errors"."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def out_of(number: int, total: int) -> str:
    """So many of a total: "12 of 509"; of nothing "none of 509"."""
    return f"{number or 'none'} of {total}"


def hours(span: dt.timedelta) -> str:
    """Length of time in hours: "4.5 hours"; below one hour in minutes."""
    minutes = span.total_seconds() / 60
    if minutes < 60:
        return f"{minutes:.0f} minute{'' if round(minutes) == 1 else 's'}"
    return f"{minutes / 60:.1f}".removesuffix(".0") + f" hour{'' if minutes == 60 else 's'}"


def day(date: dt.date) -> str:
    """Date in words: "20 September 2023"."""
    return f"{date.day} {date:%B %Y}"


def moment(time: dt.datetime) -> str:
    """Moment in words: "20 September 13:30"."""
    return f"{time.day} {time:%B %H:%M}"


def between_quotes_words(quotes: BetweenQuotes) -> str:
    """How long a return of quotes is: "from the last quote before the news (19 September 15:00 UTC) to the first"."""
    after = f"{moment(quotes.after)} UTC, {count(quotes.weekdays, 'weekday')} later"
    return f"from the last quote before the news ({moment(quotes.before)} UTC) to the first after it ({after})"


def time_span(start: dt.datetime, end: dt.datetime, *, day_only: bool) -> str:
    """When something was, in UTC: "Wed 09:00", "Wed 08:30–08:50", "Wed" where the hour is not known, "18–22 Sep"."""
    same_day = end.date() == start.date()
    if day_only and not same_day:
        month = "" if end.month == start.month else f" {start:%b}"
        return f"{start.day}{month}–{end.day} {end:%b}"
    if day_only or end == start:
        return f"{start:%a}" if day_only else f"{start:%a %H:%M}"
    if same_day:
        return f"{start:%a} {start:%H:%M}–{end:%H:%M}"
    return f"{start:%a}\u00a0{start:%H:%M}\u00a0– {end:%a}\u00a0{end:%H:%M}"


def signed_percent(log_return: float) -> str:
    """Log return as a simple change in percent: 0.0123 -> "+1.24 %"."""
    return f"{100 * math.expm1(log_return):+.2f} %"


def capital(sentence: str) -> str:
    """Sentence with a capital first letter; the others as they are. A name as iShares keeps its own."""
    return sentence if sentence[1:2].isupper() else sentence[:1].upper() + sentence[1:]


ROLES = {
    "portfolio": "portfolio",
    "target": "targets",
    "placebo": "like series",
    "regional": "neighbours",
    "factor": "factors",
}
"""Roles as headings say them."""


def window_words(window: Window, quotes: BetweenQuotes | None = None) -> str:
    """What a window spans: "previous close to open, event day 0", "close to close, event days -1 to +1".

    ``quotes``: those between which the news fell, where the portfolio has no closes.
    """
    span = {
        "overnight": "previous close to open",
        "intraday": "open to close",
        "close-to-close": "quote to quote" if quotes else "close to close",
    }
    days = (
        f"event day {window.first:+d}"
        if window.first == window.last
        else f"event days {window.first:+d} to {window.last:+d}"
    )
    return f"{span[window.returns]}, {days}".replace("+0", "0")


def share_of(low_pct: float, high_pct: float) -> str:
    """Weight in words: "0.69 % to 1.29 %", "0.50 %", "none"."""
    if high_pct == 0:
        return "none"
    return f"{high_pct:.2f} %" if low_pct == high_pct else f"{low_pct:.2f} % to {high_pct:.2f} %"


_HYPHEN = re.compile(r"(?<![\w.+/-])-(?=\d)")


def true_minus(text: str) -> str:
    """Text for people: before a number stands a minus sign, which a hyphen is too short to be; dates keep theirs."""
    return _HYPHEN.sub("\N{MINUS SIGN}", text)
