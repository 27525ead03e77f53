"""The methods of the report: formulas that Markdown and page share, references that the code names, how to cite."""

import ast
import re

import pytest
from latex2mathml.converter import convert

from analysis.report.findings import Findings
from analysis.report.provenance import (
    OF_FAMILIES,
    OF_PIECES,
    OF_QUOTES,
    citation,
    reference_numbers,
    references,
    references_of,
    references_of_families,
)
from analysis.report.render import markdown_report
from analysis.words.marks import formulas
from tests.cases import CASES, declared, made_case
from tests.conftest import ROOT
from tests.reading import read

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
    of_studies, of_families = references_of(OF_PIECES, quoted=True), references_of_families()
    assert set(re.findall(r"cited\.(\w+)", TEMPLATE)) == {reference.key for reference in of_studies}
    assert list(reference_numbers(of_studies).values()) == list(range(1, 1 + len(of_studies)))
    assert {*of_studies, *of_families} == set(references())
    assert {reference.key for reference in of_families} == set(OF_FAMILIES)


def test_works_of_tests_that_a_study_has_not_are_not_listed_and_leave_no_gap_in_the_numbers():
    keys = {reference.key for reference in references_of(OF_PIECES, quoted=True)}
    without = references_of([name for name in OF_PIECES if name != "dose"], quoted=False)
    assert keys - {r.key for r in without} == {*OF_PIECES["dose"], *OF_QUOTES}
    assert list(reference_numbers(without).values()) == list(range(1, 1 + len(without)))


def section(case):
    """Methods and references as the report of a case words them."""
    text = read(markdown_report(Findings(case), drawn=[]))
    return text[text.index("### Methods") : text.index("### Data")]


def test_methods_and_references_are_those_of_the_tests_that_were_run():
    every, single = section(made_case()), section(CASES["one fund"]())
    for said in ("joint tests [", "dose-response by generalised least squares [", "Patell (1976)", "Rao (1959)"):
        assert said in every
        assert said not in single
    for text in (every, single):
        assert "Maynes" not in text, "no series is quoted with gaps"
        cited = {int(n) for found in re.findall(r"\[([\d, ]+)\]", text) for n in found.split(", ")}
        assert cited == set(range(1, 1 + text.count("- [")))


@pytest.mark.parametrize(
    ("direction", "side"),
    [
        ("gain", "d is 1, for a gain"),
        ("loss", "d is -1, for a loss"),
        ("move", "d is 1 or -1, and p twice the smaller"),
    ],
)
def test_the_formula_of_the_placebo_test_says_which_way_it_looks(direction, side):
    assert side in section(made_case(claim={"direction": direction}))


def test_the_difference_is_defined_where_there_is_one_and_the_opening_where_one_is_used():
    compared, alone = section(made_case()), section(CASES["one fund"]())
    assert "less h like series takes out a shock common to all" in compared
    assert "takes out a shock" not in alone
    by_day = section(made_case(windows=declared()["windows"][1:], multiverse={"windows": ["day 0"]}))
    assert "to the next or, overnight, to open O" in compared
    assert "overnight" not in by_day


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
