"""Factors: percents, missing codes, integer dates and the risk-free rate never pass for what they are not."""

from pathlib import Path

import numpy as np
import pytest

from analysis.errors import TableError
from analysis.panels.reading.factors import read_factors, read_rates
from analysis.panels.reading.roles import Form
from tests.panels.made import write

PUBLISHED = Path(__file__).resolve().parents[3].parent / "shared" / "cases" / "panels" / "famafrench_2005_2007.csv"
KEN_FRENCH = """This file was created by using the 202510 CRSP database.
Missing data are indicated by -99.99 or -999.

,Mkt-RF,SMB,HML,RF
{rows}

Copyright 2025
"""


def published(rows):
    return KEN_FRENCH.format(rows="\n".join(rows))


def rows(scale=1.0, count=300, code=None):
    values = scale * np.random.default_rng(0).normal(0, [0.9, 0.5, 0.5, 0.0], (count, 4)) + [0, 0, 0, 0.01 * scale]
    days = np.arange(np.datetime64("2005-01-03"), np.datetime64("2005-01-03") + count).astype(str)
    lines = [
        f"{day.replace('-', '')},{','.join(f'{v:.6g}' for v in line)}" for day, line in zip(days, values, strict=True)
    ]
    if code:
        lines[7] = f"{lines[7].split(',')[0]},0.1,{code},0.2,0.01"
    return lines, values


def read(source, *, missing=(), **declared):
    return read_factors(source, Form(missing=missing), **declared)


def test_the_published_form_is_read_as_published(tmp_path):
    lines, values = rows(code="-99.99")
    found = read(write(tmp_path, "F-F.csv", published(lines)), layout="ken-french")
    assert list(found.columns) == ["Mkt-RF", "SMB", "HML"]
    np.testing.assert_allclose(found.columns["HML"][:5], values[:5, 2] / 100, rtol=1e-5)
    np.testing.assert_allclose(found.free[:5], values[:5, 3] / 100, rtol=1e-5)
    assert np.flatnonzero(np.isnan(found.columns["SMB"])).tolist() == [7]
    assert found.days[0] == np.datetime64("2005-01-03")
    assert "SMB: 1 day without a value" in found.said
    assert "the risk-free rate RF is subtracted from the returns" in found.said


def test_a_monthly_file_is_refused(tmp_path):
    with pytest.raises(TableError, match=r"line 5: .*months or years; take the daily file"):
        read(write(tmp_path, "m.csv", published(["200501,1.0,2.0,3.0,0.2"])), layout="ken-french")


def as_columns(lines):
    return "date,Mkt-RF,SMB,HML,RF\n" + "\n".join(lines)


def test_percents_are_refused_until_declared_and_decimals_that_are_declared_percents_too(tmp_path):
    path = write(tmp_path, "f.csv", as_columns(rows()[0]))
    with pytest.raises(TableError, match=r"column Mkt-RF: half of all days .*--factors-percent"):
        read(path, free="RF")
    percents = read(path, free="RF", percent=True)
    decimals = read(write(tmp_path, "d.csv", as_columns(rows(0.01)[0])), free="RF")
    np.testing.assert_allclose(percents.columns["SMB"], decimals.columns["SMB"], rtol=1e-4)
    with pytest.raises(TableError, match="leave --factors-percent out"):
        read(tmp_path / "d.csv", free="RF", percent=True)


@pytest.mark.parametrize("code", ["-99.99", "-999"])
def test_a_missing_code_is_refused_at_its_line_until_declared(tmp_path, code):
    path = write(tmp_path, "f.csv", as_columns(rows(code=code)[0]))
    with pytest.raises(TableError, match=rf"line 9, column 3 \(SMB\): {code} is a code .*--missing={code}"):
        read(path, free="RF", percent=True)
    assert np.isnan(read(path, free="RF", percent=True, missing=(code,)).columns["SMB"][7])


def test_a_risk_free_rate_is_declared(tmp_path):
    path = write(tmp_path, "f.csv", as_columns(rows(0.01)[0]))
    with pytest.raises(TableError, match=r"column RF looks like a risk-free rate; .*--risk-free RF"):
        read(path)
    assert read(path, free="none").free is None
    assert "RF" in read(path, free="none").columns


def test_a_day_twice_is_refused(tmp_path):
    path = write(tmp_path, "f.csv", as_columns([*rows(0.01)[0], rows(0.01)[0][0]]))
    with pytest.raises(TableError, match=r"line 302, .*2005-01-03 a second time"):
        read(path, free="RF")


def test_rates_are_above_zero(tmp_path):
    with pytest.raises(TableError, match=r"line 3, column 2 \(EUR\): a rate that is not above zero"):
        read_rates(write(tmp_path, "x.csv", "date,EUR\n2007-01-03,1.3\n2007-01-04,0\n"), Form())


