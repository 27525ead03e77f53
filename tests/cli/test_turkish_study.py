"""A whole study of real bonds on the Monday after a central bank's head was dismissed, to a verdict."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.pipeline import run
from analysis.study.series import PORTFOLIO
from analysis.study.study import load_study
from tests import turkey
from tests.turkish_study import MEMBERS, turkish_study

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not turkey.BONDS.is_dir(), reason="the quotes are not here"),
]


def by_hand(isin):
    """Log return of the middle of bid and ask, from Friday to Monday; neither bond paid a coupon."""
    table = turkey.quotes()
    middle = table[table["isin"] == isin].loc["2021-03-19":"2021-03-22", ["bid", "ask"]].mean(axis=1)
    return np.log(middle).diff().iloc[-1]


def test_the_loss_is_found(tmp_path):
    found = run(load_study(turkish_study(tmp_path)))
    assert found.verdict.outcome == "supported"
    effect = found.measured.get(PORTFOLIO, "day 0")
    assert effect.raw == pytest.approx(np.mean([by_hand(m) for m in MEMBERS]), abs=1e-12)
    assert -0.14 < effect.abnormal < -0.09


def test_a_claim_of_a_gain_is_contradicted(tmp_path):
    folder = turkish_study(tmp_path, direction="gain", claim="Bonds issued by Turkey gained")
    assert run(load_study(folder)).verdict.outcome == "contradicted"


def test_a_day_of_zeros_stops_the_study_before_it_runs(tmp_path):
    def zero(isin, table):
        return table if isin != MEMBERS[1] else pd.concat([table, table.tail(1).assign(bid=0, ask=0).shift(freq="7D")])

    with pytest.raises(
        StudyError, match=rf"{MEMBERS[1]}\.csv: row \d+, column bid: '0\.0'; allowed: a number above zero"
    ):
        load_study(turkish_study(tmp_path, change=zero))
