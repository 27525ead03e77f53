"""The tables of a panel: columns with their meaning, and lines. Touches nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.panels.study import Panel
from analysis.panels.tell.summaries import ERRORS, Line
from analysis.words.filters import NONE
from analysis.words.tables import Column, Table

KINDS = {
    "plain": "independent events",
    "date": "clustered by date",
    "security": "clustered by security",
    "both": "clustered by date and security",
}
SHOWN = ("plain", "date", "both")
"""Kinds of errors that text shows; the files have all."""
WEIGHTED = ("car_weighted_pct", "p_weighted_date")
OTHER_MEANS = ("car_precise_pct", *WEIGHTED, "bhar_pct")
"""Columns of means that the report shows apart: all beside each other are too wide for a page."""
_GROUP = Column("group", "group of the events", "group")
WINDOW = Column("window", "first and last event day", "window")
_EVENTS = Column("events", "events with a value", "events", "count")
_REASON = Column("reason", "why there is no number, and which option gives it", "why not")
_RESTS = Column(
    "rests", "dates that it rests on, as an effective number; t has one degree of freedom less", "rests on dates",
    lambda line: _rounded(line["rests"], 1),
)  # fmt: skip
_CAUTION = Column("caution", "how it is known to mislead in this design")


def _rounded(value: float | None, decimals: int) -> str:
    """A number that not every line has, as text."""
    return NONE if value is None else f"{value:.{decimals}f}"


def _pct(name: str, meaning: str, head: str = "") -> Column:
    return Column(name, f"{meaning}, in percent", head, "hundredths")


def _p(name: str, meaning: str, head: str = "") -> Column:
    return Column(name, f"p-value of the {meaning}, two-sided", head, "p")


BY_DAY = (
    _GROUP,
    Column("day", "event day", "day", "count"),
    _EVENTS,
    _pct("ar_pct", "mean abnormal return of the day", "mean AR %"),
    _p("ar_p_date", "mean abnormal return, errors clustered by date", "p"),
    _pct("car_pct", "mean cumulative abnormal return since the first event day", "mean CAR %"),
    *(
        _pct(f"{end}_{kind}_pct", f"{end} end of its 95 % interval, {words}", f"{end} %" if kind == "date" else "")
        for kind, words in KINDS.items()
        for end in ("low", "high")
    ),
    Column("positive", "share of events whose CAR is above zero", "positive", "share"),
)
BY_WINDOW = (
    _GROUP,
    WINDOW,
    _EVENTS,
    Column("dates", "different dates of day 0", "dates", "count"),
    _pct("car_pct", "mean CAR", "mean CAR %"),
    *(
        _pct(f"se_{kind}_pct", f"its standard error, {words}", f"s.e. %, {kind}" * (kind in SHOWN))
        for kind, words in KINDS.items()
    ),
    *(_p(f"p_{kind}", f"mean CAR, {words}", f"p, {kind}" * (kind in SHOWN)) for kind, words in KINDS.items()),
    Column("positive", "share of events whose CAR is above zero", "positive", "share"),
    _pct("car_precise_pct", "mean CAR weighted by the inverse of each event's variance", "by precision %"),
    _p("p_precise_date", "mean weighted by precision, clustered by date"),
    _pct("car_weighted_pct", "mean CAR with the weights of the events", "weighted %"),
    _p("p_weighted_date", "mean with these weights, clustered by date", "p, weighted"),
    _pct("bhar_pct", "mean buy-and-hold abnormal return", "BHAR %"),
    _p("p_bhar_date", "mean buy-and-hold abnormal return, clustered by date"),
    Column("caution", "what to mind about the BHAR, and about the errors of events that share days"),
)
TESTS = (
    _GROUP,
    Column("measure", "AR of a day or CAR of a window", "measure"),
    Column("first", "first event day", "from", lambda line: _rounded(line["first"], 0)),
    Column("last", "last event day", "to", lambda line: _rounded(line["last"], 0)),
    Column("test", "name of the test", "test"),
    Column("statistic", "its statistic", "statistic", "t"),
    Column("p", "its p-value, two-sided", "p", "p"),
    _REASON,
    _CAUTION,
    Column("null", "null hypothesis"),
    Column("reference", "where it was published"),
)
DIFFERENCES = (
    _GROUP,
    Column("other", "group that it is compared with", "less"),
    WINDOW,
    _EVENTS,
    _pct("difference_pct", "difference of the mean CARs", "difference %"),
    _pct("se_pct", "its standard error, clustered by date", "s.e. %"),
    _p("p", "difference, clustered by date", "p"),
    _RESTS,
    _REASON,
    _CAUTION,
)
REGRESSIONS = (
    WINDOW,
    Column("characteristic", "what the CAR, in percent, is regressed on", "characteristic"),
    _EVENTS,
    Column("slope", "percent of CAR for one unit more", "slope", "thousandths"),
    Column("se", "its standard error, clustered by date", "s.e.", "thousandths"),
    _p("p", "slope, clustered by date", "p"),
    _RESTS,
    Column("r2", "R squared", "R²", "hundredths"),
    _REASON,
    _CAUTION,
)
CALENDAR_TIME = (
    _GROUP,
    WINDOW,
    Column("sessions", "sessions with a security held", "sessions", lambda line: _rounded(line["sessions"], 0)),
    Column("held", "securities held, on average", "held", lambda line: _rounded(line["held"], 1)),
    Column("alpha_pct", "abnormal return a session, in percent", "alpha %", "thousandths"),
    Column("se_pct", "its standard error after Newey and West", "s.e. %", "thousandths"),
    _p("p", "alpha", "p"),
    _REASON,
)
EXCLUDED = (
    Column("line", "line or row of the event in its table", "line", "count"),
    Column("security", "its security", "security"),
    Column("date", "its date", "date"),
    Column("window", "window that it is left out of", "window"),
    Column("reason", "why", "why"),
)
ROWS = (
    Column("file", "table of prices", "file"),
    Column("line", "its line", "line"),
    Column("security", "security", "security"),
    Column("date", "day", "date"),
    Column("reason", "why the row is not used", "why"),
)
CARS = (
    Column("line", "line or row of the event in its table", "line", "count"),
    Column("security", "its security", "security"),
    Column("date", "its date or instant, as given", "date"),
    Column("day0", "session that is event day 0", "day 0"),
    Column("moved", "whether the date was no session"),
    Column("exchange", "whose sessions count"),
    Column("group", "its group"),
    WINDOW,
    _pct("car_pct", "cumulative abnormal return", "CAR %"),
    _pct("se_pct", "its standard error, with that of the coefficients", "s.e. %"),
    Column("t", "CAR over its standard error", "t", "t"),
    _p("p", "CAR, t with the model's degrees of freedom", "p"),
    _pct("bhar_pct", "buy-and-hold abnormal return", "BHAR %"),
    Column("nobs", "observations of the estimation window"),
    Column("sigma_pct", "residual standard deviation a session, in percent"),
    Column("other_events", "sessions of the estimation window that are days of other events of the security"),
    Column("at_edge", "whether a GARCH variance lies at an edge of what is allowed: its standard errors are rough"),
)


def table(columns: Sequence[Column], lines: Sequence[Line]) -> Table:
    """Lines as a table; a column that no line has is left out."""
    import pandas as pd

    there = set().union(*lines) if lines else {c.name for c in columns}
    kept = tuple(c for c in columns if c.name in there)
    return Table(kept, pd.DataFrame(list(lines), columns=[c.name for c in kept]))


def car_table(panel: Panel) -> Table:
    """CARs of all events, a line for each event and window, with names and dates."""
    return Table(CARS, panel.cars())


def ar_table(panel: Panel) -> Table:
    """Abnormal returns of all events, a line an event and a column a day."""
    frame = panel.abnormal_returns()
    days = tuple(Column(str(c), "abnormal return of the day, in percent") for c in frame.columns[4:])
    return Table(CARS[:4] + days, frame)


def kinds() -> str:
    """Kinds of standard errors, in words."""
    return "; ".join(f"{kind}: {KINDS[kind]}" for kind in ERRORS)
