"""Whether the tables of study.toml fit together: every name that one uses is declared by another, and used rightly."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from analysis.instants import is_on, span_in_words
from analysis.study.declarations import Window
from analysis.study.faults import Fault, unknown
from analysis.study.markets import MARKETS
from analysis.study.tables import Tables

Check = tuple[frozenset[str], Callable[[Tables], Iterable[Fault]]]
"""The tables that a check reads, and the check: it is left out while one of them is wrong in itself."""

LONGEST_TIMELINE = dt.timedelta(days=31)
RESERVED = frozenset({"abnormal", "const", "drift", "event_day", "manifest", "portfolio", "raw", "raw move", "session"})
"""Words that stand beside tickers and labels in tables, figures and folders."""


def faults_between(tables: Tables, checks: Sequence[Check], *, wrong: Iterable[str] = ()) -> list[Fault]:
    """All faults that some checks find.

    Parameters
    ----------
    tables : Tables
    checks : sequence of Check
    wrong : iterable of str
        Tables that are wrong in themselves: the checks that read them are left out.
    """
    left_out = frozenset(wrong)
    return [fault for needed, check in checks if not needed & left_out for fault in check(tables)]


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _twice(where: str, names: Sequence[str]) -> list[Fault]:
    twice = sorted(n for n, count in Counter(names).items() if count > 1)
    return [Fault(where, f"{', '.join(twice)} listed twice", remedy="remove one, or rename it")] if twice else []


def _instruments(t: Tables) -> Iterator[Fault]:
    tickers = [i.ticker for i in t.instruments]
    yield from _twice("instruments", tickers)
    alike = {first: later for first, later in combinations(tickers, 2) if first != later and _same(first, later)}
    for first, later in alike.items():
        yield Fault(
            f"instruments.{later}", f"is {first} but for capitals: one file on some systems", remedy="rename it"
        )
    for ticker in tickers:
        if ticker.casefold() in RESERVED or ticker in MARKETS:
            yield Fault(f"instruments.{ticker}", "a word of our own tables, files or markets", remedy="rename it")
    words = (*sorted(MARKETS), *t.tickers(bundled=False))
    for i in t.instruments:
        allowed = f"{', '.join(sorted(MARKETS))}, or a ticker of the study"
        yield from unknown(f"instruments.{i.ticker}.markets", i.markets, words, told=allowed)


def _holdings(t: Tables) -> Iterator[Fault]:
    yield from _twice("holdings", [h.fund for h in t.holdings])


def _windows(t: Tables) -> Iterator[Fault]:
    yield from _twice("windows", [w.name for w in t.windows])


def _portfolio(t: Tables) -> Iterator[Fault]:
    yield from _twice("portfolio.members", t.portfolio.members)
    yield from unknown("portfolio.members", t.portfolio.members, t.tickers("target"))


def _one_calendar(t: Tables) -> Iterator[Fault]:
    """Members of a portfolio are measured over the same time."""
    members = [i for i in t.instruments if i.ticker in t.portfolio.members]
    quoted = [i.ticker for i in members if i.sessions == "quoted"]
    if quoted and len(quoted) < len(members):
        of_exchange = ", ".join(i.ticker for i in members if i.ticker not in quoted)
        what = f"{', '.join(quoted)} with gaps and {of_exchange} of an exchange in one portfolio"
        yield Fault("portfolio.members", what, remedy="take all members from the one or from the other")
    elif len(hours := sorted({str(i.valued) for i in members if i.sessions == "quoted"})) > 1:
        what = f"valued at different hours: {', '.join(hours)}"
        yield Fault("portfolio.members", what, remedy="one hour for all members")


def _models(t: Tables) -> Iterator[Fault]:
    for i in t.instruments:
        yield from unknown(f"instruments.{i.ticker}.model", [i.model], sorted(t.models))
    for name, model in t.models.items():
        yield from unknown(f"models.{name}.factors", model.factors, t.tickers("factor"))


def _model_of_portfolio(t: Tables) -> Iterator[Fault]:
    yield from unknown("portfolio.model", [t.portfolio.model], sorted(t.models))


def _labels(t: Tables) -> Iterator[Fault]:
    yield from unknown("factor_labels", t.factor_labels, t.tickers("factor", bundled=False))
    yield from _twice("factor_labels", [label.casefold() for label in t.factor_labels.values()])
    for factor, label in t.factor_labels.items():
        taken = RESERVED | {i.ticker.casefold() for i in t.instruments if i.ticker != factor}
        if label.casefold() in taken:
            what = f"{label!r} means something else in tables and figures"
            yield Fault(f"factor_labels.{factor}", what, remedy="call the factor otherwise")
    used = {f: name for name, model in t.models.items() for f in model.factors if f in t.tickers("factor")}
    for factor, name in used.items():
        if factor not in t.factor_labels:
            yield Fault(f"factor_labels.{factor}", "missing key", remedy=f"add it: the model {name!r} has this factor")


def _multiverse(t: Tables) -> Iterator[Fault]:
    yield from unknown("multiverse.models", t.multiverse.models, tuple(t.models))
    yield from unknown("multiverse.windows", t.multiverse.windows, tuple(w.name for w in t.windows))
    for name, members in t.multiverse.portfolios.items():
        yield from _twice(f'multiverse.portfolios."{name}"', members)
        yield from unknown(f'multiverse.portfolios."{name}"', members, t.tickers("target"))


def _comovement(t: Tables) -> Iterator[Fault]:
    yield from _twice("comovement.series", t.comovement.series)
    yield from unknown("comovement.series", t.comovement.series, t.tickers())


def _synthetic(t: Tables) -> Iterator[Fault]:
    donors = tuple(ticker for ticker in t.tickers() if ticker not in t.tickers("target"))
    yield from _twice("synthetic.donors", t.synthetic.donors)
    yield from unknown("synthetic.donors", t.synthetic.donors, donors)


def _instant(t: Tables) -> Iterator[Fault]:
    day = t.event.date
    for key, moment in zip(("instant", "until"), t.event.ends, strict=False):
        if day and not is_on(moment, day):
            what = f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC is on {day} nowhere on Earth"
            yield Fault(f"event.{key}", what, span_in_words(day), "correct it, or event.date")
    if t.event.until and t.holdings:
        what = "needs the hour of the news: each bond is measured over its first session alone"
        yield Fault("holdings", what, remedy="leave the lists out, or declare event.instant without until")


def _drawing(t: Tables) -> Iterator[Fault]:
    start, end = t.drawing.timeline_start, t.drawing.timeline_end
    if end <= start:
        yield Fault("drawing.timeline_end", "comes before timeline_start")
    if end - start > LONGEST_TIMELINE:
        what = f"{(end - start).days} days after timeline_start"
        yield Fault("drawing.timeline_end", what, f"at most {LONGEST_TIMELINE.days}: the figure shows hours")


def _timeline(t: Tables) -> Iterator[Fault]:
    start, end = t.drawing.timeline_start, t.drawing.timeline_end
    if start < end and not start <= t.event.instant <= end:
        what = f"{start:%Y-%m-%d} to {end:%Y-%m-%d} does not hold the event of {t.event.instant:%Y-%m-%d}"
        yield Fault("drawing.timeline_start", what, remedy="set timeline_start and timeline_end around event.instant")


def _before_the_windows(t: Tables) -> Iterator[Fault]:
    if t.estimation.last >= (first := min(w.first for w in t.windows)):
        what = f"{t.estimation.last}: the estimation window reaches into an event window"
        yield Fault("estimation.last", what, f"below {first}")


def _before_the_path(t: Tables) -> Iterator[Fault]:
    if t.estimation.last >= t.drawing.path_first:
        what = f"{t.drawing.path_first}: the drawn path reaches into the estimation window"
        yield Fault("drawing.path_first", what, f"above {t.estimation.last}, estimation.last")


def _likes(t: Tables) -> Iterator[Fault]:
    if t.placebo.no_like_fund and t.tickers("placebo", bundled=False):
        what = f"says why there is none, but {', '.join(t.tickers('placebo', bundled=False))} is declared"
        yield Fault("placebo.no_like_fund", what, remedy="remove the key, or the instruments with role placebo")


def _sizes(t: Tables) -> Iterator[Fault]:
    d = t.decision
    if d.judged_move_pct > d.plausible_move_pct:
        what = f"{d.judged_move_pct:g} is more than decision.plausible_move_pct, {d.plausible_move_pct:g}"
        yield Fault("decision.judged_move_pct", what, remedy="judge a move that is possible")
    large = [m for m in (*d.moves_of_interest_pct, d.judged_move_pct) if t.claim.direction == "loss" and m > 100]
    if large:
        yield Fault("decision", f"a loss of {large[0]:g} %", allowed="at most 100", remedy="correct the sizes of moves")


def _calendar_changes(t: Tables) -> Iterator[Fault]:
    yield from _twice("calendar_changes", [f"{day.exchange} {day.date}" for day in t.calendar_changes])


def own_choices(tables: Tables) -> Iterator[Fault]:
    """Faults of a multiverse that lacks the study's own model, estimation window, portfolio, or days left out."""
    grid, own, portfolio = tables.multiverse, tables.estimation, tables.portfolio
    if portfolio.model not in grid.models:
        yield _lacks("models", "portfolio.model", portfolio.model, grid.models)
    if own.length not in grid.lengths:
        yield _lacks("lengths", "estimation.length", own.length, grid.lengths)
    if all(set(choice) != set(own.leave_out) for choice in grid.leave_out):
        yield _lacks("leave_out", "estimation.leave_out", own.leave_out, grid.leave_out)
    if all(set(members) != set(portfolio.members) for members in grid.portfolios.values()):
        members = json.dumps(portfolio.members, ensure_ascii=False)
        what = f"lacks the study's own choice, portfolio.members = {members}"
        remedy = f'add the line "own portfolio" = {members} below [multiverse.portfolios]'
        yield Fault("multiverse.portfolios", what, remedy=remedy)


