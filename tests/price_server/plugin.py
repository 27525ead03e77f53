"""Fixtures: one server a test process, honest again for each test, and a live snapshot fetched from it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from tests.price_server import COMMAND
from tests.price_server.server import PriceServer
from tests.runs import ROOT, SEED


@dataclass(frozen=True)
class Fetch:
    """A snapshot of all instruments of the study, and what the command that made it printed."""

    folder: Path
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def _running_price_server(tmp_path_factory):
    with PriceServer(tmp_path_factory.mktemp("authority")) as server:
        yield server


@pytest.fixture
def price_server(_running_price_server, monkeypatch):
    """A server that serves true prices until its `faults` say otherwise; this process is led to it."""
    _running_price_server.reset()
    for name, value in _running_price_server.environment.items():
        monkeypatch.setenv(name, value)
    return _running_price_server


@pytest.fixture(scope="session")
def live_snapshot(_running_price_server, shared):
    """A live snapshot made by the command line, once for all test processes; to be read, not changed."""
    folder, record = shared / "live-prices" / "snapshot", shared / "live-prices" / "fetch.json"
    folder.parent.mkdir(exist_ok=True)
    with FileLock(shared / "live-prices.lock"):
        if not record.exists():
            _running_price_server.reset()
            done = subprocess.run(
                [*COMMAND, "fetch", str(SEED), "--into", str(folder)],
                env=_running_price_server.subprocess_environment(), cwd=ROOT,
                capture_output=True, encoding="utf-8", timeout=120, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            record.write_text(json.dumps([done.stdout, done.stderr]), encoding="utf-8")
    return Fetch(folder, *json.loads(record.read_text(encoding="utf-8")))
