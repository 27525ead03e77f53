"""Every choice of the study: what was declared beforehand, and what holds by default where nothing was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.numbers import listing, moment, window_words
from analysis.words.tables import Column, Table

HEADING = "Declared choices and defaults"
COLUMNS = (
    Column("choice", "what was chosen", "choice"),
    Column("value", "what holds", "value"),
    Column("origin", "whether study.toml declares it, or it is a default", "from"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Choices(Piece):
    """Models, estimation window, placebo dates, rule of the verdict, and the plans of what stands beside it.

    Attributes
    ----------
    setting : Setting
    """

    setting: Setting

    @once
    def record(self) -> dict[str, Any]:
        """The tables of study.toml on models, estimation, placebo dates and the decision; which keys are defaults."""
        study = self.setting.study
        chosen = study.model_dump(
            mode="json",
            include={"portfolio", "estimation", "placebo", "decision", "models", "factor_labels", "snapshot"},
        )
        first = {"first": study.estimation.first}
        return {**chosen, "estimation": first | chosen["estimation"], "defaults": sorted(study.defaults)}

    @once
    def shown(self) -> Mapping[str, Table]:
        """One line a choice."""
        return {"choices": Table(COLUMNS, pd.DataFrame(self._lines(), columns=[c.name for c in COLUMNS]))}

    def table(self) -> pd.DataFrame:
        """One line a choice, in words."""
        return self.shown()["choices"].frame

    def _lines(self) -> list[tuple[str, str, str]]:
        return [(choice, value, self._origin(keys.split())) for choice, value, keys in (*self._rule(), *self._beside())]

    def _origin(self, keys: Sequence[str]) -> str:
        """Whether some keys of study.toml were declared; where only some were, which are defaults."""
        study = self.setting.study
        open_keys = [key for key in keys if any(d == key or d.startswith(f"{key}.") for d in study.defaults)]
        if not open_keys:
            return "declared"
        return "default" if len(open_keys) == len(keys) else f"default: {', '.join(open_keys)}"

    def _rule(self) -> list[tuple[str, str, str]]:
        """What the primary tests and the verdict depend on, with the keys of study.toml that say it."""
        study, rule, claim = self.setting.study, self.setting.rule, self.setting.claim
        portfolio, placebo, near = study.portfolio, study.placebo, study.placebo.near
        members = f"{portfolio.name}: {listing(portfolio.members)}, {portfolio.weights} weights"
        moves = listing([f"{move:g} %" for move in rule.moves_of_interest_pct])
        return [
            ("portfolio", members, "portfolio.members portfolio.name portfolio.weights"),
            ("its model", self._factors(self.setting.portfolio.factors), "portfolio.model"),
            ("estimation window", self._estimation(), "estimation.length estimation.last estimation.leave_out"),
            ("windows", "; ".join(f"{w.name} ({window_words(w)})" for w in study.windows), "windows"),
            *([("windows left out", self._unquoted(), "windows")] if study.unquoted else []),
            ("primary window", f"{rule.primary}: {self.setting.primary.name}", "decision.primary"),
            (
                "placebo dates",
                f"{self._clear()}; at least {placebo.minimum}",
                "placebo.clearance placebo.keep_clear_of placebo.minimum",
            ),
            ("nearby placebo dates", f"within {near} sessions of the event", "placebo.near"),
            ("decay of the volatility known on the eve", f"{placebo.decay:g}", "placebo.decay"),
            ("like series to compare with", self._likes(), "placebo.no_like_fund"),
            (
                "level of the test",
                f"{rule.alpha} for each of two one-sided tests: one for a {claim.direction}, as claimed, and one for "
                "the opposite; their outcomes exclude each other"
                if claim.sign
                else f"{rule.alpha}, two-sided",
                "decision.alpha",
            ),
            ("power of the detectable effect", f"{rule.power}", "decision.power"),
            ("moves whose chance to be seen is given", moves, "decision.moves_of_interest_pct"),
            ("move that “not found” must rule out", f"{rule.judged_move_pct:g} %", "decision.judged_move_pct"),
            ("level at which a member stands out", f"{rule.member_alpha:g} over all members", "decision.member_alpha"),
            ("largest move that is possible", f"{rule.plausible_move_pct:g} %", "decision.plausible_move_pct"),
            ("random seed", f"{study.seed}", "seed"),
        ]

    def _beside(self) -> list[tuple[str, str, str]]:
        """What stands beside the primary tests, with the keys of study.toml that say it."""
        study = self.setting.study
        grid, series, control, drawing = study.multiverse, study.comovement, study.synthetic, study.drawing
        portfolios = "; ".join(f"{name}: {listing(members)}" for name, members in grid.portfolios.items())
        topics = "; ".join(f"the days of {listing(topics)}" if topics else "nothing" for topics in grid.leave_out)
        periods = f"{series.before} sessions before and {series.after} after the event's windows"
        redrawn = f"{series.draws} draws of blocks of {series.block}"
        fit = "their movements" if control.demean else "their movements and mean"
        path = f"event days {drawing.path_first:+d} to {drawing.path_last:+d}"
        hours = " to ".join(moment(time.astimezone(dt.UTC)) for time in (drawing.timeline_start, drawing.timeline_end))
        models = "; ".join(f"{name}: {self._factors(model.terms)}" for name, model in study.models.items())
        labelled = "models " + " ".join(f"factor_labels.{ticker}" for ticker in study.factor_labels)
        return [
            ("models", models, labelled),
            ("models of the series", self._models(), " ".join(f"instruments.{t}.model" for t in study.tickers())),
            ("other choices: models", listing(grid.models), "multiverse.models"),
            ("other choices: sessions", listing([str(n) for n in grid.lengths]), "multiverse.lengths"),
            ("other choices: windows", listing(grid.windows), "multiverse.windows"),
            ("other choices: days left out", topics, "multiverse.leave_out"),
            ("other choices: portfolios", portfolios, "multiverse.portfolios"),
            ("comovement of", listing(series.series) or "nothing", "comovement.series"),
            ("comovement: periods", periods, "comovement.before comovement.after"),
            ("comovement: bootstrap", redrawn, "comovement.draws comovement.block"),
            ("rolling correlations", f"over {series.rolling} sessions", "comovement.rolling"),
            ("donors of the synthetic control", listing(control.donors) or "none", "synthetic.donors"),
            ("synthetic control: fitted to", fit, "synthetic.demean"),
            ("synthetic control: least R² before", f"{control.floor_r2:g}", "synthetic.floor_r2"),
            ("path drawn", path, "drawing.path_first drawing.path_last"),
            ("timeline drawn, UTC", hours, "drawing.timeline_start drawing.timeline_end"),
            ("exchanges on it", listing(drawing.timeline_exchanges), "drawing.timeline_exchanges"),
        ]

    def _models(self) -> str:
        study = self.setting.study
        explained: dict[str, list[str]] = {}
        for ticker in study.tickers():
            explained.setdefault(study.instrument(ticker).model, []).append(ticker)
        return "; ".join(f"{model}: {listing(tickers)}" for model, tickers in explained.items())

    def _unquoted(self) -> str:
        return f"{listing(self.setting.study.unquoted)}: quotes have no opening"

    def _likes(self) -> str:
        study = self.setting.study
        likes, why = study.tickers("placebo"), study.placebo.no_like_fund
        return listing(likes) if likes else f"none: {why or 'no reason given'}"

    def _factors(self, tickers: Sequence[str]) -> str:
        named = [f"{self.setting.label(t)} ({t})" for t in tickers]
        return listing(named) if named else "constant mean"

    def _estimation(self) -> str:
        e = self.setting.study.estimation
        words = f"{e.length} sessions, event days {e.first} to {e.last}"
        return f"{words}, without the days of {listing(e.leave_out)}" if e.leave_out else words

    def _clear(self) -> str:
        p = self.setting.study.placebo
        words = f"more than {p.clearance} sessions from the event"
        topics = f" and from every date of the topic {listing(p.keep_clear_of)}" if p.keep_clear_of else ""
        return words + topics

    def summary(self) -> str:
        """The rule of the verdict in one sentence."""
        rule = self.setting.rule
        return f"Rule of the verdict: {rule.primary}, level {rule.alpha:g}, power {rule.power:g}"


def choices(case: Case) -> Choices:
    """Collect what study.toml declares, and what holds where it does not."""
    return Choices(case.setting)
