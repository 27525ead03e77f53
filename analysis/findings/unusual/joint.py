"""The portfolio's members tested jointly on their one date, and how far each test can be trusted on these series."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.eventstudy.comovement.correlation import EffectiveNumber, effective_number
from analysis.eventstudy.inference.calibration import CalibratedTest, calibrate
from analysis.eventstudy.inference.date_sample import DateSample, date_sample
from analysis.findings.piece import Piece, supplement
from analysis.measure.case import Case
from analysis.measure.deciding import looking
from analysis.measure.looking import Looking
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.filters import NONE, level, some, table_p
from analysis.words.numbers import listing, percent
from analysis.words.plain import records
from analysis.words.tables import Column, Line, Table

HEADING, ALONE = "Joint tests", "The t test on other dates"
"""Of the section: of several members, and of one, of which nothing can be tested jointly."""
PORTFOLIO_TEST = "portfolio t"
"""The joint test that is also the t test of the portfolio in the tables of effects."""
MAJOR, OUTSIDE = " †", " ‡"
"""Marks of a window that holds other major news, and of a test outside its calibration band."""


def _p(line: Line) -> str:
    return "none" if line["reason"] else table_p(line["p"])


def _p_in(line: Line, window: str) -> str:
    p, outside = line[window]
    return f"{table_p(p)}{OUTSIDE * outside}"


def _band(line: Line) -> str:
    low, high = line["band_low"], line["band_high"]
    return NONE if low is None else f"{100 * low:.1f} to {percent(high)}"


COLUMNS = (
    Column("window", "event window", "window"),
    Column("test", "name of the test", "test"),
    Column("statistic", "its statistic on the event date", "statistic", "hundredths"),
    Column("p", "p-value in the direction of the report; empty where there is a reason", "p", _p),
    Column("reason", "why there is no p-value"),
    Column("rejections", "share of the placebo dates on which it rejects", "false alarms", "share"),
    Column(
        "band_low",
        "lower end of the band in which that share lies with 95 % probability if the test is sound",
        "band",
        _band,
    ),
    Column("band_high", "upper end"),
    Column("dates", "placebo dates"),
    Column("outside_band", "whether the share lies outside the band"),
    Column("size_if_doubled", "share on which it would reject without any effect if the event doubled the variance"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Joint(Piece):
    """Joint tests by window, each with its rate of false alarms, and how many independent series the members are worth.

    Of a single member there is nothing to test jointly: its own t test alone is left.

    Attributes
    ----------
    tests : mapping of window to CalibratedTests
        In declared order.
    members : EffectiveNumber
        From the correlations of what the members' models leave unexplained in the primary window's kind of return;
        their mean is nan when there is one member.
    crowded : frozenset of str
        Windows that hold other major news.
    looking : Looking
        Direction of the p-values.
    setting : Setting
    """

    tests: Mapping[str, tuple[CalibratedTest, ...]]
    members: EffectiveNumber
    crowded: frozenset[str]
    looking: Looking
    setting: Setting

    @property
    def primary(self) -> tuple[CalibratedTest, ...]:
        """Tests in the primary window."""
        return self.tests[self.setting.primary.name]

    @property
    def run(self) -> tuple[CalibratedTest, ...]:
        """Those of the primary window that could be run."""
        return tuple(t for t in self.primary if t.nobs)

    @property
    def valid(self) -> tuple[CalibratedTest, ...]:
        """Those that could be run and do not assume independence."""
        return tuple(t for t in self.run if not t.reason)

    @property
    def sound(self) -> tuple[CalibratedTest, ...]:
        """The valid ones whose rate of false alarms lies inside the band."""
        return tuple(t for t in self.valid if t.calibrated)

    @property
    def naive(self) -> CalibratedTest | None:
        """Of the tests that assume independence, the one that rejects most often; None when none could be run."""
        return max((t for t in self.run if t.reason), key=lambda t: t.rejections, default=None)

    @property
    def dates(self) -> int:
        """Placebo dates of the primary window's tests."""
        return max(t.nobs for t in self.run)

    @property
    def portfolio_marked(self) -> tuple[str, ...]:
        """Windows in which the portfolio's own t test lies outside its band."""
        own = ((w, t) for w, tests in self.tests.items() for t in tests if t.name == PORTFOLIO_TEST)
        return tuple(w for w, t in own if is_marked(t))

    @property
    def drawn(self) -> tuple[str, ...]:
        """Windows that the figure shows: of a single test, which has room for them, all."""
        return tuple(self.tests) if self.members.series == 1 else tuple(w.name for w in self.setting.shown)

    @once
    def record(self) -> dict[str, Any]:
        """All tests, and counts of those of the primary window.

        ``naive`` names the test that assumes independence and rejects most often on the placebo dates; ``members``
        says how many independent funds the portfolio's members are worth, by the variance of their mean and by the
        eigenvalues of their correlations; ``block`` is the number of dates in a block of the bands' bootstrap. The
        portfolio's t and its p-value stand with the effects.
        """
        alpha, members = self.setting.rule.alpha, self.members
        return {
            "valid": len(self.valid),
            "calibrated": len(self.sound),
            "significant_and_calibrated": sum(t.pvalue <= alpha for t in self.sound),
            "naive": self.naive.name if self.naive else None,
            "block": self.run[0].block,
            "portfolio_marked": self.portfolio_marked,
            "members": {
                "series": members.series,
                "mean_correlation": members.mean_correlation,
                "by_variance": members.by_variance,
                "by_eigenvalues": members.by_eigenvalues,
            },
            "tests": [_told(line) for line in records(self.tables()["joint-tests"].frame)],
        }

    @once
    def tables(self) -> Mapping[str, Table]:
        """One line a window and test."""
        lines = [(w, *_numbers_of(t)) for w, tests in self.tests.items() for t in tests]
        return {"joint-tests": Table(COLUMNS, pd.DataFrame(lines, columns=[c.name for c in COLUMNS]))}

    @once
    def numbers(self) -> Table:
        """The lines of the windows that the figure shows."""
        table = self.tables()["joint-tests"]
        return table.where(table.frame["window"].isin(self.drawn))

    @once
    def shown(self) -> Mapping[str, Table]:
        """The tests of the primary window, and the p-values of the valid ones in every window."""
        table = self.tables()["joint-tests"]
        own = table.where(table.frame["window"] == self.setting.primary.name)
        names = own.frame["test"] + np.where(own.frame["outside_band"], OUTSIDE, "")
        own = Table(own.columns, own.frame.assign(test=names))
        return {
            "tests": own.only("test", "statistic", "p", "rejections", "band_low"),
            "by_window": self._by_window(),
        }

    def _by_window(self) -> Table:
        heads = {w: f"{w}{MAJOR * (w in self.crowded)}" for w in self.tests}
        shows = {w: partial(_p_in, window=f"p {w}") for w in self.tests}
        columns = [Column(f"p {w}", f"p-value in the window {w}", head, shows[w]) for w, head in heads.items()]
        lines = []
        for name in (t.name for t in self.valid):
            found = {w: next(t for t in tests if t.name == name) for w, tests in self.tests.items()}
            lines.append({"test": name} | {f"p {w}": (t.pvalue, is_marked(t)) for w, t in found.items()})
        named = Column("test", "name of the test", "test")
        return Table((named, *columns), pd.DataFrame(lines, columns=["test", *(c.name for c in columns)]))

    def context(self) -> Mapping[str, Any]:
        """Words around the numbers."""
        told = self.record()
        grouped = {r: [t.name for t in self.primary if t.reason == r] for r in (t.reason for t in self.primary) if r}
        inside, found = told["calibrated"], told["significant_and_calibrated"]
        find = f"{'finds' if found < 2 else 'find'} {'something' if found else 'anything'}"
        return {
            "members": self.members.series,
            "heading": HEADING if self.members.series > 1 else ALONE,
            "sided": self.looking.sided,
            "dates": self.dates,
            "doubled": {t.name: t.size_if_doubled for t in self.run},
            "level": level(self.setting.rule.alpha),
            "outside": any(map(is_marked, self.primary)),
            "crowded": self.crowded,
            "reasons": [f"{listing(names)}: no p-value, because {reason}" for reason, names in grouped.items()],
            "inside": f"{some(inside)} {'lies' if inside < 2 else 'lie'}",
            "found": f"{some(found)} of these {find}",
            "found_there": f"{some(found)} {find}",
            "why": next(iter(grouped), ""),
        }


