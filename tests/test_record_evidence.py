"""The evidence in results.json: documented, complete, the numbers of the engine, and the report's only source."""

import datetime as dt
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from analysis.findings.evidence_tables import confounders_table, own_specification, specifications_table
from analysis.findings.record import TABLES
from analysis.findings.record_evidence import evidence_record
from analysis.findings.render import html_report, markdown_report, readme_text
from analysis.findings.results import as_dict, plain
from analysis.findings.twin import twin_path

from analysis.study.series import PORTFOLIO
from tests.evidence_cases import (
    calm,
    cases,
    confounded,
    loud,
    with_changed_pairs,
    with_checks,
    with_evidence,
    with_joint,
    with_slope,
    without_slope,
)
from tests.findings_cases import altered
from tests.test_render import OWN, Outline, known_numbers, numbers_in

CASES = ("as it is", "calm", "loud", "confounded", "not applicable", "opposite")


@pytest.fixture(scope="module")
def found(bundled):
    return cases(bundled)


@pytest.fixture(scope="module")
def record(bundled):
    return plain(evidence_record(bundled))


def report_on(found, **options):
    return markdown_report(as_dict(found), pictures=False, **options)


def section(report, title):
    return re.split(r"^## ", report.split(f"## {title}\n")[1], flags=re.MULTILINE)[0]


def test_every_part_is_documented_and_every_documented_part_is_there(record):
    table = evidence_record.__doc__.split("=\n", 1)[1]
    named = re.findall(r"^    ([a-z_]+)  +\S", table, flags=re.MULTILINE)
    assert named == list(record)


@pytest.mark.parametrize("case", CASES)
def test_every_number_of_the_report_is_in_results_json(found, case):
    results = as_dict(found[case])
    for text in (markdown_report(results, pictures=True), readme_text(results)):
        assert numbers_in(text) <= known_numbers(results) | OWN
        assert not re.search(r"None|nan|inf\b|\{\{|\}\}|undefined|  \w", text)
        assert not re.search(r"[^.]\.\.[^.]| ,|\( | \)|,,|\| \|", text)


@pytest.mark.parametrize("case", CASES)
def test_every_table_of_the_report_is_a_table_on_the_page(found, case):
    report = report_on(found[case])
    heads = len(re.findall(r"^\|[-:|]+\|$", report, flags=re.MULTILINE))
    rows = len(re.findall(r"^\| ", report, flags=re.MULTILINE))
    page = html_report(as_dict(found[case]), report, {})
    assert page.count("<table>") == heads
    assert page.count("<tr>") == rows
    Outline(page)


def test_tables_hold_a_row_for_each_thing(bundled):
    sizes = {name: len(table(bundled)) for name, table in TABLES.items()}
    evidence, study = bundled.evidence, bundled.study
    series = {e.series for e in bundled.effects.effects}
    assert sizes["joint-tests"] == sum(map(len, evidence.joint.values()))
    assert sizes["family"] == len(evidence.family)
    assert sizes["dose-response"] == len(evidence.dose.funds)
    assert sizes["synthetic-control"] == 1 + len(study.synthetic.donors)
    assert sizes["specifications"] == len(evidence.multiverse.specifications)
    assert sizes["correlations"] == math.comb(len(study.comovement.series), 2)
    assert sizes["rolling-correlation"] == len(evidence.comovement.sessions)
    assert sizes["diagnostics"] == 6 * len(series)
    story = confounders_table(bundled)["story"]
    assert len(story) - story.sum() == sum(map(len, evidence.confounders.values()))


# The window, and what else happened.


def test_the_first_window_is_taken_when_it_is_clean(record):
    assert record["primary"] == {
        "rule": "first clean window", "window": "overnight", "clean": True, "confounders": [], "passed_over": [],
    }  # fmt: skip


def with_windows(found, *windows):
    return replace(found, study=found.study.model_copy(update={"windows": windows}))


def test_windows_before_the_chosen_one_are_named_with_what_spoke_against_them(bundled):
    overnight, daily, *others = bundled.study.windows
    moved = with_windows(bundled, daily, overnight, *others)
    (passed,) = evidence_record(moved)["primary"]["passed_over"]
    assert (passed["window"], passed["holds_the_event"], len(passed["major"])) == ("day 0", True, 2)
    text = section(report_on(moved), "What else happened")
    assert "It gives the overnight window. Passed over: day 0 (Federal Reserve holds" in text


