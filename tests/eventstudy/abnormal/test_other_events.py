"""Estimation windows that hold another event of the same security: which days these are, and that they are left out."""

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel import event_panel
from tests.eventstudy.abnormal.panels import ESTIMATION, WINDOWS, made

MEAN = {"estimation": (-10, -3), "windows": [(-1, 1)], "model": "constant mean"}


def measured(R, events, **changes):
    return event_panel(R, None, events, **(MEAN | changes))


def test_the_event_days_of_an_earlier_event_are_left_out_of_the_mean():
    # Day 0 in row 26: its estimation window is rows 16 to 23, of which 19, 20 and 21 are the event days of row 20.
    R = np.arange(40.0)[:, None]
    R[19:22] = 100.0
    result = measured(R, [[0, 20], [0, 26]])
    assert result.other_events.tolist() == [0, 3]
    assert result.nobs.tolist() == [8, 5]
    assert result.params[1, 0] == pytest.approx((16 + 17 + 18 + 22 + 23) / 5)
    assert np.isnan(result.resid[1]).tolist() == [False] * 3 + [True] * 3 + [False] * 2


def test_the_days_between_two_windows_count_as_event_days_and_a_later_event_counts_as_an_earlier_one():
    # Event days -1 to 2 of row 20 are rows 19 to 22; of row 30, with an estimation window after it, 29 to 32.
    R = np.random.default_rng(0).normal(size=(60, 1))
    windows = [(-1, -1), (2, 2)]
    assert measured(R, [[0, 20], [0, 27]], windows=windows).other_events.tolist() == [0, 4]
    after = measured(R, [[0, 20], [0, 30]], windows=windows, estimation=(5, 14))
    assert after.other_events.tolist() == [4, 0]


def test_another_security_and_the_events_own_days_mask_nothing():
    R = np.random.default_rng(0).normal(size=(60, 2))
    result = measured(R, [[0, 20], [1, 26], [0, 50], [0, 50]])
    assert result.other_events.tolist() == [0, 0, 0, 0]
    assert result.warnings == ()
    assert result.nobs.tolist() == [8, 8, 8, 8]


def test_it_is_what_declaring_those_days_unusable_gives():
    R, X, pairs = made()
    usable = np.ones(R.shape, dtype=bool)
    usable[:20] = False
    by_hand = usable.copy()
    for security, position in pairs:
        by_hand[position - 3 : position + 6, security] = False
    options = {"estimation": ESTIMATION, "windows": WINDOWS}
    expected = event_panel(R, X, pairs, usable=by_hand, mask_other_events=False, **options)
    for given in (usable, usable[:, 0]):
        found = event_panel(R, X, pairs, usable=given, **options)
        for name in ("nobs", "params", "car", "car_bse", "resid"):
            np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)


def test_securities_with_the_same_events_have_the_numbers_that_each_has_alone():
    R, X, _ = made()
    events = np.array([[s, p] for s in range(6) for p in (100, 140)])
    options = {"estimation": ESTIMATION, "windows": WINDOWS}
    together = event_panel(R, X, events, **options)
    assert together.other_events.tolist() == [0, 9] * 6
    for s in range(6):
        alone = event_panel(R[:, [s]], X, [[0, 100], [0, 140]], **options)
        np.testing.assert_array_equal(alone.car, together.car[2 * s : 2 * s + 2])


@pytest.mark.parametrize("chunk", [1, 7])
def test_the_number_of_chunks_changes_no_bit(chunk):
    R, X, pairs = made()
    options = {"estimation": ESTIMATION, "windows": WINDOWS}
    one, other = (event_panel(R, X, pairs, chunk=c, **options) for c in (chunk, 100))
    np.testing.assert_array_equal(one.car_bse, other.car_bse)


def test_a_window_with_too_few_days_left_says_so():
    R = np.random.default_rng(0).normal(size=(60, 1))
    result = measured(R, [[0, 20], [0, 26]], min_obs=6)
    (out,) = result.excluded
    assert (out.event, out.reason) == (
        1,
        "fewer than 6 observations in the estimation window outside other events' days",
    )
    with pytest.raises(EstimationError, match=r"fewer than 9 observations in the estimation window;"):
        measured(R, [[0, 20]], min_obs=9)


def test_the_result_lists_the_windows_concerned_and_says_what_was_done():
    R = np.random.default_rng(0).normal(size=(60, 1))
    masked, mixed = (measured(R, [[0, 20], [0, 26], [0, 50]], mask_other_events=on) for on in (True, False))
    assert masked.to_frame()["other_events"].tolist() == mixed.to_frame()["other_events"].tolist() == [0, 3, 0]
    said = "estimation windows of 1 of 3 events hold days of another event of the same security (up to 3 sessions)"
    assert masked.warnings == (f"{said}; these days are left out",)
    assert mixed.warnings[0].startswith(f"{said}; their effects count as ordinary days")
    assert (masked.other_events_masked, mixed.other_events_masked) == (True, False)
    assert mixed.nobs.tolist() == [8, 8, 8]
    for result in (masked, mixed):
        assert f"warning: {result.warnings[0]}" in result.summary()


def test_a_jump_at_an_earlier_event_hides_the_later_one_unless_it_is_left_out():
    rng = np.random.default_rng(11)
    R = rng.normal(0, 0.01, (200, 1))
    R[[100, 150], 0] = 0.10, 0.04
    options = {"estimation": (-60, -11), "windows": [(0, 0)], "model": "constant mean"}
    events = [[0, 100], [0, 150]]
    clean, mixed = (event_panel(R, None, events, mask_other_events=on, **options).tvalues[1, 0] for on in (True, False))
    assert clean > 3.5
    assert mixed < 2.5


def test_with_the_mask_the_t_test_of_the_later_event_keeps_its_size():
    # Every earlier event moves its security by ten standard deviations, up or down; the later ones have no effect.
    rng = np.random.default_rng(12)
    count = 4000
    R = rng.normal(0, 0.01, (100, count))
    R[60] += 0.10 * rng.choice([-1, 1], count)
    events = np.column_stack([np.repeat(np.arange(count), 2), np.tile([60, 90], count)])
    options = {"estimation": (-50, -11), "windows": [(0, 0)], "model": "constant mean"}
    clean, mixed = (
        (event_panel(R, None, events, mask_other_events=on, **options).pvalues()[1::2, 0] < 0.05).mean()
        for on in (True, False)
    )
    assert clean == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / count))
    assert mixed < 0.01
