"""The command: tables in, a folder out; what went wrong is said in a line, and what was measured is kept."""

from unittest.mock import Mock

import pytest
from click.testing import CliRunner

from analysis import folders
from analysis.cli.main import main
from analysis.errors import OutputError
from analysis.files import beside
from analysis.panels.tell import write as writing
from tests.panels.made import made, prices_of, write

ASKED = ("--market", "MKT", "--window", "0:2", "--estimation=-210:-11", "--no-figures", "--test", "adjusted BMP")


@pytest.fixture
def files(tmp_path):
    returns, events = made()
    prices = prices_of(returns).rename_axis("date").to_csv()
    return write(tmp_path, "events.csv", events.to_csv(index=False)), write(tmp_path, "prices.csv", prices)


def run(*arguments):
    return CliRunner().invoke(main, ["panel", *map(str, arguments)])


def test_a_panel_is_measured_and_written(files, tmp_path):
    out = tmp_path / "out"
    done = run(*files, *ASKED, "--out", out)
    assert done.exit_code == 0, done.output
    assert "[0, 2]: mean CAR +" in done.output
    assert "of 12 events" in done.output
    assert {"cars.csv", "excluded.csv", "mean-by-window.tex", "report.html", "tests.csv"} <= {
        p.name for p in out.iterdir()
    }
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith("chunks")] == []
    assert run(*files, *ASKED, "--out", out).exit_code == 0  # a folder of its own is replaced


def test_of_two_runs_for_one_folder_the_second_is_refused(files, tmp_path, monkeypatch):
    out = tmp_path / "out"
    monkeypatch.setattr(folders, "FETCHING", 0.0)
    with folders.locked(beside(out, "chunks"), 0.0):
        done = run(*files, *ASKED, "--out", out)
    assert done.exit_code == 1
    assert "another run is measuring what will be written there; wait until it is done, then repeat" in done.output
    assert not out.exists()
    assert run(*files, *ASKED, "--out", out).exit_code == 0


def test_a_run_that_is_stopped_says_where_its_chunks_are(files, tmp_path, monkeypatch):
    full = Mock(side_effect=OutputError("out", "no space left"))
    with monkeypatch.context() as stopped:
        stopped.setattr(writing, "write_panel", full)
        done = run(*files, *ASKED, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "out.chunks: the same command goes on from there" in done.output
    assert len(list((tmp_path / ".out.chunks").iterdir())) == 1
    assert run(*files, *ASKED, "--out", tmp_path / "out").exit_code == 0
    assert not (tmp_path / ".out.chunks").exists()


def test_each_fault_is_a_line_with_its_place_and_remedy(files, tmp_path):
    events = write(tmp_path, "bad.csv", "security,date\nS00,2006-01-09\nS01,soon\nS02,later\n")
    done = run(events, files[1], "--market", "MKT", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert [line.split(": ", 2)[2] for line in done.output.splitlines()] == [
        "line 3, column 2 (date): 'soon'; allowed: YYYY-MM-DD, as the other rows; correct it",
        "line 4, column 2 (date): 'later'; allowed: YYYY-MM-DD, as the other rows; correct it",
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--model", "capm"), "allowed: constant-mean, market-adjusted, market, factors, dimson"),
        (("--window", "3:1"), "ends before it starts"),
        (("--returns", "gross"), "allowed: simple, log"),
        (("--min-obs", "2"), "allowed: 3 to 250"),
        (("--shared-allowed", "2"), "--shared-allowed: 2.0; allowed: a share, 0 to 1"),
        (("--shared-allowed", "-1", "--seed", "-1"), "-1.0; allowed: a share, 0 to 1\nerror: --seed: -1; allowed"),
        (("--delimiter", "::"), "--delimiter: '::'; allowed: ',', ';', '|' or a tab"),
        (("--model", "constant-mean", "--market", "MKT"), "--market: MKT would not count: --model constant-mean"),
        (("--no-tests", "--test", "BMP"), "--no-tests: and --test BMP; leave one of the two out"),
        (("--factors-format", "ken-french", "--factors-decimal"), "contradicts --factors-format ken-french"),
        (("--column", "events.firm=X"), "TABLE.ROLE=COLUMN"),
    ],
)
def test_a_choice_that_does_not_exist_is_refused_before_any_work(files, tmp_path, asked, said):
    done = run(*files, *asked, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert said in done.output
