"""A result is read only if it is what was asked for: every row, each once, of that listing, stamped with its open."""

import copy

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import BadDataError, FetchError, MalformedError, NoDataError
from analysis.market.sources.chart import read_chart
from analysis.market.sources.query import Query, trading_hours
from tests.price_server import listing, true_bars
from tests.price_server.world import chart

LONG_AFTER = "2024-06-01T00:00Z"


def ask(ticker="EMB", first="2023-06-01", last="2023-08-31", now=LONG_AFTER):
    place = listing(ticker)
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    hours = trading_hours(place.exchange, first, last)
    return Query(ticker, place.exchange, place.currency, first, last, hours, pd.Timestamp(now))


def answer(query, **meta):
    """The true result for a query."""
    ends = [int(t.tz_localize(query.zone).timestamp()) for t in (query.first, query.last + pd.Timedelta(1, "D"))]
    result = chart(query.ticker, *ends)
    result["meta"].update(meta)
    return result


@pytest.mark.slow
@pytest.mark.parametrize("ticker", ["EMB", "BGEO.L", "USDAMD=X", "^VIX"])
def test_true_results_are_read_on_the_calendar_and_in_the_currency_of_their_listing(ticker):
    query = ask(ticker)
    read = read_chart(answer(query), query)
    truth = true_bars(ticker).loc[query.first : query.last]
    assert read.close.index.equals(truth.index)
    assert read.close.to_numpy() == pytest.approx(truth["close"].to_numpy(), rel=1e-7)
    assert read.dividends.to_dict() == pytest.approx(truth["dividend"][truth["dividend"] > 0].to_dict())
    assert read.dropped == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("symbol", "PCY"),
        ("currency", "EUR"),
        ("currency", None),
        ("exchangeTimezoneName", "Asia/Tokyo"),
        ("dataGranularity", "1wk"),
    ],
)
def test_the_identity_is_that_of_the_query(name, value):
    query = ask()
    with pytest.raises(BadDataError, match=f"{name} {value}, not "):
        read_chart(answer(query, **{name: value}), query)


def test_pounds_are_not_pence():
    query = ask("BGEO.L")
    with pytest.raises(BadDataError, match="currency GBP, not GBp"):
        read_chart(answer(query, currency="GBP"), query)


def test_a_session_that_is_not_over_is_left_out_and_named():
    query = ask(last="2023-08-08", now="2023-08-08T15:00Z")
    read = read_chart(answer(query), query)
    assert read.close.index[-1] == pd.Timestamp("2023-08-07")
    assert read.dropped == "2023-08-08"


def test_the_last_bar_may_bear_the_time_of_the_last_trade():
    query = ask(last="2023-08-08", now="2023-08-08T22:00Z")
    result = answer(query)
    result["timestamp"][-1] = int(pd.Timestamp("2023-08-08T20:00:02Z").timestamp())
    assert read_chart(result, query).close.index[-1] == pd.Timestamp("2023-08-08")
    result["timestamp"][-2] += 6 * 3600
    with pytest.raises(BadDataError, match="not stamped at the open of 2023-08-07"):
        read_chart(result, query)


def test_an_evening_stamp_of_the_last_bar_is_of_another_day():
    query = ask(last="2023-08-08", now="2023-08-10T00:00Z")
    result = answer(query)
    result["timestamp"][-1] = int(pd.Timestamp("2023-08-09T01:00Z").timestamp())
    with pytest.raises(BadDataError, match="not stamped at the open of 2023-08-08"):
        read_chart(result, query)


def test_currencies_stamped_an_hour_off_when_clocks_change_keep_their_day():
    query = ask("USDAMD=X")
    result = answer(query)
    result["timestamp"] = [stamp - 3600 for stamp in result["timestamp"]]
    assert read_chart(result, query).close.index.equals(true_bars("USDAMD=X").loc[query.first : query.last].index)


