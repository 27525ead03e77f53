"""A small made study: seven series, a year of sessions, an effect of known size. Runs in a fraction of a second.

Nothing in it is read from a file, so that a piece of evidence is tested on numbers that the test knows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.event.calendar import CalendarEntry
from analysis.event.claim.found import ClaimSentence
from analysis.event.dates import EventDate
from analysis.event.timing import Timing
from analysis.exchanges import exchange_sessions
from analysis.market.holdings import Holdings
from analysis.market.returns import Returns
from analysis.market.snapshot import Snapshot
from analysis.measure.case import Case
from analysis.report.exhibits import EXHIBITS
from analysis.study.study import Study

FIRST, LAST = dt.date(2022, 6, 1), dt.date(2023, 6, 30)
DAY0 = pd.Timestamp("2023-03-01")
INSTANT = dt.datetime(2023, 3, 1, 9, tzinfo=dt.UTC)
"""Before New York opened: the overnight window of 1 March holds the news."""
TARGETS, LIKE, FACTORS = ("AAA", "BBB", "CCC"), ("PPP",), ("FFF", "GGG")
LOADINGS = {"AAA": (0.5, 0.3), "BBB": (0.4, 0.4), "CCC": (0.6, 0.2), "PPP": (0.5, 0.2), "RRR": (0.1, 0.6)}
WEIGHTS = {"AAA": (1.0, 2.0), "BBB": (0.5, 0.5), "CCC": (0.0, 1.0), "PPP": (0.0, 0.0)}

OF_FUNDS = tuple(e for e in EXHIBITS if not e.own)
"""Pieces of a study that has no prices of the assets themselves."""
DRAWN_OF_FUNDS = tuple(e for e in OF_FUNDS if e.figure and e.step != "itself")
"""Those of them with a figure."""


def declared(**tables: Any) -> dict[str, Any]:
    """Tables of the made study; a table that is given replaces those of its keys that it names."""

    def series(ticker: str, role: str, model: str, market: str) -> dict[str, Any]:
        return {"ticker": ticker, "name": f"Fund {ticker}", "role": role, "model": model, "markets": [market]}

    base: dict[str, Any] = {
        "name": "made", "folder": Path("made"), "title": "A made study", "question": "Did widgets gain?", "seed": 1,
        "snapshot": "../prices",
        "claim": {"quote": "Widgets of Nowhere gained", "assets": ["widgets"], "issuers": ["Nowhere"],
                  "direction": "gain"},
        "event": {"name": "truce", "date": DAY0.date(), "instant": INSTANT, "source": "made", "terms": ["truce"]},
        "instruments": [
            *(series(t, "target", "market", "emerging-debt") for t in TARGETS),
            *(series(t, "placebo", "market", "emerging-debt") for t in LIKE),
            series("RRR", "regional", "market", "emerging-equities"),
            series("FFF", "factor", "mean", "rates"),
            series("GGG", "factor", "mean", "credit"),
        ],
        "models": {"market": {"factors": list(FACTORS)}, "mean": {"factors": []}},
        "factor_labels": {"FFF": "rates", "GGG": "credit"},
        "portfolio": {"name": "Widget funds", "members": list(TARGETS), "model": "market", "noun": ["fund", "funds"]},
        "estimation": {"length": 60, "last": -4, "leave_out": []},
        "windows": [
            {"name": "overnight", "returns": "overnight", "first": 0, "last": 0},
            {"name": "day 0", "returns": "close-to-close", "first": 0, "last": 0},
            {"name": "[-1,+1]", "returns": "close-to-close", "first": -1, "last": 1},
        ],
        "placebo": {"clearance": 5, "keep_clear_of": ["story"], "minimum": 19, "near": 40, "decay": 0.94},
        "decision": {"alpha": 0.05, "power": 0.8, "moves_of_interest_pct": [1, 5], "judged_move_pct": 5,
                     "plausible_move_pct": 150, "member_alpha": 0.05,
                     "primary": "first clean window"},
        "multiverse": {"models": ["mean", "market"], "lengths": [40, 60],
                       "portfolios": {"all": list(TARGETS), "two": ["AAA", "BBB"]},
                       "windows": ["overnight", "day 0"], "leave_out": [[], ["fed"]]},
        "comovement": {"series": ["AAA", "BBB", "PPP", "FFF", "GGG"], "before": 60, "after": 40, "rolling": 20,
                       "block": 5, "draws": 199},
        "synthetic": {"donors": ["PPP", "RRR", "FFF"], "demean": True, "floor_r2": 0.6},
        "drawing": {"path_first": -3, "path_last": 5, "timeline_start": dt.datetime(2023, 2, 28, tzinfo=dt.UTC),
                    "timeline_end": dt.datetime(2023, 3, 2, tzinfo=dt.UTC), "timeline_exchanges": ["XLON", "XNYS"]},
    }  # fmt: skip
    for name, table in tables.items():
        base[name] = {**base[name], **table} if isinstance(base.get(name), dict) and isinstance(table, dict) else table
    return base


def made_study(**tables: Any) -> Study:
    """The made study, with some of its declarations changed."""
    return Study.model_validate(declared(**tables))


def instruments_with(ticker: str, **fields: Any) -> list[dict[str, Any]]:
    """Instruments of the made study, one of them with other fields."""
    return [i | fields if i["ticker"] == ticker else i for i in declared()["instruments"]]


def entry(utc: str, what: str, topic: str, affects: str, weight: str = "major") -> CalendarEntry:
    """A line of calendar.csv: an instant with its hour, or a bare day."""
    start = dt.datetime.fromisoformat(utc)
    day_only = start.tzinfo is None
    start = start.replace(tzinfo=dt.UTC) if day_only else start
    end = start + dt.timedelta(days=1, microseconds=-1) if day_only else start
    return CalendarEntry(start, end, day_only, what, topic, "world", tuple(affects.split()), weight, "press", "made")


CALENDAR = (
    entry("2022-12-14T19:00+00:00", "A rate decision of December", "fed", "rates emerging-debt"),
    entry("2023-02-28T08:00+00:00", "The story begins", "story", "emerging-debt"),
    entry("2023-03-01T09:00+00:00", "The truce itself", "story", "emerging-debt"),
    entry("2023-03-01T10:00+00:00", "A minor figure", "figure", "rates", "minor"),
    entry("2023-03-01T19:00+00:00", "A rate decision", "fed", "rates emerging-debt"),
)
"""The overnight window of 1 March is clean; day 0 holds the rate decision of that afternoon."""


def made_timing(study: Study, calendar: tuple[CalendarEntry, ...] = CALENDAR) -> Timing:
    """When it was, without an article."""
    claim = ClaimSentence(study.claim.quote, study.claim.direction, 0)
    return Timing(study, claim, EventDate(DAY0.date(), None, (), (), ()), calendar, study.tickers())


@cache
def sessions() -> pd.DatetimeIndex:
    """Sessions of New York in the year of the made prices."""
    return exchange_sessions("XNYS", FIRST, LAST)


def made_returns(study: Study, *, gain: float = 0.0, shared: float = 0.0, seed: int = 1) -> Returns:
    """Overnight and intraday returns from a two-factor model with normal noise of 10 bp a leg.

    ``gain`` (log) is added to the targets and ``shared`` to all funds in the night before day 0.
    """
    rng, days = np.random.default_rng(seed), sessions()
    legs = {}
    for leg in ("overnight", "intraday"):
        factors = rng.normal(0, 0.003, (len(days), 2))
        table = pd.DataFrame(factors, index=days, columns=list(FACTORS))
        for ticker, loading in LOADINGS.items():
            table[ticker] = factors @ loading + rng.normal(0, 0.001, len(days))
        legs[leg] = table
    legs["overnight"].loc[DAY0, list(LOADINGS)] += shared
    legs["overnight"].loc[DAY0, list(TARGETS)] += gain
    legs = {leg: table[list(study.tickers())] for leg, table in legs.items()}
    daily = legs["overnight"] + legs["intraday"]
    closes = 100 * np.exp(daily.cumsum())
    for table in (*legs.values(), daily):
        table.iloc[0] = np.nan
    return Returns(legs["overnight"], legs["intraday"], daily, closes)


def made_snapshot(study: Study, closes: pd.DataFrame) -> Snapshot:
    """Verified prices, as far as a piece of evidence asks for them."""
    fields = {"exchange": "XNYS", "currency": "USD", "rows": str(len(closes)), "sha256": "0" * 64}
    span = {"first": f"{closes.index[0]:%Y-%m-%d}", "last": f"{closes.index[-1]:%Y-%m-%d}"}
    manifest = pd.DataFrame([fields | span] * closes.shape[1], index=pd.Index(closes.columns, name="ticker"))
    return Snapshot(study.folder, {}, manifest, ())


def made_case(
    *,
    gain: float = 0.0,
    shared: float = 0.0,
    seed: int = 1,
    weights: dict[str, tuple[float, float]] | None = None,
    calendar: tuple[CalendarEntry, ...] = CALENDAR,
    **tables: Any,
) -> Case:
    """The made study on its made prices.

    Parameters
    ----------
    gain, shared : float
        Log return added to the targets, and to all funds, in the night before day 0.
    seed : int
        Of the prices.
    weights : dict, optional
        Lowest and highest weight of the widgets in each fund, in percent.
    calendar : tuple of CalendarEntry
    **tables
        Declarations to change: ``claim={"direction": "loss"}``, ``estimation={"length": 80}``.
    """
    study = made_study(**tables)
    returns = made_returns(study, gain=gain, shared=shared, seed=seed)
    held = WEIGHTS if weights is None else weights
    lists = {t: (dt.date(2023, 1, 31),) if high else () for t, (_, high) in held.items()}
    snapshot = made_snapshot(study, returns.closes)
    return Case(
        made_timing(study, calendar),
        snapshot,
        returns,
        Holdings(DAY0.date(), held, lists, {"Nowhere": held}),
        "bundled",
    )


def confounded() -> Case:
    """No window is clean: other major news falls into every one that holds the event."""
    night = entry("2023-03-01T12:00+00:00", "A default in the night", "default", "emerging-debt")
    return made_case(calendar=tuple(sorted((*CALENDAR, night), key=lambda e: (e.start, e.end, e.what))))


def one_fund(gain: float = 0.02) -> Case:
    """A portfolio of one fund, whose prices are those of the asset itself; no fund to compare with."""
    alone = [i for i in declared()["instruments"] if i["ticker"] in ("AAA", "RRR", *FACTORS)]
    return made_case(
        instruments=alone,
        portfolio={"members": ["AAA"]},
        multiverse={"portfolios": {"it": ["AAA"]}},
        comovement={"series": ["AAA", "RRR", "FFF", "GGG"]},
        synthetic={"donors": ["RRR", "FFF"]},
        placebo={"no_like_fund": "No other fund holds anything like it."},
        weights={"AAA": (100.0, 100.0)},
        gain=gain,
    )


def own_prices(gain: float = 0.02) -> Case:
    """The same with its closes, by which did it happen is answered."""
    case = one_fund(gain)
    bars = {str(t): pd.DataFrame({"close": series}) for t, series in case.returns.closes.items()}
    return replace(case, snapshot=replace(case.snapshot, bars=bars))


def with_own_prices(gain: float = 0.02) -> Case:
    """A study of funds, which can see little, with the asset's own prices within it."""
    return replace(made_case(), itself=own_prices(gain))


CASES = {
    "nothing": made_case,
    "a gain": lambda: made_case(gain=0.01),
    "the opposite": lambda: made_case(gain=-0.01),
    "a move either way": lambda: made_case(gain=-0.01, claim={"direction": "move"}),
    "a claimed loss": lambda: made_case(gain=-0.01, claim={"direction": "loss"}),
    "shared by all funds": lambda: made_case(shared=0.01),
    "confounded": confounded,
    "no exposure": lambda: made_case(weights=dict.fromkeys(WEIGHTS, (0.0, 0.0))),
    "one fund": one_fund,
    "too few dates": lambda: made_case(decision={"alpha": 0.004}),
    "no factor": lambda: made_case(models={"market": {"factors": []}}),
    "an empty calendar": lambda: made_case(
        calendar=(), gain=0.01, placebo={"keep_clear_of": []}, multiverse={"leave_out": [[]]}
    ),
}
"""Made studies that differ in what they find or in what they have, by name."""
