"""Corrections for testing many series in many windows, on the dates that are placebo dates for all."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.eventstudy.abnormal.panel import event_panel
from analysis.eventstudy.placebo.corrections import benjamini_hochberg, holm, romano_wolf
from analysis.findings.unusual.family import family, nested
from analysis.measure.design import placebo_design
from analysis.measure.effects import measure
from analysis.study.declarations import Window
from tests.cases import DAY0, LOADINGS, declared, made_case
from tests.reading import read


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def piece(case):
    return case.once(family)


@pytest.fixture(scope="module")
def table(piece):
    return piece.table()


def test_the_family_has_every_fund_and_neighbour_in_every_window_and_nothing_else(case, table):
    expected = [(s, w.name) for s in ("AAA", "BBB", "CCC", "PPP", "RRR") for w in case.study.windows]
    assert list(zip(table["series"], table["window"], strict=True)) == expected


def test_members_have_the_t_and_p_of_their_effects(case, piece):
    for m in piece.tests:
        effect = case.once(measure).get(m.series, m.window)
        assert m.tvalue == pytest.approx(effect.tvalue, rel=1e-10)
        assert m.pvalue == effect.pvalue


@pytest.mark.slow
def test_corrections_by_formula_are_those_of_the_members_p_values(table):
    np.testing.assert_array_equal(table["holm"], holm(table["p"]))
    np.testing.assert_array_equal(table["benjamini_hochberg"], benjamini_hochberg(table["p"]))
    assert (table["p"] <= table["benjamini_hochberg"]).all()
    assert (table["benjamini_hochberg"] <= table["holm"]).all()


@pytest.fixture(scope="module")
def curves(case, piece):
    """T values of all members and windows, each from its own table, on the dates that are placebo dates for all."""
    members, columns, dates = {s.key: s for s in case.series}, {}, None
    for m in piece.tests:
        window = next(w for w in case.study.windows if w.name == m.window)
        data = case.table_of(window.returns, members[m.series])
        design = placebo_design(data, m.series, "XNYS", case.timing)
        panel = event_panel(
            data.iloc[:, :1].to_numpy(),
            data.iloc[:, 1:].to_numpy(),
            design.events(1),
            estimation=case.setting.estimation,
            windows=[(window.first, window.last)],
            usable=design.usable,
            mask_other_events=False,
        )
        own = pd.Series(panel.tvalues[:, 0], index=data.index[design.dates])
        columns[m.series, m.window] = own
        dates = own.index if dates is None else dates.intersection(own.index, sort=False)
    frame = pd.DataFrame({key: own.loc[dates] for key, own in columns.items()})
    return frame.loc[DAY0].to_numpy(), frame.drop(index=DAY0).to_numpy()


def test_romano_wolf_is_that_of_the_t_values_on_the_dates_common_to_all(table, curves):
    np.testing.assert_allclose(table["romano_wolf"], romano_wolf(*curves, alternative="two-sided"), rtol=1e-12)


def test_a_corrected_p_value_is_never_below_the_members_own_rank(table, curves):
    event, placebo = curves
    alone = (1 + (np.abs(placebo) >= np.abs(event)).sum(axis=0)) / (1 + len(placebo))
    assert (table["romano_wolf"] >= alone - 1e-12).all()
    assert (table["romano_wolf"] > alone).any()


@pytest.mark.slow
def test_a_move_that_stands_out_from_all_survives_every_correction(case):
    moved = case.returns.overnight.copy()
    moved.loc[DAY0, "RRR"] += 0.5
    found = replace(case, returns=replace(case.returns, overnight=moved)).once(family)
    for m in found.tests:
        if (m.series, m.window) == ("RRR", "overnight"):
            assert max(m.holm, m.benjamini_hochberg) < 1e-9
            assert m.romano_wolf < 0.01
        elif m.window == "overnight":
            assert m.romano_wolf > 0.2


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{"exchange": "XLON"}, {"bars": "closes"}], ids=str)
@pytest.mark.parametrize("windows", [slice(None), slice(1, None)], ids=["all windows", "from close to close"])
def test_series_of_another_exchange_or_without_every_window_are_in_no_common_family(changes, windows):
    other = [i | (changes if i["ticker"] == "RRR" else {}) for i in declared()["instruments"]]
    found = made_case(
        instruments=other,
        windows=declared()["windows"][windows],
        multiverse={"windows": ["day 0"]},
        synthetic={"donors": ["PPP", "FFF"]},
    ).once(family)
    # Closing prices are enough where no window asks for another.
    alone = changes == {"bars": "closes"} and windows == slice(1, None)
    assert {m.series for m in found.tests} == set(LOADINGS) - (set() if alone else {"RRR"})


@pytest.mark.slow
def test_the_events_own_days_make_no_placebo_date_look_calm(case):
    """Had every fund fallen by half the day after the event, the tests of day 0 would hardly change."""
    daily = case.returns.close_to_close.copy()
    daily.iloc[daily.index.get_loc(DAY0) + 1, : len(LOADINGS) + 2] -= np.where(
        daily.columns.isin(list(LOADINGS)), 0.7, 0
    )
    shaken = replace(case, returns=replace(case.returns, close_to_close=daily))
    calm, wild = ({(m.series, m.window): m for m in c.once(family).tests} for c in (case, shaken))
    for (series, window), m in wild.items():
        if window == "[-1,+1]":
            assert m.tvalue < -10
        else:
            assert m.tvalue == calm[series, window].tvalue
    # Of the placebo dates only those windows count that were not found to have moved: as if asked without the last.
    rest = made_case(windows=declared()["windows"][:2]).once(family)
    alone = {(m.series, m.window): m for m in rest.tests}
    for key, m in alone.items():
        assert wild[key].romano_wolf == pytest.approx(m.romano_wolf, abs=0.02)


def test_the_record_counts_what_each_correction_leaves(piece):
    told = piece.told
    assert told["number"] == told["series"] * told["windows"] == len(piece.tests) == 15
    assert told["expected_by_chance"] == pytest.approx(0.05 * 15)
    assert set(told["significant"].values()) == {0}
    loud = replace(
        piece,
        tests=tuple(
            replace(m, pvalue=1e-5, holm=1e-3, benjamini_hochberg=1e-4, romano_wolf=0.002) for m in piece.tests
        ),
    )
    assert set(loud.told["significant"].values()) == {15}
    assert "chance alone. All are, corrected or not." in loud.text
    fewer = replace(loud, tests=tuple(replace(m, romano_wolf=0.2) for m in loud.tests))
    assert "All are; after correction 15 (Holm), 15 (Benjamini and Hochberg), none (Romano" in read(fewer.text)


@pytest.mark.parametrize(
    ("windows", "inside"),
    [
        (("overnight 0 0", "close-to-close 0 0", "close-to-close 0 1"), True),
        (("close-to-close -1 1", "overnight 0 0"), True),
        (("close-to-close 0 1", "close-to-close -1 0"), False),
        (("overnight 0 1", "close-to-close 0 0"), False),
        (("close-to-close 0 0",), False),
    ],
)
def test_windows_are_nested_where_each_lies_within_the_next(windows, inside):
    """The night ends when the day opens, so that it lies within the day that its session makes."""
    made = [
        Window(name=w, returns=kind, first=int(first), last=int(last))
        for w in windows
        for kind, first, last in [w.split()]
    ]
    assert nested(made) == nested(made[::-1]) == inside


def test_the_most_striking_tests_are_shown_first(piece):
    shown = piece.shown()["striking"].frame
    assert len(shown) == 5
    assert shown["romano_wolf"].is_monotonic_increasing
    assert shown["romano_wolf"].iloc[0] == min(m.romano_wolf for m in piece.tests)


def test_one_series_makes_its_tests_alone():
    alone = [i for i in declared()["instruments"] if i["ticker"] in ("AAA", "FFF", "GGG")]
    single = made_case(
        instruments=alone,
        portfolio={"members": ["AAA"]},
        multiverse={"portfolios": {"it": ["AAA"]}},
        comovement={"series": ["AAA", "FFF"]},
        synthetic={"donors": ["FFF", "GGG"]},
        weights={"AAA": (100.0, 100.0)},
    )
    assert "One series in three nested windows makes three tests" in single.once(family).text