def own_window(tables: Tables, primary: Window) -> list[Fault]:
    """The fault of a multiverse that lacks the window on which the verdict rests, which a rule chooses."""
    windows = tables.multiverse.windows
    return [] if primary.name in windows else [_lacks("windows", "the primary window", primary.name, windows)]


def _lacks(key: str, own: str, value: Any, choices: Sequence[Any]) -> Fault:
    line = json.dumps([*choices, value], ensure_ascii=False)
    what = f"lacks the study's own choice, {own} = {json.dumps(value, ensure_ascii=False)}"
    return Fault(f"multiverse.{key}", what, remedy=f"write the line {key} = {line}")


def _check(check: Callable[[Tables], Iterable[Fault]], *needed: str) -> Check:
    return frozenset(needed), check


ALWAYS: tuple[Check, ...] = (
    _check(_instruments, "instruments"),
    _check(_models, "instruments", "models"),
    _check(_labels, "instruments", "models", "factor_labels"),
    _check(_portfolio, "instruments", "portfolio"),
    _check(_one_calendar, "instruments", "portfolio"),
    _check(_model_of_portfolio, "models", "portfolio"),
    _check(_windows, "windows"),
    _check(_before_the_windows, "estimation", "windows"),
    _check(_multiverse, "instruments", "models", "windows", "multiverse"),
    _check(_comovement, "instruments", "comovement"),
    _check(_synthetic, "instruments", "synthetic"),
    _check(_drawing, "drawing"),
    _check(_before_the_path, "estimation", "drawing"),
    _check(_calendar_changes, "calendar_changes"),
    _check(_holdings, "holdings"),
    _check(_likes, "placebo", "instruments"),
    _check(_sizes, "decision", "claim"),
)
"""What makes a study one that can be computed."""
BEFORE_A_RUN: tuple[Check, ...] = (
    _check(_instant, "event"),
    _check(_timeline, "event", "drawing"),
    _check(own_choices, "portfolio", "estimation", "multiverse"),
)
"""What a study.toml must hold beside."""
