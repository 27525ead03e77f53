"""A fetch on a terminal: a bar while it lasts, and nothing of it afterwards."""

import os
import pty
import subprocess

import pytest

from tests.price_server import COMMAND
from tests.runs import ROOT, SEED, all_of

pytest_plugins = ("tests.runs.plugin", "tests.price_server.plugin")


@pytest.fixture
def into(tmp_path):
    return tmp_path / "live"


@pytest.mark.slow
def test_on_a_terminal_a_bar_names_the_series_and_is_gone_before_an_error_is_shown(price_server, into):
    price_server.faults["VWOB"] = "http_429_rate_limit"
    ours, theirs = pty.openpty()
    calling = [*COMMAND, "fetch", str(SEED), "--into", str(into)]
    environment = price_server.subprocess_environment() | {"TERM": "xterm-256color", "COLUMNS": "400"}
    with subprocess.Popen(calling, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = all_of(ours)
        assert process.wait(60) == 1
        assert process.stdout.read() == b""
    os.close(ours)
    text = shown.decode().replace("\r\n", "\n").rstrip("\n")
    assert "fetching EMB" in text
    assert "/23" in text
    assert text.split("\n")[-1].lstrip("\r").endswith("what is complete is kept")
