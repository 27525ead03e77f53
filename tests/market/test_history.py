"""A history that begins later than asked, than in the bundled snapshot, or than the others' is said."""

import pandas as pd
import pytest

from analysis.market.history import late_starts
from analysis.market.snapshot import load_snapshot
from tests.market.tampering import vouch


def manifest(query="", **firsts):
    rows = {ticker: {"first": first, "query": query} for ticker, first in firsts.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("ticker")


def said(*args):
    return [(r.ticker, r.message) for r in late_starts(*args)]


@pytest.mark.parametrize(("first", "late"), [("2023-01-03", False), ("2023-01-10", False), ("2023-01-20", True)])
def test_later_than_asked_by_more_than_holidays(first, late):
    asked = manifest("2023-01-02 to 2023-06-30, 1d", EMB=first)
    assert said(asked) == ([("EMB", f"begins on {first}: asked from 2023-01-02")] if late else [])


def test_later_than_the_others_of_a_snapshot_that_nobody_fetched():
    assert said(manifest(A="2019-06-03", B="2020-06-03")) == [("B", "begins on 2020-06-03: others from 2019-06-03")]


def test_later_than_the_bundled_prices():
    bundled = manifest(A="2019-06-03", B="2020-06-03")
    assert said(manifest(A="2021-06-01", B="2021-06-01"), bundled) == [
        ("A", "begins on 2021-06-01: the bundled prices from 2019-06-03"),
        ("B", "begins on 2021-06-01: the bundled prices from 2020-06-03"),
    ]
    assert said(manifest(A="2019-06-03", NEW="2019-06-03"), bundled) == []


def test_a_snapshot_is_compared_with_the_bundled_one(copy, folder):
    place, two = copy
    path = place / "EMB.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], *lines[400:]]) + "\n")
    vouch(place, "EMB")
    found = [w for w in load_snapshot(place, two, bundled=folder).warnings if w.check == "history"]
    assert [w.ticker for w in found] == ["EMB"]
    assert "the bundled prices from 2019-06-03" in found[0].message
    assert [w for w in load_snapshot(folder, two, bundled=folder).warnings if w.check == "history"] == []
