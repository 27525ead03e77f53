"""The tests of the battery as a table: what each asks, what it assumes, and when it is no test at all. Arrays only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed


@dataclass(frozen=True, slots=True, repr=False)
class Method(Displayed):
    """One test of the battery.

    Attributes
    ----------
    name : str
        As it is asked for and shown.
    function : str
        The function of :mod:`analysis.eventstudy` that computes it from arrays; its docstring has the equation.
    question, null, assumption, invalid, reference : str
        What it answers; its null hypothesis; what it takes for granted; when it misleads; where it was published.
    minimum : int
        Least number of events.
    independence : bool
        Whether it takes the events for independent, and so is not applicable when they share event-window days.
    one_date : bool
        Whether it is for events of one date with the same regressors only.
    steady_variance : bool
        Whether it over-rejects when the event raises the variance.
    """

    _line: ClassVar = ("name", "minimum", "independence", "one_date", "steady_variance")

    name: str
    function: str
    question: str
    null: str
    assumption: str
    invalid: str
    reference: str
    minimum: int = 1
    independence: bool = False
    one_date: bool = False
    steady_variance: bool = False


_MEAN = "the mean abnormal return is zero"
_STANDARDISED = "the mean standardised abnormal return is zero"
_RANK = "the abnormal returns rank like those of ordinary days"

METHODS: tuple[Method, ...] = (
    Method(
        "t",
        "t_test",
        "Did this one security move?",
        "the abnormal return is zero",
        "normal residuals; the same variance in the event window",
        "when the event raises the variance, or returns are far from normal: then ask the sample quantile",
        "Campbell, Lo and MacKinlay (1997), The Econometrics of Financial Markets, ch. 4",
        steady_variance=True,
    ),
    Method(
        "cross-sectional t",
        "cross_sectional_t",
        "Is the mean far from zero, measured by the dispersion over events?",
        _MEAN,
        "independent events",
        "when events share dates",
        "Brown and Warner (1980), J. Financial Economics 8, 205-258",
        minimum=2,
        independence=True,
    ),
    Method(
        "crude dependence",
        "crude_dependence",
        "Is the mean far from zero, measured by its own variation over the estimation days?",
        _MEAN,
        "no serial correlation; the same variance in the event window; no forecast error, so a long window needs a "
        "longer estimation window",
        "when the event raises the variance; when event windows overlap in part",
        "Brown and Warner (1985), J. Financial Economics 14, 3-31",
        steady_variance=True,
    ),
    Method(
        "portfolio t",
        "portfolio_t",
        "Did the equal-weighted portfolio of these securities move on this date?",
        "the portfolio's abnormal return is zero",
        "one date and the same regressors; normal residuals; the same variance in the event window",
        "when the event raises the variance; for events of different dates",
        "Jaffe (1974), J. Business 47, 410-428; Brown and Warner (1980), J. Financial Economics 8, 205-258",
        one_date=True,
        steady_variance=True,
    ),
    Method(
        "Patell",
        "patell",
        "Is the sum of standardised abnormal returns far from zero?",
        _STANDARDISED,
        "independent events; the same variance in the event window",
        "when events share dates; when the event raises the variance",
        "Patell (1976), J. Accounting Research 14, 246-276",
        independence=True,
        steady_variance=True,
    ),
    Method(
        "adjusted Patell",
        "adjusted_patell",
        "As Patell, for correlated securities.",
        _STANDARDISED,
        "the estimation window's correlation and variance hold in the event window",
        "when the event raises the variance",
        "Kolari and Pynnonen (2010), Review of Financial Studies 23, 3996-4025",
        steady_variance=True,
    ),
    Method(
        "BMP",
        "bmp",
        "As the cross-sectional t, with each event weighed by its precision.",
        _STANDARDISED,
        "independent events; the event raises all variances by one factor, if at all",
        "when events share dates",
        "Boehmer, Musumeci and Poulsen (1991), J. Financial Economics 30, 253-272",
        minimum=2,
        independence=True,
    ),
    Method(
        "adjusted BMP",
        "adjusted_bmp",
        "As BMP, for correlated securities.",
        _STANDARDISED,
        "the estimation window's correlation holds in the event window",
        "when correlations differ much between pairs and there are few securities",
        "Kolari and Pynnonen (2010), Review of Financial Studies 23, 3996-4025",
        minimum=2,
    ),
    Method(
        "Corrado rank",
        "rank_test",
        "Do the securities rank the event day high among all their days?",
        _RANK,
        "no serial correlation; the same variance in the event window",
        "for windows of many days; when the event raises the variance it over-rejects a little",
        "Corrado (1989), J. Financial Economics 23, 385-395; Cowan (1992), Review of Quantitative Finance and "
        "Accounting 2, 343-358",
    ),
    Method(
        "Corrado-Zivney",
        "rank_test",
        "As the rank test, with event days first divided by their own dispersion over securities.",
        _RANK,
        "no serial correlation; the event raises all variances by one factor, if at all",
        "with few securities, or correlated ones: it then over-rejects",
        "Corrado and Zivney (1992), J. Financial and Quantitative Analysis 27, 465-478",
        minimum=2,
    ),
    Method(
        "GRANK-T",
        "grank_t",
        "Does the whole window's standardised return rank high among the estimation days?",
        _RANK,
        "the event raises all variances by one factor, if at all",
        "with few securities, or correlated ones: it then over-rejects",
        "Kolari and Pynnonen (2011), J. Empirical Finance 18, 953-971",
        minimum=2,
    ),
    Method(
        "GRANK-Z",
        "grank_z",
        "As GRANK-T, with the variance that independent ranks have.",
        _RANK,
        "independent events",
        "when events share dates; with few events it over-rejects",
        "Kolari and Pynnonen (2011), J. Empirical Finance 18, 953-971",
        minimum=2,
        independence=True,
    ),
    Method(
        "sign",
        "sign_test",
        "Did more of the events gain than lose?",
        "gains and losses are equally likely",
        "independent events; median zero",
        "when events share dates; when abnormal returns are skewed",
        "Dixon and Mood (1946), JASA 41, 557-566; Brown and Warner (1980), J. Financial Economics 8, 205-258",
        minimum=2,
        independence=True,
    ),
    Method(
        "generalised sign",
        "generalised_sign_test",
        "Did more of the events gain than on their estimation days?",
        "gains are as likely as in the estimation window",
        "independent events",
        "when events share dates",
        "Cowan (1992), Review of Quantitative Finance and Accounting 2, 343-358",
        minimum=2,
        independence=True,
    ),
    Method(
        "Wilcoxon",
        "wilcoxon",
        "Do the gains outrank the losses in size?",
        "abnormal returns are symmetric about zero",
        "independent events; symmetry",
        "when events share dates; when abnormal returns are skewed",
        "Wilcoxon (1945), Biometrics Bulletin 1, 80-83",
        minimum=2,
        independence=True,
    ),
    Method(
        "skewness-adjusted t",
        "skewness_adjusted_t",
        "As the cross-sectional t, for skewed abnormal returns.",
        _MEAN,
        "independent events",
        "when events share dates; with very few events, whose skewness cannot be estimated",
        "Johnson (1978), JASA 73, 536-544; Hall (1992), J. Royal Statistical Society B 54, 221-228",
        minimum=3,
        independence=True,
    ),
    Method(
        "jackknife",
        "jackknife_t",
        "As BMP, with a standard error that does not need normality.",
        _STANDARDISED,
        "independent events",
        "when events share dates; with few events it rejects too rarely",
        "Giaccotto and Sfiridis (1996), J. Economics and Business 48, 349-370; Miller (1974), Biometrika 61, 1-15",
        minimum=3,
        independence=True,
    ),
    Method(
        "wild bootstrap",
        "wild_bootstrap",
        "Could chance signs give a mean this far from zero?",
        _MEAN,
        "groups of events that share days are independent of each other and symmetric",
        "with few groups: the p-value cannot be small",
        "Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90, 414-427",
        minimum=2,
    ),
    Method(
        "block bootstrap",
        "block_bootstrap",
        "Could ordinary stretches of the estimation window give a mean this far from zero?",
        _MEAN,
        "the same variance in the event window; dependence over time is shorter than a block; no forecast error of "
        "slopes",
        "when the event raises the variance; when event windows overlap in part; a little for long windows",
        "Politis and Romano (1992), in Exploring the Limits of Bootstrap, 263-270",
        steady_variance=True,
    ),
    Method(
        "joint F",
        "joint_f",
        "Did any of these securities move on this date?",
        "every abnormal return is zero",
        "one date and the same regressors; jointly normal residuals; the same covariance in the event window",
        "when the event raises the variance; with fat tails; with nearly as many securities as estimation days",
        "Binder (1985), RAND J. Economics 16, 167-183",
        one_date=True,
        steady_variance=True,
    ),
)


def select_methods(names: tuple[str, ...] | None) -> tuple[Method, ...]:
    """Return the methods of these names in their order, or all.

    Parameters
    ----------
    names : tuple of str, or None
        None for all.

    Raises
    ------
    EstimationError
        If a name is none of the table's.
    """
    if names is None:
        return METHODS
    known = {m.name: m for m in METHODS}
    if unknown := [n for n in names if n not in known]:
        raise EstimationError("battery: tests", f"unknown {unknown[0]!r}", allowed=", ".join(known))
    return tuple(known[n] for n in names)
