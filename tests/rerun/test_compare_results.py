"""The same study on two snapshots: what moved, by how much, and whether the verdict changed."""

import shutil

import numpy as np
import pytest

from analysis.errors import SnapshotError
from analysis.market.bars import read_bars, write_bars
from analysis.market.manifest import build_manifest, read_manifest, write_manifest
from analysis.market.prices import PriceFolder
from analysis.pipeline import STAGES
from analysis.pipeline import run as whole_run
from analysis.rerun.compare import STEPS, compare_results
from analysis.study.itself import load_itself
from analysis.study.series import PORTFOLIO
from analysis.study.study import load_study
from tests.price_server import true_bars
from tests.runs import copy_seeds, make_light, put

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.runs.plugin",)

GAIN, LOSS = 0.03, -0.04
DAY0 = "2023-09-20"
PRICED = ["open", "high", "low", "close", "adj_close", "dividend"]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The light study; a move of any size counts as possible, so that a planted one can be supported."""
    folder = make_light(copy_seeds(tmp_path_factory.mktemp("small")))
    put(folder / "study.toml", r"^plausible_move_pct *= *[\d.]+", "plausible_move_pct = 1000.0")
    return load_study(folder)


@pytest.fixture(scope="module")
def old(small):
    return small.snapshot_folder


@pytest.fixture(scope="module")
def new(small, old, tmp_path_factory):
    """A later snapshot: from the event's open on the portfolio's members stand higher, and TUR stands lower."""
    folder = shutil.copytree(old, tmp_path_factory.mktemp("new") / "prices")
    for ticker in (*small.portfolio.members, "TUR"):
        bars = read_bars(folder / f"{ticker}.csv")
        bars.loc[bars.index >= DAY0, PRICED] *= np.exp(LOSS if ticker == "TUR" else GAIN)
        write_bars(folder / f"{ticker}.csv", bars)
    held = [i for i in small.instruments if i.available == "bundled"]
    write_manifest(folder, build_manifest(folder, held))
    return folder


@pytest.fixture(scope="module", autouse=True)
def each_snapshot_is_run_once():
    """A run takes a while, and gives the same results each time."""
    found = {}

    def run(study, *, source, progress):
        if source not in found:
            found[source] = whole_run(study, source=source, progress=progress)
        return found[source]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.rerun.compare.run", run)
        yield


@pytest.fixture(scope="module")
def stages():
    return []


@pytest.fixture(scope="module")
def compared(small, old, new, stages):
    return compare_results(small, old, new, progress=stages.append)


def test_one_row_a_series_and_window_the_largest_moves_first(compared, small):
    table, _ = compared
    assert list(table) == [
        *("study", "series", "window", "abnormal_a_bp", "abnormal_b_bp", "moved_bp", "placebo_p_a", "placebo_p_b"),
    ]
    assert (table["study"] == small.name).sum() == len(small.windows) * (1 + len(small.tickers()))
    assert not table[["study", "series", "window"]].duplicated().any()
    assert table["moved_bp"].abs().is_monotonic_decreasing


def test_what_moved_moved_by_what_was_planted_and_nothing_else_did(compared, small):
    moved = compared[0].set_index(["study", "series", "window"])["moved_bp"].loc[small.name]
    planted = dict.fromkeys((PORTFOLIO, *small.portfolio.members), GAIN) | {"TUR": LOSS}
    for (series, window), value in moved.items():
        if series in planted and window == "overnight":
            assert value == pytest.approx(1e4 * planted[series], abs=0.1)
        if series not in planted:
            assert value == 0, series
    assert moved.index[0][0] == "TUR"


def test_both_verdicts_are_given(compared):
    before, after = compared[1]
    assert before == "cannot tell; by the funds cannot tell"
    assert after.endswith("; by the funds supported")


def test_the_study_within_is_compared_too(compared, small):
    inner = load_itself(small)
    table, _ = compared
    within = table[table["study"] == inner.name].set_index(["series", "window"])["moved_bp"]
    assert within[PORTFOLIO, "day 0"] < -20, "EMB, which explains the bonds, rose and they did not"
    assert within["TBCG.L", "day 0"] == 0, "a series of its own that no fund explains"


def test_the_numbers_are_those_of_two_runs(compared, small, new):
    row = compared[0].set_index(["study", "series", "window"]).loc[(small.name, PORTFOLIO, "day 0")]
    effect = whole_run(small, source=PriceFolder("new", new)).measured.get(PORTFOLIO, "day 0")
    assert row["abnormal_b_bp"] == 1e4 * effect.abnormal
    assert row["placebo_p_b"] == effect.placebo.pvalue("greater")


@pytest.mark.usefixtures("compared")
def test_the_stages_of_both_runs_are_announced(stages):
    assert stages == [*STAGES, *STAGES]
    assert len(stages) == STEPS


def test_the_same_snapshot_gives_the_same_results(small, old):
    table, outcomes = compare_results(small, old, old)
    assert (table["moved_bp"] == 0).all()
    assert outcomes == ("cannot tell; by the funds cannot tell",) * 2


def test_a_series_that_one_snapshot_lacks_is_there_without_a_move(small, old, live_extra):
    table, _ = compare_results(small, old, live_extra)
    extra = table[(table["series"] == "BGEO.L") & (table["study"] == small.name)]
    assert set(extra["window"]) == {"day 0", "[0,+1]", "[-1,+1]", "[0,+4]"}
    assert extra["abnormal_a_bp"].isna().all()
    assert extra["abnormal_b_bp"].notna().all()
    assert (table["moved_bp"].fillna(0) == 0).all()
    assert list(table["series"].tail(4)) == ["BGEO.L"] * 4, "what did not move, because it is not there twice, is last"


@pytest.fixture
def live_extra(small, old, tmp_path):
    """The old snapshot and one series that only live ones have."""
    folder = shutil.copytree(old, tmp_path / "prices")
    span = slice("2019-06-03", "2023-12-15")
    write_bars(folder / "BGEO.L.csv", true_bars("BGEO.L").drop(columns="stamp").loc[span])
    held = [i for i in small.instruments if i.available == "bundled" or i.ticker == "BGEO.L"]
    write_manifest(folder, build_manifest(folder, held))
    return folder


def test_a_snapshot_without_a_series_that_is_needed_stops_the_comparison(small, old, tmp_path):
    folder = shutil.copytree(old, tmp_path / "prices")
    write_manifest(folder, read_manifest(folder).drop("EMB"))
    with pytest.raises(SnapshotError, match=r"no prices of EMB; .*fetch them, or remove them from study.toml"):
        compare_results(small, folder, old)
