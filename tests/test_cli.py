"""The command line: what it prints, how it ends, and what it leaves behind when something is wrong."""

import datetime as dt
import json
import os
import pty
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.cli import main
from tests.runs import ROOT, SEED, analysis, change_prices, command, copy_seeds, make_light, put, start, tree, wait_for

pytest_plugins = ("tests.runs.plugin",)

ARTICLE = ROOT.parent / "shared" / "article" / "karabakh-2023.txt"
ANSI = "\x1b"


@pytest.fixture
def study_copy(tmp_path):
    """A copy of the study and its prices that a test may spoil, with little to compute."""
    return make_light(copy_seeds(tmp_path))


def call(*words):
    """Call the command line within this process: faster, with the same exit code and the same lines."""
    return CliRunner().invoke(main, [*map(str, words)], catch_exceptions=False)


# --- help and calls ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [[], *([name] for name in sorted(main.commands))], ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_explains_the_tool_and_every_command_and_option(words, flag):
    shown = call(*words, flag)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("Usage: ")
    own = main.commands[words[0]] if words else main
    assert own.help
    assert all(p.help for p in own.params if p.param_type_name == "option")


def test_the_tool_alone_shows_its_commands():
    shown = call()
    assert {"run", "date", "verify", "readme"} <= set(re.findall(r"^  (\w+)", shown.output, re.MULTILINE))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run"], "Missing argument 'FOLDER'"),
        (["run", SEED, "--no-figure"], "--no-figures"),
        (["run", SEED, "--date", "20.9.2023"], "'20.9.2023' is not a date; allowed: YYYY-MM-DD"),
        (["rnu", SEED], "No such command 'rnu'"),
        (["run", "nowhere"], "nowhere: no such folder; name the folder of a study"),
        (["run", "seeds"], "seeds: has no study.toml; name the folder of a study"),
        (["run", "README.md"], "README.md: no such folder"),
        (["date", "nowhere"], "nowhere: no such file or folder; name a study's folder or an article's file"),
        (["date", "seeds"], "seeds: has no study.toml"),
        (["verify", "nowhere"], "nowhere: no such folder"),
        (["verify", SEED, "--against", "nowhere"], "nowhere: holds no results.json; run the study first"),
        (["readme", "nowhere"], "nowhere: no such folder"),
    ],
    ids=lambda value: " ".join(map(str, value))[-30:] if isinstance(value, list) else "",
)
def test_a_wrong_call_ends_with_2_and_says_why(words, says, monkeypatch):
    monkeypatch.chdir(ROOT)
    ended = call(*words)
    assert ended.exit_code == 2
    assert says in ended.stderr
    assert ended.stdout == ""


def test_a_users_error_is_one_line_without_a_traceback():
    ended = analysis("run", "nowhere")
    assert ended.returncode == 2
    assert ended.stderr == "error: nowhere: no such folder; name the folder of a study, as seeds/NAME\n"


def test_a_traceback_is_shown_when_asked_for():
    ended = analysis("--traceback", "run", "nowhere")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Traceback (most recent call last):")
    assert ended.stderr.endswith("UsageError: nowhere: no such folder; name the folder of a study, as seeds/NAME\n")


# --- run --------------------------------------------------------------------------------------------------------


def test_a_run_prints_question_verdict_reasons_and_where_the_results_are(results):
    question, verdict, *reasons, where = results.stdout.splitlines()
    assert question.endswith("?")
    assert re.match(r"(SUPPORTED|CONTRADICTED|NOT FOUND|CANNOT TELL): \w", verdict)
    assert reasons
    assert all(reason.startswith("- ") for reason in reasons)
    assert where.startswith("Results: ")
    assert str(results.folder / "report.html") in where


def test_where_no_terminal_is_a_run_shows_no_progress_and_no_colour(results):
    assert results.stderr == ""
    assert ANSI not in results.stdout


