"""What is asked of a panel: models, windows, rules. Checked as a whole, before anything is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from numbers import Integral, Real
from typing import Any

from analysis.errors import AnalysisError, UsageError
from analysis.eventstudy.inference.methods import METHODS
from analysis.eventstudy.windows import EventWindow, event_days
from analysis.panels.options import one_of, refuse_all, refuse_unknown, whole_number, words_of, wrong_kinds
from analysis.words.numbers import digits, listing

MODELS = {
    "constant-mean": "constant mean",
    "market-adjusted": "market-adjusted",
    "market": "ols",
    "factors": "ols",
    "dimson": "dimson",
    "scholes-williams": "scholes-williams",
    "garch": "garch",
    "trade-to-trade": "ols",
}
"""Names of the return models, and the engine's."""
NO_FACTORS = ("constant-mean",)
LAGGED, LAGS = "dimson", 1
"""The model with leads and lags, and how many it has of each where nobody says."""
ONE_FACTOR = ("market-adjusted", "market", "scholes-williams")
RULES = ("next", "previous", "drop")
BACKENDS = ("local", "dask", "ray")
ESTIMATION_SESSIONS, GAP = 250, 10
_WINDOW = re.compile(r"\[?\s*([-+]?\d+)\s*[:,]\s*([-+]?\d+)\s*\]?")


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices about the measuring; all that changes a number.

    Attributes
    ----------
    model : str
        One of :data:`MODELS`.
    windows : tuple of (int, int)
    estimation : (int, int)
    min_obs : int
        Least number of observations in an estimation window.
    closed : {"next", "previous", "drop"}
        What becomes of a date without a session; an instant always goes to the first session that can answer it.
    log : bool
        Log returns, for all; otherwise simple ones.
    mask : bool
        Leave days of other events of the same security out of estimation windows.
    lags : int
        Leads and lags of "dimson".
    market : str
        Column of the factors, or security of the prices, that is the market.
    use : tuple of str
        Columns of the factors that count; all when empty.
    exchange, currency : str
        Of all securities whose table does not say it.
    group : str
        Column by which events are grouped.
    on : tuple of str
        Characteristics on which CARs are regressed.
    tests : tuple of str or None
        Names of the battery's tests; None for all, empty for none.
    shared_allowed : float
        As in :func:`analysis.eventstudy.battery`.
    replications, seed : int
        Draws of each bootstrap, and their seed.
    """

    model: str = "market"
    windows: tuple[EventWindow, ...] = ((-10, 10),)
    estimation: EventWindow = (0, 0)
    min_obs: int = 100
    closed: str = "next"
    log: bool = False
    mask: bool = True
    lags: int = LAGS
    market: str = ""
    use: tuple[str, ...] = ()
    exchange: str = ""
    currency: str = ""
    group: str = ""
    on: tuple[str, ...] = ()
    tests: tuple[str, ...] | None = None
    shared_allowed: float = 0.0
    replications: int = 1999
    seed: int = 1

    def record(self) -> dict[str, Any]:
        """The choices as plain data."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def first_day(self) -> int:
        """First event day of all windows."""
        return min(a for a, _ in self.windows)


def check_settings(
    *, windows: str | EventWindow | Sequence[str | EventWindow], estimation: str | EventWindow | None, **others: Any
) -> Settings:
    """Read the windows and check all choices.

    Parameters
    ----------
    windows : str, (int, int), or a sequence of them
        "-10:10", or the pair.
    estimation : str or (int, int), optional
        250 sessions that end 11 before the first event day, when not given.
    **others
        Fields of :class:`Settings`.

    Raises
    ------
    UsageError
        If a choice is none that exists, or the windows do not fit together: with all that is wrong.
    """
    refuse_unknown("panel", others, [field.name for field in fields(Settings)])
    asked = tuple(dict.fromkeys(_window(w, "--window") for w in _listed(windows)))
    if not asked:
        raise UsageError("--window", "no window", allowed="one or more, such as -10:10")
    last = min(*(a for a, _ in asked), 0) - 1 - GAP
    before = _window(estimation, "--estimation") if estimation else (last - ESTIMATION_SESSIONS + 1, last)
    several = {name: words_of(others[name]) for name in ("use", "on", "tests") if others.get(name) is not None}
    settings = Settings(windows=asked, estimation=before, **(others | several))
    refuse_all(_faults(settings))
    return settings


