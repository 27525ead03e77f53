"""How long a run of the bundled study takes, as a multiple of what importing its libraries takes in the same minute."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = "import pandas, scipy.stats, statsmodels.api, arch.univariate, exchange_calendars"
SEED = "seeds/karabakh-2023"


def seconds(*words):
    """Wall time of a Python process."""
    start = time.perf_counter()
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([sys.executable, *words], cwd=ROOT, env=env, check=True, capture_output=True)
    return time.perf_counter() - start


def main(repeats=3):
    """Best of some repeats, each beside the imports."""
    with tempfile.TemporaryDirectory() as folder:
        run = ("-m", "analysis", "run", SEED, "--out", f"{folder}/results")
        check = ("-m", "analysis", "check", "seeds/prices")
        commands = {
            "--help": ("-m", "analysis", "--help"),
            "check": check,
            "run --no-figures": (*run, "--no-figures"),
            "run": run,
        }
        imports = min(seconds("-c", LIBRARIES) for _ in range(repeats))
        print(f"imports alone     {imports:6.2f} s")
        for name, words in commands.items():
            took = min(seconds(*words) for _ in range(repeats))
            print(f"{name:17s} {took:6.2f} s  {took / imports:5.2f} times the imports")


if __name__ == "__main__":
    main()
