"""A study may bring its own series, such as a bond's own quotes: checked like all others, and decisive."""

import json
import shutil

import pytest

from analysis.errors import StudyError
from analysis.pipeline import run
from analysis.study.series import PORTFOLIO
from analysis.study.study import load_study
from tests.own_series import add_bond
from tests.runs import call, copy_seeds, is_one_line, make_light, put, without_holdings, without_itself

pytest_plugins = ("tests.runs.plugin",)

pytestmark = pytest.mark.slow


@pytest.fixture
def bond_study(study_copy):
    return add_bond(study_copy)


def bond_file(folder):
    return folder / "prices" / "BOND.csv"


# --- what it finds ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gain", "outcome"),
    [(0.05, "supported"), (0.0, "not found"), (-0.05, "contradicted")],
    ids=["gain", "none", "loss"],
)
def test_the_bonds_own_quotes_decide(study_copy, gain, outcome):
    findings = run(load_study(add_bond(study_copy, gain)))
    assert findings.verdict.outcome == outcome
    effect = findings.measured.get(PORTFOLIO, "overnight")
    assert effect.abnormal == pytest.approx(gain, abs=0.002)
    assert effect.abnormal == pytest.approx(findings.measured.get("BOND", "overnight").abnormal, abs=1e-14)
    assert findings.pieces["power"].weight_pct == (100, 100)