def _numbers_of(test: CalibratedTest) -> tuple[Any, ...]:
    own = (test.name, test.statistic, test.pvalue, test.reason)
    return (*own, test.rejections, *test.band, test.nobs, is_marked(test), test.size_if_doubled)


def _told(line: Line) -> dict[str, Any]:
    with_the_effects = ("statistic", "p") if line["test"] == PORTFOLIO_TEST else ()
    return {k: v for k, v in line.items() if k not in with_the_effects}


def is_marked(test: CalibratedTest) -> bool:
    """Whether a test gets a double dagger: its rejection rate on the placebo dates lies outside the band."""
    return math.isfinite(test.rejections) and not test.calibrated


def joint(case: Case) -> Joint:
    """Test the portfolio's members jointly in each window, and calibrate every test on the placebo dates.

    Beside the equal-weighted portfolio: weights by inverse variance, and by exposure (the middle of each interval)
    where these differ. Of a portfolio of one member its t test alone is kept.

    Raises
    ------
    WindowError
        If fewer dates are placebo dates for all members than the study declared necessary.

    References
    ----------
    Brown, S. J. and Warner, J. B. (1985), "Using daily stock returns", Journal of Financial Economics 14, 3-31, for
    the size of a test on other dates; :data:`analysis.eventstudy.METHODS` names the source of each test.
    """
    members, factors = case.members, case.portfolio.factors
    middle = np.array([np.mean(case.holdings.weights[t]) for t in members])
    # Equal weights are the portfolio's own: the test would be counted twice.
    extra = {"exposure-weighted portfolio t": middle} if np.ptp(middle) > 0 else {}
    found: dict[str, tuple[CalibratedTest, ...]] = {}
    side = case.once(looking).alternative
    for kind, windows in case.kinds:
        design = case.design_alike(kind, (*members, *factors), windows, where="joint tests")
        spans = [(w.first, w.last) for w in windows]
        panel = case.panel(kind, members, factors, spans, design, residuals=True)
        for n, window in enumerate(windows):
            sample = date_sample(panel, len(design.dates), n)
            # Every window draws anew: none depends on which others are declared.
            rng = np.random.default_rng(case.study.seed)
            tests = calibrate(sample, side, case.setting.rule.alpha, extra, rng=rng)
            found[window.name] = tuple(t for t in tests if len(members) > 1 or t.name == PORTFOLIO_TEST)
            if window == case.setting.primary:
                worth = _worth(sample)
    by_window = {w.name: found[w.name] for w in case.study.windows}
    crowded = frozenset(w.name for w in case.study.windows if case.timing.major_news(w))
    return Joint(by_window, worth, crowded, case.once(looking), case.setting)


def _worth(sample: DateSample) -> EffectiveNumber:
    """Effective number of the members by the event date's residuals, on the sessions that all of them have.

    A member may be younger than the others: its own model then rests on fewer sessions than theirs. A single member
    is worth itself and has no mean correlation.
    """
    residuals = sample.resid[0][:, sample.served[0]]
    n = len(residuals)
    return effective_number(np.corrcoef(residuals)) if n > 1 else EffectiveNumber(n, np.nan, n, n)


def portfolio_marked(case: Case) -> frozenset[str]:
    """Windows in which the portfolio's t test lies outside its calibration band; none when it cannot be calibrated."""
    found = supplement(case, joint, case.setting)
    return frozenset(found.portfolio_marked) if isinstance(found, Joint) else frozenset()
