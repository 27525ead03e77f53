"""What holds where study.toml does not say: every table that is no choice of the study has defaults, all here.

A study must say what is claimed, what happened, and which prices could have moved: ``title``, ``question``,
``[claim]``, ``[event]``, ``[[instruments]]``. The rest may be left out, whole or key by key; the report prints it as a
default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from analysis.instants import within_years

SNAPSHOT = "../prices"
MEAN, FACTORS = "mean", "factors"
ESTIMATION = {"length": 250, "last": -21, "leave_out": []}
OVERNIGHT = {"name": "overnight", "returns": "overnight", "first": 0, "last": 0}
CLOSING = (
    {"name": "day 0", "returns": "close-to-close", "first": 0, "last": 0},
    {"name": "[0,+1]", "returns": "close-to-close", "first": 0, "last": 1},
)
PLACEBO = {"clearance": 10, "keep_clear_of": [], "minimum": 200, "near": 120, "decay": 0.94}
DECISION = {
    "alpha": 0.05,
    "power": 0.80,
    "moves_of_interest_pct": [1.0, 5.0],
    "judged_move_pct": 5.0,
    "plausible_move_pct": 30.0,
    "member_alpha": 0.15,
    "primary": "first clean window",
}
LENGTHS = (120, 350)
"""Sessions of estimation windows of the multiverse beside the study's own, where the prices reach so far."""
COMOVEMENT = {"before": 60, "after": 30, "rolling": 60, "block": 5, "draws": 1999}
SYNTHETIC = {"demean": True, "floor_r2": 0.5}
PATH = (-10, 10)
SEVERAL = "Portfolio of targets"
FEWEST_LEFT_OUT_OF = 3
"""Members of a portfolio from which on the multiverse leaves out each in turn."""
REACTION, DAY = dt.timedelta(hours=12), dt.timedelta(days=1)
NOWHERE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
SATURDAY = 5

Table = dict[str, Any]


def completed(declared: Mapping[str, Any], *, snapshot: str = SNAPSHOT) -> tuple[Table, frozenset[str]]:
    """What a study.toml declares with the defaults of all that it does not, and the keys of these.

    Nothing is changed that is declared, be it wrong: whether values are valid is another matter.

    Parameters
    ----------
    declared : mapping
        The file as it was read, with what it inherits.
    snapshot : str
        Default path of the prices, from the study's folder.

    Returns
    -------
    dict, frozenset of str
        The whole; and its keys that are defaults, as ``placebo.near`` or ``instruments.EEM.model``.
    """
    study = _Completion(declared)
    study.fill({"seed": study.seed, "snapshot": snapshot})
    study.fill(_portfolio(study), "portfolio")
    study.fill(_models(study), "models")
    _models_of_instruments(study)
    study.fill(_labels(study), "factor_labels")
    study.fill(ESTIMATION, "estimation")
    study.fill({"windows": [*([OVERNIGHT] if study.opens else []), *CLOSING]})
    study.fill(PLACEBO, "placebo")
    study.fill(DECISION, "decision")
    study.fill(_multiverse(study), "multiverse")
    study.fill({"series": _comovement(study), **COMOVEMENT}, "comovement")
    study.fill({"donors": _donors(study), **SYNTHETIC}, "synthetic")
    study.fill(_drawing(study), "drawing")
    return study.tables, frozenset(study.keys)


