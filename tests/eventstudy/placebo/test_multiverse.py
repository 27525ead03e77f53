"""The multiverse: every cell is a regression of its own, and the whole curve is judged by the same curve elsewhere."""

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.abnormal.abnormal import abnormal_returns
from analysis.eventstudy.placebo.multiverse import Branch, Multiverse, explore

WINDOWS = {"day 0": (0, 0), "[-1,+2]": (-1, 2)}
EVENT, PLACEBOS = 150, np.array([70, 90, 110, 130, 170, 180])


def made(seed=0, sessions=200):
    rng = np.random.default_rng(seed)
    factors = 0.01 * rng.normal(size=(sessions, 2))
    shock, own = rng.normal(size=(sessions, 1)), rng.normal(size=(sessions, 3))
    return factors @ rng.normal(0.5, 0.3, (2, 3)) + 0.005 * (shock + own), factors


def branch(data, *, factors=2, length=50, holes=(), windows=WINDOWS):
    returns, X = data
    usable = np.ones(len(returns), dtype=bool)
    usable[list(holes)] = False
    return Branch(
        choices={"model": f"{factors} factors", "sessions": str(length), "left out": f"{len(holes)} days"},
        returns=returns,
        portfolios=("one", "two", "three"),
        factors=X[:, :factors],
        estimation=(-10 - length, -11),
        windows=windows,
        usable=usable,
    )


def branches(data):
    return [
        branch(data),
        branch(data, factors=0, length=40),
        branch(data, factors=1, holes=(95, 100, 120, 155)),
        branch(data, windows={"day 0": (0, 0)}),
    ]


@pytest.fixture(scope="module")
def data():
    return made()


@pytest.fixture(scope="module")
def grid(data):
    return explore(branches(data), EVENT, PLACEBOS)


# The cells


def test_there_is_one_specification_for_each_choice_of_branch_portfolio_and_window(data, grid):
    expected = [
        {**b.choices, "portfolio": p, "window": w} for b in branches(data) for p in b.portfolios for w in b.windows
    ]
    assert [dict(s) for s in grid.specifications] == expected
    assert len(expected) == 3 * (2 + 2 + 2 + 1)
    assert grid.estimates.shape == grid.tvalues.shape == (21,)
    assert grid.placebo_estimates.shape == grid.placebo_tvalues.shape == (6, 21)
    assert grid.rows is PLACEBOS


def test_every_cell_has_the_numbers_of_a_single_fit_on_the_event_date_and_on_every_placebo_date(data, grid):
    returns, _ = data
    cell = 0
    for b in branches(data):
        for p in range(3):
            for window in b.windows.values():
                for at, row in enumerate([EVENT, *PLACEBOS]):
                    single = abnormal_returns(
                        returns[:, p], b.factors, row, estimation=b.estimation, windows=[window], usable=b.usable
                    ).car(*window)
                    estimate = grid.estimates[cell] if at == 0 else grid.placebo_estimates[at - 1, cell]
                    t = grid.tvalues[cell] if at == 0 else grid.placebo_tvalues[at - 1, cell]
                    assert estimate == pytest.approx(single.value, rel=1e-10)
                    assert t == pytest.approx(single.tvalue, rel=1e-10)
                cell += 1
    assert cell == 21


def test_days_left_out_change_the_numbers_of_their_branch_alone(data, grid):
    whole = explore([branch(data, factors=1)], EVENT, PLACEBOS)
    less = slice(12, 18)
    assert grid.specifications[12]["left out"] == "4 days"
    # The holes lie in the estimation windows of the event and of placebo dates, not in those of rows 70 and 90.
    assert (grid.estimates[less] != whole.estimates).all()
    np.testing.assert_allclose(grid.placebo_estimates[:2, less], whole.placebo_estimates[:2], rtol=1e-12)
    assert (grid.placebo_estimates[2:, less] != whole.placebo_estimates[2:]).all()


def test_the_table_is_in_order_of_the_estimate_and_keeps_the_choices_beside_it(grid):
    table = grid.to_frame()
    assert list(table.columns) == ["model", "sessions", "left out", "portfolio", "window", "estimate", "t"]
    assert table["estimate"].is_monotonic_increasing
    numbers = {
        tuple(s.values()): (e, t) for s, e, t in zip(grid.specifications, grid.estimates, grid.tvalues, strict=True)
    }
    for row in table.itertuples(index=False):
        assert numbers[tuple(row[:5])] == tuple(row[5:])


def test_choices_cannot_be_altered(grid):
    with pytest.raises(TypeError):
        grid.specifications[0]["model"] = "another"


# The joint tests


@pytest.fixture
def toy():
    """Three specifications on the event date and on four placebo dates."""
    return Multiverse(
        specifications=({}, {}, {}),
        estimates=np.array([6.0, 1.0, -1.0]),
        tvalues=np.array([4.0, 2.0, 1.5]),
        placebo_estimates=np.array([[0.0, 1.0, 9.0], [5.0, 2.0, 2.0], [-1.0, -2.0, -3.0], [0.0, 0.0, 0.0]]),
        placebo_tvalues=np.array([[0.0, 1.0, 9.0], [5.0, 2.0, 2.0], [-1.0, -2.0, -3.0], [0.0, 0.0, 0.0]]),
        rows=np.array([10, 20, 30, 40]),
    )


