"""Bonds by day, as the lists of a fund give them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False)
class Panel:
    """Simple returns, durations and yields of the eve (T, N); groups (N,)."""

    days: pd.DatetimeIndex
    returns: np.ndarray
    durations: np.ndarray
    yields: np.ndarray
    groups: np.ndarray
    stale: np.ndarray
    flagged: np.ndarray


def panel(days, returns, durations, yields, groups):
    """No price of it stood still or is in doubt."""
    nothing = np.zeros(returns.shape, bool)
    return Panel(days, returns, durations, yields, groups, nothing, nothing)


def panel_of(m):
    """The made cross-section, its log returns as simple ones and its yields in percent."""
    durations = m.characteristics[..., 0]
    days = pd.bdate_range("2022-11-01", periods=len(m.returns))
    return panel(days, np.expm1(m.returns), durations, 100 * m.characteristics[..., 1] / durations, m.groups)
