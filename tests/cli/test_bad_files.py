"""article.md, calendar.csv, exposures.csv and prices/ hold what a study needs: all else is told in a line a fault."""

import os

import pytest

from analysis.errors import printable
from tests.runs import analysis, call, earlier_results, is_one_line, numbers, put, tree

pytest_plugins = ("tests.runs.plugin",)

FIRST_NEWS = r"^2020-07-12T08:30:00Z"
FIRST_WEIGHT = r"(?<=EMB,2021-07-09,Azerbaijan,SGC 6.875% 2026,)0.37,exact"


def calendar(pattern, replacement, *says):
    return "calendar.csv", pattern, replacement, says


def exposures(pattern, replacement, *says):
    return "exposures.csv", pattern, replacement, says


def utc(moment, *says):
    return calendar(FIRST_NEWS, moment, "calendar.csv: row 2: utc: ", *says)


def until(moment, *says):
    return calendar(rf"{FIRST_NEWS},", f"2020-07-12T08:30:00Z,{moment}", "calendar.csv: row 2: until: ", *says)


def headline(words, *says):
    pattern = "Fighting on the Armenian-Azerbaijani border at Tavush"
    return calendar(pattern, words, "calendar.csv: ", *says)


def affects(words, *says):
    return calendar(r"(?<=at Tavush,karabakh,Armenia Azerbaijan,)emerging-debt", words, "row 2: affects: ", *says)


def weight(number, *says):
    return exposures(FIRST_WEIGHT, f"{number},exact", "exposures.csv: row 2: weight_pct: ", *says)


def as_of(day, *says):
    pattern = r"(?<=^EMB,)2021-07-09(?=,Azerbaijan,SGC 6.875% 2026,0.37)"
    return exposures(pattern, day, "exposures.csv: row 2: as_of: ", *says)


CELLS = {
    "year 1": utc("0001-01-01T00:00:00+14:00", "the year 1; allowed: 1900 to 2100"),
    "year 9999": utc("9999-12-31", "the year 9999; allowed: 1900 to 2100"),
    "a day that does not exist": utc("2020-02-30T08:30:00Z", "'2020-02-30T08:30:00Z' is no time"),
    "no day": utc("soon", "'soon' is no time"),
    "no moment at all": utc("", "empty"),
    "an hour without a zone": utc("2020-07-12 08:30", "has no time zone"),
    "digits of another script": utc("٢٠٢٠-07-12", "is no time"),
    "an end in year 9999": until("9999-12-31T00:00:00Z", "the year 9999"),
    "an end before the start": until("2020-07-11T00:00:00Z", "lies before"),
    "an end that is a word": until("later", "'later' is no time"),
    "a misspelt market": affects("emerging-dept", "'emerging-dept'", "did you mean 'emerging-debt'?"),
    "a market in capitals": affects("EMERGING-DEBT", "'EMERGING-DEBT'", "did you mean 'emerging-debt'?"),
    "a market in title case": affects("Emerging-debt", "'Emerging-debt'", "did you mean 'emerging-debt'?"),
    "a ticker that the study does not have": affects("GLD", "'GLD'", "or a ticker of the study"),
    "a ticker in small letters": affects("emb", "'emb'", "did you mean 'EMB'?"),
    "markets between commas": affects('"rates, credit"', "'rates,'"),
    "no market": affects("", "empty"),
    "another weight": calendar(r"(?<=at Tavush,karabakh,Armenia Azerbaijan,emerging-debt,)major", "Major", "'Major'"),
    "a colour for a terminal": headline("\x1b[31mFighting", "holds U+001B, a character that nobody sees", "remove it"),
    "text that is turned around": headline("Fighting \u202e at Tavush", "holds U+202E"),
    "a bell": headline("Fighting\a", "holds U+0007"),
    "a zero byte": headline("Fighting\0", "holds U+0000"),
    "a cell without end": headline("x" * 3000, "3,000 characters; allowed: at most 2,000"),
    "an endless cell": headline("x" * 200_000, "line 2: not a CSV table (field larger"),
    "a quotation mark alone": headline('"Fighting', "line ", "not a CSV table"),
    "a weight of minus one": weight("-1", "-1; allowed: 0 to 100"),
    "a weight that is infinite": weight("inf", "allowed: 0 to 100"),
    "a weight that is no number": weight("nan", "allowed: 0 to 100"),
    "a weight with an underscore": weight("0_3", "'0_3' is no number"),
    "a weight with a comma": weight('"0,37"', "'0,37' is no number"),
    "a weight with its sign": weight("0.37%", "'0.37%' is no number"),
    "a weight in another script": weight("٣", "'٣' is no number"),
    "a weight of many digits": weight("9" * 1000, "allowed: 0 to 100"),
    "a list of year 1": as_of("0001-01-01", "the year 1; allowed: 1900 to 2100"),
    "a list of year 9999": as_of("9999-12-31", "the year 9999"),
    "a list of a week": as_of("2021-W27-5", "'2021-W27-5'; allowed: YYYY-MM-DD"),
    "a list of no day": as_of("2021-02-30", "'2021-02-30' does not exist"),
    "a list with its hour": as_of("2021-07-09T00:00", "allowed: YYYY-MM-DD"),
    "a fund that is a path": exposures(r"^EMB(?=,2021-07-09,Azerbaijan,SGC)", "../../EMB", "../../EMB: is no instr"),
    "an issuer that is markup": exposures(
        r"(?<=^EMB,2021-07-09,)Azerbaijan(?=,SGC)", "<script>", "issuer <script>: is none of claim.issuers"),
}  # fmt: skip
WHOLE = {
    "rows of something else": ("calendar.csv", b"a,b\n" * 2, "columns are a,b"),
    "more rows than a study has": (
        "calendar.csv",
        b"utc,until,what,topic,region,affects,weight,sure,source\n"
        + b"2020-01-01,,a,b,c,rates,minor,press,d\n" * 10_001,
        "10,001 rows; allowed: at most 10,000",
    ),
    "a calendar of megabytes": ("calendar.csv", b"x" * 6_000_000, "6,000,000 bytes; allowed: at most 5,000,000"),
    "a calendar in another encoding": ("calendar.csv", "é".encode("latin-1"), "byte 0 is not UTF-8"),
    "an empty calendar": ("calendar.csv", b"", "columns are nothing"),
    "weights in another encoding": ("exposures.csv", "é".encode("utf-16"), "byte 0 is not UTF-8"),
    "an article of megabytes": ("article.md", b"Monday " * 100_000, "700,000 letters; allowed: at most 100,000"),
    "an article of zeros": ("article.md", b"\0" * 100, "byte 0 is 0: no text"),
    "an article that colours a terminal": ("article.md", b"\x1b[31mred", "holds U+001B"),
    "front matter without end": ("article.md", b"+++\npublished = 1\n", "its front matter has no end"),
    "front matter that is no TOML": ("article.md", b"+++\nx x\n+++\nText", "its front matter is not TOML"),
    "front matter of many lists": ("article.md", b"+++\nx = " + b"[\n" * 5000 + b"+++\nText", "lie more than 8 deep"),
    "front matter of many digits": ("article.md", b"+++\nx = " + b"9" * 5000 + b"\n+++\nText", "thousands of digits"),
}


