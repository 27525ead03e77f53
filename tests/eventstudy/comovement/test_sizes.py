"""How often comovement's tests reject where no correlation changed: what the cautions say, and that they are said."""

import numpy as np
import pytest

from analysis.eventstudy.blocks import cluster_block
from analysis.eventstudy.comovement.change import (
    EQUALITY_CAUTION,
    MEAN_CAUTION,
    PAIRS_CAUTION,
    compare_correlations,
)
from analysis.eventstudy.comovement.contagion import CAUTION, contagion

SAMPLES = 150
TESTS = ("mean", "pairs", "family", "Jennrich")
SIZES = {
    ("normal", "short", 5): (0.044, 0.040, 0.029, 0.004),
    ("normal", "short", None): (0.041, 0.043, 0.030, 0.002),
    ("GARCH", "short", 5): (0.167, 0.074, 0.079, 0.004),
    ("GARCH", "short", None): (0.161, 0.073, 0.069, 0.004),
    ("normal", "long", None): (0.048, 0.048, 0.044, 0.036),
    ("GARCH", "long", 5): (0.348, 0.245, 0.286, 0.240),
    ("GARCH", "long", None): (0.142, 0.115, 0.116, 0.096),
    ("t(5)", "long", 5): (0.046, 0.047, 0.038, 0.050),
    ("t(5)", "long", None): (0.038, 0.042, 0.042, 0.036),
}
"""Share of samples in which a two-sided test at 5 % rejects, by returns, lengths, block; of the pairs the mean share.

Each series is a common source plus its own noise, of one variance; "GARCH": the source has clusters of volatility,
GARCH(0.08, 0.90). short: 13 series over 60 and 30 sessions, 1,000 samples; long: 5 over 250 and 250, 500. Block None:
the default, 11 and 62 sessions. Error of a share of 5 %: 0.007 and 0.010; of 17 %: 0.012; of 35 %: 0.021.
"""
CONTAGION = {
    ("normal", "short"): (0.059, 0.051),
    ("GARCH", "short"): (0.081, 0.053),
    ("t(5)", "short"): (0.108, 0.098),
    ("normal", "long"): (0.046, 0.061),
    ("GARCH", "long"): (0.189, 0.060),
    ("t(5)", "long"): (0.126, 0.118),
}
"""The same for a pair's contagion, with another series for the source, and with the common source itself."""
SHAPES = {"short": (13, 60, 30), "long": (5, 250, 250)}


def drawn(kind, shape, rng):
    """The common source first, then the series that follow it; the periods one after the other."""
    n, before, after = SHAPES[shape]
    length = before + after + 200
    source, own = rng.normal(size=length), rng.normal(size=(length, n))
    if kind == "t(5)":
        source, own = rng.standard_t(5, length), rng.standard_t(5, (length, n))
    if kind == "GARCH":
        variance = 1.0
        for t in range(length):
            source[t] *= np.sqrt(variance)
            variance = 0.02 + 0.08 * source[t] ** 2 + 0.90 * variance
    x = np.column_stack([source, source[:, None] + own])[200:]
    return x[:before], x[before:]


def near(found, expected, samples=SAMPLES):
    """Whether a share agrees with the table's, three errors of both aside."""
    error = np.sqrt(max(expected, 0.01) * (1 - expected) * (1 / samples + 1 / 500))
    return abs(found - expected) <= 3 * error


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "shape", "block"), SIZES)
def test_the_sizes_of_the_bootstrap_are_those_of_the_table(kind, shape, block):
    rng, rejected = np.random.default_rng(31), []
    for _ in range(SAMPLES):
        before, after = (period[:, 1:] for period in drawn(kind, shape, rng))
        found = compare_correlations(before, after, rng=rng, block=block, replications=99)
        pairs = found.bootstrap_pvalues[np.triu_indices(len(found.names), 1)]
        family = np.nanmin(found.familywise_pvalues) <= 0.05
        rejected.append(
            (found.mean.pvalue <= 0.05, np.mean(pairs <= 0.05), family, found.equality_bootstrap.pvalue <= 0.05)
        )
    for name, size, expected in zip(TESTS, np.mean(rejected, axis=0), SIZES[kind, shape, block], strict=True):
        assert near(size, expected), (name, size)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "shape"), CONTAGION)
def test_the_sizes_of_contagion_are_those_of_the_table(kind, shape):
    rng, rejected = np.random.default_rng(32), []
    for _ in range(400):
        before, after = drawn(kind, shape, rng)
        runs = ((before[:, 1:], after[:, 1:]), (before, after))
        rejected.append([np.mean(contagion(*r, 0, alternative="two-sided").pvalues <= 0.05) for r in runs])
    for size, expected in zip(np.mean(rejected, axis=0), CONTAGION[kind, shape], strict=True):
        assert near(size, expected, samples=400), size


def test_every_result_carries_the_caution_with_the_sizes_of_its_kind():
    before, after = drawn("normal", "short", np.random.default_rng(0))
    found = compare_correlations(before, after, rng=np.random.default_rng(1), replications=19)
    assert (found.mean.caution, found.equality_bootstrap.caution) == (MEAN_CAUTION, EQUALITY_CAUTION)
    assert found.caution == PAIRS_CAUTION
    assert found.summary().endswith(f"pairs: caution: {PAIRS_CAUTION}")
    assert contagion(before, after, 0).caution == CAUTION


@pytest.mark.parametrize(("caution", "columns"), [(MEAN_CAUTION, [0]), (PAIRS_CAUTION, [1, 2])])
def test_the_cautions_give_the_sizes_of_the_table(caution, columns):
    for shape in SHAPES:
        sizes = [v[c] for (kind, s, _), v in SIZES.items() if (kind, s) == ("GARCH", shape) for c in columns]
        assert f"{100 * min(sizes):.0f} to {100 * max(sizes):.0f} %" in caution


def test_the_other_cautions_give_the_sizes_of_the_table():
    jennrich = [v[3] for (kind, s, _), v in SIZES.items() if (kind, s) == ("GARCH", "long")]
    assert f"{100 * min(jennrich):.0f} to {100 * max(jennrich):.0f} %" in EQUALITY_CAUTION
    assert f"{100 * SIZES['normal', 'short', 5][3]:.1f} %" in EQUALITY_CAUTION
    for kind, sizes in (("t(5)", (0, 1)), ("GARCH", (0,))):
        found = [CONTAGION[kind, shape][c] for shape in SHAPES for c in sizes]
        assert f"{100 * min(found):.0f} to {100 * max(found):.0f} %" in CAUTION


@pytest.mark.parametrize("shape", SHAPES)
def test_by_default_blocks_hold_clusters_as_far_as_the_sessions_allow(shape):
    before, after = drawn("normal", shape, np.random.default_rng(0))
    options = {"rng": np.random.default_rng(1), "replications": 9}
    assert compare_correlations(before, after, **options).block == cluster_block(len(before) + len(after))
    assert compare_correlations(before, after, block=7, **options).block == 7