def test_currencies_may_miss_a_holiday_but_not_their_last_day():
    query = ask("USDAMD=X")
    result = answer(query)
    drop(result, 10)
    assert len(read_chart(result, query).close) == len(query.final) - 1
    drop(result, -1)
    with pytest.raises(BadDataError, match="no row for 2023-06-15 and 1 more"):
        read_chart(result, query)


def test_currencies_without_half_of_their_days_are_refused():
    query = ask("USDAMD=X")
    result = answer(query)
    for _ in range(30):
        drop(result, 0)
    with pytest.raises(BadDataError, match="no row for 2023-06-01 and 29 more"):
        read_chart(result, query)


def test_a_day_that_nobody_quoted_counts_as_missing_for_currencies_and_as_a_fault_elsewhere():
    for ticker in ("USDAMD=X", "EMB"):
        query = ask(ticker)
        result = answer(query)
        for column in (result["indicators"]["adjclose"][0]["adjclose"], *result["indicators"]["quote"][0].values()):
            column[7] = None
        if ticker == "EMB":
            with pytest.raises(BadDataError, match="open is null on 2023-06-12"):
                read_chart(result, query)
        else:
            assert len(read_chart(result, query).close) == len(query.final) - 1


def drop(result, row):
    columns = [result["timestamp"], result["indicators"]["adjclose"][0]["adjclose"]]
    for column in (*columns, *result["indicators"]["quote"][0].values()):
        del column[row]


def test_a_fund_listed_later_begins_with_its_first_trade():
    query = ask()
    result = answer(query, firstTradeDate=int(pd.Timestamp("2023-06-14T13:30Z").timestamp()))
    for _ in range(9):
        drop(result, 0)
    read = read_chart(result, query)
    assert read.close.index[0] == pd.Timestamp("2023-06-14")


def test_rows_missing_at_the_start_are_no_later_listing():
    query = ask()
    result = answer(query)
    drop(result, 0)
    with pytest.raises(BadDataError, match="no row for 2023-06-01"):
        read_chart(result, query)


def test_dates_before_the_listing_have_no_data():
    query = ask()
    result = answer(query, firstTradeDate=int(pd.Timestamp("2023-12-01").timestamp()))
    with pytest.raises(NoDataError):
        read_chart(result, query)


def test_dates_without_a_finished_session_have_no_data():
    query = ask(first="2023-08-08", last="2023-08-08", now="2023-08-08T15:00Z")
    with pytest.raises(NoDataError, match="no session between the dates is over"):
        read_chart(answer(query), query)


HONG_KONG = "2023-08-28", "2023-09-12"


def hong_kong(*spoilt):
    """A true answer over two weeks of 2023, with rows without prices on days on which the exchange was shut."""
    first, last = (pd.Timestamp(day) for day in HONG_KONG)
    hours = trading_hours("XHKG", first, last)
    query = Query("0005.HK", "XHKG", "HKD", first, last, hours, pd.Timestamp(LONG_AFTER))
    opens = {day: hours["open"][day] for day in hours.index}
    opens |= {pd.Timestamp(day): pd.Timestamp(f"{day}T01:30Z") for day in spoilt}
    days = sorted(opens)
    prices = [50.0 + i for i in range(len(days))]
    column = [None if f"{day:%Y-%m-%d}" in spoilt else price for day, price in zip(days, prices, strict=True)]
    quote = {name: list(column) for name in ("open", "high", "low", "close", "volume")}
    meta = {"symbol": "0005.HK", "currency": "HKD", "exchangeTimezoneName": "Asia/Hong_Kong", "dataGranularity": "1d"}
    indicators = {"quote": [quote], "adjclose": [{"adjclose": list(column)}]}
    return {"meta": meta, "timestamp": [int(opens[day].timestamp()) for day in days], "indicators": indicators}, query


def test_rows_without_prices_are_dropped_where_the_exchange_was_shut_and_said():
    result, query = hong_kong("2023-09-01", "2023-09-08")
    read = read_chart(result, query)
    assert read.shut == "2023-09-01 and 1 more"
    assert read.close.index.equals(query.hours.index)
    assert read_chart(*hong_kong()).shut == ""


