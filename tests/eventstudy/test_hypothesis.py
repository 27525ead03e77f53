"""The result of a test has a p-value or the reason why there is none."""

import math

import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.hypothesis import HypothesisTest


def test_a_result_has_either_a_p_value_or_a_reason():
    fields = {"statistic": 1.0, "null": "", "alternative": "two-sided", "method": "m", "nobs": 3}
    with pytest.raises(EstimationError, match="a p-value, or nan and the reason"):
        HypothesisTest(pvalue=0.5, reason="no", **fields)
    with pytest.raises(EstimationError, match="a p-value, or nan and the reason"):
        HypothesisTest(pvalue=math.nan, **fields)
