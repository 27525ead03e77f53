"""Tests of abnormal returns: order, unit and sign of the events, whole batches, and samples that cannot be tested."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.errors import EstimationError, NotApplicableError
from analysis.eventstudy.inference import cross_section, parametric

repeatable = settings(derandomize=True, deadline=None, max_examples=50)


RNG = np.random.default_rng(7)


SCAR_TESTS = {
    "cross-sectional t": cross_section.cross_sectional_t,
    "BMP": cross_section.bmp,
    "adjusted BMP": lambda x, **kw: cross_section.adjusted_bmp(x, 0.3, **kw),
    "skewness-adjusted t": cross_section.skewness_adjusted_t,
    "jackknife": cross_section.jackknife_t,
    "Patell": lambda x, **kw: parametric.patell(x, 40, **kw),
    "adjusted Patell": lambda x, **kw: parametric.adjusted_patell(x, 40, 0.3, **kw),
}


samples = arrays(np.float64, st.integers(4, 12), elements=st.integers(-300, 300).map(lambda i: i / 100), unique=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCAR_TESTS)
@repeatable
@given(x=samples, order=st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(name, x, order):
    shuffled = x.copy()
    order.shuffle(shuffled)
    assert SCAR_TESTS[name](shuffled).statistic == pytest.approx(SCAR_TESTS[name](x).statistic, rel=1e-6, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCAR_TESTS)
@repeatable
@given(x=samples)
def test_a_change_of_sign_mirrors_the_sides(name, x):
    test = SCAR_TESTS[name]
    assert test(x, alternative="greater").pvalue == pytest.approx(test(-x, alternative="less").pvalue, rel=1e-6)
    both = test(x, alternative="greater").pvalue + test(x, alternative="less").pvalue
    assert both == pytest.approx(1)
    smaller = min(test(x, alternative="greater").pvalue, test(x, alternative="less").pvalue)
    assert test(x).pvalue == pytest.approx(2 * smaller)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cross-sectional t", "BMP", "adjusted BMP", "skewness-adjusted t", "jackknife"])
@repeatable
@given(x=samples, scale=st.floats(1e-4, 1e4))
def test_the_unit_of_returns_does_not_matter(name, x, scale):
    assert SCAR_TESTS[name](scale * x).statistic == pytest.approx(SCAR_TESTS[name](x).statistic, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", SCAR_TESTS)
def test_a_batch_gives_the_same_as_one_at_a_time(name):
    x = RNG.normal(size=(3, 2, 6))
    batch = SCAR_TESTS[name](x)
    assert batch.statistic.shape == (3, 2)
    assert batch.statistic[2, 1] == pytest.approx(SCAR_TESTS[name](x[2, 1]).statistic)
    assert batch.pvalue[0, 1] == pytest.approx(SCAR_TESTS[name](x[0, 1]).pvalue)


@pytest.mark.parametrize("name", SCAR_TESTS)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_missing_and_infinite_returns_are_errors(name, bad):
    with pytest.raises(EstimationError, match="1 of 5 values are nan or infinite"):
        SCAR_TESTS[name]([1.0, bad, 2.0, 0.5, 3.0])


@pytest.mark.parametrize("name", ["cross-sectional t", "BMP", "adjusted BMP", "skewness-adjusted t", "jackknife"])
def test_one_event_has_no_dispersion(name):
    with pytest.raises(NotApplicableError, match="1 event, at least"):
        SCAR_TESTS[name]([1.0])


@pytest.mark.parametrize("name", ["cross-sectional t", "BMP", "adjusted BMP", "skewness-adjusted t", "jackknife"])
def test_equal_returns_have_no_dispersion(name):
    with pytest.raises(NotApplicableError, match="all 4 values are equal"):
        SCAR_TESTS[name]([0.1, 0.1, 0.1, 0.1])
