"""The notebooks run from top to bottom, hold no definitions, and are thin."""

import ast
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CELLS, LINES = 12, 10


def code_of(path):
    return [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def test_there_is_one_for_each_question_and_one_for_a_claim_of_ones_own():
    questions = ["01-when", "02-what-moved", "03-how-unusual", "04-how-sure"]
    assert [b.stem for b in BOOKS] == [*questions, "05-your-own-claim"]


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_a_notebook_is_thin_and_defines_nothing(book):
    cells = code_of(book)
    assert len(cells) <= CELLS
    assert max(len(c.splitlines()) for c in cells) <= LINES
    defined = [
        n for c in cells for n in ast.walk(ast.parse(c)) if isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.Lambda))
    ]
    assert defined == []


@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_a_notebook_is_committed_without_results(book):
    cells = [c for c in nbformat.read(book, as_version=4).cells if c.cell_type == "code"]
    assert [c for c in cells if c.outputs or c.execution_count] == []


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS, ids=lambda b: b.stem)
def test_a_notebook_runs_from_top_to_bottom_and_shows_something_in_every_cell(book, tmp_path):
    from nbclient import NotebookClient

    notebook = nbformat.read(book, as_version=4)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": book.parent}})
    client.execute(env={"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path)})
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    assert [c.source for c in cells if not c.outputs] == []
    plotting = [c for c in cells if ".plot(" in c.source]
    assert [c.source for c in plotting if not any("image/png" in o.get("data", {}) for o in c.outputs)] == []
    errors = [o for c in cells for o in c.outputs if o.output_type == "stream" and o.name == "stderr"]
    assert errors == []
