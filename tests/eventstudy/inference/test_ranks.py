"""Ranks of abnormal returns and the scores made of them: by hand, with ties and missing days, refusals."""

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError
from analysis.eventstudy.inference import ranks as rk

RNG = np.random.default_rng(11)


# Two securities, four estimation days and one event day: both rank the event highest.
TWO = np.array([[1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 4.0, 3.0, 5.0]])


def test_rank_scores_by_hand():
    assert rk.rank_scores([10.0, -1.0, 3.0]) == pytest.approx([0.25, -0.25, 0.0])
    # ties share their ranks; a missing day has none, and the others are ranked among those there are
    assert rk.rank_scores([1.0, 1.0, np.nan, 0.0]) == pytest.approx([0.125, 0.125, np.nan, -0.25], nan_ok=True)


def test_restandardise_divides_event_days_by_their_own_dispersion():
    # sigma 1 and 2; on the event day the standardised returns are 5 and 2.5: dispersion 2.5 / sqrt 2
    out = rk.restandardise(TWO, [1.0, 2.0], [4])
    assert out[:, :4] == pytest.approx(TWO[:, :4] / [[1.0], [2.0]])
    assert out[:, 4] == pytest.approx(np.array([5.0, 2.5]) / (2.5 / np.sqrt(2)))
    assert TWO[0, 4] == 5.0  # the input is left alone


def test_grank_takes_ranks_that_are_at_hand():
    scar, estimation = RNG.normal(size=6), RNG.normal(size=(6, 30))
    assert rk.generalised_rank_scores(scar, estimation, rk.midranks(estimation)) == pytest.approx(
        rk.generalised_rank_scores(scar, estimation)
    )


def test_grank_ranks_are_those_of_ranking_event_and_estimation_together():
    scar, estimation = RNG.normal(size=6).round(1), RNG.normal(size=(6, 30)).round(1)  # with ties
    joined = np.column_stack([scar / scar.std(ddof=1), estimation])
    joined[0, 0] = estimation[0, 3]
    scar[0] = joined[0, 0] * scar.std(ddof=1)
    joined = np.column_stack([scar / scar.std(ddof=1), estimation])
    assert rk.generalised_rank_scores(scar, estimation) == pytest.approx(stats.rankdata(joined, axis=1) / 32 - 0.5)


def test_infinite_returns_cannot_be_ranked():
    with pytest.raises(EstimationError, match="infinite"):
        rk.rank_scores([1.0, np.inf])
