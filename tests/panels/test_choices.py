"""What is asked of a panel: refused together where it cannot be, and factors taken for what they are."""

import numpy as np
import pandas as pd
import pytest

from analysis import panel
from analysis.errors import TableError, UsageError
from tests.panels.made import ASKED, DAYS, made, prices_of


@pytest.fixture(scope="module")
def tables():
    returns, events = made()
    return events, prices_of(returns)


def test_a_market_is_never_guessed_and_levels_are_no_returns(tables):
    events, prices = tables
    with pytest.raises(UsageError, match="no market"):
        panel(events, prices, **(ASKED | {"market": ""}))
    with pytest.raises(TableError, match="levels belong into the prices"):
        panel(events, prices, factors=prices[["MKT"]].rename_axis("date").reset_index(), **ASKED)


def test_a_raw_market_and_one_in_excess_of_the_risk_free_rate_give_the_same(tables):
    events, prices = tables
    market = prices["MKT"].pct_change().fillna(0.0)
    factors = pd.DataFrame({"date": DAYS, "MKT": market, "Mkt-RF": market - 0.0004, "RF": 0.0004})
    asked = ASKED | {"model": "market-adjusted", "factors": factors, "reading": {"risk_free": "RF"}}
    raw, excess = (panel(events, prices, **(asked | {"market": name})) for name in ("MKT", "Mkt-RF"))
    np.testing.assert_allclose(raw.result.car, excess.result.car, atol=1e-15)
    np.testing.assert_allclose(
        raw.result.car, panel(*tables, **(ASKED | {"model": "market-adjusted"})).result.car, atol=1e-9
    )
    assert "MKT is taken as a raw return: the risk-free rate is subtracted from it, too" in raw.said
    assert not any("raw return" in line for line in excess.said)


@pytest.mark.parametrize(
    ("name", "asked", "raw"),
    [
        ("SMB", {"model": "factors"}, False),
        ("SMB", {"market": "SMB"}, False),
        ("Mkt-RF", {"model": "factors"}, False),
        ("carry", {"model": "factors"}, False),
        ("carry", {"model": "factors", "market": "carry"}, True),
        ("Performance", {"model": "market"}, True),
        ("MKT", {"model": "factors"}, True),
    ],
)
def test_a_factor_used_alone_is_long_short_as_published_unless_it_is_a_market(tables, name, asked, raw):
    events, prices = tables
    factor = prices["MKT"].pct_change().fillna(0.0)
    factors = pd.DataFrame({"date": DAYS, name: factor, "RF": 0.0004, "other": 0.1 * factor})
    asked = ASKED | {"market": "", "use": name, "factors": factors, "reading": {"risk_free": "RF"}} | asked
    result = panel(events, prices.drop(columns="MKT"), **asked)
    assert any("is taken as a raw return" in line for line in result.said) == raw
    assert any("in excess of the risk-free rate, or of long less short" in line for line in result.said) != raw
    used = result.clocks[0].factors[1:, 0]
    np.testing.assert_allclose(used, factor.to_numpy()[1:] - 0.0004 * raw, atol=1e-15)
    how = any("--market carry where it is a market's raw return" in line for line in result.said)
    assert how == (name == "carry" and not raw)


@pytest.mark.parametrize("asked", [{"use": ("Mkt", "SMB"), "model": "market"}, {"model": "factors", "market": "Mkt"}])
def test_a_factor_that_would_not_count_is_refused(tables, asked):
    events, prices = tables
    factor = prices["MKT"].pct_change().fillna(0.0)
    factors = pd.DataFrame({"date": DAYS, "Mkt": factor, "SMB": 0.1 * factor})
    with pytest.raises(UsageError, match="SMB would not count beside the market Mkt; --model factors"):
        panel(events, prices, **(ASKED | {"market": "", "factors": factors} | asked))