class _Completion:
    """Tables of a study.toml, and which of their keys were filled in.

    A file may hold anything: what is of another type than it must be counts as not there.
    """

    def __init__(self, declared: Mapping[str, Any]) -> None:
        self.tables: Table = dict(declared)
        self.keys: set[str] = set()
        named = _list_of(declared.get("instruments"), dict)
        self.instruments = [i for i in named if isinstance(i.get("ticker"), str)]

    def fill(self, defaults: Mapping[str, Any], table: str = "") -> None:
        """Add what a table lacks, or what the whole file does."""
        own = self.tables.get(table, {}) if table else self.tables
        if not isinstance(own, dict):
            return
        added = {key: value for key, value in defaults.items() if key not in own}
        self.keys |= {f"{table}.{key}" if table else key for key in added}
        if table:
            self.tables[table] = {**own, **added}
        else:
            self.tables |= added

    def table(self, name: str) -> Table:
        """A table by its name; an empty one where it is none."""
        found = self.tables.get(name)
        return found if isinstance(found, dict) else {}

    def named(self, table: str, key: str) -> list[str]:
        """The texts of a list in a table."""
        return _list_of(self.table(table).get(key), str)

    def bundled(self, *roles: str) -> list[Table]:
        """Instruments of some roles of which the bundled prices hold a series, role by role."""
        there = [i for i in self.instruments if i.get("available", "bundled") == "bundled"]
        return [i for role in roles for i in there if i.get("role") == role]

    @property
    def members(self) -> list[Table]:
        """Instruments in the portfolio."""
        members = self.named("portfolio", "members")
        return [i for i in self.instruments if i["ticker"] in members]

    @property
    def instant(self) -> dt.datetime:
        """When the news broke; some other moment where it is not said rightly, which is a fault of its own."""
        found = self.table("event").get("instant")
        aware = isinstance(found, dt.datetime) and found.tzinfo is not None and within_years(found)
        return found.astimezone(dt.UTC) if aware and isinstance(found, dt.datetime) else NOWHERE

    @property
    def seed(self) -> int:
        """The event's day as a number, 20230920."""
        return int(f"{self.instant:%Y%m%d}")

    @property
    def opens(self) -> bool:
        """Whether all that the portfolio is computed from has opening prices."""
        models = [m for m in self.table("models").values() if isinstance(m, dict)]
        used = {f for m in models for f in _list_of(m.get("factors"), str)} | {i["ticker"] for i in self.members}
        return not any(_closes_only(i) for i in self.instruments if i["ticker"] in used)


def _list_of(value: Any, kind: type) -> list[Any]:
    """Items of a list that are of some type."""
    return [item for item in value if isinstance(item, kind)] if isinstance(value, list) else []


def _closes_only(instrument: Table) -> bool:
    return instrument.get("bars") == "closes" or instrument.get("sessions") == "quoted"


def _sessions(instrument: Table) -> tuple[str, ...]:
    """What the days of a series are: an exchange's sessions, or quotes of an hour."""
    quoted = instrument.get("sessions") == "quoted"
    return ("quoted", str(instrument.get("valued"))) if quoted else (str(instrument.get("exchange", "XNYS")),)


def _alike(study: _Completion, *roles: str) -> list[str]:
    """Tickers of some roles that follow the portfolio's sessions, role by role.

    A series of quotes has its factors measured over its own time, so that these are alike whatever their sessions.
    """
    own = {_sessions(i) for i in study.members}
    quoted = any(days[0] == "quoted" for days in own)
    fits = [i for i in study.bundled(*roles) if _sessions(i) in own or (quoted and i.get("role") == "factor")]
    return [i["ticker"] for i in fits]


def _portfolio(study: _Completion) -> Table:
    """All targets, weighted alike; named and explained as its only member is."""
    targets = study.bundled("target")
    members = study.named("portfolio", "members") or [i["ticker"] for i in targets]
    own = [i for i in study.instruments if i["ticker"] in members]
    name = own[0].get("name", SEVERAL) if len(own) == 1 else SEVERAL
    found = {"name": name, "members": members, "weights": "equal"}
    models = study.table("models")
    explaining = [name for name, model in models.items() if isinstance(model, dict) and model.get("factors")]
    theirs = {i["model"] for i in own if isinstance(i.get("model"), str)}
    choices = sorted(theirs) or explaining or [FACTORS if study.bundled("factor") else MEAN]
    # Of several declared models none is the default: which is the study's is its choice.
    return found | {"model": choices[0]} if len(choices) == 1 else found


def _models(study: _Completion) -> Table:
    """The constant mean, and all factors where no model is declared."""
    factors = [i["ticker"] for i in study.bundled("factor")]
    mean: Table = {MEAN: {"factors": []}}
    return {FACTORS: {"factors": factors}, **mean} if factors and not study.table("models") else mean


