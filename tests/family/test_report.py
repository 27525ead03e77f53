"""The family's report: whole, without holes, in words of its own, whatever the family has or lacks."""

import json
import re

import numpy as np
import pytest

from analysis.family.findings import FamilyFindings
from analysis.family.pieces.adds import NUMBERS, adds
from analysis.family.pieces.others import others
from analysis.report.render import markdown_report
from analysis.report.results import files, results
from analysis.report.write import write_findings
from analysis.study.series import PORTFOLIO
from analysis.words.numbers import bp, p_value
from tests.cases import made_case
from tests.family.made import DAYS, effects, event, events, family_case, made_family, planted

CASES = {
    "found": lambda: family_case(planted(effects(0.005))),
    "the opposite": lambda: family_case(planted(effects(-0.005))),
    "nothing": lambda: family_case(planted({})),
    "hangs on one": lambda: family_case(planted({DAYS[0]: -0.03})),
    "one kind": lambda: family_case(planted({}), made_family(kinds={"truce": "gain"})),
    "one event": lambda: family_case(planted({}), made_family([event(DAYS[0]), event("2024-01-11")])),
    "all contaminated": lambda: family_case(
        planted({}), made_family([event(day, contaminated="figures") for day in DAYS[:3]])
    ),
    "all decide": lambda: family_case(
        planted({}), made_family(events(contaminated="figures"), rule={"decides": "all"})
    ),
    "no comparison": lambda: family_case(
        made_case(), made_family(panels=[{"name": "widget funds", "study": "../made", "window": "day 0"}])
    ),
}


def flat(text):
    """Text in one line, its blanks plain."""
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.fixture(scope="module", params=CASES)
def found(request):
    return FamilyFindings(CASES[request.param]())


def test_no_sentence_has_a_hole_and_no_word_is_another_familys(found):
    text = markdown_report(found, drawn=[])
    text, _, foot = text.partition("## References")
    marks = ("|", "claimcheck", "```", "S = ", "Not installed?")
    prose = "\n".join(line for line in text.splitlines() if not line.startswith(marks))
    for hole in ("nan", "None", "inf ", "  ", "()", " ,", " .", "..", "{{", ": ;"):
        assert hole not in prose, (hole, [line for line in prose.splitlines() if hole in line])
    assert not re.search(r"Armenia|Karabakh|\bbonds?\b|escalation", text + foot)


def test_a_report_of_a_family_names_its_sources_versions_and_how_to_cite_it(found):
    foot = markdown_report(found, drawn=[]).partition("## References")[2]
    listed = [line.removeprefix("- ") for line in foot.splitlines() if line.startswith("- ")]
    assert [f"{name} (" in " ".join(listed) for name in ("Wilcoxon", "Cameron, Gelbach, Miller", "Holm")] == [True] * 3
    assert "Computed with Python" in flat(foot)
    assert foot.rstrip().endswith("Family: A made family.")


def test_results_are_plain_and_list_every_file(found):
    content = results(found)
    json.dumps(content, allow_nan=False)
    assert content["study"]["kind"] == "family"
    assert content["files"] == files(found)
    assert [f["stem"] for f in content["figures"]] == ["each-event", "pooled", "by-number"]


def test_words_of_the_files_are_words_wherever_they_are_told():
    hostile = "a $x$ [b](c) <i>d</i> | *e*"
    found = FamilyFindings(
        family_case(planted(effects(0.005)), made_family(events(name=hostile, contaminated=hostile)))
    )
    text = markdown_report(found, drawn=[])
    assert "[b](c)" not in text
    assert "<i>" not in text
    found.pieces["each"].plot().get_figure().canvas.draw()


@pytest.mark.slow
def test_every_figure_is_drawn(found):
    for exhibit in found.drawn:
        assert found.pieces[exhibit.name].plot().get_figure().axes


def test_the_answer_says_what_it_hangs_on_and_what_is_left_without_it():
    told = FamilyFindings(CASES["hangs on one"]()).answer
    assert told.hangs_on == (f"raid of {DAYS[0]}",)
    assert "By the rule, yes; but one of six events carries it: without" in told.headline
    (whole, *_) = rest = told.first.rest
    lost = f"without “raid of {DAYS[0]}” it is not so, and the five others average {bp(whole.test.effect)}"
    assert lost in told.headline
    turned = next(said for said in told.reasons() if said.startswith("The answer is another without"))
    judged = told.first
    (tests,) = [tests for _, outcome, tests in judged.without_each if outcome != told.outcome]
    lost = [f"{judged.measured.label(t.key)} {p_value(t.pvalue())}" for t in tests if t.pvalue() > 0.05]
    assert lost
    assert f"({', '.join(lost)})" in turned
    left = next(said for said in told.reasons() if said.startswith(f"Without raid of {DAYS[0]} five events are left"))
    assert f"{bp(whole.test.effect)}, {p_value(whole.pvalue())}" in left
    found = told.told["rest"]
    assert (found["events"], found["outcome"]) == (5, "not found")
    assert [t["effect_bp"] for t in found["tests"]] == pytest.approx([1e4 * t.test.effect for t in rest], abs=1e-3)


