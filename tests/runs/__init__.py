"""The command line as a user runs it: in a process of its own, on the bundled study or on a copy with changes."""

import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner

from analysis.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seeds" / "karabakh-2023"
BONDS = SEED / "bonds"
ONE_FUND = ROOT / "seeds" / "turkey-vote-2023"
COMMITTED = ROOT / "figures" / SEED.name


def command(*words, cwd=ROOT, **environment):
    """Arguments of a process that calls the command line; no colours are asked for unless a test does."""
    base = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "NO_COLOR", "PYTEST_CURRENT_TEST")}
    env = base | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"} | environment
    return {"args": [sys.executable, "-m", "analysis", *map(str, words)], "cwd": cwd, "env": env}


def analysis(*words, cwd=ROOT, **environment):
    """Call the command line and wait for it."""
    return subprocess.run(
        **command(*words, cwd=cwd, **environment), capture_output=True, encoding="utf-8", timeout=400, check=False
    )


def start(*words):
    """Call the command line and do not wait."""
    return subprocess.Popen(
        **command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    )


def all_of(terminal):
    """What is shown on a terminal until its other side is closed."""
    shown = b""
    while True:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other side of the terminal is closed
            return shown
        if not chunk:
            return shown
        shown += chunk


def call(*words):
    """Call the command line within this process: faster, with the same exit code and the same lines."""
    return CliRunner().invoke(main, [*map(str, words)], catch_exceptions=False)


def is_one_line(text, *parts):
    """Whether a message is one line that starts as errors do and holds all parts."""
    lines = text.splitlines(keepends=True)
    return len(lines) == 1 and text.startswith("error: ") and text.endswith("\n") and all(p in text for p in parts)


def tree(folder):
    """Content of all files of a folder, hidden ones too, and the names of its folders."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() if p.is_file() else None for p in folder.rglob("*")}


def numbers(folder):
    """All that a folder's results.json says but for the figures, and for the path by which the study was named."""
    results = json.loads((folder / "results.json").read_bytes())
    del results["study"]["folder"]
    return {key: value for key, value in results.items() if key not in ("figures", "files")}


def wait_for(process, folder, pattern, seconds=60):
    """Wait until a running process has made a path that matches."""
    end = time.monotonic() + seconds
    while not any(folder.glob(pattern)):
        assert process.poll() is None, f"ended before {pattern} was there: {process.communicate()[1]}"
        assert time.monotonic() < end, f"no {pattern} after {seconds} s"
        time.sleep(0.001)


def copy_seeds(into):
    """Copy of the study beside its prices; return the study's folder."""
    shutil.copytree(ROOT / "seeds", into / "seeds")
    return into / "seeds" / SEED.name


def without_holdings(folder):
    """The study without the funds whose lists it declares."""
    put(folder / "study.toml", r"^\[\[holdings\]\]\n(?:\w.*\n)+", "")
    return folder


def without_itself(folder):
    """The study on its funds alone."""
    put(folder / "study.toml", r"^itself *=.*\n", "")
    return folder


def put(file, pattern, replacement):
    """Replace the one place of a file that matches."""
    text, count = re.subn(pattern, lambda _: replacement, file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert count == 1, f"{pattern!r} stands {count} times in {file.name}"
    file.write_text(text, encoding="utf-8")


def change_prices(folder, ticker, change, *, vouched=True):
    """Change the lines of a price file below its header; ``vouched``: the manifest is made to agree with it."""
    path = folder.parent / "prices" / f"{ticker}.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    lines = change(lines)
    path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    if vouched:
        manifest = path.with_name("manifest.csv")
        names, *rows = csv.reader(manifest.read_text(encoding="utf-8").splitlines())
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        now = {ticker: [str(len(lines)), lines[0][:10], lines[-1][:10], digest]}
        rows = [row[:3] + now.get(row[0], row[3:]) for row in rows]
        manifest.write_text("\n".join(map(",".join, [names, *rows, []])), encoding="utf-8")


def without_controls(folder):
    """The study without those that it names as controls, which run whenever it does."""
    put(folder / "study.toml", r"^controls *=.*\n", "")
    return folder


def make_light(folder):
    """Keep of a study's specifications and draws only a few: for tests of how it runs, not of what it finds."""
    toml = without_controls(folder) / "study.toml"
    put(toml, r"^lengths *= *\[[^]]*\]", "lengths = [250]")
    put(toml, r'^models *= *\["mean"[^]]*\]', 'models = ["bonds"]')
    put(toml, r"^draws *= *\d+", "draws = 199")
    return folder


def earlier_results(folder):
    """Make a folder that holds what an earlier run wrote."""
    folder.mkdir()
    (folder / "report.md").write_text("of an earlier run", encoding="utf-8")
    listed = {"study": {}, "verdict": {}, "files": ["results.json", "report.md"]}
    (folder / "results.json").write_text(json.dumps(listed), encoding="utf-8")
    return folder
