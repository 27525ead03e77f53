"""What the portfolio is compared with, on the portfolio's own dates: like series, neighbours, its members."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.errors import AnalysisError
from analysis.exchanges import is_quoted
from analysis.measure.case import Case
from analysis.measure.effects import measure
from analysis.measure.on_dates import OnDates, on_dates
from analysis.study.series import PORTFOLIO


def likes_of(case: Case) -> Mapping[str, OnDates]:
    """Like funds on the portfolio's dates: those of its exchange, or of any exchange at the hour of its quotes."""
    measured, window, home = case.once(measure), case.setting.primary, case.timing.home
    found = {}
    for series in (s for s in case.series if s.role == "placebo"):
        which = series.key, window.returns
        if series.exchange == home:
            if which in measured.dates and window in measured.dates[which].windows:
                found[series.key] = measured.dates[which]
        elif is_quoted(home) and not is_quoted(series.exchange):
            found[series.key] = as_the_portfolio(case, series.key, series.factors)
    return found


def neighbours_of(case: Case) -> tuple[dict[str, OnDates], dict[str, str]]:
    """Regional series of the portfolio's kind on its dates, and those that could not be measured on them, and why.

    Of its kind: of the members' markets, with the portfolio's return model, over the same time.
    """
    home, portfolio = case.timing.home, case.portfolio
    found, unlike = {}, {}
    markets = {m for t in case.members for m in case.study.instrument(t).markets}
    regional = (s for s in case.series if s.role == "regional" and s.model == portfolio.model)
    for s in (s for s in regional if markets.issuperset(case.study.instrument(s.key).markets)):
        if s.exchange == home or (is_quoted(home) and is_quoted(s.exchange)):
            try:
                found[s.key] = as_the_portfolio(case, s.key, portfolio.factors)
            except AnalysisError as error:
                unlike[s.key] = f"could not be measured on the portfolio's dates: {error.what}"
    return found, unlike


def at_another_hour(case: Case, likes: Mapping[str, OnDates]) -> dict[str, str]:
    """Like series of quotes that are struck at another hour than the portfolio's: over another time."""
    others = (s for s in case.series if s.role == "placebo" and s.key not in likes and is_quoted(s.exchange))
    return {s.key: "is valued at another hour" for s in others}


def members_of(case: Case) -> Mapping[str, OnDates]:
    """Each member on its dates, by the portfolio's model: their mean is the portfolio."""
    measured, window, portfolio = case.once(measure), case.setting.primary, case.portfolio
    found = {}
    for ticker in case.members:
        series = next(s for s in case.series if s.key == ticker)
        if series.factors == portfolio.factors:
            found[ticker] = measured.dates[ticker, window.returns]
        else:
            found[ticker] = as_the_portfolio(case, ticker, portfolio.factors)
    return found


def as_the_portfolio(case: Case, key: str, factors: tuple[str, ...]) -> OnDates:
    """A series on the sessions of the portfolio's exchange and in the portfolio's windows, by the model of factors."""
    kind = case.setting.primary.returns
    design = case.design(kind, (key, *factors), where=key)
    windows = case.once(measure).dates[PORTFOLIO, kind].windows
    (found,) = on_dates(case, kind, [key], factors, windows, design)
    return found
