"""Windows in event time include both their ends."""

import numpy as np
import pytest

from analysis.errors import WindowError
from analysis.eventstudy.windows import LONG_HOLDING, buy_and_hold, event_days, holding_caution, require_sessions


def test_both_ends_are_included():
    est_days, days = event_days((-270, -21), [(0, 0), (-1, 1), (0, 4)], "EMB")
    assert (len(est_days), est_days[0], est_days[-1]) == (250, -270, -21)
    np.testing.assert_array_equal(days, [-1, 0, 1, 2, 3, 4])


def test_windows_may_touch_and_not_overlap():
    event_days((-10, -2), [(-1, 1)], "EMB")
    event_days((2, 10), [(-1, 1)], "EMB")
    for estimation in ((-10, -1), (1, 10), (-10, 10), (0, 0)):
        with pytest.raises(WindowError, match="an effect must not be estimated as normal"):
            event_days(estimation, [(-1, 1)], "EMB")


def test_the_last_session_that_fits_is_enough():
    est_days, days = event_days((-5, -2), [(0, 1)], "EMB")
    require_sessions(7, 5, est_days, days, "EMB")
    with pytest.raises(WindowError, match="EMB: 4 sessions before day 0, 5 needed"):
        require_sessions(7, 4, est_days, days, "EMB")
    with pytest.raises(WindowError, match="EMB: 0 sessions after day 0, 1 needed"):
        require_sessions(6, 5, est_days, days, "EMB")


def test_windows_after_the_event_need_only_what_they_hold():
    est_days, days = event_days((4, 9), [(1, 2)], "EMB")
    require_sessions(10, 0, est_days, days, "EMB")
    with pytest.raises(WindowError, match="8 sessions after day 0, 9 needed"):
        require_sessions(9, 0, est_days, days, "EMB")


def test_holding_compounds():
    assert buy_and_hold(np.log([1.1, 0.9]), True) == pytest.approx(0.99)
    assert buy_and_hold(np.array([0.1, -0.1]), False) == pytest.approx(0.99)


def test_holding_over_more_than_sixty_sessions_carries_a_caution():
    assert holding_caution((0, LONG_HOLDING - 1)) == holding_caution((-10, 10)) == ""
    assert "over 61 sessions" in holding_caution((0, LONG_HOLDING))
