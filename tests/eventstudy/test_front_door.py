"""The engine's front door: every public function and class is there under its own name, and nothing heavy is loaded."""

import inspect
import subprocess
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import analysis.eventstudy

ROOT = Path(__file__).resolve().parents[2]


def public_things():
    """Each public function and class by its name, with every module that defines one of this name."""
    found = defaultdict(list)
    for info in walk_packages(analysis.eventstudy.__path__, "analysis.eventstudy."):
        module = import_module(info.name)
        for name, thing in vars(module).items():
            own = inspect.isfunction(thing) or inspect.isclass(thing)
            if own and thing.__module__ == info.name and not name.startswith("_"):
                found[name].append(thing)
    return found


def test_every_public_function_and_class_is_offered_under_its_own_name():
    # All modules are loaded by now: none of them hides a function of its name.
    found = public_things()
    assert {name for name, things in found.items() if len(things) > 1} == set()
    assert {name for name, (thing,) in found.items() if getattr(analysis.eventstudy, name, None) is not thing} == set()
    assert found.keys() <= set(dir(analysis.eventstudy))


def test_whatever_is_offered_exists():
    assert [name for name in analysis.eventstudy.__all__ if getattr(analysis.eventstudy, name) is None] == []


@pytest.mark.slow
def test_a_function_with_the_name_of_its_module_is_the_function_whatever_was_imported_before():
    code = (
        "import analysis.eventstudy.placebo.equivalence, analysis.eventstudy.comovement.contagion\n"
        "import analysis.eventstudy.diagnostics.influence, analysis.eventstudy.inference.battery\n"
        "from analysis.eventstudy import battery, contagion, date_sample, equivalence, influence\n"
        "print(all(callable(f) for f in (battery, contagion, date_sample, equivalence, influence)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="abnormal_return"):
        _ = analysis.eventstudy.abnormal_return


def test_the_batched_engine_loads_no_heavy_library():
    code = (
        "import sys; from analysis.eventstudy import event_panel, abnormal_returns; "
        "print(sorted({'statsmodels', 'scipy', 'arch', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
