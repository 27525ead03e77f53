"""A bond that is not quoted every day, from its file to the report: what was not quoted is not observed."""

import json

import pytest

from analysis.pipeline import run
from analysis.study.series import PORTFOLIO
from analysis.study.study import load_study
from tests.own_series import SILENT, add_bond, add_quoted_bond, invent_rows, quoted_days
from tests.runs import call, copy_seeds, is_one_line, make_light, put

pytest_plugins = ("tests.runs.plugin",)

pytestmark = pytest.mark.slow


@pytest.fixture
def light_copy(tmp_path):
    return make_light(copy_seeds(tmp_path))


@pytest.fixture
def written(light_copy, tmp_path):
    """Results and report of the bond that gained while nobody quoted it."""
    add_quoted_bond(light_copy, 0.05, weekends=("2023-09-30", "2023-10-01"))
    done = call("run", light_copy, "--no-figures", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    results = json.loads((tmp_path / "out" / "results.json").read_bytes())
    return results, (tmp_path / "out" / "report.md").read_text(encoding="utf-8")


def test_from_quote_to_quote_a_gain_is_found_that_invented_rows_hide(light_copy, tmp_path):
    found = run(load_study(add_quoted_bond(light_copy, 0.05)))
    assert found.verdict.outcome == "supported"
    assert found.measured.primary.abnormal == pytest.approx(0.05, abs=0.004)
    stale = invent_rows(add_bond(make_light(copy_seeds(tmp_path / "stale")), 0.05))
    hidden = run(load_study(stale))
    assert hidden.verdict.outcome == "cannot tell"
    assert any("not observed" in reason for reason in hidden.verdict.reasons)


@pytest.mark.parametrize(("gain", "outcome"), [(0.05, "supported"), (0.0, "not found"), (-0.05, "contradicted")])
def test_a_bond_quoted_on_seven_days_of_ten_decides_on_the_quotes_that_there_are(light_copy, gain, outcome):
    put(light_copy / "study.toml", r"^minimum *= *\d+", "minimum = 100")
    found = run(load_study(add_quoted_bond(light_copy, gain, share=0.7)))
    assert found.verdict.outcome == outcome
    assert found.measured.get(PORTFOLIO, "day 0").raw == pytest.approx(gain, abs=0.02)


def test_the_report_says_how_long_the_events_return_is_and_what_was_not_quoted(written):
    results, report = written
    between = results["unusual"]["effects"]["between_quotes"]
    assert between == {"before": "2023-09-19T20:15:00+00:00", "after": "2023-09-22T20:15:00+00:00", "weekdays": 3}
    words = (
        "from the last quote before the news (19 September 20:15 UTC) to the first after it "
        "(22 September 20:15 UTC, three weekdays later)"
    )
    flat = " ".join(report.split())
    assert f"Event day 0 runs {words}." in flat
    assert "on other dates each window is as many weekdays long." in flat
    assert "From the last quote before the news" in results["meaning"]["summary"]["words"]
    data = results["moved"]["data"]
    (line,) = data["quoted"]
    assert (line["ticker"], line["days_quoted"], line["weekdays"]) == ("BOND", len(quoted_days(1)), 1185)
    assert (line["before"], line["after"], line["weekdays_between"]) == ("2023-09-19 20:15", "2023-09-22 20:15", 3)
    assert "| BOND | 2023-09-19 20:15 | 2023-09-22 20:15 | 3 |" in report


def test_the_report_says_which_rows_and_windows_were_left_out(written):
    results, report = written
    assert results["moved"]["data"]["windows_left_out"] == ["overnight"]
    assert "Windows that were left out, since quotes have no opening: overnight." in report
    said = "2 rows of weekends were left out: 2023-09-30, 2023-10-01"
    assert f"| BOND | {said} |" in report


def test_evidence_that_needs_a_return_a_session_says_why_in_its_place(written):
    results, _ = written
    for step, piece in (("unusual", "joint"), ("unusual", "family"), ("sure", "synthetic"), ("sure", "specifications")):
        assert "comes 3 weekdays after the one before" in results[step][piece]["reason"]
    assert results["sure"]["reaction"]["finding"] == "a gain"


def test_the_same_study_gives_the_same_bytes(light_copy, tmp_path):
    add_quoted_bond(light_copy, 0.05)
    for name in ("one", "two"):
        assert call("run", light_copy, "--no-figures", "--out", tmp_path / name).exit_code == 0
    files = [(tmp_path / name / "results.json").read_bytes() for name in ("one", "two")]
    assert files[0] == files[1]


# --- what is refused, and by whom --------------------------------------------------------------------------------

REFUSED = {
    "a month of sessions that is missing": (
        lambda lines: [x for x in lines if not x.startswith("2022-06")], False,
        ("sessions of XNYS without a row: 2022-06-01", 'declare sessions = "quoted"'),
    ),
    "quotes that end before the news": (
        lambda lines: [x for x in lines if x < "2023-09-20" or x.startswith("date")], True,
        ("nothing quoted after 2023-09-20 09:00 UTC: the reaction was not observed",),
    ),
    "a cell that is no price": (
        lambda lines: [*lines[:9], f"{lines[9][:10]},x", *lines[10:]], True, ("column close: 'x'",)
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "quoted", "said"), REFUSED.values(), ids=REFUSED)
def test_check_says_what_a_run_says(light_copy, tmp_path, change, quoted, said):
    (add_quoted_bond if quoted else add_bond)(light_copy)
    file = light_copy / "prices" / "BOND.csv"
    file.write_text("\n".join([*change(file.read_text(encoding="utf-8").splitlines()), ""]), encoding="utf-8")
    ran, checked = call("run", light_copy, "--out", tmp_path / "out"), call("check", light_copy)
    assert (ran.exit_code, checked.exit_code) == (1, 1)
    assert is_one_line(ran.stderr, *said)
    assert checked.stderr == ran.stderr


def test_check_takes_the_studys_own_prices_without_a_manifest(light_copy):
    add_bond(light_copy)
    prices = light_copy / "prices"
    done = call("check", prices)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1].startswith(f"{prices}: 1 series, 0 errors, ")
    for days, code, said in (
        (SILENT[0], 0, "not observed, nor is the return of the session after"),
        ("2022-06", 1, 'declare sessions = "quoted"'),
    ):
        file = prices / "BOND.csv"
        lines = [x for x in file.read_text(encoding="utf-8").splitlines() if not x.startswith(days)]
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
        done = call("check", prices)
        assert done.exit_code == code
        assert "sessions of XNYS without a row: " in done.stdout
        assert said in done.stdout


