"""Size and power by simulation, seeded: does each test reject as often as it says?

One simulated sample is one event date, N securities on one factor, L estimation days and an event window.
"""

import numpy as np
import pytest

from analysis.eventstudy.inference import cross_section, parametric, resampling, signs
from analysis.eventstudy.inference import nonparametric as npm
from analysis.eventstudy.inference import ranks as rk
from analysis.eventstudy.inference.clustering import mean_correlation_one_date
from analysis.eventstudy.inference.outcome import Outcome
from analysis.eventstudy.numeric import tail_probability

pytestmark = pytest.mark.slow

BATCH = 250
COUNT = 3000


class Samples:
    """A batch of simulated samples, estimated: abnormal returns of the middle day and of the whole window."""

    def __init__(self, rng, size, securities, *, length, window, rho=0.0, variance=1.0, effect=0.0, tails=None):
        days = length + window
        draw = rng.standard_normal if tails is None else lambda shape: rng.standard_t(tails, shape)
        returns = np.sqrt(rho) * draw((size, 1, days)) + np.sqrt(1 - rho) * draw((size, securities, days))
        returns[..., length:] *= np.sqrt(variance)
        self.day = length + window // 2
        returns[..., self.day] += effect
        design = np.column_stack([np.ones(days), rng.standard_normal(days)])
        before, after = design[:length], design[length:]
        inverse = np.linalg.inv(before.T @ before)
        errors = returns - returns[..., :length] @ before @ inverse @ design.T
        forecast = np.eye(window) + after @ inverse @ after.T
        self.resid, self.ar, self.df = errors[..., :length], errors[..., length:], length - 2
        self.sigma = np.sqrt((self.resid**2).sum(axis=-1) / self.df)
        self.everything = errors
        self.scale = {"day": np.sqrt(forecast[window // 2, window // 2]), "window": np.sqrt(forecast.sum())}
        self.values = {"day": self.ar[..., window // 2], "window": self.ar.sum(axis=-1)}
        self.days = {"day": [self.day], "window": list(range(length, days))}
        self.event = np.arange(length, days)
        self.portfolio = self.resid.mean(axis=-2)
        self.r = mean_correlation_one_date(self.resid)

    def scar(self, place):
        return self.values[place] / (self.sigma * self.scale[place])

    def mean(self, place):
        return self.values[place].mean(axis=-1)

    def grank(self, place):
        return rk.generalised_rank_scores(self.scar(place), self.resid / self.sigma[..., None])

    def restandardised(self):
        return rk.rank_scores(rk.restandardise(self.everything, self.sigma, self.event))


TESTS = {
    "t": lambda s, p, _: parametric.t_test(s.values[p][..., 0], s.sigma[..., 0] * s.scale[p], s.df),
    "cross-sectional t": lambda s, p, _: cross_section.cross_sectional_t(s.values[p]),
    "crude dependence": lambda s, p, _: parametric.crude_dependence(s.mean(p), s.portfolio, days=len(s.days[p])),
    "portfolio t": lambda s, p, _: parametric.portfolio_t(s.mean(p), s.portfolio, s.scale[p], s.df),
    "Patell": lambda s, p, _: parametric.patell(s.scar(p), s.df),
    "adjusted Patell": lambda s, p, _: parametric.adjusted_patell(s.scar(p), s.df, s.r),
    "BMP": lambda s, p, _: cross_section.bmp(s.scar(p)),
    "adjusted BMP": lambda s, p, _: cross_section.adjusted_bmp(s.scar(p), s.r),
    "Corrado rank": lambda s, p, _: npm.rank_test(rk.rank_scores(s.everything), s.days[p]),
    "Corrado-Zivney": lambda s, p, _: npm.rank_test(s.restandardised(), s.days[p]),
    "GRANK-T": lambda s, p, _: npm.grank_t(s.grank(p)),
    "GRANK-Z": lambda s, p, _: npm.grank_z(s.grank(p)),
    "sign": lambda s, p, _: signs.sign_test(s.values[p]),
    "generalised sign": lambda s, p, _: signs.generalised_sign_test(s.values[p], (s.resid > 0).mean(axis=-1)),
    "Wilcoxon": lambda s, p, _: signs.wilcoxon(s.values[p]),
    "skewness-adjusted t": lambda s, p, _: cross_section.skewness_adjusted_t(s.values[p]),
    "jackknife": lambda s, p, _: cross_section.jackknife_t(s.scar(p)),
    "wild bootstrap": lambda s, p, rng: resampling.wild_bootstrap(s.values[p], rng=rng, replications=199),
    "block bootstrap": lambda s, p, rng: resampling.block_bootstrap(
        s.mean(p), s.portfolio, rng=rng, days=len(s.days[p]), block=3, replications=199
    ),
    "joint F": lambda s, p, _: parametric.joint_f(s.scar(p), s.resid, s.df),
}


def normal(name):
    """Return the same test referred to the normal distribution, as some programs do at small N."""

    def test(s, place, rng):
        statistic = TESTS[name](s, place, rng).statistic
        return Outcome(statistic, tail_probability(statistic, np.inf))

    return test


TESTS_AS_NORMAL = {f"{name}, normal": normal(name) for name in ("BMP", "skewness-adjusted t")}


def simulate(names, count, seed, **design):
    """Rejection rates by (test, place), all tests on the same samples."""
    rng = np.random.default_rng(seed)
    hits = dict.fromkeys(names, 0.0)
    for _ in range(count // BATCH):
        batch = Samples(rng, BATCH, **design)
        for name, place in names:
            hits[name, place] += float(((TESTS | TESTS_AS_NORMAL)[name](batch, place, rng).pvalue <= 0.05).sum())
    return {key: total / count for key, total in hits.items()}


# Size of independent securities: 49 of them, so that the two sign tests can come close to 5 % (4.4 %)


@pytest.fixture(scope="module")
def independent():
    places = [(name, place) for name in TESTS for place in ("day", "window")]
    return simulate(places, COUNT, 20, securities=49, length=100, window=3)


@pytest.mark.parametrize("place", ["day", "window"])
@pytest.mark.parametrize("name", TESTS)
def test_size_is_five_percent_when_securities_are_independent(independent, name, place):
    band = 3.3 * np.sqrt(0.05 * 0.95 / COUNT)
    # Three are a little liberal and one a little shy even with 49 securities: the table METHODS says so of each.
    liberal = 0.01 if name in ("GRANK-T", "Corrado-Zivney", "block bootstrap") else 0.0
    shy = 0.01 if name == "jackknife" else 0.0
    assert 0.05 - band - shy <= independent[name, place] <= 0.05 + band + liberal


# The design at hand: 12 funds, one date, t(5) residuals. Rejection rates in per cent that other implementations of the
# same formulas gave in 4,000 simulations, for correlation 0, 0.3, 0.6, and 0.6 with doubled event variance.

TWELVE_FUNDS = {
    ("t", "window"): (5.0, 4.6, 4.8, 15.3),
    ("cross-sectional t", "window"): (5.0, 39.2, 61.4, 61.5),
    ("Patell", "window"): (5.4, 34.4, 47.5, 60.6),
    ("Patell", "day"): (5.0, 29.6, 40.7, 55.7),
    ("BMP", "day"): (4.3, 35.5, 57.8, 57.5),
    ("BMP, normal", "window"): (7.7, 43.9, 65.5, 65.4),
    ("skewness-adjusted t, normal", "window"): (8.4, 42.3, 63.5, 63.6),
    ("adjusted Patell", "day"): (5.1, 5.0, 4.8, 13.4),
    ("adjusted BMP", "day"): (4.6, 6.0, 6.2, 6.2),
    ("adjusted BMP", "window"): (5.4, 5.8, 5.7, 5.7),
    ("crude dependence", "day"): (5.1, 5.1, 4.9, 13.5),
    ("crude dependence", "window"): (6.2, 6.2, 6.3, 16.9),
    ("portfolio t", "window"): (5.3, 5.6, 5.6, 15.8),
    ("Corrado rank", "day"): (4.8, 4.9, 3.4, 7.1),
    ("GRANK-T", "window"): (8.0, 9.3, 11.9, 12.0),
    ("sign", "day"): (3.8, 31.5, 54.1, 54.0),
    ("generalised sign", "day"): (3.8, 31.5, 54.1, 54.1),
    ("Wilcoxon", "day"): (4.1, 35.1, 58.0, 57.8),
}
DESIGNS = ((0.0, 1.0), (0.3, 1.0), (0.6, 1.0), (0.6, 2.0))


@pytest.fixture(scope="module")
def twelve_funds():
    options = {"securities": 12, "length": 250, "window": 11, "tails": 5}
    return [simulate(list(TWELVE_FUNDS), COUNT, 30, rho=r, variance=v, **options) for r, v in DESIGNS]


@pytest.mark.parametrize("design", range(4), ids=["r=0", "r=0.3", "r=0.6", "r=0.6, variance x2"])
@pytest.mark.parametrize(("name", "place"), TWELVE_FUNDS)
def test_twelve_correlated_funds_on_one_date(twelve_funds, name, place, design):
    expected = TWELVE_FUNDS[name, place][design] / 100
    # Both sides are simulated; two points more, because correlated t(5) residuals can be drawn in several ways.
    tolerance = 3.3 * np.sqrt(expected * (1 - expected) * (1 / COUNT + 1 / 4000)) + 0.02
    assert twelve_funds[design][name, place] == pytest.approx(expected, abs=tolerance)


def test_only_the_adjusted_bmp_holds_its_size_in_every_design(twelve_funds):
    worst = {key: max(column[key] for column in twelve_funds) for key in TWELVE_FUNDS}
    assert worst["adjusted BMP", "day"] < 0.085
    assert worst["adjusted BMP", "window"] < 0.085
    for key in [("portfolio t", "window"), ("adjusted Patell", "day"), ("crude dependence", "day")]:
        assert worst[key] > 0.10
    for name in ("cross-sectional t", "Patell"):
        assert worst[name, "window"] > 0.5


# What the resampling tests and the joint F do with correlated funds


def test_tests_that_keep_the_cross_section_together_hold_their_size_on_one_date():
    names = [("block bootstrap", "window"), ("joint F", "day"), ("Corrado rank", "window")]
    found = simulate(names, 750, 40, securities=6, length=120, window=3, rho=0.8)
    assert all(0.02 < rate < 0.085 for rate in found.values())


def test_the_joint_f_over_rejects_with_fat_tails():
    names = [("joint F", "day")]
    found = simulate(names, 1000, 50, securities=12, length=250, window=3, rho=0.6, tails=5)
    assert found["joint F", "day"] > 0.07


# Power


@pytest.fixture(scope="module")
def power():
    places = [(name, "day") for name in TESTS]
    options = {"securities": 20, "length": 100, "window": 3}
    return [simulate(places, 250, 60, effect=effect, **options) for effect in (0.0, 0.4, 1.2)]


@pytest.mark.parametrize("name", TESTS)
def test_power_grows_with_the_effect(power, name):
    none, small, large = (column[name, "day"] for column in power)
    assert none < small < large
    assert large > {"t": 0.15, "joint F": 0.7}.get(name, 0.9)  # the two that do not look at the mean see less
