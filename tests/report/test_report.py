"""The report: the pieces in their order, filled from results.json alone, plain to read for every outcome."""

import re
from dataclasses import replace

import pytest

from analysis.report.findings import Findings
from analysis.report.provenance import COMPUTED
from analysis.report.render import markdown_report
from analysis.report.results import results
from analysis.words.markdown import escape
from tests.cases import CASES, DRAWN_OF_FUNDS, made_case, with_own_prices
from tests.conftest import ROOT
from tests.own_prices import beside_funds, own_made
from tests.reading import OF_ITSELF, read

SECTIONS = {
    "What did the assets’ own prices do?": ["Did it happen?"],
    "When could each market first know?": ["When", "What else happened"],
    "What moved?": ["What moved"],
    "How unusual was it?": ["How unusual", "Placebo", "Joint tests", "Many tests"],
    "How sure is that?": [
        "Dose-response", "Synthetic control", "Other choices", "Had the factors reacted themselves", "Comovement",
        "Does the model fit",
    ],
    "What does it mean?": ["Verdict: cannot tell", "In plain language", "What could have been seen"],
    "Methods, data, limits": [
        "Methods", "References", "Data", "Sources", "Models", "Declared choices and defaults", "Limits",
        "How to reproduce", "How to cite",
    ],
}  # fmt: skip
"""The questions, and what is folded away under each."""
FIGURES = [e.figure for e in DRAWN_OF_FUNDS]
OWN = {"95", "100", "1", "256", "0", "16"}
"""Numbers of the report's own words: 95 % intervals, SHA-256, day 0."""


@pytest.fixture(scope="module")
def report(made):
    return markdown_report(made, drawn=FIGURES)


def test_sections_stand_in_their_order(report):
    found = {}
    for level, heading in re.findall(r"^(##|###) (.+)$", report, flags=re.MULTILINE):
        if level == "##":
            under = found[heading] = []
        else:
            under.append(heading)
    assert found == SECTIONS
    assert list(found) == list(SECTIONS)


def test_the_first_lines_say_the_claim_the_verdict_and_that_the_funds_are_proxies(report, made):
    opening = "\n".join(report.splitlines()[:5])
    assert made.study.claim.quote in opening
    assert made.verdict.headline in opening
    assert "a proxy" in opening


NOTES = {"funds": "The rule was changed when all results were known", "own": "These prices were found later"}


def test_what_is_to_be_known_of_the_verdict_stands_beside_it_once(made):
    noted = Findings(made_case(note=NOTES["funds"]))
    after = markdown_report(noted, drawn=[]).partition("## What does it mean?")[2].partition("### ")[0]
    assert f"{made.verdict.headline} " in after
    assert f"\n{NOTES['funds']}.\n" in after
    assert markdown_report(noted, drawn=[]).count(NOTES["funds"]) == 1
    assert results(noted)["study"]["notes"] == [NOTES["funds"]]
    assert results(made)["study"]["notes"] == []


def test_a_report_of_funds_tells_what_the_study_of_own_prices_within_is_to_have_known():
    case = with_own_prices()
    noted = case.itself.study.model_copy(update={"note": NOTES["own"]})
    inner = replace(case.itself, timing=replace(case.itself.timing, study=noted))
    found = Findings(replace(case, itself=inner))
    assert found.notes == (NOTES["own"],)
    assert markdown_report(found, drawn=[]).count(NOTES["own"]) == 1


def test_beside_own_prices_the_last_answer_is_said_to_be_that_of_the_funds():
    found = Findings(with_own_prices())
    assert found.answer.outcome != found.verdict.outcome
    after = markdown_report(found, drawn=[]).partition("## What does it mean?")[2]
    assert after.strip().startswith("By the funds: cannot tell. ")


def test_limits_name_the_kinds_of_prices_that_the_answers_rest_on(made, tmp_path):
    limit = "- {} can be stale, wide or late."
    own = own_made(tmp_path)
    assert limit.format("Opening prices") in markdown_report(made, drawn=[])
    assert limit.format("Quotes and published levels") in markdown_report(Findings(own), drawn=[])
    assert limit.format("Opening prices, quotes and published levels") in markdown_report(
        Findings(beside_funds(own)), drawn=[]
    )


def test_what_the_claim_says_and_no_test_asks_is_named_after_it(made):
    found = Findings(made_case(claim={"untested": "by how much"}))
    claim = read(markdown_report(found, drawn=[])).splitlines()[2]
    assert claim == f"Claim: “{found.study.claim.quote}”. Not tested: by how much. News: truce, 1 March 2023."
    assert results(found)["claim"]["untested"] == "by how much"
    assert "ested" not in markdown_report(made, drawn=[]).splitlines()[2]


