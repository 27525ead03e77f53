"""Series side by side on the event's day: the claim's own, neighbours, like ones, peers; and their differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.errors import AnalysisError
from analysis.exchanges import is_quoted
from analysis.measure.case import Case
from analysis.measure.compared import as_the_portfolio
from analysis.measure.deciding import looking
from analysis.measure.effects import measure
from analysis.measure.on_dates import OnDates, mean_of, on_dates
from analysis.study.series import PORTFOLIO, Series

Group = Literal["own", "neighbour", "alike", "peer", "nearby"]
GROUPS: Mapping[Group, str] = {
    "own": "of the claim",
    "neighbour": "neighbour",
    "alike": "like series",
    "peer": "peer",
    "nearby": "nearby",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One series on the event's day; returns are log returns, ``score`` the abnormal one over its eve's volatility."""

    series: str
    name: str
    group: Group
    eve: float
    raw: float
    abnormal: float
    interval: tuple[float, float]
    score: float
    pvalue: float


@dataclass(frozen=True, slots=True)
class Less:
    """An own series less a neighbour."""

    series: str
    other: str
    raw: float
    abnormal: float
    pvalue: float


def side_by_side(own: Case) -> tuple[tuple[Line, ...], tuple[Less, ...], dict[str, str]]:
    """All series of the assets' own study on the event's day, by group; the differences to others; who is missing."""
    measured, window = own.once(measure), own.setting.primary
    groups: Mapping[str, Group] = {"portfolio": "own", "target": "own", "regional": "neighbour", "placebo": "alike"}
    lines = [
        _line(own, measured.dates[s.key, window.returns], s.key, s.label, _group(s, groups, own.timing.home))
        for s in own.series
        if s.role in groups and (s.key, window.returns) in measured.dates
    ]
    batches, unseen = _batches(own)
    lines += _peer_lines(own, batches)
    order = list(GROUPS)
    lines.sort(key=lambda line: order.index(line.group))
    less, unlike = _less(own)
    return tuple(lines), (*_less_peers(own, batches), *less), unseen | unlike


def _group(series: Series, groups: Mapping[str, Group], home: str) -> Group:
    """Neighbours of another exchange are measured over its sessions, which are another time of day."""
    found = groups[series.role]
    return "nearby" if found == "neighbour" and not _same_time(series.exchange, home) else found


def _same_time(exchange: str, home: str) -> bool:
    """Whether returns of two exchanges, or of quotes, run over about the same time."""
    return exchange == home or (is_quoted(exchange) and is_quoted(home))


def _line(own: Case, dates: OnDates, key: str, label: str, group: Group, exchange: str = "") -> Line:
    window = own.setting.primary
    exchange = exchange or next(s.exchange for s in own.series if s.key == key)
    returns = own.table(window.returns, [key], exchange)[key].to_numpy()
    test, row = dates.standardised(window), dates.event_row
    raw = float(returns[row + window.first : row + window.last + 1].sum())
    side = looking(own).alternative
    eve = float(returns[row + window.first - 1])
    return Line(key, label, group, eve, raw, test.effect, test.conf_int(), test.statistic, test.pvalue(side))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Peers that share model and days, on the event and other dates, and the portfolio's members on their days."""

    exchange: str
    peers: dict[str, OnDates]
    members: dict[str, OnDates]


def _batches(own: Case) -> tuple[list[_Batch], dict[str, str]]:
    """Peers, each on the days of its own quotes: all that share their days and their model in one batch."""
    study, window = own.study, own.setting.primary
    peers = [i for i in study.instruments if i.role == "peer" and i.ticker in own.snapshot.bars]
    found: list[_Batch] = []
    unseen: dict[str, str] = {}
    for exchange, model in dict.fromkeys((i.exchange, i.model) for i in peers):
        keys = [i.ticker for i in peers if (i.exchange, i.model) == (exchange, model)]
        if exchange not in own.timing.day0:
            unseen |= dict.fromkeys(keys, "was not quoted after the news")
            continue
        columns, factors = [*keys, *own.members], study.models[model].terms
        try:
            design = own.design(window.returns, (*columns, *factors), exchange, where=", ".join(keys))
        except AnalysisError as error:
            unseen |= dict.fromkeys(keys, error.what)
            continue
        batch = on_dates(own, window.returns, columns, factors, [window], design, exchange=exchange)
        dates = dict(zip(columns, batch, strict=True))
        found.append(_Batch(exchange, {k: dates[k] for k in keys}, {m: dates[m] for m in own.members}))
    return found, unseen


def _peer_lines(own: Case, batches: Sequence[_Batch]) -> list[Line]:
    named = own.study.instrument
    return [_line(own, d, k, named(k).name, "peer", b.exchange) for b in batches for k, d in b.peers.items()]


def _less_peers(own: Case, batches: Sequence[_Batch]) -> list[Less]:
    """The portfolio and each member less the mean of the countries that are ranked beside."""
    if len(batches) != 1:
        return []  # of different days or models there is no one mean
    window, (batch,) = own.setting.primary, batches
    mean = mean_of(list(batch.peers.values()))
    own_dates = {PORTFOLIO: mean_of(list(batch.members.values())), **batch.members}
    table = own.table(window.returns, [*batch.members, *batch.peers], batch.exchange)
    rows = slice(mean.event_row + window.first, mean.event_row + window.last + 1)
    moved = table.iloc[rows].sum()
    others = float(moved[list(batch.peers)].mean())
    raw = {PORTFOLIO: float(moved[list(batch.members)].mean()), **{m: float(moved[m]) for m in batch.members}}
    name = f"mean of {len(batch.peers)} peers"
    tests = {key: dates.less(mean).standardised(window) for key, dates in own_dates.items()}
    side = looking(own).alternative
    return [Less(key, name, raw[key] - others, t.effect, t.pvalue(side)) for key, t in tests.items()]


def _less(own: Case) -> tuple[list[Less], dict[str, str]]:
    """The portfolio and each member less each neighbour, on the portfolio's days."""
    window = own.setting.primary
    found: list[Less] = []
    unseen: dict[str, str] = {}
    for other in (s for s in own.series if s.role == "regional"):
        if not _same_time(other.exchange, own.timing.home):
            continue
        try:
            theirs = as_the_portfolio(own, other.key, own.portfolio.factors)
        except AnalysisError as error:
            unseen[other.key] = f"not compared with: {error.what}"
            continue
        for key in (PORTFOLIO, *own.members):
            mine = own.once(measure).dates[key, window.returns]
            test = mine.less(theirs).standardised(window)
            table = own.table(window.returns, [key, other.key])
            rows = slice(mine.event_row + window.first, mine.event_row + window.last + 1)
            raw = float((table[key] - table[other.key]).iloc[rows].sum())
            found.append(Less(key, other.key, raw, test.effect, test.pvalue(looking(own).alternative)))
    return found, unseen
