"""Whatever is wrong with a study: one line says what, where and what to do, and nothing is written."""

import datetime as dt
from pathlib import Path

import pytest

from tests.runs import call, change_prices, earlier_results, is_one_line, numbers, put, tree

pytest_plugins = ("tests.runs.plugin",)

pytestmark = pytest.mark.slow


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
    """Move the whole study to another day: the article says so, study.toml agrees, and weights are known by then."""

    def change(folder):
        when = f"{day:%A, %-d %B %Y}"
        exposures = (folder / "exposures.csv").read_text(encoding="utf-8").replace("2021-07-09", "2015-01-01")
        (folder / "exposures.csv").write_text(exposures, encoding="utf-8")
        put(folder / "study.toml", r"^timeline_start +=.*$", f"timeline_start = {day}T00:00:00Z")
        put(folder / "study.toml", r"^timeline_end +=.*$", f"timeline_end = {day}T23:00:00Z")
        article(f"Bonds issued by Armenia and Azerbaijan gained after the truce of {when}.\n")(folder)
        put(folder / "study.toml", r"^date +=.*$", f"date = {day}")
        put(folder / "study.toml", r"^instant +=.*$", f"instant = {day}T09:00:00Z")

    return change


def everywhere(old, new):
    """Replace a word in study.toml and exposures.csv."""

    def change(folder):
        for path in (folder / "study.toml", folder / "exposures.csv"):
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    return change


SESSION = "2023-01-04"
BAD = {
    "an unknown key in study.toml": (
        toml(r"^clearance ", "clearence "),
        ("study.toml: placebo.clearence: unknown key", "allowed: clearance, ", "did you mean 'clearance'?"),
    ),
    "a broken study.toml": (
        toml(r"^\[claim\]", "[claim"),
        ("study.toml: not valid TOML", "(at line ", "mend the syntax"),
    ),
    "a ticker without prices": (
        everywhere("VWOB", "VWOX"),
        ("prices: no prices of VWOX", "allowed: AGG, ", "fetch them, or remove them from study.toml"),
    ),
    "an unknown exchange": (
        toml(r'^ticker +=.*"SPY"', 'exchange = "XNYX"\nticker = "SPY"'),
        ("study.toml: instruments.SPY.exchange: unknown 'XNYX'", "allowed: a code", "did you mean 'XNYS'?"),
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
        ("prices: no bundled prices (no manifest.csv)", "fetch them: python -m analysis fetch "),
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
        ("article.md: no cue gives the year", "give the day with --date", "event.date"),
    ),
    "a date that the article contradicts": (
        toml(r"^date +=.*$", "date = 2023-09-19"),
        ("article.md: its cues give 2023-09-20 (Wednesday)", "2023-09-19 (Tuesday) is declared", "correct event.date"),
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
        everywhere("250", "1100"),
        ("portfolio: ", "start the prices earlier", "shorten"),
    ),
    "too few placebo dates": (
        toml(r"^minimum +=.*$", "minimum = 2000"),
        ("admissible placebo dates", "allowed: at least 2000", "start the prices earlier, or shorten"),
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
        ("study.toml: placebo.keep_clear_of: unknown 'karabach'", "allowed: a topic of ", "did you mean 'karabakh'?"),
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
        ("exposures.csv: EMBD: no weight of this member of the portfolio", "add a row"),
    ),
    "a target that holds nothing": (
        table("exposures", r"^CEMB,2022-06-02,Azerbaijan,SGC 6.875% 2026,0.12", "CEMB,2022-06-02,Azerbaijan,all,0"),
        ("exposures.csv: CEMB: weight 0 on 2023-09-20, and its role is target", "allowed: above 0 %", "placebo"),
    ),
    "a placebo fund that may hold the bonds": (
        table("exposures", r"^PCY,2021-07-09,Armenia,all,0,exact", "PCY,2021-07-09,Armenia,all,0.1,at_most"),
        ("exposures.csv: PCY: weight of up to 0.1 %", "allowed: 0 %", "zero_by_rule if it may hold nothing"),
    ),
    "weights above the whole fund in sum": (
        table("exposures", r"(?<=EMB,2021-07-09,Azerbaijan,SGC 6.875% 2026,)0.37,", "99.9,"),
        ("exposures.csv: EMB, 2021-07-09: weights of 100.1 % in sum", "allowed: at most 100", "correct them"),
    ),
    "an issuer that is not the claim's": (
        table("exposures", r"\Z", "EMB,2021-07-09,Georgia,all,0.1,exact,press,a list\n"),
        ("exposures.csv: issuer Georgia: is none of claim.issuers", "allowed: Armenia, Azerbaijan, or World"),
    ),
    "a misspelt market": (
        toml(r'^markets = \["oil"\]', 'markets = ["oyl"]'),
        ("study.toml: instruments.BNO.markets: unknown 'oyl'", "allowed: credit, ", "did you mean 'oil'?"),
    ),
    "an instant on another day": (
        toml(r"^instant +=.*$", "instant = 2023-09-19T09:59:00Z"),
        ("study.toml: event.instant: 2023-09-19 09:59 UTC is on 2023-09-20 nowhere on Earth", "or event.date"),
    ),
    "a multiverse without the study's own window": (
        toml(r'^windows = \["overnight", ', "windows = ["),
        ("multiverse.windows: lacks the study's own choice, the primary window", 'write the line windows = ["day 0"'),
    ),
    "a multiverse without the study's own length": (
        toml(r"^lengths = .*$", "lengths = [120, 350]"),
        ("multiverse.lengths: lacks the study's own choice", "write the line lengths = [120, 350, 250]"),
    ),
}


def _without_rows(path, start):
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(start)), encoding="utf-8")


@pytest.mark.parametrize(("spoil", "says"), BAD.values(), ids=BAD)
def test_bad_input_stops_the_run_with_one_line_and_leaves_the_results_alone(study_copy, tmp_path, spoil, says):
    spoil(study_copy)
    out = earlier_results(tmp_path / "results")
    before = tree(tmp_path)
    ended = call("run", study_copy, "--no-figures", "--out", out)
    assert ended.exit_code == 1
    assert ended.stdout == ""
    assert is_one_line(ended.stderr, *says), ended.stderr
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
    assert numbers(tmp_path / "figures" / study_copy.name) == numbers(light_results.folder)


def test_files_of_a_study_may_have_the_line_ends_of_another_system(study_copy, light_results, tmp_path):
    for name in ("study.toml", "article.md", "calendar.csv", "exposures.csv"):
        text = (study_copy / name).read_bytes()
        (study_copy / name).write_bytes(text.replace(b"\n", b"\r\n"))
    assert call("run", study_copy, "--no-figures", "--out", tmp_path / "out").exit_code == 0
    assert numbers(tmp_path / "out") == numbers(light_results.folder)
