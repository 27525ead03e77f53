"""The study from end to end: the same bytes everywhere, numbers that agree by several routes, texts that are true."""

import datetime as dt
import json
import math
import re
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.eventstudy.abnormal.abnormal import dummy_regression
from analysis.report.readme import page_blocks
from analysis.rerun.verify import compare_folders
from analysis.study.series import PORTFOLIO
from tests.runs import COMMITTED, ROOT, SEED, analysis, tree

pytest_plugins = ("tests.runs.plugin",)

ARTICLE = ROOT.parent / "shared" / "article" / "karabakh-2023.txt"
README = ROOT / "README.md"


@pytest.fixture(scope="module")
def written(results):
    """The content of results.json."""
    return json.loads((results.folder / "results.json").read_bytes())


# --- the same bytes ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_another_place_language_time_zone_and_hash_seed_give_the_same_bytes(results, tmp_path):
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "matplotlibrc").write_text("font.size: 24\nsavefig.dpi: 40\naxes.grid: True\n", encoding="utf-8")
    done = analysis(
        *("run", SEED, "--out", tmp_path / "elsewhere"),
        cwd=tmp_path,
        PYTHONHASHSEED="12345",
        TZ="Asia/Kathmandu",
        LC_ALL="C",
        FORCE_COLOR="1",
        COLUMNS="40",
        OPENBLAS_NUM_THREADS="2",
        MPLCONFIGDIR=str(settings),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == results.stdout.replace(str(results.folder), str(tmp_path / "elsewhere"))
    # By which path the study was named depends on where one stands.
    named, place = SEED.name.encode(), f"seeds/{SEED.name}".encode()
    here = {name: data and data.replace(place, named) for name, data in tree(results.folder).items()}
    there = {name: data and data.replace(place, named) for name, data in tree(tmp_path / "elsewhere").items()}
    assert [name for name in sorted(here.keys() | there.keys()) if here.get(name) != there.get(name)] == []


@pytest.mark.slow
def test_no_clock_path_or_address_of_a_library_is_in_a_generated_file(results):
    today = f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}"
    unwanted = re.compile(rf"(?<![\w.:/])/(?:home|root|Users|work|tmp|private|var|usr)/|matplotlib\.org|{today}")
    for path in results.folder.rglob("*"):
        if path.suffix in (".svg", ".csv", ".json", ".md", ".html"):
            assert not unwanted.search(path.read_text(encoding="utf-8")), path.name


@pytest.mark.slow
def test_every_file_that_a_run_lists_is_written_and_no_other(results, written):
    assert sorted(written["files"]) == sorted(n for n, content in tree(results.folder).items() if content is not None)


# --- numbers that must agree ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_drift_factors_and_abnormal_return_add_up_to_the_raw_return(bundled):
    for e in bundled.measured.effects:
        assert math.fsum([*e.parts.values(), e.abnormal]) == pytest.approx(e.raw, rel=0, abs=1e-12), e.series.key


@pytest.mark.slow
def test_the_raw_return_is_that_of_the_prices(bundled):
    for e in bundled.measured.effects:
        table = bundled.case.table_of(e.window.returns, e.series)
        day0 = bundled.case.event_row(table, e.series)
        own = table.iloc[day0 + e.window.first : day0 + e.window.last + 1, 0]
        assert e.raw == pytest.approx(math.fsum(own), rel=0, abs=1e-12), e.series.key


@pytest.mark.slow
def test_one_dummy_a_day_gives_the_same_abnormal_returns_and_standard_errors(bundled):
    estimation = (bundled.study.estimation.first, bundled.study.estimation.last)
    series = {e.series.key: e.series for e in bundled.measured.effects}
    for (key, kind), fit in bundled.measured.fits.items():
        table = bundled.case.table_of(kind, series[key])
        day0 = bundled.case.event_row(table, series[key])
        y, X = table.iloc[:, 0].to_numpy(), table.iloc[:, 1:].to_numpy()
        ar, bse = dummy_regression(y, X, day0, estimation, fit.days)
        np.testing.assert_allclose(fit.ar, ar, rtol=1e-10, atol=1e-14, err_msg=key)
        np.testing.assert_allclose(fit.bse, bse, rtol=1e-10, err_msg=key)


@pytest.mark.slow
def test_the_portfolios_abnormal_return_is_the_mean_of_its_members(bundled):
    effects, members = bundled.measured, bundled.study.portfolio.members
    for window in bundled.study.windows:
        whole = effects.get(PORTFOLIO, window.name)
        parts = [effects.get(member, window.name) for member in members]
        assert whole.abnormal == pytest.approx(np.mean([p.abnormal for p in parts]), rel=0, abs=1e-12)
        assert whole.raw == pytest.approx(np.mean([p.raw for p in parts]), rel=0, abs=1e-12)
        for name, value in whole.parts.items():
            assert value == pytest.approx(np.mean([p.parts[name] for p in parts]), rel=0, abs=1e-12)


@pytest.mark.slow
def test_both_engines_measure_the_event_alike(bundled):
    for e in bundled.measured.effects:
        assert e.placebo.effect == pytest.approx(e.abnormal, rel=1e-10, abs=1e-14), e.series.key
        assert e.placebo_t.statistic == pytest.approx(e.tvalue, rel=1e-10, abs=1e-14), e.series.key


@pytest.mark.slow
def test_the_placebo_dates_in_the_table_give_the_reported_p_value(results, written):
    effect = _row(written, PORTFOLIO, next(w["name"] for w in written["when"]["news"]["windows"] if w["primary"]))
    others = pd.read_csv(results.folder / "tables" / "placebo.csv")["standardised"]
    assert len(others) == effect["placebo_dates"]
    above = 1 + np.count_nonzero(others >= effect["abnormal_bp"] / effect["eve_sd_bp"])
    assert effect["placebo_p"] == pytest.approx(above / (1 + len(others)), rel=1e-9)


