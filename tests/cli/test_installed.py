"""As it is installed, the program has all that it needs, and works from any folder, of which alone it writes into."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import setuptools

from tests.runs import ROOT, SEED, copy_seeds, make_light, tree, without_itself

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(int(setuptools.__version__.split(".")[0]) < 77, reason="setuptools is older than 77"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy: building leaves files behind."""
    base = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "analysis", base / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, base)
    pip("wheel", ".", "--no-build-isolation", "--wheel-dir", "dist", cwd=base)
    (built,) = (base / "dist").glob("*.whl")
    return built


def pip(*words, cwd):
    call = [sys.executable, "-m", "pip", *map(str, words), "--no-deps", "--no-index", "--quiet"]
    done = subprocess.run(call, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True)
class Place:
    """A working folder with studies, and the program installed elsewhere."""

    folder: Path
    installed: Path

    @property
    def libraries(self):
        return next(self.installed.glob("**/analysis")).parent

    def shell(self, line):
        """Give a line to a shell in the working folder, where only the installed program is found."""
        environment = os.environ | {
            "PATH": f"{self.installed / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(self.libraries),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        return subprocess.run(
            ["sh", "-c", line], cwd=self.folder, env=environment, capture_output=True, encoding="utf-8", check=False
        )


@pytest.fixture(scope="module")
def place(wheel, tmp_path_factory):
    base = tmp_path_factory.mktemp("installed")
    pip("install", wheel, "--prefix", base / "prefix", cwd=base)
    (base / "my work").mkdir()
    study = make_light(without_itself(copy_seeds(base / "my work")))
    shutil.rmtree(study / "bonds")
    for other in study.parent.iterdir():
        if other.name not in (study.name, "prices"):
            shutil.rmtree(other)
    return Place(base / "my work", base / "prefix")


@pytest.fixture(scope="module")
def ran(place):
    """The studies run by the installed program; what lay in its folder before."""
    before = tree(place.installed)
    return place.shell("claimcheck figures"), before


def test_the_wheel_holds_every_file_of_the_package(wheel):
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("analysis/")}
    files = (path for path in (ROOT / "analysis").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert packed == {path.relative_to(ROOT).as_posix() for path in files}


def test_the_command_has_a_name_of_its_own(place):
    shown = place.shell("claimcheck --help")
    assert shown.stdout.startswith("Usage: claimcheck [OPTIONS] COMMAND")
    where = place.shell(f"{sys.executable} -c 'import analysis; print(analysis.__file__)'").stdout
    assert Path(where.strip()).is_relative_to(place.libraries)


def test_it_runs_the_studies_there_and_writes_into_the_working_folder_alone(place, ran):
    done, before = ran
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("index.html", "README.md", f"{SEED.name}/report.html", f"{SEED.name}/placebo.svg"):
        assert (place.folder / "figures" / name).is_file()
    assert {path.name for path in place.folder.iterdir()} == {"seeds", "figures", ".cache"}
    assert tree(place.installed) == before


@pytest.mark.usefixtures("ran")
def test_a_second_call_runs_nothing(place):
    done = place.shell("claimcheck figures")
    assert done.stdout.splitlines()[0] == f"seeds/{SEED.name} (unchanged): figures/{SEED.name}/report.html"


@pytest.mark.usefixtures("ran")
def test_the_commands_of_a_report_can_be_pasted(place):
    text = (place.folder / "figures" / SEED.name / "report.md").read_text(encoding="utf-8")
    run, verify = re.search(r"```\n(claimcheck run .*)\n(claimcheck verify .*)\n```", text).groups()
    assert run.startswith(f"claimcheck run seeds/{SEED.name} ")
    assert place.shell(verify).stdout == f"figures/{SEED.name} is what seeds/{SEED.name} gives\n"


def test_so_can_its_remedies(place):
    refused = place.shell(f"claimcheck run seeds/{SEED.name} --source live")
    assert refused.stderr.endswith(f"no live prices yet; claimcheck fetch seeds/{SEED.name}\n")
