"""What is missing or weak in a study is said all at once, each with its remedy; the least study has few weaknesses."""

import numpy as np
import pytest

from analysis.doctor.examination import check_up
from analysis.doctor.prices import young
from analysis.market.bars import read_bars
from tests.cases import made_case
from tests.minimal import STUDY, minimal
from tests.runs import SEED, call, put

FACTOR = """
[[instruments]]
ticker  = "EEM"
name    = "iShares MSCI Emerging Markets ETF"
role    = "factor"
markets = ["emerging-equities"]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return minimal(tmp_path_factory.mktemp("doctor"))


@pytest.fixture(autouse=True)
def _as_it_was(folder):
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    yield
    for path in folder.rglob("*"):
        if path.is_file() and path not in before:
            path.unlink()
    for path, content in before.items():
        path.write_bytes(content)


def change(folder, old, new, name="study.toml"):
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def found(folder, kind):
    return [f"{f.where}: {f.what}" for f in check_up(folder) if f.kind == kind]


def test_nothing_is_missing_in_the_least_study_and_what_is_weak_is_said(folder):
    ended = call("doctor", folder)
    assert (ended.exit_code, ended.stderr) == (0, "")
    weak = [line for line in ended.stdout.splitlines() if line.startswith("weak: ")]
    assert [line.split(": ")[1] for line in weak] == ["study.toml", "study.toml"]
    assert "no like series without exposure" in weak[0]
    assert "no factor explains the targets" in weak[1]
    assert ended.stdout.endswith(f"{folder}: nothing missing, 2 weak\n")


@pytest.mark.parametrize(
    ("old", "new", "kind", "says"),
    [
        (
            "Did Turkish shares fall",
            "Did Turkish shares gain",
            "missing",
            "question: asks for a gain, and the claim",
        ),
        (
            "Did Turkish shares fall",
            "Did Brazilian shares fall",
            "missing",
            "question: speaks of Brazil, and the",
        ),
        (
            "Did Turkish shares fall",
            "Did Turkish bonds fall",
            "missing",
            "question: speaks of bonds, and the claim",
        ),
        ("A vote in Turkey", "Oil and the variant", "missing", "title: speaks of Oil, and the claim of shares"),
        ("Did Turkish shares fall", "Did prices fall", "weak", "question: does not name Turkish"),
    ],
)
def test_a_title_or_a_question_of_another_study_is_found(folder, old, new, kind, says):
    change(folder, old, new)
    assert any(says in line for line in found(folder, kind))


def test_a_currency_counted_in_itself_would_turn_the_verdict_round(folder):
    change(folder, 'assets    = ["shares"]', 'assets    = ["lira"]')
    change(folder, 'markets = ["emerging-equities"]', 'markets = ["emerging-currencies"]\ncurrency = "TRY"')
    assert "TUR: is a price in TRY, which falls when the lira gains" in found(folder, "missing")


def test_faults_of_all_files_are_said_at_once(folder):
    change(folder, "Turkish shares fell", "Shares of Turkey were sold", "article.md")
    change(folder, "major", "large", "calendar.csv")
    change(folder, ",100,exact", ",PERCENT,exact", "exposures.csv")
    said = found(folder, "missing")
    assert list(dict.fromkeys(line.split(": ")[0] for line in said)) == ["article.md", "calendar.csv", "exposures.csv"]


def test_a_study_toml_that_cannot_be_read_is_said_fault_by_fault(folder):
    change(folder, 'direction = "loss"', 'direction = "down"')
    change(folder, 'role    = "target"', 'role    = "aim"')
    ended = call("doctor", folder)
    assert ended.exit_code == 1
    assert "missing: study.toml: claim.direction: got 'down' (allowed: 'gain', 'loss' or 'move')" in ended.stdout
    assert "missing: study.toml: instruments.TUR.role: got 'aim'" in ended.stdout


def test_a_folder_without_a_study_is_a_wrong_call(tmp_path):
    assert call("doctor", tmp_path).exit_code == 2


def test_a_target_without_exposure(folder):
    (folder / "exposures.csv").write_text("ticker,as_of,issuer,instrument,weight_pct,bound,sure,source\n")
    assert any("TUR: no weight of this member" in line for line in found(folder, "missing"))


def test_an_example_is_no_fact_and_an_empty_calendar_checks_nothing(folder):
    head = (folder / "calendar.csv").read_text().splitlines()[0]
    (folder / "calendar.csv").write_text(f"{head}\n# EXAMPLE 2023-05-14,,WHAT,TOPIC,WHERE,oil,major,press,X\n")
    put(folder / "study.toml", r"^keep_clear_of.*\n", "")
    weak = found(folder, "weak")
    assert "calendar.csv: 1 example row still there, which no run reads" in weak
    assert any("no window is checked" in line for line in weak)


def test_a_window_with_other_major_news(folder):
    row = "2023-05-15T12:30:00Z,,Figures on prices,prices,United States,emerging-equities,major,official,made\n"
    with (folder / "calendar.csv").open("a") as file:
        file.write(row)
    weak = [line for line in found(folder, "weak") if line.startswith("window ")]
    assert all("holds other major news as well: Figures on prices (2023-05-15)" in line for line in weak)
    assert [line.endswith("the verdict rests on it") for line in weak] == [True, False, False]


def test_a_factor_of_the_targets_own_market_is_treated_until_its_weight_says_otherwise(folder):
    change(folder, "[placebo]", f"{FACTOR}\n[placebo]")
    calendar = "EEM: a factor of emerging-equities, which news of the event's own story affects by calendar.csv"
    assert calendar not in found(folder, "weak"), "the event itself is no other news of its story"
    assert any(line.startswith("EEM: a factor of the targets' own market") for line in found(folder, "weak"))
    with (folder / "exposures.csv").open("a") as file:
        file.write("EEM,2023-05-01,Turkish,all,0.6,exact,secondary,made\n")
    assert not any(line.startswith("EEM: ") for line in found(folder, "weak"))
    change(folder, ",0.6,", ",60,", "exposures.csv")
    assert any("EEM: a factor with up to 60 %" in line for line in found(folder, "weak"))


def own_series(folder, lines):
    change(folder, 'role    = "target"', 'role    = "target"\nsource  = "csv"\nbars    = "closes"')
    (folder / "prices").mkdir(exist_ok=True)
    (folder / "prices" / "TUR.csv").write_text("\n".join(["date,close", *lines, ""]))


def closes(folder):
    bars = read_bars(folder.parent / "prices" / "TUR.csv")["close"]
    return [f"{day:%Y-%m-%d},{price}" for day, price in bars.items()]


def test_an_hour_that_is_not_known(folder):
    change(folder, "instant = 2023-05-14T18:00:00Z", "instant = 2023-05-14T00:00:00Z\nuntil = 2023-05-14T23:00:00Z")
    assert any(line.startswith("study.toml: event.until: the hour of the news") for line in found(folder, "weak"))


def test_too_few_sessions(folder):
    own_series(folder, closes(folder)[700:])
    assert any("admissible placebo dates" in line for line in found(folder, "missing"))


def test_a_series_that_is_not_traded(folder):
    kept = closes(folder)
    own_series(folder, [f"{a.split(',')[0]},{kept[n - (n % 6 == 5)].split(',')[1]}" for n, a in enumerate(kept)])
    assert any("TUR: thin: its price did not change on 17% of the sessions" in line for line in found(folder, "weak"))


def test_prices_that_are_not_there_are_to_be_fetched(folder):
    change(folder, "[placebo]", FACTOR.replace("EEM", "EWZ") + "\n[placebo]")
    (finding,) = [f for f in check_up(folder) if f.kind == "missing"]
    assert "no prices of EWZ" in finding.what
    assert finding.remedy.startswith("python -m analysis fetch ")


def test_the_articles_own_words_are_not_for_publishing(folder):
    before = (folder / "article.md").read_text(encoding="utf-8")
    (folder / "article.md").write_text(f"+++\nverbatim = true\n+++\n\n{before}", encoding="utf-8")
    assert "article.md: holds the publisher's own words" in found(folder, "weak")
    assert STUDY.count("\n") < 40


def test_a_young_member_makes_the_portfolios_model_rest_on_less():
    case = made_case()
    assert not list(young(case))
    case.returns.closes.iloc[:134, case.returns.closes.columns.get_loc("CCC")] = np.nan
    (said,) = young(case)
    assert (said.kind, said.where) == ("weak", "CCC")
    assert "fewer than 60 sessions before the event" in said.what


def test_stocks_are_shares(folder):
    change(folder, "Did Turkish shares fall", "Did Turkish stocks fall")
    assert not [said for said in found(folder, "missing") if "question" in said]


@pytest.mark.slow
@pytest.mark.parametrize("study", sorted(path.parent.name for path in SEED.parent.glob("*/study.toml")))
def test_no_bundled_study_lacks_anything(study):
    # Some share series of their own with others, and some name series of live prices alone.
    assert {f.kind for f in check_up(SEED.parent / study)} <= {"weak"}


@pytest.mark.slow
def test_the_bundled_study_has_nothing_missing_within_it_either():
    found = check_up(SEED)
    assert {f.kind for f in found} == {"weak"}
    places = {f.where for f in found}
    assert "window 'overnight'" not in places, "the one window without the Federal Reserve's decision"
    assert {"window 'day 0'", "bonds/window 'day 0'", "bonds/EMB"} <= places


def test_files_of_the_study_within_that_are_not_there_are_said(folder):
    change(folder, "[claim]", 'itself = "own"\n\n[claim]')
    (finding,) = [f for f in check_up(folder) if f.where.startswith("own/")]
    assert (finding.kind, finding.where) == ("weak", "own/study.toml")
