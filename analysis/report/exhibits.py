"""The order of the pieces: in the report, in results.json, among the figures. A new piece is a new line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from analysis.findings.itself.conclusion import conclusion
from analysis.findings.itself.control import control
from analysis.findings.itself.countries import countries
from analysis.findings.itself.fund_bonds import fund_bonds
from analysis.findings.itself.happened import happened
from analysis.findings.itself.issuers import issuers
from analysis.findings.itself.resolution import resolution
from analysis.findings.meaning.choices import choices
from analysis.findings.meaning.controls import controls
from analysis.findings.meaning.holdings import holdings
from analysis.findings.meaning.power import power
from analysis.findings.meaning.summary import summary
from analysis.findings.meaning.verdict import verdict
from analysis.findings.moved.data import data
from analysis.findings.moved.decomposition import decomposition
from analysis.findings.moved.prices import prices
from analysis.findings.moved.reported import reported
from analysis.findings.moved.sources import sources
from analysis.findings.piece import Piece, supplement
from analysis.findings.sure.comovement import comovement
from analysis.findings.sure.diagnostics import diagnostics
from analysis.findings.sure.dose import dose
from analysis.findings.sure.models import models
from analysis.findings.sure.reaction import reaction
from analysis.findings.sure.rolling import rolling
from analysis.findings.sure.specifications import specifications
from analysis.findings.sure.synthetic import synthetic
from analysis.findings.unusual.effects import effects
from analysis.findings.unusual.family import family
from analysis.findings.unusual.joint import joint
from analysis.findings.unusual.path import path
from analysis.findings.unusual.placebo import placebo
from analysis.findings.when.dating import dating
from analysis.findings.when.news import news
from analysis.findings.when.timeline import timeline
from analysis.measure.case import Case
from analysis.measure.itself import own_case

StepName = Literal["when", "moved", "unusual", "sure", "meaning", "itself"]
STEPS: tuple[StepName, ...] = ("when", "moved", "unusual", "sure", "meaning", "itself")
"""In the order in which they are computed: evidence before verdict."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One piece of evidence in the report.

    Attributes
    ----------
    step : str
        The question that it answers; its place in results.json is ``step`` and its name.
    compute : callable
        From the case, or from its timing, to the piece; its name is the piece's.
    figure : str
        Name of its figure's files without the ending; empty when there is none.
    needed : bool
        Whether the verdict rests on it: a piece that is not needed says why when it cannot be computed, and stops
        nothing.
    timing : bool
        Whether it is computed from the timing alone, before there are any prices.
    own : str
        "prices": only where a study has the assets' own prices; "beside funds": only where it has funds as well;
        "lists": only where it declares funds whose lists price single bonds; "reported": only where it has figures
        of others; "controls": only where it names studies in which an effect is known.
    appendix : bool
        Whether it stands in the report's appendix, and not under its question.
    """

    step: StepName
    compute: Callable[[Any], Piece]
    figure: str = ""
    needed: bool = False
    timing: bool = False
    own: Literal["", "prices", "beside funds", "lists", "reported", "controls"] = ""
    appendix: bool = False

    @property
    def name(self) -> str:
        """The piece's name."""
        return self.compute.__name__

    def piece(self, case: Case) -> Piece:
        """The piece, computed when it is first asked for."""
        owner = case.timing if self.timing else case
        return owner.once(self.compute) if self.needed else supplement(owner, self.compute, case.setting)

    def applies(self, case: Case) -> bool:
        """Whether a study has what the piece is about."""
        asked = {"lists": case.study.holdings, "reported": case.reported, "controls": case.study.controls}
        if self.own in asked:
            return bool(asked[self.own])
        if self.own == "beside funds":
            return case.itself is not None
        return not self.own or own_case(case) is not None

    @property
    def files(self) -> tuple[str, str, str]:
        """Names of the figure's picture, drawing and numbers."""
        return f"{self.figure}.png", f"{self.figure}.svg", f"{self.figure}.csv"


EXHIBITS = (
    Exhibit("itself", conclusion, needed=True, own="beside funds"),
    Exhibit("itself", happened, "own-prices", needed=True),
    Exhibit("itself", issuers, needed=True, own="prices"),
    Exhibit("itself", countries, "countries", own="prices"),
    Exhibit("itself", control, own="prices"),
    Exhibit("itself", resolution, "resolution", needed=True, own="beside funds"),
    Exhibit("itself", fund_bonds, own="lists"),
    Exhibit("when", dating, needed=True, timing=True),
    Exhibit("when", timeline, "timeline", timing=True),
    Exhibit("when", news, needed=True, timing=True),
    Exhibit("moved", decomposition, "decomposition", needed=True),
    Exhibit("moved", prices, "prices"),
    Exhibit("moved", reported, own="reported"),
    Exhibit("moved", data, needed=True, appendix=True),
    Exhibit("moved", sources, appendix=True),
    Exhibit("unusual", effects, "abnormal-returns", needed=True),
    Exhibit("unusual", path, "car-path"),
    Exhibit("unusual", placebo, "placebo", needed=True),
    Exhibit("unusual", joint, "calibration"),
    Exhibit("unusual", family),
    Exhibit("sure", dose, "dose-response"),
    Exhibit("sure", synthetic, "synthetic-control"),
    Exhibit("sure", specifications, "specification-curve"),
    Exhibit("sure", reaction),
    Exhibit("sure", comovement, "correlations"),
    Exhibit("sure", rolling, "rolling-correlation"),
    Exhibit("sure", diagnostics, "diagnostics"),
    Exhibit("sure", models, appendix=True),
    Exhibit("meaning", verdict, needed=True),
    Exhibit("meaning", summary, needed=True),
    Exhibit("meaning", power, "detectability", needed=True),
    Exhibit("meaning", holdings, needed=True),
    Exhibit("meaning", controls, own="controls"),
    Exhibit("meaning", choices, needed=True, appendix=True),
)
"""In the order of the report, question by question."""


def in_order_of_computing() -> tuple[Exhibit, ...]:
    """The exhibits step by step: evidence before verdict."""
    return tuple(sorted(EXHIBITS, key=lambda e: STEPS.index(e.step)))


def exhibits_of(case: Case) -> tuple[Exhibit, ...]:
    """Those that apply to a study, in the order of the report."""
    return tuple(e for e in EXHIBITS if e.applies(case))
