"""Change of correlations around an event: what the bootstrap keeps, its size and power, and what is refused."""

import numpy as np
import pytest

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.comovement.change import compare_correlations


def sample(rng, sessions, r, *, n=3, tails=None):
    x = rng.normal(size=(sessions, n)) @ np.linalg.cholesky(np.full((n, n), r) + (1 - r) * np.eye(n)).T
    if tails:  # multivariate t: a bad day is bad for all
        x *= np.sqrt((tails - 2) / rng.chisquare(tails, (sessions, 1)))
    return 0.01 * x


@pytest.fixture
def change():
    rng = np.random.default_rng(3)
    before, after = sample(rng, 200, 0.2), sample(rng, 80, 0.8)
    return compare_correlations(before, after, rng=rng, names=["A", "B", "C"], replications=199)


def test_a_large_change_is_found_by_every_test(change):
    off = ~np.eye(3, dtype=bool)
    assert (change.change[off] > 0.4).all()
    for p in (change.pvalues, change.bootstrap_pvalues, change.familywise_pvalues):
        assert (p[off] < 0.02).all()
        assert np.isnan(np.diag(p)).all()
        np.testing.assert_array_equal(p, p.T)
    for test in (change.equality, change.equality_bootstrap, change.mean):
        assert test.pvalue < 0.02
    assert change.mean.statistic == pytest.approx(change.change[off].mean())
    assert change.nobs == (200, 80)


def test_a_bootstrap_pvalue_is_never_zero_and_a_family_is_never_surer_than_its_member(change):
    off = ~np.eye(3, dtype=bool)
    assert (change.bootstrap_pvalues[off] >= 1 / 200).all()
    assert (change.familywise_pvalues[off] >= change.bootstrap_pvalues[off] - 1e-12).all()


def test_the_table_has_one_row_a_pair(change):
    table = change.to_frame()
    assert table[["first", "second"]].to_numpy().tolist() == [["A", "B"], ["A", "C"], ["B", "C"]]
    assert table.loc[1, "after"] == change.after[0, 2]
    assert table.loc[2, "familywise_pvalue"] == change.familywise_pvalues[1, 2]


def test_the_same_generator_gives_the_same_numbers():
    x = sample(np.random.default_rng(0), 120, 0.5)
    one, two = (compare_correlations(x[:80], x[80:], rng=np.random.default_rng(7), replications=99) for _ in range(2))
    np.testing.assert_array_equal(one.bootstrap_pvalues, two.bootstrap_pvalues)
    assert one.mean == two.mean


def test_mean_and_variance_may_change_without_changing_anything():
    x = sample(np.random.default_rng(1), 150, 0.5)
    moved = x[100:] * np.array([3.0, 0.2, 10.0]) + np.array([0.01, -0.02, 0.0])
    plain, scaled = (
        compare_correlations(x[:100], after, rng=np.random.default_rng(2), replications=99)
        for after in (x[100:], moved)
    )
    np.testing.assert_allclose(scaled.zvalues[0, 1:], plain.zvalues[0, 1:])
    np.testing.assert_array_equal(scaled.bootstrap_pvalues, plain.bootstrap_pvalues)
    assert scaled.equality_bootstrap.pvalue == plain.equality_bootstrap.pvalue


def test_sides_are_those_of_the_change():
    rng = np.random.default_rng(4)
    before, after = sample(rng, 150, 0.8), sample(rng, 100, 0.2)
    p = {
        side: compare_correlations(before, after, rng=np.random.default_rng(1), alternative=side, replications=99)
        for side in ("greater", "less", "two-sided")
    }
    assert p["less"].mean.pvalue == 0.01
    assert p["greater"].mean.pvalue == 1.0
    assert p["less"].pvalues[0, 1] + p["greater"].pvalues[0, 1] == pytest.approx(1)
    assert p["two-sided"].pvalues[0, 1] == pytest.approx(2 * p["less"].pvalues[0, 1])
    assert p["greater"].equality.pvalue == p["less"].equality.pvalue


def test_thirteen_series_and_a_month_after_are_enough():
    rng = np.random.default_rng(6)
    x = sample(rng, 90, 0.6, n=13)
    found = compare_correlations(x[:60], x[60:], rng=rng, block=5, replications=199)
    assert 0 < found.equality_bootstrap.pvalue <= 1


@pytest.mark.slow
def test_with_fat_tails_the_bootstrap_keeps_its_size_and_the_normal_tests_do_not():
    rng = np.random.default_rng(8)
    rejected = []
    for _ in range(500):
        x = sample(rng, 250, 0.6, n=4, tails=5)
        found = compare_correlations(x[:190], x[190:], rng=rng, block=2, replications=199)
        tests = (found.bootstrap_pvalues[0, 1], found.equality_bootstrap.pvalue, found.mean.pvalue)
        rejected.append([p <= 0.05 for p in (*tests, np.nanmin(found.familywise_pvalues), found.equality.pvalue)])
    size = np.mean(rejected, axis=0)
    assert (np.abs(size[:4] - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 500)).all()
    assert size[4] > 0.15


@pytest.mark.slow
def test_a_rise_from_03_to_07_is_found_in_most_samples():
    rng = np.random.default_rng(9)
    found = 0
    for _ in range(150):
        before, after = sample(rng, 190, 0.3, n=4, tails=5), sample(rng, 60, 0.7, n=4, tails=5)
        test = compare_correlations(before, after, rng=rng, block=2, replications=199, alternative="greater").mean
        found += test.pvalue <= 0.05
    assert found > 0.9 * 150


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"alternative": "up"}, EstimationError, "unknown 'up'"),
        ({"replications": 0}, EstimationError, "replications: 0"),
        ({"block": 0}, EstimationError, "block: 0 sessions; allowed: 1 to 60"),
        ({"block": 61}, EstimationError, "block: 61 sessions"),
        ({"names": ["A"]}, EstimationError, "1 names for 3 series"),
    ],
)
def test_unusable_choices_are_refused(given, error, message):
    rng = np.random.default_rng(0)
    x = sample(rng, 60, 0.5)
    with pytest.raises(error, match=message):
        compare_correlations(x[:40], x[40:], **({"rng": rng} | given))


def test_a_series_made_of_others_is_refused():
    rng = np.random.default_rng(0)
    x = sample(rng, 60, 0.5)
    x[:, 2] = x[:, 0] + x[:, 1]
    with pytest.raises(NotApplicableError, match="combination"):
        compare_correlations(x[:40], x[40:], rng=rng)
