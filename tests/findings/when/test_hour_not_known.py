"""News of a day without its hour: no text and no figure gives it one."""

import datetime as dt

from analysis.findings.when.dating import dating
from analysis.findings.when.timeline import timeline
from tests.cases import INSTANT, made_case


def test_both_ends_are_told_and_no_wait_is_counted():
    timing = made_case(event={"until": INSTANT + dt.timedelta(hours=3)}).timing
    found = dating(timing)
    assert "Its hour is not known: " in found.text
    assert "The moment is declared" not in found.text
    assert set(found.shown()["sessions"].frame["until"]) == {"not known"}
    assert found.summary().endswith("news at an hour that is not known")
    assert timeline(timing).caption.title.startswith("Truce: at an hour that is not known")
