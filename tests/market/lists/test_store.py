"""Lists that are kept come back as they were, whatever stands in them; files that are not as written are refused."""

import gzip

import numpy as np
import pandas as pd
import pytest

from analysis.errors import SnapshotError
from analysis.market.lists.store import (
    FundLists,
    days_table,
    files_of_fund,
    has_lists,
    load_fund_lists,
    read_lists_manifest,
    write_fund,
    write_lists_manifest,
)
from tests.market.lists.made import lists, rows

MISSING = {"price": np.nan, "yield_pct": np.nan, "maturity": pd.NaT, "accrued": np.nan, "flagged": True, "schedule": -1}


@pytest.fixture
def table():
    return lists(
        rows("2023-09-19", {"isin": "XS0000000001", "name": 'A "bond", of two\tparts', "country": "NA"}),
        rows("2023-09-20", {"isin": "XS0000000001", "clean": 99.1234567, "name": "", "also": "US0000000012"}),
        rows("2023-09-20", {"isin": "XS0000000002", "country": "nan", **MISSING}),
    )


@pytest.fixture
def folder(table, tmp_path):
    found = {"2023-09-19": "list", "2023-09-20": "list", "2023-09-21": "none"}
    days = days_table([{"day": day, "found": why} for day, why in found.items()])
    write_lists_manifest(tmp_path, [write_fund(tmp_path, FundLists("MADE", table, days), "a site", "lib 1", "1/a")])
    return tmp_path


def test_what_was_written_is_what_is_read_and_computed_digits_are_six(folder, table):
    back = load_fund_lists(folder, "MADE")
    pd.testing.assert_frame_equal(back.table, table.round({"clean": 6}), check_dtype=False)
    assert back.absent == {"2023-09-21": "none"}
    assert repr(back) == "<FundLists MADE: 2 lists, 1 days without, 3 rows>"


def test_the_manifest_says_what_there_is(folder):
    row = read_lists_manifest(folder).loc["MADE"]
    assert (row["days"], row["first"], row["last"], row["rows"]) == ("2", "2023-09-19", "2023-09-20", "3")
    assert has_lists(folder)
    assert not has_lists(folder.parent)


def test_the_same_lists_give_the_same_bytes_in_whatever_order_they_come(folder, table, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    days = load_fund_lists(folder, "MADE").days
    write_fund(other, FundLists("MADE", table.iloc[::-1], days.iloc[::-1]), "a site", "lib 1", "1/a")
    for one, two in zip(files_of_fund(folder, "MADE"), files_of_fund(other, "MADE"), strict=True):
        assert one.read_bytes() == two.read_bytes()


def with_good_hash(folder, content):
    """Put other content into the table, and its hash into the manifest."""
    from analysis.market.bars import sha256

    path, _ = files_of_fund(folder, "MADE")
    before = sha256(path)
    path.write_bytes(content)
    manifest = (folder / "lists.csv").read_text(encoding="utf-8")
    (folder / "lists.csv").write_text(manifest.replace(before, sha256(path)), encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        gzip.compress(b"isin,name\nXS0000000001,A\n"),
        gzip.compress(b"as_of\nyesterday\n"),
        gzip.compress(b"\xff"),
    ],
    ids=["no gzip", "other columns", "no day", "no text"],
)
def test_a_table_that_no_fetch_wrote_is_refused_though_its_hash_is_right(folder, content):
    with_good_hash(folder, content)
    with pytest.raises(
        SnapshotError, match=r"MADE.csv.gz: not a table of lists .*remove the folder, and fetch the lists anew"
    ):
        load_fund_lists(folder, "MADE")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fund,days\nMADE,2\n", "no column source"),
        ("", "not a CSV table"),
        (None, "no lists.csv"),
    ],
)
def test_a_manifest_that_is_none_is_refused(folder, text, says):
    (folder / "lists.csv").unlink()
    if text is not None:
        (folder / "lists.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SnapshotError, match=says):
        load_fund_lists(folder, "MADE")


def test_a_fund_twice_in_the_manifest_is_refused(folder):
    lines = (folder / "lists.csv").read_text(encoding="utf-8").splitlines()
    (folder / "lists.csv").write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(SnapshotError, match="a fund is listed twice"):
        read_lists_manifest(folder)


def test_a_fund_that_is_not_there_is_answered_with_those_that_are(folder):
    with pytest.raises(SnapshotError, match="no lists of OTHER; allowed: MADE; fetch them"):
        load_fund_lists(folder, "OTHER")
