"""What a panel says: means with every kind of error, tests by group, differences, regressions, files."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from analysis import panel
from analysis.errors import UsageError
from analysis.panels.study import ALL
from analysis.panels.tell.figures import mean_car_caption
from analysis.panels.tell.report import markdown
from analysis.panels.tell.told import tell
from analysis.panels.tell.write import write_panel
from tests.panels.made import ASKED, DAYS, made, prices_of


def tables():
    returns, events = made()
    late = pd.DataFrame({"security": ["S00", "S01", "S02", "NONE"], "date": f"{DAYS[405]:%Y-%m-%d}"})
    events = pd.concat([events, late], ignore_index=True)
    events["group"] = ["early"] * 6 + ["late"] * 10
    events["size"] = np.arange(16.0)
    events["weight"] = 1 + np.arange(16.0)
    return events, prices_of(returns)


@pytest.fixture(scope="module")
def found():
    asked = ASKED | {"tests": ("cross-sectional t", "adjusted BMP", "t"), "windows": ["0:2", "-5:5"]}
    return panel(*tables(), on=("size",), **asked)


@pytest.fixture(scope="module")
def told(found):
    return tell(found)


def test_the_means_of_groups_are_those_of_their_events(found, told):
    lines = told["mean-by-window"].frame.set_index(["group", "window"])
    cars, group = 100 * found.result.car[:, 0], found.group
    assert lines.loc[("early", "[0, 2]"), "car_pct"] == pytest.approx(cars[group == "early"].mean())
    every = lines.loc[("all events", "[0, 2]")]
    weight = 1 + np.arange(15.0)
    assert every["car_weighted_pct"] == pytest.approx((cars * weight).sum() / weight.sum())
    precision = 1 / found.result.car_bse[:, 0] ** 2
    assert every["car_precise_pct"] == pytest.approx((cars * precision).sum() / precision.sum())
    assert (every["events"], every["dates"]) == (15, 13)
    assert every["se_plain_pct"] == pytest.approx(cars.std(ddof=1) / np.sqrt(15))
    assert every["positive"] == (cars > 0).mean()


def test_the_last_day_of_the_path_is_the_whole_window(told):
    day = told["mean-by-day"].frame.query("group == 'all events' and day == 5").iloc[0]
    whole = told["mean-by-window"].frame.query("group == 'all events' and window == '[-5, 5]'").iloc[0]
    assert day["car_pct"] == pytest.approx(whole["car_pct"])
    assert day["low_date_pct"] < day["car_pct"] < day["high_date_pct"]


def test_the_cross_section_is_a_regression_with_errors_by_date(found, told):
    line = told["cross-section"].frame.query("window == '[0, 2]' and characteristic == 'size'").iloc[0]
    X = np.column_stack([np.ones(15), np.arange(15.0)])
    expected = OLS(100 * found.result.car[:, 0], X).fit(cov_type="cluster", cov_kwds={"groups": found.date})
    assert (line["slope"], line["se"]) == pytest.approx((expected.params[1], expected.bse[1]))


def test_groups_differ_by_the_difference_of_their_means(told):
    lines = told["mean-by-window"].frame.set_index(["group", "window"])["car_pct"]
    line = told["differences"].frame.query("window == '[0, 2]'").iloc[0]
    assert line["difference_pct"] == pytest.approx(lines["early", "[0, 2]"] - lines["late", "[0, 2]"])
    assert (line["group"], line["other"], line["events"]) == ("early", "late", 15)


def of(told, test):
    lines = told["tests"].frame
    return lines[(lines["group"] == "all events") & (lines["last"] == 2) & (lines["test"] == test)].iloc[-1]


def test_a_refused_test_names_the_option_of_the_command_that_gives_it(told):
    line = of(told, "cross-sectional t")
    assert np.isnan(line["p"])
    enough = re.search(r"--shared-allowed ([\d.]+)", line["reason"])[1]
    given = panel(*tables(), **(ASKED | {"tests": ("cross-sectional t",), "shared_allowed": float(enough)}))
    assert of(tell(given), "cross-sectional t")["p"] < 0.05
    assert of(told, "t")["reason"] == "judges each event by itself: see cars.csv"
    assert of(told, "adjusted BMP")["p"] < 0.05


def test_long_windows_are_looked_at_in_calendar_time():
    events, prices = tables()
    found = panel(events, prices, **(ASKED | {"windows": ["0:80"]}))
    lines = tell(found)["calendar-time"].frame
    assert lines["group"].tolist() == ["all events", "early", "late"]
    assert (lines["alpha_pct"].abs() < 0.2).all()
    assert (lines["sessions"] > 80).all()


def test_the_files_say_the_same_and_the_same_panel_gives_the_same_bytes(found, tmp_path):
    for name in ("one", "two"):
        write_panel(found, tmp_path / name)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert one == two
    cars = pd.read_csv(tmp_path / "one" / "cars.csv")
    np.testing.assert_allclose(cars["car_pct"], 100 * found.result.car.ravel(), rtol=1e-9)
    assert cars.loc[0, ["security", "day0", "window"]].tolist() == ["S00", f"{DAYS[230]:%Y-%m-%d}", "[0, 2]"]
    report = one["report.md"].decode()
    assert "15 of 16 events could be measured" in report
    assert "unknown security: no prices" in report
    assert all("![" in line for line in report.split("\n") if line.endswith(".png)"))
    assert set(json.loads(one["panel.json"])["files"]) == set(one)
    assert str(tmp_path) not in report


def test_parquet_and_excel_hold_the_same_where_their_libraries_are(found, tmp_path):
    pytest.importorskip("pyarrow")
    pytest.importorskip("openpyxl")
    write_panel(found, tmp_path / "out", figures=False)
    cars = pd.read_csv(tmp_path / "out" / "cars.csv")
    np.testing.assert_allclose(pd.read_parquet(tmp_path / "out" / "cars.parquet")["car_pct"], cars["car_pct"])
    np.testing.assert_allclose(pd.read_excel(tmp_path / "out" / "panel.xlsx", "cars")["car_pct"], cars["car_pct"])


def test_a_folder_of_somebody_else_is_never_replaced(found, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.tex").write_text("years of work")
    with pytest.raises(UsageError, match=r"chapter\.tex, which no panel wrote"):
        write_panel(found, tmp_path / "thesis", figures=False)


def test_codes_that_are_declared_missing_are_no_characteristics():
    events, prices = tables()
    events["size"] = [-999.0, *np.arange(1.0, 16.0)]
    asked = ASKED | {"on": ("size",)}
    kept, gone = (panel(events, prices, reading={"missing": m}, **asked) for m in ((), ("-999",)))
    assert tell(gone)["cross-section"].frame["events"].tolist() == [14, 14]
    assert "events: size: 1 event without a number" in gone.said
    said = "events: size: 1 x -999 counts as a number; --missing=-999 where it says that there is none"
    assert said in kept.said


def test_the_decimal_sign_that_is_declared_holds_for_characteristics_in_the_results(tmp_path):
    events, prices = tables()
    events["size"] = [f"{n},{n}00" for n in range(1, 17)]
    path = tmp_path / "events.csv"
    path.write_text(events.to_csv(sep=";", decimal=",", index=False))
    found = panel(path, prices, on=("size",), reading={"decimal": ","}, **ASKED)
    assert found.characteristics["size"][:2].tolist() == [1.1, 2.2]


def test_a_portfolio_without_factors_has_no_abnormal_return_in_calendar_time():
    events, prices = tables()
    found = panel(events, prices, model="constant-mean", **(ASKED | {"windows": ["0:80"], "market": ""}))
    line = tell(found)["calendar-time"].frame.iloc[0]
    assert line["reason"] == "no factor explains the portfolio: its mean return is no abnormal one"


@pytest.mark.parametrize("model", ["market", "market-adjusted"])
def test_a_portfolio_in_calendar_time_earns_simple_returns_whatever_the_events_are_measured_in(model):
    events, prices = tables()
    asked = ASKED | {"windows": ["0:80"], "model": model}
    simple, log = (tell(panel(events, prices, log=log, **asked))["calendar-time"].frame for log in (False, True))
    np.testing.assert_allclose(log["alpha_pct"], simple["alpha_pct"], rtol=1e-9)
    np.testing.assert_allclose(log["se_pct"], simple["se_pct"], rtol=1e-9)


def test_a_window_that_no_event_has_whole_is_said_without_a_number(tmp_path):
    _, prices = tables()
    late = pd.DataFrame({"security": ["S00"], "date": [f"{DAYS[-2]:%Y-%m-%d}"]})
    found = panel(late, prices, **(ASKED | {"windows": ["0:5"], "tests": None}))
    told = write_panel(found, tmp_path / "out")
    report = (tmp_path / "out" / "report.md").read_text()
    assert "Over event days [0, 5] no event has a return on every day: there is no mean CAR." in report
    assert mean_car_caption(told).title == "No event has a return on all days from 0 to 5"
    assert "nan" not in report
    assert "left out of [0, 5], 1: event day 2 lies outside the data" in found.summary()


def test_a_single_date_has_no_band_and_no_error_by_date():
    events, prices = tables()
    one = events[:12].assign(date=f"{DAYS[300]:%Y-%m-%d}").drop(columns="group")
    told = tell(panel(one, prices, **ASKED))
    assert mean_car_caption(told).subtitle.endswith("since event day 0; no band: one date")
    line = told["mean-by-window"].frame.iloc[0]
    assert np.isnan([line["se_date_pct"], line["se_both_pct"], line["p_both"]]).all()


def test_groups_that_are_not_drawn_or_compared_are_said():
    events, prices = tables()
    events["group"] = [f"g{n % 9}" for n in range(16)]
    told = tell(panel(events, prices, **ASKED))
    assert mean_car_caption(told).subtitle.endswith("the first 6 of 9 groups")
    assert "The first 8 of 9 groups are compared." in markdown(told, {})


def test_groups_of_one_date_each_are_told_once_that_they_cannot_be_compared():
    events, prices = tables()
    events["group"] = events["date"]
    report = markdown(tell(panel(events[:6], prices, **ASKED)), {})
    section = report.split("## Differences between groups")[1].split("##")[0]
    assert "15 differences cannot be tested: one of the groups has events on 1 date" in section.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "|" not in section, "no table of lines without numbers"


@pytest.mark.parametrize(("allowed", "given"), [(0.0, False), (1.0, True)])
def test_a_p_that_takes_events_of_common_days_for_independent_is_left_out_unless_asked_for(allowed, given):
    events, prices = tables()
    twice = pd.concat([events, events.assign(security=events["security"].to_numpy()[::-1])])
    asked = ASKED | {"shared_allowed": allowed}
    lines = tell(panel(twice.drop_duplicates(["security", "date"]), prices, **asked))["mean-by-window"].frame
    line = lines[lines["group"] == ALL].iloc[0]
    assert np.isfinite([line["p_date"], line["p_both"], line["se_plain_pct"]]).all()
    assert np.isfinite([line["p_plain"], line["p_security"]]).tolist() == [given, given]
