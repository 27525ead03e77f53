"""Where only the day of the news is known, what happened is measured to the first price after the day's end."""

import datetime as dt
import math

from analysis.findings.itself.moves import own_moves
from tests.cases import DAY0, INSTANT
from tests.own_prices import own_made

DAY = dt.timedelta(days=1)


def test_a_move_runs_to_the_first_price_after_the_last_moment(tmp_path):
    (tmp_path / "known").mkdir()
    (tmp_path / "span").mkdir()
    known = own_made(tmp_path / "known", moves={"EAST": 0.02})
    span = own_made(tmp_path / "span", moves={"EAST": 0.02}, event={"until": INSTANT + DAY})
    (one, *_), (both, *_) = own_moves(known), own_moves(span)
    assert (both.before, both.after) == (one.before, one.after + DAY)
    table = span.table("close-to-close", ["EAST"])["EAST"]
    row = table.index.get_loc(DAY0)
    assert math.isclose(one.raw, table.iloc[row])
    assert math.isclose(both.raw, table.iloc[row] + table.iloc[row + 1])