@pytest.mark.skipif(not PUBLISHED.is_file(), reason="the shared case is not here")
def test_the_shared_file_of_percents_is_refused_as_it_stands():
    with pytest.raises(TableError, match="--factors-percent"):
        read(PUBLISHED, free="RF")
    found = read(PUBLISHED, free="RF", percent=True)
    assert found.days[0] == np.datetime64("2005-01-03")
    assert found.columns["Mkt-RF"][0] == pytest.approx(-0.0097)


def test_a_yearly_risk_free_rate_and_a_table_without_rows_are_refused(tmp_path):
    yearly = write(tmp_path, "f.csv", "date,MKT,RF\n2007-01-03,0.01,0.05\n2007-01-04,-0.01,0.05\n")
    with pytest.raises(TableError, match="column RF: 5 % a day at the median"):
        read_factors(yearly, Form(), free="RF")
    with pytest.raises(TableError, match="no rows"):
        read_factors(write(tmp_path, "none.csv", "date,MKT\n"), Form())


def test_holes_of_factors_and_of_the_rate_are_said(tmp_path):
    rows = "2007-01-03,0.01,0.0001\n2007-01-04,-0.01,\n2007-01-05,,\n2007-01-08,0.01,0.0001\n"
    said = read_factors(write(tmp_path, "f.csv", "date,MKT,RF\n" + rows), Form(), free="RF").said
    assert {"MKT: 1 day without a value", "RF: 2 days without a value"} < set(said)


def test_what_no_market_lost_in_a_day_is_refused(tmp_path):
    path = write(tmp_path, "f.csv", "date,MKT\n2007-01-03,0.01\n2007-01-04,-0.9999\n2007-01-05,-0.0099\n")
    with pytest.raises(TableError, match=r"line 3, column 2 \(MKT\): a return of -99.99 % a day"):
        read_factors(path, Form())
    assert np.isnan(read_factors(path, Form(missing=("-0.9999",))).columns["MKT"][1])


def test_of_several_tables_the_first_counts_and_the_others_are_said(tmp_path):
    table = ",A,B\n20070103, 0.10, 0.20\n20070104,-0.10, 0.30\n"
    path = write(tmp_path, "k.csv", f"Value weighted\n{table}\nEqual weighted\n{table}")
    found = read_factors(path, Form(), layout="ken-french")
    assert len(found.days) == 2
    assert "of several tables the first counts, that ends on line 4: 2 rows come after it" in found.said


def test_single_days_that_no_market_and_no_rate_had_are_said_with_their_line(tmp_path):
    lines = [f"2007-01-{day:02d},0.01,0.002,0.0001" for day in range(3, 9)]
    lines[2], lines[4] = "2007-01-05,3.0,-0.6,0.0001", "2007-01-07,-0.2,0.01,0.5"
    found = read(write(tmp_path, "f.csv", as_columns(lines).replace(",HML", "")), free="RF")
    assert [line for line in found.said if "one day" in line] == [
        "line 4, column 2 (Mkt-RF): +300 % in one day, hardly a factor: is it right?",
        "line 4, column 3 (SMB): -60 % in one day, hardly a factor: is it right?",
        "line 6, column 4 (RF): +50 % in one day, hardly a risk-free rate: is it right?",
    ]


def test_numbers_without_a_measure_are_no_returns_and_no_rates(tmp_path):
    with pytest.raises(TableError, match=r"line 3, column 2 \(MKT\): 1e\+300 is no return"):
        read(write(tmp_path, "f.csv", "date,MKT\n2007-01-03,0.01\n2007-01-04,1e300\n"))
    with pytest.raises(TableError, match=r"line 2, column 2 \(EUR\): 1e\+300 is no rate of exchange"):
        read_rates(write(tmp_path, "x.csv", "date,EUR\n2007-01-03,1e300\n"), Form())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (",A,A\n20070103,0.1,0.2\n", "line 2: two columns are called 'A'; rename one"),
        (
            ",A,B\n20070103,0.1,0.2\n2007010,0.1,0.2\n20070105,0.1,0.2\n",
            "line 4: '2007010' under the daily rows; allowed",
        ),
        (",A,B\n20070103,0.1,0.2\nx20070104, -.1,0.2\n", "line 4: 'x20070104' under the daily rows"),
    ],
)
def test_a_published_table_ends_neither_at_a_broken_row_nor_has_a_name_twice(tmp_path, rows, said):
    with pytest.raises(TableError, match=said):
        read(write(tmp_path, "k.csv", f"Text\n{rows}\nCopyright 2025\n"), layout="ken-french")


def test_a_published_file_that_nobody_declared_names_the_option(tmp_path):
    with pytest.raises(TableError, match="a file of Kenneth French is read with --factors-format ken-french"):
        read(write(tmp_path, "F-F.csv", published(rows()[0])))


def test_a_first_column_without_a_name_holds_the_dates(tmp_path):
    path = write(tmp_path, "f.csv", ",MKT\n2007-01-03,0.01\n2007-01-04,-0.01\n")
    assert read(path).days.astype(str).tolist() == ["2007-01-03", "2007-01-04"]
