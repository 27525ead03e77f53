"""Results show themselves: one short line in a console without the numbers of arrays, a table or text in a notebook."""

import numpy as np
import pytest

from analysis.eventstudy import (
    Branch,
    abnormal_returns,
    admissible_rows,
    battery,
    calibrate,
    compare_correlations,
    contagion,
    date_sample,
    diagnose,
    dose_response,
    effective_number,
    equivalence,
    event_panel,
    explore,
    find_clusters,
    placebo_in_space,
    placebo_in_time,
    placebo_slopes,
    synthetic_control,
    t_test,
)
from analysis.eventstudy.display import LONGEST_LINE, Displayed

ESTIMATION, WINDOWS = (-120, -11), ((-1, 2), (0, 0))


@pytest.fixture(scope="module")
def results():
    """One of each kind of result, from returns of four securities on one factor."""
    rng = np.random.default_rng(5)
    x = 0.01 * rng.normal(size=(400, 1))
    y = x + 0.01 * rng.normal(size=(400, 4))
    options = {"estimation": ESTIMATION, "windows": WINDOWS}
    single = abnormal_returns(
        y[:, 0], x, 300, where="a name that is much longer than any name of a security", **options
    )
    rows = admissible_rows(np.ones(400, dtype=bool), 300, clearance=5, **options)
    dates = np.array([300, *rows[:20]])
    events = np.column_stack([np.repeat(np.arange(4), len(dates)), np.tile(dates, 4)])
    panel = event_panel(y, x, events, **options)
    sample = date_sample(panel, len(dates), 0)
    ran = battery(panel, tests=("BMP", "portfolio t"), rng=rng)
    checks = diagnose(single.model, x[300:301])
    low, high = np.array([0.0, 0.1, 0.2, 0.4]), np.array([0.1, 0.1, 0.3, 0.4])
    dose = (sample.car[0], low, high, np.cov(sample.car.T), 108)
    windows = {"wide": (-1, 2), "day": (0, 0)}
    branch = Branch({"model": "market"}, y, tuple("abcd"), x, ESTIMATION, windows, np.ones(400, dtype=bool))
    control = {"estimation": ESTIMATION, "window": (0, 1), "demean": True}
    many = explore([branch], 300, rows)
    space = placebo_in_space(y[:, 0], y[:, 1:], 300, **control)
    return [
        *(single, single.model, single.car(0, 0), single.path(), panel, sample, ran, ran.rows[0]),
        *(ran.rows[0].test, ran.clustering, find_clusters([1, 2], 1), *calibrate(sample, "greater", 0.05, rng=rng)),
        *(checks, checks.checks[0], checks.leverage, checks.influence, checks.rolling, branch, many, many.mean_t()),
        *(dose_response(*dose), placebo_slopes(*dose[:1], sample.car[1:], rows[:20], *dose[1:4])),
        *(synthetic_control(y[:, 0], y[:, 1:], 300, **control), space),
        placebo_in_time(y[:, 0], y[:, 1:], 300, rows, **control),
        *(equivalence(0.001, 0.002, 100, 0.005), effective_number(np.eye(3))),
        *(compare_correlations(y[:200], y[200:], rng=rng, replications=19), contagion(y[:200], y[200:], 0)),
    ]


def test_every_result_is_one_short_line(results):
    lines = [repr(result) for result in results]
    assert [line for line in lines if "\n" in line or len(line) > 200 or "array(" in line] == []
    assert max(len(repr(result)) for result in results if isinstance(result, Displayed)) <= LONGEST_LINE


def test_a_line_says_what_it_is_of(results):
    named = {type(result).__name__: repr(result) for result in reversed(results)}
    assert named["PanelResult"] == "PanelResult(ar=<84 x 4>, windows=((-1, 2), (0, 0)), resid=<84 x 110>, excluded=())"
    assert named["FittedModel"].startswith("FittedModel(method='ols', names=('const', 'x1'), nobs=110, df_resid=108,")
    assert named["AbnormalReturns"].startswith(
        "AbnormalReturns(where='a name that is much longer than any na…, method='ols', nobs=110"
    )
    assert named["Multiverse"] == "Multiverse(specifications=<8>, placebo_estimates=<267 x 8>)"


def test_the_outcome_of_a_batch_is_one_line():
    assert repr(t_test(np.ones((3, 9)), np.ones((3, 9)), 8.0)) == "Outcome(statistic=<3 x 9>, pvalue=<3 x 9>, df=(8,))"
    assert repr(t_test(2.0, 1.0, np.inf)) == "Outcome(statistic=2, pvalue=0.0455, df=(inf,))"


def test_a_notebook_shows_the_table_or_the_summary(results):
    for result in results:
        if isinstance(result, Displayed):
            html = result._repr_html_()
            assert html.count("<table") == hasattr(result, "to_frame")
            assert ("<pre>" in html) != hasattr(result, "to_frame")


def test_summaries_and_tables_can_be_asked_of_every_result_that_has_them(results):
    for result in results:
        if hasattr(result, "summary"):
            assert result.summary().strip()
        if hasattr(result, "to_frame"):
            assert len(result.to_frame())
