"""Where only the day of the news is known, what happened is measured to the first price after the day's end.

Of quotes of which the hour is not known the report says so, and within which hours they were struck.
"""

import datetime as dt
import math
from dataclasses import replace

from analysis.findings.itself.happened import happened
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


def test_quotes_of_a_known_hour_are_struck_at_it_and_others_once_within_theirs(tmp_path):
    three = {"2023-02-28": 90.0, "2023-03-01": 91.0, "2023-03-02": 92.0}
    found = own_made(tmp_path, quotes={"EAST29": three, "WEST31": three}).once(happened)
    study = found.setting.study

    def at(*valued):
        said = dict(zip(("EAST29", "WEST31"), valued, strict=True))
        hours = [i.model_copy(update={"valued": said.get(i.ticker, i.valued)}) for i in study.instruments]
        changed = study.model_copy(update={"instruments": tuple(hours)})
        return " ".join(replace(found, setting=replace(found.setting, study=changed)).text.split())

    assert "struck at 15:00 UTC, decide" in at("15:00 UTC", "15:00 UTC")
    assert "struck once within 00:00 to 13:30 UTC or 07:00 to 09:00 UTC, decide" in at(
        "00:00 to 13:30 UTC", "07:00 to 09:00 UTC"
    )
    assert "struck at 15:00 UTC and once within 07:00 to 09:00 UTC, decide" in at("15:00 UTC", "07:00 to 09:00 UTC")
