"""Report and README: filled from results.json alone, no number of their own, and plain to read for every outcome."""

import json
import re
from html.parser import HTMLParser

import pytest

from analysis.findings.plots import FIGURES
from analysis.findings.render import escape, html_report, markdown_report, readme_text
from analysis.findings.results import as_dict, to_json
from tests.findings_cases import altered, outcomes

SECTIONS = (
    "The claim", "Verdict: cannot tell", "In plain language", "When", "What else happened", "What moved",
    "How unusual", "Placebo", "Together", "Many tests", "More of the bonds", "Synthetic twin", "Other choices",
    "What could have been seen", "Comovement", "Does the model fit", "Declared choices", "Data", "How to reproduce",
)  # fmt: skip
DRAWINGS = {e.stem: f"<svg>{e.stem}</svg>".encode() for e in FIGURES}
OWN = {"95", "100", "1", "256", "0"}
"""Numbers of the report's own words: 95 % intervals, "100 bp are 1 %", SHA-256, day 0."""


@pytest.fixture(scope="module")
def results(bundled):
    """As a reader of the file gets them."""
    return json.loads(to_json(as_dict(bundled)))


@pytest.fixture(scope="module")
def report(results):
    return markdown_report(results, pictures=True)


def test_sections_stand_in_their_order(report):
    assert tuple(re.findall(r"^## (.+)$", report, flags=re.MULTILINE)) == SECTIONS


def test_the_first_lines_say_the_verdict_and_that_the_funds_are_proxies(report, results):
    opening = "\n".join(report.splitlines()[:5])
    assert results["study"]["question"] in opening
    assert results["verdict"]["headline"] in opening
    assert "a proxy" in opening


def test_evidence_rivals_choices_and_data_are_all_there(report, results):
    for e in results["event"]["evidence"]:
        assert e["contribution"] in report
    for ruled_out in results["event"]["ruled_out"]:
        assert ruled_out["reason"] in report
    for reason in (*results["verdict"]["reasons"], *results["verdict"]["settle"]):
        assert reason in report
    for f in results["data"]["files"]:
        assert f["sha256"][:16] in report
    assert f"| random seed | {results['study']['seed']} |" in report


def test_effects_are_told_with_their_dates_and_with_what_the_verdict_could_detect(report, results):
    head = "| raw | abnormal | 95 % interval | t | p (two-sided) | placebo p (one-sided) | dates | detectable |"
    verdict, block = results["verdict"]["detectable_bp"], readme_text(results)
    for text in (report, block):
        assert head in text
        assert re.search(rf"^\| overnight \| .* \| 0\.39 \| 509 \| {verdict:.1f} \|$", text, flags=re.MULTILINE)
        assert re.search(r"^\| \[0,\+1\] † \| .* \| 256 \| 128\.7 \|$", text, flags=re.MULTILINE)
        assert "Placebo p = (1 + k) / (1 + M)" in text
        assert "windows of several days use dates so far apart that they do not overlap" in text


def test_nothing_is_promised_that_the_study_does_not_keep(report):
    for words in (
        "before any result",
        "without news",
        "does not need a constant variance",
        "nothing to do with the event",
    ):
        assert words not in report
    assert "clear of this story's own news and of no other" in report
    assert "for each of two one-sided tests: one for a gain, as claimed, and one for the opposite" in report
    assert "Romano and Wolf's p-values are approximate" in report
    assert "windows of several days overlap there, so these p-values are approximate" in report


def test_every_fund_stands_with_the_dates_of_its_lists(report, results):
    for w in results["weights"]:
        assert f"| {w['ticker']} | {w['lists'] or 'none'} | {w['low_pct']:.2f} | {w['high_pct']:.2f} |" in report
    assert "Where there is no list, the fund's rules say that it holds none." in report


def test_power_before_looking_and_what_is_ruled_out_after_are_told_apart(report):
    assert "5.1 % to 5.9 % probability by the placebo test (6.1 % to 8.6 % by the t test)" in report
    assert "The probabilities say, before looking at the event," in report
    assert "“Ruled out” says, after looking, which effects" in report
    assert "which is a 90 % interval" in report


def test_columns_with_other_major_news_are_marked(report):
    assert "### Overnight: previous close to open" in report
    assert "### Day 0 †: close to close" in report
    assert "| overnight | " in report
    assert "| day 0 † | " in report


def numbers_in(text):
    without_hashes = re.sub(r"\b[0-9a-f]{16}\b", "", text)
    return set(re.findall(r"\d+(?:\.\d+)?", without_hashes))


def known_numbers(value):
    """Every number of results.json in each way in which a report may show it."""
    if isinstance(value, dict):
        return set().union(*(known_numbers(v) for v in value.values()), set())
    if isinstance(value, list):
        return set().union(*(known_numbers(v) for v in value), set())
    if isinstance(value, str):
        return numbers_in(value) | {n.lstrip("0") for n in numbers_in(value)}
    if isinstance(value, bool) or value is None:
        return set()
    shown = {f"{abs(v):.{d}f}" for v in (value, 100 * value) for d in range(4)}
    return shown | {f"{abs(value):.2g}", f"{abs(value):g}"}


@pytest.mark.parametrize("direction", ["gain", "loss"])
@pytest.mark.parametrize("outcome", ["supported", "contradicted", "not found", "cannot tell"])
def test_every_number_comes_from_results_json_and_no_gap_is_left(bundled, outcome, direction):
    results = as_dict(outcomes(bundled)[outcome, direction])
    for text in (markdown_report(results, pictures=True), readme_text(results)):
        assert numbers_in(text) <= known_numbers(results) | OWN
        assert f"Verdict: {outcome}" in text
        assert not re.search(r"None|nan|inf\b|\{\{|\}\}|undefined|  \w", text)
        assert not re.search(r"[^.]\.\.[^.]| ,|\( | \)|,,", text)


