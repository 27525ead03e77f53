"""Every choice of the study: what was declared beforehand, and what holds by default where nothing was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.findings.piece import Piece
from analysis.measure.case import Case
from analysis.once import once
from analysis.study.declarations import Model
from analysis.study.setting import Setting
from analysis.words.numbers import count, day, listing, of_all, window_words
from analysis.words.study_words import of_proxies
from analysis.words.tables import Column, Table

MOST_NAMED = 3
"""Keys that are named where only some are defaults: results.json lists all."""
HEADING = "Declared choices and defaults"
COLUMNS = (
    Column("choice", "what was chosen", "choice"),
    Column("value", "what holds", "value"),
    Column("origin", "whether study.toml declares it, or it is a default"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Choices(Piece):
    """Models, estimation window, placebo dates, rule of the verdict, and the plans of what stands beside it.

    Attributes
    ----------
    estimated : DataFrame
        Returns of the portfolio and its factors in the primary window's kind, on the sessions of the estimation window.
    proxy : bool
        Whether the portfolio holds something else than the claim's assets as well.
    setting : Setting
    """

    estimated: pd.DataFrame
    proxy: bool
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
        """One line a choice; what was not declared is marked after its value."""
        frame = self.table()
        marks = ["" if origin == "declared" else f" ({origin})" for origin in frame["origin"]]
        return {"choices": Table(COLUMNS, frame.assign(value=frame["value"] + marks))}

    @once
    def table(self) -> pd.DataFrame:
        """One line a choice, in words."""
        return pd.DataFrame(self._lines(), columns=[c.name for c in COLUMNS])

    def _lines(self) -> list[tuple[str, str, str]]:
        return [(choice, value, self._origin(keys.split())) for choice, value, keys in (*self._rule(), *self._beside())]

    def _origin(self, keys: Sequence[str]) -> str:
        """Whether some keys of study.toml were declared; where only some were, which are defaults."""
        study = self.setting.study
        open_keys = [key for key in keys if any(d == key or d.startswith(f"{key}.") for d in study.defaults)]
        if not open_keys:
            return "declared"
        if len(open_keys) == len(keys):
            return "default"
        return f"default: {', '.join(open_keys)}" if len(open_keys) <= MOST_NAMED else "partly default"

    def _rule(self) -> list[tuple[str, str, str]]:
        """What the primary tests and the verdict depend on, with the keys of study.toml that say it."""
        study, rule, claim = self.setting.study, self.setting.rule, self.setting.claim
        portfolio, placebo, near = study.portfolio, study.placebo, study.placebo.near
        members = f"{portfolio.name}: {listing(portfolio.members)}, {portfolio.weights} weights"
        moves = ", ".join(f"{move:g} %" for move in rule.moves_of_interest_pct)
        return [
            ("portfolio", members, "portfolio.members portfolio.name portfolio.weights"),
            ("its model", self.setting.portfolio.model, "portfolio.model"),
            ("estimation window", self._estimation(), "estimation.length estimation.last estimation.leave_out"),
            ("windows, event days", self._windows(), "windows"),
            *([("windows left out", self._unquoted(), "windows")] if study.unquoted else []),
            ("primary window", f"{rule.primary}: {self.setting.primary.name}", "decision.primary"),
            (
                "placebo dates",
                f"{self._clear()}; at least {placebo.minimum}",
                "placebo.clearance placebo.keep_clear_of placebo.minimum",
            ),
            ("nearby ones", f"within {near} sessions of the event", "placebo.near"),
            ("decay of volatility", f"{placebo.decay:g}", "placebo.decay"),
            ("like series", self._likes(), "placebo.no_like_fund"),
            (
                "level of the test",
                f"{rule.alpha}, one-sided, for a {claim.direction} and for its opposite each"
                if claim.sign
                else f"{rule.alpha}, two-sided",
                "decision.alpha",
            ),
            ("power", f"{rule.power}", "decision.power"),
            ("moves of interest", moves, "decision.moves_of_interest_pct"),
            ("move ruled out for “not found”", self._judged(), "decision.judged_move_pct"),
            ("level of one member apart", f"{rule.member_alpha:g} over all", "decision.member_alpha"),
            ("largest possible move", f"{rule.plausible_move_pct:g} %", "decision.plausible_move_pct"),
            ("random seed", f"{study.seed}", "seed"),
        ]

    def _beside(self) -> list[tuple[str, str, str]]:
        """What stands beside the primary tests, with the keys of study.toml that say it."""
        study = self.setting.study
        grid, series, control = study.multiverse, study.comovement, study.synthetic
        portfolios = "; ".join(self._portfolio(name, members) for name, members in grid.portfolios.items())
        topics = "; ".join(f"the days of {listing(topics)}" if topics else "nothing" for topics in grid.leave_out)
        periods = f"{series.before} sessions before, {series.after} after"
        redrawn = f"{series.draws} draws of blocks of {series.block}"
        fit = "their movements" if control.demean else "their movements and mean"
        models = "; ".join(self._explained(name, model) for name, model in study.models.items())
        tickers = dict.fromkeys(t for model in study.models.values() for t in model.factors)
        factors = ", ".join(f"{self.setting.label(t)} {t}" for t in tickers)
        labelled = "models " + " ".join(f"factor_labels.{ticker}" for ticker in study.factor_labels)
        return [
            ("models", models, labelled),
            *([("factors", factors, labelled)] if factors else []),
            ("models of the series", self._models(), " ".join(f"instruments.{t}.model" for t in study.tickers())),
            ("other models", of_all(grid.models, list(study.models)), "multiverse.models"),
            ("other sessions", ", ".join(map(str, grid.lengths)), "multiverse.lengths"),
            ("other windows", of_all(grid.windows, [w.name for w in study.windows]), "multiverse.windows"),
            ("other days left out", topics, "multiverse.leave_out"),
            ("other portfolios", portfolios, "multiverse.portfolios"),
            ("comovement of", of_all(series.series, study.tickers()) or "nothing", "comovement.series"),
            (
                "comovement over",
                f"{periods}; {redrawn}; rolling over {series.rolling}",
                "comovement.before comovement.after comovement.draws comovement.block comovement.rolling",
            ),
            (
                "synthetic control",
                f"of {', '.join(control.donors) or 'nothing'}; fitted to {fit}; R² at least {control.floor_r2:g}",
                "synthetic.donors synthetic.demean synthetic.floor_r2",
            ),
        ]

    def _judged(self) -> str:
        """The move that "not found" rules out: no more than prices of the claim's assets moved themselves."""
        return f"{self.setting.rule.judged_move_pct:g} %{'' if self.proxy else ', at most the own move'}"

    def _models(self) -> str:
        study = self.setting.study
        explained: dict[str, list[str]] = {}
        for ticker in study.tickers():
            explained.setdefault(study.instrument(ticker).model, []).append(ticker)
        most = max(explained, key=lambda model: len(explained[model]))
        said = [f"{model}: {', '.join(tickers)}" for model, tickers in explained.items() if model != most]
        return "; ".join([*said, f"{most}: {'all others' if said else 'all'}"])

    def _unquoted(self) -> str:
        return f"{listing(self.setting.study.unquoted)}: quotes have no opening"

    def _likes(self) -> str:
        study = self.setting.study
        likes, why = study.tickers("placebo"), study.placebo.no_like_fund
        return listing(likes) if likes else f"none: {why or 'no reason given'}"

    def _explained(self, name: str, model: Model) -> str:
        """A model by its name, with its factors where the name does not say them."""
        terms = self._terms(model)
        return name if name.replace(" and ", ", ") == terms else f"{name}: {terms}"

    def _terms(self, model: Model) -> str:
        labels = [self.setting.label(t) for t in model.factors]
        earlier = [f"the same up to {count(model.lags, 'session')} earlier"] if model.lags else []
        return ", ".join([*labels, *earlier]) or "constant mean"

    def _windows(self) -> str:
        """Windows by their kind of return, with their days where the name does not say them."""
        kinds: dict[str, list[str]] = {}
        for w in self.setting.study.windows:
            kind = window_words(w, self.setting.between_quotes).partition(", ")[0]
            days = f"[{w.first:+d},{w.last:+d}]".replace("+0", "0")
            kinds.setdefault(kind, []).append(w.name if w.name.replace(" ", "") == days else f"{w.name} {days}")
        return "; ".join(f"{kind}: {', '.join(names)}" for kind, names in kinds.items())

    def _portfolio(self, name: str, members: Sequence[str]) -> str:
        """A portfolio by its name, with its members where the name does not say them."""
        said = self._members(members)
        return name if name == said else f"{name}: {said}"

    def _members(self, members: Sequence[str]) -> str:
        """A portfolio by its members, or by what sets it apart from the study's own where that is less."""
        own = self.setting.study.portfolio.members
        less, more = [t for t in own if t not in members], [t for t in members if t not in own]
        if not less and not more:
            return "the members"
        if len(less) + len(more) >= len(members):
            return ", ".join(members)
        told = (("without", less), ("with", more))
        return ", ".join(f"{word} {listing(tickers)}" for word, tickers in told if tickers)

    def _estimation(self) -> str:
        e = self.setting.study.estimation
        first, last = (day(moment.date()) for moment in self.estimated.index[[0, -1]])
        words = f"{e.length} sessions, {first} to {last} (event days {e.first} to {e.last})"
        if missing := int(self.estimated.isna().any(axis=1).sum()):
            words += f", {missing} of them without all returns"
        return f"{words}, without the days of {listing(e.leave_out)}" if e.leave_out else words

    def _clear(self) -> str:
        p = self.setting.study.placebo
        words = f"more than {p.clearance} sessions from the event"
        topics = f" and each date of the topic {listing(p.keep_clear_of)}" if p.keep_clear_of else ""
        return words + topics

    def summary(self) -> str:
        """The rule of the verdict in one sentence."""
        rule = self.setting.rule
        return f"Rule of the verdict: {rule.primary}, level {rule.alpha:g}, power {rule.power:g}"


def choices(case: Case) -> Choices:
    """Collect what study.toml declares, and what holds where it does not."""
    table = case.table_of(case.setting.primary.returns, case.portfolio)
    row, (first, last) = case.event_row(table, case.portfolio), case.setting.estimation
    estimated = table.iloc[row + first : row + last + 1]
    return Choices(estimated, of_proxies(case.setting, case.holdings), case.setting)