def test_on_a_terminal_a_bar_shows_the_stages_and_is_gone_before_an_error_is_shown(study_copy):
    change_prices(study_copy, "EMB", lambda lines: [line.replace(",0", ",1") for line in lines], vouched=False)
    ours, theirs = pty.openpty()
    calling = command("run", study_copy, "--no-figures", TERM="xterm-256color")
    with subprocess.Popen(**calling, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        assert process.wait(60) == 1
        assert process.stdout.read() == b""
    os.close(ours)
    text = shown.decode()
    assert ANSI in text
    assert "━" in text
    assert "/" in text
    last = text.replace("\r\n", "\n").rstrip("\n").split("\n")[-1]
    assert "EMB.csv: hash: sha256 differs from manifest.csv" in last


def _read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side of the terminal is closed
        return b""


@pytest.fixture
def found_already(monkeypatch, bundled):
    """Only writing is tested: the study of a run is the bundled one, which need not be computed again."""
    monkeypatch.setattr("analysis.pipeline.run_study", lambda study, **options: bundled)


@pytest.mark.usefixtures("found_already")
def test_without_figures_numbers_tables_and_report_are_the_same(results, tmp_path):
    assert call("run", SEED, "--no-figures", "--out", tmp_path / "out").exit_code == 0
    bare, whole = tree(tmp_path / "out"), tree(results.folder)
    assert set(whole) - set(bare) == {f for f in whole if "/" not in f and f.endswith((".png", ".svg", ".csv"))}
    pictures = re.compile(r"!\[.*?\]\(.*?\)\n*")
    for name in set(bare) - {"report.html", "report.md"}:
        assert bare[name] == whole[name]
    assert pictures.sub("", bare["report.md"].decode()) == pictures.sub("", whole["report.md"].decode())


@pytest.mark.usefixtures("found_already")
def test_a_run_without_figures_keeps_those_that_belong_to_the_same_results(results, tmp_path):
    shutil.copytree(results.folder, tmp_path / "out")
    assert call("run", SEED, "--no-figures", "--out", tmp_path / "out").exit_code == 0
    assert tree(tmp_path / "out") == tree(results.folder)


@pytest.mark.usefixtures("found_already")
def test_a_link_to_a_folder_is_followed_and_stays_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "far")
    for _ in range(2):
        assert call("run", SEED, "--no-figures", "--out", tmp_path / "link").exit_code == 0
        assert (tmp_path / "far" / "results.json").is_file()
        assert (tmp_path / "link").is_symlink()
        assert {path.name for path in tmp_path.iterdir()} == {"far", "link"}


@pytest.mark.parametrize(
    ("factor", "weight", "verdict"),
    [(1.03, None, "SUPPORTED"), (0.97, None, "CONTRADICTED"), (1.0, 90, "NOT FOUND")],
    ids=["a planted gain", "a planted loss", "funds full of the bonds"],
)
def test_the_exit_code_is_0_whatever_the_verdict(study_copy, factor, weight, verdict):
    members = ("EMB", "VWOB", "EMHY", "JPMB", "EMBD")
    if factor != 1:
        for ticker in members:
            change_prices(study_copy, ticker, lambda lines: [_scaled(line, factor) for line in lines])
    if weight:
        rows = [f"{t},2023-08-31,{c},all,{weight / 2},exact,unverified,test" for t in members for c in ISSUERS]
        with (study_copy / "exposures.csv").open("a", encoding="utf-8") as file:
            file.write("\n".join([*rows, ""]))
    done = call("run", study_copy, "--no-figures", "--out", study_copy.parent / "out")
    assert done.stdout.splitlines()[1].startswith(f"{verdict}: ")
    assert done.exit_code == 0


ISSUERS = ("Armenia", "Azerbaijan")


def _scaled(line, factor):
    """Prices and dividend of a line, from the event on, all moved by a factor."""
    day, *prices, volume, adjusted, dividend = line.split(",")
    if day < "2023-09-20":
        return line
    *prices, adjusted, dividend = (f"{float(p) * factor:.6f}" for p in (*prices, adjusted, dividend))
    return ",".join([day, *prices, volume, adjusted, dividend])


# --- date -------------------------------------------------------------------------------------------------------


def test_date_prints_claim_date_and_evidence_of_a_study():
    shown = call("date", SEED)
    assert shown.exit_code == 0
    claim, day, *rest = shown.stdout.splitlines()
    assert claim == "claim: 'Bonds issued by Armenia and Azerbaijan gained'"
    assert day.split() == ["event", "day", "2023-09-20", "(Wednesday)"]
    assert any("UN General Assembly" in line or "UN address" in line for line in rest)
    assert any("2023-09-26" in line for line in rest[rest.index("ruled out") :])


