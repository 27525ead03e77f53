"""The volatility known on the eve is a weighted mean of what came before, and of nothing else."""

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.placebo.volatility import volatility_before

DECAY = 0.94


def made(sessions=300, missing=0.1, seed=1):
    rng = np.random.default_rng(seed)
    errors = 0.01 * rng.standard_t(5, sessions)
    errors[rng.random(sessions) < missing] = np.nan
    return errors


def by_loop(errors, decay):
    """The formula, session by session: the latest error counts once, each one before it ``decay`` times as much."""
    found = np.full(len(errors), np.nan)
    for t in range(len(errors)):
        known = [e for e in errors[:t][::-1] if not np.isnan(e)]
        weights = [decay**k for k in range(len(known))]
        if known:
            found[t] = np.sqrt(sum(w * e**2 for w, e in zip(weights, known, strict=True)) / sum(weights))
    return found


def test_it_is_what_one_computes_by_hand():
    # Errors 3, 4, none, 0 with a decay of 1/2. Before the first: nothing. Before the second: 3.
    # Before the third: (1 * 16 + 1/2 * 9) / (3/2) = 41/3; a session without an error changes nothing.
    # Before the fifth: (1 * 0 + 1/2 * 16 + 1/4 * 9) / (7/4) = 41/7.
    found = volatility_before(np.array([3.0, 4.0, np.nan, 0.0, 1.0]), 0.5)
    np.testing.assert_allclose(found, [np.nan, 3, np.sqrt(41 / 3), np.sqrt(41 / 3), np.sqrt(41 / 7)], rtol=1e-15)


@pytest.mark.parametrize("decay", [0.5, 0.94, 0.97, 0.999])
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_it_is_the_formula_session_by_session(decay, missing):
    errors = made(missing=missing)
    np.testing.assert_allclose(volatility_before(errors, decay), by_loop(errors, decay), rtol=1e-12)


def test_sessions_without_an_error_leave_no_trace():
    errors = made(missing=0.3)
    seen = ~np.isnan(errors)
    np.testing.assert_allclose(
        volatility_before(errors, DECAY)[seen], volatility_before(errors[seen], DECAY), rtol=1e-12
    )


def test_nothing_is_known_before_the_first_error():
    errors = np.array([np.nan, np.nan, 0.02, 0.01, 0.01])
    assert np.isnan(volatility_before(errors, DECAY)).tolist() == [True, True, True, False, False]
    assert np.isnan(volatility_before(np.full(4, np.nan), DECAY)).all()


def test_neither_the_session_itself_nor_a_later_one_counts():
    errors = made(missing=0)
    shocked = errors.copy()
    shocked[200] = 1.0
    before, after = volatility_before(errors, DECAY), volatility_before(shocked, DECAY)
    np.testing.assert_array_equal(after[:201], before[:201])
    assert (after[201:] > before[201:]).all()


def test_it_has_the_units_of_the_errors_and_no_sign():
    errors = made()
    expected = volatility_before(errors, DECAY)
    np.testing.assert_allclose(volatility_before(1e4 * errors, DECAY), 1e4 * expected, rtol=1e-12)
    np.testing.assert_array_equal(volatility_before(-errors, DECAY), expected)


def test_each_column_is_a_series_of_its_own():
    columns = np.column_stack([made(seed=seed) for seed in (1, 2, 3)])
    found = volatility_before(columns, DECAY)
    for n in range(3):
        np.testing.assert_array_equal(found[:, n], volatility_before(columns[:, n], DECAY))


def test_it_forgets_by_half_in_eleven_sessions():
    # 0.94 to the power of 11 is 0.506: of a jump from 1 to 2 in the noise, half of 4 - 1 is there after 11 sessions.
    found = volatility_before(np.r_[np.ones(2000), np.full(60, 2.0)], DECAY)
    np.testing.assert_allclose(found[2011] ** 2, 4 - 3 * DECAY**11, rtol=1e-12)


def test_it_follows_noise_that_changes_and_is_right_on_average_where_it_does_not():
    # The mean of squares is unbiased; 0.94 counts (1 + 0.94) / (1 - 0.94) = 32 sessions: a standard error of
    # sqrt(2 / 32.3) = 0.249 of a normal variance.
    variance = volatility_before(np.random.default_rng(2).standard_normal((400, 20_000)), DECAY)[-1] ** 2
    assert variance.mean() == pytest.approx(1, abs=4 * 0.249 / np.sqrt(20_000))
    assert variance.std() == pytest.approx(0.249, abs=0.006)


@pytest.mark.parametrize("decay", [0.0, 1.0, -0.1, 1.5, float("nan")])
def test_a_decay_outside_0_and_1_is_refused(decay):
    with pytest.raises(EstimationError, match=r"volatility: decay = .*; allowed: above 0 and below 1"):
        volatility_before(made(), decay)
