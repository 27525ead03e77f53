"""The report of a panel: cautions, weights, what was left out, the workbook, figures whose lines end early."""

import json

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import same_color

from analysis import panel
from analysis.drawing.page import FAINT
from analysis.errors import EstimationError
from analysis.panels.tell import batteries, exports
from analysis.panels.tell.figures import mean_car_caption, plot_distribution, plot_mean_car
from analysis.panels.tell.report import markdown
from analysis.panels.tell.told import tell
from analysis.panels.tell.write import write_panel
from tests.panels.made import ASKED, DAYS, made, prices_of


def shared(**more):
    """Twelve events, of which two are of one day, and one is two sessions before the end."""
    returns, events = made()
    events.loc[1, "date"] = events.loc[0, "date"]
    events.loc[11, "date"] = f"{DAYS[-2]:%Y-%m-%d}"
    return events.assign(**more), prices_of(returns)


def section(report, name):
    return report.split(f"## {name}\n")[1].split("\n## ")[0].replace("\N{NO-BREAK SPACE}", " ")


def test_cautions_stand_in_the_report_with_a_mark_at_their_lines():
    asked = ASKED | {"tests": ("sign", "GRANK-T", "adjusted BMP"), "shared_allowed": 1.0}
    report = markdown(tell(panel(*shared(), **asked)), {})
    tests = section(report, "Tests")
    rows = {line.split(" | ")[1]: line for line in tests.split("\n") if line.startswith("| [0, 2]")}
    assert [rows[test].endswith("| † |") for test in ("sign", "GRANK-T", "adjusted BMP")] == [True, True, False]
    assert "- † [0, 2\\]: GRANK-T: over-rejects with few or correlated events" in tests
    assert "sign: assumes independent events, but 2 of 11 events share event-window days" in tests
    means = section(report, "Mean cumulative abnormal returns")
    assert "- † [0, 2\\]: all events: events share days: the plain errors" in means


def test_without_a_caution_there_is_no_mark():
    assert "†" not in markdown(tell(panel(*shared(), **ASKED)), {})


@pytest.mark.parametrize(
    ("weight", "said", "shown"),
    [
        (1.0, "The events have weights. The p-value", True),
        ([0.0, *[1.0] * 11], "The events have weights; 11 of 12 measured events have one above zero.", True),
        (0.0, "The events have weights, and all are zero: there is no weighted mean.", False),
    ],
)
def test_weights_are_said_and_their_mean_is_shown(weight, said, shown):
    means = section(markdown(tell(panel(*shared(weight=weight), **ASKED)), {}), "Mean cumulative abnormal returns")
    assert said in means
    assert ("| weighted % | p, weighted |" in means) == shown


def test_without_weights_none_are_spoken_of():
    assert "weighted %" not in markdown(tell(panel(*shared(), **ASKED)), {})


def test_a_battery_that_cannot_be_computed_is_told_with_its_reason(monkeypatch, tmp_path):
    def refuse(*_, **__):
        raise EstimationError("battery", "no event has a residual")

    monkeypatch.setattr(batteries, "_battery", refuse)
    write_panel(panel(*shared(), **ASKED | {"tests": ("sign",)}), tmp_path / "out", figures=False)
    tests = section((tmp_path / "out" / "report.md").read_text(), "Tests")
    assert "- all windows: all: battery: no event has a residual" in tests
    assert "|" not in tests, "no table without a line"


def test_the_workbook_has_every_table_and_what_is_too_long_for_it_is_said(monkeypatch, tmp_path):
    pytest.importorskip("openpyxl")
    found = panel(*shared(), **ASKED | {"windows": ["0:2", "-5:5"]})
    write_panel(found, tmp_path / "out", figures=False)
    index = json.loads((tmp_path / "out" / "panel.json").read_text())
    assert index["not_in_workbook"] == []
    assert (
        "[panel.xlsx](panel.xlsx): these tables as sheets of one workbook\n"
        in (tmp_path / "out" / "report.md").read_text()
    )
    monkeypatch.setattr(exports, "MOST_EXCEL", 20)
    write_panel(found, tmp_path / "out", figures=False)
    assert json.loads((tmp_path / "out" / "panel.json").read_text())["not_in_workbook"] == ["cars"]
    assert "but for cars, which are too long for it" in (tmp_path / "out" / "report.md").read_text()
    assert "cars" not in pd.read_excel(tmp_path / "out" / "panel.xlsx", sheet_name=None)


def test_what_was_left_out_is_sorted_by_window_and_day_and_folded(tmp_path):
    events, prices = shared()
    for event, day in ((0, 10), (2, 9), (3, 9), (4, -1)):
        at = prices.index.get_indexer([pd.Timestamp(events.loc[event, "date"])])[0] + day
        prices.iloc[at, prices.columns.get_loc(events.loc[event, "security"])] = np.nan
    found = panel(events, prices, **ASKED | {"windows": ["8:11", "-2:0"]})
    write_panel(found, tmp_path / "out", figures=False)
    left = section((tmp_path / "out" / "report.md").read_text(), "Left out")
    short, every = left.split("### Each reason by window")
    assert "| [8, 11] |" in short
    assert "reasons, which are listed below | [8, 11] |" in short
    reasons = [line.split(" | ")[0][2:] for line in every.split("\n") if "| [8, 11]" in line]
    days = [int(reason.split("event day ")[1].split(" ")[0]) for reason in reasons]
    assert days == sorted(days)
    assert len(set(days)) > 1
    page = (tmp_path / "out" / "report.html").read_text()
    assert "<details><summary><h3>Each reason by window</h3></summary>" in page
    assert "<FOLD>" not in left
    assert "<END>" not in left


def test_short_names_of_groups_stay_on_one_line():
    events, prices = shared(group=["one two", "a name that is too long for one line"] * 6)
    report = markdown(tell(panel(events, prices, **ASKED)), {})
    assert "\n| all\N{NO-BREAK SPACE}events |" in report
    assert "\n| one\N{NO-BREAK SPACE}two |" in report
    assert "\n| a name that is too long for one line |" in report


def test_the_mean_car_says_that_events_drop_out():
    told = tell(panel(*shared(), **ASKED | {"windows": ["0:5"]}))
    said = "return of 12 to 11 events since event day 0, fewer as prices end or miss a day; band"
    assert said in mean_car_caption(told).subtitle


def test_a_line_that_ends_early_leads_to_its_name_in_dotted_grey():
    events, prices = shared(group=[*["early"] * 11, "late"])
    ax = plot_mean_car(tell(panel(events, prices, **ASKED | {"windows": ["0:5"]})))
    dotted = [line for line in ax.lines if line.get_linestyle() == ":" and same_color(line.get_color(), FAINT)]
    assert [line.get_xdata()[0] for line in dotted] == [1], "the late group's prices end with day 1"


def test_the_mean_stands_beside_the_line_at_zero_and_above_the_bars():
    for effect, side in ((0.05, "left"), (-0.05, "right")):
        returns, events = made(effect=effect)
        ax = plot_distribution(tell(panel(events, prices_of(returns), **ASKED)))
        assert [text.get_ha() for text in ax.texts if text.get_text().startswith("mean")] == [side]
        assert ax.get_ylim()[1] > 1.15 * max(bar.get_height() for bar in ax.patches)