def test_every_figure_is_in_the_report_once_with_its_words(report, made):
    pictures = re.findall(r"!\[(.+)\]\((.+)\)", report)
    assert sorted(path for _, path in pictures) == sorted(f"{f}.png" for f in FIGURES)
    assert pictures[0][1] == f"{made.main_figure}.png"
    alts = {e.figure: made.pieces[e.name].caption.alt for e in DRAWN_OF_FUNDS}
    assert all(read(alt) == escape(alts[path.removesuffix(".png")]) for alt, path in pictures)


def test_every_finding_of_a_figure_is_text_beside_it_or_its_caption_and_not_both(report, made):
    text = re.sub(r"^!\[.*$", "", read(report), flags=re.MULTILINE).replace("\\", "")
    for exhibit in DRAWN_OF_FUNDS:
        title = made.pieces[exhibit.name].caption.title.removesuffix(".")
        caption = re.search(
            rf"^\*\*Figure \d+\.\*\* (.+) \(\[SVG\]\({exhibit.figure}\.svg\)", text, re.MULTILINE
        ).group(1)
        assert title in text, exhibit.name
        if caption != f"{title}.":
            assert title in text.replace(caption, ""), f"{exhibit.name}: said nowhere but in the picture"
            assert made.pieces[exhibit.name].caption.alt.startswith(caption)


def test_a_figure_that_continues_another_section_has_its_finding_as_caption(report, made):
    # Prices, path and rolling correlations have no heading, beside which a finding would stand.
    for name in ("prices", "path", "rolling"):
        title = made.pieces[name].caption.title.removesuffix(".")
        assert re.search(
            rf"^\*\*Figure \d+\.\*\* {re.escape(title)}\. ", read(report).replace("\\", ""), re.MULTILINE
        ), name


def test_without_pictures_the_report_has_no_broken_ones(made):
    assert "![" not in markdown_report(made, drawn=[])


def numbers_in(text):
    """All numbers but those of hashes, of captions, and of what the report says of its methods and makers."""
    text = OF_ITSELF.sub("", text)
    for words in (
        r"\b[0-9a-f]{16}\b",
        r"^\*\*(Table|Figure) \d+\.",
        r"\(first \d+ of \d+ lines\)",
        COMPUTED.pattern,
    ):
        text = re.sub(words, "", text, flags=re.MULTILINE)
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def known_numbers(value):
    """Every number of results.json in each way in which a report may show it."""
    if isinstance(value, dict):
        return set().union(*(known_numbers(v) for v in value.values()), set())
    if isinstance(value, list):
        return set().union(*(known_numbers(v) for v in value), set(), {str(len(value))})
    if isinstance(value, str):
        return numbers_in(value) | {n.lstrip("0") for n in numbers_in(value)}
    if isinstance(value, bool) or value is None:
        return set()
    shown = {f"{abs(v):.{d}f}" for v in (value, 100 * value) for d in range(4)}
    return shown | {f"{abs(value):.2g}", f"{abs(value):g}"}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_every_number_comes_from_results_json_and_no_gap_is_left(case):
    found = Findings(CASES[case]())
    text = OF_ITSELF.sub("", markdown_report(found, drawn=FIGURES))
    assert f"Verdict: {found.verdict.outcome}" in text
    unknown = numbers_in(text) - known_numbers(results(found)) - OWN
    assert not unknown
    assert not re.search(r"None(?! is,| of )|nan|inf\b|\{\{|\}\}|undefined|  \w", text)
    assert not re.search(r"[^.]\.\.[^.]| ,|\( | \)|,,", text)


def test_the_test_of_numbers_would_find_a_typed_in_one(report, made):
    assert (
        numbers_in(report.replace("## What moved?", "## What moved?\n\n8765.43")) - known_numbers(results(made)) - OWN
    )


@pytest.mark.slow
def test_a_claimed_loss_is_reported_as_one():
    report = markdown_report(Findings(made_case(claim={"direction": "loss"})), drawn=[])
    assert "Claimed is a loss (" in report
    assert "one-sided for a loss" in report
    assert not re.search(r"one-sided for a gain|find a gain", report)


def test_a_study_of_anything_else_speaks_of_nothing_else(report):
    assert not re.search(r"\b(bonds?|shares|Armenia|Azerbaijan)\b", report)


def test_no_line_of_a_template_is_too_long_and_none_computes():
    for template in sorted((ROOT / "analysis").rglob("*.j2")):
        text = template.read_text(encoding="utf-8")
        if template.name != "report.html.j2":
            assert max(map(len, text.splitlines()), default=0) <= 200, template.name
        assert not re.search(r"{%-? *set |selectattr|rejectattr|\| *map\(", text), template.name