def test_a_window_that_ends_before_the_news_does_not_hold_it(bundled):
    overnight, daily, *others = bundled.study.windows
    before = daily.model_copy(update={"name": "day -1", "first": -1, "last": -1})
    (passed,) = evidence_record(with_windows(bundled, before, overnight, daily, *others))["primary"]["passed_over"]
    assert passed == {"window": "day -1", "holds_the_event": False, "major": []}


def test_without_a_clean_window_the_report_says_that_nothing_can_be_concluded(bundled):
    text = section(report_on(confounded(bundled)), "What else happened")
    assert "No window is clean." in text
    assert "no outcome but “cannot tell” may rest on it: Federal Reserve" in text


def test_other_news_is_listed_once_with_its_windows_and_series(record, bundled):
    rows = record["confounders"]
    assert len({r["what"] for r in rows}) == len(rows)
    fed = next(r for r in rows if r["what"].startswith("Federal Reserve holds"))
    assert fed["windows"] == ["day 0", "[0,+1]", "[-1,+1]", "[0,+4]"]
    assert fed["concerns"] == "all but BNO"
    assert (fed["when"], fed["weight"], fed["portfolio"]) == ("20 Sep 18:00", "major", True)
    for (series, window), entries in bundled.evidence.confounders.items():
        for entry in entries:
            (row,) = (r for r in rows if r["what"] == entry.what)
            assert window in row["windows"]
            assert series == PORTFOLIO or series in row["series"]


def test_other_news_of_the_same_story_is_told_by_window_and_the_event_itself_is_none(record, bundled):
    told = {w: s["news"] for s in record["story"] for w in s["windows"]}
    assert set(told) == {w.name for w in bundled.study.windows}
    attack, talks = "Azerbaijan's attack on Nagorno-Karabakh begins (about 13:00 in Baku)", "Talks in Yevlakh"
    assert [w for w, news in told.items() if attack in news] == ["[-1,+1]"]
    assert {w for w, news in told.items() if any(n.startswith(talks) for n in news)} == {"[0,+1]", "[-1,+1]", "[0,+4]"}
    assert not any("truce takes effect" in n for news in told.values() for n in news)
    text = section(report_on(bundled), "What else happened")
    assert (
        f"- [-1,+1] also holds, of the same story: Baku's defence ministry announces its operation; {attack};" in text
    )
    silent = replace(bundled, calendar=tuple(e for e in bundled.calendar if e.topic != "karabakh"))
    assert "of the same story" not in report_on(silent)


def test_the_table_of_confounders_tells_the_story_from_other_news(bundled):
    table = confounders_table(bundled)
    assert set(table["topic"][table["story"]]) == {"karabakh"}
    assert "karabakh" not in set(table["topic"][~table["story"]])
    assert set(table["weight"][table["story"]]) == {"major"}
    assert {"portfolio", "EMB", "PCY"} <= set(table["series"][table["story"]])


def test_news_at_the_very_close_belongs_to_what_comes_after(bundled):
    overnight, *others = bundled.study.windows
    before = others[0].model_copy(update={"name": "day -1", "first": -1, "last": -1})
    moved = with_windows(bundled, before, overnight, *others)
    for instant, held in (("2023-09-19T20:00:00+00:00", False), ("2023-09-19T19:59:00+00:00", True)):
        event = moved.study.event.model_copy(update={"instant": dt.datetime.fromisoformat(instant)})
        at_close = replace(moved, study=moved.study.model_copy(update={"event": event}))
        (passed,) = evidence_record(at_close)["primary"]["passed_over"]
        assert passed["holds_the_event"] is held


def test_no_other_news_is_said_to_be_none(bundled):
    assert "No other news is listed in any window." in report_on(calm(bundled))


# Together.


def test_tests_that_assume_independence_have_no_p_value_and_a_reason(record, bundled):
    report = section(report_on(bundled), "Together")
    for row in record["joint"]["rows"]:
        assert (row["p"] is None) == bool(row["reason"])
    assert "| BMP ‡ | 2.34 | none | 28 % |" in report
    assert "no p-value, because the securities share the event date" in report


def test_the_naive_study_is_the_one_that_cries_wolf_most(record, bundled):
    primary = bundled.evidence.joint["overnight"]
    assert record["naive"]["test"] == "BMP"
    assert record["naive"]["rejections"] == pytest.approx(max(t.rejections for t in primary))
    assert evidence_record(calm(bundled))["naive"] is None
    assert "A study that took the funds for independent" not in report_on(calm(bundled))


