"""What report and figures say about a live snapshot: which it was, and what was not measured and why."""

import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.axes import Axes

from analysis.report.exhibits import EXHIBITS
from analysis.report.findings import Findings
from analysis.report.results import figures
from analysis.report.write import write_findings
from analysis.words.numbers import exchange_name
from tests.legible import assert_legible
from tests.price_server import CLOSES, LONDON

pytest_plugins = ("tests.runs.plugin", "tests.price_server.plugin", "tests.runs.live")

pytestmark = pytest.mark.slow


def test_the_results_say_which_snapshot_it_was_and_when_it_was_fetched(written):
    data = json.loads((written / "results.json").read_bytes())["moved"]["data"]
    assert data["source"] == "live"
    assert data["absent"] == []
    assert len(data["files"]) == 23
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", f["retrieved_at"]) for f in data["files"])
    report = (written / "report.md").read_text(encoding="utf-8")
    files = "\n".join(t.read_text("utf-8") for t in (written / "tables").glob("*.csv")).splitlines()
    (day,) = data["fetched"]
    assert f"The prices are the live snapshot, fetched on {day}: 23 series, 2019-06-03 to 2023-12-15" in report
    for f in data["files"]:
        row = next(line for line in files if f["sha256"][:16] in line)
        assert f["retrieved_at"] in row


@pytest.mark.parametrize(
    ("source", "says"), [("bundled", "snapshot bundled with the study"), ("mine/", "snapshot mine/")]
)
def test_the_report_names_another_snapshot_and_has_no_column_for_a_fetch_that_never_was(
    bundled, tmp_path, source, says
):
    write_findings(Findings(replace(bundled.case, source=source)), tmp_path / "out", figures=False)
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert f"The prices are the {says}: 16 series, " in report
    assert "fetched" not in report


def test_the_report_says_what_a_window_is_not_measured_for_and_why(written):
    report = (written / "report.md").read_text(encoding="utf-8").replace("\\", "")
    said = (
        "Not measured in this window: BGEO.L, TBCG.L, AAZ.L, IEMB.L and JPEA.L, because on their own exchange this "
        "window does not hold the same news; USDAMD=X and ^VIX, because there are no opening prices."
    )
    assert report.count(said) == 2, "below the parts of the raw moves, and below the abnormal returns"


def test_the_report_says_whom_the_other_news_does_not_touch(written):
    report = (written / "report.md").read_text(encoding="utf-8")
    assert (
        "Other major news does not touch BNO, BGEO.L, TBCG.L, AAZ.L, IEMB.L and JPEA.L: other markets, or closed"
        " before it" in report
    )


def test_a_series_that_swings_far_more_than_the_others_does_not_squeeze_them(live):
    axes = [a for a in live.pieces["effects"].plot().figure.findobj(Axes) if a.axison]
    scale = max(a.get_xlim()[1] for a in axes)
    swing = 1e4 * live.measured.get("^VIX", "day 0").interval[1]
    others = [1e4 * e.interval[1] for e in live.measured.effects if e.series.key != "^VIX" and e.window.name == "day 0"]
    assert max(others) < scale < swing
    assert any(line.get_marker() == ">" for a in axes for line in a.lines)


def test_the_figures_name_the_snapshot_and_the_day_on_which_it_was_fetched(live):
    (day,) = live.case.snapshot.fetched
    captions = [f["source"] for f in figures(live) if "series of the study's own" not in f["source"]]
    said = [c for c in captions if c.startswith("Data: ")]
    assert len(said) >= len(captions) - 1
    assert all(c.startswith(f"Data: daily prices of 23 series from the live snapshot fetched on {day}, ") for c in said)


def test_instruments_that_the_snapshot_lacks_are_said_to_be_absent(without_extra, bundled, tmp_path):
    for findings in (without_extra, bundled):
        assert findings.pieces["data"].told["absent"] == [*LONDON, *CLOSES]
    write_findings(without_extra, tmp_path / "out", figures=False)
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    names = "BGEO.L, TBCG.L, AAZ.L, IEMB.L, JPEA.L, USDAMD=X and ^VIX"
    assert f"Declared but not in this snapshot: {names}." in report.replace("\\", "")


def test_the_first_session_of_each_exchange_is_listed_by_its_place(written):
    sessions = json.loads((written / "results.json").read_bytes())["when"]["dating"]["first_sessions"]
    found = {s["exchange"]: (s["city"], s["session"], s["position"]) for s in sessions}
    assert found == {
        "24/5": ("currencies", "2023-09-20", "during the session"),
        "XCBF": ("Chicago", "2023-09-20", "before the open"),
        "XLON": ("London", "2023-09-20", "during the session"),
        "XNYS": ("New York", "2023-09-20", "before the open"),
    }
    assert exchange_name("XXXX") == "XXXX"


def test_every_figure_is_drawn_with_all_series(written):
    for entry in (e for e in EXHIBITS if e.figure):
        assert (written / f"{entry.figure}.png").stat().st_size > 20_000
    prices = pd.read_csv(written / "prices.csv")
    assert prices[[*LONDON, *CLOSES]].notna().all().all()
    assert (prices.loc[prices["event_day"] == -1, list(LONDON)] == 100).all().all()
    forest = pd.read_csv(written / "abnormal-returns.csv")
    assert set(forest.loc[forest["window"] == "day 0", "series"]) >= {*LONDON, *CLOSES}
    assert not set(forest.loc[forest["window"] == "overnight", "series"]) & {*LONDON, *CLOSES}
    assert not set(pd.read_csv(written / "decomposition.csv")["series"]) & {*LONDON, *CLOSES}


@pytest.mark.parametrize("name", ["effects", "prices", "decomposition", "timeline"])
def test_with_more_series_no_text_is_small_or_cut_off_or_covers_another(live, name):
    assert_legible(live.pieces[name].plot().figure)
