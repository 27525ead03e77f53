"""Size and power of the ranks among groups and among days, in made cross-sections whose truth is known.

Fifty groups of 3 to 30 units, fat tails (t with 4 degrees of freedom), units of a group and groups of a region moving
alike. Each panel has another treated group; every day of it from the sixtieth on is taken as the event's day in turn.
Fifty groups allow p-values of 1/50, 2/50 ...: a test at 5 % rejects 4 % of the time.
"""

import numpy as np
import pytest

from analysis.eventstudy.cross_section.comparison import Comparison, window_effects
from analysis.eventstudy.cross_section.event import group_event
from tests.eventstudy.cross_section.made import made

pytestmark = pytest.mark.slow

PANELS = 20
SIZES = tuple(np.random.default_rng(0).integers(3, 31, 50).tolist())
LEVEL = 0.05
DAY = 200


def rejections(treated, *, rule=None, **design):
    """Share of days on which each rank is significant for a gain: among groups, by size alone, among days."""
    rule, found = rule or Comparison(), []
    for seed in range(PANELS):
        names = treated(seed)
        r = made(seed, sizes=SIZES, **design).residuals(names)
        own, others = r.without(np.zeros((1, 50), bool), names), r.mean[:, r.control]
        share = r.share[:, r.places(names)].mean(axis=1, keepdims=True) / len(names)
        one, many = window_effects(own, share, rule), window_effects(others, r.share[:, r.control], rule)
        scatter = r.lines.scatter[:, None] ** 2
        sizes = [np.sqrt(rule.total(scatter * s)) for s in (share, r.share[:, r.control])]
        days = np.flatnonzero(np.isfinite(one.effect / one.noise).all(axis=1))
        counts = [
            1 + ((many.effect / n)[days] >= (one.effect / o)[days]).sum(axis=1)
            for n, o in ((many.noise, one.noise), (sizes[1], sizes[0]))
        ]
        # Every seventh day is enough where each is compared with all others of the same group.
        ranks = [one.among_days(0, t, rule).pvalue("greater") <= LEVEL for t in days[::7]]
        found.append([np.mean(c / (1 + others.shape[1]) <= LEVEL) for c in counts] + [np.mean(ranks)])
    return np.mean(found, axis=0)


def one(seed):
    return (f"g{seed % 50:02d}",)


def of_one_region(seed):
    return (*one(seed), f"g{(seed + 5) % 50:02d}")


RATES = {
    # treated, design: rejections at 5 % among groups, by size, among days; standard errors 0.3 % and 0.8 %
    "alike": (one, {}),
    "groups unequal by up to 4, calm and wild days": (one, {"unequal": 2.0, "changing": True}),
    "normal": (one, {"tails": 0}),
    "strong regions": (one, {"regional": 12.0, "unequal": 2.0}),
    "two of a region": (of_one_region, {"unequal": 2.0, "changing": True}),
    "a window of two days": (one, {"rule": Comparison(window=(0, 1)), "unequal": 2.0, "changing": True}),
}


@pytest.mark.parametrize("case", RATES)
def test_both_ranks_keep_their_level(case):
    treated, design = RATES[case]
    among_groups, _, among_days = rejections(treated, **design)
    assert 0.033 < among_groups < 0.047
    assert 0.035 < among_days < 0.065


def test_by_size_alone_a_noisy_group_is_found_too_often_and_two_of_a_region_are():
    # The group that is by chance the noisiest of these panels: by its own noise the level holds.
    noisy = [by_noise(seed)[-1] for seed in range(PANELS)]
    own, by_size, _ = rejections(lambda seed: (noisy[seed],), unequal=2.0)
    assert 0.025 < own < 0.047
    assert by_size > 0.09
    _, region, _ = rejections(of_one_region, unequal=2.0, regional=12.0)
    assert region > 0.06


def by_noise(seed):
    """Groups of a panel from the calmest to the noisiest."""
    r = made(seed, sizes=SIZES, unequal=2.0).residuals()
    return np.array(r.labels)[np.argsort(np.sqrt(np.nanmean(r.mean**2 / r.share, axis=0)))]


POWER = 0.8


def test_a_planted_effect_is_found_at_the_rate_that_power_says():
    # The effect that the rank says it sees with 80 % is added to the treated group, in whose line it has no part: the
    # same as asking whether its statistic less a true effect of minus so much is significant. Standard error 2 %.
    rule, found = Comparison(), []
    for seed in range(PANELS):
        r = made(1000 + seed, sizes=SIZES, unequal=1.5, changing=True).residuals(one(seed))
        everything, treated = window_effects(r.mean, r.share, rule), int(r.places(one(seed))[0])
        controls = np.flatnonzero(r.control)
        for t in range(70, 300, 15):
            others = (everything.effect / everything.noise)[t, controls]
            ranks = everything.among_groups(treated, t, others, controls, rule), everything.among_days(treated, t, rule)
            gains = [rank.minimum_detectable_effect(LEVEL, POWER) for rank in ranks]
            found.append([k.quantile.pvalue_of(-g, "greater") <= LEVEL for k, g in zip(ranks, gains, strict=True)])
    assert np.mean(found, axis=0) == pytest.approx([POWER, POWER], abs=0.06)


def test_a_shock_to_all_groups_is_found_as_often_as_nothing():
    for seed in range(5):
        panel = made(seed, sizes=SIZES)
        plain, shocked = (
            group_event(m.residuals(), DAY) for m in (panel, panel.plus(0.02, DAY, sorted(panel.regions)))
        )
        for name in ("among_groups", "among_groups_by_size", "among_days"):
            assert getattr(shocked, name).pvalue("greater") == getattr(plain, name).pvalue("greater")