@pytest.mark.parametrize(("name", "pattern", "replacement", "says"), CELLS.values(), ids=CELLS)
def test_a_cell_that_is_not_what_it_must_be_is_told_by_row_and_column(study_copy, name, pattern, replacement, says):
    put(study_copy / name, pattern, replacement)
    _refused(study_copy, says)


@pytest.mark.parametrize(("name", "content", "says"), WHOLE.values(), ids=WHOLE)
def test_a_file_that_no_study_has_is_refused(study_copy, name, content, says):
    (study_copy / name).write_bytes(content)
    _refused(study_copy, (f"{name}: ", says))


@pytest.mark.parametrize(
    ("published", "says"),
    [
        ("0001-01-01", "the year 1"),
        ("9999-12-31", "the year 9999"),
        ("true", "True is not a date"),
        ('"yesterday"', "'yesterday' is not a date"),
        ("[2023]", "[2023] is not a date"),
    ],
)
def test_a_day_of_publication_is_a_day_of_our_time(study_copy, published, says):
    text = (study_copy / "article.md").read_text(encoding="utf-8")
    body = text.split("+++\n")[-1]
    (study_copy / "article.md").write_text(f"+++\npublished = {published}\n+++\n{body}", encoding="utf-8")
    _refused(study_copy, ("article.md: published: ", says))


def _refused(folder, says):
    out = earlier_results(folder.parent / "results")
    before = tree(out)
    ended = call("run", folder, "--no-figures", "--out", out)
    assert ended.exit_code == 1
    assert ended.stdout == ""
    assert is_one_line(ended.stderr, *says), ended.stderr
    assert printable(ended.stderr[:-1], 3000) == ended.stderr[:-1]
    assert len(ended.stderr) < 3000
    assert tree(out) == before


BOMBS = {
    "days that may be past or to come": "They agreed to meet on Monday. " * 60 + "© 2023",
    "a sentence of days": "truce Monday " * 290,
    "more days than an article has": "Monday " * 14_000,
    "dots": "." * 99_000 + "x",
    "signs of copyright": "©" * 49_000,
    "abbreviations": "a. " * 33_000,
    "a word without end": "a" * 99_000 + ". b",
    "a line of numbers and a date": "1 " * 49_000 + "20 September 2023",
    "moves up and down": "bonds of Armenia and Azerbaijan " + "rose fell " * 9_900,
    "terms far from days": "truce " * 16_000 + "on Monday " * 200,
    "durations": "two days ago " * 250 + "said " * 14_000,
    "blank lines": "\n \n" * 33_000 + "x",
    "brackets": "(" * 60_000 + "[" * 30_000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_no_article_keeps_its_reader_for_ever(tmp_path, text):
    path = tmp_path / "article.md"
    path.write_text(text, encoding="utf-8")
    ended = analysis("date", path)
    assert ended.returncode in (0, 1)
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) == ended.returncode


@pytest.mark.parametrize("name", ["study.toml", "article.md", "calendar.csv", "exposures.csv"])
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(study_copy, name):
    (study_copy / name).unlink()
    os.mkfifo(study_copy / name)
    ended = analysis("run", study_copy, "--out", study_copy.parent / "out")
    assert ended.returncode in (1, 2)
    assert is_one_line(ended.stderr), ended.stderr


@pytest.mark.slow
def test_every_file_may_begin_with_a_byte_order_mark(study_copy, light_results, tmp_path):
    for path in (*study_copy.glob("*.toml"), *study_copy.glob("*.md"), *study_copy.glob("*.csv")):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert call("run", study_copy, "--no-figures", "--out", tmp_path / "out").exit_code == 0
    assert numbers(tmp_path / "out") == numbers(light_results.folder)
