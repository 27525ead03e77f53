"""A supplement that cannot be computed says why in its own place, and stops nothing else."""

import pytest

from analysis.errors import AnalysisError
from analysis.findings.piece import NotComputed
from analysis.report.exhibits import EXHIBITS, in_order_of_computing
from analysis.report.findings import Findings
from analysis.report.render import markdown_report
from analysis.report.results import results
from tests.cases import OF_FUNDS, made_case

SUPPLEMENTS = [e.name for e in OF_FUNDS if not e.needed]


@pytest.fixture(scope="module")
def short():
    """A study that compares more sessions before the event than the prices hold."""
    return Findings(made_case(comovement={"before": 5000}))


@pytest.mark.slow
def test_the_reason_stands_in_its_place(short):
    piece = short.pieces["comovement"]
    assert isinstance(piece, NotComputed)
    assert "allowed: at least 5000 and 40" in piece.reason
    assert results(short)["sure"]["comovement"] == {"reason": piece.reason}
    assert "Could not be computed: " in piece.text
    assert "5000" in markdown_report(short, drawn=[])


@pytest.mark.slow
def test_all_else_is_what_it_was(short, made):
    ours, theirs = results(short), results(made)
    assert ours["meaning"]["verdict"] == theirs["meaning"]["verdict"]
    assert ours["unusual"] == theirs["unusual"]
    assert "correlations.png" not in ours["files"]


@pytest.mark.slow
@pytest.mark.parametrize("name", SUPPLEMENTS)
def test_no_supplement_stops_a_run(name, monkeypatch):
    def fails(_):
        raise AnalysisError(name, "made to fail", remedy="nothing to mend")

    fails.__name__ = name
    exhibits = tuple(e if e.name != name else _with(e, fails) for e in EXHIBITS)
    monkeypatch.setattr("analysis.report.exhibits.EXHIBITS", exhibits)
    found = Findings(made_case())
    assert isinstance(found.pieces[name], NotComputed)
    assert found.verdict.outcome == "cannot tell"


def _with(exhibit, compute):
    from dataclasses import replace

    return replace(exhibit, compute=compute)


def test_evidence_comes_before_the_verdict():
    order = [e.name for e in in_order_of_computing()]
    assert order.index("verdict") > max(order.index(e.name) for e in EXHIBITS if e.step not in ("meaning", "itself"))
