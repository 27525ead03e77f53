"""Panels of simulated events, on one date and on separate ones, and the battery run on them."""

import numpy as np

from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.inference.battery import battery
from analysis.eventstudy.inference.methods import METHODS

INDEPENDENT = {m.name for m in METHODS if m.independence}


ONE_DATE = {m.name for m in METHODS if m.one_date}


NAMES = [m.name for m in METHODS]


WINDOW = (-1, 2)


def returns(seed=0, securities=40, sessions=900, common=0.0):
    """Returns on one factor, with a common part in the residuals."""
    rng = np.random.default_rng(seed)
    factor = rng.normal(size=(sessions, 1))
    shock = rng.normal(size=(sessions, 1))
    own = rng.normal(size=(sessions, securities))
    return 0.01 * (factor + np.sqrt(common) * shock + np.sqrt(1 - common) * own), 0.01 * factor


def make_panel(data, events, **options):
    settings = {"estimation": (-120, -11), "windows": [WINDOW, (0, 0)]} | options
    return event_panel(*data, events, **settings)


def one_date(securities, **options):
    return make_panel(returns(common=0.6), [(c, 400) for c in range(securities)], **options)


def separate_dates(events=12, **options):
    return make_panel(returns(), [(c, 150 + 15 * c) for c in range(events)], **options)


def run(panel, **options):
    return battery(panel, rng=np.random.default_rng(1), replications=199, **options)


def by_name(result, *, window=WINDOW):
    return {name: result.test(name, window=window) for name in NAMES}
