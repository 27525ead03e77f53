"""Portfolios in calendar time: each session, all securities that had an event within the horizon. Arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats, tail_probability
from analysis.eventstudy.windows import EventWindow


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CalendarTime(Displayed):
    """The mean abnormal return a session of a portfolio of all recent events.

    Attributes
    ----------
    window : (int, int)
        Event days on which a security is held.
    sessions : int
        Sessions with at least as many securities as were asked for.
    mean_count : float
        Securities held, on average over these sessions.
    params : ndarray, shape (1 + q,)
        Constant, the abnormal return a session, and slopes.
    bse : ndarray, shape (1 + q,)
        Newey and West's, with ``lags``.
    lags, df : int
    """

    window: EventWindow
    sessions: int
    mean_count: float
    params: Floats
    bse: Floats
    lags: int
    df: int

    @property
    def alpha(self) -> float:
        """Abnormal return a session."""
        return float(self.params[0])

    @property
    def tvalue(self) -> float:
        """``alpha`` over its standard error."""
        return float(self.params[0] / self.bse[0])

    @property
    def pvalue(self) -> float:
        """Two-sided p-value of t."""
        return float(tail_probability(self.tvalue, self.df))


def held_sums(returns: ArrayLike, events: ArrayLike, window: EventWindow) -> tuple[Floats, Floats]:
    """Sum of the returns of the securities that are held on each session, and their number, shapes (T,).

    Parameters
    ----------
    returns : array_like, shape (T, N)
        nan where missing: the security is then not held on that session.
    events : array_like of int, shape (E, 2)
        Column of the security and row of day 0. A security with two recent events is held once.
    window : (int, int)
        First and last event day on which it is held.
    """
    r, pairs = np.asarray(returns, dtype=float), np.asarray(events)
    sessions = len(r)
    edges = np.zeros((sessions + 1, r.shape[1]), dtype=np.int32)
    first, last = (np.clip(pairs[:, 1] + day, 0, sessions) for day in (window[0], window[1] + 1))
    np.add.at(edges, (first, pairs[:, 0]), 1)
    np.add.at(edges, (last, pairs[:, 0]), -1)
    held = (edges.cumsum(axis=0)[:-1] > 0) & np.isfinite(r)
    return np.where(held, r, 0.0).sum(axis=1), held.sum(axis=1).astype(float)


def calendar_time(
    total: ArrayLike, count: ArrayLike, factors: ArrayLike | None, window: EventWindow, *, least: int = 1
) -> CalendarTime:
    r"""Regress the equal-weighted portfolio of recent events on the factors; its constant is the effect a session.

    Parameters
    ----------
    total, count : array_like, shape (T,)
        Of :func:`held_sums`, added over calendars where there are several.
    factors : array_like, shape (T, q), or None
    window : (int, int)
    least : int
        Securities that a session must have to count.

    Raises
    ------
    EstimationError
        If fewer than q + 12 sessions are left.

    Notes
    -----
    .. math:: R^p_t = \alpha + \beta' f_t + e_t

    Over horizons of months the windows of many events overlap, which makes their CARs or BHARs dependent; the
    portfolio's returns are not, whatever the events' correlation. HAC errors after Newey and West with
    :math:`\lfloor 4 (T / 100)^{2/9} \rfloor` lags, and t with T - k degrees of freedom.

    References
    ----------
    Jaffe, J. F. (1974), Journal of Business 47(3), 410-428. Mandelker, G. (1974), Journal of Financial Economics
    1(4), 303-335. Fama, E. F. (1998), Journal of Financial Economics 49(3), 283-306. Mitchell, M. L. and Stafford, E.
    (2000), Journal of Business 73(3), 287-329.
    """
    from statsmodels.regression.linear_model import OLS

    added, held = np.asarray(total, dtype=float), np.asarray(count, dtype=float)
    f = np.empty((len(added), 0)) if factors is None else np.asarray(factors, dtype=float)
    use = (held >= least) & np.isfinite(f).all(axis=1)
    if use.sum() < f.shape[1] + 12:
        what = f"{int(use.sum())} sessions with {least} or more securities and all factors"
        raise EstimationError(
            "calendar time", what, allowed=f"at least {f.shape[1] + 12}", remedy="lengthen the window"
        )
    y, X = added[use] / held[use], np.column_stack([np.ones(int(use.sum())), f[use]])
    lags = int(4 * (len(y) / 100) ** (2 / 9))
    result = OLS(y, X).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    params, bse = np.asarray(result.params), np.asarray(result.bse)
    return CalendarTime(window, len(y), float(held[use].mean()), params, bse, lags, len(y) - X.shape[1])
