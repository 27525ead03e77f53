"""Correlated securities on many dates, arranged for a test of every date, and one regression by statsmodels."""

import numpy as np
from statsmodels.regression.linear_model import OLS

from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.inference.date_sample import date_sample

ESTIMATION = (-70, -11)


WINDOW = (-1, 2)


SIDES = ("two-sided", "greater", "less")


def made(seed=0, securities=5, sessions=400, common=0.6):
    """Returns of correlated securities on two factors."""
    rng = np.random.default_rng(seed)
    factors = 0.01 * rng.normal(size=(sessions, 2))
    shock, own = rng.normal(size=(sessions, 1)), rng.normal(size=(sessions, securities))
    errors = 0.01 * (np.sqrt(common) * shock + np.sqrt(1 - common) * own) * np.linspace(0.5, 1.5, securities)
    return factors @ rng.normal(0.5, 0.3, (2, securities)) + errors, factors


def panel_of(data, rows, *, window=WINDOW, **options):
    returns, factors = data
    n = returns.shape[1]
    events = np.column_stack([np.repeat(np.arange(n), len(rows)), np.tile(rows, n)])
    settings = {"estimation": ESTIMATION, "windows": [window], "mask_other_events": False} | options
    return event_panel(returns, factors, events, **settings)


def sample_of(data, rows, **options):
    return date_sample(panel_of(data, rows, **options), len(rows), 0)


def with_holes(sessions=400):
    """Sessions that serve in estimation windows: the event's own period and some single days do not."""
    usable = np.ones(sessions, dtype=bool)
    usable[[150, 151, 152, 153, 190, 205, 260]] = False
    return usable


def own_regression(series, factors, row, usable=None, window=WINDOW):
    """CAR, its t and degrees of freedom, from a regression by statsmodels on the days that serve and no others."""
    days = np.arange(row + ESTIMATION[0], row + ESTIMATION[1] + 1)
    days = days if usable is None else days[usable[days]]
    inside = np.arange(row + window[0], row + window[1] + 1)
    X = np.column_stack([np.ones(len(factors)), factors])
    fit = OLS(series[days], X[days]).fit()
    car = (series[inside] - X[inside] @ fit.params).sum()
    x = X[inside].sum(axis=0)
    variance = fit.mse_resid * (len(inside) + x @ fit.normalized_cov_params @ x)
    return car, car / np.sqrt(variance), fit.df_resid
