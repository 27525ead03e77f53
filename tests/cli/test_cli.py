"""The command line: what it prints, how it ends, and what it leaves behind when something is wrong."""

import os
import pty
import re
import shutil
import subprocess
import sys

import pytest

from analysis.cli.main import main
from tests.runs import ROOT, SEED, all_of, analysis, call, change_prices, command, is_one_line, without_itself

pytest_plugins = ("tests.runs.plugin",)

ARTICLE = ROOT.parent / "shared" / "article" / "karabakh-2023.txt"
ANSI = "\x1b"


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


def test_help_does_not_wait_for_the_numerical_libraries():
    heavy = {"numpy", "pandas", "pydantic", "rich", "scipy"}
    ask = f"import sys, analysis.cli.main; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


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
    assert is_one_line(ended.stderr, says)
    assert ended.stdout == ""


@pytest.mark.slow
def test_a_users_error_is_one_line_without_a_traceback():
    ended = analysis("run", "nowhere")
    assert ended.returncode == 2
    assert ended.stderr == "error: nowhere: no such folder; name the folder of a study, as seeds/NAME\n"


@pytest.mark.slow
def test_a_traceback_is_shown_when_asked_for():
    ended = analysis("--traceback", "run", "nowhere")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Traceback (most recent call last):")
    assert ended.stderr.endswith("UsageError: nowhere: no such folder; name the folder of a study, as seeds/NAME\n")


# --- run --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_prints_question_verdict_reasons_and_where_the_results_are(results):
    question, happened, more, *reasons, alone, seen, where = results.stdout.splitlines()
    assert question.endswith("?")
    assert re.match(r"Did it happen\? (Yes|No|In part|Not observed): \w", happened)
    assert re.match(r"More than chance and the market\? (Supported|Contradicted|Not found|Cannot tell): \w", more)
    assert alone.startswith("Alone, Armenia: ")
    assert seen.startswith("By the funds alone: ")
    assert reasons
    assert all(reason.startswith("- ") for reason in reasons)
    assert where.startswith("Results: ")
    assert str(results.folder / "report.html") in where


@pytest.mark.slow
def test_where_no_terminal_is_a_run_shows_no_progress_and_no_colour(results):
    assert results.stderr == ""
    assert ANSI not in results.stdout


@pytest.mark.slow
def test_on_a_terminal_a_bar_shows_the_stages_and_is_gone_before_an_error_is_shown(study_copy):
    change_prices(study_copy, "EMB", lambda lines: [line.replace(",0", ",1") for line in lines], vouched=False)
    ours, theirs = pty.openpty()
    calling = command("run", study_copy, "--no-figures", TERM="xterm-256color")
    with subprocess.Popen(**calling, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = all_of(ours)
        assert process.wait(60) == 1
        assert process.stdout.read() == b""
    os.close(ours)
    text = shown.decode()
    assert ANSI in text
    assert "━" in text
    assert "/" in text
    last = text.replace("\r\n", "\n").rstrip("\n").split("\n")[-1]
    assert "EMB.csv: hash: sha256 differs from manifest.csv" in last


@pytest.mark.slow
@pytest.mark.usefixtures("found_already")
def test_a_link_to_a_folder_is_followed_and_stays_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "far")
    for _ in range(2):
        assert call("run", SEED, "--no-figures", "--out", tmp_path / "link").exit_code == 0
        assert (tmp_path / "far" / "results.json").is_file()
        assert (tmp_path / "link").is_symlink()
        assert {path.name for path in tmp_path.iterdir()} == {"far", "link"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("factor", "weight", "verdict"),
    [(1.03, 90, "SUPPORTED"), (0.97, 90, "CONTRADICTED"), (1.0, 90, "NOT FOUND"), (1.03, None, "CANNOT TELL")],
    ids=["a gain", "a loss", "nothing", "a gain that funds with little cannot have"],
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
    done = call("run", without_itself(study_copy), "--no-figures", "--out", study_copy.parent / "out")
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
    assert "no cue gives the year; give the day with --date" in ended.stderr
    shown = call("date", tmp_path / "note.txt", "--date", "2023-09-20")
    assert shown.exit_code == 0
    assert "2023-09-20 (Wednesday)" in shown.stdout


@pytest.mark.slow
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
    text = "# Title\n\n<!-- verdict:begin -->\nStale.\n<!-- verdict:end -->\n\nThe rest.\n"
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_readme_fills_its_place_between_the_marks_and_leaves_the_rest(light, readme_place):
    assert call("readme", light).exit_code == 0
    text = (readme_place / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# Title\n\n<!-- verdict:begin -->\n**Claim.**")
    assert text.endswith("<!-- verdict:end -->\n\nThe rest.\n")
    assert "Stale." not in text
    assert call("readme", light).exit_code == 0
    assert (readme_place / "README.md").read_text(encoding="utf-8") == text


@pytest.mark.slow
@pytest.mark.parametrize("content", ['{"half": ', "[]", "{}", '{"study": {"name": "x"}}'])
def test_readme_refuses_results_of_another_version_and_leaves_the_file(light, readme_place, content):
    before = (readme_place / "README.md").read_bytes()
    results = readme_place / "figures" / light.name / "results.json"
    results.write_text(content, encoding="utf-8")
    ended = call("readme", light)
    assert ended.exit_code == 1
    assert is_one_line(ended.stderr, "results.json", "not written by this version", f"run {light}")
    assert (readme_place / "README.md").read_bytes() == before


@pytest.mark.slow
def test_readme_without_results_says_how_to_make_them(light, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ended = call("readme", light)
    assert ended.exit_code == 2
    assert is_one_line(ended.stderr, "no results yet", f"python -m analysis run {light}")
