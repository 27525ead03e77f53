"""Abnormal return of every series in every window: the numbers on which all else rests."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.errors import StudyError
from analysis.findings.piece import Piece
from analysis.findings.unusual.joint import MAJOR, OUTSIDE, portfolio_marked
from analysis.findings.when.news import News, names, news
from analysis.measure.case import Case
from analysis.measure.deciding import looking
from analysis.measure.effects import Effect, Measured, measure
from analysis.measure.looking import Looking
from analysis.once import once
from analysis.study.declarations import Decision, Window
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.filters import level, signed
from analysis.words.numbers import capital, listing, percent, window_words
from analysis.words.plain import records
from analysis.words.tables import Column, Line, Table


def _interval(line: Line) -> str:
    return f"{signed(line['low_bp'])} to {signed(line['high_bp'])}"


COLUMNS = (
    Column("series", "ticker, or portfolio", "series"),
    Column("role", "its part in the study"),
    Column("window", "event window", "window"),
    Column("returns", "kind of return"),
    Column("primary", "whether the verdict rests on this window"),
    Column("raw_bp", "log return, basis points", "raw", "bp"),
    Column("abnormal_bp", "what the factors do not explain of it", "abnormal", "bp"),
    Column("bse_bp", "standard error of the abnormal return"),
    Column("low_bp", "lower end of its 95 % interval by the t test"),
    Column("high_bp", "upper end"),
    Column("interval", "both ends", "95 % interval (t)", _interval, file=False),
    Column("t", "abnormal return over its standard error", "t", "hundredths"),
    Column("df", "degrees of freedom of t"),
    Column("p_two_sided", "p-value of the t test, two-sided", "p (two-sided)", "p"),
    Column("eve_sd_bp", "volatility known on the eve of the window: sd of prediction errors, the latest weighted most"),
    Column("placebo_dates", "placebo dates", "dates", "count"),
    Column("placebo_p_two_sided", "p-value of the abnormal return over that volatility among placebo dates, two-sided"),
    Column("placebo_p_greater", "the same, one-sided for a gain"),
    Column("placebo_p_less", "one-sided for a loss"),
    Column("placebo_p", "that of the direction in which the report looks", "placebo p", "p"),
    Column("placebo_low_bp", "lower end of the 95 % interval by the same test; empty where the dates are too few"),
    Column("placebo_high_bp", "upper end"),
    Column("detectable_t_bp", "smallest effect that the t test in one direction finds with the declared power"),
    Column("detectable_bp", "the same of the placebo test", "detectable", "size"),
)
SHOWN = (
    "raw_bp", "abnormal_bp", "interval", "t", "p_two_sided", "placebo_p", "placebo_dates", "detectable_bp",
)  # fmt: skip
MODELS = (
    Column("series", "ticker, or portfolio", "series"),
    Column("returns", "kind of return", "returns"),
    Column("coefficient", "const, or the factor", "coefficient"),
    Column("value", "its value; the constant is a log return a session", "value", "thousandths"),
    Column("bse", "its standard error", "standard error", "thousandths"),
    Column("t", "one over the other", "t", "t"),
    Column("nobs", "sessions of the estimation window", "sessions", "count"),
    Column("df", "residual degrees of freedom"),
    Column("sigma_bp", "residual standard deviation, basis points", "residual sd, bp", "size"),
    Column("rsquared", "share of the variance that is explained", "R²", "hundredths"),
)
DAILY = "daily"
"""Name of the table of the second shown window, the close-to-close day 0."""


@dataclass(frozen=True, eq=False, repr=False)
class Effects(Piece):
    """All abnormal returns, with what else fell into their windows and how far their t tests can be trusted.

    Attributes
    ----------
    measured : Measured
    news : News
        Other news in each window.
    marked : frozenset of str
        Windows in which the portfolio's t test lies outside its calibration band.
    members : int
        Number of the portfolio's members.
    looking : Looking
        Direction of the p-values shown.
    setting : Setting
    """

    measured: Measured
    news: News
    marked: frozenset[str]
    members: int
    looking: Looking
    setting: Setting

    def get(self, key: str, window: str) -> Effect:
        """Effect of a series (a ticker, or "portfolio") in the window of that name.

        Raises
        ------
        KeyError
            If that series was not measured in that window.
        """
        return self.measured.get(key, window)

    @property
    def targets(self) -> tuple[Effect, ...]:
        """Effects of the targets in the primary window."""
        return self.measured.within(self.setting.primary, "target")

    @property
    def moved(self) -> int:
        """How many of these have a 95 % interval that excludes zero."""
        return sum(not e.interval[0] <= 0 <= e.interval[1] for e in self.targets)

    def major(self, window: Window) -> list[str]:
        """Other major news in a window."""
        return names(self.news.within(window).major)

    @once
    def record(self) -> dict[str, Any]:
        """All effects and models as in their tables, what was measured, and how many targets moved.

        A target moved when the 95 % interval of its abnormal return in the primary window, by the t test, excludes
        zero.
        """
        every = dict.fromkeys(e.series for e in self.measured.effects)
        return {
            "targets": len(self.targets),
            "targets_moved": self.moved,
            "members": self.members,
            "sided": self.looking.sided,
            "series": [
                {"key": s.key, "name": s.label, "role": s.role, "factors": s.factors, "exchange": s.exchange}
                for s in every
            ],
            "abnormal_returns": records(self.tables()["effects"].frame),
            "models": records(self.tables()["models"].frame),
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a series and window; and one a series, kind of return and coefficient of its model."""
        effects = pd.DataFrame([_numbers_of(e, self.setting, self.looking) for e in self.measured.effects])
        models = pd.DataFrame(_coefficients(self.measured), columns=[c.name for c in MODELS])
        return {"effects": Table(COLUMNS, effects), "models": Table(MODELS, models)}

    def table(self, window: str | None = None) -> pd.DataFrame:
        """One line a series and window, or those of one window alone.

        Raises
        ------
        StudyError
            If the study has no window of that name.
        """
        frame = super().table()
        if window is None:
            return frame
        allowed = [w.name for w in self.setting.study.windows]
        if window not in allowed:
            raise StudyError("window", f"{window!r} is no window of the study", allowed=", ".join(allowed))
        return frame[frame["window"] == window].reset_index(drop=True)

    @once
    def numbers(self) -> Table:
        """The lines of the windows that the figure shows."""
        table = self.tables()["effects"]
        return table.where(table.frame["window"].isin([w.name for w in self.setting.shown]))

    @once
    def shown(self) -> Mapping[str, Table]:
        """All series in the primary window, and in the daily one where it is another; the portfolio in every window."""
        found = {k: self._in_window(w) for k, w in zip(("primary", DAILY), self.setting.shown, strict=False)}
        return {**found, "portfolio": portfolio_table(self.tables()["effects"].frame, self.marks)}

    def _in_window(self, window: Window) -> Table:
        table = self.tables()["effects"]
        table = table.where(table.frame["window"] == window.name)
        named = {PORTFOLIO: f"Portfolio{OUTSIDE * (window.name in self.marked)}"}
        return Table(table.columns, table.frame.replace({"series": named})).only("series", *SHOWN)

    @property
    def marks(self) -> Mapping[str, str]:
        """Names of the windows with their marks: † other major news, ‡ a t test outside its calibration band."""
        return marked_names([w.name for w in self.setting.study.windows], self.crowded, self.marked)

    @property
    def crowded(self) -> frozenset[str]:
        """Windows that hold other major news."""
        return frozenset(w.name for w in self.setting.study.windows if self.major(w))

    @property
    def columns(self) -> str:
        """What the columns of the tables mean."""
        return columns_words(self.setting.rule, self.looking.sided)

    @property
    def legend(self) -> str:
        """What the marks mean, as far as the portfolio's table has them."""
        return legend_words(crowded=bool(self.crowded), marked=bool(self.marked))

    @property
    def note(self) -> str:
        """What stands below a table of effects: its columns and marks."""
        return f"{self.columns} {self.legend}".strip()

    def context(self) -> Mapping[str, Any]:
        """The windows with their tables and what else fell into them, and the notes below."""
        return {
            "windows": [self._words(w, t) for w, t in zip(self.setting.shown, self.shown().values(), strict=False)],
            "columns": self.columns,
            "legend": self.legend,
            "marked": self.marked,
            "note": self.note,
        }

    def _words(self, window: Window, table: Table) -> dict[str, Any]:
        found = self.news.within(window)
        gaps = (f"{listing(keys)}, because {reason}" for reason, keys in found.unmeasured.items())
        return {
            "head": f"{capital(window.name)}{MAJOR * bool(found.major)}: {window_words(window)}",
            "major": names(found.major),
            "spared": found.spared,
            "unmeasured": "; ".join(gaps),
            "table": table,
        }