def test_a_test_outside_its_band_is_marked_wherever_it_stands(bundled):
    outside = with_joint(bundled, lambda w, t: {"rejections": 0.2} if w == "day 0" and t.name == "portfolio t" else {})
    results = as_dict(outside)
    report = markdown_report(results, pictures=False)
    assert results["evidence"]["joint"]["portfolio_marked"] == ["day 0"]
    assert "| Portfolio ‡ | +2.1 |" in report
    assert "| day 0 † ‡ | +2.1 |" in report
    assert re.search(r"^\| portfolio t \| 0\.38 \| 0\.37 ‡ \|", report, flags=re.MULTILINE)
    assert "out of their calibration band" in readme_text(results)
    assert "‡" not in readme_text(as_dict(bundled))


def test_a_marked_t_test_is_marked_beside_its_detectable_effect_too(bundled):
    outside = with_joint(bundled, lambda w, t: {"rejections": 0.2} if t.name == "portfolio t" else {})
    text = section(report_on(outside), "What could have been seen")
    assert "58.1 bp by the t test ‡ and" in text
    assert "‡ The t test is out of its calibration band" in text
    assert "‡" not in section(report_on(bundled), "What could have been seen")


def test_counts_of_tests_are_those_of_the_primary_window(record, bundled):
    joint, tests = record["joint"], bundled.evidence.joint["overnight"]
    valid = [t for t in tests if not t.reason]
    assert (joint["valid"], joint["calibrated"]) == (len(valid), sum(t.calibrated for t in valid))
    assert joint["significant_and_calibrated"] == 0
    assert evidence_record(loud(bundled))["joint"]["calibrated"] == 0


def test_a_test_that_could_not_be_run_is_neither_marked_nor_hidden(bundled):
    gone = {"statistic": np.nan, "pvalue": np.nan, "reason": "one value", "rejections": np.nan, "nobs": 0}
    alone = with_joint(bundled, lambda w, t: gone if t.name == "GRANK-T" else {})
    report = section(report_on(alone), "Together")
    assert "| GRANK-T | – | none | – |" in report
    assert "GRANK-T: no p-value, because one value." in report


# Many tests, and more of the bonds.


def test_the_family_counts_what_each_correction_leaves(record, bundled):
    family = record["family"]
    assert family["tests"] == family["series"] * family["windows"] == len(bundled.evidence.family)
    assert family["expected_by_chance"] == pytest.approx(0.05 * family["tests"])
    assert family["smallest"][0]["romano_wolf"] == pytest.approx(min(m.romano_wolf for m in bundled.evidence.family))
    assert set(evidence_record(loud(bundled))["family"]["significant"].values()) == {family["tests"]}


def test_a_slope_is_in_percent_of_the_assets_themselves(record, bundled):
    fit = bundled.evidence.dose.gls
    slope = record["dose"]["gls"]
    assert slope["slope_pct"] == pytest.approx(100 * fit.params[1])
    assert slope["least_pct"] <= slope["slope_pct"] <= slope["greatest_pct"]
    assert slope["p"] == pytest.approx(fit.pvalue("greater"))
    assert slope["least_pct"] < 0 < slope["greatest_pct"]
    assert slope["p_two_sided"] == 1


def test_the_sides_of_the_slopes_p_values_are_named(bundled):
    text = section(report_on(bundled), "More of the bonds")
    assert "0.81 one-sided, for a gain, and 1 two-sided, since some weights give a slope of zero." in text
    assert "Among the least-squares slopes of 509 placebo dates the event's has a one-sided p-value" in text
    assert "since some weights" not in section(report_on(with_slope(bundled, 5.0)), "More of the bonds")


def test_a_claimed_loss_looks_for_the_other_slope(bundled):
    loss = evidence_record(altered(bundled, direction="loss"))["dose"]["gls"]
    assert loss["p"] == pytest.approx(bundled.evidence.dose.gls.pvalue("less"))


def test_without_a_slope_the_reason_is_given(bundled):
    text = section(report_on(without_slope(bundled)), "More of the bonds")
    assert "There is no slope to report here: dose-response: no slope: all weights may be equal" in text


def test_placebo_funds_that_moved_as_strongly_are_named(bundled):
    text = section(report_on(bundled), "More of the bonds")
    assert "PCY and EMLC moved at least as strongly in the claimed direction, without holding any." in text
    text = section(report_on(altered(bundled, abnormal_bp=90)), "More of the bonds")
    assert "No such fund moved as strongly in the claimed direction." in text


# The twin, other choices, and what could have been seen.