@pytest.mark.parametrize(("known", "said"), [([f"raid of {DAYS[0]}"], True), ([f"truce of {DAYS[1]}"], False)])
def test_it_says_where_the_rules_were_written_with_the_events_known_that_carry_it(known, said):
    case = family_case(planted({DAYS[0]: -0.03}), made_family(known=known))
    assert (", known before the rules:" in FamilyFindings(case).answer.headline) == said


def test_what_is_not_significant_is_not_called_absent():
    told = FamilyFindings(CASES["nothing"]()).answer
    assert told.outcome == "not found"
    assert told.headline.startswith("Nothing is significant, on widget funds: over six clean events")
    # The portfolio's own test is significant, less like funds it is not: that is not nothing.
    shared = FamilyFindings(family_case(planted(effects(0.005), shared=True))).answer
    assert shared.headline.startswith("Not every test is significant")


def test_the_first_screen_has_the_picture_and_what_was_asked():
    found = FamilyFindings(CASES["hangs on one"]())
    text = markdown_report(found, drawn=["each-event", "pooled", "by-number"])
    first, rest = text.split("## ", 1)
    assert "each-event.png" in first
    assert "each-event.png" not in rest
    lines = found.opening_tables()[0].frame.set_index("asks")
    tests = found.answer.first.deciding
    assert lines.loc["Less like funds", "value"] == f"{bp(tests[1].test.effect)}, {p_value(tests[1].pvalue())}"
    assert lines.loc["Not asked: no one event carries it", "value"] == "1 of 6 carry it"
    assert lines.loc["Not asked: tests that allow for wild days", "value"] == "none of 4 significant"
    assert list(lines["met"]) == ["yes", "yes", "no", "no"]


def test_the_plain_mean_and_median_stand_beside_the_average_by_which_the_rule_decides():
    told = FamilyFindings(CASES["hangs on one"]()).answer
    events, scores = told.first.primary.events, told.first.measured.scores[PORTFOLIO]
    moves = [told.first.sign(p) * scores.scaled[p.row] * scores.noise[p.row] for p in events]
    assert f"abnormal returns is {bp(np.mean(moves))}, their median {bp(np.median(moves))}" in " ".join(told.reasons())
    assert f"the median {bp(np.median(moves))}" in told.headline
    # One of the six carries the mean: an interval of one common effect is not the interval of any event.
    assert "if all had moved alike: they did not" in told.headline


def test_tests_that_allow_for_wilder_event_days_stand_in_the_answer():
    # One of six events carries the mean: neither signs nor the events' own dispersion say that it is news of a kind.
    steady = FamilyFindings(CASES["hangs on one"]()).answer.steady
    assert set(steady) == {"BMP", "sign", "Wilcoxon", "wild bootstrap"}
    assert min(steady.values()) > 0.05
    assert max(FamilyFindings(CASES["found"]()).answer.steady.values()) < 0.05


def test_single_events_are_told_with_what_chance_gives_and_what_a_correction_leaves():
    piece = FamilyFindings(CASES["hangs on one"]()).pieces["each"]
    said = piece.context()
    assert said["by_chance"] == pytest.approx(0.05 * 6)
    p = piece.shown()["each"].frame["p_claim"].min()
    assert said["corrected"] == ([f"raid of {DAYS[0]}"] if 6 * p <= 0.05 else [])
    assert "where chance alone gives 0.3" in piece.text


def test_power_is_told_as_a_probability_and_not_as_a_limit_of_sight():
    text = markdown_report(FamilyFindings(CASES["nothing"]()), drawn=[])
    assert "would not be found" not in text
    assert "is the smallest effect that is found" not in text
    piece = adds(CASES["nothing"]())
    hardest = piece.context()["hardest"]
    said = (
        f"an average effect below {hardest:.1f} bp, which some test of the rule finds with less than 80 % probability"
    )
    assert said in flat(text)
    assert "The portfolio's test alone finds an average of" in piece.caption.title


def test_the_report_says_how_its_interval_and_effect_are_made():
    text = flat(markdown_report(FamilyFindings(CASES["found"]()), drawn=[]))
    assert "their two-sided 95 % interval, the effects that this test does not reject" in text
    assert r"\hat\delta = \frac{S}{\frac{1}{N} \sum_i 1 / \sigma_i}" in text


def test_it_says_how_to_reproduce_itself_in_the_words_of_every_other_report():
    text = markdown_report(FamilyFindings(CASES["found"]()), drawn=[])
    assert "claimcheck run made-family      #" in text
    assert "claimcheck verify made-family   #" in text


def test_kinds_are_exchanged_exactly():
    case = CASES["found"]()
    kinds = others(case).kinds["widget funds", "clean"]
    # All three truces have higher scores than all three raids: the one way of 20.
    assert (kinds.gains, kinds.losses, kinds.pvalue, kinds.least) == (3, 3, 1 / 20, 1 / 20)


def test_the_smallest_effect_falls_as_one_over_the_root_of_the_number():
    sizes = adds(CASES["nothing"]()).curves["portfolio"]
    assert sizes[0] / sizes[NUMBERS.index(10)] == pytest.approx(10**0.5, rel=0.15)


@pytest.mark.slow
def test_writing_twice_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_findings(FamilyFindings(CASES["found"]()), tmp_path / name)
    one, two = (
        {p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()}
        for name in ("one", "two")
    )
    assert one == two
    assert (tmp_path / "one" / "report.html").stat().st_size > 10_000
