"""Securities on many dates: days that do not serve, and panels that cannot be arranged by date."""

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.inference.date_sample import date_sample
from tests.eventstudy.inference.dates import (
    ESTIMATION,
    WINDOW,
    made,
    sample_of,
    with_holes,
)


@pytest.fixture(scope="module")
def data():
    return made()


def test_dates_with_equally_many_days_are_tested_together_without_the_missing_ones(data):
    rows = [150, 230, 200, 300, 101]
    sample = sample_of(data, rows, usable=with_holes())
    parts = list(sample.complete())
    assert [at.tolist() for at, _ in parts] == [[2], [1], [3], [0, 4]]
    for at, part in parts:
        assert part.served.all()
        assert (part.resid != 0).all()
        for b, own in zip(at, part.resid, strict=True):
            np.testing.assert_array_equal(own, sample.resid[b][:, sample.served[b]])


def test_dates_that_are_not_comparable_are_refused(data):
    returns, factors = data
    rows = [150, 230, 200]
    gone = returns.copy()
    gone[231, 2] = np.nan
    with pytest.raises(EstimationError, match="event excluded: no return on event day 1"):
        sample_of((gone, factors), rows)
    lost = returns.copy()
    lost[180, 2] = np.nan
    with pytest.raises(EstimationError, match="securities with other estimation days or factors"):
        sample_of((lost, factors), rows)
    each_another = returns.copy()
    each_another[180 + np.arange(5), np.arange(5)] = np.nan
    with pytest.raises(EstimationError, match="securities with other estimation days or factors"):
        sample_of((each_another, None), rows)
    own = np.repeat(factors[:, None, :], 5, axis=1) * np.linspace(1, 2, 5)[:, None]
    with pytest.raises(EstimationError, match="securities with other estimation days or factors"):
        sample_of((returns, own), rows)


def test_events_in_another_order_are_refused(data):
    returns, factors = data
    events = [(c, r) for r in (150, 230) for c in range(5)]
    panel = event_panel(returns, factors, np.array(events), estimation=ESTIMATION, windows=[WINDOW])
    with pytest.raises(EstimationError, match="events in another order; allowed: all dates of a security"):
        date_sample(panel, 2, 0)
    with pytest.raises(EstimationError, match="10 events on 3 dates"):
        date_sample(panel, 3, 0)
