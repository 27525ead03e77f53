"""What all steps can: say themselves in a line, in words, as a table and as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import StudyError
from analysis.findings.piece import Piece

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.study.study import Study


class Step:
    """A step of a study. Its pieces of evidence are computed when they are first asked for."""

    def _main(self) -> Piece:
        """The piece that a step shows when nothing else is asked for."""
        raise NotImplementedError

    def summary(self) -> str:
        """The finding in one sentence."""
        return self._main().summary()

    def table(self) -> pd.DataFrame:
        """The step's main table."""
        return self._main().table()

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """The step's main figure: on a page of its own, or on axes that are given."""
        return self._main().plot(ax=ax)

    def __repr__(self) -> str:
        line = f"<{type(self).__name__}: {self.summary()}>"
        return line if len(line) <= 180 else f"{line[:176]}...>"

    def _repr_html_(self) -> str:
        return self._main()._repr_html_()


def require_same(study: Study, *others: Study) -> None:
    """Refuse steps of different studies.

    Raises
    ------
    StudyError
    """
    for other in others:
        if other != study:
            raise StudyError(study.name, f"the step before is of {other.name}", remedy="give steps of the same study")
