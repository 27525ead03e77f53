"""A panel from tables to results: the front door :func:`panel`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from analysis.errors import EstimationError, UsageError
from analysis.eventstudy.abnormal.panel_result import PanelResult
from analysis.panels.measure.clocks import make_clocks
from analysis.panels.measure.merge import merge
from analysis.panels.measure.place import place_events
from analysis.panels.measure.store import Folder, Memory
from analysis.panels.measure.tasks import make_tasks
from analysis.panels.measure.workers import Workers, measure_all
from analysis.panels.options import noted, one_of, refuse_all, refuse_unknown, whole_number, words_of, wrong_kinds
from analysis.panels.reading.events import read_events
from analysis.panels.reading.factors import COLUMNS, KEN_FRENCH, Factors, read_factors, read_rates
from analysis.panels.reading.moves import say_moves
from analysis.panels.reading.prices import read_prices
from analysis.panels.reading.roles import Form, parse_roles
from analysis.panels.reading.table import DELIMITERS
from analysis.panels.settings import Settings, check_settings, require_reach
from analysis.panels.study import Panel, require_groups
from analysis.words.numbers import digits

CHUNK = 10_000
"""Events measured at once: their residuals over 250 sessions take 20 MB."""
STEEP = 20.0
"""Slope at the median above which returns and factors are hardly in one unit: percents on decimals have about 100."""

Asked = TypeVar("Asked", "ReadAs", Workers)


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How the tables are to be read, where they do not settle it themselves.

    ``dates`` is "dmy", "mdy" or "ymd", ``decimal`` the decimal sign, ``delimiter`` the sign between cells, ``missing``
    codes for what is missing, ``columns`` roles such as "events.security=Firm", ``values`` "prices" or "returns",
    ``factors_format`` "columns" or "ken-french", ``risk_free`` a column of the factors, or "none".
    """

    dates: str = ""
    decimal: str = ""
    delimiter: str = ""
    missing: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    values: str = ""
    returns_percent: bool | None = None
    factors_format: str = COLUMNS
    factors_percent: bool | None = None
    risk_free: str = ""

    def check(self) -> None:
        """Refuse words that mean nothing, or contradict each other.

        Raises
        ------
        UsageError
            Naming what is allowed, for all of them.
        """
        refuse_all(self._faults())

    def _faults(self) -> Iterator[UsageError]:
        yield from wrong_kinds(self, but=("dates", "decimal", "values", "factors_format"))
        yield from one_of("--dates", self.dates, ("", "dmy", "mdy", "ymd"))
        yield from one_of("--decimal", self.decimal, ("", ".", ","))
        yield from one_of("--values", self.values, ("", "prices", "returns"))
        yield from one_of("--factors-format", self.factors_format, (COLUMNS, KEN_FRENCH))
        if isinstance(self.delimiter, str) and self.delimiter not in ("", *DELIMITERS):
            yield UsageError("--delimiter", repr(self.delimiter), allowed="',', ';', '|' or a tab")
        if self.factors_format == KEN_FRENCH and self.factors_percent is False:
            what = f"contradicts --factors-format {KEN_FRENCH}, whose files are in percent"
            yield UsageError("--factors-decimal", what, remedy="leave one of the two out")