def test_the_median_effect_by_hand(toy):
    # Event: median 1. Placebo dates: 1, 2, -2, 0, of which two are at least 1 and three at most 1.
    test = toy.median_effect()
    assert (test.statistic, test.placebo.tolist(), test.rows.tolist()) == (1.0, [1, 2, -2, 0], [10, 20, 30, 40])
    assert (test.pvalue("greater"), test.pvalue("less")) == (3 / 5, 4 / 5)


def test_the_mean_t_by_hand(toy):
    # Event: mean 2.5. Placebo dates: 10/3, 3, -2, 0.
    test = toy.mean_t()
    assert test.statistic == 2.5
    np.testing.assert_allclose(test.placebo, [10 / 3, 3, -2, 0])
    assert (test.pvalue("greater"), test.pvalue("less"), test.pvalue()) == (3 / 5, 3 / 5, 1.0)


def test_the_share_of_significant_specifications_by_hand(toy):
    # t above 1.5: two of the event's three, and 1, 3, 0 and 0 of the placebo dates'.
    test = toy.significant_share(1.5)
    assert test.statistic == pytest.approx(2 / 3)
    np.testing.assert_allclose(test.placebo, [1 / 3, 1, 0, 0])
    assert test.pvalue("greater") == 2 / 5
    # t below -1.5: none of the event's, and 0, 0, 2 and 0: a claimed loss is not supported by gains.
    down = toy.significant_share(1.5, sign=-1)
    assert down.statistic == 0
    np.testing.assert_allclose(down.placebo, [0, 0, 2 / 3, 0])
    assert down.pvalue("greater") == 1
    # Exactly the critical value is not above it.
    assert toy.significant_share(4.0).statistic == 0


def test_a_change_of_sign_mirrors_the_curve(data, grid):
    returns, X = data
    down = explore(branches((-returns, X)), EVENT, PLACEBOS)
    np.testing.assert_allclose(down.tvalues, -grid.tvalues, rtol=1e-9)
    assert down.median_effect().pvalue("less") == grid.median_effect().pvalue("greater")
    assert down.mean_t().pvalue("less") == grid.mean_t().pvalue("greater")
    share, mirrored = grid.significant_share(1.0), down.significant_share(1.0, sign=-1)
    assert (share.statistic, share.placebo.tolist()) == (mirrored.statistic, mirrored.placebo.tolist())


@pytest.fixture(scope="module")
def simulated():
    """P-values of the joint tests where nothing happened, and with an effect planted on the event date."""
    rows, p = np.arange(65, 185, 2), {0.0: [], 0.03: []}
    for seed in range(250):
        returns, X = made(seed=seed, sessions=260)
        for effect, found in p.items():
            planted = returns.copy()
            planted[220] += effect
            g = explore([branch((planted, X)), branch((planted, X), factors=1, length=30)], 220, rows)
            tests = (g.median_effect(), g.mean_t(), g.significant_share(1.65))
            found.append([t.pvalue("greater") for t in tests])
    return {effect: np.array(found) for effect, found in p.items()}


@pytest.mark.slow
def test_where_nothing_happened_joint_p_values_are_uniform(simulated):
    p = simulated[0.0]
    for level in (0.05, 0.1, 0.25, 0.5, 0.75):
        error = 3 * np.sqrt(level * (1 - level) / len(p))
        assert np.abs((p[:, :2] <= level).mean(axis=0) - level).max() <= error
        assert (p[:, 2] <= level).mean() <= level + error, "ties of a share make its test timid, never bold"
    assert ((p > 0) & (p <= 1)).all()


@pytest.mark.slow
def test_a_planted_effect_is_found(simulated):
    assert ((simulated[0.03] <= 0.05).mean(axis=0) > 0.9).all()


@pytest.mark.slow
def test_placebo_dates_whose_windows_overlap_hardly_distort_the_test():
    # The figures of the class: windows of 6 sessions on each of 400 neighbouring dates, independent returns.
    draws = np.random.default_rng(0).standard_t(4, (6000, 440))
    sums = np.lib.stride_tricks.sliding_window_view(draws, 6, axis=1).sum(axis=2)
    event, placebo = sums[:, -1], sums[:, :400]
    p = (1 + (placebo >= event[:, None]).sum(axis=1)) / 401
    for level, stated in ((0.10, 0.10), (0.05, 0.052), (0.01, 0.014)):
        assert np.mean(p <= level) == pytest.approx(stated, abs=3 * np.sqrt(stated / 6000))


# Refusals


def test_a_cell_that_cannot_be_estimated_stops_the_run_and_is_named(data):
    returns, X = data
    twice = np.column_stack([X[:, :1], X[:, :1]])
    with pytest.raises(EstimationError, match=r"specification 2 factors, 50, 0 days: none .*: collinear factors"):
        explore([branch(data, factors=1), branch((returns, twice))], EVENT, PLACEBOS)
    hole = returns.copy()
    hole[181, 1] = np.nan
    with pytest.raises(
        EstimationError, match=r"specification 2 factors.*: row 180: no return on event day 1; leave the date out"
    ):
        explore([branch((hole, X))], EVENT, PLACEBOS)
    with pytest.raises(EstimationError, match="row 40: the estimation window starts before the data"):
        explore([branch(data)], EVENT, np.array([90, 40]))
    with pytest.raises(EstimationError, match="multiverse: no specification"):
        explore([], EVENT, PLACEBOS)
