"""Indexed prices and counts, against sums by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from analysis.findings.moves import (
    days_apart_from_zero,
    indexed_prices,
    moved_targets,
    placebo_side,
    price_moves,
)
from analysis.measure.effects import PORTFOLIO
from tests.findings_cases import altered


def test_every_series_is_100_on_the_eve(bundled):
    table = indexed_prices(bundled).set_index("event_day")
    assert table.index.tolist() == list(range(-30, 21))
    assert table.loc[-1].drop("session").astype(float).to_numpy() == pytest.approx(100)
    assert table.loc[0, "session"] == f"{bundled.effects.path.sessions[10]}"


def test_the_index_cumulates_total_returns(bundled):
    table = indexed_prices(bundled).set_index("event_day")
    for ticker, bars in bundled.snapshot.bars.items():
        at = bars.index.get_loc(table.loc[0, "session"])
        level, by_hand = 100.0, []
        for day in range(21):
            now, before = bars.iloc[at + day], bars.iloc[at + day - 1]
            level *= (now["close"] + now["dividend"]) / before["close"]
            by_hand.append(level)
        assert table.loc[0:20, ticker].to_numpy() == pytest.approx(by_hand)


def test_the_portfolio_moves_by_its_members_mean_log_return(bundled):
    moves = price_moves(bundled)
    members = [moves[t] for t in bundled.study.portfolio.members]
    assert moves[PORTFOLIO].event_day == pytest.approx(np.mean([m.event_day for m in members]))
    assert moves[PORTFOLIO].last == pytest.approx(np.mean([m.last for m in members]))
    assert moves[PORTFOLIO].event_day == pytest.approx(bundled.effects.get(PORTFOLIO, "day 0").raw)


def test_targets_count_as_moved_when_their_interval_excludes_zero(bundled):
    number, moved = moved_targets(bundled)
    assert (number, moved) == (len(bundled.study.tickers("target")), 0)
    window = bundled.study.primary
    effects = tuple(
        replace(e, interval=(0.001, 0.002)) if e.series.role == "target" and e.window == window else e
        for e in bundled.effects.effects
    )
    assert moved_targets(replace(bundled, effects=replace(bundled.effects, effects=effects))) == (number, number)


def test_days_on_which_the_band_excludes_zero(bundled):
    assert days_apart_from_zero(bundled) == 0
    path = bundled.effects.path
    lifted = replace(path, low=np.where(path.days >= 8, 0.001, path.low))
    assert days_apart_from_zero(replace(bundled, effects=replace(bundled.effects, path=lifted))) == 3


@pytest.mark.parametrize(
    ("direction", "abnormal_bp", "side"),
    [
        ("gain", 5, "greater"),
        ("gain", -5, "greater"),
        ("gain", 90, "greater"),
        ("gain", -90, "less"),
        ("loss", 5, "less"),
        ("loss", -90, "less"),
        ("loss", 90, "greater"),
    ],
)
def test_the_event_is_compared_on_the_claims_side_unless_only_the_other_is_significant(
    bundled, direction, abnormal_bp, side
):
    found = altered(bundled, direction=direction, abnormal_bp=abnormal_bp)
    test = found.effects.get(PORTFOLIO, found.study.primary.name).placebo
    got, as_far = placebo_side(found)
    assert got == side
    assert test.pvalue(side) == pytest.approx((1 + as_far) / (1 + test.nobs))
    assert math.isclose(test.statistic, abnormal_bp / 1e4)
