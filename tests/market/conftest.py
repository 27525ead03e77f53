"""Shared by the tests of prices: the bundled snapshot, and a copy of two of its series to tamper with."""

import shutil

import pytest

from analysis.market.exposures import COLUMNS, read_exposures
from analysis.market.manifest import build_manifest, write_manifest


@pytest.fixture(scope="session")
def instruments(study):
    return [i for i in study.instruments if i.available == "bundled"]


@pytest.fixture(scope="session")
def folder(study):
    return study.snapshot_folder


@pytest.fixture
def copy(folder, instruments, tmp_path):
    """Two of the bundled series, to be tampered with."""
    for name in ("EMB.csv", "IEF.csv"):
        shutil.copy(folder / name, tmp_path / name)
    two = [i for i in instruments if i.ticker in ("EMB", "IEF")]
    write_manifest(tmp_path, build_manifest(tmp_path, two))
    return tmp_path, two


@pytest.fixture
def read(tmp_path):
    """Read rows of exposures.csv, given without their source."""

    def read(*rows):
        path = tmp_path / "exposures.csv"
        lines = [f"{r},press,A list" for r in rows]
        path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
        return read_exposures(path)

    return read
