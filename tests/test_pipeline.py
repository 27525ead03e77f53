"""One run: the stages in their order, and a stop wherever the verdict would rest on something that is missing."""

import pytest

from analysis import pipeline
from analysis.errors import WindowError
from analysis.findings.piece import NotComputed
from analysis.findings.steps.moved import Moved
from analysis.findings.steps.when import When
from analysis.pipeline import STAGES, Run, run
from analysis.report.exhibits import EXHIBITS, STEPS
from tests.cases import made_case


@pytest.fixture
def made_run(monkeypatch):
    """Run the made study, whose article and prices are in no folder."""

    def on(case, **options):
        monkeypatch.setattr(pipeline, "when", lambda study, date=None: When(case.timing))
        monkeypatch.setattr(pipeline, "moved", lambda study, dated, source: Moved(case))
        return run(case.study, **options)

    return on


@pytest.mark.slow
def test_stages_are_announced_in_the_order_of_the_questions(made_run):
    heard = []
    found = made_run(made_case(), progress=heard.append)
    assert heard == list(STAGES)
    assert isinstance(found, Run)
    of = {e.name: STEPS.index(e.step) for e in EXHIBITS}
    ranks = [of[name] for name in heard if name in of]
    assert ranks == sorted(ranks)
    assert len(ranks) == len(EXHIBITS)


@pytest.mark.slow
def test_a_run_has_computed_every_piece(made_run):
    case = made_case()
    found = made_run(case)
    kept = dict(vars(case)["_once"])
    _ = found.pieces
    assert vars(case)["_once"] == kept
    assert repr(found) == f"<Run of made: {found.verdict.outcome}>"


@pytest.mark.slow
def test_what_the_verdict_rests_on_stops_a_run_and_a_supplement_does_not(made_run):
    with pytest.raises(WindowError, match="admissible placebo dates; allowed: at least 5000"):
        made_run(made_case(placebo={"minimum": 5000}))
    found = made_run(made_case(comovement={"before": 5000}))
    assert isinstance(found.pieces["comovement"], NotComputed)
    assert found.verdict.outcome == "cannot tell"
