"""The house: rooms import downwards only, and files stay small."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "analysis").rglob("*.py"))
ROOMS = ("event", "market", "eventstudy", "findings")
MAY_IMPORT = {
    "eventstudy": {"eventstudy", "errors"},
    "event": {"event", "study", "declarations", "errors"},
    "market": {"market", "event", "study", "declarations", "errors", "files"},
    "findings": {"findings", "eventstudy", "event", "market", "study", "declarations", "errors", "files"},
    "study": {"declarations", "errors"},
    "declarations": set(),
    "errors": set(),
    "files": {"errors"},
    "pipeline": {*ROOMS, "study", "declarations", "errors"},
    "verify": {"pipeline", "findings", "study", "errors"},
    "compare": {"pipeline", "findings", "study"},
    "cli_tools": set(),
    "cli_prices": {"cli_tools", "compare", "market", "study", "declarations", "errors"},
    "cli": {"cli_prices", "cli_tools", "pipeline", "verify", "declarations", *ROOMS, "study", "errors", "files"},
}
MAY_TOUCH_DISK = {
    *("study", "files", "folders", "verify", "report", "cli"),
    *("article", "readings", "calendar"),  # what a study's folder holds
    *("snapshot", "fetch", "yahoo", "diff", "render"),
}
DISK = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "replace_folder"}


def room(module: Path) -> str:
    inside = module.relative_to(ROOT / "analysis")
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def imports(module: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{a.name}" if node.module == "analysis" else str(node.module) for a in node.names]
        found |= {n.split(".")[1] for n in names if n.startswith("analysis.")}
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_rooms_import_downwards_only(module):
    if room(module) in ("__init__", "__main__"):
        return
    assert imports(module) <= MAY_IMPORT[room(module)]


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_only_a_few_modules_touch_the_disk(module):
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    if module.stem not in MAY_TOUCH_DISK:
        assert not called & DISK


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_module_has_outgrown_its_job(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 320


def test_nothing_of_this_study_is_written_into_the_code():
    study_words = ("armenia", "azerbaijan", "karabakh", "2023-09-20", "vwob", "emhy")
    for module in MODULES:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        code = ast.unparse(_without_docstrings(tree)).lower()
        for word in study_words:
            assert word not in code, f"{module.name} knows {word}"


def _without_docstrings(tree: ast.Module) -> ast.Module:
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
