"""Results of whole runs, made once for all test processes."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from tests.runs import ONE_FUND, SEED, analysis, copy_seeds, make_light


@dataclass(frozen=True)
class Run:
    """What one run printed and wrote."""

    folder: Path
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """Folder that the test processes of one call share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _run_once(shared, name, study):
    """Results of a study, run by whichever test process comes first."""
    folder, record = shared / name / "results", shared / name / "run.json"
    with FileLock(shared / f"{name}.lock"):
        if not record.exists():
            done = analysis("run", study, "--out", folder)
            assert done.returncode == 0, done.stderr
            record.write_text(json.dumps([done.stdout, done.stderr]), encoding="utf-8")
    return Run(folder, *json.loads(record.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def results(shared):
    """One whole run of the bundled study."""
    return _run_once(shared, "bundled", SEED)


@pytest.fixture(scope="session")
def one_fund_results(shared):
    """One whole run of the study that has a single fund."""
    return _run_once(shared, "one-fund", ONE_FUND)


@pytest.fixture(scope="session")
def light(shared):
    """Folder of a study that runs in less time."""
    with FileLock(shared / "light-study.lock"):
        folder = shared / "light-study" / "seeds" / SEED.name
        return folder if folder.exists() else make_light(copy_seeds(shared / "light-study"))


@pytest.fixture(scope="session")
def light_results(shared, light):
    """One whole run of that study."""
    return _run_once(shared, "light", light)


@pytest.fixture
def study_copy(tmp_path):
    """A copy of the study and its prices that a test may spoil, with little to compute."""
    return make_light(copy_seeds(tmp_path))


@pytest.fixture
def found_already(monkeypatch, bundled):
    """Only writing is tested: the study of a run is the bundled one, which need not be computed again."""
    monkeypatch.setattr("analysis.pipeline.run", lambda study, **options: bundled)
