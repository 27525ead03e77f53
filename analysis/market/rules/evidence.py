"""What speaks for and against a move being one of a market: range, volume, neighbours, its undoing, its ratio.

A split that was not applied, another currency or unit, another security: all prices of all later days are multiplied
by one factor, and nothing else happens. A market that jumps leaves traces: a wide day, many shares, neighbours that
jump too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.market.rules.moves import Moves, measure_moves
from analysis.market.rules.neighbours import ALONE
from analysis.market.rules.series import About, Floats

Flags = npt.NDArray[np.bool_]

SHIFT = 5.0  # usual moves: a step in the level as large as this is looked into
SHIFT_ALONE = 10.0  # the same where there is no market to compare with: in March 2020 whole markets moved five and more
CALM, WIDE = 1.5, 2.0  # usual ranges of a day on which nothing happened, and of one on which something did
FEW, MANY, CROWD = 1.5, 3.0, 10.0  # usual volumes, likewise; the last for a move beyond 1.5-fold
FAR = float(np.log(1.5))
FAR_ENOUGH = 0.04  # log points: in calm times, or where prices are stale, many usual moves are no step in the level
SPREAD = 0.1  # of a move: the range that a market leaves which moved so far
STILL, ASTIR = 0.25, 4.0  # share of a move that others followed; usual moves of a day of the whole market
BACK, ROUNDING = 0.15, 4.0  # of a step, and usual moves: how nearly a later one undoes it
A_YEAR = 252  # sessions in which a step is undone
SPLITS = (1.1, 1.2, 1.25, 4 / 3, 1.5, 2, 2.5, *range(3, 11), 12, 15, 20, 25, 30, 40, 50)
UNITS = (10, 100, 1000)
NEAR, NEAREST = 1.5, 0.03  # usual moves, and log points: how near a step comes to such a ratio
SMALL, MOSTLY = 3.0, 0.5  # usual moves, and share before the day's range: a smaller step that looks just like a split


@dataclass(frozen=True, slots=True)
class JumpEvidence:
    """The moves of a series and what speaks for and against each, a row a session.

    Attributes
    ----------
    moves : Moves
    size : ndarray
        Close-to-close move in usual moves, without sign.
    surprise : ndarray
        What of it the neighbours do not make one expect, in the same unit.
    followed : ndarray
        Share of the move that the neighbours make one expect; NaN where none of them has a price.
    alike : bool
        Whether the neighbours' silence means something.
    market : ndarray of bool
        Whether the whole market was astir: at least three others moved four usual ones, and a quarter of this move.
    shift : ndarray of bool
        Whether the level steps: a move of five usual ones or more, beyond the neighbours', that lies wholly between the
        close before and all prices of the day. Ten usual ones where there are no three neighbours, and of quotes with
        gaps, whose moves are less regular; of these 4 % or more.
    undone, ratio : ndarray of bool
        Whether a later step undoes it; whether it is the ratio of a usual split, or of a unit.
    wrong : ndarray of bool
        A level shift without a reason: at least two signs of a fault, none of a market.
    unexplained : ndarray of bool
        A level shift of 4 % or more of which nothing tells whether it is a fault: fewer signs, none of a market. Or a
        step of three usual moves or more that looks like a split: its ratio, beyond the close before by half or more,
        an ordinary range, ordinary volume.
    """

    moves: Moves
    size: Floats
    surprise: Floats
    followed: Floats
    alike: bool
    market: Flags
    shift: Flags
    undone: Flags
    ratio: Flags
    wrong: Flags
    unexplained: Flags

    def words(self, row: int) -> str:
        """Say how large a move was, and what the evidence about it is."""
        wide, many = self.moves.range_ratio[row], self.moves.volume_ratio[row]
        parts = [f"{100 * np.expm1(self.moves.total[row]):+.1f} % ({self.size[row]:.3g} times its usual move)"]
        parts += [f"range {wide:.1f} times the usual"] if np.isfinite(wide) else []
        parts += [f"volume {many:.1f} times"] if np.isfinite(many) else []
        parts += self._beside(row)
        parts += ["undone by another step"] if self.undone[row] else []
        said = self.wrong[row] or self.unexplained[row]
        parts += ["the ratio of a split or a unit"] if self.ratio[row] and said else []
        return ", ".join(parts)

    def _beside(self, row: int) -> list[str]:
        """Say what the other series did on the day of a move."""
        as_far = f"{100 * max(self.followed[row], 0):.0f} % as far" if self._told[row] else ""
        if self.market[row]:
            return [f"many others moved too, {as_far}" if as_far else "many others moved too"]
        return [f"others moved {as_far}"] if as_far else []

    @property
    def _told(self) -> Flags:
        """Whether the neighbours say something of a move."""
        return np.isfinite(self.followed) & self.alike


def weigh(bars: pd.DataFrame, about: About) -> JumpEvidence:
    """Weigh the evidence about each move of a series with dates in order and positive prices."""
    moves = measure_moves(bars, about.spans(bars))
    z = np.nan_to_num(moves.total / moves.usual)
    beside = about.neighbours or ALONE
    expected, astir = (
        np.asarray(series.reindex(bars.index), dtype=np.float64) for series in (beside.expected, beside.market)
    )
    least = SHIFT if beside.a_market and not about.gaps else SHIFT_ALONE
    surprise = np.abs(z - np.nan_to_num(expected))
    followed = np.divide(expected, z, out=np.zeros_like(z), where=z != 0)
    held = np.nan_to_num(moves.held / moves.usual) * np.sign(z)  # negative where the day ends on the other side
    shift = (np.minimum(held, np.abs(z)) >= least) & (surprise >= least)
    far = np.abs(np.nan_to_num(moves.total)) >= FAR_ENOUGH
    shift &= far | (not about.gaps)
    market = astir >= np.maximum(ASTIR, STILL * np.abs(z))
    undone, ratio = _undone(moves, shift), _ratios(moves, quoted=about.quoted)
    # Where neighbours are themselves astir, a share that they did not follow is no silence.
    still = (np.abs(followed) < STILL) & (np.abs(expected) < ASTIR) & beside.alike
    calm, few = _calm(moves)
    signs = np.sum([calm, few, still, undone, ratio], axis=0)
    silent = ~market & ~_traces(moves)
    wrong = shift & (signs >= 2) & silent
    like_split = ratio & calm & few & (np.minimum(np.abs(z), surprise) >= SMALL) & (held >= MOSTLY * np.abs(z))
    unexplained = (shift & far | like_split) & silent & ~wrong
    size, alike = np.abs(z), beside.alike
    return JumpEvidence(moves, size, surprise, followed, alike, market, shift, undone, ratio, wrong, unexplained)


def _calm(moves: Moves) -> tuple[Flags, Flags]:
    """Whether range and volume are ordinary; in a move beyond 1.5-fold, whether they are too small for it."""
    far = np.abs(np.nan_to_num(moves.total))
    narrow = (moves.range_ratio <= CALM) | ((moves.range < SPREAD * far) & (far > FAR) & np.isfinite(moves.range_ratio))
    few: Flags = moves.volume_ratio <= np.where(far > FAR, MANY, FEW)
    return narrow, few


def _traces(moves: Moves) -> Flags:
    """Whether a move left traces of trading, in proportion to its size: a wide range, or heavy volume."""
    far = np.abs(np.nan_to_num(moves.total))
    wide = (moves.range_ratio >= WIDE) & (moves.range >= SPREAD * far)
    heavy: Flags = moves.volume_ratio >= np.where(far > FAR, CROWD, MANY)
    return wide | heavy


def _undone(moves: Moves, shift: Flags) -> Flags:
    """Whether another step of the same size and the other sign follows, or went before, within a year."""
    rows, total = np.flatnonzero(shift), moves.total
    first, second = np.meshgrid(rows, rows, indexing="ij")
    near = np.abs(first - second) <= A_YEAR
    rest, usual = np.abs(total[first] + total[second]), np.maximum(moves.usual[first], moves.usual[second])
    back = near & (rest <= np.minimum(BACK * np.abs(total[first]), ROUNDING * usual))
    undone = np.zeros_like(shift)
    undone[rows] = back.any(axis=1)
    return undone


def _ratios(moves: Moves, *, quoted: bool) -> Flags:
    """Whether a move is the ratio of a usual split or unit; quotes without an exchange are never split."""
    ratios = np.log(np.array(UNITS if quoted else (*SPLITS, *UNITS)))
    distance = np.abs(np.abs(np.nan_to_num(moves.total))[:, None] - ratios).min(axis=1)
    near: Flags = distance < np.minimum(NEAR * moves.usual, NEAREST)
    return near