def test_a_risk_free_rate_that_is_not_subtracted_is_no_factor(tables):
    events, prices = tables
    factors = pd.DataFrame({"date": DAYS, "MKT": prices["MKT"].pct_change().fillna(0.0), "RF": 0.0001})
    asked = ASKED | {"market": "", "model": "factors", "factors": factors, "reading": {"risk_free": "none"}}
    assert "regressors: MKT" in panel(events, prices, **asked).said
    with pytest.raises(UsageError, match="no factors"):
        panel(events, prices, **(asked | {"factors": factors[["date", "RF"]]}))


def test_a_test_that_does_not_exist_is_refused_before_anything_is_read():
    with pytest.raises(UsageError, match="--test: 'patel'"):
        panel("no file", "no file", **(ASKED | {"tests": ("patel",)}))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"window": "-1:1"}, r"panel: no option 'window'; allowed: .*; did you mean 'windows'\?"),
        ({"factor": "f.csv"}, r"no option 'factor'; .*; did you mean 'factors'\?"),
        ({"risk_free": "RF"}, r"no option 'risk_free'; .*; give it as reading=\{'risk_free': ...\}"),
        ({"jobs": 2}, r"give it as workers=\{'jobs': ...\}"),
        ({"reading": {"date": "dmy"}}, r"reading: no option 'date'; .*; did you mean 'dates'\?"),
        ({"workers": {"job": 2}}, r"workers: no option 'job'; .*; did you mean 'jobs'\?"),
        ({"windows": [(0, 1, 2)]}, r"--window: \(0, 1, 2\); allowed: first and last event day"),
        ({"windows": [0.5]}, "--window: 0.5; allowed"),
        ({"windows": 5}, "--window: 5; allowed"),
        ({"replications": 0}, "replications: 0; allowed: 1 or more"),
        ({"seed": "one", "lags": 0, "closed": "nxt"}, r"^--closed: 'nxt'; .*'next'.*\n--seed: 'one'; .*\nlags: 0; .*"),
        ({"wndow": "-1:1", "factor": "f"}, r"(?s)no option 'wndow'.*\npanel: no option 'factor'"),
        (
            {"log": "simple", "mask": "no"},
            r"^log: 'simple'; allowed: True or False\nmask: 'no'; allowed: True or False$",
        ),
        ({"market": ["MKT"], "on": 5}, r"^market: \['MKT'\]; allowed: text\non: \(5,\); allowed: text, or several$"),
        (
            {"reading": {"returns_percent": "no", "missing": -99}},
            r"^missing: -99; .*\nreturns_percent: 'no'; allowed: T",
        ),
        ({"reading": {"delimiter": ":", "dates": "dd"}}, r"^--dates: 'dd'; .*\n--delimiter: ':'; allowed: ',', ';'"),
        (
            {"chunk": 0, "workers": {"jobs": 0}, "closed": "x", "reading": {"dates": "d", "decimal": "x"}},
            r"^--chunk: 0; .*\n--dates: 'd'; .*\n--decimal: 'x'; .*\n--jobs: 0; .*\n--closed: 'x'; .*$",
        ),
        ({"chunk": "5"}, "--chunk: '5'; allowed: 1 or more"),
        ({"workers": {"jobs": "2"}}, "--jobs: '2'; allowed: 1 or more, or -1"),
        ({"workers": {"jobs": 2, "backend": "dask"}}, "--jobs: 2 would not count: the cluster says"),
        (
            {"model": "constant-mean"},
            "^--market: MKT would not count: --model constant-mean has no regressors; leave it",
        ),
        ({"model": "constant-mean", "use": "SMB"}, r"^--market: .*\n--use: SMB would not count"),
        ({"lags": 2}, "^lags: 2 would not count: --model market has none; leave it out, or choose --model dimson"),
    ],
)
def test_options_that_are_none_are_refused_together_before_anything_is_read(asked, said):
    with pytest.raises(UsageError, match=said):
        panel("no file", "no file", **(ASKED | asked))