def _models_of_instruments(study: _Completion) -> None:
    """Give each instrument its model: the portfolio's, or the mean to a factor and to what has sessions of its own."""
    own, portfolios = {_sessions(i) for i in study.members}, study.table("portfolio").get("model")
    filled = []
    for i in study.tables.get("instruments", []) if study.instruments else []:
        found = i
        if isinstance(i, dict) and isinstance(i.get("ticker"), str) and "model" not in i:
            mean = i.get("role") in ("factor", "witness") or _sessions(i) not in own
            if model := MEAN if mean else portfolios:
                found = {**i, "model": model}
                study.keys.add(f"instruments.{i['ticker']}.model")
        filled.append(found)
    if filled:
        study.tables["instruments"] = filled


def _labels(study: _Completion) -> Table:
    """The name of each factor; its ticker where another is called so."""
    factors = study.bundled("factor")
    taken = [str(label).casefold() for label in study.table("factor_labels").values()]
    names = [str(i.get("name")).casefold() for i in factors] + taken
    return {
        i["ticker"]: i["name"] if names.count(str(i.get("name")).casefold()) == 1 and "name" in i else i["ticker"]
        for i in factors
    }


def _multiverse(study: _Completion) -> Table:
    """The study's own choice in each respect, and its neighbours."""
    portfolio, estimation = study.table("portfolio"), study.table("estimation")
    members, name = study.named("portfolio", "members"), str(portfolio.get("name"))
    length = estimation.get("length")
    lengths = sorted({*LENGTHS, *([length] if isinstance(length, int) else [])})
    elsewhere = [i.get("model") for i in study.instruments if i not in study.members]
    own = (portfolio.get("model"), MEAN)
    models = [m for m in study.table("models") if m in own or m not in elsewhere]
    left_out = study.named("estimation", "leave_out")
    without = {f"without {t}": [m for m in members if m != t] for t in members if len(members) >= FEWEST_LEFT_OUT_OF}
    return {
        "models": models,
        "lengths": lengths,
        "windows": [w["name"] for w in _list_of(study.tables.get("windows"), dict) if isinstance(w.get("name"), str)],
        "leave_out": [left_out, []] if left_out else [[]],
        "portfolios": {name: members, **without},
    }


def _comovement(study: _Completion) -> list[str]:
    return _alike(study, "target", "placebo", "regional", "factor")


def _donors(study: _Completion) -> list[str]:
    """Like series and factors; without opening prices only where no window needs them."""
    opening = any(w.get("returns") != "close-to-close" for w in _list_of(study.tables.get("windows"), dict))
    closes = {i["ticker"] for i in study.instruments if opening and _closes_only(i)}
    return [ticker for ticker in _alike(study, "placebo", "factor") if ticker not in closes]


def _drawing(study: _Completion) -> Table:
    """Twenty days around the event, and the hours around the news."""
    last = study.table("estimation").get("last")
    first = min(0, max(PATH[0], last + 1)) if isinstance(last, int) else PATH[0]
    start, end = _around(study.instant)
    codes = [_sessions(i)[0] for i in (*study.members, *study.bundled("factor"), *study.instruments)]
    followed = [code for code in dict.fromkeys(codes) if code != "quoted"]
    own = [_sessions(i)[0] for i in study.members]
    own = [code for code in dict.fromkeys(own) if code != "quoted"]
    return {
        "path_first": first,
        "path_last": PATH[1],
        "timeline_start": start,
        "timeline_end": end,
        "timeline_exchanges": own or followed[:1] or ["XNYS"],
    }


def _around(instant: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """From the day before that on which markets could first react, or that of the news, to the reaction's end.

    The day of the reaction is the first weekday that ends half a day after the news or later.
    """
    midnight = instant.replace(hour=0, minute=0, second=0, microsecond=0)
    day = midnight
    while day.weekday() >= SATURDAY or day + DAY < instant + REACTION:
        day += DAY
    return min(midnight, day - DAY), day + DAY