def test_the_twin_is_told_with_its_donors_and_ranks(record, bundled):
    twin, evidence = record["synthetic"], bundled.evidence.synthetic
    assert sum(d["weight"] for d in twin["donors"]) == pytest.approx(1)
    assert twin["portfolio_bp"] - twin["synthetic_bp"] == pytest.approx(twin["gap_bp"])
    assert twin["in_space"]["rank"] / twin["in_space"]["units"] == pytest.approx(evidence.in_space.test.pvalue)
    dates = twin["in_time"]
    assert (1 + dates["as_far"]) / (1 + dates["dates"]) == pytest.approx(dates["p"])
    path = twin_path(bundled)
    outside = (path.gap < path.low) | (path.gap > path.high)
    assert (twin["path_days_outside"], twin["path_days"]) == (outside.sum(), len(path.days))


@pytest.mark.parametrize(("direction", "words"), [("gain", "bp or more (one-sided for a gain"), ("loss", "bp or less")])
def test_a_gap_is_compared_in_the_words_of_its_side(bundled, direction, words):
    assert words in section(report_on(altered(bundled, direction=direction)), "Synthetic twin")


def test_the_studys_own_specification_is_in_the_grid(record, bundled):
    own, primary = record["multiverse"]["own"], bundled.effects.get(PORTFOLIO, "overnight")
    assert own["t"] == pytest.approx(primary.tvalue)
    assert own["estimate_bp"] == pytest.approx(1e4 * primary.abnormal)
    assert own["model"] == own_specification(bundled)["model"] == "bonds"


def test_a_grid_without_the_studys_own_choices_has_no_own_specification(bundled):
    estimation = bundled.study.estimation.model_copy(update={"length": 199})
    other = altered(bundled, estimation=estimation)
    assert evidence_record(other)["multiverse"]["own"] is None
    assert not specifications_table(other)["own"].any()
    assert "own specification is number" not in report_on(other)


def test_specifications_are_sorted_and_so_are_the_placebo_curves(bundled):
    table = specifications_table(bundled)
    for column in ("rank", "t", "placebo_low_t", "placebo_median_t", "placebo_high_t"):
        assert table[column].is_monotonic_increasing
    assert (table["placebo_low_t"] < table["placebo_median_t"]).all()
    draws = np.sort(bundled.evidence.multiverse.placebo_tvalues, axis=1)
    inside = (draws >= table["placebo_low_t"].to_numpy()) & (draws <= table["placebo_high_t"].to_numpy())
    assert inside.mean() == pytest.approx(0.95, abs=0.01)


def test_significant_specifications_are_those_in_the_claimed_direction(bundled):
    up = evidence_record(loud(bundled))["multiverse"]
    assert (up["significant"], up["opposite"]) == (up["specifications"], 0)
    loss = altered(loud(bundled), direction="loss")
    down = evidence_record(loss)["multiverse"]
    assert (down["significant"], down["opposite"]) == (0, up["specifications"])


def test_the_decisive_choice_has_the_largest_spread_of_medians(record):
    grid = record["multiverse"]
    assert grid["decisive"]["spread"] == max(d["spread"] for d in grid["dimensions"])
    for dimension in grid["dimensions"]:
        assert sum(c["specifications"] for c in dimension["choices"]) == grid["specifications"]


def test_power_at_the_implied_effects_lies_between_alpha_and_that_at_the_detectable_one(record):
    for implied in record["sight"]["implied"]:
        assert 0.04 < implied["power_low"] <= implied["power_high"] < 0.8  # the placebo test's own level is below 0.05
        assert 0.05 < implied["t_power_low"] < implied["t_power_high"] < 0.8


def test_a_move_that_would_be_seen_is_said_to_be(bundled):
    sight = evidence_record(altered(bundled, weight_pct=100.0))["sight"]
    judged = next(i for i in sight["implied"] if i["judged"])
    assert judged["power_low"] > 0.999
    assert judged["equivalence"]["ruled_out"]
    assert sight["ruled_out_move_low_pct"] == pytest.approx(sight["ruled_out_from_bp"] / 100)


def test_needed_moves_are_detectable_effects_over_weights(record):
    for fund in record["sight"]["funds"]:
        low, high = fund["weight_low_pct"], fund["weight_high_pct"]
        for needed, weight in ((fund["needed_low_pct"], high), (fund["needed_high_pct"], low)):
            assert needed == (pytest.approx(fund["detectable_bp"] / weight) if weight else None)


