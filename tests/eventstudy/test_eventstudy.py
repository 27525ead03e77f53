"""The engine's front door: every public name is there, and nothing heavy is loaded before it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

import analysis.eventstudy

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", analysis.eventstudy.__all__)
def test_every_public_name_is_found_and_explained(name):
    assert getattr(analysis.eventstudy, name).__doc__
    assert name in dir(analysis.eventstudy)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'abnormal_return'"):
        _ = analysis.eventstudy.abnormal_return


def test_the_batched_engine_loads_no_heavy_library():
    code = (
        "import sys; from analysis.eventstudy import event_panel, abnormal_returns; "
        "print(sorted({'statsmodels', 'scipy', 'arch', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_public_name_is_hidden_by_a_module_of_the_same_name():
    modules = {p.stem for p in Path(analysis.eventstudy.__file__).parent.glob("*.py")}
    assert not modules & set(analysis.eventstudy.__all__)
