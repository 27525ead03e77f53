"""Shared by all tests: the bundled study, and what one run of it finds."""

from pathlib import Path

import pytest

from analysis.study.study import load_study

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "seeds" / "karabakh-2023"


@pytest.fixture(scope="session")
def study():
    return load_study(SEED)


@pytest.fixture(scope="session")
def bundled(study):
    """Findings of the study on the bundled prices, computed once."""
    from analysis.pipeline import run_study

    return run_study(study)
