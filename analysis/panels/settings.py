"""What is asked of a panel: models, windows, rules. Checked as a whole, before anything is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from analysis.errors import AnalysisError, UsageError
from analysis.eventstudy.inference.methods import METHODS
from analysis.eventstudy.windows import EventWindow, event_days

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
    *, windows: Sequence[str | EventWindow], estimation: str | EventWindow | None, **others: Any
) -> Settings:
    """Read the windows and check all choices.

    Parameters
    ----------
    windows : sequence of str or (int, int)
        "-10:10", or the pair.
    estimation : str or (int, int), optional
        250 sessions that end 11 before the first event day, when not given.
    **others
        Fields of :class:`Settings`.

    Raises
    ------
    UsageError
        If a choice is none that exists, or the windows do not fit together.
    """
    asked = tuple(dict.fromkeys(_window(w, "--window") for w in windows))
    if not asked:
        raise UsageError("--window", "no window", allowed="one or more, such as -10:10")
    last = min(*(a for a, _ in asked), 0) - 1 - GAP
    before = _window(estimation, "--estimation") if estimation else (last - ESTIMATION_SESSIONS + 1, last)
    settings = Settings(windows=asked, estimation=before, **others)
    _one_of("--model", settings.model, tuple(MODELS))
    _one_of("--closed", settings.closed, RULES)
    for name in settings.tests or ():
        _one_of("--test", name, [method.name for method in METHODS])
    try:
        event_days(settings.estimation, settings.windows, "windows")
    except AnalysisError as error:
        raise UsageError("--window and --estimation", error.what, remedy=error.remedy) from error
    length = before[1] - before[0] + 1
    if not 3 <= settings.min_obs <= length:
        allowed = f"3 to {length}, the sessions of the estimation window"
        raise UsageError("--min-obs", f"{settings.min_obs}", allowed=allowed)
    return settings


def _window(text: str | EventWindow, option: str) -> EventWindow:
    if not isinstance(text, str):
        return (int(text[0]), int(text[1]))
    if not (found := _WINDOW.fullmatch(text.strip())):
        raise UsageError(option, repr(text), allowed="first and last event day, such as -10:10")
    return (int(found[1]), int(found[2]))


def _one_of(option: str, word: str, allowed: Sequence[str]) -> None:
    if word not in allowed:
        raise UsageError(option, repr(word), allowed=", ".join(allowed))
