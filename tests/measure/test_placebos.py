"""Which dates the event is compared with, and which sessions serve to estimate what is normal."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from analysis.errors import WindowError
from analysis.measure.design import PlaceboDesign, Timing, placebo_design, row_of, usable_sessions
from analysis.measure.effects import measure, series_of, table_for
from analysis.pipeline import timing_of
from analysis.study.declarations import Window
from analysis.study.series import PORTFOLIO

SESSIONS = pd.bdate_range("2023-01-02", periods=120, name="session")
EVENT = 80
ESTIMATION = (-30, -11)


@pytest.fixture
def small(study):
    """A study of 20 sessions of estimation and three windows, which keeps its placebo dates clear of one topic."""
    windows = tuple(
        Window(name=n, returns="overnight", first=a, last=b) for n, a, b in (("a", 0, 0), ("b", -1, 1), ("c", 0, 4))
    )
    return study.model_copy(
        update={
            "estimation": study.estimation.model_copy(update={"length": 20, "last": -11}),
            "windows": windows,
            "placebo": study.placebo.model_copy(
                update={"clearance": 3, "minimum": 5, "keep_clear_of": ("war",)},
            ),
        }
    )


def table(sessions=SESSIONS):
    values = np.random.default_rng(0).normal(size=(len(sessions), 2))
    return pd.DataFrame(values, index=sessions, columns=["fund", "factor"])


def timing(**topics):
    days = {t: tuple(pd.Timestamp(d) for d in listed) for t, listed in ({"war": ()} | topics).items()}
    return Timing({"XNYS": SESSIONS[EVENT]}, days)


def design(small, when=None, data=None, **options):
    return placebo_design(table() if data is None else data, "fund", "XNYS", when or timing(), small, **options)


def leaving_out(study, *topics):
    return study.model_copy(update={"estimation": study.estimation.model_copy(update={"leave_out": topics})})


# Placebo dates


def test_placebo_dates_have_whole_windows_and_keep_clear_of_the_event(small):
    found = design(small)
    assert found.event_row == EVENT
    # From the 31st session, whose estimation window is the first 20, to the fifth before the end.
    assert found.rows.tolist() == [r for r in range(30, 116) if abs(r - EVENT) > 3]


def test_placebo_dates_keep_clear_of_listed_days(small):
    days = (SESSIONS[40], SESSIONS[100])
    found = design(small, timing(war=days))
    assert found.rows.tolist() == [r for r in range(30, 116) if min(abs(r - s) for s in (EVENT, 40, 100)) > 3]


def test_a_listed_day_without_a_session_counts_as_the_next_session(small):
    saturday = SESSIONS[44] + pd.Timedelta(days=1)
    assert saturday.day_name() == "Saturday"
    on_monday, on_saturday, on_sunday = (
        design(small, timing(war=(d,))).rows.tolist() for d in (SESSIONS[45], saturday, saturday + pd.Timedelta(days=1))
    )
    assert on_monday == on_saturday == on_sunday
    assert 45 not in on_monday
    assert 41 in on_monday


def test_listed_days_outside_the_table_take_no_date_out(small):
    outside = ("2022-12-31", "2010-01-01", "2023-06-17", "2030-01-01")
    assert SESSIONS[-1] == pd.Timestamp("2023-06-16")
    assert design(small, timing(war=outside)).rows.tolist() == design(small).rows.tolist()
    edges = (SESSIONS[0], SESSIONS[-1])
    assert design(small, timing(war=edges)).rows.tolist() == [r for r in design(small).rows if r < 116]


def test_other_topics_take_no_placebo_date_out(small):
    assert design(small, timing(weather=(SESSIONS[40],))).rows.tolist() == design(small).rows.tolist()


def test_a_day_that_one_column_lacks_takes_out_every_date_that_needs_it(small):
    holed = table()
    holed.iloc[50, 1] = np.nan
    # All columns are needed from the first day of the estimation window to the last of the event windows.
    assert design(small, data=holed).rows.tolist() == [r for r in design(small).rows if not r - 30 <= 50 <= r + 4]
    late = table()
    late.iloc[:10, 0] = np.nan
    assert design(small, data=late).rows.tolist() == [r for r in design(small).rows if r >= 40]


def test_a_longer_estimation_window_takes_out_the_dates_that_lack_it(small):
    assert design(small, length=40).rows.tolist() == [r for r in design(small).rows if r >= 50]
    assert design(small, length=20).rows.tolist() == design(small).rows.tolist()


def test_too_few_placebo_dates_stop_the_run(small):
    needy = small.model_copy(update={"placebo": small.placebo.model_copy(update={"minimum": 80})})
    assert len(design(small).rows) == 79
    with pytest.raises(WindowError, match="fund: placebo: 79 admissible placebo dates; allowed: at least 80"):
        design(needy)


def test_an_event_outside_the_prices_stops_the_run(small):
    for day in ("2023-06-20", "2022-12-30", "2023-03-04"):
        with pytest.raises(WindowError, match=f"fund: day 0, {day}, lies outside the prices; allowed: 2023-01-02 to"):
            design(small, Timing({"XNYS": pd.Timestamp(day)}, {"war": ()}))
    assert row_of(table(), SESSIONS[7], "fund") == 7


def test_day_0_is_that_of_the_exchange(small):
    both = Timing({"XLON": SESSIONS[60], "XNYS": SESSIONS[EVENT]}, {"war": ()})
    assert placebo_design(table(), "fund", "XLON", both, small).event_row == 60


# Sessions of the estimation windows


def test_the_events_own_days_serve_in_no_estimation_window(small):
    usable = design(small).usable
    # Event days -1 to +4: what the declared windows span.
    assert np.flatnonzero(~usable).tolist() == [79, 80, 81, 82, 83, 84]


def test_days_left_out_serve_in_none_either_and_stay_placebo_dates(small):
    saturday, days = SESSIONS[44] + pd.Timedelta(days=1), (SESSIONS[55], SESSIONS[62])
    when = timing(weather=(*days, saturday, "2022-01-01", "2030-01-01"))
    found = design(leaving_out(small, "weather"), when)
    assert np.flatnonzero(~found.usable).tolist() == [45, 55, 62, 79, 80, 81, 82, 83, 84]
    assert found.rows.tolist() == design(small).rows.tolist()
    everything = design(leaving_out(small, "weather", "war"), timing(weather=days, war=(SESSIONS[20],)))
    assert np.flatnonzero(~everything.usable).tolist() == [20, 55, 62, 79, 80, 81, 82, 83, 84]


def test_a_period_that_begins_before_the_table_ends_where_it_should(small):
    assert np.flatnonzero(~usable_sessions(table(), 0, [], small)).tolist() == [0, 1, 2, 3, 4]


# What the other modules read


def test_the_event_comes_first_and_every_column_has_all_dates():
    found = PlaceboDesign(7, np.array([2, 4]), np.ones(10, dtype=bool))
    assert found.dates.tolist() == [7, 2, 4]
    assert found.events(2).tolist() == [[0, 7], [0, 2], [0, 4], [1, 7], [1, 2], [1, 4]]


def test_days_of_several_topics_are_all_of_them():
    when = timing(war=("2023-01-05",), weather=("2023-01-03", "2023-01-04"))
    assert [d.day for d in when.days(["weather", "war"])] == [3, 4, 5]
    assert when.days([]) == []


# On the bundled prices


@pytest.fixture(scope="module")
def measured(bundled):
    """Effects of the portfolio's parts in the primary window, with and without the listed days of the event's story."""
    study = bundled.study.model_copy(update={"windows": (bundled.study.primary,)})
    needed = {*study.portfolio.members, *study.models[study.portfolio.model].factors}
    study = study.model_copy(update={"instruments": tuple(i for i in study.instruments if i.ticker in needed)})
    returns = replace(bundled.returns, closes=bundled.returns.closes[[i.ticker for i in study.instruments]])
    when = timing_of(bundled.study, bundled.sessions, bundled.calendar)
    (topic,) = study.placebo.keep_clear_of
    without = leaving_out(study, topic)
    return study, without, returns, when, measure(returns, when, study), measure(returns, when, without)


def test_days_left_out_reach_the_fit_and_the_placebo_engine_alike(measured):
    _, without, _, _, whole, less = measured
    for key in (PORTFOLIO, *without.portfolio.members):
        effect, unchanged = less.get(key, "overnight"), whole.get(key, "overnight")
        assert effect.abnormal != unchanged.abnormal
        # The fit is statsmodels', the event's statistic among the placebo dates is the batched engine's.
        assert effect.placebo.statistic == pytest.approx(effect.abnormal, abs=1e-14)
        assert effect.placebo_t.statistic == pytest.approx(effect.tvalue, rel=1e-10)
        assert (effect.placebo.placebo != unchanged.placebo.placebo).any()
        np.testing.assert_array_equal(effect.placebo.rows, unchanged.placebo.rows)


def test_the_fit_is_a_regression_without_the_days_left_out(measured):
    _, without, returns, when, _, less = measured
    portfolio = series_of(without, without.portfolio.members)[0]
    data = table_for(returns, "overnight", portfolio, without)
    row = row_of(data, when.day0["XNYS"], "portfolio")
    window = np.arange(row + without.estimation.first, row + without.estimation.last + 1)
    (topic,) = without.estimation.leave_out
    listed = [d for d in when.days_moved([topic]) if data.index[window[0]] <= d <= data.index[window[-1]]]
    first_after = {min(s for s in data.index if s >= d) for d in listed}
    days = [r for r in window if data.index[r] not in first_after]
    # 12 September 2022 after the close, so the 13th too; 14 September likewise; 12 December; the Monday of 24 April
    assert len(window) - len(days) == len(first_after) == 6
    assert pd.Timestamp("2022-09-13") in first_after, "New York had closed when the news of the 12th broke"
    assert pd.Timestamp("2023-04-24") in first_after, "the Monday after a listed Sunday"
    X = np.column_stack([np.ones(len(data)), data.iloc[:, 1:]])
    fit = OLS(data.iloc[days, 0].to_numpy(), X[days]).fit()
    effect = less.get(PORTFOLIO, "overnight")
    assert effect.nobs == len(days)
    assert effect.df_resid == len(days) - 4
    assert effect.abnormal == pytest.approx(data.iloc[row, 0] - X[row] @ fit.params, abs=1e-13)


def test_a_placebo_date_after_the_event_is_measured_without_the_events_own_days(measured):
    study, _, returns, when, whole, _ = measured
    portfolio = series_of(study, study.portfolio.members)[0]
    data = table_for(returns, "overnight", portfolio, study)
    event = row_of(data, when.day0["XNYS"], "portfolio")
    test = whole.get(PORTFOLIO, "overnight").placebo
    X = np.column_stack([np.ones(len(data)), data.iloc[:, 1:]])
    y = data.iloc[:, 0].to_numpy()
    for row in (event + 25, event + 35, event - 40):
        window = np.arange(row + study.estimation.first, row + study.estimation.last + 1)
        days = window[window != event]
        assert (len(days) < len(window)) == (row > event)
        expected = y[row] - X[row] @ OLS(y[days], X[days]).fit().params
        assert test.placebo[test.rows == row] == pytest.approx([expected], abs=1e-13)
