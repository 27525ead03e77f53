"""Shared by the tests of sources."""

import pytest


@pytest.fixture
def live(tmp_path):
    """Folder of a live snapshot, not yet made."""
    return tmp_path / "live"
