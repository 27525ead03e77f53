"""Correlations before and after the event: which sessions count, what is tested, and what is said of it."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import WindowError
from analysis.eventstudy.comovement.change import compare_correlations
from analysis.eventstudy.comovement.contagion import contagion
from analysis.findings.sure.comovement import Comovement, SingleSession, comovement
from analysis.words.plain import plain, records
from tests.cases import DAY0, made_case, sessions
from tests.legible import assert_legible

SERIES = ("AAA", "BBB", "PPP", "FFF", "GGG")
EVENT = int(sessions().get_loc(DAY0))
BEFORE, AFTER = sessions()[EVENT - 61 : EVENT - 1], sessions()[EVENT + 2 : EVENT + 42]
"""60 sessions that end on event day -2, 40 that begin on event day +2: the windows span -1 to +1."""


@pytest.fixture(scope="module")
def case():
    return made_case()


@pytest.fixture(scope="module")
def piece(case):
    return case.once(comovement)


def planned(**changes):
    return comovement(made_case(comovement=changes))


def with_daily(case, change):
    """The case, had its daily returns been others: ``change`` alters their table."""
    daily = case.returns.close_to_close.copy()
    change(daily)
    return replace(case, returns=replace(case.returns, close_to_close=daily))


def broken(case):
    """The case, had one fund lost its link with all others after the event."""

    def cut(daily):
        noise = np.random.default_rng(3).normal(0, 0.003, len(AFTER))
        daily.loc[AFTER, "PPP"] = noise

    return with_daily(case, cut)


# What counts.


def test_the_events_own_windows_belong_to_neither_period(piece, case):
    daily = case.returns.close_to_close[list(SERIES)]
    np.testing.assert_allclose(piece.change.before, daily.loc[BEFORE].corr(), atol=1e-12)
    np.testing.assert_allclose(piece.change.after, daily.loc[AFTER].corr(), atol=1e-12)
    assert (piece.change.names, piece.change.nobs) == (SERIES, (60, 40))


def test_nothing_that_happened_in_the_events_windows_counts_and_all_on_either_side_does(piece, case):
    def shaken(rows):
        def shake(daily):
            daily.loc[sessions()[rows], "AAA"] += 0.05

        return comovement(with_daily(case, shake)).change

    inside = shaken([EVENT - 1, EVENT, EVENT + 1])
    np.testing.assert_array_equal(inside.before, piece.change.before)
    np.testing.assert_array_equal(inside.after, piece.change.after)
    np.testing.assert_array_equal(inside.bootstrap_pvalues, piece.change.bootstrap_pvalues)
    for edge in (EVENT - 61, EVENT - 2):
        assert not np.array_equal(shaken([edge]).before, piece.change.before)
    for edge in (EVENT + 2, EVENT + 41):
        assert not np.array_equal(shaken([edge]).after, piece.change.after)
    for outside in (EVENT - 62, EVENT + 42):
        np.testing.assert_array_equal(shaken([outside]).change, piece.change.change)


def test_the_change_is_tested_as_declared(case):
    found = planned(before=40, after=20, draws=299, block=3).change
    daily = case.returns.close_to_close[list(SERIES)]
    before, after = daily.loc[BEFORE[-40:]].to_numpy(), daily.loc[AFTER[:20]].to_numpy()
    rng = np.random.default_rng(case.study.seed)
    expected = compare_correlations(before, after, rng=rng, names=SERIES, block=3, replications=299)
    np.testing.assert_array_equal(found.familywise_pvalues, expected.familywise_pvalues)
    assert found.mean == expected.mean
    assert (found.block, found.replications, found.alternative) == (3, 299, "two-sided")


def test_the_same_seed_gives_the_same_numbers_and_another_only_other_p_values_of_the_bootstrap(piece):
    assert comovement(made_case()).told == piece.told
    other = comovement(replace_seed(2))
    np.testing.assert_array_equal(other.change.pvalues, piece.change.pvalues)
    assert not np.array_equal(other.change.bootstrap_pvalues, piece.change.bootstrap_pvalues)
    bootstrapped = {"p_mean", "p_jennrich_bootstrap", "correlations", "significant"}
    assert {k for k in piece.told if piece.told[k] != other.told[k]} <= bootstrapped


def replace_seed(seed):
    """The made case with other random numbers on the same prices."""
    declared = made_case()
    study = declared.study.model_copy(update={"seed": seed})
    return replace(declared, timing=replace(declared.timing, study=study))


def test_each_factor_of_the_portfolio_is_a_source_that_may_infect_the_others(piece, case):
    assert [c.source for c in piece.contagions] == ["FFF", "GGG"]
    daily = case.returns.close_to_close[list(SERIES)]
    before, after = daily.loc[BEFORE], daily.loc[AFTER]
    for c, told in zip(piece.contagions, piece.told["contagion"], strict=True):
        source = SERIES.index(c.source)
        expected = contagion(before.to_numpy(), after.to_numpy(), source, names=SERIES, alternative="two-sided")
        np.testing.assert_array_equal(c.pvalues, expected.pvalues)
        assert c.names == tuple(n for n in SERIES if n != c.source)
        assert c.variance_ratio == pytest.approx(after[c.source].var() / before[c.source].var())
        # The mean is over the portfolio's funds among the series, and over no other.
        assert told["before"] == pytest.approx(before[["AAA", "BBB"]].corrwith(before[c.source]).mean())
        assert told["smallest_p"] == pytest.approx(c.pvalues.min())


def test_a_factor_that_is_not_among_the_compared_series_is_no_source():
    assert [c.source for c in planned(series=["AAA", "BBB", "GGG"]).contagions] == ["GGG"]
    none = planned(series=["AAA", "BBB", "PPP"])
    assert none.told["contagion"] == []
    assert "Forbes" not in none.text


def test_without_funds_of_the_portfolio_among_the_series_their_mean_correlation_is_unknown():
    found = planned(series=["PPP", "RRR", "FFF"])
    assert found.told["contagion"][0]["before"] is None
    assert "| rates (FFF) |" in found.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"before": 190}, r"\d+ sessions before and \d+ after the event's windows; allowed: at least 190 and 40"),
        ({"after": 90}, r"\d+ sessions before and \d+ after the event's windows; allowed: at least 60 and 90"),
    ],
)
def test_fewer_sessions_than_declared_are_an_error(changes, message):
    with pytest.raises(WindowError, match=message):
        planned(**changes)


def test_as_many_sessions_as_there_are_can_be_compared():
    before, after = EVENT - 2, len(sessions()) - EVENT - 2  # the first session has no return
    assert planned(before=before, after=after).change.nobs == (before, after)
    for more in ({"before": before + 1}, {"after": after + 1}):
        with pytest.raises(WindowError):
            planned(**more)


def test_an_event_outside_the_prices_is_an_error(case):
    r, eve = case.returns, sessions()[EVENT - 1]
    early = replace(r, close_to_close=r.close_to_close[:eve], closes=r.closes[:eve])
    with pytest.raises(WindowError, match="comovement: day 0, 2023-03-01, lies outside the prices"):
        comovement(replace(case, returns=early))


# What is told.


def test_a_pair_that_changed_is_told_with_what_is_left_without_one_session(case):
    found = comovement(broken(case))
    told = found.told
    pairs = {(pair["first"], pair["second"]) for pair in told["changed"]}
    assert ("AAA", "PPP") in pairs
    assert all("PPP" in pair for pair in pairs)
    assert told["significant"]["familywise_pvalue"] == len(pairs)
    assert told["lasting"] == sum(pair["lasts"] for pair in told["changed"])
    line = next(x for x in told["correlations"] if (x["first"], x["second"]) == ("AAA", "PPP"))
    assert f"AAA and PPP: {line['before']:.2f} to {line['after']:.2f}" in found.text
    assert found.text.count("(20") == len(pairs), "each without its most influential session"


def test_nothing_changed_in_noise(piece):
    assert (piece.told["changed"], piece.singles, piece.told["lasting"]) == ([], (), 0)
    assert piece.caption.title.startswith("No correlation of 10 differs after the event")
    assert "one session" not in piece.text


def test_counts_and_means_are_those_of_the_table(piece):
    told, table = piece.told, piece.table()
    assert told["pairs"] == len(table) == 10
    assert told["correlations"] == plain(records(table))
    assert told["mean_change"] == pytest.approx(table["after"].mean() - table["before"].mean())
    assert told["expected_by_chance"] == pytest.approx(0.5)
    assert told["significant"]["pvalue"] == (table["pvalue"] <= 0.05).sum()


def changed(piece: Comovement, *pairs, fragile=(), session="2023-03-20"):
    """The piece, had these pairs of series and no others changed, the fragile ones with one session only."""
    familywise = np.ones_like(piece.change.familywise_pvalues)
    for i, j in pairs:
        familywise[i, j] = familywise[j, i] = 0.01
    singles = tuple(
        SingleSession(
            SERIES[i], SERIES[j], session, 0.5, 0.4, 0.3 if (i, j) in fragile else 0.02, (i, j) not in fragile
        )
        for i, j in pairs
    )
    return replace(piece, change=replace(piece.change, familywise_pvalues=familywise), singles=singles)


@pytest.mark.parametrize(
    ("pairs", "fragile", "words"),
    [
        ([(0, 1)], [(0, 1)], "No correlation of 10 differs lastingly: the change of AAA and BBB"),
        ([(0, 1), (0, 2)], [(0, 1), (0, 2)], "and so does one more"),
        (
            [(0, 1), (0, 2), (1, 3)],
            [(0, 2), (1, 3)],
            "One of 10 correlations differs after the event, by a test that rejects too often: AAA",
        ),
        ([(0, 1), (0, 2), (1, 3)], [(0, 2), (1, 3)], "two more changes rest on one session"),
        (
            [(0, 1), (0, 2), (1, 3)],
            [],
            "Three of 10 correlations differ after the event, by a test that rejects too often: AAA",
        ),
    ],
)
def test_the_title_counts_what_changed_and_what_of_it_rests_on_one_session(piece, pairs, fragile, words):
    assert words in changed(piece, *pairs, fragile=fragile).caption.title


def test_a_change_that_rests_on_one_session_is_said_to_and_one_that_does_not_is_not(piece):
    rests = changed(piece, (0, 1), fragile=[(0, 1)])
    assert "rests on one session, 2023-03-20" in rests.caption.title
    assert "(2023-03-20: 0." in rests.text
    assert "rests on one session" not in changed(piece, (0, 1)).caption.title
    too_few = changed(piece, (0, 1), session="")
    assert "(too few sessions to leave one out)" in too_few.text


# What is drawn.


def test_cells_are_the_correlations_in_hundredths(piece):
    both, _ = piece.plot().child_axes
    change, n = piece.change, len(SERIES)
    shown = {
        (int(t.get_position()[1]), int(t.get_position()[0])): t.get_text() for t in both.texts if t.get_size() == 9
    }
    assert len(shown) == n * (n - 1)
    for (i, j), text in shown.items():
        value = change.before[i, j] if i > j else change.after[i, j]
        assert text == f"{100 * value:z.0f}"


def test_what_changed_is_framed_and_dotted_where_it_rests_on_one_session(piece):
    _, moved = changed(piece, (0, 1), (2, 3), fragile=[(2, 3)]).plot().child_axes
    frames = {(p.get_x() + 0.5, p.get_y() + 0.5): p.get_linestyle() for p in moved.patches}
    assert frames[0, 1] == "-"
    assert frames[2, 3] != "-"
    assert len(frames) == 2


@pytest.mark.parametrize("series", [SERIES, ("AAA", "FFF")])
def test_the_figure_is_legible(series):
    found = planned(series=list(series))
    assert_legible(found.plot().figure)
