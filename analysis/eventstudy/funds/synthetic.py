"""Synthetic control: the mixture of other securities that tracked this one before the event. Arrays in, results out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError, WindowError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.models.observations import RANK_TOLERANCE, Observations
from analysis.eventstudy.numeric import Floats
from analysis.eventstudy.placebo.dates import Rows
from analysis.eventstudy.windows import Days, EventWindow, event_days, require_sessions

if TYPE_CHECKING:
    import pandas as pd

_CHUNK = 256


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SyntheticControl(Displayed):
    """A target, its synthetic control from J donors, and the gaps between them on D event days.

    Attributes
    ----------
    where : str
        Name of the target.
    names : tuple of str
        Names of the donors.
    weights : ndarray, shape (J,)
        At least 0, with sum 1.
    intercept : float
        Mean return of the target less that of the mixture before the event; 0 unless ``demean``.
    demean : bool
        Whether the levels were left free.
    days : ndarray of int, shape (D,)
        Event days.
    actual, synthetic, gap : ndarray, shape (D,)
        Return of the target, of its control, and their difference.
    rmspe, rsquared : float
        Of the estimation window: root mean squared gap, and share of the target's variance that the control explains,
        negative where it fits worse than the mean.
    nobs : int
        Sessions of the estimation window.
    """

    _line: ClassVar = ("where", "weights", "rmspe", "rsquared", "cumulative_gap", "nobs")

    where: str
    names: tuple[str, ...]
    weights: Floats
    intercept: float
    demean: bool
    days: Days
    actual: Floats
    synthetic: Floats
    gap: Floats
    rmspe: float
    rsquared: float
    nobs: int

    @property
    def cumulative_gap(self) -> float:
        """Sum of the gaps of all event days."""
        return float(self.gap.sum())

    @property
    def rmspe_ratio(self) -> float:
        """Root mean squared gap of the event days, divided by that of the estimation window."""
        return float(np.sqrt(np.mean(self.gap**2)) / self.rmspe)

    def to_frame(self) -> pd.DataFrame:
        """Table by event day: actual, synthetic, gap."""
        import pandas as pd

        columns = {"actual": self.actual, "synthetic": self.synthetic, "gap": self.gap}
        return pd.DataFrame(columns, index=pd.Index(self.days, name="day"))

    def summary(self) -> str:
        """The fit before the event, the donors that count, and the gap after it, in one line."""
        mixture = ", ".join(f"{n} {w:.2f}" for n, w in zip(self.names, self.weights, strict=True) if w > 0)
        return (
            f"{self.where} against {mixture}: gap {self.cumulative_gap:.6f} over {len(self.days)} days; "
            f"before, R-squared {self.rsquared:.3f} over {self.nobs} sessions"
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Controls(Displayed):
    """Synthetic controls of E dates.

    Attributes
    ----------
    weights : ndarray, shape (E, J)
    intercept : ndarray, shape (E,)
    gap : ndarray, shape (E, D)
    rmspe : ndarray, shape (E,)
    variance : ndarray, shape (E,)
        Of the target in the estimation window, divisor L.
    """

    weights: Floats
    intercept: Floats
    gap: Floats
    rmspe: Floats
    variance: Floats

    @property
    def rmspe_ratio(self) -> Floats:
        """Root mean squared gap of the event days, divided by that of the estimation window, shape (E,)."""
        return np.asarray(np.sqrt(np.mean(self.gap**2, axis=1)) / self.rmspe)


def synthetic_control(
    y: ArrayLike,
    donors: ArrayLike,
    day0: int,
    *,
    estimation: EventWindow,
    window: EventWindow,
    demean: bool,
    names: Sequence[str] | None = None,
    where: str = "",
) -> SyntheticControl:
    r"""Fit a synthetic control before an event and measure the gaps in the event window.

    Parameters
    ----------
    y : array_like, shape (T,)
        Returns of the target.
    donors : array_like, shape (T, J)
        Returns of securities that the event did not touch.
    day0 : int
        Row of event day 0.
    estimation, window : (int, int)
        First and last event day, both included.
    demean : bool
        True leaves the mean returns out of the fit and of the gaps; False asks the mixture to match them too.
    names, where : optional
        Names of the donors and of the target, for messages.

    Raises
    ------
    WindowError
        If the windows leave the data or overlap.
    EstimationError
        If a value is missing, there are fewer sessions than donors, a donor is a combination of the others, or the
        donors reproduce the target exactly.

    Notes
    -----
    .. math:: \min_w \sum_{t} (y_t - a - x_t'w)^2 \quad\text{s.t.}\quad w \ge 0,\ 1'w = 1

    over the estimation window, with a = 0 unless ``demean``. Because the weights sum to one, y - Xw = -(X - y1')w, and
    the solution is that of the nonnegative least squares problem

    .. math:: \min_{z \ge 0} \lVert (X - y1') z \rVert^2 + (1'z - 1)^2, \qquad w = z / 1'z

    which an active-set algorithm solves exactly. There is no standard error: inference is by placebo.

    References
    ----------
    Abadie, A., Diamond, A. and Hainmueller, J. (2010), "Synthetic control methods for comparative case studies",
    Journal of the American Statistical Association 105(490), 493-505. Ferman, B. and Pinto, C. (2021), "Synthetic
    controls with imperfect pretreatment fit", Quantitative Economics 12(4), 1197-1221, for ``demean``. Lawson, C. L.
    and Hanson, R. J. (1974), Solving Least Squares Problems, Prentice-Hall, chapter 23.
    """
    obs = donor_observations(y, donors, names, where)
    before, days = event_days(estimation, [window], obs.where)
    c = fit_controls(obs, np.array([day0]), before, days, demean)
    actual, gap = obs.y[day0 + days], c.gap[0]
    return SyntheticControl(
        where=obs.where,
        names=obs.names,
        weights=c.weights[0],
        intercept=float(c.intercept[0]),
        demean=demean,
        days=days,
        actual=actual,
        synthetic=actual - gap,
        gap=gap,
        rmspe=float(c.rmspe[0]),
        rsquared=float(1 - c.rmspe[0] ** 2 / c.variance[0]),
        nobs=len(before),
    )


def donor_observations(y: ArrayLike, donors: ArrayLike, names: Sequence[str] | None, where: str) -> Observations:
    """Arrange a target (T,) and its J >= 1 donors (T, J).

    Raises
    ------
    EstimationError
        If the shapes do not fit together or there are no donors.
    """
    X = np.asarray(donors, dtype=np.float64)
    labels = [f"donor {j + 1}" for j in range(X.shape[-1])] if names is None else names
    obs = Observations.of(y, X, labels, where or "synthetic control")
    if not obs.names:
        raise EstimationError(obs.where, "no donors", allowed="at least 1")
    return obs


def fit_controls(obs: Observations, rows: Rows, before: Days, days: Days, demean: bool) -> Controls:
    """Fit a synthetic control on each of E dates.

    Parameters
    ----------
    obs : Observations
        The target and its donors.
    rows : ndarray of int, shape (E,)
        Rows of day 0.
    before, days : ndarray of int, shapes (L,) and (D,)
        Event days of the estimation window and of the event window.
    demean : bool
        Whether the levels are left free.

    Raises
    ------
    WindowError, EstimationError
        As for :func:`synthetic_control`.
    """
    for row in (int(rows.min()), int(rows.max())):
        require_sessions(len(obs.y), row, before, days, obs.where)
    used = np.unique(rows[:, None] + np.concatenate([before, days]))
    obs.rows(used).require_finite([f"row {r}" for r in used])
    parts = [_chunk(obs, rows[i : i + _CHUNK], before, days, demean) for i in range(0, len(rows), _CHUNK)]
    return Controls(*(np.concatenate(p) for p in zip(*parts, strict=True)))


def _chunk(obs: Observations, rows: Rows, before: Days, days: Days, demean: bool) -> tuple[Floats, ...]:
    there, then = rows[:, None] + before, rows[:, None] + days
    y, X = obs.y[there], obs.X[there]
    y_mean, X_mean = y.mean(axis=1), X.mean(axis=1)
    centred = y - y_mean[:, None]
    if demean:
        y, X = centred, X - X_mean[:, None, :]
    weights = _simplex_weights(y, X, obs)
    intercept = y_mean - (X_mean * weights).sum(axis=1) if demean else np.zeros(len(rows))
    resid = y - (X @ weights[:, :, None])[:, :, 0]
    gap = obs.y[then] - intercept[:, None] - (obs.X[then] @ weights[:, :, None])[:, :, 0]
    return weights, intercept, gap, np.sqrt(np.mean(resid**2, axis=1)), np.mean(centred**2, axis=1)


def _simplex_weights(y: Floats, X: Floats, obs: Observations) -> Floats:
    """Weights (E, J) on the simplex that minimise |y - Xw| for each of E samples (E, L) and (E, L, J)."""
    from scipy.optimize import nnls

    sessions, count = X.shape[1:]
    if sessions <= count:
        raise WindowError(
            obs.where,
            f"{sessions} sessions for {count} donors",
            allowed=f"at least {count + 1}",
            remedy="lengthen the estimation window or drop donors",
        )
    difference = X - y[:, :, None]
    root = np.linalg.qr(difference, mode="r")
    new = np.abs(np.diagonal(root, axis1=1, axis2=2))
    if (repeated := new <= RANK_TOLERANCE * np.sqrt((X**2).sum(axis=1))).any():
        name = obs.names[int(np.argwhere(repeated)[0, 1])]
        raise EstimationError(
            obs.where, f"{name} is a combination of the target and the donors before it", remedy="drop it"
        )
    scale = np.abs(root).max(axis=(1, 2))
    system = np.concatenate([root / scale[:, None, None], np.ones((len(y), 1, count))], axis=1)
    goal = np.r_[np.zeros(count), 1.0]
    z = np.array([nnls(a, goal)[0] for a in system])
    return np.asarray(z / z.sum(axis=1, keepdims=True))
