"""A change of a correlation that rests on one session is found out, and one that does not is not."""

import numpy as np
import pandas as pd
import pytest

from analysis.findings.sure.comovement import compare_periods, without_one_session
from tests.cases import made_study

NAMES = ["a", "b", "c"]
STUDY = made_study(comovement={"draws": 399, "block": 1})


def period(rng, sessions, first, shared):
    """Three series, of which the first two share a part of their variance."""
    common = rng.standard_normal((sessions, 1))
    own = rng.standard_normal((sessions, 3))
    values = np.sqrt(shared) * common * [1, 1, 0] + np.sqrt(1 - np.array([shared, shared, 0])) * own
    return pd.DataFrame(0.01 * values, index=pd.bdate_range(first, periods=sessions), columns=NAMES)


def periods(before, after, sessions=(60, 40), seed=7):
    """Two periods in which the first two series share so much of their variance."""
    rng = np.random.default_rng(seed)
    return period(rng, sessions[0], "2023-01-02", before), period(rng, sessions[1], "2023-06-01", after)


def found(before, after):
    change = compare_periods(before, after, STUDY)
    return change, without_one_session(before, after, change, STUDY)


def test_one_wild_session_is_named_and_without_it_nothing_changed():
    before, after = periods(0.9, 0.9)
    after.iloc[10, 0] = 0.12
    _, (single,) = found(before, after)
    assert (single.first, single.second, single.session) == ("a", "b", f"{after.index[10]:%Y-%m-%d}")
    left = after.drop(index=after.index[10])
    assert single.before_without == pytest.approx(before["a"].corr(before["b"]))
    assert single.after_without == pytest.approx(left["a"].corr(left["b"]))
    assert single.pvalue_without > 0.05
    assert not single.lasts


def test_a_change_of_all_sessions_outlasts_any_one():
    change, (single,) = found(*periods(0.9, 0.0))
    assert (single.first, single.second) == ("a", "b")
    assert single.pvalue_without <= 0.05
    assert single.lasts
    assert abs(single.after_without - single.before_without) < abs(change.change[0, 1])


def test_the_session_may_lie_before_the_event():
    before, after = periods(0.9, 0.9)
    before.iloc[3, 0] = 0.15
    _, (single,) = found(before, after)
    assert single.session == f"{before.index[3]:%Y-%m-%d}"


def test_without_a_change_there_is_nothing_to_check():
    whole = period(np.random.default_rng(8), 60, "2023-01-02", 0.5)
    assert found(whole, whole.iloc[:40])[1] == ()


def test_the_clearest_change_comes_first():
    before, after = periods(0.9, 0.0)
    after["c"] = after["a"] + 0.003 * np.random.default_rng(1).standard_normal(len(after))
    change, singles = found(before, after)
    assert len(singles) > 1
    places = [(change.names.index(s.first), change.names.index(s.second)) for s in singles]
    assert list(p := [change.familywise_pvalues[place] for place in places]) == sorted(p)


def test_periods_too_short_to_spare_a_session_are_not_cut():
    _, singles = found(*periods(0.999, 0.0, sessions=(10, 10), seed=9))
    assert singles
    assert [s.session for s in singles] == [""] * len(singles)
    assert all(np.isnan(s.pvalue_without) and s.lasts for s in singles)


def test_the_same_comparison_gives_the_same_random_numbers():
    before, after = periods(0.5, 0.4)
    one, other = (compare_periods(before, after, STUDY) for _ in range(2))
    np.testing.assert_array_equal(one.bootstrap_pvalues, other.bootstrap_pvalues)
