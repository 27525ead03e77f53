"""The effects as tables, in words, and with the marks that say how they may be read."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import StudyError
from analysis.findings.unusual.effects import effects
from analysis.findings.unusual.joint import joint
from analysis.measure.effects import measure
from tests.cases import CALENDAR, declared, made_case

WINDOWS = ["overnight", "day 0", "[-1,+1]"]


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def piece(case):
    return case.once(effects)


def with_instrument(ticker, **changes):
    """Declared instruments, of which one is another."""
    return [i | (changes if i["ticker"] == ticker else {}) for i in declared()["instruments"]]


# Numbers


def test_every_series_stands_with_its_measured_numbers_in_every_window(case, piece):
    measured, told = case.once(measure), piece.told["abnormal_returns"]
    assert len(told) == len(measured.effects) == 8 * 3
    for line in told:
        effect = measured.get(line["series"], line["window"])
        assert line["primary"] == (line["window"] == "overnight")
        assert line["abnormal_bp"] == pytest.approx(1e4 * effect.abnormal)
        assert (line["low_bp"], line["high_bp"]) == pytest.approx([1e4 * b for b in effect.interval])
        assert line["placebo_p"] == line["placebo_p_greater"] == pytest.approx(effect.placebo.pvalue("greater"))
        assert line["placebo_p_less"] == pytest.approx(effect.placebo.pvalue("less"))
        assert line["eve_sd_bp"] == pytest.approx(1e4 * effect.placebo.scale)
        ends = [1e4 * b if np.isfinite(b) else None for b in effect.placebo.conf_int(0.05)]
        assert [line["placebo_low_bp"], line["placebo_high_bp"]] == pytest.approx(ends)
        assert line["detectable_t_bp"] == pytest.approx(1e4 * effect.detectable_by_t)
        assert line["detectable_bp"] == pytest.approx(1e4 * effect.detectable(1))


def test_an_effect_is_the_measured_one(case, piece):
    assert piece.get("AAA", "day 0") is case.once(measure).get("AAA", "day 0")
    with pytest.raises(KeyError, match=r"AAA was not measured in the window 'week'"):
        piece.get("AAA", "week")


def test_the_table_is_whole_or_that_of_one_window(piece):
    assert piece.table()["window"].to_list() == WINDOWS * 8
    daily = piece.table("day 0")
    assert set(daily["window"]) == {"day 0"}
    assert daily["series"].to_list() == piece.table()["series"].unique().tolist()
    assert daily.index.tolist() == list(range(8))


def test_a_window_that_the_study_does_not_have_is_refused_with_those_that_it_has(piece):
    with pytest.raises(StudyError, match=r"'week' is no window of the study; allowed: overnight, day 0, \[-1,\+1\]"):
        piece.table("week")


@pytest.mark.parametrize(("changes", "column"), [
    ({}, "placebo_p_greater"),
    ({"claim": {"direction": "loss"}}, "placebo_p_less"),
    ({"claim": {"direction": "move"}}, "placebo_p_two_sided"),
    ({"gain": -0.01}, "placebo_p_less"),  # contradicted: the report looks the other way
])  # fmt: skip
def test_the_p_value_shown_is_that_of_the_direction_in_which_the_report_looks(changes, column):
    piece = made_case(**changes).once(effects)
    assert (piece.table()["placebo_p"] == piece.table()[column]).all()
    assert piece.looking.sided in piece.columns


@pytest.mark.parametrize(("gain", "moved"), [(0.0, 0), (0.01, 3), (-0.01, 3)])
def test_targets_count_as_moved_when_their_interval_in_the_primary_window_excludes_zero(gain, moved):
    told = made_case(gain=gain).once(effects).told
    assert (told["targets"], told["targets_moved"], told["members"]) == (3, moved, 3)


def test_every_coefficient_of_every_model_is_told(case, piece):
    models = piece.told["models"]
    # Portfolio and five funds with a constant and two factors, two factors with a constant; two kinds of return.
    assert len(models) == 2 * (6 * 3 + 2)
    fit = case.once(measure).model("BBB")
    own = [m for m in models if (m["series"], m["returns"]) == ("BBB", "overnight")]
    assert [m["coefficient"] for m in own] == ["const", "FFF", "GGG"]
    assert [m["value"] for m in own] == pytest.approx(fit.params)
    assert own[0]["sigma_bp"] == pytest.approx(1e4 * np.sqrt(fit.sigma2))


def test_the_figures_numbers_are_the_lines_of_the_shown_windows(piece):
    numbers = piece.numbers().frame
    assert set(numbers["window"]) == {"overnight", "day 0"}
    assert list(numbers) == list(piece.table())


# Words


def test_the_primary_and_the_daily_window_are_shown_and_the_portfolio_in_all(piece):
    shown = piece.shown()
    assert list(shown) == ["primary", "daily", "portfolio"]
    assert [len(t.frame) for t in shown.values()] == [8, 8, 3]
    assert "Abnormal returns. Overnight: previous close to open" in piece.text
    assert "Abnormal returns. Day 0 †: close to close" in piece.text


def test_where_the_verdict_rests_on_the_day_one_window_is_shown():
    daily = made_case(windows=declared()["windows"][1:], multiverse={"windows": ["day 0"]}, calendar=CALENDAR[:2])
    assert list(daily.once(effects).shown()) == ["primary", "portfolio"]


def test_windows_with_other_major_news_are_marked_and_say_which(piece):
    marked = piece.shown()["portfolio"].frame["window"].to_list()
    assert marked == ["overnight", "day 0 †", "[-1,+1] †"]
    assert "cannot be laid to the event alone: A rate decision." in piece.text
    assert "† holds other major news, so its numbers cannot be laid to the event alone." in piece.note
    # The decision concerns rates and bonds of emerging countries, not their shares, nor the second factor.
    assert "Other major news does not touch RRR and GGG: other markets, or closed before it." in piece.text


def test_without_other_news_there_are_no_marks():
    quiet = made_case(calendar=CALENDAR[1:2], multiverse={"leave_out": [[]]}).once(effects)
    assert quiet.shown()["portfolio"].frame["window"].to_list() == WINDOWS
    assert "†" not in quiet.text
    assert quiet.legend == ""


def test_a_t_test_outside_its_band_is_marked_wherever_it_stands(case, piece):
    assert piece.marked == frozenset(case.once(joint).portfolio_marked)
    marked, sound = (replace(piece, marked=frozenset(windows)) for windows in (["day 0"], []))
    assert marked.shown()["daily"].frame["series"][0] == "Portfolio ‡"
    assert marked.shown()["primary"].frame["series"][0] == "Portfolio"
    assert marked.shown()["portfolio"].frame["window"].to_list() == ["overnight", "day 0 † ‡", "[-1,+1] †"]
    assert "rely on placebo p" in marked.note
    assert marked.legend in marked.text
    assert "The section “Joint tests” shows how far." in marked.text
    assert "‡" not in sound.text + sound.note


def test_marks_stay_out_of_the_files(piece):
    marked = replace(piece, marked=frozenset(WINDOWS))
    assert marked.tables()["effects"].to_csv() == piece.tables()["effects"].to_csv()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"bars": "closes"}, "there are no opening prices"),
        ({"exchange": "XLON"}, "on their own exchange this window does not hold the same news"),
    ],
)
def test_a_series_that_is_not_measured_in_a_window_is_named_with_the_reason(changes, reason):
    donors = {"donors": ["PPP", "FFF"]}
    piece = made_case(instruments=with_instrument("RRR", **changes), synthetic=donors).once(effects)
    assert f"Not measured in this window: RRR, because {reason}." in piece.text
    assert "RRR" not in set(piece.table("overnight")["series"])
    assert "RRR" in set(piece.table("day 0")["series"])
