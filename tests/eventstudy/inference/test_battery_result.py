"""What the battery returns: a table, a summary, and each test by its name and place."""

import pytest

from analysis.errors import EstimationError
from tests.eventstudy.inference.panels import NAMES, WINDOW, one_date, run


def test_results_are_a_table_with_a_row_for_each_test_and_place():
    result = run(one_date(3))
    table = result.to_frame()
    assert len(table) == len(NAMES) * (4 + 2)
    assert list(table["measure"].unique()) == ["AR", "CAR"]
    assert table["reason"].ne("").eq(table["pvalue"].isna()).all()
    one = result.test("adjusted BMP", window=WINDOW).to_frame()
    assert one["test"].tolist() == ["adjusted BMP"]
    assert one["df"].tolist() == ["2"]


def test_the_summary_names_reasons_and_cautions():
    text = run(one_date(3)).summary()
    assert text.startswith("3 of 3 events share event-window days")
    assert "CAR [-1, 2]" in text
    assert "  BMP: not applicable: assumes independent events" in text
    assert "(two-sided, F(3, 106)), N = 3; caution: over-rejects" in text


def test_a_test_is_found_by_name_and_place():
    result = run(one_date(3))
    with pytest.raises(EstimationError, match="no 'BMPs'"):
        result.test("BMPs", day=0)
    with pytest.raises(EstimationError, match="no 'BMP' for"):
        result.test("BMP", window=(0, 9))
    with pytest.raises(EstimationError, match="a day or a window"):
        result.test("BMP")