def test_funds_that_hold_nothing_could_show_nothing(bundled):
    nothing = altered(bundled, weight_pct=0.0)
    text = section(report_on(nothing), "What could have been seen")
    assert "no effect to rule out" in text
    assert "| Portfolio of targets | – | 0.00 | 0.00 | 65.2 | – |" in text


# Comovement, and the models.


def test_changed_pairs_are_named_and_others_counted(record, bundled):
    (changed,) = record["comovement"]["changed"]
    assert (changed["first"], changed["second"]) == ("EMB", "PCY")
    assert "EMB and PCY, 0.98 to 0.85" in section(report_on(bundled), "Comovement")
    assert evidence_record(calm(bundled))["comovement"]["changed"] == []


def test_a_change_that_rests_on_one_session_is_said_to(record, bundled):
    (changed,) = record["comovement"]["changed"]
    assert (changed["session"], changed["lasts"], record["comovement"]["lasting"]) == ("2023-10-31", False, 0)
    rests = "The change of EMB and PCY rests on one session, 2023-10-31: without it the change does not survive"
    assert rests in section(report_on(bundled), "Comovement")
    lasting = with_changed_pairs(bundled, [(5, 0)])
    assert "The change of EMB and PCY outlasts its most influential session" in section(
        report_on(lasting), "Comovement"
    )
    too_few = with_changed_pairs(bundled, [(5, 0)], session="")
    assert evidence_record(too_few)["comovement"]["changed"][0]["lasts"]
    assert "The sessions are too few to leave one out and compare EMB and PCY again." in report_on(too_few)


def test_the_eve_is_the_last_session_before_day_0(record, bundled):
    rolling, together = record["comovement"]["rolling"], bundled.evidence.comovement
    assert rolling["eve"] == "2023-09-19"
    row = list(together.sessions.strftime("%Y-%m-%d")).index("2023-09-19")
    assert [p["eve"] for p in rolling["pairs"]] == pytest.approx(together.rolling[row])


def test_a_single_fund_has_no_mean_correlation(bundled):
    together = bundled.evidence.comovement
    one = replace(together.members, series=1, mean_correlation=np.nan, by_variance=1.0, by_eigenvalues=1.0)
    alone = with_evidence(bundled, comovement=replace(together, members=one))
    assert "The portfolio is one fund" in section(report_on(alone), "Together")


def test_each_failed_check_is_told_with_what_answers_it(bundled):
    text = section(report_on(bundled), "Does the model fit")
    assert "fails three of six checks at 5 %" in text
    assert "- Heteroskedasticity: the variance changes over time" in text
    everything = with_checks(bundled, **dict.fromkeys(("autocorrelation", "leverage", "influence"), False))
    text = section(report_on(everything), "Does the model fit")
    assert len(re.findall(r"^- ", text, flags=re.MULTILINE)) == 6
    assert "passes all six checks" in section(report_on(calm(bundled)), "Does the model fit")


def test_a_check_that_does_not_apply_says_why(bundled):
    text = report_on(with_checks(bundled, stability=None))
    assert "| – | – | not applicable: defined for least squares |" in text
    assert "fails two of five checks" in text


def test_other_estimators_stand_beside_the_first(record, bundled):
    first = record["variants"][0]
    assert first["abnormal_bp"] == pytest.approx(1e4 * bundled.effects.get(PORTFOLIO, "overnight").abnormal)
    assert [v["model"] for v in record["variants"]] == ["ols", "huber", "garch"]


def test_what_the_calendar_says_is_never_markup(bundled):
    nasty = "a | b <img src=x onerror=1> ![p](q) **bold**"
    entries = {k: tuple(replace(e, what=nasty) for e in v) for k, v in bundled.evidence.confounders.items()}
    evil = with_evidence(bundled, confounders=entries)
    outline = Outline(html_report(as_dict(evil), report_on(evil), {}))
    assert all(a.startswith("#") for a in outline.addresses)
    assert any(nasty in words for words in outline.words)


def test_a_significant_slope_is_told_as_one(bundled):
    from analysis.findings.captions_evidence import dose_caption

    for direction, more, less in (("gain", "gained more", "gained less"), ("loss", "lost more", "lost less")):
        claimed = altered(bundled, direction=direction)
        sign = claimed.study.claim.sign
        assert more in dose_caption(with_slope(claimed, 5.0 * sign)).title
        assert less in dose_caption(with_slope(claimed, -5.0 * sign)).title
        assert "No dose-response can be seen: +0.0 %" in dose_caption(with_slope(claimed, 0.0)).title
