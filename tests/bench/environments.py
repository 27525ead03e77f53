"""Environments of other packages, made once in .cache/bench; what cannot be made is skipped, loudly."""

import subprocess
import sys
import venv
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Peer(NamedTuple):
    """A package and the script that does our work with it."""

    package: str
    script: str
    largest: int  # events that it does in a minute or two


PEERS = {
    "eventstudy": Peer("eventstudy==0.1a12", "with_eventstudy.py", 10_000),
    "statspai": Peer("statspai==1.40.2", "with_statspai.py", 1_000),
}


@cache
def python_of(name):
    """The Python that can import the package, or None after saying why there is none."""
    folder = ROOT / ".cache" / "bench" / name
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    words = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEERS[name].package]
    made = subprocess.run(words, check=False, capture_output=True, text=True)
    if made.returncode:
        print(f"{name} is SKIPPED, it cannot be installed: {made.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return str(python)