@pytest.mark.skipif(not ARTICLE.is_file(), reason="the article itself is not here")
def test_the_article_itself_gives_the_same_date_and_the_same_claim_as_our_summary(study_copy):
    def found(*words):
        shown = call("date", *words)
        assert shown.exit_code == 0
        return {line.split(":")[0][:10]: line for line in shown.stdout.splitlines() if line[:5] in ("event", "claim")}

    summary = found(study_copy)
    assert found(ARTICLE)["event day "] == summary["event day "]
    shutil.copyfile(ARTICLE, study_copy / "article.md")
    assert found(study_copy) == summary


def test_a_declared_date_is_checked_against_the_text(tmp_path):
    (tmp_path / "note.txt").write_text("Bonds gained on Wednesday, 20 September 2023.\n", encoding="utf-8")
    assert call("date", tmp_path / "note.txt", "--date", "2023-09-20").exit_code == 0
    ended = call("date", tmp_path / "note.txt", "--date", "2023-09-21")
    assert ended.exit_code == 1
    assert "2023-09-20 (Wednesday)" in ended.stderr
    assert "2023-09-21 (Thursday) is declared" in ended.stderr


def test_a_declared_date_settles_what_the_text_leaves_open(tmp_path):
    (tmp_path / "note.txt").write_text("Bonds gained after the truce of Wednesday.\n", encoding="utf-8")
    ended = call("date", tmp_path / "note.txt")
    assert ended.exit_code == 1
    assert ended.stderr.endswith("or --date\n")
    shown = call("date", tmp_path / "note.txt", "--date", "2023-09-20")
    assert shown.exit_code == 0
    assert "2023-09-20 (Wednesday)" in shown.stdout


def test_text_that_the_terminal_cannot_show_is_spelt_out(tmp_path):
    (tmp_path / "note.txt").write_text("BAKU, 21 September 2023 — Wednesday’s truce held.\n", encoding="utf-8")
    shown = analysis("date", tmp_path / "note.txt", PYTHONIOENCODING="latin-1")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert r"Wednesday\u2019s" in shown.stdout


# --- readme -----------------------------------------------------------------------------------------------------


