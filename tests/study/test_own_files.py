"""A study's own series lie in its folder prices/, or in folders that studies share."""

from analysis.study.own_files import own_file
from analysis.study.study import load_study
from tests.bundled_controls import BONDS, GOVERNOR


def test_a_file_is_taken_from_the_first_folder_that_has_it(tmp_path):
    for place, tickers in (("mine", "A"), ("theirs", "AB")):
        (tmp_path / place).mkdir()
        for ticker in tickers:
            (tmp_path / place / f"{ticker}.csv").touch()
    places = ("mine", "theirs")
    found = {t: own_file(tmp_path, places, t).relative_to(tmp_path).as_posix() for t in "ABC"}
    assert found == {"A": "mine/A.csv", "B": "theirs/B.csv", "C": "mine/C.csv"}


def test_two_studies_read_the_same_quotes_from_one_place():
    places = [load_study(folder).own_places()["TURKEY34"].resolve() for folder in (BONDS, GOVERNOR)]
    assert places == [BONDS / "prices"] * 2
