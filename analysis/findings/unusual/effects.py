"""Abnormal return of every series in every window: the numbers on which all else rests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from analysis.errors import StudyError
from analysis.exchanges import BetweenQuotes
from analysis.findings.piece import Piece
from analysis.findings.unusual.effects_table import COLUMNS, MODELS, SHOWN, coefficients, numbers_of
from analysis.findings.unusual.joint import ALONE, MAJOR, OUTSIDE, portfolio_marked
from analysis.findings.unusual.joint import HEADING as JOINT
from analysis.findings.when.news import News, names, news
from analysis.measure.case import Case
from analysis.measure.deciding import looking
from analysis.measure.effects import Effect, Measured, measure
from analysis.measure.looking import Looking
from analysis.once import once
from analysis.study.declarations import Decision, Window
from analysis.study.series import PORTFOLIO
from analysis.study.setting import Setting
from analysis.words.filters import level
from analysis.words.numbers import between_quotes_words, capital, listing, percent, window_words
from analysis.words.plain import records
from analysis.words.tables import Table

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

        ``between_quotes``: the last quote of the portfolio before the news, the first after it, and the weekdays from
        the one to the other; None where it follows an exchange's sessions.

        A target moved when the 95 % interval of its abnormal return in the primary window, by the t test, excludes
        zero.
        """
        every = dict.fromkeys(e.series for e in self.measured.effects)
        return {
            "targets": len(self.targets),
            "targets_moved": self.moved,
            "members": self.members,
            "sided": self.looking.sided,
            "between_quotes": _told(self.setting.between_quotes),
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
        effects = pd.DataFrame([numbers_of(e, self.setting, self.looking) for e in self.measured.effects])
        models = pd.DataFrame(coefficients(self.measured), columns=[c.name for c in MODELS])
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

    def _brief_columns(self) -> str:
        """The same where the methods are told elsewhere."""
        rule = self.setting.rule
        return (
            f"Basis points. Placebo p: {self.looking.sided}. Detectable: by that test at {level(rule.alpha)}, with "
            f"{percent(rule.power)} probability."
        )

    @property
    def legend(self) -> str:
        """What the marks mean, as far as the portfolio's table has them."""
        return legend_words(crowded=bool(self.crowded), marked=bool(self.marked))

    @property
    def note(self) -> str:
        """What stands below a table of effects: its columns and marks."""
        return f"{self.columns} {self.legend}".strip()

    def context(self) -> Mapping[str, Any]:
        """The windows with what else fell into them, and the notes below their tables."""
        return {
            "windows": [self._words(w) for w in self.setting.shown],
            "columns": self.columns,
            "brief_columns": self._brief_columns(),
            "legend": self.legend,
            "marked": self.marked,
            "calibration": JOINT if self.members > 1 else ALONE,
            "note": self.note,
            "quotes": between_quotes_words(self.setting.between_quotes) if self.setting.between_quotes else "",
        }

    def _words(self, window: Window) -> dict[str, Any]:
        found = self.news.within(window)
        words = window_words(window, self.setting.between_quotes)
        gaps = (f"{listing(keys)}, because {reason}" for reason, keys in found.unmeasured.items())
        return {
            "name": window.name,
            "head": f"{capital(window.name)}{MAJOR * bool(found.major)}: {words}",
            "major": names(found.major),
            "spared": found.spared,
            "unmeasured": "; ".join(gaps),
        }


def portfolio_table(effects: pd.DataFrame, names: Mapping[str, str], head: str = "window") -> Table:
    """The portfolio in every window, from measured or from recorded lines; ``names`` are the windows' with marks."""
    own = effects[effects["series"] == PORTFOLIO].replace({"window": names}).reset_index(drop=True)
    return Table(COLUMNS, own).only("window", *SHOWN, window=head)


def marked_names(windows: Sequence[str], crowded: Collection[str], marked: Collection[str]) -> dict[str, str]:
    """Names of windows with their marks: † other major news, ‡ a t test outside its calibration band."""
    return {w: f"{w}{MAJOR * (w in crowded)}{OUTSIDE * (w in marked)}" for w in windows}


def _told(quotes: BetweenQuotes | None) -> dict[str, Any] | None:
    """The quotes around the news as plain data."""
    return asdict(quotes) if quotes else None


def columns_words(rule: Decision, sided: str) -> str:
    """What the columns of a table of effects mean; ``sided``: which way its p-values look, in words."""
    formula = "2 (1 + k) / (1 + M)" if sided == "two-sided" else "(1 + k) / (1 + M)"
    return (
        f"Basis points. Placebo p = {formula}, {sided}: on k of M dates, none overlapping, as much remained by the "
        f"noise of their eve. Detectable: smallest effect that this test at {level(rule.alpha)} finds with "
        f"{percent(rule.power)} probability."
    )


def legend_words(*, crowded: bool, marked: bool) -> str:
    """What the marks mean, as far as there are any."""
    said = [
        "† holds other major news, so its numbers cannot be laid to the event alone." * crowded,
        "‡ t and p are out of their calibration band: rely on placebo p." * marked,
    ]
    return " ".join(filter(None, said))


def effects(case: Case) -> Effects:
    """Collect all abnormal returns of a case, and what bears on how they may be read."""
    found = case.timing.once(news)
    return Effects(
        case.once(measure), found, portfolio_marked(case), len(case.members), case.once(looking), case.setting
    )