def _faults(settings: Settings) -> Iterator[UsageError]:
    """All that is wrong with the choices."""
    yield from wrong_kinds(settings, but=("model", "closed", "tests"))
    yield from one_of("--model", settings.model, tuple(MODELS))
    yield from one_of("--closed", settings.closed, RULES)
    for name in settings.tests or ():
        yield from one_of("--test", name, [method.name for method in METHODS])
    try:
        event_days(settings.estimation, settings.windows, "windows")
    except AnalysisError as error:
        yield UsageError("--window and --estimation", error.what, remedy=error.remedy)
    length = settings.estimation[1] - settings.estimation[0] + 1
    if length >= 3:  # of a shorter one it is said that it ends before it starts
        yield from whole_number(
            "--min-obs", settings.min_obs, 3, length, f"3 to {length}, the sessions of the estimation window"
        )
    if not (isinstance(settings.shared_allowed, Real) and 0 <= settings.shared_allowed <= 1):
        yield UsageError("--shared-allowed", f"{settings.shared_allowed!r}", allowed="a share, 0 to 1")
    yield from whole_number("replications", settings.replications, 1, None, "1 or more")
    yield from whole_number("--seed", settings.seed, 0, None, "0 or more")
    yield from whole_number("lags", settings.lags, 1, None, "1 or more")
    yield from _idle(settings)


def _idle(settings: Settings) -> Iterator[UsageError]:
    """Choices that the model has no use for: they would look as if they counted."""
    remedy = "leave it out, or choose another --model"
    if settings.model in NO_FACTORS:
        what = f"would not count: --model {settings.model} has no regressors"
        if settings.market:
            yield UsageError("--market", f"{settings.market} {what}", remedy=remedy)
        if settings.use:
            yield UsageError("--use", f"{listing(settings.use)} {what}", remedy=remedy)
    if settings.lags != LAGS and settings.model != LAGGED:
        what = f"{settings.lags} would not count: --model {settings.model} has none"
        yield UsageError("lags", what, remedy=f"leave it out, or choose --model {LAGGED}")


def require_reach(windows: Sequence[EventWindow], sessions: int) -> None:
    """Refuse windows that reach further than all sessions of a security: no event can have them.

    Raises
    ------
    UsageError
        For all of them.
    """
    refuse_all(
        UsageError(
            "--window",
            f"{first}:{last} reaches further than the longest prices, of {digits(sessions, 'session')}",
            remedy="shorten it, or give more prices",
        )
        for first, last in windows
        if max(abs(first), abs(last)) >= sessions
    )


def _listed(windows: Any) -> Sequence[str | EventWindow]:
    """Windows as a sequence, where one was given by itself: "-1:1", or (-1, 1)."""
    if isinstance(windows, str) or not isinstance(windows, Iterable):
        return [windows]
    several = list(windows)
    pair = len(several) == 2 and all(isinstance(day, Integral) for day in several)
    return [(several[0], several[1])] if pair else several


def _window(asked: Any, option: str) -> EventWindow:
    if isinstance(asked, str):
        found = _WINDOW.fullmatch(asked.strip())
        days = found.groups() if found else ()
    else:
        days = tuple(asked) if isinstance(asked, Iterable) else ()
    if len(days) != 2 or not all(isinstance(day, str | Integral) for day in days):
        raise UsageError(option, repr(asked), allowed="first and last event day, such as -10:10")
    return (int(days[0]), int(days[1]))
