"""A change of a correlation that rests on one session is found out, and one that does not is not."""

import numpy as np
import pandas as pd
import pytest

from analysis.eventstudy.comovement.change import compare_correlations
from analysis.findings.single_sessions import without_one_session

NAMES = ["a", "b", "c"]


@pytest.fixture
def quick(study):
    plan = study.comovement.model_copy(update={"draws": 399, "block": 1})
    return study.model_copy(update={"comovement": plan})


def period(rng, sessions, first, shared):
    """Three series, of which the first two share a part of their variance."""
    common = rng.standard_normal((sessions, 1))
    own = rng.standard_normal((sessions, 3))
    values = np.sqrt(shared) * common * [1, 1, 0] + np.sqrt(1 - np.array([shared, shared, 0])) * own
    return pd.DataFrame(0.01 * values, index=pd.bdate_range(first, periods=sessions), columns=NAMES)


def found(before, after, study):
    change = compare_correlations(
        before.to_numpy(), after.to_numpy(), rng=np.random.default_rng(1), names=NAMES, block=1, replications=399
    )
    return change, without_one_session(before, after, change, study)


def test_one_wild_session_is_named_and_without_it_nothing_changed(quick):
    rng = np.random.default_rng(7)
    before, after = period(rng, 60, "2023-01-02", 0.9), period(rng, 40, "2023-06-01", 0.9)
    after.iloc[10, 0] = 0.12
    _, (single,) = found(before, after, quick)
    assert (single.first, single.second, single.session) == ("a", "b", f"{after.index[10]:%Y-%m-%d}")
    left = after.drop(index=after.index[10])
    assert single.before == pytest.approx(before["a"].corr(before["b"]))
    assert single.after == pytest.approx(left["a"].corr(left["b"]))
    assert single.pvalue > 0.05


def test_a_change_of_all_sessions_outlasts_any_one(quick):
    rng = np.random.default_rng(7)
    change, (single,) = found(period(rng, 60, "2023-01-02", 0.9), period(rng, 40, "2023-06-01", 0.0), quick)
    assert (single.first, single.second) == ("a", "b")
    assert single.pvalue <= 0.05
    assert abs(single.after - single.before) < abs(change.change[0, 1])


def test_the_session_may_lie_before_the_event(quick):
    rng = np.random.default_rng(7)
    before, after = period(rng, 60, "2023-01-02", 0.9), period(rng, 40, "2023-06-01", 0.9)
    before.iloc[3, 0] = 0.15
    _, (single,) = found(before, after, quick)
    assert single.session == f"{before.index[3]:%Y-%m-%d}"


def test_without_a_change_there_is_nothing_to_check(quick):
    whole = period(np.random.default_rng(8), 60, "2023-01-02", 0.5)
    assert found(whole, whole.iloc[:40], quick)[1] == ()


def test_periods_too_short_to_spare_a_session_are_not_cut(quick):
    rng = np.random.default_rng(9)
    before, after = period(rng, 10, "2023-01-02", 0.999), period(rng, 10, "2023-06-01", 0.0)
    _, singles = found(before, after, quick)
    assert [s.session for s in singles] == [""] * len(singles)
    assert singles
    assert np.isnan(singles[0].pvalue)
