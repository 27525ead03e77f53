"""What a file says is text wherever it is told: never markup, a formula, a link, a command or a script."""

import csv
import datetime as dt
import json
import re
import tomllib
from html.parser import HTMLParser
from itertools import count, pairwise
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from analysis.errors import printable
from analysis.report.page.embedded import ADDRESS
from tests.runs import call, copy_seeds, make_light

pytestmark = pytest.mark.slow

OPENINGS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "# head",
    "1. item",
    "- item",
    "[x]: //a",
    "---",
    "| a |",
    "> q",
)
ATTACK = "<script>a()</script> [x](javascript:a) ![i](//b) $b_c$d **e** `f` \\input{g} {{h}} & www.evil.example"
ISSUERS = {"Armenia": "Armenia](javascript:a) $x", "Azerbaijan": "Azerbaijan<script>a</script>_b_ |c"}
FOLDER = "a$b_c$ [d](e) <i>&`f"
_number = count()


def hostile():
    """A text that attacks every reader, begins in another way each time, and stands nowhere else."""
    n = next(_number)
    return f"{OPENINGS[n % len(OPENINGS)]} {n} {ATTACK}"


def renamed(names):
    return {name: hostile() for name in names}


def spoil_declarations(path):
    """Put hostile words into every text of study.toml that is free to be any; return how its topics are now called."""
    study = tomllib.loads(path.read_text(encoding="utf-8"))
    models, windows, topics = (
        renamed(study["models"]),
        renamed(w["name"] for w in study["windows"]),
        renamed(["karabakh"]),
    )
    study |= {"title": hostile(), "question": hostile()}
    # The study within and the funds' own lists keep the old names: only the words of this study attack.
    for elsewhere in ("itself", "holdings"):
        study.pop(elsewhere, None)
    study["claim"]["quote"] = f"Bonds issued by {ISSUERS['Armenia']} and {ISSUERS['Azerbaijan']} gained"
    study["claim"]["assets"].append(hostile())
    study["claim"]["issuers"] = list(ISSUERS.values())
    study["event"] |= {"name": hostile(), "source": hostile()}
    study["event"]["terms"].append(hostile())
    for instrument in study["instruments"]:
        instrument |= {"name": hostile(), "model": models[instrument["model"]]}
    study["models"] = {models[name]: model for name, model in study["models"].items()}
    study["factor_labels"] = {factor: hostile() for factor in study["factor_labels"]}
    study["portfolio"] |= {"name": hostile(), "model": models[study["portfolio"]["model"]]}
    for window in study["windows"]:
        window["name"] = windows[window["name"]]
    grid = study["multiverse"]
    grid["models"] = [models[name] for name in grid["models"]]
    grid["windows"] = [windows[name] for name in grid["windows"]]
    grid["portfolios"] = {hostile(): members for members in grid["portfolios"].values()}
    grid["leave_out"] = [[topics[t] for t in choice] for choice in grid["leave_out"]]
    shut = {"exchange": "XLON", "date": dt.date(2023, 8, 30), "closed": True, "source": hostile()}
    study["calendar_changes"] = [shut]
    study["placebo"]["keep_clear_of"] = [topics[t] for t in study["placebo"]["keep_clear_of"]]
    path.write_text("".join(f"{key} = {as_toml(value)}\n" for key, value in study.items()), encoding="utf-8")
    return topics


