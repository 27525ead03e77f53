"""What is asked of a panel: models, windows, rules. Checked as a whole, before anything is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from numbers import Integral, Real
from typing import Any

from analysis.errors import AnalysisError, UsageError
from analysis.eventstudy.inference.methods import METHODS
from analysis.eventstudy.windows import EventWindow, event_days
from analysis.study.faults import closest

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
    lags: int = 1
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
    if faults := list(_faults(settings)):
        first, *more = faults
        remedy = "; ".join(filter(None, [first.remedy, *map(str, more)]))
        raise UsageError(first.where, first.what, allowed=first.allowed, remedy=remedy)
    return settings


def _faults(settings: Settings) -> Iterator[UsageError]:
    """All that is wrong with the choices."""
    yield from _one_of("--model", settings.model, tuple(MODELS))
    yield from _one_of("--closed", settings.closed, RULES)
    for name in settings.tests or ():
        yield from _one_of("--test", name, [method.name for method in METHODS])
    try:
        event_days(settings.estimation, settings.windows, "windows")
    except AnalysisError as error:
        yield UsageError("--window and --estimation", error.what, remedy=error.remedy)
    length = settings.estimation[1] - settings.estimation[0] + 1
    if length >= 3:  # of a shorter one it is said that it ends before it starts
        yield from _within(
            "--min-obs", settings.min_obs, 3, length, f"3 to {length}, the sessions of the estimation window"
        )
    if not (isinstance(settings.shared_allowed, Real) and 0 <= settings.shared_allowed <= 1):
        yield UsageError("--shared-allowed", f"{settings.shared_allowed!r}", allowed="a share, 0 to 1")
    yield from _within("replications", settings.replications, 1, None, "1 or more")
    yield from _within("--seed", settings.seed, 0, None, "0 or more")
    yield from _within("lags", settings.lags, 1, None, "1 or more")


def _within(option: str, number: Any, least: int, most: int | None, allowed: str) -> Iterator[UsageError]:
    whole = isinstance(number, Integral) and not isinstance(number, bool)
    if not whole or number < least or (most is not None and number > most):
        yield UsageError(option, f"{number!r}", allowed=allowed)


def refuse_unknown(
    where: str, asked: Iterable[str], allowed: Sequence[str], elsewhere: Mapping[str, str] | None = None
) -> None:
    """Refuse the names of options that there are not, with the nearest one.

    Parameters
    ----------
    where : str
        What they were given to.
    asked, allowed : of str
    elsewhere : mapping of str to str, optional
        Remedies for options of something else.

    Raises
    ------
    UsageError
        For the first one.
    """
    for name in asked:
        if name not in allowed:
            remedy = (elsewhere or {}).get(name) or closest(name, allowed) or "leave it out"
            raise UsageError(where, f"no option {name!r}", allowed=", ".join(allowed), remedy=remedy)


def words_of(asked: str | Iterable[str]) -> tuple[str, ...]:
    """Words as a tuple; text is one word, never its letters."""
    return (asked,) if isinstance(asked, str) else tuple(asked)


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


def _one_of(option: str, word: str, allowed: Sequence[str]) -> Iterator[UsageError]:
    if word not in allowed:
        yield UsageError(option, repr(word), allowed=", ".join(allowed), remedy=closest(str(word), allowed))
