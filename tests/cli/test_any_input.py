"""Whatever is done to a file that a user writes, it is read, or refused by an error that says where and what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import AnalysisError, printable
from analysis.event.article import read_article
from analysis.event.calendar import read_calendar
from analysis.event.claim.found import find_claim
from analysis.event.dates import date_event
from analysis.event.known import require_known
from analysis.market.holdings import fund_weights
from analysis.market.snapshot import load_snapshot
from analysis.study.study import load_study
from tests.conftest import SEED

pytestmark = pytest.mark.slow

OFTEN = (
    *(
        "",
        "\n",
        ",",
        ",,,",
        '"',
        "'",
        "=",
        "[",
        "]",
        "[[",
        "{",
        "}",
        "#",
        "+++\n",
        "\r",
        "\u2028",
        "\ufeff",
        "$",
        "<script>",
    ),
    *(
        "true",
        "nan",
        "inf",
        "-1",
        "0",
        "1e999",
        "0001-01-01",
        "9999-12-31T23:59:59Z",
        "2023-02-30",
        "Monday",
        "EMB",
        "rates",
    ),
    *("portfolio", "\x1b[31m", "\0", "\u202e", "9" * 30, "9" * 5000, "x" * 3000),
)
"""What changes the meaning of a file."""
PIECES = st.one_of(st.sampled_from(OFTEN), st.text(max_size=8))
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), PIECES), min_size=1, max_size=4)
"""Where in the file, how many characters go, and what comes."""
SETTINGS = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def changed(text, changes):
    for where, length, piece in changes:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + length :]
    return text


def refusal(read):
    """Message with which a reader refuses what it reads; empty when it does not. Any other error is the test's."""
    try:
        read()
    except AnalysisError as error:
        return str(error)
    return ""


def is_for_people(message):
    """Whether it has a line a fault, of a length that can be read, without anything that a terminal would obey."""
    lines = message.split("\n")
    return len(lines) <= 21 and all(printable(line, len(line)) == line and len(line) < 5000 for line in lines)


def read_article_of(folder, study):
    article = read_article(folder)
    find_claim(article, study.claim)
    date_event(article, study.event)


def read_calendar_of(folder, study):
    require_known(study, read_calendar(folder / "calendar.csv", study.tickers(bundled=False)))


READERS = {
    "study.toml": lambda folder, _: load_study(folder),
    "article.md": read_article_of,
    "calendar.csv": read_calendar_of,
    "exposures.csv": lambda folder, study: fund_weights(study.model_copy(update={"folder": folder}), study.event.date),
}


@pytest.mark.parametrize("name", READERS)
def test_a_study_is_read_or_refused_whatever_is_done_to_a_file(tmp_path, name):
    study, good = load_study(SEED), (SEED / name).read_text(encoding="utf-8")

    @SETTINGS
    @given(CHANGES)
    def holds(changes):
        (tmp_path / name).write_bytes(changed(good, changes).encode("utf-8", "surrogatepass"))
        assert is_for_people(refusal(lambda: READERS[name](tmp_path, study)))

    holds()


@pytest.mark.parametrize("name", READERS)
def test_a_study_is_refused_whatever_bytes_a_file_holds(tmp_path, name):
    study = load_study(SEED)

    @SETTINGS
    @given(st.binary(max_size=200))
    def holds(content):
        (tmp_path / name).write_bytes(content)
        message = refusal(lambda: READERS[name](tmp_path, study))
        assert message
        assert is_for_people(message)

    holds()


def test_a_series_is_read_or_refused_whatever_is_done_to_its_file(tmp_path):
    own = load_study(SEED).instrument("EMB").model_copy(update={"source": "csv"})
    whole = (SEED.parent / "prices" / "EMB.csv").read_text(encoding="utf-8").splitlines(keepends=True)

    @SETTINGS
    @given(CHANGES)
    def holds(changes):
        (tmp_path / "EMB.csv").write_bytes(changed("".join(whole[:60]), changes).encode("utf-8", "surrogatepass"))
        assert is_for_people(refusal(lambda: load_snapshot(tmp_path, [own], own={own.ticker: tmp_path})))

    holds()
