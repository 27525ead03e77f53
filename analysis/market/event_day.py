"""What is odd about a series on the event's own day: shown beside the result, never repaired.

The bars of that day decide, so that less is needed than for a finding about the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from analysis.exchanges import CORRECTED, Calendars, exchange_sessions
from analysis.market.checks import CheckResult, as_bars, compare_series
from analysis.market.rules.evidence import weigh
from analysis.market.rules.quotes import equal_run, lone_distances
from analysis.market.rules.series import About
from analysis.study.declarations import Instrument

MOVE = 4.0  # usual moves; on the bundled series one session in 140
LONE = 2.0  # median true ranges that an open or a close stands out; one in 480
QUIET, BUSY = 0.1, 5.0  # usual volumes; one in 320 and one in 39
BEFORE = pd.Timedelta(14, "D")  # longer than an exchange shuts for


def odd_on_the_day(
    bars: Mapping[str, pd.DataFrame],
    instruments: Iterable[Instrument],
    day0: Mapping[str, pd.Timestamp],
    warnings: Iterable[CheckResult] = (),
    calendars: Calendars = CORRECTED,
) -> tuple[CheckResult, ...]:
    """Say what is odd on the first session that could react to the news.

    Parameters
    ----------
    bars : mapping of ticker to DataFrame
        Checked bars.
    instruments : iterable of Instrument
        What the series are; those without bars are passed over.
    day0 : mapping of exchange to Timestamp
        The session, as label.
    warnings : iterable of CheckResult
        What the checks found in the files: what names the day is said again.
    calendars : Calendars
        The study's.

    Returns
    -------
    tuple of CheckResult
        One warning a series, in the order of the instruments: no row on the day or on its eve, prices that equal those
        before, a large move or a lone price with its evidence, little or much volume. On the bundled series one
        session in eight has such a finding, two in three of them equal prices.
    """
    there = [i for i in instruments if i.ticker in bars]
    neighbours = compare_series({i.ticker: bars[i.ticker] for i in there}, {i.ticker: i.exchange for i in there})
    found = []
    for i in there:
        day, about = day0[i.exchange], About(i.exchange, i.bars, neighbours.get(i.ticker), calendars)
        known = [w.message for w in warnings if w.ticker == i.ticker and f"{day:%Y-%m-%d}" in w.dates]
        if words := [*_rows(bars[i.ticker], day, about), *_prices(bars[i.ticker], day, about), *known]:
            found.append(CheckResult(i.ticker, "event_day", "warning", "; ".join(words), (f"{day:%Y-%m-%d}",)))
    return tuple(found)


def _rows(bars: pd.DataFrame, day: pd.Timestamp, about: About) -> Iterator[str]:
    """Whether there is a row on the day, and on the session before it."""
    held = pd.DatetimeIndex(bars.index)
    if not held[0] < day <= held[-1]:
        return
    if day not in held:
        yield "no row on the day"
    eve = exchange_sessions(about.exchange, day - BEFORE, day, about.calendars)[:-1][-1]
    if eve not in held:
        yield f"no row on the eve: the day's return runs from the close of {held[held < day][-1]:%Y-%m-%d}"


def _prices(bars: pd.DataFrame, day: pd.Timestamp, about: About) -> Iterator[str]:
    """What is odd in the bar of the day."""
    row = int(bars.index.searchsorted(day))
    if day not in bars.index or row == 0:
        return
    bar, before = bars.iloc[row], bars.iloc[row - 1]
    evidence, lone = weigh(as_bars(bars) if about.gaps else bars, about), lone_distances(bars)
    if about.declared != "closes":
        yield from ["open equals the close"] if bar["open"] == bar["close"] else []
        yield from ["open equals the close before"] if bar["open"] == before["close"] else []
        yield from ["open far from the prices around it"] if lone["open"][row] > LONE else []
    if (run := equal_run(bars)[row]) > 1:
        yield f"the same close on {run} sessions in a row"
    yield from ["close far from the prices around it"] if lone["close"][row] > LONE else []
    yield from [f"close moves {evidence.words(row)}"] if evidence.size[row] > MOVE else []
    volume = evidence.moves.volume_ratio[row]
    if np.isfinite(volume) and not QUIET <= volume <= BUSY:
        yield f"volume {volume:.3g} times the usual"
