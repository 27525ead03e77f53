"""Total returns around the event, against sums by hand; the figure shows the numbers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.drawing.page import axes_size, looks
from analysis.errors import WindowError
from analysis.findings.moved.prices import prices
from tests.cases import DAY0, TARGETS, made_case, one_fund
from tests.legible import assert_legible


@pytest.fixture(scope="module")
def case():
    return made_case(gain=0.02)


@pytest.fixture(scope="module")
def piece(case):
    return prices(case)


def altered(case, change):
    """The case, had a function changed its close-to-close returns and its closes."""
    daily, closes = change(case.returns.close_to_close), change(case.returns.closes)
    return replace(case, returns=replace(case.returns, close_to_close=daily, closes=closes))


def test_every_series_is_100_on_the_eve(piece):
    table = piece.table().set_index("event_day")
    assert table.index.tolist() == list(range(-30, 21))
    assert table.loc[-1].drop("session").astype(float).to_numpy() == pytest.approx(100)
    assert table.loc[0, "session"] == f"{DAY0:%Y-%m-%d}"


def test_the_index_cumulates_total_returns(case, piece):
    # The made prices pay nothing: the index is the price over that of the eve.
    closes, table = case.returns.closes, piece.table().set_index("event_day")
    at = closes.index.get_loc(DAY0)
    around = closes.iloc[at - 30 : at + 21]
    for ticker in closes:
        assert table[ticker].to_numpy() == pytest.approx(
            100 * (around[ticker] / closes[ticker].iloc[at - 1]).to_numpy()
        )


def test_the_portfolio_moves_by_its_members_mean_log_return(piece):
    members = piece.total[list(TARGETS)].mean(axis=1).to_numpy()
    assert piece.total["portfolio"].to_numpy() == pytest.approx(members)


def test_moves_are_told_as_simple_returns(piece):
    told, table = piece.told, piece.table().set_index("event_day")
    assert (told["first_day"], told["last_day"]) == (-30, 20)
    for line in told["series"]:
        assert line["day0_pct"] == pytest.approx(table.loc[0, line["series"]] - 100)
        assert line["last_pct"] == pytest.approx(table.loc[20, line["series"]] - 100)
    assert [line["series"] for line in told["series"]] == list(table.columns[1:])


def test_it_reaches_as_far_as_the_prices(case):
    short = prices(altered(case, lambda table: table.loc[: DAY0 + pd.offsets.BDay(4)]))
    assert short.days == (-30, 4)
    assert short.caption.title.partition(" (")[0].endswith(" % by day +4")


def test_the_paragraph_says_the_finding_once_by_the_caption_or_without_a_figure_by_itself(case):
    piece = prices(case)
    assert piece.paragraph().strip().replace("\u00a0", " ") == f"{piece.caption.title}."
    assert piece.paragraph("![picture](prices.png)").strip() == "![picture](prices.png)"


@pytest.mark.slow
def test_a_series_that_begins_later_has_no_index_before(case):
    late = altered(case, lambda table: table.assign(RRR=table["RRR"].where(table.index > DAY0)))
    piece = prices(late)
    assert piece.levels["RRR"].isna().all()
    (line,) = [x for x in piece.told["series"] if x["series"] == "RRR"]
    assert line == {"series": "RRR", "day0_pct": None, "last_pct": None}
    assert_legible(piece.plot().figure)


def test_prices_that_do_not_hold_the_event_are_an_error(case):
    with pytest.raises(WindowError):
        prices(altered(case, lambda table: table.drop(DAY0)))


def test_the_title_compares_with_the_placebo_funds_where_there_are_any(piece):
    title = piece.caption.title
    assert f"like series {piece.levels['PPP'].iloc[-1] - 100:+.2f} %" in title
    assert "placebo" not in prices(one_fund()).caption.title
    assert "placebo" not in prices(one_fund()).text


def test_lines_are_the_numbers_of_the_table(piece):
    table = piece.numbers().frame
    lines = [x for axis in piece.plot().child_axes for x in axis.lines if len(x.get_xdata()) == len(table)]
    drawn = {tuple(np.round(line.get_ydata(), 9)) for line in lines}
    assert drawn == {tuple(np.round(table[c], 9)) for c in table.columns[2:]}


def test_each_series_has_its_own_colour(case, piece):
    drawn = {to_hex(line.get_color()).upper() for axis in piece.plot().child_axes for line in axis.lines}
    assert {look.colour for look in looks(case.study).values()} <= drawn


def test_there_is_one_panel_a_role():
    titles = [axis.get_title(loc="left") or axis.get_title() for axis in prices(one_fund()).plot().child_axes]
    assert titles == ["Targets", "Neighbours", "Factors"]
    assert prices(one_fund()).caption.alt.startswith("Three groups")


def test_an_odd_group_has_a_row_to_itself(piece):
    three = replace(piece, series=tuple(s for s in piece.series if s.role != "regional"))
    first, second, last = (axes_size(axis)[0] for axis in three.plot().child_axes)
    assert first == pytest.approx(second)
    assert last > 2 * first
    assert_legible(three.plot().figure)