@pytest.fixture
def readme_place(tmp_path, monkeypatch, light, light_results):
    """Working directory with the results of a study and a README to fill."""
    shutil.copytree(light_results.folder, tmp_path / "figures" / light.name)
    text = "# Title\n\n<!-- verdict:begin -->\nStale text.\n<!-- verdict:end -->\n\nThe rest.\n"
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_readme_fills_the_verdict_between_the_marks_and_leaves_the_rest(light, readme_place):
    assert call("readme", light).exit_code == 0
    text = (readme_place / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# Title\n\n<!-- verdict:begin -->\n**Claim.**")
    assert text.endswith("<!-- verdict:end -->\n\nThe rest.\n")
    assert "Stale text." not in text
    assert call("readme", light).exit_code == 0
    assert (readme_place / "README.md").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("content", ['{"half": ', "[]", "{}", '{"study": {"name": "x"}}'])
def test_readme_refuses_results_of_another_version_and_leaves_the_file(light, readme_place, content):
    before = (readme_place / "README.md").read_bytes()
    results = readme_place / "figures" / light.name / "results.json"
    results.write_text(content, encoding="utf-8")
    ended = call("readme", light)
    assert ended.exit_code == 1
    _is_one_line_that_says(ended.stderr, "results.json", "not written by this version", f"run {light}")
    assert (readme_place / "README.md").read_bytes() == before


def test_readme_without_results_says_how_to_make_them(light, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ended = call("readme", light)
    assert ended.exit_code == 2
    _is_one_line_that_says(ended.stderr, "no results yet", f"python -m analysis run {light}")


# --- bad input --------------------------------------------------------------------------------------------------


def toml(pattern, replacement):
    return lambda folder: put(folder / "study.toml", pattern, replacement)


def table(name, pattern, replacement):
    return lambda folder: put(folder / f"{name}.csv", pattern, replacement)


def article(text):
    return lambda folder: (folder / "article.md").write_text(text, encoding="utf-8")


def prices(change, **how):
    return lambda folder: change_prices(folder, "EMB", change, **how)


def cell(day, column, value):
    """Put another value into a column of a price file (1: open ... 4: close)."""

    def change(line):
        cells = line.split(",")
        return ",".join([*cells[:column], value, *cells[column + 1 :]]) if cells[0] == day else line

    return prices(lambda lines: [change(line) for line in lines])


def event_on(day):
    """Move the whole study to another day: the article says so, and study.toml agrees."""

    def change(folder):
        when = f"{day:%A, %-d %B %Y}"
        article(f"Bonds issued by Armenia and Azerbaijan gained after the truce of {when}.\n")(folder)
        put(folder / "study.toml", r"^date +=.*$", f"date = {day}")
        put(folder / "study.toml", r"^instant +=.*$", f"instant = {day}T09:00:00Z")

    return change


def everywhere(old, new):
    def change(folder):
        text = (folder / "study.toml").read_text(encoding="utf-8")
        (folder / "study.toml").write_text(text.replace(old, new), encoding="utf-8")

    return change


SESSION = "2023-01-04"
BAD = {
    "an unknown key in study.toml": (
        toml(r"^clearance ", "clearence "),
        ("study.toml: placebo.clearence: unknown key", "allowed: clearance, ", "did you mean 'clearance'?"),
    ),
    "a broken study.toml": (toml(r"^\[claim\]", "[claim"), ("study.toml: not valid TOML", "line 9", "mend the syntax")),
    "a ticker without prices": (
        everywhere("VWOB", "VWOX"),
        ("prices: no prices of VWOX", "allowed: AGG, ", "fetch them, or remove them from study.toml"),
    ),
    "an unknown exchange": (
        toml(r'^ticker +=.*"SPY"', 'exchange = "XNYX"\nticker = "SPY"'),
        ("exchange 'XNYX': unknown", "allowed: ", "XNYS"),
    ),
    "a changed byte in a price file": (
        prices(lambda lines: [lines[0].replace("1", "2", 1), *lines[1:]], vouched=False),
        ("EMB.csv: hash: sha256 differs from manifest.csv", "restore the file, or fetch the prices anew"),
    ),
    "a missing price file": (
        lambda folder: (folder.parent / "prices" / "EMB.csv").unlink(),
        ("EMB.csv", "cannot be read", "restore the file"),
    ),
    "no manifest": (
        lambda folder: (folder.parent / "prices" / "manifest.csv").unlink(),
        ("prices: no manifest.csv", "name the folder of a snapshot, or fetch one"),
    ),
    "a missing session": (
        prices(lambda lines: [line for line in lines if not line.startswith(SESSION)]),
        ("EMB.csv: sessions: sessions of XNYS without a row: 2023-01-04", "restore the file"),
    ),
    "a negative price": (
        cell(SESSION, 4, "-86"),
        ("EMB.csv: prices_positive: close is not positive (-86): 2023-01-04", "restore the file"),
    ),
    "an empty price": (cell(SESSION, 1, ""), ("EMB.csv", "open is empty or not finite: 2023-01-04", "restore")),
    "a price that is a word": (cell(SESSION, 4, "n/a"), ("EMB.csv", "close is 'n/a'", "restore the file")),
    "unordered dates": (
        prices(lambda lines: [*lines[:99], lines[100], lines[99], *lines[101:]]),
        ("EMB.csv: unordered_dates: dates that come before the row above them", "restore the file"),
    ),
    "a date that the article does not give": (
        article("Bonds issued by Armenia and Azerbaijan gained after the truce of Wednesday.\n"),
        ("article.md: no cue gives the year", "give event.date in study.toml", "--date"),
    ),
    "a date that the article contradicts": (
        toml(r"^date +=.*$", "date = 2023-09-21"),
        ("article.md: its cues give 2023-09-20 (Wednesday)", "2023-09-21 (Thursday) is declared", "correct event.date"),
    ),
    "an article with two dates": (
        article("Bonds issued by Armenia and Azerbaijan gained on 20 September 2023 and on 5 May 2022.\n"),
        ("article.md: its cues leave 2 days", "allowed: 2022-05-05, 2023-09-20", "--date"),
    ),
    "an empty article": (article(""), ("article.md: holds no words", "put the article's text into it")),
    "no article": (lambda folder: (folder / "article.md").unlink(), ("article.md: cannot be read", "name a study's")),
    "an article that claims something else": (
        article("Shares in Paris rose on 20 September 2023.\n"),
        ("article.md: no sentence makes the claim", "allowed: a sentence with bonds", "check [claim] in study.toml"),
    ),
    "an article that claims the opposite": (
        article("Bonds issued by Armenia and Azerbaijan fell on 20 September 2023.\n"),
        ("article.md: says loss", "study.toml declares gain", "correct claim.direction"),
    ),
    "too few sessions for the estimation window": (
        toml(r"^length +=.*$", "length = 1100"),
        ("portfolio: ", "start the prices earlier", "shorten"),
    ),
    "too few placebo dates": (
        toml(r"^minimum +=.*$", "minimum = 2000"),
        ("admissible placebo dates", "allowed: at least 2000", "start the prices earlier, shorten"),
    ),
    "an event before the prices": (
        event_on(dt.date(2018, 9, 20)),
        ("2018-09-20, lies outside the prices", "allowed: 2019-06-03 to 2023-12-15", "snapshot that covers the event"),
    ),
    "an event after the prices": (
        event_on(dt.date(2025, 9, 17)),
        ("2025-09-17, lies outside the prices", "allowed: 2019-06-03 to 2023-12-15", "snapshot that covers the event"),
    ),
    "an event too soon after the first price": (
        event_on(dt.date(2019, 7, 10)),
        ("sessions before day 0, 270 needed", "start the prices earlier or shorten the estimation window"),
    ),
    "an event too close to the last price": (
        event_on(dt.date(2023, 12, 13)),
        ("sessions after day 0, 4 needed", "end the prices later or shorten the event windows"),
    ),
    "no calendar": (
        lambda folder: (folder / "calendar.csv").unlink(),
        ("calendar.csv: cannot be read", "create it with the columns utc,until,"),
    ),
    "a calendar with another header": (
        table("calendar", r"\Autc,", "time,"),
        ("calendar.csv: row 1: columns are time,until,", "allowed: utc,until,", "correct the header"),
    ),
    "a calendar row with too few cells": (
        table("calendar", r"^2020-07-12T08:30:00Z,,", "2020-07-12T08:30:00Z,"),
        ("calendar.csv: row 2: 8 cells, 9 needed", "quote cells that contain a comma"),
    ),
    "a calendar row without a time zone": (
        table("calendar", r"^2020-07-12T08:30:00Z", "2020-07-12T08:30:00"),
        ("calendar.csv: row 2: utc: '2020-07-12T08:30:00' has no time zone", "write it in UTC with Z"),
    ),
    "a calendar without the study's topic": (
        toml(r'^keep_clear_of = \["karabakh"\]', 'keep_clear_of = ["karabach"]'),
        ("calendar.csv: topic 'karabach': no entry has it", "allowed: ", "karabakh", "correct study.toml"),
    ),
    "a weight that is no number": (
        table("exposures", r"(?<=EMB,2021-07-09,Azerbaijan,SGC 6.875% 2026,)0.37,", "a third,"),
        ("exposures.csv: row 2: weight_pct: 'a third' is no number", "give percent of net assets"),
    ),
    "a weight above the whole": (
        table("exposures", r"(?<=EMB,2021-07-09,Azerbaijan,SGC 6.875% 2026,)0.37,", "137,"),
        ("exposures.csv: row 2: weight_pct: 137", "allowed: 0 to 100", "give percent of net assets"),
    ),
    "a weight of an unknown kind": (
        table("exposures", r"(?<=EMB,2021-07-09,Azerbaijan,SGC 6.875% 2026,)0.37,exact", "0.37,about"),
        ("exposures.csv: row 2: bound: 'about'", "allowed: at_most, exact, zero_by_rule", "correct it"),
    ),
    "a member of the portfolio without a weight": (
        lambda folder: _without_rows(folder / "exposures.csv", "EMBD,"),
        ("exposures.csv: no weight for EMBD, a member of the portfolio", "add a row"),
    ),
}


def _without_rows(path, start):
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(start)), encoding="utf-8")


