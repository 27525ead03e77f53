"""The methods of the report: formulas that Markdown and page share, references that the code names, how to cite."""

import ast
import re

from latex2mathml.converter import convert

from analysis.report.provenance import citation, numbers_of_references, references
from analysis.words.marks import formulas
from tests.conftest import ROOT

TEMPLATE = (ROOT / "analysis" / "report" / "methods.md.j2").read_text(encoding="utf-8")
POOLED = (ROOT / "analysis" / "family" / "pieces" / "pooled.md.j2").read_text(encoding="utf-8")


def docstrings():
    """All docstrings of the code, and the sources of the battery, as one line."""
    said = []
    for module in sorted((ROOT / "analysis").rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                said.append(" ".join((ast.get_docstring(node) or "").split()))
    return "\n".join(said)


def test_the_page_has_the_formulas_of_the_markdown():
    for name, formula in formulas().items():
        assert formula["mathml"] == convert(formula["latex"], display="block"), name


def test_every_formula_is_used_and_every_one_that_is_used_is_there():
    assert re.findall(r"<FORMULA (\w+)>", TEMPLATE + POOLED) == list(formulas())


def test_every_reference_is_named_by_the_code_that_rests_on_it():
    named = docstrings()
    assert [reference.text for reference in references() if reference.text not in named] == []


def test_every_work_is_cited_by_its_number_and_every_citation_has_a_work():
    assert set(re.findall(r"cited\.(\w+)", TEMPLATE)) == {reference.key for reference in references()}
    assert list(numbers_of_references().values()) == list(range(1, 1 + len(references())))


def test_a_reference_in_brief_has_author_year_volume_and_pages_of_the_whole():
    for reference in references():
        author, year = re.match(r"[\w.]+", reference.brief).group(), re.search(r"\((\d{4})\)", reference.brief).group(1)
        assert author in reference.text
        assert set(re.findall(r"\d+", reference.brief)) <= set(re.findall(r"\d+", reference.text)) | {year}, (
            reference.key
        )
        assert f"({year})" in reference.text


def test_the_report_is_cited_by_the_metadata_of_the_project():
    told = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert all(citation()[name] in told for name in ("authors", "title", "version", "date"))
