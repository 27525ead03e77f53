"""Fixtures: one server a test process, honest again for each test."""

from __future__ import annotations

import pytest

from tests.price_server.server import PriceServer


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