def test_a_volume_of_zero_is_no_price():
    result, query = hong_kong("2023-09-08")
    volume = result["indicators"]["quote"][0]["volume"]
    volume[volume.index(None)] = 0
    assert read_chart(result, query).shut == "2023-09-08"


def test_a_row_without_prices_on_a_session_is_a_fault():
    with pytest.raises(BadDataError, match="open is null on 2023-09-07"):
        read_chart(*hong_kong("2023-09-07"))


def test_a_row_with_a_price_on_a_day_without_a_session_is_a_fault():
    result, query = hong_kong("2023-09-08")
    close = result["indicators"]["quote"][0]["close"]
    close[close.index(None)] = 50.0
    with pytest.raises(BadDataError, match="a row for 2023-09-08, no session of XHKG"):
        read_chart(result, query)


def test_a_last_bar_taken_while_the_market_was_open_is_no_close():
    query = ask()  # the last session, 31 August 2023, ends at 20:00 UTC
    at = {hour: int(pd.Timestamp(f"2023-08-31T{hour}Z").timestamp()) for hour in ("15:10", "19:44", "19:46", "20:00")}
    for hour in ("15:10", "19:44"):
        with pytest.raises(BadDataError, match=f"until 2023-08-31 {hour} UTC only; the market closed at 20"):
            read_chart(answer(query, regularMarketTime=at[hour]), query)
    for hour in ("19:46", "20:00"):
        assert read_chart(answer(query, regularMarketTime=at[hour]), query).close.index[-1] == query.last


@pytest.mark.parametrize(("new", "old"), [(3, 2), (5, 4), (11, 10), (2, 3), (1, 10), (20, 1)])
@pytest.mark.parametrize("times", [-1, 1, -2], ids=["not applied", "the wrong way round", "twice"])
def test_a_listed_split_leaves_no_step_in_the_closes(new, old, times):
    query = ask()
    result = answer(query)
    stamp = result["timestamp"][30]
    step = (new / old) ** times
    for values in (*result["indicators"]["quote"][0].items(), ("adj", result["indicators"]["adjclose"][0]["adjclose"])):
        if values[0] != "volume":
            values[1][30:] = [value * step for value in values[1][30:]]
    result["events"]["splits"] = {str(stamp): {"date": stamp, "numerator": float(new), "denominator": float(old)}}
    with pytest.raises(BadDataError, match="closes do not reflect the split of 2023-07-17"):
        read_chart(result, query)


def test_a_split_that_was_taken_out_is_no_fault():
    query = ask()
    result = answer(query)
    stamp = result["timestamp"][20]
    result["events"]["splits"] = {str(stamp): {"date": stamp, "numerator": 4.0, "denominator": 1.0}}
    assert len(read_chart(result, query).close) == len(query.final)


@pytest.mark.parametrize("part", ["meta", "timestamp", "indicators"])
def test_a_part_that_is_missing(part):
    query = ask()
    result = answer(query)
    del result[part]
    with pytest.raises(MalformedError, match=part):
        read_chart(result, query)


JUNK = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.just([]), st.just({}))
QUERY = ask(last="2023-07-31")
HONEST = answer(QUERY)
TRUTH = read_chart(HONEST, QUERY)


@pytest.mark.slow
@given(st.data())
def test_whatever_is_put_into_an_answer_it_is_read_or_refused(data):
    """One value anywhere in the answer is replaced: the chart is right up to that value, or an error says why not."""
    result = copy.deepcopy(HONEST)
    parent, key, node = None, None, result
    while isinstance(node, dict | list) and node and (parent is None or data.draw(st.booleans())):
        parent = node
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        node = node[key]
    parent[key] = data.draw(JUNK)
    try:
        chart = read_chart(result, QUERY)
    except FetchError:
        return
    assert chart.close.index.equals(TRUTH.close.index)
    assert (chart.close != TRUTH.close).sum() <= 1
