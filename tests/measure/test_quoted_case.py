"""A made study of quotes with gaps: every number of it by a loop over its days, and what cannot be had says why."""

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import WLS

from analysis.errors import NotApplicableError, WindowError
from analysis.findings.piece import NotComputed, supplement
from analysis.findings.sure.comovement import comovement
from analysis.findings.sure.diagnostics import diagnostics
from analysis.findings.sure.dose import dose
from analysis.findings.sure.reaction import reaction
from analysis.findings.sure.rolling import rolling
from analysis.findings.sure.specifications import specifications
from analysis.findings.sure.synthetic import synthetic
from analysis.findings.unusual.family import family
from analysis.findings.unusual.joint import joint
from analysis.measure.deciding import deciding
from analysis.measure.effects import measure
from analysis.study.series import PORTFOLIO
from tests.cases import FACTORS, TARGETS
from tests.quoted import SILENT, missing, quoted_case

KIND = "close-to-close"
WINDOWS = [{"name": n, "returns": KIND, "first": a, "last": b} for n, a, b in (("day 0", 0, 0), ("[-1,+1]", -1, 1))]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return quoted_case(tmp_path_factory.mktemp("gaps"), gain=0.02)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Quoted on the day of the news and on nine days of ten: the event's return spans one weekday."""
    gone = missing("AAA", 0.1) - set(SILENT) - {"2023-02-27", "2023-03-02"}
    windows = {"windows": WINDOWS[:1], "multiverse": {"windows": ["day 0"]}}
    return quoted_case(tmp_path_factory.mktemp("alone"), gain=0.02, gone=dict.fromkeys(TARGETS, gone), **windows)


class ByHand:
    """The portfolio's returns and its factors', their spans, and its model before a row: no code of the study."""

    def __init__(self, case, key=PORTFOLIO):
        files = [pd.read_csv(case.study.folder / "prices" / f"{t}.csv", index_col=0) for t in TARGETS]
        self.days = pd.DatetimeIndex(pd.to_datetime(files[0].index))
        levels = case.returns.close_to_close[[*FACTORS, "PPP"]].fillna(0).cumsum().loc[self.days]
        self.x = levels[list(FACTORS)].diff().to_numpy()
        logs = np.mean([np.log(f["close"].to_numpy()) for f in files], axis=0) if key == PORTFOLIO else levels[key]
        self.y = np.diff(np.asarray(logs), prepend=np.nan)
        apart = [len(pd.bdate_range(a, b)) - 1 for a, b in zip(self.days[:-1], self.days[1:], strict=True)]
        self.spans = np.array([1, *apart], dtype=float)
        self.event = self.days.get_loc(pd.Timestamp("2023-03-03"))
        self.first, self.last = case.setting.estimation
        self.own = np.arange(len(self.y))
        begin, end = case.setting.event_days
        self.own = (self.own >= self.event + begin) & (self.own <= self.event + end)

    def fitted(self, row):
        est = np.arange(row + self.first, row + self.last + 1)
        est = est[~self.own[est]]
        return WLS(self.y[est], np.column_stack([self.spans, self.x])[est], weights=1 / self.spans[est]).fit(), est

    def error(self, row, model):
        return self.y[row] - np.r_[self.spans[row], self.x[row]] @ model.params

    def start(self, row, total):
        """First row of the stretch that ends in a row and spans so many weekdays; none where there is no such one."""
        found = [s for s in range(row + self.last + 1, row + 1) if self.spans[s : row + 1].sum() == total]
        return found[0] if found else None

    def eve(self, rows_before, decay=0.94):
        weights = decay ** np.arange(len(rows_before))[::-1]
        return math.sqrt(np.sum(weights * rows_before**2) / np.sum(weights))


# --- the event's own numbers -------------------------------------------------------------------------------------


def test_the_events_return_runs_over_the_silence_and_its_effect_is_found(case):
    hand, effect = ByHand(case), case.once(measure).primary
    assert hand.spans[hand.event] == 3
    model, _ = hand.fitted(hand.event)
    x = np.r_[3.0, hand.x[hand.event]]
    bse = math.sqrt(model.ssr / model.df_resid * (3 + x @ model.normalized_cov_params @ x))
    assert effect.raw == pytest.approx(hand.y[hand.event], abs=1e-13)
    assert effect.abnormal == pytest.approx(hand.error(hand.event, model), abs=1e-12)
    assert (effect.bse, effect.tvalue) == pytest.approx((bse, effect.abnormal / bse), rel=1e-9)
    assert effect.parts["drift"] == pytest.approx(3 * model.params[0], rel=1e-9)
    assert effect.raw == pytest.approx(sum(effect.parts.values()) + effect.abnormal, abs=1e-13)
    assert effect.abnormal == pytest.approx(0.02, abs=0.006)
    assert (case.once(deciding).found, case.once(deciding).likes) == (1, ("PPP",))


