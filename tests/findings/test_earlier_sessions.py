"""A portfolio whose model has earlier sessions of its factors is drawn like any other; equal weights give no line."""

import matplotlib.pyplot as plt
import pytest

from analysis.errors import NotApplicableError
from analysis.findings.moved.decomposition import decomposition
from analysis.findings.sure.diagnostics import diagnostics
from analysis.findings.sure.dose import dose
from analysis.findings.sure.rolling import rolling
from tests.bundled_controls import BONDS, case_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("piece", [decomposition, rolling, diagnostics], ids=lambda piece: piece.__name__)
def test_the_figure_is_drawn(piece):
    case = case_of(BONDS)
    assert "EEM[-1]" in case.portfolio.factors
    try:
        assert piece(case).plot().figure.get_axes()
    finally:
        plt.close("all")


def test_correlations_over_time_are_those_with_the_factors_of_the_day():
    assert rolling(case_of(BONDS)).factors == ("", "IEF", "HYG", "EEM")


def test_an_earlier_session_of_a_factor_has_its_colour_and_another_hatch():
    axes = decomposition(case_of(BONDS)).plot()
    looks = {text.get_text(): patch for text, patch in zip(*_legend(axes), strict=True)}
    now, before = looks["credit"], looks["credit (1 earlier)"]
    assert now.get_facecolor() == before.get_facecolor()
    assert now.get_hatch() != before.get_hatch()
    plt.close("all")


def _legend(axes):
    legend = axes.get_legend()
    return legend.get_texts(), legend.legend_handles


def test_series_of_one_and_the_same_weight_give_no_line():
    with pytest.raises(NotApplicableError, match="all weights are 100 %"):
        dose(case_of(BONDS))
