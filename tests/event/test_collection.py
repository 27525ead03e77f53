"""Articles of agencies, portals, markets and web pages: the day is right, or the refusal names it."""

import json
from pathlib import Path

import pytest

from tests.event.articles import collection, dated, names

CASES = collection()
SHARED = Path(__file__).resolve().parents[3] / "shared" / "cases" / "articles"


@pytest.fixture
def written(request, tmp_path):
    """The article of a case as a file."""
    path = tmp_path / f"article{request.param.suffix}"
    path.write_text(request.param.text, encoding="utf-8")
    return path, request.param


def test_the_collection_is_large_enough():
    assert len(CASES) >= 80
    assert len([c for c in CASES if c.suffix == ".html"]) >= 12
    assert len({c.kind for c in CASES}) == len(CASES)


@pytest.mark.parametrize("written", [c for c in CASES if c.answer], indirect=True, ids=str)
def test_an_article_with_a_day_gives_it(written):
    path, case = written
    assert dated(path) == (case.answer, ())


@pytest.mark.parametrize("written", [c for c in CASES if c.truth], indirect=True, ids=str)
def test_an_article_that_leaves_it_open_is_refused_with_the_truth_among_its_candidates(written):
    path, case = written
    day, candidates = dated(path)
    assert day is None
    assert names(candidates, case.truth)


@pytest.mark.parametrize("written", [c for c in CASES if not c.answer and not c.truth], indirect=True, ids=str)
def test_an_article_without_any_day_is_refused(written):
    assert dated(written[0]) == (None, ())


# --- articles that earlier versions got wrong -------------------------------------------------------------------

ANSWERS = json.loads((SHARED / "answers.json").read_text(encoding="utf-8")) if SHARED.is_dir() else {}
needs_shared = pytest.mark.skipif(not ANSWERS, reason="the articles are not part of the project")


@needs_shared
@pytest.mark.parametrize("name", [name for name, answer in ANSWERS.items() if isinstance(answer, str)])
def test_what_an_earlier_version_got_wrong_is_right(name):
    assert str(dated(SHARED / name)[0]) == ANSWERS[name]


@needs_shared
@pytest.mark.parametrize("name", [name for name, answer in ANSWERS.items() if not isinstance(answer, str)])
def test_what_leaves_it_open_is_refused_with_all_candidates(name):
    day, candidates = dated(SHARED / name)
    told = " ".join(map(str, candidates))
    assert day is None
    assert [wanted for wanted in ANSWERS[name]["refuse"] if wanted not in told] == []
