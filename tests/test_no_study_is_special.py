"""Every study is judged by the same code: nothing in it names a study, a series or an issuer of any bundled one."""

import ast
import csv
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
STUDIES = sorted(SEEDS.rglob("study.toml"))
CODE = sorted([*(ROOT / "analysis").rglob("*.py"), *(ROOT / "analysis").rglob("*.j2")])
GENERAL = {"World"}
"""What exposures.csv calls the issuer of all that is issued anywhere: no country."""
STEM = 4
"""Letters that a country and its adjective have in common: Turkey, Turkish."""


def declared(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def names_of_studies():
    return {path.parent.name for path in STUDIES if path.parent.name != "bonds"}


def tickers():
    in_studies = {i["ticker"] for path in STUDIES for i in declared(path).get("instruments", [])}
    return in_studies | {path.stem for path in SEEDS.rglob("prices/*.csv") if path.stem != "manifest"}


def issuers():
    claimed = {name for path in STUDIES for name in declared(path).get("claim", {}).get("issuers", [])}
    lists = [path.read_text(encoding="utf-8").splitlines() for path in SEEDS.rglob("exposures.csv")]
    rows = [row for lines in lists for row in csv.DictReader(lines)]
    return (claimed | {row["issuer"] for row in rows}) - GENERAL


def pattern():
    exact = "|".join(map(re.escape, sorted(tickers())))
    loose = "|".join(sorted({*map(re.escape, names_of_studies()), *(name[:STEM] for name in issuers())}))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{exact})(?![A-Za-z0-9])|(?i:(?<![a-z])(?:{loose}))")


def said_in(code):
    """Identifiers and string literals of a module, without its docstrings and the strings below attributes."""
    tree = ast.parse(code)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value
        yield from (str(word) for field in ("id", "attr", "arg", "name") if (word := getattr(node, field, None)))


def words_of(path):
    text = path.read_text(encoding="utf-8")
    return said_in(text) if path.suffix == ".py" else [text]


def test_there_are_studies_to_look_for():
    assert len(names_of_studies()) >= 4
    assert {"EMB", "TUR", "XU100.IS"} <= tickers()
    assert {"Armenia", "Azerbaijan", "Turkey"} <= issuers()


@pytest.mark.parametrize(
    "branch",
    [
        'if study.name == "turkey-vote-2023": alpha = 1',
        'limit = {"TUR": 0.3}.get(ticker, 0.1)',
        "def of_turkish_bonds(case): ...",
        'if f"{study.title} Armenian" in words: ...',
    ],
)
def test_a_branch_on_one_of_them_would_be_seen(branch):
    assert any(map(pattern().search, said_in(branch)))


def test_prose_may_name_them():
    assert not any(map(pattern().search, said_in('def f():\n    """Of Turkey\'s bonds, in seeds/karabakh-2023."""')))


def test_no_code_and_no_text_of_a_report_names_any_of_them():
    known = pattern()
    found = {(p.relative_to(ROOT).as_posix(), m.group()) for p in CODE for w in words_of(p) for m in known.finditer(w)}
    assert found == set()
