"""DataFrames as people make them: the index among the columns, and each column once, by one name. Touches no files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.errors import TableError

if TYPE_CHECKING:
    import pandas as pd


def flat(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """A frame whose columns have names of text without blanks around them, and whose index is among them.

    Parameters
    ----------
    frame : DataFrame
    name : str
        What it is called.

    Raises
    ------
    TableError
        If names have several levels, two columns have one name, or an index of words has none.
    """
    if (levels := frame.columns.nlevels) > 1:
        what = f"names of columns have {levels} levels, such as {frame.columns[0]}"
        raise TableError(name, what, allowed="one name a column", remedy='choose a level, as prices["Close"] does')
    found = _with_index(frame, name).rename(columns=lambda c: str(c).strip())
    refuse_twice(list(found.columns), name)
    return found


def _with_index(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The frame with its index as columns; numbers of rows, which have no name, are none.

    Raises
    ------
    TableError
        If it has words or several levels and no name: they may be securities, dates, or nothing.
    """
    import pandas as pd

    index = frame.index
    if index.nlevels == 1 and index.name is None:
        if isinstance(index, pd.DatetimeIndex | pd.PeriodIndex):
            index = index.rename("date")
        elif pd.api.types.is_numeric_dtype(index) or not len(index):
            return frame.reset_index(drop=True)
    if None in index.names:
        remedy = 'name it, as rename_axis("date") does, or drop it with reset_index(drop=True)'
        raise TableError(name, f"an index without a name, of which {index[0]!r} is the first", remedy=remedy)
    own = [level for level in index.names if level not in frame.columns]
    framed = frame.set_axis(index, axis=0)
    return (framed.reset_index(level=own) if own else framed).reset_index(drop=True)


def refuse_twice(names: Sequence[str], where: str) -> None:
    """Refuse two columns of one name.

    Raises
    ------
    TableError
        With the name.
    """
    if len(set(names)) < len(names):  # a table may have thousands of columns
        twice = next(n for n in names if names.count(n) > 1)
        raise TableError(where, f"two columns are called {twice!r}", remedy="rename one")
