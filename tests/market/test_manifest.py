"""A manifest says what a folder of prices holds, and cannot lead out of it."""

import pytest

from analysis.errors import SnapshotError
from analysis.market.manifest import build_manifest, read_manifest, write_manifest


def test_the_committed_manifest_is_what_the_files_give(folder, instruments, tmp_path):
    write_manifest(tmp_path, build_manifest(folder, instruments))
    assert (tmp_path / "manifest.csv").read_bytes() == (folder / "manifest.csv").read_bytes()


def test_no_folder_no_manifest_no_columns_a_ticker_twice(tmp_path):
    with pytest.raises(SnapshotError, match="no such folder"):
        read_manifest(tmp_path / "nowhere")
    with pytest.raises(SnapshotError, match=r"no manifest\.csv"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.csv").write_text("ticker,rows\nEMB,3\n")
    with pytest.raises(SnapshotError, match="no column exchange"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.csv").write_text("ticker,exchange,currency,rows,first,last,sha256\n" + 2 * "EMB,,,,,,\n")
    with pytest.raises(SnapshotError, match="EMB listed twice"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("ticker", ["../EMB", "a/b", ".hidden", ""])
def test_a_ticker_cannot_lead_out_of_the_folder(tmp_path, ticker):
    (tmp_path / "manifest.csv").write_text(f"ticker,exchange,currency,rows,first,last,sha256\n{ticker},,,,,,\n")
    with pytest.raises(SnapshotError, match="not a ticker"):
        read_manifest(tmp_path)
