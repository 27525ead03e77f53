"""The study on a live snapshot, computed once a test process: more instruments, on other exchanges."""

import shutil

import pytest

from analysis.market.manifest import read_manifest, write_manifest
from analysis.market.prices import PriceFolder
from analysis.pipeline import run
from analysis.study.study import load_study


@pytest.fixture(scope="session")
def small(light):
    return load_study(light)


@pytest.fixture(scope="session")
def live(small, live_snapshot):
    return run(small, source=PriceFolder("live", live_snapshot.folder))


@pytest.fixture(scope="session")
def without_extra(small, live_snapshot, tmp_path_factory):
    """The same prices, less those that only a live snapshot has."""
    folder = shutil.copytree(live_snapshot.folder, tmp_path_factory.mktemp("less") / "less")
    write_manifest(folder, read_manifest(folder).loc[list(small.tickers())])
    return run(small, source=PriceFolder("live", folder))


@pytest.fixture(scope="session")
def written(live, tmp_path_factory):
    """Folder of report, results and figures on the live snapshot."""
    folder = tmp_path_factory.mktemp("out") / "live"
    return live.write(folder)