def test_the_members_share_the_portfolios_days_and_average_to_it(case):
    found = case.once(measure)
    assert len({case.study.instrument(t).exchange for t in TARGETS}) == 1
    members = np.mean([found.get(t, "day 0").abnormal for t in TARGETS])
    assert found.primary.abnormal == pytest.approx(members, abs=1e-13)


# --- placebo dates -----------------------------------------------------------------------------------------------


def test_every_placebo_date_spans_as_many_weekdays_and_is_measured_by_its_own_eve(case):
    hand, test = ByHand(case), case.once(measure).primary.placebo
    dates = case.once(measure).dates[PORTFOLIO, KIND]
    first = int(dates.rows[0])
    warm, _ = hand.fitted(first)
    errors = np.full(len(hand.y), np.nan)
    for row in range(first + hand.first, max(int(dates.rows[-1]), hand.event) + 1):
        model = warm if row < first else hand.fitted(row)[0]
        errors[row] = hand.error(row, model) / math.sqrt(hand.spans[row])
    known = errors[first + hand.first :]
    offset = first + hand.first

    def value(row):
        start = hand.start(row, 3)
        model, _ = hand.fitted(row)
        return sum(hand.error(r, model) for r in range(start, row + 1)) / hand.eve(known[: start - offset])

    expected = [r for r in dates.rows if hand.start(r, 3) is not None and (r - hand.event) % 3 == 0]
    assert test.rows.tolist() == expected
    np.testing.assert_allclose(test.placebo, [value(r) for r in expected], rtol=1e-8)
    assert test.statistic == pytest.approx(value(hand.event), rel=1e-8)
    assert {round(hand.spans[hand.start(r, 3) : r + 1].sum()) for r in expected} == {3}
    assert len({r - hand.start(r, 3) for r in expected}) > 1, "in one, two or three rows"


def test_the_like_fund_is_measured_over_the_very_time_between_the_quotes(case):
    hand, like = ByHand(case), ByHand(case, "PPP")
    models = [h.fitted(h.event)[0] for h in (hand, like)]
    expected = hand.error(hand.event, models[0]) - like.error(hand.event, models[1])
    assert case.once(deciding).difference.effect == pytest.approx(expected, abs=1e-12)


def test_windows_reach_no_further_back_than_to_the_estimation_window(tmp_path):
    """Nobody quoted for ten weekdays; the gap of three sessions leaves room for three rows before a date."""
    silent = {f"{d:%Y-%m-%d}" for d in pd.bdate_range("2023-03-01", "2023-03-13")}
    gone = dict.fromkeys(TARGETS, silent | missing("AAA", 0.6))
    with pytest.raises(WindowError, match=r"placebo \d+ sessions apart: \d admissible placebo dates; allowed"):
        quoted_case(tmp_path, gone=gone, estimation={"length": 30}).once(measure)


# --- evidence beside it ------------------------------------------------------------------------------------------

FIXED_ROWS = {
    "joint tests": joint,
    "family of tests": family,
    "synthetic control": synthetic,
    "multiverse": specifications,
}


@pytest.mark.parametrize(("name", "compute"), FIXED_ROWS.items(), ids=FIXED_ROWS)
def test_evidence_that_takes_a_return_for_one_of_a_session_says_why_it_is_missing(case, name, compute):
    said = (
        f"{name}: a quote in the event's windows comes 3 weekdays after the one before; allowed: returns of one weekday"
    )
    with pytest.raises(NotApplicableError, match=said):
        compute(case)


def test_the_slope_says_so_too_and_the_like_funds_beside_it_stay(case):
    found = case.once(dose)
    assert "a quote in the event's windows comes 3 weekdays after the one before" in found.text
    assert "A placebo in space, series with none of the widgets:" in found.text


@pytest.mark.parametrize("compute", [comovement, diagnostics, reaction, rolling], ids=lambda c: c.__name__)
def test_evidence_that_knows_spans_is_there(case, compute):
    assert not isinstance(supplement(case, compute, case.setting), NotComputed)


def test_other_estimators_say_that_they_know_no_spans(case):
    reasons = {e.model: e.reason for e in case.once(diagnostics).estimates}
    assert all('of returns that span several sessions; allowed: "ols", "constant mean"' in r for r in reasons.values())
    assert reasons


def test_correlations_are_those_of_returns_over_the_root_of_their_spans(case):
    hand, found = ByHand(case), case.once(rolling)
    scaled = np.column_stack([hand.y, hand.x])[1:] / np.sqrt(hand.spans[1:, None])
    window = case.study.comovement.rolling
    expected = [np.corrcoef(scaled[r - window : r].T)[0, 1] for r in range(window, len(scaled) + 1)]
    np.testing.assert_allclose(found.correlations[:, found.factors.index("FFF")], expected, atol=1e-10)


# --- where the event's return spans one weekday ------------------------------------------------------------------


@pytest.mark.parametrize("compute", [*FIXED_ROWS.values(), dose], ids=lambda c: c.__name__)
def test_where_the_event_was_quoted_on_its_day_all_evidence_is_there(alone, compute):
    assert not isinstance(supplement(alone, compute, alone.setting), NotComputed)


