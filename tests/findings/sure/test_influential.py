"""Where single sessions determine a model, the one that does most is named, with what is left without it."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.findings.sure.diagnostics import diagnostics
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import bp, day
from tests.cases import DAY0, made_case, sessions
from tests.reading import read

EVENT = int(sessions().get_loc(DAY0))
ROWS = range(EVENT - 63, EVENT - 3)


@pytest.fixture(scope="module")
def case():
    return made_case()


def with_influence(case, *, passed):
    piece = diagnostics(case)
    checks = tuple(replace(c, passed=passed if c.name == "influence" else c.passed) for c in piece.own.checks)
    return replace(piece, checked={**piece.checked, PORTFOLIO: replace(piece.own, checks=checks)})


def test_it_is_the_session_without_which_the_predictions_change_most_and_the_model_is_fitted_without_it(case):
    """Each session is left out by hand."""
    table = case.table_of("overnight", case.portfolio)
    X, y = np.column_stack([np.ones(len(table)), table.iloc[:, 1:]]), table.iloc[:, 0].to_numpy()

    def fitted(left_out):
        kept = [row for row in ROWS if row != left_out]
        return np.linalg.lstsq(X[kept], y[kept], rcond=None)[0]

    whole = X[ROWS] @ fitted(None)
    most = max(ROWS, key=lambda row: np.sum((X[ROWS] @ fitted(row) - whole) ** 2))
    left = y[EVENT] - X[EVENT] @ fitted(most)
    found = with_influence(case, passed=False)
    session = table.index[most]
    assert found.told["influential"]["session"] == f"{session:%Y-%m-%d}"
    assert found.told["influential"]["abnormal_bp"] == pytest.approx(1e4 * left)
    said = f"most of all {day(session)}: without it {bp(left)} is abnormal; Huber's estimator is tried below."
    assert said in read(found.text)


def test_where_none_determines_them_none_is_named(case):
    found = with_influence(case, passed=True)
    assert found.told["influential"] is None
    assert "most of all" not in found.text
