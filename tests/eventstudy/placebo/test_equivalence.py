"""Two one-sided tests: against statsmodels, by hand, their interval, their size, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import DescrStatsW

from analysis.errors import EstimationError
from analysis.eventstudy.placebo.equivalence import equivalence


def test_it_is_the_test_of_statsmodels():
    x = np.random.default_rng(0).normal(0.1, 1, 40)
    found = equivalence(x.mean(), x.std(ddof=1) / np.sqrt(40), 39, 0.5)
    pvalue, (t1, p1, df1), (t2, p2, _) = DescrStatsW(x).ttost_mean(-0.5, 0.5)
    assert found.pvalue == pytest.approx(pvalue)
    assert found.tvalues == pytest.approx((t1, t2))
    assert found.pvalues == pytest.approx((p1, p2))
    assert found.df == df1


def test_by_hand_with_a_known_variance():
    # Effect 1 bp, standard error 1 bp, bound 3 bp: z = 4 and -2.
    found = equivalence(1.0, 1.0, np.inf, 3.0)
    assert found.tvalues == (4.0, -2.0)
    assert found.pvalue == pytest.approx(stats.norm.cdf(-2))
    assert found.equivalent
    assert found.conf_int == pytest.approx((1 - 1.6448536, 1 + 1.6448536))
    assert found.smallest_bound == pytest.approx(2.6448536)


@settings(derandomize=True, deadline=None)
@given(st.floats(-5, 5), st.floats(0.01, 3), st.floats(1, 500), st.floats(0.05, 5), st.floats(0.001, 0.4))
def test_equivalent_means_that_the_interval_lies_within_the_bounds(effect, bse, df, bound, alpha):
    found = equivalence(effect, bse, df, bound, alpha)
    assert found.equivalent == (found.smallest_bound < bound) or found.pvalue == pytest.approx(alpha)
    mirrored = equivalence(-effect, bse, df, bound, alpha)
    assert mirrored.pvalue == pytest.approx(found.pvalue)
    at_the_edge = equivalence(effect, bse, df, found.smallest_bound, alpha)
    assert at_the_edge.pvalue == pytest.approx(alpha, rel=1e-6)


def test_an_effect_at_the_bound_is_called_equivalent_in_five_percent_of_samples():
    rng = np.random.default_rng(1)
    x = rng.normal(0.5, 1, (4000, 100))
    rejected = [equivalence(r.mean(), r.std(ddof=1) / 10, 99, 0.5).equivalent for r in x]
    assert np.mean(rejected) == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 4000))
    assert all(equivalence(r.mean(), r.std(ddof=1) / 10, 99, 0.5).equivalent for r in 0.1 * (x[:200] - 0.5))


def test_a_noisy_estimate_of_nothing_is_not_equivalence():
    assert not equivalence(0.0, 1.0, 246, 0.5).equivalent


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bse": 0.0}, "standard error 0.0"),
        ({"df": 0}, "degrees of freedom 0"),
        ({"bound": -1.0}, "bound -1.0"),
        ({"effect": np.nan}, "effect nan"),
        ({"bound": np.inf}, "bound inf"),
        ({"alpha": 0.5}, "alpha: 0.5; allowed: between 0 and 0.5"),
        ({"alpha": 0.0}, "alpha: 0.0"),
    ],
)
def test_unusable_input_is_refused(change, message):
    with pytest.raises(EstimationError, match=message):
        equivalence(**({"effect": 0.1, "bse": 0.2, "df": 100, "bound": 1.0} | change))