def test_the_report_says_that_the_prices_are_those_of_the_bonds_and_whose_file_it_is(bond_study, tmp_path):
    done = call("run", without_itself(bond_study), "--no-figures", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "These are prices of the bonds themselves." in report
    files = json.loads((tmp_path / "out" / "results.json").read_bytes())["moved"]["data"]["files"]
    assert {f["ticker"] for f in files if f.get("source")} == {"BOND"}
    assert next(f for f in files if f["ticker"] == "BOND")["source"] == "the study's own"


# --- where it lies ----------------------------------------------------------------------------------------------


@pytest.fixture
def all_own(study_copy):
    """The study as it is, but each of its series is its own; there is no snapshot at all."""
    toml = without_holdings(without_itself(study_copy)) / "study.toml"
    head, *blocks = toml.read_text(encoding="utf-8").split("[[instruments]]\n")
    last, rest = blocks[-1].split("[models.bonds]")
    blocks[-1] = last
    own = [f'[[instruments]]\nsource = "csv"\n{b}' for b in blocks if '"live"' not in b]
    toml.write_text("".join([head, *own, f"[models.bonds]{rest}"]), encoding="utf-8")
    shutil.move(study_copy.parent / "prices", study_copy / "prices")
    return study_copy


def test_a_study_whose_series_are_all_its_own_needs_no_snapshot_and_no_network(all_own, tmp_path, monkeypatch):
    funds = without_holdings(without_itself(make_light(copy_seeds(tmp_path / "of-the-snapshot"))))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    own, bundled = run(load_study(all_own)), run(load_study(funds))
    assert set(own.case.snapshot.manifest["source"]) == {"the study's own"}
    for name, piece in bundled.pieces.items():
        if name != "data":
            assert own.pieces[name].told == piece.told, name


def test_there_is_nothing_to_fetch_for_such_a_study(all_own):
    ended = call("fetch", all_own)
    assert ended.exit_code == 2
    assert is_one_line(ended.stderr, 'no instrument to fetch; declare one with source = "yahoo"')


def test_an_own_series_is_needed_wherever_the_other_prices_come_from(bond_study, tmp_path):
    copy = shutil.copytree(bond_study.parent / "prices", tmp_path / "mine")
    bond_file(bond_study).unlink()
    ended = call("run", bond_study, "--source", copy, "--out", tmp_path / "out")
    assert ended.exit_code == 1
    assert is_one_line(ended.stderr, "prices/BOND.csv: no such file; put the prices of BOND there")


# --- what is wrong with it --------------------------------------------------------------------------------------


def lines(change):
    """Spoil the file by a change of its lines, the header among them."""

    def spoil(folder):
        before = bond_file(folder).read_text(encoding="utf-8").splitlines()
        bond_file(folder).write_text("\n".join([*change(before), ""]), encoding="utf-8")

    return spoil


def cell(day, column, value):
    """Change one cell."""
    names = ["date", "open", "high", "low", "close", "volume", "adj_close", "dividend"]

    def change(before):
        at = next(n for n, line in enumerate(before) if line.startswith(day))
        cells = before[at].split(",")
        cells[names.index(column)] = value
        return [*before[:at], ",".join(cells), *before[at + 1 :]]

    return lines(change)


def scaled(before):
    """Prices in percent of face at first, as a share of it later."""
    *kept, last = before
    day, *numbers = last.split(",")
    return [*kept, ",".join([day, *(f"{float(n) / 100:.6f}" for n in numbers)])]


CORRECT = "correct the file: it is the study's own"
BAD = {
    "no file": (lambda folder: bond_file(folder).unlink(), "no such file", "put the prices of BOND there"),
    "an empty file": (lambda folder: bond_file(folder).write_text(""), "no columns", CORRECT),
    "other columns": (lines(lambda b: ["date,price", *b[1:]]), "columns date, price; allowed: date, open", CORRECT),
    "a header alone": (lines(lambda b: b[:1]), "empty: 0 rows", CORRECT),
    "a short line": (lines(lambda b: [*b[:9], "2019-06-13,90", *b[10:]]), "line 10: 2 cells; allowed: 8", CORRECT),
    "a date of another form": (cell("2022-06-15", "date", "15.06.2022"), "date is '15.06.2022'", "YYYY-MM-DD"),
    "a word for a price": (cell("2022-06-15", "close", "n/a"), "close is 'n/a'; allowed: a number", CORRECT),
    "a comma for the point": (cell("2022-06-15", "close", '"90,1"'), "close is '90,1'; allowed: a number", CORRECT),
    "no price": (cell("2022-06-15", "close", ""), "close is empty or not finite: 2022-06-15", CORRECT),
    "a price of zero": (cell("2022-06-15", "low", "0"), "low is not positive (0): 2022-06-15", CORRECT),
    "a negative dividend": (cell("2022-06-15", "dividend", "-1"), "dividend is empty, negative", CORRECT),
    "a close above the high": (cell("2022-06-15", "high", "9"), "outside low to high", CORRECT),
    "a tick ten times too high": (cell("2022-06-15", "close", "900"), "outside low to high", CORRECT),
    "another unit at the end": (lines(scaled), "jumps: the level shifts 1", CORRECT),
    "a day twice": (lines(lambda b: [*b[:9], b[8], *b[9:]]), "occur more than once: 2019-06-12", CORRECT),
    "days in reverse": (lines(lambda b: [b[0], *b[:0:-1]]), "come before the row above them", CORRECT),
    "a day without trading": (cell("2022-06-17", "date", "2022-06-18"), "no session of XNYS: 2022-06-18", CORRECT),
    "a month that is missing": (
        lines(lambda b: [x for x in b if not x.startswith("2022-06")]),
        "sessions of XNYS without a row: 2022-06-01",
        'declare sessions = "quoted"',
    ),
    "an adjusted close that does not fit": (cell("2022-06-15", "adj_close", "80"), "adj_close steps by", CORRECT),
    "a start after the estimation window": (
        lines(lambda b: [b[0], *[x for x in b[1:] if x > "2023-06"]]),
        "portfolio: placebo: 0 admissible placebo dates; allowed: at least 200",
        "start the prices earlier",
    ),
}


def test_an_end_before_the_others_costs_the_dates_after_it_and_is_said(bond_study, tmp_path):
    lines(lambda before: before[:-5])(bond_study)
    ended = call("run", bond_study, "--no-figures", "--out", tmp_path / "out")
    assert ended.exit_code == 0, ended.stderr
    shown = call("check", bond_study).stdout
    assert "BOND" in shown
    assert "ends on 2023-12-08, others on 2023-12-15: later dates serve nowhere" in shown


@pytest.mark.parametrize(("spoil", "says", "remedy"), BAD.values(), ids=BAD)
def test_each_defect_of_an_own_series_is_one_line(bond_study, tmp_path, spoil, says, remedy):
    spoil(bond_study)
    ended = call("run", bond_study, "--no-figures", "--out", tmp_path / "out")
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert is_one_line(ended.stderr, says, remedy)
    assert "BOND" in ended.stderr or "portfolio" in ended.stderr
    assert "fetch" not in ended.stderr, "its own prices cannot be fetched"
    assert not (tmp_path / "out").exists()


def test_a_day_that_is_missing_was_not_observed_nor_the_return_of_the_day_after(bond_study):
    lines(lambda b: [x for x in b if not x.startswith("2022-06-15")])(bond_study)
    found = run(load_study(bond_study))
    night = found.case.returns.overnight["BOND"]
    assert night.index[night.isna()].strftime("%Y-%m-%d").to_list()[1:] == ["2022-06-15", "2022-06-16"]
    days = found.case.sessions("XNYS")[found.measured.primary.placebo.rows].strftime("%Y-%m-%d")
    assert not {"2022-06-15", "2022-06-16"} & set(days)
    assert found.measured.primary.placebo.nobs >= 200
    said = [w.message for w in found.case.snapshot.warnings if w.ticker == "BOND"]
    assert any("2022-06-15: not observed, nor is the return of the session after" in s for s in said)


# --- closing prices alone ---------------------------------------------------------------------------------------


def closes_only(folder, ticker):
    put(folder / "study.toml", rf'^ticker *= "{ticker}"', f'bars    = "closes"\nticker  = "{ticker}"')


@pytest.mark.parametrize("ticker", ["BOND", "IEF", "EMLC"], ids=["a member", "a factor", "a donor"])
def test_what_others_are_computed_from_needs_opening_prices_where_a_window_does(bond_study, ticker):
    closes_only(bond_study, ticker)
    with pytest.raises(
        StudyError, match=rf'{ticker}: bars = "closes", but the window .overnight. needs opening prices'
    ):
        run(load_study(bond_study))


def test_with_windows_from_close_to_close_closing_prices_are_enough(tmp_path):
    folder = add_bond(make_light(copy_seeds(tmp_path)), 0.05)
    closes_only(folder, "BOND")
    put(folder / "study.toml", r'^returns = "overnight"', 'returns = "close-to-close"')
    put(folder / "study.toml", r'^windows = \["overnight", ', 'windows = ["event day", ')
    put(folder / "study.toml", r'^name    = "overnight"', 'name    = "event day"')
    effect = run(load_study(folder)).measured.get(PORTFOLIO, "event day")
    assert effect.abnormal == pytest.approx(0.05, abs=0.005)
