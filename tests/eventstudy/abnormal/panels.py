"""Simulated returns of six securities on two factors, and a panel of events among them."""

import numpy as np

from analysis.eventstudy.abnormal.panel import event_panel

ESTIMATION, WINDOWS = (-80, -11), ((0, 0), (-1, 1), (-3, 5))


def made(seed=0, sessions=200, securities=6, factors=2, events=25):
    rng = np.random.default_rng(seed)
    X = rng.normal(0, 0.01, (sessions, factors))
    R = 0.0002 + X @ rng.normal(0.5, 0.5, (factors, securities)) + 0.01 * rng.standard_t(5, (sessions, securities))
    pairs = np.column_stack([rng.integers(0, securities, events), rng.integers(80, sessions - 5, events)])
    return R, X, pairs


def panel(R, X, pairs, **changes):
    return event_panel(
        R, X, pairs, **{"estimation": ESTIMATION, "windows": WINDOWS, "mask_other_events": False, **changes}
    )