def test_its_placebo_dates_are_quoted_on_the_day_before_too(alone):
    spans, rows = alone.spans(), joint_rows(alone)
    assert spans[alone.event_row(alone.table_of(KIND, alone.portfolio), alone.portfolio)] == 1
    assert (spans > 1).any()
    assert set(spans[rows]) == {1}


def joint_rows(case):
    windows = [w for w in case.study.windows if w.returns == KIND]
    return case.design_alike(KIND, (*TARGETS, *FACTORS), windows, where="here").rows


def test_the_multiverse_holds_the_primary_test_itself(alone):
    grid, effect = alone.once(specifications).grid, alone.once(measure).primary
    own = [
        n for n, s in enumerate(grid.specifications)
        if (s["model"], s["sessions"], s["portfolio"], s["left out"]) == ("market", "60", "all", "nothing")
    ]  # fmt: skip
    assert grid.tvalues[own] == pytest.approx([effect.tvalue], rel=1e-10)
    assert grid.estimates[own] == pytest.approx([effect.abnormal], abs=1e-13)


def test_too_few_dates_with_a_quote_on_every_day_are_refused(tmp_path):
    gone = missing("AAA", 0.45) - {f"{d:%Y-%m-%d}" for d in pd.bdate_range("2023-02-24", "2023-03-03")}
    thin = quoted_case(tmp_path, gone=dict.fromkeys(TARGETS, gone), estimation={"length": 30})
    with pytest.raises(NotApplicableError, match=r"\d+ other dates with a quote on every day of all windows"):
        joint(thin)


# --- one hour for all --------------------------------------------------------------------------------------------


def test_members_of_which_each_misses_other_days_share_those_of_all(tmp_path):
    gone = {t: missing(t, 0.1) for t in TARGETS}
    case = quoted_case(tmp_path, gone=gone)
    table = case.table(KIND, (*TARGETS, PORTFOLIO))
    assert not set(table.index.strftime("%Y-%m-%d")) & set.union(*gone.values())
    assert table.iloc[1:].notna().all().all()
    full = case.returns.closes.loc[table.index, list(TARGETS)]
    np.testing.assert_allclose(table[list(TARGETS)].iloc[1:], np.log(full).diff().iloc[1:], atol=1e-12)


# --- beside a portfolio of an exchange ---------------------------------------------------------------------------


def test_beside_an_exchanges_sessions_a_return_needs_a_quote_on_both_and_spans_no_gap(tmp_path):
    gone = {"RRR": missing("RRR", 0.2)}
    mixed = quoted_case(tmp_path, gone=gone)
    assert mixed.timing.home == "XNYS"
    found, prices = mixed.table(KIND, ["RRR", "AAA"]), mixed.returns.closes["RRR"]
    by_day = pd.Series([math.log(b / a) for a, b in pairwise(prices)], prices.index[1:])
    np.testing.assert_allclose(found["RRR"].iloc[1:], by_day, atol=1e-12)
    assert found["RRR"].isna().sum() > len(gone["RRR"]), "nor on the day after a gap"
    assert found["AAA"].iloc[1:].notna().all()


def test_a_quoted_series_beside_it_has_its_own_days_and_spans(tmp_path):
    mixed = quoted_case(tmp_path, gone={"RRR": missing("RRR", 0.2)}, synthetic={"donors": ["PPP", "FFF"]})
    found, prices = mixed.once(measure), mixed.returns.closes["RRR"]
    effects = {e.window.name: e for e in found.effects if e.series.key == "RRR"}
    assert set(effects) == {"day 0", "[-1,+1]"}
    assert effects["day 0"].raw == pytest.approx(math.log(prices["2023-03-03"] / prices["2023-02-28"]), abs=1e-13)
    factors = [mixed.returns.close_to_close[f]["2023-03-01":"2023-03-03"].sum() for f in FACTORS]
    params = found.fits["RRR", KIND].model.params
    expected = effects["day 0"].raw - np.r_[3.0, factors] @ params
    assert effects["day 0"].abnormal == pytest.approx(expected, abs=1e-12)
    assert found.primary.window.name == "overnight", "the portfolio's sessions are its exchange's"


def test_correlations_beside_it_are_of_the_sessions_on_which_all_were_quoted_though_not_on_the_events_own(tmp_path):
    series = {"series": ["AAA", "RRR", "PPP"], "before": 60, "after": 20}
    mixed = quoted_case(
        tmp_path, gone={"RRR": missing("RRR", 0.1)}, synthetic={"donors": ["PPP", "FFF"]}, comovement=series
    )
    found = mixed.once(comovement)
    whole = mixed.table(KIND, series["series"])
    assert whole.loc["2023-03-01"].isna().any()
    before = whole[whole.index < pd.Timestamp("2023-02-28")].dropna().iloc[-60:]
    pairs = found.table().set_index(["first", "second"])
    assert pairs.loc[("AAA", "RRR"), "before"] == pytest.approx(before.corr().loc["AAA", "RRR"], abs=1e-12)