def test_check_knows_the_studys_calendar_changes(light_copy):
    add_bond(light_copy)
    with (light_copy / "study.toml").open("a", encoding="utf-8") as file:
        file.write('[[calendar_changes]]\nexchange = "XNYS"\ndate = 2022-06-15\nclosed = true\nsource = "made"\n')
    done = call("check", light_copy / "prices")
    assert done.exit_code == 1
    assert "2022-06-15" in done.stdout


def test_closing_prices_alone_need_no_other_column(light_copy):
    add_bond(light_copy, 0.05)
    toml, file = light_copy / "study.toml", light_copy / "prices" / "BOND.csv"
    lines = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()]
    file.write_text("\n".join([*(f"{cells[0]},{cells[4]}" for cells in lines), ""]), encoding="utf-8")
    put(toml, r'^ticker  = "BOND"$', 'bars    = "closes"\nticker  = "BOND"')
    put(toml, r'^returns = "overnight"', 'returns = "close-to-close"')
    put(toml, r'^windows = \["overnight", ', 'windows = ["event day", ')
    put(toml, r'^name    = "overnight"', 'name    = "event day"')
    found = run(load_study(light_copy))
    assert found.measured.get(PORTFOLIO, "event day").abnormal == pytest.approx(0.05, abs=0.005)


def test_quotes_in_another_unit_are_refused_and_a_large_fall_is_said(light_copy):
    add_quoted_bond(light_copy)
    file = light_copy / "prices" / "BOND.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    for factor, code, said in ((100, 1, "times the one before"), (0.3, 0, "nothing tells whether a market moved")):
        changed = [f"{r[:10]},{float(r.split(',')[1]) * (factor if r > '2022-03-22' else 1):.6g}" for r in rows]
        file.write_text("\n".join([head, *changed, ""]), encoding="utf-8")
        done = call("check", light_copy)
        assert (done.exit_code, said in done.stdout + done.stderr) == (code, True)
