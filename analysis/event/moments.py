"""When something was, as a row of a CSV file says it: an instant, a day, or what lies between two of them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from analysis.study.csv_tables import CellError, Row, in_our_time

_BARE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """First and last moment of a cell: the same for an instant, a whole day for a bare date (``day_only``)."""

    cell: str
    first: dt.datetime
    last: dt.datetime
    day_only: bool


def read_moment(cell: Any) -> Any:
    """A cell as a moment.

    Raises
    ------
    CellError
        If it is no time, or has no time zone.
    """
    if not isinstance(cell, str):
        return cell
    try:
        moment = dt.datetime.fromisoformat(cell)
    except ValueError as error:
        allowed = "2024-01-31T18:00:00Z, or 2024-01-31 where the minute is not known"
        raise CellError(f"{cell!r} is no time", allowed=allowed) from error
    in_our_time(moment)
    if _BARE_DATE.fullmatch(cell):
        day = moment.replace(tzinfo=dt.UTC)
        return Moment(cell, day, day + dt.timedelta(days=1, microseconds=-1), True)
    if moment.tzinfo is None:
        raise CellError(f"{cell!r} has no time zone", remedy="write it in UTC with Z")
    moment = moment.astimezone(dt.UTC)
    return Moment(cell, moment, moment, False)


TimeCell = Annotated[Moment, BeforeValidator(read_moment)]
"""A cell that holds a moment, or a whole day where the moment is not known."""


class DatedRow(Row):
    """A row that begins with the time of something: ``utc``, and ``until`` where that is not one instant or day."""

    may_be_empty = frozenset({"until"})

    utc: TimeCell
    until: Annotated[Moment | None, BeforeValidator(lambda cell: read_moment(cell) if cell else None)]

    @model_validator(mode="after")
    def _in_order(self) -> DatedRow:
        if self.until and self.until.last < self.utc.first:
            what = f"{self.until.cell} lies before {self.utc.cell}"
            raise CellError(what, column="until", remedy="correct one of them")
        return self
