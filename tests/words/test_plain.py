"""Results as plain data and as text of files: ten digits, no number that is none, the same bytes everywhere."""

import csv
import datetime as dt
import io
import json

import numpy as np
import pandas as pd
import pytest

from analysis.words.plain import number, plain, records, to_csv, to_json


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (1 / 3, 0.3333333333),
        (123456.7890123, 123456.789),
        (1e-15, 0.0),
        (-1e-15, 0.0),
        (-0.0, 0.0),
        (float("nan"), None),
        (float("-inf"), None),
    ],
)
def test_numbers_are_rounded_to_ten_digits(value, rounded):
    assert number(value) == rounded


def test_nothing_is_ever_minus_zero():
    assert str(number(-1e-15)) == str(number(-0.0)) == "0.0"


def test_numpy_dates_and_tuples_become_plain():
    data = {"a": np.float64(0.5), "b": np.array([1, 2]), "c": (True, None), "d": pd.Timestamp("2023-09-20", tz="UTC")}
    assert plain(data) == {"a": 0.5, "b": [1, 2], "c": [True, None], "d": "2023-09-20T00:00:00+00:00"}
    assert plain(dt.date(2023, 9, 20)) == "2023-09-20"


def test_what_is_inside_becomes_plain_too():
    found = plain({1: [{"x": (np.int64(3), np.bool_(True), np.nan)}]})
    assert found == {"1": [{"x": [3, True, None]}]}
    assert [type(v) for v in found["1"][0]["x"][:2]] == [int, bool]


def test_json_holds_only_what_json_knows_and_keeps_letters_as_they_are():
    text = to_json(plain({"name": "São Paulo", "value": float("inf")}))
    assert json.loads(text) == {"name": "São Paulo", "value": None}
    assert "São" in text
    assert text.endswith("}\n")


def test_tables_are_written_with_the_same_digits():
    table = pd.DataFrame({"x": [1 / 3, float("nan")], "name": ["a", "b"]})
    assert to_csv(table) == "x,name\n0.3333333333,a\n,b\n"


def test_counts_flags_and_words_are_written_as_they_are():
    table = pd.DataFrame({"n": [1, 2], "flag": [True, False], "words": ["a, b", None]})
    assert to_csv(table) == 'n,flag,words\n1,True,"a, b"\n2,False,\n'


@pytest.mark.parametrize("text", ["=1+1", "+a", "-a", "@SUM(A1)", "\tx", "-1+1", "=", "-inf"])
def test_a_text_that_a_spreadsheet_would_compute_begins_with_a_mark(text):
    assert list(csv.reader(io.StringIO(to_csv(pd.DataFrame({text: [text]}))))) == [[f"'{text}"], [f"'{text}"]]


@pytest.mark.parametrize("text", ["-3.2", "+1", "-1e-05", "a=b", "[-1,+1]", "−1", ""])
def test_numbers_and_all_other_texts_stay_as_they_are(text):
    assert list(csv.DictReader(io.StringIO(to_csv(pd.DataFrame({"n": [1], "t": [text]}))))) == [{"n": "1", "t": text}]
    assert to_csv(pd.DataFrame({"x": [-3.2]})) == "x\n-3.2\n"


def test_a_table_is_one_dictionary_a_line_in_the_order_of_its_columns():
    table = pd.DataFrame({"b": [1, 2], "a": ["x", "y"]}, index=[7, 8])
    assert records(table) == [{"b": 1, "a": "x"}, {"b": 2, "a": "y"}]
    assert list(records(table)[0]) == ["b", "a"]
