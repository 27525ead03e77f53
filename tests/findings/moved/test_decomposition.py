"""Raw move = drift + each factor's part + abnormal return, in the table, in the record and in the figure."""

import re

import numpy as np
import pytest
from matplotlib.colors import to_hex

from analysis.drawing.page import looks
from analysis.findings.moved.decomposition import decomposition
from analysis.measure.effects import measure
from tests.cases import LOADINGS, declared, made_case
from tests.legible import assert_legible

GAIN = 0.01


@pytest.fixture(scope="module")
def case():
    return made_case(gain=GAIN)


@pytest.fixture(scope="module")
def piece(case):
    return decomposition(case)


def lines_of(piece, window="overnight"):
    table = piece.table()
    return table[table["window"] == window].set_index("series")


def test_parts_add_up_to_the_raw_move(piece):
    table = piece.table()
    parts = table[["drift_bp", "FFF_bp", "GGG_bp", "abnormal_bp"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(table["raw_bp"].to_numpy())


def test_there_is_a_line_a_series_and_window(case, piece):
    effects = case.once(measure).effects
    assert list(zip(piece.table()["series"], piece.table()["window"], strict=True)) == [
        (e.series.key, e.window.name) for e in effects
    ]


def test_what_factors_do_not_explain_is_abnormal(piece):
    without, planted = lines_of(decomposition(made_case())), lines_of(piece)
    targets = ["AAA", "BBB", "CCC", "portfolio"]
    change = planted.loc[targets] - without.loc[targets].select_dtypes("number")
    assert change["abnormal_bp"].to_numpy() == pytest.approx(1e4 * GAIN)
    assert change[["drift_bp", "FFF_bp", "GGG_bp"]].to_numpy() == pytest.approx(0)


def test_a_part_is_about_the_loading_times_the_factors_move(piece):
    night = lines_of(piece)
    for fund in ("AAA", "BBB", "CCC", "PPP"):
        for factor, part, loading in zip(("FFF", "GGG"), ("FFF_bp", "GGG_bp"), LOADINGS[fund], strict=True):
            assert night.loc[fund, part] == pytest.approx(loading * night.loc[factor, "raw_bp"], abs=6)


def test_the_record_holds_the_parts_alone(piece):
    parts = piece.told["parts"]
    assert set(parts[0]) == {"series", "window", "drift_bp", "FFF_bp", "GGG_bp"}
    factor = next(p for p in parts if p["series"] == "FFF")
    assert (factor["FFF_bp"], factor["GGG_bp"]) == (None, None)


def test_a_part_has_its_factors_ticker_in_the_file_and_its_word_in_text():
    piece = decomposition(made_case(factor_labels={"FFF": "drift of rates", "GGG": "raw credit"}))
    assert piece.parts == {"drift_bp": "drift", "FFF_bp": "drift of rates", "GGG_bp": "raw credit"}
    table = piece.table()
    parts = table[["drift_bp", "FFF_bp", "GGG_bp", "abnormal_bp"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(table["raw_bp"].to_numpy())


@pytest.mark.slow
def test_the_report_shows_the_primary_window_and_the_parts_that_any_model_has():
    bare = decomposition(made_case(models={"market": {"factors": []}}))
    assert "| series | role | raw | drift | abnormal |" in bare.text
    assert set(bare.numbers().frame["window"]) == {"overnight"}
    assert "| series | role | raw | drift | rates | credit | abnormal |" in decomposition(made_case()).text


def test_text_has_names_and_roles_and_the_file_has_keys(piece):
    assert "| Portfolio | portfolio | " in piece.text
    assert "| PPP | like series | " in piece.text
    assert "| RRR | neighbour | " in piece.text
    head, first, *_ = piece.tables()["decomposition"].to_csv().splitlines()
    assert head == "series,window,raw_bp,drift_bp,FFF_bp,GGG_bp,abnormal_bp"
    assert first.startswith("portfolio,overnight,")


@pytest.mark.slow
def test_series_that_are_not_measured_in_the_window_are_named():
    closes = [{**i, "bars": "closes"} if i["ticker"] == "RRR" else i for i in declared()["instruments"]]
    found = decomposition(made_case(instruments=closes, synthetic={"donors": ["PPP", "FFF"]}))
    assert "Not measured in this window: RRR, because there are no opening prices." in found.text
    assert "RRR" not in lines_of(found).index
    assert "Not measured" not in decomposition(made_case()).text


@pytest.mark.parametrize(("gain", "sign"), [(0.03, "+"), (-0.03, "-")])
def test_the_title_follows_the_numbers(gain, sign):
    found = decomposition(made_case(gain=gain))
    effect = found.measured.primary
    assert found.caption.title.endswith(f"is explained, {1e4 * effect.abnormal:+.1f} bp abnormal")
    assert f"{1e4 * effect.abnormal:+.1f}"[0] == sign
    simple = 100 * np.expm1(effect.raw)
    assert f": {simple:+.2f} % in the overnight window; of the log return" in found.caption.title


def test_without_factors_nothing_is_said_of_any():
    found = decomposition(made_case(models={"market": {"factors": []}}))
    assert "is drift, " in found.caption.title
    for words in (found.text.split("|")[0], found.caption.title, found.caption.alt):
        assert not re.search(r"factor|market|explained", words)


def test_bars_add_up_to_the_raw_move(piece):
    raws = sorted(lines_of(piece)["raw_bp"])
    sums, marks = [], []
    for axis in piece.plot().child_axes:
        bars = {}
        for bar in axis.patches:
            bars.setdefault(round(bar.get_y(), 3), []).append(bar.get_width())
        sums += [sum(widths) for widths in bars.values()]
        marks += [line.get_xdata()[0] for line in axis.lines if line.get_marker() == "D"]
    assert sorted(sums) == pytest.approx(raws)
    assert sorted(set(marks)) == pytest.approx(raws)


def test_a_factors_part_has_the_factors_colour(case, piece):
    style = looks(case.study)
    fills = {to_hex(p.get_facecolor()).upper() for axis in piece.plot().child_axes for p in axis.patches}
    assert {style["FFF"].colour, style["GGG"].colour} <= fills


def test_it_is_legible_when_the_move_goes_the_other_way():
    assert_legible(decomposition(made_case(gain=-0.03)).plot().figure)