def panel(
    events: Any,
    prices: Any,
    *,
    factors: Any = None,
    rates: Any = None,
    windows: str | tuple[int, int] | Sequence[str | tuple[int, int]] = ("-10:10",),
    estimation: str | tuple[int, int] | None = None,
    reading: ReadAs | Mapping[str, Any] | None = None,
    workers: Workers | Mapping[str, Any] | None = None,
    work: str | Path | None = None,
    chunk: int = CHUNK,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
    **settings: Any,
) -> Panel:
    """Measure the abnormal returns of all events of a table.

    Parameters
    ----------
    events : path or DataFrame
        Columns for the security and its date or instant; optional ones for zone, exchange, currency, group, weight and
        characteristics.
    prices : path or DataFrame
        Prices or returns, wide or long, with splits and dividends where there are such columns.
    factors : path or DataFrame, optional
        Returns of factors by day.
    rates : path or DataFrame, optional
        Rates of exchange by day, where securities are in several currencies.
    windows : str, (int, int), or a sequence of them
        Event windows: "-10:10", both ends included.
    estimation : str or (int, int), optional
        250 sessions that end 11 before the first event day, when not given.
    reading : ReadAs or mapping, optional
        What the tables do not settle themselves.
    workers : Workers or mapping, optional
        Who measures: {"jobs": 2}, or {"backend": "dask", "scheduler": ADDRESS}.
    work : path, optional
        Folder for finished chunks, where a run that was stopped finds them again, and anybody can read them: Parquet
        files where pyarrow is installed, otherwise those of NumPy.
    chunk : int
        Events measured at once; changes no number.
    progress : callable
        Called with a stage, what of it is done, and its total.
    **settings
        Fields of :class:`analysis.panels.settings.Settings`: model, min_obs, closed, log, mask, market, use, exchange,
        currency, group, on, tests, ...

    Returns
    -------
    Panel
        With ``cars()``, ``abnormal_returns()``, ``excluded``, ``summary()`` and the engine's ``result``;
        :func:`analysis.write_panel` writes its tables, figures and report.

    Raises
    ------
    UsageError
        If a choice is none that exists.
    TableError
        If a table is not what it says, or needs a declaration.
    EstimationError
        If no event can be measured; the message says why.
    """
    refuse_unknown("panel", settings, OPTIONS, ELSEWHERE)
    form, team = _made(ReadAs, reading, "reading"), _made(Workers, workers, "workers")
    faults = [*whole_number("--chunk", chunk, 1, None, "1 or more")]
    for check in (form.check, team.check):
        with noted(faults):
            check()
    with noted(faults):
        chosen = check_settings(windows=windows, estimation=estimation, **settings)
    refuse_all(faults)
    shape = Form(parse_roles(words_of(form.columns)), form.dates, form.decimal, form.delimiter, words_of(form.missing))
    progress("reading the events", 0, 1)
    asked = read_events(events, shape, group=chosen.group)
    require_groups(asked)
    numbers = asked.characteristics(chosen.on)[1] if chosen.on else ()
    progress("reading the prices", 0, 1)
    quoted = read_prices(prices, shape, kind=form.values, percent=form.returns_percent, log=chosen.log)
    known = _factors(factors, form, chosen, shape)
    exchanged = None if rates is None else read_rates(rates, shape)
    clocks, strays, said = make_clocks(quoted, asked, known, exchanged, chosen)
    require_reach(chosen.windows, max(len(clock.sessions) for clock in clocks))
    places = place_events(asked, quoted, clocks, chosen.closed)
    tasks = make_tasks(clocks, places, chosen, chunk=chunk, residuals=chosen.tests != ())
    if not tasks:
        reasons = sorted(set(places.reason))
        raise EstimationError(asked.table.name, f"none of {len(asked)} events has a place: {'; '.join(reasons)}")
    names_of = {"line": asked.table.lines, "security": asked.security, "day0": places.day0}
    store = Folder(Path(work), names_of) if work else Memory()
    total, done = int((places.clock >= 0).sum()), 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress("measuring the events", done, total)

    names = measure_all(tasks, store, team, advance)
    security = _security_numbers(asked.security, quoted.securities)
    result = merge(names, store, clocks, places, chosen, security, folder=Path(work) if work else None)
    import pandas as pd

    left_out = pd.concat([quoted.left_out, strays], ignore_index=True)
    notes = _notes(
        (*asked.said, *numbers),
        (*quoted.said, *say_moves(quoted, log=chosen.log)),
        None if known is None else known.said,
        said,
        places.moved,
        chosen,
        len(left_out),
    )
    notes += _steep(result)
    sources = {"events": asked.table.label, "prices": quoted.name}
    sources |= {} if known is None else {"factors": known.name}
    found = Panel(chosen, asked, places, clocks, result, left_out, notes, sources)
    if not len(result.included):
        raise EstimationError(asked.table.name, f"no event can be measured; {_why(found)}")
    return found


def _made(kind: type[Asked], given: Any, where: str) -> Asked:
    """Options that may be given as a mapping."""
    if isinstance(given, kind):
        return given
    refuse_unknown(where, given or {}, _names(kind))
    return kind(**(given or {}))


def _names(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


OPTIONS = [name for name in (*signature(panel).parameters, *_names(Settings)) if name != "settings"]
ELSEWHERE = {
    name: f"give it as {where}={{{name!r}: ...}}"
    for kind, where in ((ReadAs, "reading"), (Workers, "workers"))
    for name in _names(kind)
}


def _factors(source: Any, asked: ReadAs, settings: Settings, form: Form) -> Factors | None:
    if source is None:
        if asked.risk_free or asked.factors_percent is not None or asked.factors_format != COLUMNS:
            raise UsageError("--factors", "no file, though options speak of one", remedy="name it with --factors FILE")
        return None
    if settings.log and asked.factors_format == KEN_FRENCH:
        what = "log, and the published factors are simple returns"
        raise UsageError("--returns", what, allowed="simple", remedy="leave --returns out")
    return read_factors(source, form, layout=asked.factors_format, percent=asked.factors_percent, free=asked.risk_free)


def _security_numbers(names: Any, securities: Any) -> Any:
    import pandas as pd

    return pd.Index(securities).get_indexer(pd.Index(names)).astype(np.intp)


def _notes(
    events: Sequence[str], prices: Sequence[str], factors: Sequence[str] | None, clocks: Sequence[str], moved: Any,
    settings: Settings, rows: int,
) -> tuple[str, ...]:  # fmt: skip
    told = [f"events: {s}" for s in events] + [f"prices: {s}" for s in prices]
    told += [f"factors: {s}" for s in factors or ()]
    kind = "log" if settings.log else "simple"
    told += [*clocks, f"returns are {kind} returns; files of returns and factors are taken to hold the same"]
    if count := int(moved.sum()):
        where = {"next": "moved to the next session", "previous": "moved to the session before"}
        told.append(f"{digits(count, 'event')} on days without a session: {where.get(settings.closed, 'left out')}")
    if rows:
        told.append(f"{digits(rows, 'row')} of prices could not be used: rows-left-out.csv names them")
    return tuple(dict.fromkeys(told))


def _steep(result: PanelResult) -> tuple[str, ...]:
    """Say that slopes are steeper than those of returns on returns in the same unit."""
    slopes = np.abs(result.params[:, 1:])
    if not slopes.size or (steepest := float(np.median(slopes, axis=0).max())) <= STEEP:
        return ()
    return (f"half of the events have a slope of {steepest:.3g} or more on a factor: are both in one unit?",)


def _why(found: Panel) -> str:
    counts = found.excluded["reason"].value_counts()
    return "; ".join(f"{count} x {reason}" for reason, count in counts.head(4).items())