def portfolio_table(effects: pd.DataFrame, names: Mapping[str, str], head: str = "window") -> Table:
    """The portfolio in every window, from measured or from recorded lines; ``names`` are the windows' with marks."""
    own = effects[effects["series"] == PORTFOLIO].replace({"window": names}).reset_index(drop=True)
    return Table(COLUMNS, own).only("window", *SHOWN, window=head)


def marked_names(windows: Sequence[str], crowded: Collection[str], marked: Collection[str]) -> dict[str, str]:
    """Names of windows with their marks: † other major news, ‡ a t test outside its calibration band."""
    return {w: f"{w}{MAJOR * (w in crowded)}{OUTSIDE * (w in marked)}" for w in windows}


def columns_words(rule: Decision, sided: str) -> str:
    """What the columns of a table of effects mean; ``sided``: which way its p-values look, in words."""
    return (
        f"Basis points. Placebo p = (1 + k) / (1 + M), {sided}: on k of the M placebo dates the abnormal return "
        "lies as far out, each over the volatility known on its own eve. Dates: M; windows of several days use dates "
        f"so far apart that they do not overlap. Detectable: the smallest effect that this test at {level(rule.alpha)} "
        f"finds with {percent(rule.power)} probability."
    )


def legend_words(*, crowded: bool, marked: bool) -> str:
    """What the marks mean, as far as there are any."""
    said = [
        "† holds other major news." * crowded,
        "‡ t and p are out of their calibration band: rely on placebo p." * marked,
    ]
    return " ".join(filter(None, said))