@pytest.mark.slow
def test_a_few_lines_of_numpy_give_the_portfolios_overnight_abnormal_return(written):
    bars = {t: pd.read_csv(ROOT / f"seeds/prices/{t}.csv", index_col="date") for t in (*MEMBERS, *FACTORS)}
    bars = pd.concat(bars, axis=1, join="inner")

    def overnight(ticker):
        b = bars[ticker].to_numpy()
        columns = dict(zip(bars[ticker].columns, b.T, strict=True))
        return np.log((columns["open"][1:] + columns["dividend"][1:]) / columns["close"][:-1])

    day0 = list(bars.index).index("2023-09-20") - 1  # the first return is that of the second row
    y = np.mean([overnight(t) for t in MEMBERS], axis=0)
    X = np.column_stack([np.ones(len(y)), *map(overnight, FACTORS)])
    before = slice(day0 - 270, day0 - 20)
    b, (ssr,), _, _ = np.linalg.lstsq(X[before], y[before], rcond=None)
    abnormal = y[day0] - X[day0] @ b
    leverage = X[day0] @ np.linalg.inv(X[before].T @ X[before]) @ X[day0]
    bse = math.sqrt(ssr / (250 - 4) * (1 + leverage))
    effect = _row(written, PORTFOLIO, "overnight")
    assert effect["abnormal_bp"] == pytest.approx(1e4 * abnormal, rel=1e-9)
    assert effect["bse_bp"] == pytest.approx(1e4 * bse, rel=1e-9)
    assert effect["df"] == 246


MEMBERS = ("EMB", "VWOB", "EMHY", "JPMB", "EMBD")
FACTORS = ("IEF", "HYG", "UUP")


def _row(written, series, window):
    return next(
        e for e in written["unusual"]["effects"]["abnormal_returns"] if (e["series"], e["window"]) == (series, window)
    )


@pytest.mark.slow
def test_no_number_that_is_written_has_more_than_ten_significant_digits(results):
    seen = []
    json.loads((results.folder / "results.json").read_bytes(), parse_float=seen.append)
    for path in results.folder.rglob("*.csv"):
        seen += re.findall(r"(?<=,)-?\d+\.\d+(?:e[-+]?\d+)?(?=[,\n])", path.read_text(encoding="utf-8"))
    assert len(seen) > 1000
    for number in seen:
        digits = re.sub(r"e.*|[-+.]", "", number).strip("0")
        assert len(digits) <= 10, number


# --- texts ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_committed_results_are_what_the_study_gives(results):
    assert compare_folders(results.folder, COMMITTED) == []


def block_of(name):
    text = README.read_text(encoding="utf-8")
    return text.partition(f"<!-- {name}:begin -->")[2].partition(f"<!-- {name}:end -->")[0].strip()


def test_the_readme_says_what_the_committed_results_say():
    blocks = page_blocks(json.loads((COMMITTED / "results.json").read_bytes()), Path("figures"))
    assert {name: block_of(name) for name in blocks} == {name: block.strip() for name, block in blocks.items()}


def test_the_readme_is_short_and_its_prose_fits_a_terminal():
    text = README.read_text(encoding="utf-8")
    assert len(text.split()) < 1500
    prose = [line for line in text.splitlines() if not line.startswith(("|", "!", "["))]
    assert [line for line in prose if len(line) > 105] == []


def test_the_readme_names_both_commands_and_make_knows_them():
    text = README.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for target in ("figures", "test"):
        assert re.search(rf"^make {target}\b", text, re.MULTILINE)
        assert target in targets


@pytest.mark.parametrize("page", [README, COMMITTED / "report.md"], ids=lambda p: p.name)
def test_every_local_link_and_path_of_a_page_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert links
    local = {link.partition("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)}
    named = re.findall(r"`((?:analysis|seeds|figures|tests)/[\w./-]+)`", text)
    missing = [p for p in local if not (page.parent / p).exists()] + [p for p in named if not (ROOT / p).exists()]
    assert missing == []


@pytest.fixture(scope="module")
def texts():
    """Every text file of the repository, those not committed yet among them."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if listed.returncode:
        pytest.skip("not a git repository: its files are not known")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name and not name.endswith((".png", ".svg"))]
    return {path: path.read_text(encoding="utf-8") for path in paths if path.is_file()}


@pytest.mark.slow
def test_no_file_names_a_place_on_a_machine_or_the_host_of_a_registry(texts):
    homes = r"(?<![\w.:/])/(?:home|root|Users|work|mnt)/[a-z]"
    hosts = "|".join(re.escape(".".join(h)) for h in HOSTS)
    found = {path.name: m.group() for path, text in texts.items() if (m := re.search(rf"{homes}|{hosts}", text))}
    assert found == {}


HOSTS = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("anaconda", "org"),
    ("anaconda", "com"),
    ("cran", "r-project", "org"),
    ("proxy", "golang", "org"),
    ("registry", "npmjs", "org"),
)
"""In parts, so that this file does not name them either."""


@pytest.mark.slow
@pytest.mark.skipif(not ARTICLE.is_file(), reason="the article itself is not here")
def test_no_file_holds_more_than_fifteen_words_in_a_row_of_the_article(texts):
    own = _runs(ARTICLE.read_text(encoding="utf-8"))
    assert own
    assert [path.name for path, text in texts.items() if own & _runs(text)] == []


def _runs(text):
    """All runs of sixteen words of a text."""
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[i:] for i in range(16)), strict=False))
