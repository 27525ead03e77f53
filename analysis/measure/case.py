"""One study on one set of prices: its tables of returns and its placebo designs, each made once and asked for by name.

Everything that is measured is measured from here. Reads no files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import StudyError
from analysis.event.timing import Timing
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.numeric import Floats
from analysis.exchanges import is_quoted
from analysis.measure.design import PlaceboDesign, of_single_days, placebo_design, row_of
from analysis.measure.quote_returns import QuoteReturns
from analysis.once import Once
from analysis.study.declarations import ReturnKind, Window, factor_and_lag
from analysis.study.series import PORTFOLIO, Series
from analysis.study.setting import Setting
from analysis.study.study import Study

if TYPE_CHECKING:
    from analysis.eventstudy.abnormal.panel_result import PanelResult
    from analysis.market.holdings import Holdings
    from analysis.market.lists.panel import BondPanel
    from analysis.market.reported import Reported
    from analysis.market.returns import Returns
    from analysis.market.snapshot import Snapshot


@dataclass(frozen=True, eq=False, repr=False)
class Case(Once):
    """A study, when its event was, and what moved: all that the engine is applied to.

    Attributes
    ----------
    timing : Timing
        The event's day, other news, first sessions, the primary window.
    snapshot : Snapshot
        The prices, verified.
    returns : Returns
        Their log returns.
    holdings : Holdings
        Weight of the claim's assets in each fund.
    source : str
        What to call the prices in the results: "bundled", "live", or the name of a folder.
    itself : Case or None
        The same claim on the assets' own prices, where a study of them lies within this one.
    panels : mapping of str to BondPanel
        Single bonds of the funds whose lists the study declares and has, by fund.
    reported : tuple of Reported
        Figures that others reported of these prices.
    controls : mapping of str to callable
        Studies in which an effect is known, by the folder that the study names: each gives its case when asked.
    """

    timing: Timing
    snapshot: Snapshot
    returns: Returns
    holdings: Holdings
    source: str
    itself: Case | None = None
    panels: Mapping[str, BondPanel] = field(default_factory=dict)
    reported: tuple[Reported, ...] = ()
    controls: Mapping[str, Callable[[], Case]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Case {self.study.name}: {len(self.series)} series on {self.source} prices>"

    @property
    def study(self) -> Study:
        """What was declared."""
        return self.timing.study

    @property
    def setting(self) -> Setting:
        """What was declared, with the primary window."""
        return self.timing.setting

    @property
    def series(self) -> tuple[Series, ...]:
        """The portfolio first, then the instruments of which there are prices, in declared order."""
        return self.timing.series

    @property
    def portfolio(self) -> Series:
        """The equal-weighted portfolio of targets, on which the primary test is done."""
        return self.series[0]

    @property
    def members(self) -> tuple[str, ...]:
        """Tickers of the portfolio's members."""
        return self.study.portfolio.members

    @cached_property
    def kinds(self) -> list[tuple[ReturnKind, list[Window]]]:
        """Declared windows by kind of return, in declared order."""
        kinds = list(dict.fromkeys(w.returns for w in self.study.windows))
        return [(kind, [w for w in self.study.windows if w.returns == kind]) for kind in kinds]

    def table(self, kind: ReturnKind, columns: Sequence[str], exchange: str = "") -> pd.DataFrame:
        """Returns of some series on the sessions of an exchange, made once for each distinct question.

        Parameters
        ----------
        kind : {"overnight", "intraday", "close-to-close"}
        columns : sequence of str
            Tickers, or "portfolio": the mean of its members' log returns, so that its abnormal return is the mean of
            theirs; it exists from the day on which all members do.
        exchange : str
            The portfolio's when not given.

        Returns
        -------
        DataFrame
            Rows are the sessions on which any series of the exchange has a price. Not to be changed.
        """
        asked = (kind, tuple(columns), exchange or self.timing.home)
        return self.once_for(("table", *asked), lambda: self._with_lags(*asked))

    def _with_lags(self, kind: ReturnKind, columns: tuple[str, ...], exchange: str) -> pd.DataFrame:
        """The table where some columns may be earlier sessions of a factor."""
        lags = {c: found for c in columns if (found := factor_and_lag(c))[1]}
        if not lags:
            return self._table(kind, columns, exchange)
        own = self._table(kind, tuple(c for c in columns if c not in lags), exchange)
        daily = self._table("close-to-close", tuple(dict.fromkeys(ticker for ticker, _ in lags.values())), exchange)
        earlier = {c: daily[ticker].shift(lag) for c, (ticker, lag) in lags.items()}
        return own.assign(**earlier)[list(columns)]

    def _table(self, kind: ReturnKind, columns: tuple[str, ...], exchange: str) -> pd.DataFrame:
        if is_quoted(exchange):
            wide = self.quotes.returns_of([*(c for c in columns if c != PORTFOLIO), *self.members], exchange)
        else:
            wide = self.returns.of(kind).loc[self.sessions(exchange)]
            gaps = {c: self.quotes.on_sessions(c, wide.index) for c in columns if c in self._quoted}
            wide = wide.assign(**gaps) if kind == "close-to-close" else wide
        found = {c: wide[c] for c in columns if c != PORTFOLIO}
        if PORTFOLIO in columns:
            found[PORTFOLIO] = wide[list(self.members)].mean(axis=1, skipna=False)
        return pd.DataFrame({c: found[c] for c in columns}, index=wide.index)

    @cached_property
    def quotes(self) -> QuoteReturns:
        """Returns on the calendars of series that are not quoted every day."""
        closes_only = frozenset(i.ticker for i in self.study.instruments if i.bars == "closes")
        return QuoteReturns(self.returns, {i.ticker: i.exchange for i in self.study.instruments}, closes_only)

    @cached_property
    def _quoted(self) -> frozenset[str]:
        return frozenset(s.key for s in self.series if is_quoted(s.exchange) and s.key != PORTFOLIO)

    def spans(self, exchange: str = "") -> Floats | None:
        """Weekdays that each return of an exchange spans, shape (T,); None where it is one session throughout."""
        exchange = exchange or self.timing.home
        return self.quotes.spans(exchange) if is_quoted(exchange) else None

    def _open_days(self, exchange: str) -> pd.DatetimeIndex:
        if is_quoted(exchange):
            return self.quotes.days(exchange)
        closes = self.returns.closes
        peers = [s.key for s in self.series if s.exchange == exchange and s.key in closes]
        return pd.DatetimeIndex(closes.index[closes[peers].notna().any(axis=1)])

    def table_of(self, kind: ReturnKind, series: Series) -> pd.DataFrame:
        """Returns of a series (first column) and its factors on the sessions of the series' exchange."""
        return self.table(kind, series.columns, series.exchange)

    def design(
        self, kind: ReturnKind, columns: Sequence[str], exchange: str = "", *, where: str, length: int = 0
    ) -> PlaceboDesign:
        """Placebo dates on which all of some series have all that the study needs; made once.

        Parameters
        ----------
        kind, columns, exchange
            As in :meth:`table`.
        where : str
            Name for messages.
        length : int
            Sessions of the estimation window; the study's when not given.

        Raises
        ------
        WindowError
            If day 0 lies outside the prices, or fewer placebo dates remain than the study declared necessary.
        """
        exchange = exchange or self.timing.home
        asked = (kind, frozenset(columns), exchange, where, length)

        def find() -> PlaceboDesign:
            table, spans, closes = self.table(kind, columns, exchange), self.spans(exchange), self.returns.closes
            return placebo_design(
                table, where, exchange, self.timing, length=length or None, lengths=spans, closes=closes
            )

        return self.once_for(("design", *asked), find)

    def design_alike(
        self, kind: ReturnKind, columns: Sequence[str], windows: Sequence[Window], *, where: str, length: int = 0
    ) -> PlaceboDesign:
        """The same where every window is, on each date, of as many returns over as much time as on the event's.

        With an exchange's sessions that is so anyway. For evidence that takes a return from quote to quote for one of
        a session.

        Raises
        ------
        NotApplicableError
            If a return of the event's own windows spans several weekdays, or too few other dates have windows alike.
        """
        design, spans = self.design(kind, columns, where=where, length=length), self.spans()
        return design if spans is None else of_single_days(design, windows, spans, self.setting, where)

    def scaled(self, columns: Sequence[str], kind: ReturnKind = "close-to-close") -> pd.DataFrame:
        """Returns on the portfolio's exchange, of quotes each over the root of the weekdays that it spans."""
        table, spans = self.table(kind, columns), self.spans()
        return table if spans is None else table.div(np.sqrt(spans), axis=0)

    def design_of(self, kind: ReturnKind, series: Series) -> PlaceboDesign:
        """Placebo dates of a series with its factors."""
        return self.design(kind, series.columns, series.exchange, where=series.key)

    def panel(
        self,
        kind: ReturnKind,
        keys: Sequence[str],
        factors: Sequence[str],
        windows: Sequence[tuple[int, int]],
        design: PlaceboDesign,
        *,
        exchange: str = "",
        residuals: bool = False,
        lag: int = 0,
    ) -> PanelResult:
        """The engine on the event date and on all placebo dates of some series that share their factors.

        The events are ordered series by series, for each first the event date, then the placebo dates. With a ``lag``
        the factors are those of so many sessions before, from close to close.
        """
        table = self.table(kind, (*keys, *factors), exchange)
        explaining = self.table("close-to-close", factors, exchange).shift(lag) if lag else table[list(factors)]
        return event_panel(
            table[list(keys)].to_numpy(),
            explaining.to_numpy(),
            design.events(len(keys)),
            estimation=self.setting.estimation,
            windows=tuple(windows),
            usable=design.usable,
            spans=self.spans(exchange),
            keep_residuals=residuals,
            mask_other_events=False,  # placebo dates are no events: nothing happened on them
        )

    def event_row(self, table: pd.DataFrame, series: Series, where: str = "") -> int:
        """Row of event day 0 in a table on the sessions of the series' exchange."""
        return row_of(table, self.timing.day0[series.exchange], where or series.key)

    def sessions(self, exchange: str) -> pd.DatetimeIndex:
        """Sessions of an exchange, as the rows of its tables count them."""
        return self.once_for(("sessions", exchange), lambda: self._open_days(exchange))


def require_openings(study: Study) -> None:
    """Stop when a window needs opening prices of a series that has none and that others are computed from.

    Raises
    ------
    StudyError
    """
    needing = [w.name for w in study.windows if w.returns != "close-to-close"]
    portfolios = (study.portfolio.members, *study.multiverse.portfolios.values())
    used = {t for p in portfolios for t in p} | {f for m in study.models.values() for f in m.factors}
    used |= set(study.synthetic.donors)
    for i in study.instruments:
        if needing and i.bars == "closes" and i.ticker in used:
            raise StudyError(
                f"{study.folder / 'study.toml'}: {i.ticker}",
                f'bars = "closes", but the window {needing[0]!r} needs opening prices',
                remedy="declare windows from close to close only, or leave it out of portfolios, models and donors",
            )
