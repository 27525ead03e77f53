"""The house, as far as import-linter does not see it: small files and rooms, few on the disk, one name a thing."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from analysis.report.exhibits import EXHIBITS

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "analysis").rglob("*.py"))
LONGEST, LARGEST = 300, 14
ON_DISK = {
    "analysis/files.py",
    "analysis/exchanges/changes.py",
    "analysis/folders.py",
    "analysis/study/toml/inheritance.py",
    "analysis/study/csv_tables.py",
    "analysis/study/quoted/quotes.py",
    "analysis/event/claim/issuers.py",
    "analysis/event/dating/debates.py",
    "analysis/market/bars.py",
    "analysis/market/lists/read.py",
    "analysis/market/lists/store.py",
    "analysis/market/lists/waiting.py",
    "analysis/market/manifest.py",
    "analysis/market/snapshot.py",
    "analysis/panels/measure/store.py",
    "analysis/panels/measure/tasks.py",
    "analysis/panels/reading/table.py",
    "analysis/panels/tell/write.py",
    "analysis/words/templates.py",
    "analysis/words/marks.py",
    "analysis/report/page/html.py",
    "analysis/report/provenance.py",
    "analysis/scaffold/folder.py",
    "analysis/report/folder.py",
    "analysis/report/index.py",
    "analysis/report/write.py",
    "analysis/report/readme.py",
}
MAY_TOUCH_DISK = ("analysis/cli/", "analysis/rerun/", "analysis/market/sources/")
DISK = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "rmtree"}
WHOLE_NUMBERS = {"nobs"}
"""What the built-in sum may add besides truths and lengths: counts of observations."""
OLD_NAMES = re.compile(r"(?<![a-z])(together|sights?|twins?|spells?)(?![a-z])", re.IGNORECASE)


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_file_has_outgrown_its_job():
    files = [*MODULES, *(ROOT / "tests").rglob("*.py")]
    long = {name_of(f): n for f in files if (n := len(f.read_text(encoding="utf-8").splitlines())) > LONGEST}
    assert long == {}


def test_no_room_is_crowded():
    rooms = defaultdict(set)
    for module in MODULES:
        if module.name != "__init__.py":
            # A piece of evidence is one thing, though it has a figure beside it.
            rooms[name_of(module.parent)].add(module.stem.removesuffix("_figure"))
    assert {room: len(files) for room, files in rooms.items() if len(files) > LARGEST} == {}


@pytest.mark.slow
def test_every_module_and_room_says_first_what_it_is():
    assert [name_of(m) for m in MODULES if not ast.get_docstring(tree_of(m))] == []


@pytest.mark.slow
def test_only_a_few_modules_touch_the_disk():
    touching = set()
    for module in MODULES:
        called = {
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for node in ast.walk(tree_of(module))
            if isinstance(node, ast.Call)
        }
        if called & DISK and not name_of(module).startswith(MAY_TOUCH_DISK):
            touching.add(name_of(module))
    assert touching <= ON_DISK


def test_the_built_in_sum_adds_whole_numbers_only():
    """Since Python 3.12 it makes up for the rounding of floats, and 3.11 gives other bytes; math.fsum is the same."""
    whole = ast.parse("sum(x > 1 for x in y), sum(not x for x in y), sum(len(x) for x in y), sum(nobs), y.sum()")
    assert _sums_of_floats(whole) == []
    floats = ast.parse("sum(y), sum(x.low for x in y), map(sum, y)")
    assert _sums_of_floats(floats) == ["y", "(x.low for x in y)", "?"]
    assert {name_of(m): found for m in MODULES if (found := _sums_of_floats(tree_of(m)))} == {}


def _sums_of_floats(tree):
    """What calls of the built-in sum add that may be floats; a question mark where it is handed on."""
    used = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "sum"]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.func in used]
    found = [ast.unparse(call.args[0]) for call in calls if not _counts(call.args[0])]
    return found + ["?"] * (len(used) - len(calls))


def _counts(added):
    element = getattr(added, "elt", None)
    called = element.func.id if isinstance(element, ast.Call) and isinstance(element.func, ast.Name) else ""
    negated = isinstance(element, ast.UnaryOp) and isinstance(element.op, ast.Not)
    return (
        isinstance(element, ast.Compare)
        or negated
        or called in ("bool", "int", "len")
        or ast.unparse(added) in WHOLE_NUMBERS
    )


@pytest.mark.slow
def test_nothing_of_a_study_is_written_into_the_code():
    words = ("armenia", "azerbaijan", "karabakh", "2023-09-20", "vwob", "emhy")
    knowing = []
    for module in MODULES:
        code = ast.unparse(_without_docstrings(tree_of(module))).lower()
        knowing += [(name_of(module), word) for word in words if word in code]
    assert knowing == []


def test_no_two_public_things_have_one_name():
    places = defaultdict(list)
    for module in MODULES:
        if module.stem.endswith("_figure") or "cli" in module.parts:
            continue  # each figure has its caption and plot, each command its name
        for node in tree_of(module).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                places[node.name].append(name_of(module))
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}


@pytest.mark.slow
def test_names_that_meant_several_things_are_gone():
    found = [(name_of(m), m.stem) for m in MODULES if OLD_NAMES.search(m.stem)]
    for module in MODULES:
        for node in ast.walk(tree_of(module)):
            names = [getattr(node, field, None) for field in ("id", "name", "arg", "attr")]
            names += [node.value] if isinstance(node, ast.Constant) and str(node.value).isidentifier() else []
            found += [(name_of(module), n) for n in names if isinstance(n, str) and OLD_NAMES.search(n)]
    for template in (ROOT / "analysis").rglob("*.j2"):
        text = template.read_text(encoding="utf-8")
        found += [
            (name_of(template), line) for line in re.findall("^#.*", text, re.MULTILINE) if OLD_NAMES.search(line)
        ]
    assert found == []


def test_every_piece_of_evidence_is_in_the_report():
    rooms = ROOT / "analysis" / "findings"
    told = {p.name.removesuffix(".md.j2") for p in rooms.glob("*/*.md.j2")}
    assert told == {e.name for e in EXHIBITS}


def _without_docstrings(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0].value.value = ""
    return tree