def as_toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {as_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + "".join(f"\n{as_toml(v)}," for v in value) + "]"
    return json.dumps(value) if isinstance(value, (bool, int, float, str)) else value.isoformat()


def spoil_table(path, change):
    head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *(list(change(dict(zip(head, r, strict=True))).values()) for r in rows)])


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What a run of a study that attacks its readers writes and prints."""
    base = tmp_path_factory.mktemp("hostile")
    folder = make_light(copy_seeds(base))
    folder = folder.rename(folder.with_name(FOLDER))
    topics = spoil_declarations(folder / "study.toml")
    free = ("what", "region", "source")
    spoil_table(
        folder / "calendar.csv",
        lambda row: row | {name: hostile() for name in free} | {"topic": topics.get(row["topic"], row["topic"])},
    )
    spoil_table(
        folder / "exposures.csv",
        lambda row: row | {"issuer": ISSUERS[row["issuer"]], "source": hostile()}
        | ({} if row["instrument"] == "all" else {"instrument": f"{row['instrument']} {ATTACK}"}),
    )  # fmt: skip
    claim = f"Bonds issued by {ISSUERS['Armenia']} and {ISSUERS['Azerbaijan']} gained on 20 September 2023."
    (folder / "article.md").write_text(f"{hostile()}\n\n{claim}\n\n{hostile()}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(base)
        (base / "README.md").write_text("<!-- verdict:begin -->\n<!-- verdict:end -->\n", encoding="utf-8")
        done = [call("run", folder), call("date", folder), call("check", folder), call("readme", folder)]
    return base / "figures" / FOLDER, done, (base / "README.md").read_text(encoding="utf-8")


def files(told, kind):
    found = sorted(told[0].rglob(f"*.{kind}"))
    assert found
    return found


def test_the_study_runs_and_its_words_reach_the_report(told):
    assert [done.exit_code for done in told[1]] == [0, 0, 0, 0], [done.stderr for done in told[1]]
    text = (told[0] / "results.json").read_text(encoding="utf-8")
    assert len(set(re.findall(r"\d+ <script>a\(\)", text))) > 40
    assert FOLDER in text


def test_a_terminal_is_told_lines_and_nothing_to_obey(told):
    for done in told[1]:
        assert all(printable(line, len(line)) == line for line in (done.stdout + done.stderr).split("\n"))


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.words = set(), [], []
        self.scripts = self.policies = 0

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.scripts += tag == "script"
        self.policies += ("http-equiv", "Content-Security-Policy") in attrs
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_holds_our_tags_alone_and_no_address_but_its_own(told):
    page = _Page()
    page.feed((told[0] / "report.html").read_text(encoding="utf-8"))
    ours = (
        "a b body code details div figcaption figure h1 h2 h3 h4 head header html img li main meta nav p pre script "
        "span strong style summary table tbody td th thead title tr ul"
    )
    formulas = "math mfrac mi mn mo mover mrow mspace msub msubsup msup mtext munder munderover"
    assert page.tags <= {*ours.split(), *formulas.split()}
    assert {name for tag, name, _ in page.attributes if tag in ours.split()} <= {
        "alt", "aria-label", "aria-labelledby", "charset", "class", "content", "data-points", "href",
        "http-equiv", "id", "lang", "name", "role", "scope", "src", "tabindex", "type",
    }  # fmt: skip
    assert all(
        re.fullmatch(r"#[^:]+|(tables/)?[\w-]+\.(png|svg|csv)", value)
        for _, name, value in page.attributes
        if name == "href"
    )
    assert all(value.startswith(ADDRESS) for _, name, value in page.attributes if name == "src")
    assert page.scripts == 2  # the data and ours, which the policy names by its hash
    assert page.policies == 1
    assert "<script>a()</script> [x](javascript:a) ![i](//b) $b_c$d **e** `f` \\input{g} {{h}}" in "".join(page.words)


def _tokens(text):
    """Tokens of a Markdown text for a reader that allows HTML."""
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        yield token
        yield from token.children or ()


@pytest.mark.parametrize("name", ["report.md", "README.md"])
def test_a_reader_of_markdown_finds_our_markup_alone(told, name):
    text = told[2] if name == "README.md" else (told[0] / name).read_text(encoding="utf-8")
    text = re.sub(r"<!-- verdict:(begin|end) -->", "", text)
    tokens = list(_tokens(text))
    blocks = r"(heading|paragraph|bullet_list|list_item|strong|t\w+)_(open|close)"
    ours = rf"inline|text|text_special|softbreak|fence|image|{blocks}"
    links = [t.attrGet("href") for t in tokens if t.type == "link_open"]
    assert {t.type for t in tokens if "link" not in t.type and not re.fullmatch(ours, t.type)} == set()
    if name == "README.md":
        assert len(links) == 1
    assert all(re.fullmatch(r"(figures/[^:()<> ]+/)?(tables/)?[\w-]+\.(html|md|svg|csv)", link) for link in links)
    assert all(
        re.fullmatch(r"(figures/[^:()<> ]+/)?[\w-]+\.png", t.attrGet("src")) for t in tokens if t.type == "image"
    )
    beside_commands = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"(?<!\\)\$|(?<!\\)://|www\.", beside_commands)  # of these GitHub makes formulas and links
    headings = [after.content for t, after in pairwise(tokens) if t.type == "heading_open"]
    assert not any(re.match(r"head \d", heading) for heading in headings)


def test_a_drawing_holds_shapes_alone(told):
    ours = "svg g defs style circle path use clipPath rect image pattern metadata RDF Work type title format"
    for path in files(told, "svg"):
        for element in ElementTree.parse(path).iter():
            assert element.tag.rpartition("}")[2] in ours.split()
            links = [value for name, value in element.attrib.items() if name.endswith("href")]
            assert all(link.startswith(("#", "data:image/png;base64,")) for link in links)
            assert not any(name.startswith("on") for name in element.attrib)


def test_a_spreadsheet_computes_nothing(told):
    for path in files(told, "csv"):
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines()):
            for cell in row:
                assert not re.match(r"[=+@\t\r-]", cell) or re.fullmatch(r"[+-]?[\d.]+(e[+-]?\d+)?", cell), (path, cell)


def test_a_table_of_latex_calls_our_commands_alone(told):
    ours = r"begin|end|toprule|midrule|bottomrule|text(?:asciitilde|asciicircum|backslash)|dagger|ddagger|infty"
    for path in files(told, "tex"):
        text = path.read_text(encoding="utf-8")
        commands = set(re.findall(r"\\([a-zA-Z]+)", text.replace("\\\\", "")))
        assert {c for c in commands if not re.fullmatch(ours, c)} == set(), path
        assert not re.search(r"^[\[*]", text, re.MULTILINE)