def test_the_test_of_numbers_would_find_a_typed_in_one(results, report):
    assert not numbers_in(report + " 8765.43") <= known_numbers(results) | OWN


def test_a_claimed_loss_is_reported_as_one(bundled):
    report = markdown_report(as_dict(altered(bundled, direction="loss")), pictures=False)
    assert "the tests look for a loss" in report
    assert "one-sided for a loss" in report
    assert "looking for a fall" in report


def test_with_too_few_placebo_dates_the_report_says_so(bundled):
    strict = bundled.study.decision.model_copy(update={"alpha": 0.001})
    report = markdown_report(as_dict(altered(bundled, decision=strict)), pictures=False)
    assert "With so few dates no effect is significant at the level 0.001." in report
    assert "∞" in report


def test_a_declared_date_is_not_called_derived(bundled):
    event = bundled.study.event.model_copy(update={"date_from": "declared"})
    report = markdown_report(as_dict(altered(bundled, event=event)), pictures=False)
    assert "is declared in study.toml" in report
    assert "own time cues" not in report


def test_a_live_snapshot_says_when_it_was_fetched(results):
    files = [{**f, "retrieved_at": "2024-01-02T03:04:05Z"} for f in results["data"]["files"]]
    live = {
        **results,
        "data": {**results["data"], "source": "live", "fetched": ["2024-01-02"], "files": files, "absent": ["XX"]},
    }
    report = markdown_report(live, pictures=False)
    assert "The prices are the live snapshot, fetched on 2024-01-02: " in report
    assert report.count("2024-01-02T03:04:05Z |") == len(files)
    assert "Declared but not in this snapshot: XX." in report
    assert "SOURCES.md" not in report


def test_every_figure_is_in_the_report_once_with_its_words(report, results):
    pictures = re.findall(r"!\[(.+)\]\((.+)\)", report)
    assert sorted(path for _, path in pictures) == sorted(f"{e.stem}.png" for e in FIGURES)
    alts = {f["stem"]: f["alt"] for f in results["figures"]}
    assert all(alt == escape(alts[path.removesuffix(".png")]) for alt, path in pictures)


def test_without_pictures_the_report_has_no_broken_ones(results):
    assert "![" not in markdown_report(results, pictures=False)
    assert "<img" not in html_report(results, markdown_report(results, pictures=False), {})


class Outline(HTMLParser):
    """Tags, addresses and text of a page; unbalanced tags are an error."""

    VOID = frozenset({"meta", "img", "br", "hr"})

    def __init__(self, page):
        super().__init__()
        self.open, self.addresses, self.alts, self.words, self.ids = [], [], [], [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.addresses += [given[k] for k in ("src", "href") if k in given]
        self.ids += [given["id"]] if "id" in given else []
        if tag == "img":
            self.alts.append(given["alt"])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words.append(data)


@pytest.fixture(scope="module")
def outline(results, report):
    return Outline(html_report(results, report, DRAWINGS))


def test_the_page_needs_nothing_from_outside(outline):
    assert all(a.startswith(("data:image/svg+xml;base64,", "#")) for a in outline.addresses)


def test_every_picture_has_words_for_those_who_cannot_see_it(outline, results):
    assert sorted(outline.alts) == sorted(f["alt"] for f in results["figures"])


def test_the_contents_lead_to_the_sections(outline):
    links = [a[1:] for a in outline.addresses if a.startswith("#")]
    assert links == outline.ids
    assert len(links) == len(SECTIONS)


def test_the_page_says_what_the_markdown_says(outline, report):
    page = " ".join(outline.words)
    assert numbers_in(re.sub(r"!\[.*\]\(.*\)", "", report)) <= numbers_in(page)
    for section in SECTIONS:
        assert section in page


def test_a_phone_gets_a_viewport_and_a_dark_screen_its_colours(results, report):
    page = html_report(results, report, DRAWINGS)
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert "prefers-color-scheme: dark" in page
    assert page.count('<div class="table">') == page.count("<table>") > 5


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", "a\\|b"),
        ("*x* `y`", "\\*x\\* \\`y\\`"),
        ("<script>", "\\<script\\>"),
        ("_loud_ but snake_case", "\\_loud\\_ but snake_case"),
        ("[a](b) and [0,+1]", "[a\\](b) and [0,+1]"),
        ("$5m to $6m", "\\$5m to \\$6m"),
        ("two\nlines", "two lines"),
    ],
)
def test_what_a_study_says_is_never_markup(text, escaped):
    assert escape(text) == escaped


def test_a_study_cannot_break_a_table_or_smuggle_html(results):
    nasty = "a | b <img src=x onerror=1> ![p](q) **bold**"
    evil = json.loads(to_json(results))
    evil["event"]["evidence"][0]["contribution"] = nasty
    evil["study"]["title"] = nasty
    page = html_report(evil, markdown_report(evil, pictures=False), {})
    outline = Outline(page)
    assert outline.addresses == [a for a in outline.addresses if a.startswith("#")]
    assert page.count("<strong>") == 1
    assert any(nasty in words for words in outline.words)


def test_the_readme_block_has_claim_verdict_summary_picture_and_numbers(results):
    block = readme_text(results)
    assert results["claim"]["quote"] in block
    assert f"**Verdict: {results['verdict']['outcome']}.**\n\n{results['summary']}" in block
    assert results["summary"] in block
    assert "](figures/karabakh-2023/abnormal-returns.png)" in block
    assert block.count("\n| ") == 1 + len(results["windows"])