def _numbers_of(e: Effect, setting: Setting, looking: Looking) -> dict[str, Any]:
    return {
        "series": e.series.key,
        "role": e.series.role,
        "window": e.window.name,
        "returns": e.window.returns,
        "primary": e.window == setting.primary,
        "raw_bp": 1e4 * e.raw,
        "abnormal_bp": 1e4 * e.abnormal,
        "bse_bp": 1e4 * e.bse,
        "low_bp": 1e4 * e.interval[0],
        "high_bp": 1e4 * e.interval[1],
        "t": e.tvalue,
        "df": e.df_resid,
        "p_two_sided": e.pvalue,
        "eve_sd_bp": 1e4 * e.placebo.scale,
        "placebo_dates": e.placebo.nobs,
        "placebo_p_two_sided": e.placebo.pvalue("two-sided"),
        "placebo_p_greater": e.placebo.pvalue("greater"),
        "placebo_p_less": e.placebo.pvalue("less"),
        "placebo_p": e.placebo.pvalue(looking.alternative),
        "placebo_low_bp": 1e4 * e.placebo.conf_int(0.05)[0],
        "placebo_high_bp": 1e4 * e.placebo.conf_int(0.05)[1],
        "detectable_t_bp": 1e4 * e.detectable_by_t,
        "detectable_bp": 1e4 * e.detectable_by_placebo,
    }


def _coefficients(measured: Measured) -> Sequence[tuple[Any, ...]]:
    return [
        (key, kind, name, value, bse, t, m.nobs, m.df_resid, 1e4 * math.sqrt(m.sigma2), m.rsquared)
        for (key, kind), m in ((which, fit.model) for which, fit in measured.fits.items())
        for name, value, bse, t in zip(m.names, m.params, m.bse, m.tvalues, strict=True)
    ]


def effects(case: Case) -> Effects:
    """Collect all abnormal returns of a case, and what bears on how they may be read."""
    found = case.timing.once(news)
    return Effects(
        case.once(measure), found, portfolio_marked(case), len(case.members), case.once(looking), case.setting
    )