@pytest.mark.parametrize("window", ["0:2", (0, 2), [0, 2], ["0:2"], [(0, 2)]])
def test_one_window_and_one_word_need_no_list(tables, window):
    asked = ASKED | {"windows": window, "tests": "BMP", "reading": {"missing": "9"}}
    result = panel(*tables, **asked)
    assert (result.settings.windows, result.settings.tests) == (((0, 2),), ("BMP",))


@pytest.mark.parametrize(
    ("asked", "beside"), [({}, "the market MKT"), ({"model": "constant-mean", "market": ""}, "--model constant-mean")]
)
def test_factors_that_would_not_count_are_refused_and_a_risk_free_rate_counts(tables, asked, beside):
    events, prices = tables
    factors = pd.DataFrame({"date": DAYS, "SMB": 0.1 * prices["MKT"].pct_change().fillna(0.0), "RF": 0.0001})
    with pytest.raises(UsageError, match=f"--factors: SMB would not count beside {beside}, and there is no risk-free"):
        panel(events, prices, factors=factors[["date", "SMB"]], **(ASKED | asked))
    found = panel(events, prices, factors=factors, reading={"risk_free": "RF"}, **(ASKED | asked))
    np.testing.assert_allclose(found.clocks[0].free, 0.0001)


def test_returns_of_long_less_short_are_no_market_unless_somebody_says_so(tables):
    events, prices = tables
    factors = pd.DataFrame({"date": DAYS, "Mom": 0.1 * prices["MKT"].pct_change().fillna(0.0)})
    with pytest.raises(UsageError, match="--model market: no market; allowed: one of Mom, or a security"):
        panel(events, prices, factors=factors, **(ASKED | {"market": ""}))
    assert "regressors: Mom" in panel(events, prices, factors=factors, **(ASKED | {"market": "Mom"})).said


def test_which_of_a_factor_and_a_security_of_one_name_is_the_market_is_said(tables):
    events, prices = tables
    factors = pd.DataFrame({"date": DAYS, "MKT": prices["MKT"].pct_change().fillna(0.0)})
    said = "MKT: the factor of that name is the market, and not the security"
    assert said in panel(events, prices, factors=factors, **ASKED).said
    assert said not in panel(events, prices, **ASKED).said


@pytest.mark.parametrize("far", ["0:100000", "-420:-415", "0:420"])
def test_a_window_that_no_event_can_have_is_refused_before_the_events_are_measured(tables, far):
    with pytest.raises(UsageError, match=f"--window: {far} reaches further than the longest prices, of 420 sessions"):
        panel(*tables, **(ASKED | {"windows": ["0:2", far], "estimation": "-210:-11" if far[0] == "0" else None}))


def test_a_column_that_groups_the_events_keeps_what_else_it_says(tables):
    events, prices = tables
    listed = events.assign(exchange="XNYS", weight=np.arange(1.0, 13.0))
    plain = panel(listed, prices, **ASKED)
    grouped = panel(listed, prices, group="exchange", **ASKED)
    assert [clock.name for clock in grouped.clocks] == [clock.name for clock in plain.clocks]
    np.testing.assert_array_equal(grouped.result.car, plain.result.car)
    assert set(grouped.group) == {"XNYS"}
    np.testing.assert_array_equal(panel(listed, prices, group="weight", **ASKED).weight, plain.weight)
    assert set(panel(events, prices, group="security", **ASKED).group) == set(events["security"])
    twice = events.assign(company="one")
    assert panel(twice, prices, group="company", **ASKED).events.security.tolist() == events["security"].tolist()


def test_groups_are_in_the_order_in_which_numbers_count(tables):
    events, prices = tables
    found = panel(events.assign(decile=[10, 2, 1] * 4), prices, group="decile", **ASKED)
    assert list(found.groups) == ["all events", "1", "2", "10"]
