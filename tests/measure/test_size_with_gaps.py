"""The primary test keeps its size where quotes have gaps, whatever the event's return spans, and needs its weights.

Rejections in percent at a nominal 5 %, on 600 series; Monte Carlo error 0.6:

    the event's return spans             1      2      4 sessions
    weighted, dates of the same span   5.1    4.8    5.2
    neither                            2.1    7.7   14.6
"""

import numpy as np
import pytest

from tests.measure import simulated as sim

SERIES = 600
GAPS = np.random.default_rng(4).choice([1.0, 2.0, 4.0], sim.SESSIONS, p=[0.7, 0.2, 0.1])
"""A quote on seven days of ten or so; the spans of the last ones are those of the event."""


def measured(event_span, *, weighted=True):
    """Series whose variance and drift grow with the span, measured on all dates; the event is the last of them."""
    rng, lengths = np.random.default_rng(9), GAPS.copy()
    lengths[-1] = event_span
    root = np.sqrt(lengths)[:, None]
    factors = rng.standard_normal((sim.SESSIONS, 3)) * root
    errors = rng.standard_normal((sim.SESSIONS, SERIES)) * root
    returns = errors + 0.05 * lengths[:, None] + (factors @ [0.5, 0.3, -0.2])[:, None]
    case = sim.ArraysCase(returns, factors, sim.setting(), lengths if weighted else None)
    return case.on_dates(sim.every_date())


def rejected(event_span, *, weighted=True):
    """Share of series on which the event is significant at 5 %, each direction counted half, and its error."""
    window = sim.setting().primary
    tests = [one.standardised(window) for one in measured(event_span, weighted=weighted)]
    sided = [[t.pvalue(side) <= 0.05 for side in ("greater", "less")] for t in tests]
    return 100 * np.mean(sided), 100 * np.sqrt(0.05 * 0.95 / (2 * SERIES))


@pytest.mark.slow
@pytest.mark.parametrize("span", [1, 2, 4])
def test_it_rejects_five_percent_whatever_the_event_spans(span):
    share, error = rejected(span)
    assert share == pytest.approx(5, abs=3 * error)


@pytest.mark.slow
def test_without_weights_and_spans_a_long_return_is_taken_for_news():
    """A return over four sessions is twice as noisy as one over one, among which it would be ranked."""
    (long, error), (short, _) = rejected(4, weighted=False), rejected(1, weighted=False)
    assert long > 10 + 3 * error
    assert short < 5 - 3 * error


@pytest.mark.slow
def test_every_date_is_measured_over_as_many_sessions_as_the_event():
    one = measured(4)[0]
    test = one.standardised(sim.setting().primary)
    for row, start in zip(one.rows, one.starts[1:, 0], strict=True):
        assert start == -1 or GAPS[start : row + 1].sum() == 4
    assert set(test.rows) <= set(one.rows[one.starts[1:, 0] >= 0])
    assert all((test.rows - one.event_row) % 4 == 0)
    assert one.apart == (4,)
