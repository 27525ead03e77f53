"""Made cross-sections: units in groups, groups in regions, fat tails, noise of their own; what was put in is known."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.eventstudy.cross_section.groups import group_residuals

BP = 1e-4


@dataclass(frozen=True, eq=False)
class Made:
    """Returns (T, N), characteristics (T, N, 2), group of each unit, region of each group."""

    returns: np.ndarray
    characteristics: np.ndarray
    groups: np.ndarray
    regions: dict

    def residuals(self, treated=("g00",), **declared):
        return group_residuals(self.returns, self.characteristics, self.groups, treated=treated, **declared)

    def plus(self, gain, rows, groups):
        """The same with a gain of some groups on some days."""
        added = np.zeros(self.returns.shape)
        added[np.ix_(np.atleast_1d(rows), np.isin(self.groups, groups))] = gain
        return replace(self, returns=self.returns + added)


def made(
    seed, *, days=300, sizes=(12,) * 50, regional=3.0, national=8.0, own=15.0, tails=4, unequal=1.0, changing=False
):
    """Units on a line of duration and yield, with noise of region, group and unit of so many basis points.

    ``unequal``: noise of groups is drawn between 1 / unequal and unequal times that. ``changing``: calm and wild days.
    """
    rng = np.random.default_rng(seed)

    def noise(scale, *shape):
        drawn = rng.standard_t(tails, shape) / np.sqrt(tails / (tails - 2)) if tails else rng.standard_normal(shape)
        return scale * BP * drawn

    at = np.repeat(np.arange(len(sizes)), sizes)
    region = np.arange(len(sizes)) % 5
    duration, yields = rng.uniform(1, 15, len(at)), rng.uniform(0.04, 0.12, len(at))
    characteristics = np.stack([duration, duration * yields], axis=-1)
    level, slopes = noise(10, days, 1), noise(5, days, 2) * [1, 10]
    factor = np.exp(rng.uniform(-np.log(unequal), np.log(unequal), len(sizes)))
    wild = np.exp(_persistent(rng, days))[:, None] if changing else 1.0
    groups = noise(regional, days, 5)[:, region] + noise(national, days, len(sizes))
    off = wild * factor[at] * (groups[:, at] + noise(own, days, len(at)))
    names = np.array([f"g{g:02d}" for g in range(len(sizes))])
    return Made(
        level + slopes @ characteristics.T + off,
        np.broadcast_to(characteristics, (days, *characteristics.shape)),
        names[at],
        {n: f"region {r}" for n, r in zip(names, region, strict=True)},
    )


def _persistent(rng, days):
    """Log volatility with a half-life of 34 days and a standard deviation of 0.4."""
    shocks, path = rng.standard_normal(days) * 0.4 * np.sqrt(1 - 0.98**2), np.zeros(days)
    for t in range(1, days):
        path[t] = 0.98 * path[t - 1] + shocks[t]
    return path
