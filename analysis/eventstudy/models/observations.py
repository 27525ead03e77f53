"""What a model is estimated on: checked arrays, and messages that say which value is wrong and where. Arrays only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Floats

# A column whose part that is new to the columns before it is smaller than this share of its length is
# collinear: beyond it fewer than six digits of the coefficients would be right.
RANK_TOLERANCE = 1e-10


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Observations(Displayed):
    """Returns of one security and of q factors on the same sessions.

    Attributes
    ----------
    y : ndarray, shape (T,)
        Returns of the security.
    X : ndarray, shape (T, q)
        Factor returns, without a constant.
    names : tuple of str
        Names of the factors.
    where : str
        Name of the security, for messages.
    """

    y: Floats
    X: Floats
    names: tuple[str, ...]
    where: str

    @classmethod
    def of(cls, y: ArrayLike, X: ArrayLike | None, names: Sequence[str] | None, where: str) -> Observations:
        """Arrange the arrays; ``X`` None means no factors, ``names`` None x1, x2, ...

        Raises
        ------
        EstimationError
            If the shapes or the number of names do not fit together.
        """
        y = np.asarray(y, dtype=float)
        X = np.empty((len(y), 0)) if X is None else np.asarray(X, dtype=float)
        if y.ndim != 1 or X.ndim != 2 or len(X) != len(y):
            shapes = f"returns of shape {y.shape} and factors of shape {X.shape}"
            raise EstimationError(where, shapes, allowed="(T,) and (T, q)")
        labels = tuple(f"x{j + 1}" for j in range(X.shape[1])) if names is None else tuple(names)
        if len(labels) != X.shape[1]:
            what = f"{len(labels)} names for {X.shape[1]} factors"
            raise EstimationError(where, what, remedy="name each factor once")
        return cls(y, X, labels, where)

    def rows(self, rows: ArrayLike) -> Observations:
        """Keep some sessions."""
        index = np.asarray(rows)
        return Observations(self.y[index], self.X[index], self.names, self.where)

    def require_finite(self, sessions: Sequence[str]) -> None:
        """Refuse missing and infinite values; ``sessions`` (T,) names the rows in the message."""
        table = np.column_stack([self.y, self.X])
        if np.isfinite(table).all():
            return
        row, column = np.argwhere(~np.isfinite(table))[0]
        raise EstimationError(
            self.where,
            f"{('return', *self.names)[column]} is {table[row, column]} on {sessions[row]}",
            allowed="finite numbers",
            remedy="complete the prices or move the window; missing returns are never filled",
        )

    def require_variance(self) -> None:
        """Refuse returns that never change."""
        if len(self.y) > 1 and np.ptp(self.y) == 0:
            raise EstimationError(
                self.where,
                f"all {len(self.y)} returns of the estimation window are {self.y[0]:g}",
                remedy="check the prices: a constant return has no variance to compare an event with",
            )

    def require_sessions(self, coefficients: int) -> None:
        """Refuse fewer sessions than two more than there are coefficients."""
        if len(self.y) < coefficients + 2:
            raise EstimationError(
                self.where,
                f"{len(self.y)} sessions for {coefficients} coefficients",
                allowed=f"at least {coefficients + 2}",
                remedy="lengthen the estimation window",
            )

    def require_one_factor(self, model: str) -> None:
        """Refuse any other number of factors than one."""
        if len(self.names) != 1:
            what = f'"{model}" with {len(self.names)} factors'
            raise EstimationError(self.where, what, allowed="one factor")

    def design(self) -> Floats:
        """Constant and factors as columns, shape (T, 1 + q), refused when one is constant or they are collinear."""
        exog = np.column_stack([np.ones(len(self.X)), self.X])
        self.require_sessions(exog.shape[1])
        lengths = np.linalg.norm(exog, axis=0)
        new = np.abs(np.diag(np.linalg.qr(exog / np.where(lengths > 0, lengths, 1.0), mode="r")))
        if (new <= RANK_TOLERANCE).any():
            column = int(np.argmax(new <= RANK_TOLERANCE))
            name = self.names[column - 1]
            if np.ptp(exog[:, column]) <= RANK_TOLERANCE * lengths[column]:
                what = f"factor {name!r} is constant: {exog[0, column]:g} on all {len(exog)} sessions"
                raise EstimationError(self.where, what, remedy="check its prices, or drop it")
            raise EstimationError(
                self.where,
                f"factor {name!r} is collinear with the constant and the factors before it",
                remedy="drop it",
            )
        return exog
