"""The last step speaks for the assets' own prices where a study has them, and says why not where it has none."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.axes import Axes

from analysis.errors import NotApplicableError
from analysis.findings.itself.conclusion import Conclusion
from analysis.findings.itself.control import Control
from analysis.findings.itself.countries import Countries
from analysis.findings.piece import NotComputed
from analysis.findings.steps.meaning import Meaning
from analysis.findings.unusual.placebo import placebo
from analysis.findings.when.news import news
from analysis.findings.when.timeline import timeline
from analysis.report.findings import Findings
from tests.cases import FACTORS, LIKE, declared, made_case, made_timing, own_prices, with_own_prices
from tests.reading import read

OF_OWN_PRICES = ("conclusion", "issuers", "countries", "control", "resolution")
BESIDE_FUNDS = ("conclusion", "resolution", "funds")


@pytest.fixture(scope="module")
def both():
    """Of a study that has own prices, which gained, and funds, which can see nothing so small."""
    return Meaning(with_own_prices())


# Where there are own prices beside funds


@pytest.mark.parametrize("name", ["news", "timeline", "placebo"])
def test_what_the_funds_verdict_rests_on_is_said_of_that_verdict_alone(name):
    """The one on the first screen is by other prices, of other windows and with other comparisons."""
    beside = made_case(itself="own")
    said = beside.timing.once({"news": news, "timeline": timeline}[name]) if name != "placebo" else beside.once(placebo)
    assert "The funds' verdict rests on" in read(said.text)
    assert "The verdict rests on" not in read(said.text)


def test_figures_of_the_funds_verdict_say_whose_it_is():
    beside = made_case(itself="own")
    assert beside.once(placebo).caption.title.startswith("By the funds the event does not stand out: ")
    assert beside.timing.once(timeline).caption.subtitle.endswith(", on which the funds' verdict rests")


def test_the_outcome_is_that_of_the_own_prices_and_the_funds_stand_beside(both):
    assert both.happened.answer == "yes"
    assert both.outcome == both.conclusion.outcome == both.issuers.whole.outcome == "supported"
    assert both.funds is both.verdict
    assert both.funds.outcome == "cannot tell"


def test_the_reasons_are_those_of_the_own_prices(both):
    assert both.reasons == both.issuers.whole.verdict.reasons
    assert both.reasons != both.funds.reasons


def test_the_step_says_both_answers_in_a_line_and_shows_them_in_a_notebook(both):
    assert both.summary() == both.conclusion.headline
    assert repr(both).startswith("<Meaning: Did it happen? Yes: the widgets did gain")
    assert len(repr(both)) < 200
    assert both._repr_html_() == both.conclusion._repr_html_()


def test_the_steps_table_is_issuer_by_issuer(both):
    pd.testing.assert_frame_equal(both.table(), both.issuers.table())


def test_the_steps_figure_shows_what_own_prices_and_funds_could_see(both):
    axes = both.plot()
    assert isinstance(axes, Axes)
    assert both.resolution.caption.title == "Own prices of the widgets see a move of 0.3 %; the funds see 35 %"


def test_all_pieces_are_there(both):
    assert isinstance(both.conclusion, Conclusion)
    assert isinstance(both.countries, Countries)
    assert isinstance(both.control, Control)
    assert both.countries is both.countries


def test_a_report_and_the_step_give_the_same_answer(both):
    assert Findings(both.case).answer is both.conclusion


# Where there are none


def test_without_own_prices_the_answer_is_the_verdict():
    v = Meaning(made_case())
    assert (v.outcome, v.reasons, v.summary()) == (v.verdict.outcome, v.verdict.reasons, v.verdict.summary())
    assert v.funds is v.verdict
    assert v.happened.answer == "not observed"


@pytest.mark.parametrize("name", OF_OWN_PRICES)
def test_a_piece_of_own_prices_says_that_a_study_has_none_and_what_to_do(name):
    says = "made: the assets' own prices: the study has none, only proxies; declare a study of them"
    with pytest.raises(NotApplicableError, match=re.escape(says)):
        getattr(Meaning(made_case()), name)


def test_where_they_are_declared_and_missing_their_files_are_named(tmp_path):
    case = made_case(itself="own", folder=tmp_path)
    with pytest.raises(NotApplicableError, match=r"own prices: not there: .*study\.toml; put them there"):
        _ = Meaning(case).issuers


# Where there is nothing else


def test_where_the_portfolio_is_the_assets_themselves_the_verdict_is_by_them():
    v = Meaning(own_prices())
    assert v.outcome == v.verdict.outcome == v.issuers.whole.outcome == "supported"
    assert v.happened.answer == "yes"


@pytest.mark.parametrize("name", BESIDE_FUNDS)
def test_a_piece_about_funds_says_that_there_are_none(name):
    with pytest.raises(NotApplicableError, match="made: proxies: the study has none: its portfolio is the assets"):
        getattr(Meaning(own_prices()), name)


def test_beside_like_series_alone_there_is_no_difference_to_neighbours_to_tell():
    there = ("AAA", *LIKE, *FACTORS)
    v = Meaning(
        made_case(
            instruments=[i for i in declared()["instruments"] if i["ticker"] in there],
            portfolio={"members": ["AAA"]},
            multiverse={"portfolios": {"it": ["AAA"]}},
            comovement={"series": ["AAA", *LIKE, *FACTORS]},
            synthetic={"donors": ["PPP", "FFF"]},
            weights={"AAA": (100.0, 100.0), "PPP": (0.0, 0.0)},
        )
    )
    assert [line.group for line in v.countries.lines] == ["own", "own", "alike"]
    assert list(v.countries.tables()) == ["countries"]
    assert "| PPP |" in v.countries.text
    assert "neighbours" not in v.countries.text


def test_a_day_before_without_news_of_the_story_is_no_control_and_says_so_in_its_place():
    own = own_prices()
    v = Meaning(replace(own, timing=made_timing(own.study, calendar=())))
    assert isinstance(v.control, NotComputed)
    assert "no major news of the same story fell on it" in v.control.reason
