"""The smallest piece of evidence: one number and one table, with figure and paragraph beside it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.findings.piece import Piece
from analysis.once import once
from analysis.study.setting import Setting
from analysis.words.tables import Column, Table

COLUMNS = (Column("fund", "the fund", "fund"), Column("move_bp", "its move, basis points", "move, bp", "bp"))


@dataclass(frozen=True, eq=False, repr=False)
class Tiny(Piece):
    """Moves of some funds."""

    moves: dict[str, float]
    setting: Setting
    title: str = "Two funds moved"

    @once
    def record(self):
        """The largest move, and one that is not known."""
        COUNTED.append("record")
        return {"largest_bp": 1e4 * np.float64(max(self.moves.values())), "unknown_bp": np.nan, "first": self.title}

    @once
    def tables(self):
        """One line a fund."""
        COUNTED.append("tables")
        frame = pd.DataFrame({"fund": list(self.moves), "move_bp": [1e4 * m for m in self.moves.values()]})
        return {"tiny": Table(COLUMNS, frame)}

    def shown(self):
        """The same table, by another name."""
        return {"moves": self.tables()["tiny"]}

    def context(self):
        """A word."""
        return {"word": "basis points"}


COUNTED: list[str] = []
"""What has been computed, in order."""


def tiny(owner):
    """Moves of the two funds of the owner."""
    return Tiny({"AAA": 0.0012, "BBB": -0.0001}, owner.setting)
