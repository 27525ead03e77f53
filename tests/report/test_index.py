"""The index of all results: one card a study, filled from its results.json alone."""

import copy
import json
import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from analysis.errors import OutputError
from analysis.report.index import card, index_differences, index_pages, write_index
from analysis.report.readme import studies_block
from analysis.report.results import results
from analysis.words.plain import to_json
from tests.conftest import ROOT
from tests.reading import read


@pytest.fixture(scope="module")
def funds(made):
    """Results of a study of funds, as a reader of the file gets them."""
    return json.loads(to_json(results(made)))


def named(found, name, **study):
    return {**copy.deepcopy(found), "study": {**found["study"], "name": name, **study}}


@pytest.fixture
def both(funds):
    """Results of one that has the assets' own prices too."""
    own = {
        "happened": {"answer": "yes", "words": "Yes: the bonds did gain (Utopia +1.2 %)."},
        "conclusion": {
            "outcome": "cannot tell",
            "headline": "Did it happen? Yes. More than chance and the market? Cannot tell: too little.",
        },
    }
    return {**named(funds, "own"), "itself": own}


@pytest.fixture
def figures(funds, both, tmp_path):
    """A folder of results of two studies, and of a look at one of them on other prices."""
    for folder, found in (("made", funds), ("own", both), ("made-live", funds)):
        (tmp_path / "figures" / folder).mkdir(parents=True)
        (tmp_path / "figures" / folder / "results.json").write_text(json.dumps(found), encoding="utf-8")
    return tmp_path / "figures"


def test_a_study_of_funds_has_its_verdict(funds):
    found = card(funds)
    assert read(found.title) == funds["study"]["title"]
    assert found.claim == funds["claim"]["quote"]
    ((asked, answer),) = found.answers
    assert asked == "Verdict"
    assert funds["meaning"]["verdict"]["headline"] in read(answer)
    assert funds["meaning"]["verdict"]["outcome"] in answer.lower()


def test_a_study_with_own_prices_has_both_answers(both):
    assert [(asked, read(answer)) for asked, answer in card(both).answers] == [
        ("Did it happen?", "Yes: the bonds did gain (Utopia +1.2 %)."),
        ("More than chance and the market?", "Cannot tell: too little."),
    ]


def test_a_study_within_says_what_happened_and_its_verdict(both):
    del both["itself"]["conclusion"]
    (_, happened), (asked, answer) = card(both).answers
    assert read(happened) == both["itself"]["happened"]["words"]
    assert asked == "More than chance and the market?"
    assert both["meaning"]["verdict"]["headline"] in read(answer)


def test_each_study_leads_to_its_report_by_its_main_figure(figures, funds):
    (main,) = (f for f in funds["figures"] if f["main"])
    pages = index_pages(figures)
    for name in ("made", "own"):
        assert (
            f'<a class="picture" href="{name}/report.html"><img src="{name}/{main["stem"]}.svg"' in pages["index.html"]
        )
        assert f"]({name}/{main['stem']}.png)]({name}/report.md)" in pages["README.md"]
    assert "made-live" not in "".join(pages.values())


def test_a_readme_has_a_line_for_each_study(figures, both, funds):
    block = read(studies_block(figures))
    happened, outcome = both["itself"]["happened"]["answer"], both["itself"]["conclusion"]["outcome"]
    assert card(both).brief == (happened, outcome)
    assert f"]({figures.as_posix()}/made/report.md) |  | {funds['meaning']['verdict']['outcome']} |" in block
    assert len([line for line in block.splitlines() if line.startswith("| [")]) == 2


def test_without_figures_there_is_no_picture(funds):
    bare = {**funds, "figures": []}
    assert card(bare).picture == ""


def test_the_same_results_give_the_same_bytes_and_both_pages_are_compared(figures):
    assert write_index(figures) == [figures / "index.html", figures / "README.md"]
    before = [path.read_bytes() for path in (figures / "index.html", figures / "README.md")]
    write_index(figures)
    assert before == [path.read_bytes() for path in (figures / "index.html", figures / "README.md")]
    assert index_differences(figures) == []
    (figures / "README.md").write_text("mine", encoding="utf-8")
    assert index_differences(figures) == [
        f"{figures / 'README.md'}: is not what the results say; python -m analysis figures renews it"
    ]


def test_what_is_not_tested_and_what_came_after_results_stands_in_both_pages_and_the_style_stays(figures, funds):
    told = named(funds, "made")
    told["claim"]["untested"], told["study"]["notes"] = "by how much", ["It fell by -5 % before."]
    (figures / "made" / "results.json").write_text(json.dumps(told), encoding="utf-8")
    pages = index_pages(figures)
    assert "”. Not tested: by how much.\n" in pages["README.md"]
    assert "\nIt fell by -5\N{NO-BREAK SPACE}% before.\n" in pages["README.md"]
    assert "<p>Not tested: by how much.</p>" in pages["index.html"]
    assert "It fell by \N{MINUS SIGN}5\N{NO-BREAK SPACE}% before." in pages["index.html"]
    assert "var(--ink)" in pages["index.html"], "signs are those of the text alone"


def test_of_no_results_there_is_no_index(tmp_path):
    assert write_index(tmp_path / "figures") == []


@pytest.mark.parametrize("text", ["not json", "[]", "{}", '{"study": {"name": "made"}}'])
def test_results_of_another_version_are_named(figures, text):
    (figures / "made" / "results.json").write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match=r"made.results\.json: not written by this version .* or remove the folder"):
        index_pages(figures)


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.alts = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("href", "src")]
        self.alts += [dict(attrs).get("alt")] if tag == "img" else []


EVIL = 'a <script>b()</script> [x](javascript:a) ![i](//c) "d" **e**'


def test_what_a_study_says_is_no_markup(figures, funds):
    evil = named(funds, "made", title=EVIL, question=EVIL)
    evil["claim"]["quote"] = evil["meaning"]["verdict"]["headline"] = EVIL
    evil["figures"] = [{**f, "alt": EVIL} for f in evil["figures"]]
    (figures / "made" / "results.json").write_text(json.dumps(evil), encoding="utf-8")
    pages = index_pages(figures)
    page = _Page(pages["index.html"])
    assert "script" not in page.tags
    assert EVIL in page.alts
    ours = re.compile(r"(made|own)/(report\.(html|md)|[\w-]+\.(svg|png))")
    assert all(ours.fullmatch(address) for address in page.addresses)
    tokens = [child for token in MarkdownIt("commonmark").parse(pages["README.md"]) for child in token.children or ()]
    assert not any(t.type == "html_inline" for t in tokens)
    assert all(ours.fullmatch(t.attrGet("href")) for t in tokens if t.type == "link_open")
    assert all(ours.fullmatch(t.attrGet("src")) for t in tokens if t.type == "image")


def test_the_committed_index_says_what_the_committed_results_say():
    assert index_differences(ROOT / "figures") == []


def test_every_address_of_the_committed_index_is_there():
    page = _Page((ROOT / "figures" / "index.html").read_text(encoding="utf-8"))
    assert page.addresses
    assert [address for address in page.addresses if not (ROOT / "figures" / address).is_file()] == []
    assert all(page.alts)
