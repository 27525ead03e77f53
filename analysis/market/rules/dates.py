"""Dates: once each, in order, on the sessions of the exchange."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.errors import StudyError
from analysis.market.rules.series import About, Finding, days_of

GAP_SHARE = 0.02  # of the weekdays: what a quote around the clock may miss at holidays


def empty(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """A series has at least two rows: one return."""
    if len(bars) < 2:
        yield "error", f"{len(bars)} rows; a return needs two", ()


def duplicate_dates(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """Each date occurs once."""
    if (twice := bars.index[bars.index.duplicated()]).size:
        yield "error", "dates that occur more than once", twice.unique()


def unordered_dates(bars: pd.DataFrame, _about: About) -> Iterator[Finding]:
    """Dates increase."""
    days = days_of(bars)
    if (late := days[1:][np.diff(days.asi8) < 0]).size:
        yield "error", "dates that come before the row above them", late


def sessions(bars: pd.DataFrame, about: About) -> Iterator[Finding]:
    """Rows are the sessions of the exchange, from the first row to the last: none missing, none added."""
    from analysis.exchanges import exchange_sessions

    days = days_of(bars)
    try:
        expected = exchange_sessions(about.exchange, days[0], days[-1], about.calendars)
    except StudyError as error:
        yield "error", f"the calendar cannot be had ({error})", ()
        return
    if (added := days.difference(expected)).size:
        yield "error", f"rows on days that are no session of {about.exchange}", added
    if (missing := expected.difference(days)).size:
        tolerated = about.quoted and missing.size <= GAP_SHARE * expected.size
        yield "warning" if tolerated else "error", f"sessions of {about.exchange} without a row", missing