def earlier_results(folder):
    folder.mkdir()
    (folder / "report.md").write_text("of an earlier run", encoding="utf-8")
    listed = {"study": {}, "verdict": {}, "files": ["results.json", "report.md"]}
    (folder / "results.json").write_text(json.dumps(listed), encoding="utf-8")
    return folder


def _is_one_line_that_says(text, *parts):
    assert text.startswith("error: ")
    assert text.count("\n") == 1
    assert text.endswith("\n")
    for part in parts:
        assert part in text


@pytest.mark.parametrize(("spoil", "says"), BAD.values(), ids=BAD)
def test_bad_input_stops_the_run_with_one_line_and_leaves_the_results_alone(study_copy, tmp_path, spoil, says):
    spoil(study_copy)
    out = earlier_results(tmp_path / "results")
    before = tree(tmp_path)
    ended = call("run", study_copy, "--no-figures", "--out", out)
    assert ended.exit_code == 1
    assert ended.stdout == ""
    _is_one_line_that_says(ended.stderr, *says)
    assert tree(tmp_path) == before


def _notes(folder):
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")


@pytest.mark.parametrize(
    ("prepare", "out", "says"),
    [
        (lambda p: p.write_text("mine"), ".", ("results: is a file", "allowed: a folder", "choose another --out")),
        (lambda p: p.write_text("mine"), "below", ("below: cannot be written", "choose another folder")),
        (_notes, ".", ("results: holds notes.txt, which no run wrote", "choose another folder")),
    ],
    ids=["a file", "below a file", "a folder with other files"],
)
@pytest.mark.usefixtures("found_already")
def test_what_is_not_a_folder_of_results_is_never_replaced(tmp_path, prepare, out, says):
    prepare(tmp_path / "results")
    before = tree(tmp_path)
    ended = call("run", SEED, "--no-figures", "--out", tmp_path / "results" / out)
    assert ended.exit_code == 2
    _is_one_line_that_says(ended.stderr, *says)
    assert tree(tmp_path) == before


