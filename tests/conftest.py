"""Shared by all tests: the bundled study, and what one run of it finds."""

from pathlib import Path

import pytest

from analysis.study.study import load_study

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "seeds" / "karabakh-2023"


def pytest_collection_modifyitems(items):
    """Measuring every text of a drawn figure takes time: such tests are slow, wherever they stand."""
    for item in items:
        if "legible" in item.name or "covers_another" in item.name or "overlaps" in item.name:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def study():
    return load_study(SEED)


@pytest.fixture(scope="session")
def bundled(study):
    """Findings of the study on the bundled prices, computed once; tests that use it are slow."""
    from analysis.pipeline import run

    return run(study)


@pytest.fixture(scope="session")
def made():
    """Findings of the made study."""
    from analysis.report.findings import Findings
    from tests.cases import made_case

    return Findings(made_case())
