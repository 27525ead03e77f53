"""Where weights make no doses there is no response to them, and the report says so in a line."""

import pytest

from analysis.errors import NothingToTestError
from analysis.findings.sure.dose import dose
from tests.cases import WEIGHTS, made_case


@pytest.mark.parametrize(
    ("weights", "why"),
    [
        (
            {"AAA": (100.0, 100.0), "BBB": (100.0, 100.0), "CCC": (0.0, 0.0), "PPP": (0.0, 0.0)},
            "two groups, and no doses",
        ),
        (dict.fromkeys(WEIGHTS, (2.0, 2.0)), "all weights are 2 %"),
    ],
    ids=["all or nothing", "equal"],
)
def test_without_doses_there_is_no_response(weights, why):
    with pytest.raises(NothingToTestError, match=why):
        dose(made_case(weights=weights))


@pytest.mark.parametrize("low", [99.0, 100.0])
def test_one_weight_between_all_and_nothing_is_a_dose(low):
    """Known between bounds, or exactly: both give a line; where weights are exact, no middle of them is spoken of."""
    weights = {"AAA": (low, 100.0), "BBB": (50.0, 50.0), "CCC": (0.0, 0.0), "PPP": (0.0, 0.0)}
    found = dose(made_case(weights=weights))
    assert found.slopes is not None
    assert ("at the middle weights" in found.caption.title) == (low < 100)
    assert ("p at most" in found.caption.title or "p below" in found.caption.title) == (low < 100)