def test_a_study_may_be_read_only_and_its_results_go_to_figures_below_the_working_directory(
    study_copy, light_results, tmp_path, monkeypatch
):
    seeds = [tmp_path / "seeds", *(tmp_path / "seeds").rglob("*")]
    before = tree(tmp_path / "seeds")
    for path in reversed(seeds):
        path.chmod(0o555 if path.is_dir() else 0o444)
    monkeypatch.chdir(tmp_path)
    done = call("run", Path("seeds") / study_copy.name, "--no-figures")
    for path in seeds:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert done.exit_code == 0
    assert tree(tmp_path / "seeds") == before
    written = tmp_path / "figures" / study_copy.name / "results.json"
    assert written.read_bytes() == (light_results.folder / "results.json").read_bytes()


def test_files_of_a_study_may_have_the_line_ends_of_another_system(study_copy, light_results, tmp_path):
    for name in ("study.toml", "article.md", "calendar.csv", "exposures.csv"):
        text = (study_copy / name).read_bytes()
        (study_copy / name).write_bytes(text.replace(b"\n", b"\r\n"))
    assert call("run", study_copy, "--no-figures", "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "results.json").read_bytes() == (light_results.folder / "results.json").read_bytes()


# --- a run that is cut short ------------------------------------------------------------------------------------


def test_a_full_disk_is_one_line_and_leaves_the_results_alone(light, tmp_path):
    out = earlier_results(tmp_path / "results")
    before = tree(tmp_path)
    limited = command("run", light, "--no-figures", "--out", out)
    limited["args"] = ["bash", "-c", 'ulimit -f 8; exec "$@"', "bash", *limited["args"]]
    ended = subprocess.run(**limited, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert ended.returncode == 1
    _is_one_line_that_says(ended.stderr, "File too large", "check disk space and permissions")
    assert tree(tmp_path) == before


def test_an_interrupted_run_changes_nothing(light, tmp_path):
    out = tmp_path / "results"
    process = start("run", light, "--out", out)
    wait_for(process, tmp_path, ".results.new-*/results.json")
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout, stderr) == (130, "", "stopped: nothing was changed\n")
    assert tree(tmp_path) == {}


def test_a_run_killed_at_any_moment_leaves_the_earlier_results_and_the_next_one_succeeds(
    light, light_results, tmp_path
):
    out = tmp_path / "results"
    shutil.copytree(light_results.folder, out)
    (out / "report.md").write_text("of an earlier run", encoding="utf-8")
    before = tree(out)
    for moment in ("results", ".results.new-*/results.json", ".results.new-*/placebo.csv"):
        process = start("run", light, "--out", out)
        wait_for(process, tmp_path, moment)
        process.kill()
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        assert tree(out) == before
    assert call("run", light, "--no-figures", "--out", out).exit_code == 0
    assert tree(out) == tree(light_results.folder)
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_two_runs_into_one_folder_at_once_both_end_well(light, light_results, tmp_path):
    out = tmp_path / "results"
    first = start("run", light, "--out", out)
    wait_for(first, tmp_path, ".results.new-*/*.png")
    second = start("run", light, "--no-figures", "--out", out)
    for process in (first, second):
        _, stderr = process.communicate(timeout=60)
        assert (process.returncode, stderr) == (0, "")
    assert (out / "results.json").read_bytes() == (light_results.folder / "results.json").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
