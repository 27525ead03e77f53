"""Rank and sign tests: values worked out by hand, outside references, invariances and refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.inference import nonparametric as npm
from analysis.eventstudy.inference import ranks as rk
from analysis.eventstudy.inference import signs

repeatable = settings(derandomize=True, deadline=None, max_examples=50)


RNG = np.random.default_rng(11)


# Two securities, four estimation days and one event day: both rank the event highest.
TWO = np.array([[1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 4.0, 3.0, 5.0]])


def test_rank_test_by_hand():
    # Mean scores -1/4 -1/4 1/12 1/12 1/3: S2 = mean of 2 U2 = 1/10; Z = sqrt2 (1/3) / sqrt(1/10)
    outcome = npm.rank_test(rk.rank_scores(TWO), [4])
    assert outcome.statistic == pytest.approx(np.sqrt(2) / 3 / np.sqrt(0.1))
    assert outcome.pvalue == pytest.approx(2 * stats.norm.sf(np.sqrt(20) / 3))


def test_rank_test_of_two_days_by_hand():
    # sqrt2 (1/12 + 1/3) / (sqrt(1/10) sqrt2)
    outcome = npm.rank_test(rk.rank_scores(TWO), [3, 4])
    assert outcome.statistic == pytest.approx((5 / 12) / np.sqrt(0.1))


def test_rank_test_weighs_days_by_the_securities_they_have():
    # Without the second security's first day its scores are -0.3 0.1 -0.1 0.3 (ranks of 1 4 3 5 over 5):
    incomplete = TWO.copy()
    incomplete[1, 0] = np.nan
    scores = rk.rank_scores(incomplete)
    first, second = np.array([-1 / 3, -1 / 6, 0, 1 / 6, 1 / 3]), np.array([np.nan, -0.3, 0.1, -0.1, 0.3])
    assert scores == pytest.approx(np.array([first, second]), nan_ok=True)
    daily = np.array([first[0], *(first[1:] + second[1:]) / np.sqrt(2)])
    expected = daily[4] / np.sqrt((daily**2).mean())
    assert npm.rank_test(scores, [4]).statistic == pytest.approx(expected)


def test_corrado_zivney_is_untouched_by_a_common_rise_in_event_variance():
    calm = RNG.normal(size=(8, 61))
    wild = calm.copy()
    wild[:, 60] *= 5
    event = [60]
    same = [
        npm.rank_test(rk.rank_scores(rk.restandardise(x, np.ones(8), event)), event).statistic for x in (calm, wild)
    ]
    assert same[0] == pytest.approx(same[1])
    assert npm.rank_test(rk.rank_scores(calm), event).statistic != pytest.approx(
        npm.rank_test(rk.rank_scores(wild), event).statistic
    )


def test_grank_by_hand():
    # SCAR 4 and 2, dispersion sqrt2: 2.828 ranks third of four among 1 2 3, 1.414 fourth among -1 1 0.
    scores = rk.generalised_rank_scores([4.0, 2.0], [[1.0, 2.0, 3.0], [-1.0, 1.0, 0.0]])
    assert scores == pytest.approx(np.array([[0.1, -0.3, -0.1, 0.3], [0.3, -0.3, 0.1, -0.1]]))
    # means 0.2 -0.3 0 0.1: S2 = 0.14 / 4
    z = 0.2 / np.sqrt(0.035)
    t = z * np.sqrt(2 / (3 - z**2))
    outcome = npm.grank_t(scores)
    assert outcome.statistic == pytest.approx(t)
    assert outcome.pvalue == pytest.approx(1 - t / np.sqrt(2 + t**2))
    assert outcome.df == (2.0,)
    # variance of a mean of two independent scores: 3 / 60 / 2
    assert npm.grank_z(scores).statistic == pytest.approx(0.2 / np.sqrt(0.025))


def test_grank_with_missing_days_ranks_among_those_there_are():
    scores = rk.generalised_rank_scores([4.0, 2.0], [[1.0, np.nan, 3.0], [-1.0, 1.0, 0.0]])
    # first security: 2.828 is second of three, over 4: scores 0, -1/4, nan, 1/4
    assert scores[0] == pytest.approx([0.0, -0.25, np.nan, 0.25], nan_ok=True)
    means, weights = np.array([0.15, -0.275, 0.1, 0.075]), np.array([1, 1, 0.5, 1])
    z = 0.15 / np.sqrt((weights * means**2).mean())
    assert npm.grank_t(scores).statistic == pytest.approx(z * np.sqrt(2 / (3 - z**2)))
    variance = (2 / (12 * 4) + 3 / (12 * 5)) / 4
    assert npm.grank_z(scores).statistic == pytest.approx(0.15 / np.sqrt(variance))


def test_sign_test_by_hand():
    # three of four positive: Z = (3 - 2) / 1; P(3 or 4 of 4) = 5/16
    assert signs.sign_test([1.0, 2.0, -1.0, 3.0]).statistic == pytest.approx(1.0)
    assert signs.sign_test([1.0, 2.0, -1.0, 3.0]).pvalue == pytest.approx(10 / 16)
    assert signs.sign_test([1.0, 2.0, -1.0, 3.0], alternative="greater").pvalue == pytest.approx(5 / 16)
    assert signs.sign_test([1.0, 2.0, -1.0, 3.0], alternative="less").pvalue == pytest.approx(15 / 16)


def test_sign_test_does_not_count_zeros():
    with_zero, without = signs.sign_test([1.0, 0.0, 2.0, -1.0, 3.0]), signs.sign_test([1.0, 2.0, -1.0, 3.0])
    assert (with_zero.statistic, with_zero.pvalue) == (without.statistic, without.pvalue)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_sign_test_is_the_binomial_test(alternative):
    x = RNG.normal(0.3, size=17)
    expected = stats.binomtest(int((x > 0).sum()), 17, alternative=alternative).pvalue
    assert signs.sign_test(x, alternative=alternative).pvalue == pytest.approx(expected)


def test_generalised_sign_averages_the_shares_of_the_events():
    # mean share 0.4, 3 of 4 positive: (3 - 1.6) / sqrt(4 * 0.24)
    outcome = signs.generalised_sign_test([1.0, 2.0, -1.0, 3.0], [0.3, 0.4, 0.4, 0.5])
    assert outcome.statistic == pytest.approx(1.4 / np.sqrt(0.96))


def test_wilcoxon_by_hand():
    # positive ranks 1 + 3 + 4; of the 16 sign patterns 8, 9 and 10 are reached by one each
    outcome = signs.wilcoxon([1.0, -2.0, 3.0, 4.0])
    assert outcome.statistic == 8
    assert outcome.pvalue == pytest.approx(6 / 16)
    assert signs.wilcoxon([1.0, -2.0, 3.0, 4.0], alternative="greater").pvalue == pytest.approx(3 / 16)


def test_wilcoxon_drops_zeros_and_averages_ties():
    assert signs.wilcoxon([0.0, 1.0, -1.0, 2.0]).statistic == pytest.approx(1.5 + 3)


VALUES_TESTS = {
    "sign": signs.sign_test,
    "generalised sign": lambda x, **kw: signs.generalised_sign_test(x, np.full(len(x), 0.5), **kw),
    "Wilcoxon": signs.wilcoxon,
    "GRANK-T": lambda x, **kw: npm.grank_t(rk.generalised_rank_scores(x, ESTIMATION[: len(x)]), **kw),
    "GRANK-Z": lambda x, **kw: npm.grank_z(rk.generalised_rank_scores(x, ESTIMATION[: len(x)]), **kw),
    "Corrado rank": lambda x, **kw: npm.rank_test(
        rk.rank_scores(np.column_stack([ESTIMATION[: len(x)], x])), [40], **kw
    ),
}


# Symmetric estimation days, so that a change of sign of the event is a change of sign of everything.
ESTIMATION = np.concatenate([(half := RNG.normal(size=(12, 20))), -half], axis=1)


samples = st.lists(st.integers(-300, 300).filter(bool), min_size=4, max_size=12, unique_by=abs).map(
    lambda whole: np.array(whole) / 100
)


@pytest.mark.parametrize("name", VALUES_TESTS)
@repeatable
@given(x=samples)
def test_a_change_of_sign_mirrors_the_sides(name, x):
    test = VALUES_TESTS[name]
    assert test(x, alternative="greater").pvalue == pytest.approx(test(-x, alternative="less").pvalue, rel=1e-6)


@pytest.mark.slow
@repeatable
@given(x=samples, scale=st.floats(1e-3, 1e3))
def test_the_unit_of_returns_does_not_matter(x, scale):
    for name in ("sign", "generalised sign", "Wilcoxon", "GRANK-T", "GRANK-Z"):
        # each divides by a dispersion of its own, or looks at order only
        assert VALUES_TESTS[name](scale * x).statistic == pytest.approx(VALUES_TESTS[name](x).statistic)


@repeatable
@given(order=st.permutations(range(6)), monotone=st.sampled_from([np.arctan, np.cbrt, lambda v: 3 * v]))
def test_rank_tests_see_only_order(order, monotone):
    x = np.random.default_rng(3).normal(size=(6, 41))
    reference = npm.rank_test(rk.rank_scores(x), [40]).statistic
    assert npm.rank_test(rk.rank_scores(monotone(x[list(order)])), [40]).statistic == pytest.approx(reference)


def test_a_batch_gives_the_same_as_one_at_a_time():
    scar, estimation = RNG.normal(size=(3, 5)), RNG.normal(size=(3, 5, 30))
    scores = rk.generalised_rank_scores(scar, estimation)
    one = rk.generalised_rank_scores(scar[1], estimation[1])
    assert npm.grank_t(scores).pvalue[1] == pytest.approx(npm.grank_t(one).pvalue)
    assert npm.grank_z(scores).pvalue[1] == pytest.approx(npm.grank_z(one).pvalue)
    assert npm.rank_test(rk.rank_scores(estimation), [29]).pvalue[1] == pytest.approx(
        npm.rank_test(rk.rank_scores(estimation[1]), [29]).pvalue
    )
    for test in (signs.sign_test, signs.wilcoxon):
        assert test(scar).pvalue[2] == pytest.approx(test(scar[2]).pvalue)


def test_rank_tests_refuse_what_they_cannot_judge():
    with pytest.raises(NotApplicableError, match="no event has a return"):
        npm.rank_test(rk.rank_scores([[1.0, 2.0, np.nan]]), [2])
    with pytest.raises(NotApplicableError, match="cancel"):
        npm.rank_test(rk.rank_scores([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]), [2])
    with pytest.raises(NotApplicableError, match="at least 2"):
        rk.restandardise([[1.0, 2.0]], [1.0], [1])
    with pytest.raises(NotApplicableError, match="all standardised returns"):
        rk.restandardise([[1.0, 2.0], [3.0, 2.0]], [1.0, 1.0], [1])


def test_grank_refuses_one_event_and_too_few_days():
    with pytest.raises(NotApplicableError, match="1 event, at least 2"):
        rk.generalised_rank_scores([1.0], [[1.0, 2.0]])
    with pytest.raises(NotApplicableError, match="too few"):
        npm.grank_t(rk.generalised_rank_scores([4.0, 3.0], [[1.0], [0.0]]))
    with pytest.raises(NotApplicableError, match="cancel"):
        npm.grank_t(rk.generalised_rank_scores([1.0, -1.0], [[-9.0, 9.0], [9.0, -9.0]]))


def test_signs_of_nothing_cannot_be_tested():
    with pytest.raises(NotApplicableError, match="all abnormal returns are zero"):
        signs.sign_test([0.0, 0.0])
    with pytest.raises(NotApplicableError, match="all abnormal returns are zero"):
        signs.wilcoxon([0.0, 0.0])
    with pytest.raises(NotApplicableError, match="one sign"):
        signs.generalised_sign_test([1.0, 2.0], [1.0, 1.0])


@pytest.mark.parametrize("test", [signs.sign_test, signs.wilcoxon, lambda x: signs.generalised_sign_test(x, 0.5)])
def test_missing_returns_are_errors(test):
    with pytest.raises(EstimationError, match="nan or infinite"):
        test([1.0, np.nan, 2.0])


@pytest.mark.parametrize("test", [signs.sign_test, signs.wilcoxon])
def test_an_unknown_side_is_an_error(test):
    with pytest.raises(EstimationError, match="unknown 'up'"):
        test([1.0, 2.0], alternative="up")
